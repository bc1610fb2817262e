/* The kernels: a map of every Θ_l and of A = Σ a_l Θ_l, one cross in all of them. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"
#include "figure/shown.h"
#include "ui/heatmap-view.h"

G_BEGIN_DECLS

#define THETA_TYPE_KERNELS_PAGE (theta_kernels_page_get_type ())
G_DECLARE_FINAL_TYPE (ThetaKernelsPage, theta_kernels_page, THETA, KERNELS_PAGE, GtkWidget)

/* Fills the page, which is empty until then: windows are there sooner without it. */
void theta_kernels_page_set_session (ThetaKernelsPage *self, ThetaSession *session);
/* What is looked at, into @view and out of it.  What needs maps that are not there yet is
 * shown when they are. */
void theta_kernels_page_get_view (ThetaKernelsPage *self, ThetaView *view);
void theta_kernels_page_set_view (ThetaKernelsPage *self, const ThetaView *view);
/* Of it the chosen map, whether it stands alone, the cross and the zoom. */
void theta_kernels_page_get_place (ThetaKernelsPage *self, ThetaView *view);
void theta_kernels_page_set_place (ThetaKernelsPage *self, const ThetaView *view);
/* The maps as they stand on the page, of @results; newly allocated, NULL where there are
 * none. */
ThetaShown *theta_kernels_page_take (ThetaKernelsPage *self, const ThetaResults *results);
/* The fold whose weights A has on the page, from 0. */
guint theta_kernels_page_get_fold (ThetaKernelsPage *self);
/* What they are, in words: "Wine · cosine, 178 rows by class, …". */
char *theta_kernels_shown_note (ThetaMaps *maps, const ThetaView *view,
                                const ThetaResults *results);
/* Narrow windows have the colour bar below the maps. */
void theta_kernels_page_set_narrow (ThetaKernelsPage *self, gboolean narrow);

/* The maps: Θ_1 … Θ_L, then A. */
guint theta_kernels_page_count (ThetaKernelsPage *self);
ThetaHeatmapView *theta_kernels_page_get_map (ThetaKernelsPage *self, guint i);
/* The text in the head of map @i: the value under the cross. */
const char *theta_kernels_page_get_value (ThetaKernelsPage *self, guint i);
/* The chosen map, of which the colour bar speaks; it follows pointer and focus. */
guint theta_kernels_page_get_selected (ThetaKernelsPage *self);
void theta_kernels_page_select (ThetaKernelsPage *self, guint i);

G_END_DECLS
