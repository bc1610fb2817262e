/* How the Kernels page lays out its maps: the layers' in a grid that scrolls where there
 * are many, A beside them then, so that it stays in view; and three cards: below, in the
 * columns of the maps, where the page is high enough for them, and under A where that stands
 * beside.
 *
 * Signal "cards": which cards there is room for has changed; nothing is being laid out. */
#pragma once

#include "ui/kernels-plan.h"
#include "ui/map-grid.h"

G_BEGIN_DECLS

#define THETA_TYPE_KERNELS_BOARD (theta_kernels_board_get_type ())
G_DECLARE_FINAL_TYPE (ThetaKernelsBoard, theta_kernels_board, THETA, KERNELS_BOARD, GtkWidget)

void theta_kernels_board_clear (ThetaKernelsBoard *self);
/* @pinned: stays in view beside the others. */
void theta_kernels_board_append (ThetaKernelsBoard *self, GtkWidget *head, GtkWidget *map,
                                 gboolean pinned);
/* Whether the page is too low or narrow for all of the cards, */
gboolean theta_kernels_board_is_compact (ThetaKernelsBoard *self);
/* and whether there is room for this one. */
gboolean theta_kernels_board_takes (ThetaKernelsBoard *self, guint place);
/* How much wider the board is, while it is compact, than it would be otherwise: what stands
 * beside it is narrower then. */
void theta_kernels_board_set_spare (ThetaKernelsBoard *self, int width);
/* The width that all of it takes where it is presented at this height, at most @width. */
int theta_kernels_board_get_width (ThetaKernelsBoard *self, int width, int height);
/* The card at a place (0: entries, 1: eigenvalues, 2: alignment); NULL takes it away. */
void theta_kernels_board_set_card (ThetaKernelsBoard *self, guint place, GtkWidget *card);

G_END_DECLS
