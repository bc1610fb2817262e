/* The maps as they stand on the page, to be drawn once more. */
#include "ui/kernels-page.h"

#include "figure/figures.h"
#include "experiment/study.h"

/* "positions 12–51 by 100–139 of 178" where the maps are zoomed, and of which rows. */
static char *
window_text (ThetaMaps *maps, const ThetaView *view)
{
  static const char *const kinds[] = { "", " training", " test" };
  gsize n = theta_maps_get_frame (maps)->picture->rows;
  double row, column, span;

  theta_maps_get_window (maps, &row, &column, &span);
  if (theta_maps_is_whole (maps))
    return g_strdup_printf ("%u%s rows", (guint) n, kinds[view->rows]);
  return g_strdup_printf ("positions %u–%u by %u–%u of %u%s", (guint) row + 1, (guint) (row + span),
                          (guint) column + 1, (guint) (column + span), (guint) n,
                          kinds[view->rows]);
}

char *
theta_kernels_shown_note (ThetaMaps *maps, const ThetaView *view, const ThetaResults *results)
{
  static const char *const shows[]
      = { "cosine", "raw values", "centred", "cosine less the mean of the layers" };
  static const char *const orders[] = { "by class", "by clustering", "as in the file" };
  const ThetaFrame *frame = theta_maps_get_frame (maps);
  g_autofree char *window = window_text (maps, view), *badge = theta_figure_badge (results);
  g_autofree char *fold = theta_figure_fold (results, frame);

  return g_strdup_printf ("%s · %s%s, %s %s, %s · %s", frame->data->name,
                          shows[view->show], view->log ? ", logarithmic colours" : "", window,
                          orders[view->order], fold, badge);
}
