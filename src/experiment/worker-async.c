/* Each request to the worker with its outcome. */
#include "experiment/worker-private.h"

static ThetaRequest *
request_new (ThetaRequestKind kind, ThetaExperiment *experiment)
{
  ThetaRequest *self = theta_request_new (kind);

  self->experiment = theta_experiment_ref (experiment);
  return self;
}

void
theta_worker_run_async (ThetaWorker *self, ThetaExperiment *experiment, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self != NULL && experiment != NULL);
  theta_worker_submit (self, request_new (THETA_REQUEST_RUN, experiment), cancellable,
                       theta_worker_run_async, callback, user_data);
}

ThetaResults *
theta_worker_run_finish (ThetaWorker *self, GAsyncResult *result, GError **error)
{
  /* The last frame comes before the outcome. */
  if (self != NULL)
    theta_worker_deliver (self);
  return theta_worker_take (result, theta_worker_run_async, error);
}

void
theta_worker_compare_async (ThetaWorker *self, ThetaExperiment *experiment,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (self != NULL && experiment != NULL);
  theta_worker_submit (self, request_new (THETA_REQUEST_COMPARE, experiment), cancellable,
                       theta_worker_compare_async, callback, user_data);
}

ThetaResults *
theta_worker_compare_finish (ThetaWorker *self, GAsyncResult *result, GError **error)
{
  return theta_worker_take (result, theta_worker_compare_async, error);
}

void
theta_worker_load_async (ThetaWorker *self, ThetaExperiment *experiment, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self != NULL && experiment != NULL);
  theta_worker_submit (self, request_new (THETA_REQUEST_LOAD, experiment), cancellable,
                       theta_worker_load_async, callback, user_data);
}

ThetaDataset *
theta_worker_load_finish (ThetaWorker *self, GAsyncResult *result, GError **error)
{
  return theta_worker_take (result, theta_worker_load_async, error);
}

void
theta_worker_ask_async (ThetaWorker *self, ThetaQuestion *question, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  ThetaRequest *request;

  g_return_if_fail (self != NULL && question != NULL);
  request = theta_request_new ((question->what & THETA_ASK_HELD_OUT) != 0 ? THETA_REQUEST_HELD_OUT
                                                                          : THETA_REQUEST_ASK);
  request->question = question;
  theta_worker_submit (self, request, cancellable, theta_worker_ask_async, callback, user_data);
}

ThetaAnswer *
theta_worker_ask_finish (ThetaWorker *self, GAsyncResult *result, GError **error)
{
  return theta_worker_take (result, theta_worker_ask_async, error);
}

void
theta_worker_call_async (ThetaWorker *self, ThetaWorkerFunc func, gpointer data,
                         GDestroyNotify data_free, GDestroyNotify result_free,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ThetaRequest *request;

  g_return_if_fail (self != NULL && func != NULL);
  request = theta_request_new (THETA_REQUEST_CALL);
  request->func = func;
  request->argument = data;
  request->free_argument = data_free;
  request->free_outcome = result_free;
  theta_worker_submit (self, request, cancellable, theta_worker_call_async, callback, user_data);
}

gpointer
theta_worker_call_finish (ThetaWorker *self, GAsyncResult *result, GError **error)
{
  return theta_worker_take (result, theta_worker_call_async, error);
}

void
theta_worker_time_async (ThetaWorker *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self != NULL);
  theta_worker_submit (self, theta_request_new (THETA_REQUEST_PACE), NULL, theta_worker_time_async,
                       callback, user_data);
}

gboolean
theta_worker_time_finish (ThetaWorker *self, GAsyncResult *result)
{
  return theta_worker_take (result, theta_worker_time_async, NULL) != NULL;
}
