/* The devices of the worker, and what it computes on them. */
#include "experiment/worker-private.h"

#include <math.h>

void
theta_worker_open (ThetaWorker *self)
{
  theta_opened_init (&self->chosen, self->choice, self->threads, &self->open_error);
  self->current = &self->chosen;
  self->started = TRUE;
}

void
theta_worker_close (ThetaWorker *self)
{
  theta_opened_clear (&self->chosen);
  theta_opened_clear (&self->named);
}

/* The device that @choice, an experiment's, names: the chosen one where it is that or may
 * be any. */
static ThetaOpened *
find_device (ThetaWorker *self, const char *choice, GError **error)
{
  ThetaOpened other = { 0 };

  if (g_str_equal (choice, "auto") || g_str_equal (choice, self->chosen.info.id))
    return &self->chosen;
  if (self->named.device != NULL && g_str_equal (choice, self->named.info.id))
    return &self->named;
  if (!theta_opened_init (&other, choice, self->threads, error))
    return NULL;
  other.pace = theta_run_pace (other.device);
  pthread_mutex_lock (&self->mutex);
  if (g_str_equal (other.info.id, choice))
    self->named = other;
  else
    {
      /* There is but the CPU, which is open: the reason is news. */
      g_clear_error (&self->chosen.fallback);
      self->chosen.fallback = g_steal_pointer (&other.fallback);
      theta_opened_clear (&other);
    }
  pthread_mutex_unlock (&self->mutex);
  return self->named.device != NULL ? &self->named : &self->chosen;
}

/* The device that computed @kernel. */
static ThetaOpened *
find_owner (ThetaWorker *self, const ThetaKernel *kernel)
{
  while (kernel->plain != NULL)
    kernel = kernel->plain;
  return kernel->device == self->named.device ? &self->named : &self->chosen;
}

static int
poll_request (void *user, double fraction)
{
  return g_cancellable_is_cancelled (user);
}

/* A call gives way to a question and is made anew when that has been answered. */
static int
poll_call (void *user, double fraction)
{
  ThetaWorker *self = user;
  ThetaRequest *request = g_task_get_task_data (self->active);
  gboolean asked = FALSE;

  pthread_mutex_lock (&self->mutex);
  for (const GList *item = self->queue.head; item != NULL && !asked; item = item->next)
    asked = theta_request_is_question (g_task_get_task_data (item->data));
  pthread_mutex_unlock (&self->mutex);
  request->gave_way = request->gave_way || asked;
  g_atomic_int_set (&self->permille, (int) (1000 * CLAMP (fraction, 0, 1)));
  return asked || g_cancellable_is_cancelled (request->stop);
}

/* Installs the poll of what is asked beside a run, NULL: none. */
static void
set_poll (ThetaOpened *opened, ThetaPoll poll, gpointer user)
{
  if (opened->device != NULL)
    opened->device->ops->set_poll (opened->device, poll, user);
}

static ThetaResults *
run (ThetaWorker *self, ThetaRequest *request, GError **error)
{
  ThetaOpened *opened = find_device (self, request->experiment->device, error);
  ThetaGate gate = theta_worker_gate;
  ThetaDeviceInfo info;
  ThetaResults *results;

  if (opened == NULL)
    return NULL;
  gate.user_data = self;
  pthread_mutex_lock (&self->mutex);
  self->current = opened;
  pthread_mutex_unlock (&self->mutex);
  results = theta_run_gated (request->experiment, NULL, 0, opened->device, request->stop,
                             theta_worker_post_frame, self, &gate, error);
  opened->device->ops->describe (opened->device, &info);
  pthread_mutex_lock (&self->mutex);
  opened->info = info;
  pthread_mutex_unlock (&self->mutex);
  return results;
}

static ThetaResults *
compare (ThetaWorker *self, ThetaRequest *request, GError **error)
{
  ThetaOpened *opened = find_device (self, request->experiment->device, error);

  if (opened == NULL)
    return NULL;
  return theta_run (request->experiment, NULL, 0, opened->device, request->stop, NULL, NULL,
                    error);
}

/* On the device of the kernels that the question is about. */
static ThetaAnswer *
answer (ThetaWorker *self, ThetaRequest *request, GError **error)
{
  ThetaOpened *opened = find_owner (self, request->question->frame->kernel);
  ThetaAnswer *out;

  set_poll (opened, poll_request, request->stop);
  out = theta_prober_ask (opened->prober, request->question, error);
  set_poll (opened, NULL, NULL);
  g_clear_pointer (&request->question, theta_question_free);
  return out;
}

