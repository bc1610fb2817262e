/* One map: pixels, class strips, and a cross that pointer and keys move.
 *
 * Signal "cross-moved" (row, column): bins; the person moved the cross.
 * Arrows move it by one bin, Shift by ten, Ctrl to the next class. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/frame.h"
#include "figure/heatmap.h"

G_BEGIN_DECLS

#define THETA_TYPE_HEATMAP_VIEW (theta_heatmap_view_get_type ())
G_DECLARE_FINAL_TYPE (ThetaHeatmapView, theta_heatmap_view, THETA, HEATMAP_VIEW, GtkWidget)

GtkWidget *theta_heatmap_view_new (const char *name);

/* Shows @values, bins × bins of @frame's picture, which is kept while they are
 * shown.  NULL: what was shown stays, dimmed, until there is something new. */
void theta_heatmap_view_set_values (ThetaHeatmapView *self, ThetaFrame *frame,
                                    const float *values, double min, double max,
                                    ThetaColormap map);
/* Back to an empty outline. */
void theta_heatmap_view_clear (ThetaHeatmapView *self);
/* Bins; −1: no cross. */
void theta_heatmap_view_set_cross (ThetaHeatmapView *self, int row, int column);
/* What stands under the cross, in words, for those who cannot see it. */
void theta_heatmap_view_describe (ThetaHeatmapView *self, const char *text);
/* The pixels as they are drawn (borrowed), NULL before the first snapshot. */
GdkTexture *theta_heatmap_view_get_texture (ThetaHeatmapView *self);

G_END_DECLS
