/* The colour bar of one map, with the distribution of its entries above it. */
#pragma once

#include <gtk/gtk.h>

#include "figure/heatmap.h"

G_BEGIN_DECLS

#define THETA_TYPE_COLOR_BAR (theta_color_bar_get_type ())
G_DECLARE_FINAL_TYPE (ThetaColorBar, theta_color_bar, THETA, COLOR_BAR, GtkWidget)

/* Shows @map from @min to @max with a histogram of @values (@count of them, borrowed
 * until the next call; NULL: nothing is shown) and a mark at @marker (NaN: none). */
void theta_color_bar_set (ThetaColorBar *self, ThetaColormap map, double min, double max, gboolean log,
                          const float *values, gsize count, double marker);
/* The values have changed, wherever they are. */
void theta_color_bar_forget (ThetaColorBar *self);

G_END_DECLS
