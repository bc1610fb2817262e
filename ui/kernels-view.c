/* What the page of the kernels shows, as a view. */
#include "ui/kernels-page-private.h"

#include <string.h>

#include "experiment/study.h"

static gpointer
child (ThetaKernelsPage *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_KERNELS_PAGE, name);
}

G_STATIC_ASSERT (THETA_SHOW_COSINE == 0 && THETA_SHOW_RAW == 1 && THETA_SHOW_CENTRED == 2
                 && THETA_SHOW_DIFFERENCE == 3);
G_STATIC_ASSERT (THETA_ROWS_ALL == 0 && THETA_ROWS_TRAIN == 1 && THETA_ROWS_TEST == 2);
G_STATIC_ASSERT (THETA_ORDER_CLASS == 0 && THETA_ORDER_CLUSTER == 1 && THETA_ORDER_FILE == 2);

void
theta_kernels_page_get_view (ThetaKernelsPage *self, ThetaView *view)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && view != NULL);
  view->show = (int) gtk_drop_down_get_selected (child (self, "show"));
  view->order = (int) gtk_drop_down_get_selected (child (self, "order"));
  view->rows = (int) gtk_drop_down_get_selected (child (self, "rows"));
  view->own_scales = gtk_drop_down_get_selected (child (self, "colors")) != 0;
  view->log = gtk_check_button_get_active (child (self, "log_check"));
  view->labels = gtk_check_button_get_active (child (self, "label_check"));
  view->inspector = gtk_toggle_button_get_active (child (self, "panel_toggle"));
  view->kernel_fold = theta_kernels_get_fold (self);
  theta_kernels_page_get_place (self, view);
}

void
theta_kernels_page_set_view (ThetaKernelsPage *self, const ThetaView *view)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && view != NULL);
  gtk_drop_down_set_selected (child (self, "show"), (guint) view->show);
  gtk_drop_down_set_selected (child (self, "colors"), (guint) view->own_scales);
  gtk_check_button_set_active (child (self, "log_check"), view->log);
  gtk_check_button_set_active (child (self, "label_check"), view->labels);
  gtk_toggle_button_set_active (child (self, "panel_toggle"), view->inspector);
  gtk_drop_down_set_selected (child (self, "order"), (guint) view->order);
  gtk_drop_down_set_selected (child (self, "rows"), (guint) view->rows);
  theta_kernels_set_fold (self, view->kernel_fold);
  theta_kernels_page_set_place (self, view);
}

/* ---- the place ---- */

void
theta_kernels_apply_place (ThetaKernelsPage *self)
{
  const ThetaPicture *picture = theta_kernels_frame (self)->picture;
  const ThetaView *view = &self->wanted;
  guint map = view->map == 0 ? picture->layers : view->map - (view->map <= picture->layers);
  gsize rows = picture->rows, row, column;
  gboolean whole = !(view->zoom[2] > 0), stale;

  g_object_get (self->session, "stale", &stale, NULL);
  self->waiting = stale || theta_session_get_running (self->session) || self->ordering != NULL;
  self->selected = MIN (map, self->maps->len - 1);
  self->alone = !view->alone;
  theta_kernels_act_alone (GTK_WIDGET (self), "kernels.alone", NULL);
  theta_maps_set_window (self->maps_of, view->zoom[0], view->zoom[1],
                         whole ? (double) rows : view->zoom[2]);
  if (view->row == 0 || view->column == 0)
    return;
  row = theta_maps_position_of_row (self->maps_of, view->row - 1);
  column = theta_maps_position_of_row (self->maps_of, view->column - 1);
  if (row < rows && column < rows)
    {
      self->row = (int) row;
      self->column = (int) column;
    }
}

void
theta_kernels_page_get_place (ThetaKernelsPage *self, ThetaView *view)
{
  ThetaFrame *frame = theta_kernels_frame (self);
  const ThetaView *wanted = &self->wanted;

  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && view != NULL);
  if (self->waiting || frame == NULL || self->row < 0)
    {
      view->map = wanted->map;
      view->alone = wanted->alone;
      view->row = wanted->row;
      view->column = wanted->column;
      memcpy (view->zoom, wanted->zoom, sizeof view->zoom);
      return;
    }
  view->map = self->selected == frame->picture->layers ? 0
              : self->selected < frame->picture->layers ? self->selected + 1
                                                        : self->selected;
  view->alone = self->alone;
  view->row = (guint) theta_maps_row (self->maps_of, (gsize) self->row) + 1;
  view->column = (guint) theta_maps_row (self->maps_of, (gsize) self->column) + 1;
  theta_maps_get_window (self->maps_of, &view->zoom[0], &view->zoom[1], &view->zoom[2]);
  if (theta_maps_is_whole (self->maps_of))
    memset (view->zoom, 0, sizeof view->zoom);
}

void
theta_kernels_page_set_place (ThetaKernelsPage *self, const ThetaView *view)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && view != NULL);
  self->wanted = *view;
  self->waiting = TRUE;
  if (theta_kernels_frame (self) != NULL)
    theta_kernels_show_frame (self, theta_kernels_frame (self));
}