/* What is called may use the kernels of either device. */
static gpointer
call (ThetaWorker *self, ThetaRequest *request, GError **error)
{
  gpointer found;

  request->gave_way = FALSE;
  g_atomic_int_set (&self->permille, 0);
  set_poll (&self->chosen, poll_call, self);
  set_poll (&self->named, poll_call, self);
  found = request->func (self->current->device, request->argument, error);
  set_poll (&self->chosen, NULL, NULL);
  set_poll (&self->named, NULL, NULL);
  return found;
}

/* The pace of the chosen device. */
static gpointer
measure (ThetaWorker *self, ThetaRequest *request, GError **error)
{
  double pace;

  request->gave_way = FALSE;
  set_poll (&self->chosen, poll_call, self);
  pace = theta_run_pace (self->chosen.device);
  set_poll (&self->chosen, NULL, NULL);
  if (isnan (pace))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The device was not timed");
      return NULL;
    }
  pthread_mutex_lock (&self->mutex);
  self->chosen.pace = pace;
  pthread_mutex_unlock (&self->mutex);
  return self;
}

gpointer
theta_worker_compute (ThetaWorker *self, ThetaRequest *request, GError **error)
{
  guint n_train;

  switch (request->kind)
    {
    case THETA_REQUEST_RUN:
      request->free_outcome = (GDestroyNotify) theta_results_unref;
      return run (self, request, error);
    case THETA_REQUEST_COMPARE:
      request->free_outcome = (GDestroyNotify) theta_results_unref;
      return compare (self, request, error);
    case THETA_REQUEST_LOAD:
      request->free_outcome = (GDestroyNotify) theta_dataset_unref;
      return theta_experiment_load_data (request->experiment, &n_train, request->stop, error);
    case THETA_REQUEST_PACE:
      return measure (self, request, error);
    case THETA_REQUEST_CALL:
      return call (self, request, error);
    case THETA_REQUEST_ASK:
    case THETA_REQUEST_HELD_OUT:
    default:
      request->free_outcome = (GDestroyNotify) theta_answer_free;
      return answer (self, request, error);
    }
}

/* ---- the main thread's side ---- */

/* What @tell says of the current device. */
static char *
tell_current (ThetaWorker *self, char *(*tell) (const ThetaOpened *))
{
  char *text;

  pthread_mutex_lock (&self->mutex);
  text = tell (self->current);
  pthread_mutex_unlock (&self->mutex);
  return text;
}

char *
theta_worker_get_device (ThetaWorker *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return tell_current (self, theta_opened_name);
}

char *
theta_worker_get_made_of (ThetaWorker *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return tell_current (self, theta_opened_made_of);
}

char *
theta_worker_get_detail (ThetaWorker *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return tell_current (self, theta_opened_detail);
}

char *
theta_worker_get_warning (ThetaWorker *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return tell_current (self, theta_opened_warning);
}

gboolean
theta_worker_is_accelerated (ThetaWorker *self)
{
  gboolean accelerated;

  g_return_val_if_fail (self != NULL, FALSE);
  pthread_mutex_lock (&self->mutex);
  accelerated = !g_str_equal (self->current->info.id, "cpu");
  pthread_mutex_unlock (&self->mutex);
  return accelerated;
}

/* Which of the open devices it is, as find_device() finds it; NULL: none of them. */
static const ThetaOpened *
find_open (const ThetaWorker *self, const char *choice)
{
  if (g_str_equal (choice, "auto") || g_str_equal (choice, self->chosen.info.id))
    return &self->chosen;
  if (self->named.device != NULL && g_str_equal (choice, self->named.info.id))
    return &self->named;
  /* CUDA was tried, and it was the CPU that opened. */
  return self->chosen.fallback != NULL ? &self->chosen : NULL;
}

guint64
theta_worker_get_device_memory (ThetaWorker *self, const char *choice)
{
  const ThetaOpened *opened;
  guint64 bytes;

  g_return_val_if_fail (self != NULL && choice != NULL, 0);
  /* It may always be had. */
  if (g_str_equal (choice, "cpu"))
    return 0;
  pthread_mutex_lock (&self->mutex);
  opened = find_open (self, choice);
  bytes = opened == NULL                          ? G_MAXUINT64
          : g_str_equal (opened->info.id, "cpu") ? 0
                                                  : opened->info.memory_total;
  pthread_mutex_unlock (&self->mutex);
  return bytes;
}

int
theta_worker_get_permille (ThetaWorker *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return g_atomic_int_get (&self->permille);
}

double
theta_worker_get_pace (ThetaWorker *self)
{
  double pace;

  g_return_val_if_fail (self != NULL, NAN);
  pthread_mutex_lock (&self->mutex);
  pace = self->current->pace;
  pthread_mutex_unlock (&self->mutex);
  return pace;
}
