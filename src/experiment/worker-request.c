/* One request to the compute thread. */
#include "experiment/worker-private.h"

/* What may hold kernels of the device, to be gone before it closes. */
void
theta_request_drop_call (Request *self)
{
  if (self->found != NULL && self->found_free != NULL)
    self->found_free (self->found);
  if (self->argument != NULL && self->argument_free != NULL)
    self->argument_free (self->argument);
  self->found = self->argument = NULL;
}

void
theta_request_free (gpointer data)
{
  Request *self = data;

  theta_request_drop_call (self);

  if (self->caller != NULL)
    {
      g_cancellable_disconnect (self->caller, self->caller_id);
      g_object_unref (self->caller);
    }
  g_object_unref (self->stop);
  g_clear_pointer (&self->experiment, theta_experiment_unref);
  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_pointer (&self->data, theta_dataset_unref);
  g_free (self);
}

void
theta_request_cancel (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was cancelled");
}

static gboolean
return_cancelled_now (gpointer task)
{
  theta_request_cancel (task);
  return G_SOURCE_REMOVE;
}

/* On the main thread: GTask would call back at once, in the middle of what the
 * caller is doing (cancelling, asking for another run, freeing the worker). */
void
theta_request_cancel_later (GMainContext *context, GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, return_cancelled_now, g_object_ref (task), g_object_unref);
  g_source_attach (source, context);
}

Request *
theta_request_new (RequestKind kind, ThetaExperiment *experiment)
{
  Request *request = g_new0 (Request, 1);

  request->kind = kind;
  request->experiment = experiment != NULL ? theta_experiment_ref (experiment) : NULL;
  return request;
}

static int
poll_stop (void *user, double fraction)
{
  return g_cancellable_is_cancelled (user);
}

gpointer
theta_request_call (const Request *self, ThetaDevice *device, GError **error)
{
  gpointer found;

  device->ops->set_poll (device, poll_stop, self->stop);
  found = self->func (device, self->argument, error);
  device->ops->set_poll (device, NULL, NULL);
  return found;
}
