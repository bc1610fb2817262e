#include "learn/problem.h"

ThetaTarget *
theta_target_new (const int *labels, guint rows, guint n_classes, gboolean one_hot)
{
  ThetaTarget *self = g_new0 (ThetaTarget, 1);

  self->rows = rows;
  self->n_classes = n_classes;
  self->outputs = n_classes == 2 && !one_hot ? 1 : n_classes;
  self->y = g_new (double, (gsize) rows * self->outputs);
  self->labels = g_memdup2 (labels, rows * sizeof *labels);
  for (guint i = 0; i < rows; i++)
    for (guint k = 0; k < self->outputs; k++)
      self->y[i * self->outputs + k]
          = self->outputs == 1 ? (labels[i] == 1 ? 1.0 : -1.0)
                               : (labels[i] == (int) k ? 1.0 : 0.0) - 1.0 / n_classes;
  return self;
}

void
theta_target_free (ThetaTarget *self)
{
  if (self == NULL)
    return;
  g_free (self->y);
  g_free (self->labels);
  g_free (self);
}

int
theta_target_decide (const ThetaTarget *self, const double *f)
{
  guint best = 0;

  if (self->outputs == 1)
    return f[0] > 0;
  for (guint k = 1; k < self->outputs; k++)
    if (f[k] > f[best])
      best = k;
  return (int) best;
}

void
theta_metrics_compute (ThetaMetrics *self, const ThetaTarget *target, const guint8 *mask,
                       const double *f, const int *predicted)
{
  g_autofree guint *right = g_new0 (guint, target->n_classes);
  g_autofree guint *rows = g_new0 (guint, target->n_classes);
  guint place = 0, correct = 0, present = 0;
  double squares = 0, recall = 0;

  for (guint i = 0; i < target->rows; i++)
    {
      if (!mask[i])
        continue;
      rows[target->labels[i]]++;
      right[target->labels[i]] += predicted[place] == target->labels[i];
      correct += predicted[place] == target->labels[i];
      for (guint k = 0; k < target->outputs; k++)
        {
          double error = f[(gsize) place * target->outputs + k]
                         - target->y[(gsize) i * target->outputs + k];

          squares += error * error;
        }
      place++;
    }
  for (guint c = 0; c < target->n_classes; c++)
    if (rows[c] > 0)
      {
        recall += (double) right[c] / rows[c];
        present++;
      }
  self->accuracy = (double) correct / place;
  self->balanced_accuracy = recall / present;
  self->squared_error = squares / place;
}
