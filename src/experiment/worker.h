/* The one compute thread: requests in, the latest frame and exactly one outcome
 * out.  Everything here is called from the main thread; callbacks come there. */
#pragma once

#include "experiment/probe.h"
#include "experiment/run.h"

G_BEGIN_DECLS

typedef struct _ThetaWorker ThetaWorker;

/* Why @device ("cpu", "cuda") cannot be used: one sentence, newly allocated, or NULL.  Any
 * thread; may take its time, as the device is opened. */
char *theta_worker_device_problem (const char *device);

/* Starts the thread (at a lower priority) and opens in it the device that @device names
 * for theta_device_choose().  A run whose experiment names another one opens that too,
 * when it comes.  Errors: VALUE, DEVICE. */
ThetaWorker *theta_worker_new (const char *device, guint threads, GError **error);
/* The same in two steps, between which something else can begin: the thread is started,
 * and the device is waited for.  Nothing else may be asked in between. */
ThetaWorker *theta_worker_start (const char *device, guint threads);
gboolean theta_worker_wait (ThetaWorker *self, GError **error);
/* Cancels what runs, waits for the thread, closes the device.  Kernels taken
 * from frames must be gone by then.  Where the process ends without it, exit() cancels
 * and waits all the same. */
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

/* A run on the side, without frames: pause and slow motion do not touch it. */
void theta_worker_compare_async (ThetaWorker *self, ThetaExperiment *experiment,
                                 GCancellable *cancellable, GAsyncReadyCallback callback,
                                 gpointer user_data);
ThetaResults *theta_worker_compare_finish (ThetaWorker *self, GAsyncResult *result,
                                           GError **error);

/* Holds up the run under way and those that come, between iterations of a learning that
 * is shown, elsewhere within 50 ms; what a run computes does not depend on it. */
void theta_worker_set_paused (ThetaWorker *self, gboolean paused);
/* Pauses after one more iteration. */
void theta_worker_step (ThetaWorker *self);
/* At most @rate iterations a second; 0: as fast as it goes. */
void theta_worker_set_rate (ThetaWorker *self, guint rate);

/* Asks; takes @question.  Answered at once where nothing runs, else between two
 * iterations, whether paused or not.  A question that still waits ends as cancelled when
 * another is asked; one for held-out rows gives way to another such alone. */
void theta_worker_ask_async (ThetaWorker *self, ThetaQuestion *question,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
ThetaAnswer *theta_worker_ask_finish (ThetaWorker *self, GAsyncResult *result, GError **error);

/* Reads the data alone (for the preview). */
void theta_worker_load_async (ThetaWorker *self, ThetaExperiment *experiment,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
ThetaDataset *theta_worker_load_finish (ThetaWorker *self, GAsyncResult *result, GError **error);

/* Any other work for the compute thread, given the device of the last run and polled for
 * @cancellable on every open one, as kernels may be of any: returns what it found (not
 * NULL), or NULL with an error.  A question that comes meanwhile cancels it; it is then
 * called anew with the same @data, after the answer. */
typedef gpointer (*ThetaWorkerFunc) (ThetaDevice *device, gpointer data, GError **error);

/* Queues a call of @func.  A call of the same @func that is still waiting ends as
 * cancelled.  @data is freed when the outcome has come, and what was found and not
 * fetched is freed with @result_free, both before the device closes. */
void theta_worker_call_async (ThetaWorker *self, ThetaWorkerFunc func, gpointer data,
                              GDestroyNotify data_free, GDestroyNotify result_free,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
/* What @func returned, now the caller's. */
gpointer theta_worker_call_finish (ThetaWorker *self, GAsyncResult *result, GError **error);

/* How far the device is with its operation in such a call, in thousandths: of the one under
 * way, or of the last. */
int theta_worker_get_permille (ThetaWorker *self);

/* Of the device of the last run, before it of the one opened first: "CPU, 2 threads".
 * Newly allocated. */
char *theta_worker_get_device (ThetaWorker *self);
/* Its libraries and driver, and the memory used of what there is.  Newly allocated. */
char *theta_worker_get_made_of (ThetaWorker *self);
/* Sentences about it: what it computes with, the memory used of what there is, and why it
 * is the CPU where CUDA was wished for or might be.  Newly allocated. */
char *theta_worker_get_detail (ThetaWorker *self);
/* Whether it is another one than the CPU. */
gboolean theta_worker_is_accelerated (ThetaWorker *self);
/* Bytes of the GPU on which an experiment whose device is @choice will run: 0 where it is the
 * CPU, G_MAXUINT64 where that has not been opened yet, which the run will do. */
guint64 theta_worker_get_device_memory (ThetaWorker *self, const char *choice);
/* Why CUDA is not used although it was asked for or should serve; NULL otherwise.  Newly
 * allocated. */
char *theta_worker_get_warning (ThetaWorker *self);
/* Times the device that was opened first, in less than 0.1 s on all its threads: when that
 * is in nobody's way.  FALSE where it could not be timed. */
void theta_worker_time_async (ThetaWorker *self, GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean theta_worker_time_finish (ThetaWorker *self, GAsyncResult *result);

/* For theta_run_estimate_seconds(), of the device of the last run; NaN until it is timed. */
double theta_worker_get_pace (ThetaWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaWorker, theta_worker_free)

G_END_DECLS
