/* The session's runs: started, watched, stopped, and what comes of them. */
#include "experiment/session-private.h"

#include <math.h>

#include "base/error.h"
#include "experiment/run-private.h"

/* ---- requests ---- */

ThetaTicket *
theta_ticket_new (ThetaSession *session, GCancellable *cancellable)
{
  ThetaTicket *self = g_new0 (ThetaTicket, 1);

  g_weak_ref_init (&self->session, session);
  self->cancellable = g_object_ref (cancellable);
  return self;
}

void
theta_ticket_free (ThetaTicket *self)
{
  g_weak_ref_clear (&self->session);
  g_object_unref (self->cancellable);
  g_free (self);
}

/* ---- running ---- */

static void
take_frame (ThetaSession *self, ThetaFrame *frame)
{
  g_object_freeze_notify (G_OBJECT (self));
  theta_frame_ref (frame);
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->frame = frame;
  theta_session_notify (self, THETA_SESSION_PROP_FRAME);
  theta_session_notify (self, THETA_SESSION_PROP_STAGE_TEXT);
  theta_session_notify (self, THETA_SESSION_PROP_FRACTION);
  theta_session_notify (self, THETA_SESSION_PROP_SECONDS_LEFT);
  g_object_thaw_notify (G_OBJECT (self));
}

void
theta_session_on_frame (ThetaFrame *frame, gpointer user_data)
{
  ThetaSession *self = user_data;

  if (self->run != NULL)
    take_frame (self, frame);
}

/* The next estimate profits from how long this run really took. */
static void
learn_pace (ThetaSession *self, const ThetaResults *results)
{
  double seconds = theta_run_estimate_seconds (results->experiment, results->data,
                                               theta_worker_get_pace (self->worker));

  if (seconds > 0 && isfinite (seconds))
    self->correction = results->seconds / seconds;
}

double
theta_session_estimate_seconds (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), NAN);
  if (self->dataset == NULL || self->worker == NULL)
    return NAN;
  return self->correction
         * theta_run_estimate_seconds (theta_session_get_filled (self), self->dataset,
                                       theta_worker_get_pace (self->worker));
}

void
theta_session_take_results (ThetaSession *self, ThetaResults *results, ThetaFrame *frame)
{
  theta_results_ref (results);
  g_clear_pointer (&self->results, theta_results_unref);
  self->results = results;
  self->duration = results->seconds;
  theta_session_notify (self, THETA_SESSION_PROP_RESULTS);
  theta_session_notify (self, THETA_SESSION_PROP_DURATION);
  take_frame (self, frame);
}

static void
on_run_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaTicket) ticket = user_data;
  g_autoptr (ThetaSession) self = g_weak_ref_get (&ticket->session);
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaResults) results = NULL;

  results = theta_worker_run_finish (self != NULL ? self->worker : NULL, result, &error);
  if (self == NULL || self->run != ticket->cancellable)
    return;
  g_clear_object (&self->run);
  g_object_freeze_notify (G_OBJECT (self));
  theta_session_set_paused (self, FALSE);
  if (results != NULL)
    {
      learn_pace (self, results);
      theta_session_take_results (self, results, results->frame);
    }
  theta_session_notify (self, THETA_SESSION_PROP_RUNNING);
  theta_session_device_used (self, error);
  theta_session_update (self);
  g_object_thaw_notify (G_OBJECT (self));
  if (results != NULL)
    theta_session_tell_finished (self, results);
  if (theta_error_is_cancelled (error))
    theta_session_tell_stopped (self, self->frame != NULL ? self->frame->text : "Waiting");
  else if (error != NULL)
    theta_session_fail (self, error->message);
}

void
theta_session_start (ThetaSession *self, ThetaExperiment *experiment)
{
  if (self->compare != NULL)
    g_cancellable_cancel (self->compare);
  /* The pictures of the last run go before the next one needs their memory. */
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->run = g_cancellable_new ();
  g_clear_pointer (&self->shown, theta_experiment_unref);
  self->shown = theta_experiment_ref (experiment);
  theta_session_set_paused (self, FALSE);
  theta_session_notify (self, THETA_SESSION_PROP_FRAME);
  theta_session_notify (self, THETA_SESSION_PROP_STAGE_TEXT);
  theta_session_notify (self, THETA_SESSION_PROP_FRACTION);
  theta_session_notify (self, THETA_SESSION_PROP_SECONDS_LEFT);
  theta_session_notify (self, THETA_SESSION_PROP_RUNNING);
  g_object_thaw_notify (G_OBJECT (self));
  theta_worker_run_async (self->worker, experiment, self->run, on_run_done,
                          theta_ticket_new (self, self->run));
}

void
theta_session_run (ThetaSession *self)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  if (self->run != NULL)
    return;
  theta_session_update (self);
  if (self->problem == NULL)
    theta_session_start (self, theta_session_get_filled (self));
  else
    theta_session_fail (self, self->problem);
}

void
theta_session_stop (ThetaSession *self)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  if (self->run != NULL)
    g_cancellable_cancel (self->run);
}
