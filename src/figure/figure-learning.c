/* The figures of a learning: weights and losses over the iterations. */
#include "figure/figures-private.h"

#include <math.h>

#include "figure/curves.h"

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
draw_curves (cairo_t *cr, const ThetaCurves *curves, const ThetaPalette *palette, double width,
             double height)
{
  cairo_save (cr);
  cairo_translate (cr, 0, THETA_FIGURE_HEAD);
  theta_chart_draw (cr, &curves->chart, palette, width, height - THETA_FIGURE_HEAD);
  cairo_restore (cr);
}

static ThetaCurves *
curves_of (const ThetaResults *results, ThetaCurvesKind kind, const ThetaPalette *palette)
{
  return theta_curves_new (kind, theta_figure_history (results), &results->experiment->network,
                           palette, TRUE, NULL);
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

void
theta_figure_weights_draw (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette,
                           double width, double height, double scale)
{
  const ThetaHistory *history = theta_figure_history (results);
  g_autoptr (ThetaCurves) curves = NULL;
  g_autofree char *note = NULL;

  if (history == NULL)
    return;
  curves = curves_of (results, THETA_CURVES_SHARES, palette);
  note = describe (results, history, "share of Σa");
  theta_figure_head_draw (cr, palette, curves->title, note, width, height);
  draw_curves (cr, curves, palette, width, height);
}

/* ---- losses ---- */

static ThetaCurvesKind
aim_of (const ThetaHistory *history)
{
  return g_str_equal (history->loss, "evidence") ? THETA_CURVES_EVIDENCE : THETA_CURVES_ERROR;
}

double
theta_figure_loss_height (const ThetaResults *results, double width)
{
  const ThetaHistory *history = theta_figure_history (results);
  g_autoptr (ThetaCurves) curves = NULL;

  if (history != NULL)
    curves = curves_of (results, aim_of (history), theta_palette_light ());
  return curves != NULL ? THETA_FIGURE_HEAD + CHART_HEIGHT - 40 : 0;
}

void
theta_figure_loss_draw (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette,
                        double width, double height, double scale)
{
  const ThetaHistory *history = theta_figure_history (results);
  g_autoptr (ThetaCurves) curves = NULL;
  g_autofree char *note = NULL;

  if (history != NULL)
    curves = curves_of (results, aim_of (history), palette);
  if (curves == NULL)
    return;
  note = describe (results, history, "the full line is minimised");
  theta_figure_head_draw (cr, palette, curves->title, note, width, height);
  draw_curves (cr, curves, palette, width, height);
}
