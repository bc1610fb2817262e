#include <string.h>

#include "learn/methods-private.h"

typedef struct
{
  ThetaHistory base;
  GArray *iterations; /* of ThetaIteration */
  GArray *weights;    /* of double */
} History;

ThetaHistory *
theta_history_new (guint fold, guint layers, const char *method, const char *loss)
{
  History *self = g_atomic_rc_box_new0 (History);

  self->base.fold = fold;
  self->base.layers = layers;
  self->base.method = g_strdup (method);
  self->base.loss = g_strdup (loss);
  self->iterations = g_array_new (FALSE, FALSE, sizeof (ThetaIteration));
  self->weights = g_array_new (FALSE, FALSE, sizeof (double));
  return &self->base;
}

static void
history_point (History *self)
{
  self->base.count = self->iterations->len;
  self->base.iterations = (const ThetaIteration *) (gpointer) self->iterations->data;
  self->base.weights = (const double *) (gpointer) self->weights->data;
}

void
theta_history_append (ThetaHistory *history, const ThetaIteration *iteration,
                      const double *weights)
{
  History *self = (History *) history;

  g_array_append_vals (self->iterations, iteration, 1);
  g_array_append_vals (self->weights, weights, history->layers);
  history_point (self);
}

void
theta_history_last (const ThetaHistory *self, double *a)
{
  memcpy (a, self->weights + (gsize) (self->count - 1) * self->layers, self->layers * sizeof *a);
}

ThetaHistory *
theta_history_copy (const ThetaHistory *history)
{
  History *self = (History *) theta_history_new (history->fold, history->layers, history->method,
                                                 history->loss);

  g_array_append_vals (self->iterations, history->iterations, history->count);
  g_array_append_vals (self->weights, history->weights, history->count * history->layers);
  history_point (self);
  return &self->base;
}

ThetaHistory *
theta_history_ref (ThetaHistory *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
history_clear (gpointer data)
{
  History *self = data;

  g_free (self->base.method);
  g_free (self->base.loss);
  g_array_unref (self->iterations);
  g_array_unref (self->weights);
}

void
theta_history_unref (ThetaHistory *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, history_clear);
}
