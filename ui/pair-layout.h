/* Lays out cards two and two side by side, each pair as high as the higher one, where every card
 * then still has its natural width; else one under the other. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_PAIR_LAYOUT (theta_pair_layout_get_type ())
G_DECLARE_FINAL_TYPE (ThetaPairLayout, theta_pair_layout, THETA, PAIR_LAYOUT, GtkLayoutManager)

G_END_DECLS
