/* The one compute thread: requests in, the latest frame and exactly one outcome
 * out.  Everything here is called from the main thread; callbacks come there. */
#pragma once

#include "experiment/run.h"

G_BEGIN_DECLS

typedef struct _ThetaWorker ThetaWorker;

/* Starts the thread (at a lower priority) and opens in it the device that @device names
 * for theta_device_choose().  A run whose experiment names another one opens that too,
 * when it comes.  Errors: VALUE, DEVICE. */
ThetaWorker *theta_worker_new (const char *device, guint threads, GError **error);
/* Cancels what runs, waits for the thread, closes the device.  Kernels taken
 * from frames must be gone by then. */
void theta_worker_free (ThetaWorker *self);

/* Frames: @func is called on the main thread with the newest one; those in
 * between may be lost; at most one call is pending at any time. */
void theta_worker_set_frame_func (ThetaWorker *self, ThetaFrameFunc func, gpointer user_data);

/* Queues a run; exactly one outcome comes.  A run that is still waiting when
 * another is asked for ends as cancelled. */
void theta_worker_run_async (ThetaWorker *self, ThetaExperiment *experiment,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
ThetaResults *theta_worker_run_finish (ThetaWorker *self, GAsyncResult *result, GError **error);

/* Reads the data alone (for the preview). */
void theta_worker_load_async (ThetaWorker *self, ThetaExperiment *experiment,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
ThetaDataset *theta_worker_load_finish (ThetaWorker *self, GAsyncResult *result, GError **error);

/* Of the device of the last run, before it of the one opened first: "CPU, 2 threads".
 * Newly allocated. */
char *theta_worker_get_device (ThetaWorker *self);
/* Sentences about it: what it computes with, the memory used of what there is, and why it
 * is the CPU where CUDA was wished for or might be.  Newly allocated. */
char *theta_worker_get_detail (ThetaWorker *self);
/* Whether it is another one than the CPU. */
gboolean theta_worker_is_accelerated (ThetaWorker *self);
/* Why CUDA is not used although it was asked for or should serve; NULL otherwise.  Newly
 * allocated. */
char *theta_worker_get_warning (ThetaWorker *self);
/* For theta_run_estimate_seconds(), measured when the device was opened. */
double theta_worker_get_pace (ThetaWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaWorker, theta_worker_free)

G_END_DECLS
