/* Gives its one child all the width, and the height only up to "share" times the width, at
 * the top: what has little to show does not grow without end on a large screen. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_CAP_LAYOUT (theta_cap_layout_get_type ())
G_DECLARE_FINAL_TYPE (ThetaCapLayout, theta_cap_layout, THETA, CAP_LAYOUT, GtkLayoutManager)

G_END_DECLS
