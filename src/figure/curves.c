#include "figure/curves.h"

#include <math.h>

/* What the losses and the accuracies of a story are called. */
typedef struct
{
  const char *loss; /* ThetaHistory.loss of the methods that minimise it */
  const char *name;
  gsize error, accuracy; /* offsets in ThetaIteration */
  gboolean training;     /* shown on request */
} Kind;

static const Kind kinds[] = {
  { "loo", "Leave-one-out", G_STRUCT_OFFSET (ThetaIteration, loo_loss),
    G_STRUCT_OFFSET (ThetaIteration, loo_accuracy), FALSE },
  { "validation", "Validation", G_STRUCT_OFFSET (ThetaIteration, validation_loss),
    G_STRUCT_OFFSET (ThetaIteration, validation_accuracy), FALSE },
  { NULL, "Training", G_STRUCT_OFFSET (ThetaIteration, train_loss),
    G_STRUCT_OFFSET (ThetaIteration, train_accuracy), TRUE },
};

double
theta_curves_sum (const ThetaHistory *history, guint i)
{
  double sum = 0;

  for (guint l = 0; l < history->layers; l++)
    sum += history->weights[(gsize) i * history->layers + l];
  return sum;
}

static ThetaCurves *
curves_new (const ThetaHistory *history, guint room, const char *title)
{
  ThetaCurves *self = g_new0 (ThetaCurves, 1);

  self->title = title;
  self->owned = g_ptr_array_new_with_free_func (g_free);
  self->series = g_new0 (ThetaSeries, MAX (room, 1));
  self->chart = (ThetaChart){ .count = history->count, .x_max = MAX (history->count, 2) - 1,
                              .x_label = "iteration", .series = self->series, .cursor = NAN };
  return self;
}

static double *
own_values (ThetaCurves *self)
{
  double *y = g_new (double, MAX (self->chart.count, 1));

  g_ptr_array_add (self->owned, y);
  return y;
}

static void
fill_layer (double *y, const ThetaHistory *history, guint layer, gboolean shares)
{
  for (guint i = 0; i < history->count; i++)
    {
      double weight = history->weights[(gsize) i * history->layers + layer];
      double sum = shares ? theta_curves_sum (history, i) : 1;

      /* A logarithm has no place for a weight of zero, nor a share for a sum of it. */
      y[i] = (shares ? sum != 0 : weight > 0) ? weight / sum : NAN;
    }
}

static ThetaCurves *
layers_new (const ThetaHistory *history, const ThetaNetwork *network, gboolean shares)
{
  ThetaCurves *self = curves_new (history, history->layers, "Layer weights");

  self->chart.log = !shares;
  self->chart.from_zero = shares;
  for (guint l = 0; l < history->layers; l++)
    {
      char *name = theta_network_kernel_name (network, l);
      double *y = own_values (self);

      g_ptr_array_add (self->owned, name);
      fill_layer (y, history, l, shares);
      self->series[self->chart.n_series++]
          = (ThetaSeries){ .name = name, .color = theta_palette_layer (l, history->layers),
                           .y = y, .decimals = shares ? 2 : 3 };
    }
  return self;
}

/* Takes the values at @offset of the iterations, where one of them is known. */
static void
add_known (ThetaCurves *self, const ThetaHistory *history, const char *name, gsize offset,
           ThetaColor color, gboolean aim)
{
  double *y;
  gboolean known = FALSE;

  for (guint i = 0; i < history->count && !known; i++)
    known = isfinite (G_STRUCT_MEMBER (double, &history->iterations[i], offset));
  if (!known)
    return;
  y = own_values (self);
  for (guint i = 0; i < history->count; i++)
    y[i] = G_STRUCT_MEMBER (double, &history->iterations[i], offset);
  self->series[self->chart.n_series++] = (ThetaSeries){ .name = name, .color = color, .y = y,
                                                        .dashed = !aim, .decimals = 3 };
}

static void
add_held_out (ThetaCurves *self, const ThetaHeldOut *held_out, const double *values,
              const ThetaPalette *palette)
{
  double *y = own_values (self);

  for (guint i = 0; i < self->chart.count; i++)
    y[i] = i < held_out->count ? values[i] : NAN;
  self->series[self->chart.n_series++] = (ThetaSeries){ .name = "Held out", .y = y,
                                                        .color = palette->held_out,
                                                        .dashed = TRUE, .decimals = 3 };
}

/* The curve that the method minimises comes first and alone is full. */
static ThetaCurves *
quality_new (gboolean error, const ThetaHistory *history, const ThetaPalette *palette,
             gboolean training, const ThetaHeldOut *held_out)
{
  ThetaCurves *self = curves_new (history, G_N_ELEMENTS (kinds) + 1,
                                  error ? "Squared error" : "Accuracy");

  for (int aim = 1; aim >= 0; aim--)
    for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
      {
        gboolean is_aim = g_strcmp0 (kinds[k].loss, history->loss) == 0;

        if (is_aim == aim && (training || !kinds[k].training))
          add_known (self, history, kinds[k].name, error ? kinds[k].error : kinds[k].accuracy,
                     is_aim ? palette->accent : palette->dim, is_aim);
      }
  if (held_out != NULL)
    add_held_out (self, held_out, error ? held_out->error : held_out->accuracy, palette);
  return self;
}

ThetaCurves *
theta_curves_new (ThetaCurvesKind kind, const ThetaHistory *history, const ThetaNetwork *network,
                  const ThetaPalette *palette, gboolean training, const ThetaHeldOut *held_out)
{
  g_autoptr (ThetaCurves) self = NULL;

  switch (kind)
    {
    case THETA_CURVES_SHARES:
    case THETA_CURVES_WEIGHTS:
      return layers_new (history, network, kind == THETA_CURVES_SHARES);
    case THETA_CURVES_EVIDENCE:
      self = curves_new (history, 1, "Minus log evidence, a row");
      add_known (self, history, "−log p", G_STRUCT_OFFSET (ThetaIteration, evidence),
                 palette->accent, TRUE);
      break;
    case THETA_CURVES_ERROR:
    case THETA_CURVES_ACCURACY:
    default:
      self = quality_new (kind == THETA_CURVES_ERROR, history, palette, training, held_out);
    }
  return self->chart.n_series > 0 ? g_steal_pointer (&self) : NULL;
}

void
theta_curves_free (ThetaCurves *self)
{
  g_return_if_fail (self != NULL);
  g_ptr_array_unref (self->owned);
  g_free (self->series);
  g_free (self);
}
