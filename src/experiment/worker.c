#include "experiment/worker.h"

#include <errno.h>
#include <pthread.h>
#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "base/error.h"
#include "experiment/opened-private.h"

/* How much less of the processor the compute threads ask for than the window. */
#define NICE 5

typedef enum { REQUEST_RUN, REQUEST_LOAD } RequestKind;

typedef struct
{
  RequestKind kind;
  ThetaWorker *worker; /* main thread alone; NULL once the worker is gone */
  ThetaExperiment *experiment;
  GCancellable *stop;   /* our own: follows the caller's, and theta_worker_free() */
  GCancellable *caller; /* may be NULL */
  gulong caller_id;
  /* The outcome, under the worker's mutex while there is a worker. */
  ThetaResults *results; /* of a run; taken by finish, dropped when the worker goes */
  ThetaDataset *data;    /* of a load */
} Request;

struct _ThetaWorker
{
  GThread *thread;
  GMainContext *context; /* where outcomes and frames go */
  char *choice;
  guint threads;

  /* POSIX's, not GLib's: thread checkers see what these order. */
  pthread_mutex_t mutex; /* guards what follows */
  pthread_cond_t cond;
  gboolean started; /* a device is open, or open_error says why not */
  /* The chosen device, and one that an experiment named (device NULL: none yet); used by
   * the thread alone, until it has ended. */
  ThetaOpened chosen, named;
  const ThetaOpened *current; /* of the last run */
  GError *open_error;
  GQueue queue;  /* of GTask, waiting */
  GTask *active; /* borrowed: the one that runs */
  gboolean quit;
  ThetaFrame *latest; /* the mailbox */
  GSource *delivery;  /* pending, or NULL */

  /* Main thread alone. */
  GPtrArray *outstanding; /* of GTask, until finish or the end */
  ThetaFrameFunc func;
  gpointer user_data;
};

static void
request_free (gpointer data)
{
  Request *self = data;

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

/* ---- frames ---- */

static gboolean
deliver (gpointer data)
{
  ThetaWorker *self = data;
  g_autoptr (ThetaFrame) frame = NULL;

  pthread_mutex_lock (&self->mutex);
  frame = g_steal_pointer (&self->latest);
  g_clear_pointer (&self->delivery, g_source_unref);
  pthread_mutex_unlock (&self->mutex);
  if (frame != NULL && self->func != NULL)
    self->func (frame, self->user_data);
  return G_SOURCE_REMOVE;
}

/* On the compute thread: puts the newest frame into the mailbox.  Its priority is
 * that of outcomes, so that a run's last frame never comes after its outcome. */
static void
post_frame (ThetaFrame *frame, gpointer user_data)
{
  ThetaWorker *self = user_data;
  ThetaFrame *before;

  pthread_mutex_lock (&self->mutex);
  before = self->latest;
  self->latest = theta_frame_ref (frame);
  if (self->delivery == NULL && !self->quit)
    {
      self->delivery = g_idle_source_new ();
      g_source_set_priority (self->delivery, G_PRIORITY_DEFAULT);
      g_source_set_callback (self->delivery, deliver, self, NULL);
      g_source_attach (self->delivery, self->context);
    }
  pthread_mutex_unlock (&self->mutex);
  g_clear_pointer (&before, theta_frame_unref);
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

static ThetaResults *
run (ThetaWorker *self, Request *request, GError **error)
{
  ThetaOpened *opened = find_device (self, request->experiment->device, error);
  ThetaDeviceInfo info;
  ThetaResults *results;

  if (opened == NULL)
    return NULL;
  pthread_mutex_lock (&self->mutex);
  self->current = opened;
  pthread_mutex_unlock (&self->mutex);
  results = theta_run (request->experiment, NULL, 0, opened->device, request->stop, post_frame,
                       self, error);
  opened->device->ops->describe (opened->device, &info);
  pthread_mutex_lock (&self->mutex);
  opened->info = info;
  pthread_mutex_unlock (&self->mutex);
  return results;
}

static void
serve (ThetaWorker *self, GTask *task)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  ThetaResults *results = NULL;
  ThetaDataset *data = NULL;
  guint n_train;

  if (g_cancellable_is_cancelled (request->stop))
    {
      return_cancelled (task);
      return;
    }
  if (request->kind == REQUEST_RUN)
    results = run (self, request, &error);
  else
    data = theta_experiment_load_data (request->experiment, &n_train, request->stop, &error);
  /* Whoever pressed Stop hears that it stopped, even if that came too late. */
  if (error == NULL && g_cancellable_is_cancelled (request->stop))
    {
      g_clear_pointer (&results, theta_results_unref);
      g_clear_pointer (&data, theta_dataset_unref);
      return_cancelled (task);
      return;
    }
  pthread_mutex_lock (&self->mutex);
  request->results = results;
  request->data = data;
  pthread_mutex_unlock (&self->mutex);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static gpointer
worker_main (gpointer user_data)
{
  ThetaWorker *self = user_data;

  lower_priority ();
  pthread_mutex_lock (&self->mutex);
  /* In the thread that will use it. */
  theta_opened_init (&self->chosen, self->choice, self->threads, &self->open_error);
  self->current = &self->chosen;
  self->started = TRUE;
  pthread_cond_broadcast (&self->cond);
  while (!self->quit && self->chosen.device != NULL)
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->queue);

      if (task == NULL)
        {
          pthread_cond_wait (&self->cond, &self->mutex);
          continue;
        }
      self->active = task;
      pthread_mutex_unlock (&self->mutex);
      serve (self, task);
      pthread_mutex_lock (&self->mutex);
      self->active = NULL;
    }
  pthread_mutex_unlock (&self->mutex);
  return NULL;
}

