/* What the page of the kernels shows, taken for an export. */
#include "ui/kernels-page-private.h"

#define TAKE_US 200000 /* for single entries, where the maps are to be exported */

/* Exact values where the window is small enough: a moment is spent on reading them. */
static void
take_map (ThetaKernelsPage *self, ThetaShown *shown, const ThetaKernelMap *map)
{
  ThetaHeatmap drawn = { .bins = theta_maps_cells (self->maps_of), .min = map->min,
                         .max = map->max, .log = map->log, .map = map->map };
  float *values = theta_maps_values (self->maps_of, map->index);

  drawn.cross_row = theta_maps_cell (self->maps_of, FALSE, (gsize) self->row);
  drawn.cross_column = theta_maps_cell (self->maps_of, TRUE, (gsize) self->column);
  if (values != NULL)
    theta_shown_add (shown, map->name, gtk_inscription_get_text (map->value),
                     map->index < shown->layers ? (int) map->index : -1, &drawn, values);
}

ThetaShown *
theta_kernels_page_take (ThetaKernelsPage *self, const ThetaResults *results)
{
  ThetaFrame *frame;
  g_autoptr (ThetaShown) shown = NULL;
  const float *overview;
  ThetaView view = { 0 };

  g_return_val_if_fail (THETA_IS_KERNELS_PAGE (self) && results != NULL, NULL);
  /* What came while the page was not seen. */
  if (self->stale)
    theta_kernels_update (self);
  frame = theta_kernels_frame (self);
  if (frame == NULL || self->row < 0)
    return NULL;
  theta_maps_load (self->maps_of, TAKE_US);
  theta_kernels_page_get_view (self, &view);
  shown = theta_shown_new ();
  shown->layers = frame->picture->layers;
  shown->own_scales = view.own_scales;
  shown->rows = theta_maps_classes (self->maps_of, FALSE);
  shown->columns = theta_maps_classes (self->maps_of, TRUE);
  shown->classes = g_strdupv (frame->data->classes);
  shown->note = theta_kernels_shown_note (self->maps_of, &view, results);
  shown->count = (gsize) frame->picture->bins * frame->picture->bins;
  overview = theta_maps_overview (self->maps_of, theta_kernels_map_at (self, self->selected)->index);
  if (overview != NULL)
    shown->histogram = g_memdup2 (overview, shown->count * sizeof *overview);
  for (guint m = 0; m < self->maps->len; m++)
    if (!self->alone || m == self->selected)
      take_map (self, shown, theta_kernels_map_at (self, m));
  return shown->maps->len > 0 ? g_steal_pointer (&shown) : NULL;
}
