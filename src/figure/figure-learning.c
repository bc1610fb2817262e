/* The figures of a learning: weights and losses over the iterations. */
#include "figure/figures-private.h"

#include <math.h>

#include "figure/chart.h"

#define CHART_HEIGHT 260.0

const ThetaHistory *
theta_figure_history (const ThetaResults *results)
{
  const ThetaHistory *history;

  if (results->histories == NULL || results->histories->len == 0)
    return NULL;
  history = results->histories->pdata[0];
  return history->count > 1 ? history : NULL;
}

static char *
describe (const ThetaResults *results, const ThetaHistory *history, const char *what)
{
  g_autofree char *badge = theta_figure_badge (results);
  const ThetaWeightMethod *method = theta_weight_method_find (history->method);
  const char *label = method != NULL ? method->label : history->method;

  return g_strdup_printf ("%s · %s, %s, fold %u of %u · %s", results->data->name, what, label,
                          history->fold + 1, results->folds->len, badge);
}

static void
draw_chart (cairo_t *cr, const ThetaHistory *history, const ThetaSeries *series, guint n,
            gboolean from_zero, const ThetaPalette *palette, double width, double height)
{
  ThetaChart chart = { .count = history->count, .x_max = history->count - 1,
                       .x_label = "iteration", .series = series, .n_series = n,
                       .from_zero = from_zero, .cursor = NAN };

  cairo_save (cr);
  cairo_translate (cr, 0, THETA_FIGURE_HEAD);
  theta_chart_draw (cr, &chart, palette, width, height - THETA_FIGURE_HEAD);
  cairo_restore (cr);
}

/* ---- weights ---- */

double
theta_figure_weights_height (const ThetaResults *results, double width)
{
  const ThetaHistory *history = theta_figure_history (results);

  if (history == NULL)
    return 0;
  /* Deep networks need a line of text a layer. */
  return THETA_FIGURE_HEAD + fmax (CHART_HEIGHT, fmin (20.0 * history->layers + 44, 640));
}

/* layers × count; NaN where all weights are zero. */
static double *
shares_of (const ThetaHistory *history)
{
  double *shares = g_new (double, (gsize) history->layers * history->count);

  for (guint k = 0; k < history->count; k++)
    {
      const double *a = history->weights + (gsize) k * history->layers;
      double sum = 0;

      for (guint l = 0; l < history->layers; l++)
        sum += a[l];
      for (guint l = 0; l < history->layers; l++)
        shares[(gsize) l * history->count + k] = sum != 0 ? a[l] / sum : NAN;
    }
  return shares;
}

void
theta_figure_weights_draw (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette,
                           double width, double height, double scale)
{
  const ThetaHistory *history = theta_figure_history (results);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree double *shares = NULL;
  g_autofree ThetaSeries *series = NULL;
  g_autofree char *note = NULL;

  if (history == NULL)
    return;
  shares = shares_of (history);
  series = g_new0 (ThetaSeries, history->layers);
  for (guint l = 0; l < history->layers; l++)
    {
      g_ptr_array_add (names, theta_network_kernel_name (&results->experiment->network, l));
      series[l] = (ThetaSeries){ .name = names->pdata[l],
                                 .color = theta_palette_layer (l, history->layers),
                                 .y = shares + (gsize) l * history->count, .decimals = 2 };
    }
  note = describe (results, history, "share of Σa");
  theta_figure_head_draw (cr, palette, "Layer weights", note, width, height);
  draw_chart (cr, history, series, history->layers, TRUE, palette, width, height);
}

/* ---- losses ---- */

static const struct
{
  const char *id, *name;
  gsize offset;
} losses[] = {
  { "loo", "Leave-one-out", G_STRUCT_OFFSET (ThetaIteration, loo_loss) },
  { "validation", "Validation", G_STRUCT_OFFSET (ThetaIteration, validation_loss) },
  { "", "Training", G_STRUCT_OFFSET (ThetaIteration, train_loss) },
};

static gboolean
has_loss (const ThetaHistory *history, gsize offset)
{
  for (guint k = 0; k < history->count; k++)
    if (isfinite (G_STRUCT_MEMBER (double, &history->iterations[k], offset)))
      return TRUE;
  return FALSE;
}

double
theta_figure_loss_height (const ThetaResults *results, double width)
{
  const ThetaHistory *history = theta_figure_history (results);

  for (guint i = 0; history != NULL && i < G_N_ELEMENTS (losses); i++)
    if (has_loss (history, losses[i].offset))
      return THETA_FIGURE_HEAD + CHART_HEIGHT - 40;
  return 0;
}

void
theta_figure_loss_draw (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette,
                        double width, double height, double scale)
{
  const ThetaHistory *history = theta_figure_history (results);
  ThetaSeries series[G_N_ELEMENTS (losses)];
  g_autofree double *values = NULL;
  g_autofree char *note = NULL;
  guint n = 0;

  if (history == NULL)
    return;
  values = g_new (double, (gsize) history->count * G_N_ELEMENTS (losses));
  for (guint i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      double *y = values + (gsize) n * history->count;
      gboolean minimised = g_strcmp0 (history->loss, losses[i].id) == 0;

      if (!has_loss (history, losses[i].offset))
        continue;
      for (guint k = 0; k < history->count; k++)
        y[k] = G_STRUCT_MEMBER (double, &history->iterations[k], losses[i].offset);
      series[n++] = (ThetaSeries){ .name = losses[i].name, .y = y, .decimals = 3,
                                   .dashed = !minimised,
                                   .color = minimised ? palette->accent : palette->dim };
    }
  note = describe (results, history,
                   g_str_equal (history->loss, "evidence") ? "the evidence is maximised"
                                                           : "the full line is minimised");
  theta_figure_head_draw (cr, palette, "Squared error while learning", note, width, height);
  draw_chart (cr, history, series, n, FALSE, palette, width, height);
}
