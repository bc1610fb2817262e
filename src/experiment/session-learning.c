/* The session's hold on a learning: pause, step, speed, from the start again; questions
 * about weights, and a row of the results for those chosen by hand. */
#include "base/error.h"
#include "base/number.h"
#include "experiment/experiment-private.h"
#include "experiment/session-private.h"

static void
set_paused (ThetaSession *self, gboolean paused)
{
  if (self->paused == paused)
    return;
  self->paused = paused;
  theta_session_notify (self, THETA_SESSION_PROP_PAUSED);
}

void
theta_session_set_paused (ThetaSession *self, gboolean paused)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  paused = paused && self->run != NULL;
  theta_worker_set_paused (self->worker, paused);
  set_paused (self, paused);
}

gboolean
theta_session_get_paused (ThetaSession *self)
{
  g_return_val_if_fail (THETA_IS_SESSION (self), FALSE);
  return self->paused;
}

void
theta_session_step (ThetaSession *self)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  if (self->run == NULL)
    return;
  theta_worker_step (self->worker);
  set_paused (self, TRUE);
}

void
theta_session_set_rate (ThetaSession *self, guint rate)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  theta_worker_set_rate (self->worker, rate);
}

void
theta_session_restart (ThetaSession *self)
{
  g_autoptr (ThetaExperiment) experiment = NULL;
  gboolean paused = self->paused;

  g_return_if_fail (THETA_IS_SESSION (self));
  if (self->shown == NULL)
    return;
  experiment = theta_experiment_ref (self->shown);
  if (self->run != NULL)
    g_cancellable_cancel (self->run);
  g_clear_object (&self->run);
  theta_session_start (self, experiment);
  if (paused)
    theta_session_step (self);
}

void
theta_session_ask_async (ThetaSession *self, ThetaQuestion *question, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  theta_worker_ask_async (self->worker, question, cancellable, callback, user_data);
}

ThetaAnswer *
theta_session_ask_finish (ThetaSession *self, GAsyncResult *result, GError **error)
{
  return theta_worker_ask_finish (self != NULL ? self->worker : NULL, result, error);
}

/* ---- a row of the results ---- */

/* The experiment that fits these weights alone: same data, folds and network. */
static ThetaExperiment *
with_weights (const ThetaExperiment *experiment, const double *weights, guint layers, double ridge,
              GError **error)
{
  g_autoptr (GString) initial = g_string_new ("Weights.Initial=");
  g_autofree char *number = theta_number_to_string (ridge);
  g_autofree char *lambda = g_strconcat ("Regression.Ridge=", number, NULL);
  ThetaExperiment *self;

  for (guint l = 0; l < layers; l++)
    {
      g_autofree char *text = theta_number_to_string (weights[l]);

      g_string_append_printf (initial, "%s%s", l > 0 ? ";" : "", text);
    }
  {
    const char *const changes[] = { "Evaluation.Compare=wntk:fixed", initial->str, lambda,
                                    "Regression.RidgeScale=absolute" };

    self = theta_experiment_copy (experiment);
    for (guint i = 0; i < G_N_ELEMENTS (changes) && self != NULL; i++)
      {
        ThetaExperiment *changed = theta_experiment_with (self, changes[i], error);

        theta_experiment_unref (self);
        self = changed;
      }
  }
  return self;
}

static void
on_compared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaTicket) ticket = user_data;
  g_autoptr (ThetaSession) self = g_weak_ref_get (&ticket->session);
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaResults) chosen = NULL;
  ThetaResults *both = NULL;

  chosen = theta_worker_compare_finish (self != NULL ? self->worker : NULL, result, &error);
  if (self == NULL || self->compare != ticket->cancellable)
    return;
  g_clear_object (&self->compare);
  g_object_freeze_notify (G_OBJECT (self));
  if (chosen != NULL && self->results != NULL)
    both = theta_results_with_choice (self->results, chosen, &error);
  if (both != NULL)
    {
      theta_results_unref (self->results);
      self->results = both;
      theta_session_notify (self, THETA_SESSION_PROP_RESULTS);
    }
  theta_session_notify (self, THETA_SESSION_PROP_COMPARING);
  g_object_thaw_notify (G_OBJECT (self));
  if (error != NULL && !theta_error_is_cancelled (error))
    theta_session_fail (self, error->message);
}

void
theta_session_compare (ThetaSession *self, const double *weights, guint layers, double ridge)
{
  g_autoptr (ThetaExperiment) experiment = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (THETA_IS_SESSION (self));
  if (self->run != NULL || self->results == NULL || self->compare != NULL)
    return;
  experiment = with_weights (self->results->experiment, weights, layers, ridge, &error);
  if (experiment == NULL)
    {
      theta_session_fail (self, error->message);
      return;
    }
  self->compare = g_cancellable_new ();
  theta_worker_compare_async (self->worker, experiment, self->compare, on_compared,
                              theta_ticket_new (self, self->compare));
  theta_session_notify (self, THETA_SESSION_PROP_COMPARING);
}
