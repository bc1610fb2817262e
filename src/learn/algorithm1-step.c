#include "learn/step-private.h"

#include <math.h>

/* Adam's constants, as published. */
#define DECAY_MEAN 0.9
#define DECAY_SQUARE 0.999
#define SMALL 1e-8

void
theta_step_init (ThetaStep *self, const ThetaWeightOptions *options, guint layers,
                 const double *a)
{
  *self = (ThetaStep) { .options = options, .layers = layers, .w = g_new (double, layers),
                        .mean = g_new0 (double, layers), .square = g_new0 (double, layers) };
  for (guint l = 0; l < layers; l++)
    self->w[l] = options->update == THETA_UPDATE_SQUARE ? sqrt (a[l])
                 : options->update == THETA_UPDATE_LOG  ? log (a[l])
                                                        : a[l];
}

void
theta_step_clear (ThetaStep *self)
{
  g_free (self->w);
  g_free (self->mean);
  g_free (self->square);
}

double
theta_step_gradient (const ThetaStep *self, guint l, double a, double delta)
{
  switch (self->options->update)
    {
    case THETA_UPDATE_SQUARE:
      return 2 * self->w[l] * delta;
    case THETA_UPDATE_SCALED:
    case THETA_UPDATE_LOG:
      return a * delta;
    case THETA_UPDATE_PLAIN:
    default:
      return delta;
    }
}

/* How far the parameter moves for its gradient @g. */
static double
step_length (ThetaStep *self, guint l, double g)
{
  double rate = self->options->learning_rate, mean, square;

  if (self->options->optimizer == THETA_OPTIMIZER_FIXED)
    return rate * g;
  self->mean[l] = DECAY_MEAN * self->mean[l] + (1 - DECAY_MEAN) * g;
  self->square[l] = DECAY_SQUARE * self->square[l] + (1 - DECAY_SQUARE) * g * g;
  mean = self->mean[l] / (1 - pow (DECAY_MEAN, self->count));
  square = self->square[l] / (1 - pow (DECAY_SQUARE, self->count));
  return rate * mean / (sqrt (square) + SMALL);
}

static double
weight_of (const ThetaStep *self, guint l)
{
  switch (self->options->update)
    {
    case THETA_UPDATE_SQUARE:
      return self->w[l] * self->w[l];
    case THETA_UPDATE_LOG:
      return exp (self->w[l]);
    case THETA_UPDATE_SCALED:
    case THETA_UPDATE_PLAIN:
    default:
      return self->w[l];
    }
}

double
theta_step_take (ThetaStep *self, double *a, const double *delta, double scale)
{
  ThetaUpdate update = self->options->update;
  double change = 0, largest = 0;

  self->count++;
  for (guint l = 0; l < self->layers; l++)
    {
      double before = a[l];

      self->w[l] -= step_length (self, l, theta_step_gradient (self, l, before, scale * delta[l]));
      if (update == THETA_UPDATE_SCALED || (update == THETA_UPDATE_PLAIN && self->options->clip))
        self->w[l] = MAX (self->w[l], 0);
      a[l] = weight_of (self, l);
      change = MAX (change, fabs (a[l] - before));
      largest = MAX (largest, fabs (before));
    }
  return largest > 0 ? change / largest : 0;
}
