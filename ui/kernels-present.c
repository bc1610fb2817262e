/* What the page of the kernels is in a presentation: the colour bar stands beside the maps,
 * and a look at them leaves the chosen one as it was. */
#include "ui/kernels-page-private.h"

#include "ui/picture.h"

#define BAR 116 /* height, with the distribution */

/* A map is a square. */
static int
map_width (GtkWidget *map, int width, int height)
{
  return MIN (width, height);
}

static int
board_width (GtkWidget *board, int width, int height)
{
  return theta_kernels_board_get_width (THETA_KERNELS_BOARD (board), width, height);
}

void
theta_kernels_init_presentation (ThetaKernelsPage *self)
{
  self->beside = g_object_ref_sink (THETA_ENTRIES_CARD (theta_entries_card_new ()));
  theta_entries_card_set_filling (self->beside, FALSE);
  gtk_widget_set_valign (GTK_WIDGET (self->beside), GTK_ALIGN_CENTER);
  gtk_widget_set_size_request (GTK_WIDGET (theta_entries_card_get_bar (self->beside)), -1, BAR);
  /* The keys are the picture's. */
  gtk_widget_set_can_focus (GTK_WIDGET (self->beside), FALSE);
  theta_picture_set_beside (GTK_WIDGET (self->board), GTK_WIDGET (self->beside), board_width);
  /* In small windows the eigenvalues are behind a tab, which may be away altogether. */
  theta_picture_set_put_away (self->side);
}

void
theta_kernels_offer_map (ThetaKernelsPage *self, ThetaKernelMap *map)
{
  theta_picture_set_beside (GTK_WIDGET (map->view), GTK_WIDGET (self->beside), map_width);
}

guint
theta_kernels_page_get_selected (ThetaKernelsPage *self)
{
  g_return_val_if_fail (THETA_IS_KERNELS_PAGE (self), 0);
  return self->selected;
}

void
theta_kernels_page_select (ThetaKernelsPage *self, guint i)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self));
  if (i >= self->maps->len || i == self->selected)
    return;
  self->selected = i;
  if (theta_kernels_frame (self) != NULL)
    theta_kernels_update_cross (self);
}