/* ---- the main thread's side ---- */

ThetaWorker *
theta_worker_new (const char *device, guint threads, GError **error)
{
  g_autoptr (ThetaWorker) self = g_new0 (ThetaWorker, 1);

  pthread_mutex_init (&self->mutex, NULL);
  pthread_cond_init (&self->cond, NULL);
  g_queue_init (&self->queue);
  self->context = g_main_context_ref_thread_default ();
  self->choice = g_strdup (device != NULL ? device : "auto");
  self->threads = threads;
  self->outstanding = g_ptr_array_new_with_free_func (g_object_unref);
  self->thread = g_thread_new ("theta-compute", worker_main, self);
  pthread_mutex_lock (&self->mutex);
  while (!self->started)
    pthread_cond_wait (&self->cond, &self->mutex);
  pthread_mutex_unlock (&self->mutex);
  if (self->open_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->open_error));
      return NULL;
    }
  return g_steal_pointer (&self);
}

/* Ends all that waits and what runs, each with its own outcome, cancelled. */
static void
stop_everything (ThetaWorker *self)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GCancellable) stop = NULL;
  GTask *task;

  pthread_mutex_lock (&self->mutex);
  self->quit = TRUE;
  while ((task = g_queue_pop_head (&self->queue)) != NULL)
    g_ptr_array_add (waiting, task);
  if (self->active != NULL)
    stop = g_object_ref (((Request *) g_task_get_task_data (self->active))->stop);
  pthread_cond_signal (&self->cond);
  pthread_mutex_unlock (&self->mutex);
  for (guint i = 0; i < waiting->len; i++)
    return_cancelled_later (self->context, waiting->pdata[i]);
  if (stop != NULL)
    g_cancellable_cancel (stop);
}

void
theta_worker_free (ThetaWorker *self)
{
  g_return_if_fail (self != NULL);
  stop_everything (self);
  g_thread_join (self->thread);
  pthread_mutex_lock (&self->mutex);
  if (self->delivery != NULL)
    {
      g_source_destroy (self->delivery);
      g_source_unref (self->delivery);
    }
  g_clear_pointer (&self->latest, theta_frame_unref);
  /* Results that nobody has fetched hold kernels of the device that closes now. */
  for (guint i = 0; i < self->outstanding->len; i++)
    {
      Request *request = g_task_get_task_data (self->outstanding->pdata[i]);

      g_clear_pointer (&request->results, theta_results_unref);
      request->worker = NULL;
    }
  pthread_mutex_unlock (&self->mutex);
  g_ptr_array_unref (self->outstanding);
  theta_opened_clear (&self->chosen);
  theta_opened_clear (&self->named);
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
  Request *request = g_task_get_task_data (task);
  ThetaWorker *self = request->worker;
  gboolean waiting = FALSE;

  g_cancellable_cancel (request->stop);
  if (self == NULL)
    return;
  pthread_mutex_lock (&self->mutex);
  waiting = g_queue_remove (&self->queue, task);
  pthread_mutex_unlock (&self->mutex);
  if (!waiting)
    return;
  return_cancelled_later (self->context, task);
  g_object_unref (task);
}

