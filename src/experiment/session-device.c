/* What the session says of the device, and the way back to the CPU. */
#include "experiment/session-private.h"

#include "base/error.h"

void
theta_session_add_device_properties (GParamSpec **props)
{
  const GParamFlags flags
      = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  props[THETA_SESSION_PROP_DEVICE]
      = g_param_spec_string ("device", NULL, NULL, "", flags);
  props[THETA_SESSION_PROP_DEVICE_DETAIL]
      = g_param_spec_string ("device-detail", NULL, NULL, "", flags);
  props[THETA_SESSION_PROP_DEVICE_WARNING]
      = g_param_spec_string ("device-warning", NULL, NULL, NULL, flags);
  props[THETA_SESSION_PROP_OFFERS_CPU]
      = g_param_spec_boolean ("offers-cpu", NULL, NULL, FALSE, flags);
}

gboolean
theta_session_get_device_property (ThetaSession *self, guint id, GValue *value)
{
  ThetaWorker *worker = self->worker;

  switch (id)
    {
    case THETA_SESSION_PROP_DEVICE:
      g_value_take_string (value,
                           worker != NULL ? theta_worker_get_device (worker) : g_strdup (""));
      return TRUE;
    case THETA_SESSION_PROP_DEVICE_DETAIL:
      g_value_take_string (value,
                           worker != NULL ? theta_worker_get_detail (worker) : g_strdup (""));
      return TRUE;
    case THETA_SESSION_PROP_DEVICE_WARNING:
      g_value_take_string (value, worker != NULL ? theta_worker_get_warning (worker) : NULL);
      return TRUE;
    case THETA_SESSION_PROP_OFFERS_CPU:
      g_value_set_boolean (value, self->offers_cpu);
      return TRUE;
    default:
      return FALSE;
    }
}

/* What failed on another device may well go through on the CPU, if it has the room. */
static gboolean
cpu_may_serve (ThetaSession *self, const GError *error)
{
  g_autoptr (ThetaExperiment) there = NULL;

  if ((!g_error_matches (error, THETA_ERROR, THETA_ERROR_DEVICE)
       && !g_error_matches (error, THETA_ERROR, THETA_ERROR_MEMORY))
      || !theta_worker_is_accelerated (self->worker) || self->dataset == NULL)
    return FALSE;
  there = theta_experiment_with (self->shown, "Experiment.Device=cpu", NULL);
  if (there == NULL)
    return FALSE;
  /* The copy is nobody else's yet. */
  there->device_memory = 0;
  return theta_run_check (there, self->dataset, NULL);
}

void
theta_session_device_used (ThetaSession *self, const GError *error)
{
  gboolean offers = cpu_may_serve (self, error);

  /* A device that was opened for the run tells its memory. */
  if (self->filled != NULL
      && self->filled->device_memory
             != theta_worker_get_device_memory (self->worker, self->filled->device))
    {
      theta_session_clear_filled (self);
      theta_session_notify (self, THETA_SESSION_PROP_EXPERIMENT);
    }
  theta_session_notify (self, THETA_SESSION_PROP_DEVICE);
  theta_session_notify (self, THETA_SESSION_PROP_DEVICE_DETAIL);
  theta_session_notify (self, THETA_SESSION_PROP_DEVICE_WARNING);
  if (self->offers_cpu == offers)
    return;
  self->offers_cpu = offers;
  theta_session_notify (self, THETA_SESSION_PROP_OFFERS_CPU);
}

static void
on_timed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaTicket) ticket = user_data;
  g_autoptr (ThetaSession) self = g_weak_ref_get (&ticket->session);

  /* The estimate is told where durations are. */
  if (theta_worker_time_finish (self != NULL ? self->worker : NULL, result) && self != NULL)
    theta_session_notify (self, THETA_SESSION_PROP_DURATION);
}

void
theta_session_time_device (ThetaSession *self)
{
  g_autoptr (GCancellable) unused = g_cancellable_new ();

  g_return_if_fail (THETA_IS_SESSION (self));
  theta_worker_time_async (self->worker, on_timed, theta_ticket_new (self, unused));
}

void
theta_session_run_on_cpu (ThetaSession *self)
{
  g_return_if_fail (THETA_IS_SESSION (self));
  /* Every experiment takes this value. */
  if (theta_session_set (self, "Experiment.Device=cpu", NULL))
    theta_session_run (self);
}
