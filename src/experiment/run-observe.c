/* Progress, cancelling and frames of a run. */
#include "experiment/run-private.h"

#include <math.h>
#include <string.h>

#define FRAME_INTERVAL (G_USEC_PER_SEC / 30)
/* Computing A for a frame may take this share of the time at most. */
#define TOTALS_SHARE 10

void
theta_observer_init (ThetaObserver *self, GCancellable *cancellable, ThetaFrameFunc func,
                     gpointer user_data)
{
  *self = (ThetaObserver){
    .cancellable = cancellable,
    .func = func,
    .user_data = user_data,
    .started = g_get_monotonic_time (),
    .seconds_left = NAN,
    .ridge = NAN,
    .n_folds = 1,
    .histories = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_history_unref),
  };
}

void
theta_observer_clear (ThetaObserver *self)
{
  g_free (self->text);
  g_free (self->weights);
  g_clear_pointer (&self->data, theta_dataset_unref);
  g_clear_pointer (&self->picture, theta_picture_unref);
  g_clear_pointer (&self->kernel, theta_kernel_unref);
  g_clear_pointer (&self->folds, g_ptr_array_unref);
  g_clear_pointer (&self->inputs, theta_matrix_unref);
  g_clear_pointer (&self->totals, theta_totals_unref);
  g_clear_pointer (&self->histories, g_ptr_array_unref);
  g_clear_pointer (&self->history, theta_history_unref);
}

static double
seconds_since_start (const ThetaObserver *self)
{
  return (double) (g_get_monotonic_time () - self->started) / G_USEC_PER_SEC;
}

static void
update_fraction (ThetaObserver *self)
{
  double now = self->done + self->share * CLAMP (self->inner, 0, 1), seconds, left;

  self->fraction = CLAMP (MAX (self->fraction, now), 0, 1);
  if (self->stage == THETA_STAGE_DONE)
    {
      self->seconds_left = 0;
      return;
    }
  seconds = seconds_since_start (self);
  if (seconds < 0.3 || self->fraction < 0.03)
    return;
  left = seconds * (1 - self->fraction) / self->fraction;
  /* The first guess stands alone; later ones are averaged with what was said. */
  self->seconds_left
      = isnan (self->seconds_left) ? left : 0.8 * self->seconds_left + 0.2 * left;
}

ThetaFrame *
theta_observer_frame (ThetaObserver *self)
{
  ThetaFrame *frame = theta_frame_new (self->totals);

  frame->stage = self->stage;
  frame->text = g_strdup (self->text);
  frame->fold = self->fold;
  frame->n_folds = self->n_folds;
  frame->fraction = self->fraction;
  frame->seconds = seconds_since_start (self);
  frame->seconds_left = self->seconds_left;
  frame->data = self->data != NULL ? theta_dataset_ref (self->data) : NULL;
  frame->picture = self->picture != NULL ? theta_picture_ref (self->picture) : NULL;
  frame->kernel = self->kernel != NULL ? theta_kernel_ref (self->kernel) : NULL;
  frame->picture_fold = self->picture_fold;
  frame->folds = self->folds != NULL ? g_ptr_array_ref (self->folds) : NULL;
  frame->inputs = self->inputs != NULL ? theta_matrix_ref (self->inputs) : NULL;
  frame->ridge = self->ridge;
  frame->weights = g_memdup2 (self->weights, self->layers * sizeof (double));
  frame->histories = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_history_unref);
  for (guint i = 0; i < self->histories->len; i++)
    g_ptr_array_add (frame->histories, theta_history_ref (self->histories->pdata[i]));
  if (self->history != NULL)
    g_ptr_array_add (frame->histories, theta_history_ref (self->history));
  return frame;
}

static gboolean
is_held (const ThetaObserver *self, ThetaGatePoint point)
{
  return self->gate != NULL && self->gate->held (point, self->gate->user_data);
}

void
theta_observer_pass (ThetaObserver *self, ThetaGatePoint point)
{
  gint64 before = g_get_monotonic_time (), stood;

  if (self->gate == NULL)
    return;
  self->gate->wait (point, self->gate->user_data);
  if (point != THETA_GATE_BUSY)
    self->device->ops->set_poll (self->device, theta_observer_poll, self);
  stood = g_get_monotonic_time () - before;
  self->started += stood;
  self->totals_at += stood;
}

static gboolean
is_due (const ThetaObserver *self)
{
  return self->func != NULL && g_get_monotonic_time () - self->published >= FRAME_INTERVAL;
}

