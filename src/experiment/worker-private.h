/* What the compute thread and the main thread share. */
#pragma once

#include <pthread.h>

#include "experiment/worker.h"

G_BEGIN_DECLS

typedef enum { REQUEST_RUN, REQUEST_LOAD, REQUEST_CALL } RequestKind;

typedef struct
{
  RequestKind kind;
  ThetaWorker *worker; /* main thread alone; NULL once the worker is gone */
  ThetaExperiment *experiment; /* NULL for a call */
  ThetaWorkerFunc func;        /* of a call */
  gpointer argument;
  GDestroyNotify argument_free, found_free;
  GCancellable *stop;   /* our own: follows the caller's, and theta_worker_free() */
  GCancellable *caller; /* may be NULL */
  gulong caller_id;
  /* The outcome, under the worker's mutex while there is a worker. */
  ThetaResults *results; /* of a run; taken by finish, dropped when the worker goes */
  ThetaDataset *data;    /* of a load */
  gpointer found;        /* of a call, likewise */
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
  gboolean started;    /* the device is open, or open_error says why not */
  ThetaDevice *device; /* once open used by the thread alone, until it has ended */
  char *device_text, *library;
  double pace; /* theta_run_pace() */
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

Request *theta_request_new (RequestKind kind, ThetaExperiment *experiment);
void theta_request_free (gpointer self);
/* Frees what a call was given and found, which may hold kernels. */
void theta_request_drop_call (Request *self);
/* On the compute thread: does what a call asks for. */
gpointer theta_request_call (const Request *self, ThetaDevice *device, GError **error);
/* The outcome "cancelled": now, or by the main loop of @context. */
void theta_request_cancel (GTask *task);
void theta_request_cancel_later (GMainContext *context, GTask *task);

G_END_DECLS
