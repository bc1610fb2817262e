/* What the files of the worker share. */
#pragma once

#include <pthread.h>

#include "experiment/opened-private.h"
#include "experiment/worker.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_REQUEST_RUN,
  THETA_REQUEST_LOAD,
  THETA_REQUEST_COMPARE, /* a run without frames that nothing holds up */
  THETA_REQUEST_ASK,
  THETA_REQUEST_HELD_OUT,
  THETA_REQUEST_PACE,
  THETA_REQUEST_CALL
} ThetaRequestKind;

typedef struct
{
  ThetaRequestKind kind;
  ThetaWorker *worker; /* main thread alone; NULL once the worker is gone */
  ThetaExperiment *experiment; /* NULL where there is a question */
  ThetaQuestion *question;     /* gone when it has been answered: it holds kernels */
  ThetaWorkerFunc func;        /* of a call, with what it is given */
  gpointer argument;
  GDestroyNotify free_argument;
  gboolean gave_way; /* a call that a question stopped */
  GCancellable *stop;   /* our own: follows the caller's, and theta_worker_free() */
  GCancellable *caller; /* may be NULL */
  gulong caller_id;
  /* The outcome, under the worker's mutex while there is a worker: taken by finish,
   * dropped when the worker goes. */
  gpointer outcome;
  GDestroyNotify free_outcome;
} ThetaRequest;

struct _ThetaWorker
{
  GThread *thread;       /* NULL once it has ended */
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
  GTask *nested; /* borrowed: the question that is answered while it waits */
  gboolean quit;
  gboolean paused;
  gboolean stepping; /* goes on to the next iteration, though paused */
  guint rate;        /* iterations a second at most, 0: no limit */
  gint64 resumed;    /* monotonic µs: when the last iteration was let go */

  ThetaFrame *latest; /* in the mailbox, or NULL; atomic */
  int permille;       /* of the device's operation in a call; atomic */

  /* Main thread alone. */
  GPtrArray *outstanding; /* of GTask, until finish or the end */
  ThetaFrameFunc func;
  gpointer user_data;
  GSource *mailbox;
};

/* worker-frames.c */

/* On the compute thread: puts the newest frame into the mailbox. */
void theta_worker_post_frame (ThetaFrame *frame, gpointer user_data);
/* On the main thread: hands it on, if there is one. */
void theta_worker_deliver (ThetaWorker *self);
void theta_worker_open_mailbox (ThetaWorker *self);
/* Once the thread has ended. */
void theta_worker_close_mailbox (ThetaWorker *self);

/* worker.c */

/* Does what @task asks for and returns its outcome, on the compute thread. */
void theta_worker_serve (ThetaWorker *self, GTask *task);
ThetaRequest *theta_request_new (ThetaRequestKind kind);
gboolean theta_request_is_question (const ThetaRequest *self);
/* Takes the oldest question out of the queue, or NULL; under the mutex. */
GTask *theta_worker_take_question (ThetaWorker *self);
/* Frees what a request was given and found, which may hold kernels of the device. */
void theta_request_drop (ThetaRequest *self);
/* Queues @request, which it takes. */
void theta_worker_submit (ThetaWorker *self, ThetaRequest *request, GCancellable *cancellable,
                          gpointer tag, GAsyncReadyCallback callback, gpointer user_data);
/* Cancels what runs and waits for the thread; the devices stay open.  Once is enough. */
void theta_worker_end (ThetaWorker *self);
/* Ends a request's life with the worker; its outcome, or NULL with an error. */
gpointer theta_worker_take (GAsyncResult *result, gpointer tag, GError **error);

/* worker-device.c, on the compute thread */

/* Opens the chosen device, under the mutex. */
void theta_worker_open (ThetaWorker *self);
/* Closes every device; by whoever has joined the thread. */
void theta_worker_close (ThetaWorker *self);
/* The outcome of @request, whose free_outcome it sets; NULL with an error. */
gpointer theta_worker_compute (ThetaWorker *self, ThetaRequest *request, GError **error);

/* worker-exit.c */

/* Ends @self where the process ends before it has been freed, until it is unwatched. */
void theta_worker_watch_exit (ThetaWorker *self);
void theta_worker_unwatch_exit (ThetaWorker *self);

/* worker-gate.c */

extern const ThetaGate theta_worker_gate; /* without its user_data */

G_END_DECLS