static void
publish (ThetaObserver *self)
{
  g_autoptr (ThetaFrame) frame = NULL;

  if (self->func == NULL)
    return;
  update_fraction (self);
  frame = theta_observer_frame (self);
  self->func (frame, self->user_data);
  self->published = g_get_monotonic_time ();
}

void
theta_observer_begin (ThetaObserver *self, ThetaStage stage, char *text, double share)
{
  g_free (self->text);
  self->text = text;
  self->stage = stage;
  self->share = share;
  self->inner = 0;
  self->calls = 0;
  self->call = 0;
  self->iterations = 0;
  self->expected = 0;
  if (is_due (self))
    publish (self);
}

gboolean
theta_observer_end (ThetaObserver *self, GError **error)
{
  self->done = MIN (self->done + self->share, 1);
  self->share = 0;
  self->inner = 0;
  publish (self);
  theta_observer_pass (self, THETA_GATE_IDLE);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

int
theta_observer_poll (void *user, double fraction)
{
  ThetaObserver *self = user;

  if (g_cancellable_is_cancelled (self->cancellable))
    return 1;
  if (self->silent)
    return 0;
  /* A learning that is shown waits between iterations, where one can ask about it. */
  if (!self->iterating)
    theta_observer_pass (self, THETA_GATE_BUSY);
  if (fraction < self->call)
    self->calls++;
  self->call = CLAMP (fraction, 0, 1);
  if (self->stage == THETA_STAGE_KERNEL && self->calls == 0)
    self->inner = MAX (self->inner, 0.9 * self->call);
  else if (self->iterations == 0)
    /* How many calls are to come is known about: nearer to the end by and by. */
    self->inner
        = MAX (self->inner, 1 - exp (-2 * (self->calls + self->call) / MAX (self->expected, 1)));
  if (is_due (self))
    publish (self);
  return 0;
}

gboolean
theta_observer_weigh (ThetaObserver *self, const double *weights, GError **error)
{
  gint64 start = g_get_monotonic_time ();
  ThetaTotals *totals;

  if (weights != self->weights)
    {
      g_free (self->weights);
      self->weights = g_memdup2 (weights, self->layers * sizeof (double));
    }
  /* Where nobody watches, the first fold's pictures alone are of use. */
  if (self->picture == NULL || self->weigh_kernel == NULL || (self->func == NULL && self->fold > 0))
    return TRUE;
  self->silent = TRUE;
  totals = theta_totals_new (self->picture, self->weigh_kernel, weights, error);
  self->silent = FALSE;
  if (totals == NULL)
    return FALSE;
  g_clear_pointer (&self->totals, theta_totals_unref);
  self->totals = totals;
  self->totals_at = g_get_monotonic_time ();
  self->totals_took = self->totals_at - start;
  return TRUE;
}

void
theta_observer_history (const ThetaHistory *history, gpointer user_data)
{
  ThetaObserver *self = user_data;
  const double *weights;
  gboolean held;

  if (history->count == 0 || history->layers != self->layers)
    return;
  if (self->iterations > 0)
    self->inner
        = MAX (self->inner, (double) history->iterations[history->count - 1].iteration
                                / self->iterations);
  held = is_held (self, THETA_GATE_ITERATION);
  if (!held && !is_due (self))
    {
      theta_observer_pass (self, THETA_GATE_ITERATION);
      return;
    }
  weights = history->weights + (gsize) (history->count - 1) * history->layers;
  g_clear_pointer (&self->history, theta_history_unref);
  self->history = theta_history_copy (history);
  if (held || g_get_monotonic_time () - self->totals_at >= TOTALS_SHARE * self->totals_took)
    {
      /* Without a new picture the old one stays; a cancellation meets the learner
       * at its own next poll. */
      theta_observer_weigh (self, weights, NULL);
    }
  else
    memcpy (self->weights, weights, self->layers * sizeof (double));
  if (isfinite (history->iterations[history->count - 1].ridge))
    self->ridge = history->iterations[history->count - 1].ridge;
  publish (self);
  theta_observer_pass (self, THETA_GATE_ITERATION);
}

void
theta_observer_finish_history (ThetaObserver *self, ThetaHistory *history)
{
  g_clear_pointer (&self->history, theta_history_unref);
  if (history != NULL)
    g_ptr_array_add (self->histories, theta_history_ref (history));
}
