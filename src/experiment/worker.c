#include "experiment/worker-private.h"

#include <errno.h>
#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "base/error.h"

/* How much less of the processor the compute threads ask for than the window. */
#define NICE 5

ThetaRequest *
theta_request_new (ThetaRequestKind kind)
{
  ThetaRequest *self = g_new0 (ThetaRequest, 1);

  self->kind = kind;
  self->stop = g_cancellable_new ();
  return self;
}

gboolean
theta_request_is_question (const ThetaRequest *self)
{
  return self->kind == THETA_REQUEST_ASK || self->kind == THETA_REQUEST_HELD_OUT;
}

void
theta_request_drop (ThetaRequest *self)
{
  if (self->outcome != NULL && self->free_outcome != NULL)
    self->free_outcome (self->outcome);
  if (self->argument != NULL && self->free_argument != NULL)
    self->free_argument (self->argument);
  self->outcome = self->argument = NULL;
  g_clear_pointer (&self->question, theta_question_free);
}

static void
request_free (gpointer data)
{
  ThetaRequest *self = data;

  if (self->caller != NULL)
    {
      g_cancellable_disconnect (self->caller, self->caller_id);
      g_object_unref (self->caller);
    }
  g_object_unref (self->stop);
  g_clear_pointer (&self->experiment, theta_experiment_unref);
  theta_request_drop (self);
  g_free (self);
}

static void
return_cancelled (GTask *task)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was cancelled");
}

static gboolean
return_cancelled_now (gpointer task)
{
  return_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* On the main thread: GTask would call back at once, in the middle of what the
 * caller is doing (cancelling, asking for another run, freeing the worker). */
static void
return_cancelled_later (GMainContext *context, GTask *task)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, return_cancelled_now, g_object_ref (task), g_object_unref);
  g_source_attach (source, context);
}

/* ---- the thread ---- */

static void
lower_priority (void)
{
#ifdef __linux__
  /* Linux counts niceness by thread; the threads that OpenMP starts inherit it. */
  if (setpriority (PRIO_PROCESS, (id_t) syscall (SYS_gettid), NICE) != 0)
    g_debug ("the compute thread keeps its priority: %s", g_strerror (errno));
#endif
}

/* Puts a call that gave way to a question back, to be made anew; FALSE at the end. */
static gboolean
call_again (ThetaWorker *self, GTask *task)
{
  gboolean goes_on;

  pthread_mutex_lock (&self->mutex);
  goes_on = !self->quit;
  if (goes_on)
    g_queue_push_head (&self->queue, g_object_ref (task));
  pthread_mutex_unlock (&self->mutex);
  return goes_on;
}