/* Takes out what waits and is of the same kind: only the newest counts. */
static GPtrArray *
take_superseded (ThetaWorker *self, RequestKind kind)
{
  GPtrArray *taken = g_ptr_array_new_with_free_func (g_object_unref);

  for (GList *item = self->queue.head, *next; item != NULL; item = next)
    {
      Request *request = g_task_get_task_data (item->data);

      next = item->next;
      if (request->kind != kind)
        continue;
      g_ptr_array_add (taken, item->data);
      g_queue_delete_link (&self->queue, item);
    }
  return taken;
}

static void
submit (ThetaWorker *self, RequestKind kind, ThetaExperiment *experiment, GCancellable *cancellable,
        gpointer tag, GAsyncReadyCallback callback, gpointer user_data)
{
  /* The task does not know the cancellable: the thread alone says how it ended,
   * so that an outcome that has been fetched cannot turn into another. */
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  Request *request = g_new0 (Request, 1);
  g_autoptr (GPtrArray) superseded = NULL;

  request->kind = kind;
  request->worker = self;
  request->experiment = theta_experiment_ref (experiment);
  request->stop = g_cancellable_new ();
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
  superseded = take_superseded (self, kind);
  g_queue_push_tail (&self->queue, task);
  pthread_cond_signal (&self->cond);
  pthread_mutex_unlock (&self->mutex);
  for (guint i = 0; i < superseded->len; i++)
    return_cancelled_later (self->context, superseded->pdata[i]);
}

/* Ends a request's life with the worker and takes its outcome, of which the one
 * that was not asked for is NULL. */
static gboolean
finish (GAsyncResult *result, ThetaResults **results, ThetaDataset **data, GError **error)
{
  GTask *task = G_TASK (result);
  Request *request = g_task_get_task_data (task);
  ThetaWorker *worker = request->worker;

  /* A callback that comes after theta_worker_free() finds no worker any more. */
  if (worker != NULL)
    pthread_mutex_lock (&worker->mutex);
  *results = g_steal_pointer (&request->results);
  *data = g_steal_pointer (&request->data);
  if (worker != NULL)
    {
      pthread_mutex_unlock (&worker->mutex);
      g_ptr_array_remove_fast (worker->outstanding, task);
    }
  if (!g_task_propagate_boolean (task, error))
    return FALSE;
  if (*results != NULL || *data != NULL)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The worker has gone");
  return FALSE;
}

void
theta_worker_run_async (ThetaWorker *self, ThetaExperiment *experiment, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self != NULL && experiment != NULL);
  submit (self, REQUEST_RUN, experiment, cancellable, theta_worker_run_async, callback, user_data);
}

ThetaResults *
theta_worker_run_finish (ThetaWorker *self, GAsyncResult *result, GError **error)
{
  ThetaResults *results;
  ThetaDataset *data;

  g_return_val_if_fail (g_async_result_is_tagged (result, theta_worker_run_async), NULL);
  return finish (result, &results, &data, error) ? results : NULL;
}

void
theta_worker_load_async (ThetaWorker *self, ThetaExperiment *experiment, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (self != NULL && experiment != NULL);
  submit (self, REQUEST_LOAD, experiment, cancellable, theta_worker_load_async, callback,
          user_data);
}

ThetaDataset *
theta_worker_load_finish (ThetaWorker *self, GAsyncResult *result, GError **error)
{
  ThetaResults *results;
  ThetaDataset *data;

  g_return_val_if_fail (g_async_result_is_tagged (result, theta_worker_load_async), NULL);
  return finish (result, &results, &data, error) ? data : NULL;
}

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

double
theta_worker_get_pace (ThetaWorker *self)
{
  double pace;

  pthread_mutex_lock (&self->mutex);
  pace = self->current->pace;
  pthread_mutex_unlock (&self->mutex);
  return pace;
}
