/* The kernels: a map of every Θ_l and of A = Σ a_l Θ_l, one cross in all of them. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"
#include "ui/heatmap-view.h"

G_BEGIN_DECLS

#define THETA_TYPE_KERNELS_PAGE (theta_kernels_page_get_type ())
G_DECLARE_FINAL_TYPE (ThetaKernelsPage, theta_kernels_page, THETA, KERNELS_PAGE, GtkWidget)

void theta_kernels_page_set_session (ThetaKernelsPage *self, ThetaSession *session);
/* Narrow windows have the colour bar below the maps. */
void theta_kernels_page_set_narrow (ThetaKernelsPage *self, gboolean narrow);

/* The maps: Θ_1 … Θ_L, then A. */
guint theta_kernels_page_count (ThetaKernelsPage *self);
ThetaHeatmapView *theta_kernels_page_get_map (ThetaKernelsPage *self, guint i);
/* The text in the head of map @i: the value under the cross. */
const char *theta_kernels_page_get_value (ThetaKernelsPage *self, guint i);

G_END_DECLS
