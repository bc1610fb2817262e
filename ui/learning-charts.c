#include "ui/learning-charts.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/draw.h"

double
theta_learning_charts_sum (const ThetaHistory *history, guint i)
{
  double sum = 0;

  for (guint l = 0; l < history->layers; l++)
    sum += history->weights[(gsize) i * history->layers + l];
  return sum;
}

double
theta_learning_charts_loss_at (const ThetaHistory *history, guint i)
{
  const ThetaIteration *at = &history->iterations[i];

  return g_str_equal (history->loss, "validation") ? at->validation_loss : at->loo_loss;
}

void
theta_learning_charts_weights (ThetaChartView *view, const ThetaHistory *history,
                               const ThetaNetwork *network, gboolean shares, guint x_max,
                               double cursor)
{
  guint layers = history->layers, count = history->count;
  g_autofree double *y = g_new (double, (gsize) layers * count);
  g_autofree ThetaSeries *series = g_new0 (ThetaSeries, layers);
  ThetaChart chart = { .count = count, .x_max = x_max,
                       .x_label = _ ("iteration"), .series = series, .n_series = layers,
                       .log = !shares, .from_zero = shares, .cursor = cursor };

  for (guint i = 0; i < count; i++)
    {
      double sum = shares ? theta_learning_charts_sum (history, i) : 1;

      for (guint l = 0; l < layers; l++)
        {
          double weight = history->weights[(gsize) i * layers + l];

          /* A logarithm has no place for a weight of zero. */
          y[(gsize) l * count + i] = shares || weight > 0 ? weight / sum : NAN;
        }
    }
  for (guint l = 0; l < layers; l++)
    series[l] = (ThetaSeries){ .name = theta_network_kernel_name (network, l),
                               .color = theta_palette_layer (l, layers),
                               .y = y + (gsize) l * count,
                               .decimals = shares ? 2 : 3 };
  theta_chart_view_set_chart (view, &chart);
  theta_chart_view_set_name (view, shares ? _ ("Shares of the layer weights")
                                                   : _ ("Layer weights, logarithmic"));
  for (guint l = 0; l < layers; l++)
    g_free ((char *) series[l].name);
}

const char *
theta_learning_charts_loss (ThetaChartView *view, const ThetaHistory *history, guint x_max,
                            double cursor)
{
  gboolean loo = !g_str_equal (history->loss, "validation");
  const char *title = loo ? _ ("Leave-one-out squared error") : _ ("Validation squared error");
  g_autofree double *y = g_new (double, history->count);
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (view));
  ThetaSeries series = { .name = loo ? _ ("Leave-one-out") : _ ("Validation"),
                         .color = palette.accent, .y = y, .decimals = 3 };
  ThetaChart chart = { .count = history->count, .x_max = x_max,
                       .x_label = _ ("iteration"), .series = &series, .n_series = 1,
                       .cursor = cursor };

  for (guint i = 0; i < history->count; i++)
    y[i] = theta_learning_charts_loss_at (history, i);
  theta_chart_view_set_chart (view, &chart);
  theta_chart_view_set_name (view, title);
  return title;
}