void
theta_worker_serve (ThetaWorker *self, GTask *task)
{
  ThetaRequest *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gpointer outcome;

  if (g_cancellable_is_cancelled (request->stop))
    {
      return_cancelled (task);
      return;
    }
  outcome = theta_worker_compute (self, request, &error);
  if (request->gave_way && theta_error_is_cancelled (error)
      && !g_cancellable_is_cancelled (request->stop) && call_again (self, task))
    return;
  /* Whoever pressed Stop hears that it stopped, even if that came too late. */
  if (error == NULL && g_cancellable_is_cancelled (request->stop))
    {
      if (outcome != NULL && request->free_outcome != NULL)
        request->free_outcome (outcome);
      return_cancelled (task);
      return;
    }
  pthread_mutex_lock (&self->mutex);
  request->outcome = outcome;
  pthread_mutex_unlock (&self->mutex);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

char *
theta_worker_device_problem (const char *device)
{
  g_autoptr (GError) fallback = NULL, error = NULL;
  ThetaDevice *opened = theta_device_choose (device, 0, &fallback, &error);

  theta_device_close (opened);
  return g_strdup (error != NULL ? error->message : fallback != NULL ? fallback->message : NULL);
}

GTask *
theta_worker_take_question (ThetaWorker *self)
{
  for (GList *item = self->queue.head; item != NULL; item = item->next)
    {
      GTask *task = item->data;
      const ThetaRequest *request = g_task_get_task_data (task);

      if (!theta_request_is_question (request))
        continue;
      g_queue_delete_link (&self->queue, item);
      return task;
    }
  return NULL;
}

/* Somebody holds a slider and looks at what follows: questions go before all else. */
static GTask *
take_next (ThetaWorker *self)
{
  GTask *question = theta_worker_take_question (self);

  return question != NULL ? question : g_queue_pop_head (&self->queue);
}

static gpointer
worker_main (gpointer user_data)
{
  ThetaWorker *self = user_data;

  lower_priority ();
  pthread_mutex_lock (&self->mutex);
  /* In the thread that will use it. */
  theta_worker_open (self);
  pthread_cond_broadcast (&self->cond);
  while (!self->quit && self->chosen.device != NULL)
    {
      g_autoptr (GTask) task = take_next (self);

      if (task == NULL)
        {
          pthread_cond_wait (&self->cond, &self->mutex);
          continue;
        }
      self->active = task;
      pthread_mutex_unlock (&self->mutex);
      theta_worker_serve (self, task);
      pthread_mutex_lock (&self->mutex);
      self->active = NULL;
    }
  pthread_mutex_unlock (&self->mutex);
  return NULL;
}

/* ---- the main thread's side ---- */

ThetaWorker *
theta_worker_start (const char *device, guint threads)
{
  ThetaWorker *self = g_new0 (ThetaWorker, 1);

  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->cond, NULL);
  g_queue_init (&self->queue);
  self->context = g_main_context_ref_thread_default ();
  self->choice = g_strdup (device != NULL ? device : "auto");
  self->threads = threads;
  self->outstanding = g_ptr_array_new_with_free_func (g_object_unref);
  theta_worker_open_mailbox (self);
  self->thread = g_thread_new ("theta-compute", worker_main, self);
  theta_worker_watch_exit (self);
  return self;
}

gboolean
theta_worker_wait (ThetaWorker *self, GError **error)
{
  pthread_mutex_lock (&self->mutex);
  while (!self->started)
    pthread_cond_wait (&self->cond, &self->mutex);
  pthread_mutex_unlock (&self->mutex);
  if (self->open_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->open_error));
  return FALSE;
}

ThetaWorker *
theta_worker_new (const char *device, guint threads, GError **error)
{
  g_autoptr (ThetaWorker) self = theta_worker_start (device, threads);

  return theta_worker_wait (self, error) ? g_steal_pointer (&self) : NULL;
}

/* Ends all that waits and what runs, each with its own outcome, cancelled. */
static void
stop_everything (ThetaWorker *self)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GCancellable) stop = NULL, nested = NULL;
  GTask *task;

  pthread_mutex_lock (&self->mutex);
  self->quit = TRUE;
  while ((task = g_queue_pop_head (&self->queue)) != NULL)
    g_ptr_array_add (waiting, task);
  if (self->active != NULL)
    stop = g_object_ref (((ThetaRequest *) g_task_get_task_data (self->active))->stop);
  if (self->nested != NULL)
    nested = g_object_ref (((ThetaRequest *) g_task_get_task_data (self->nested))->stop);
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
  for (guint i = 0; i < waiting->len; i++)
    return_cancelled_later (self->context, waiting->pdata[i]);
  if (stop != NULL)
    g_cancellable_cancel (stop);
  if (nested != NULL)
    g_cancellable_cancel (nested);
}

void
theta_worker_end (ThetaWorker *self)
{
  GThread *thread = g_steal_pointer (&self->thread);

  /* Where the thread itself ended the process it cannot be waited for. */
  if (thread == NULL || thread == g_thread_self ())
    return;
  stop_everything (self);
  g_thread_join (thread);
}

