/* Each request to the worker with its outcome. */
#include "experiment/worker-private.h"

void
theta_worker_run_async (ThetaWorker *self, ThetaExperiment *experiment, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self != NULL && experiment != NULL);
  theta_worker_submit (self, THETA_REQUEST_RUN, experiment, NULL, cancellable,
                       theta_worker_run_async, callback, user_data);
}

ThetaResults *
theta_worker_run_finish (ThetaWorker *self, GAsyncResult *result, GError **error)
{
  return theta_worker_take (result, theta_worker_run_async, error);
}

void
theta_worker_compare_async (ThetaWorker *self, ThetaExperiment *experiment,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (self != NULL && experiment != NULL);
  theta_worker_submit (self, THETA_REQUEST_COMPARE, experiment, NULL, cancellable,
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
  theta_worker_submit (self, THETA_REQUEST_LOAD, experiment, NULL, cancellable,
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
  g_return_if_fail (self != NULL && question != NULL);
  theta_worker_submit (self,
                       (question->what & THETA_ASK_HELD_OUT) != 0 ? THETA_REQUEST_HELD_OUT
                                                                  : THETA_REQUEST_ASK,
                       NULL, question, cancellable, theta_worker_ask_async, callback, user_data);
}

ThetaAnswer *
theta_worker_ask_finish (ThetaWorker *self, GAsyncResult *result, GError **error)
{
  return theta_worker_take (result, theta_worker_ask_async, error);
}