void
theta_worker_free (ThetaWorker *self)
{
  g_return_if_fail (self != NULL);
  theta_worker_unwatch_exit (self);
  theta_worker_end (self);
  theta_worker_close_mailbox (self);
  pthread_mutex_lock (&self->mutex);
  /* Results that nobody has fetched hold kernels of the device that closes now. */
  for (guint i = 0; i < self->outstanding->len; i++)
    {
      ThetaRequest *request = g_task_get_task_data (self->outstanding->pdata[i]);

      theta_request_drop (request);
      request->worker = NULL;
    }
  pthread_mutex_unlock (&self->mutex);
  g_ptr_array_unref (self->outstanding);
  theta_worker_close (self);
  g_main_context_unref (self->context);
  g_clear_error (&self->open_error);
  g_free (self->choice);
  pthread_mutex_destroy (&self->mutex);
  pthread_cond_destroy (&self->cond);
  g_free (self);
}

void
theta_worker_set_frame_func (ThetaWorker *self, ThetaFrameFunc func, gpointer user_data)
{
  g_return_if_fail (self != NULL);
  self->func = func;
  self->user_data = user_data;
}

/* The caller's cancellable: stops what runs, and ends at once what waits. */
static void
on_caller_cancelled (GCancellable *caller, gpointer user_data)
{
  GTask *task = user_data;
  ThetaRequest *request = g_task_get_task_data (task);
  ThetaWorker *self = request->worker;
  gboolean waiting = FALSE;

  g_cancellable_cancel (request->stop);
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->mutex);
  waiting = g_queue_remove (&self->queue, task);
  pthread_cond_broadcast (&self->cond); /* a run that stands still shall hear it */
  pthread_mutex_unlock (&self->mutex);
  if (!waiting)
    return;
  return_cancelled_later (self->context, task);
  g_object_unref (task);
}

/* Takes out what waits and asks for the same: only the newest counts. */
static GPtrArray *
take_superseded (ThetaWorker *self, const ThetaRequest *newest)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *item = self->queue.head, *next; item != NULL; item = next)
    {
      ThetaRequest *request = g_task_get_task_data (item->data);

      next = item->next;
      if (request->kind != newest->kind || request->func != newest->func)
        continue;
      g_ptr_array_add (taken, item->data);
      g_queue_delete_link (&self->queue, item);
    }
  return taken;
}

void
theta_worker_submit (ThetaWorker *self, ThetaRequest *request, GCancellable *cancellable,
                     gpointer tag, GAsyncReadyCallback callback, gpointer user_data)
{
  /* The task does not know the cancellable: the thread alone says how it ended,
   * so that an outcome that has been fetched cannot turn into another. */
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GPtrArray) superseded = NULL;

  request->worker = self;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, request_free);
  g_ptr_array_add (self->outstanding, g_object_ref (task));
  if (g_cancellable_is_cancelled (cancellable))
    {
      return_cancelled_later (self->context, task);
      g_object_unref (task);
      return;
    }
  if (cancellable != NULL)
    {
      request->caller = g_object_ref (cancellable);
      request->caller_id = g_cancellable_connect (cancellable, G_CALLBACK (on_caller_cancelled),
                                                  task, NULL);
    }
  pthread_mutex_lock (&self->mutex);
  superseded = take_superseded (self, request);
  g_queue_push_tail (&self->queue, task);
  pthread_cond_broadcast (&self->cond);
  pthread_mutex_unlock (&self->mutex);
  for (guint i = 0; i < superseded->len; i++)
    return_cancelled_later (self->context, superseded->pdata[i]);
}

gpointer
theta_worker_take (GAsyncResult *result, gpointer tag, GError **error)
{
  GTask *task = G_TASK (result);
  ThetaRequest *request = g_task_get_task_data (task);
  ThetaWorker *worker = request->worker;
  GDestroyNotify drop = request->free_outcome;
  gpointer outcome;

  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);
  /* A callback that comes after theta_worker_free() finds no worker any more. */
  if (worker != NULL)
    pthread_mutex_lock (&worker->mutex);
  outcome = g_steal_pointer (&request->outcome);
  if (worker != NULL)
    {
      pthread_mutex_unlock (&worker->mutex);
      g_ptr_array_remove_fast (worker->outstanding, task);
    }
  if (!g_task_propagate_boolean (task, error))
    {
      if (outcome != NULL && drop != NULL)
        drop (outcome);
      return NULL;
    }
  if (outcome == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The worker has gone");
  return outcome;
}
