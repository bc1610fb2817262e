/* The window's model: a GObject whose properties the widgets bind to.  Lives on
 * the main thread; knows nothing of GTK.
 *
 * Properties (all notify): "experiment" (ThetaExperiment boxed), "dataset"
 * (boxed, NULL until read), "running" (gboolean), "loading" (gboolean),
 * "stage-text" (string), "fraction" (double), "seconds-left" (double), "frame"
 * (boxed), "results" (boxed), "stale" (gboolean: settings changed since the
 * results), "problem" (string: one sentence why Run cannot be pressed now, or
 * NULL), "device" (string), "device-detail" (string: sentences about it),
 * "device-warning" (string: why CUDA does not serve though it should, or NULL),
 * "offers-cpu" (gboolean: the last run failed on another device), "duration"
 * (double: seconds of the last run), "paused" (gboolean: the run stands still),
 * "comparing" (gboolean: a row for weights chosen by hand is being computed),
 * "can-undo", "can-redo" (gboolean), "undo-text", "redo-text" (string: what would be
 * undone, "Network.Depth: 7 instead of 5", or NULL), "path" (string: the experiment's
 * file, or NULL), "modified" (gboolean: it is not what stands in the file).
 * Signals: "failed" (string: one sentence), "stopped" (string: where), "finished"
 * (boxed ThetaResults: of a run that was made just now), "opened" (string: the path of a
 * file or folder that has been read), "doubtful" (string: the path of a text table that
 * was opened and could not be read, or may be meant otherwise; then how it is read can
 * be chosen: theta_session_open_with()), "view": an experiment was opened whose view is
 * to be shown. */
#pragma once

#include "experiment/worker.h"

G_BEGIN_DECLS

#define THETA_TYPE_EXPERIMENT (theta_experiment_get_type ())
GType theta_experiment_get_type (void);
#define THETA_TYPE_DATASET (theta_dataset_get_type ())
GType theta_dataset_get_type (void);
#define THETA_TYPE_FRAME (theta_frame_get_type ())
GType theta_frame_get_type (void);
#define THETA_TYPE_RESULTS (theta_results_get_type ())
GType theta_results_get_type (void);

#define THETA_TYPE_SESSION (theta_session_get_type ())
G_DECLARE_FINAL_TYPE (ThetaSession, theta_session, THETA, SESSION, GObject)

/* Begins with the bundled wine data, which are read in the background like any
 * other.  Errors: DEVICE. */
ThetaSession *theta_session_new (const char *device, guint threads, GError **error);
/* The same with a worker that theta_worker_start() gave; takes it, waits for its device. */
ThetaSession *theta_session_new_with (ThetaWorker *worker, GError **error);

ThetaExperiment *theta_session_get_experiment (ThetaSession *self);
/* The experiment that runs or ran last, which frames belong to: the present one
 * before the first run. */
ThetaExperiment *theta_session_get_shown (ThetaSession *self);
ThetaDataset *theta_session_get_dataset (ThetaSession *self);
ThetaFrame *theta_session_get_frame (ThetaSession *self);
ThetaResults *theta_session_get_results (ThetaSession *self);
/* For calls of other work; owned by the session. */
ThetaWorker *theta_session_get_worker (ThetaSession *self);
gboolean theta_session_get_running (ThetaSession *self);

/* What is preferred where an experiment says auto: it runs so, and its results say so. */
typedef struct
{
  ThetaPrecision precision;
  guint64 memory_limit; /* bytes; 0: auto as well */
} ThetaFallbacks;
void theta_session_set_fallbacks (ThetaSession *self, const ThetaFallbacks *fallbacks);
/* The experiment as it runs: with these.  Borrowed. */
ThetaExperiment *theta_session_get_filled (ThetaSession *self);

/* Settings that an experiment begins with, "Group.Key=Value", NULL-terminated: taken where
 * nothing has been opened or changed yet, without a step to undo. */
void theta_session_set_beginning (ThetaSession *self, const char *const *assignments);
/* Opens data as an experiment of its own, which has no file and begins so.  FALSE with a
 * sentence when a setting is refused. */
gboolean theta_session_begin_with (ThetaSession *self, const char *source,
                                   const char *const *assignments, GError **error);

/* Replaces the experiment; reads its data when the [Dataset] part changed. */
void theta_session_set_experiment (ThetaSession *self, ThetaExperiment *experiment);
/* "Group.Key=Value" on the current experiment; FALSE with a sentence when it is
 * refused (the experiment stays). */
gboolean theta_session_set (ThetaSession *self, const char *assignment, GError **error);
/* Several at once, NULL-terminated: all are taken, as one step to undo, or none. */
gboolean theta_session_set_all (ThetaSession *self, const char *const *assignments,
                                GError **error);

/* Every change of the experiment can be undone, opening another one too; changes of
 * one setting within a second count as one. */
void theta_session_undo (ThetaSession *self);
void theta_session_redo (ThetaSession *self);

/* Opens @path: an experiment (.theta) or data, for which the other settings
 * stay.  Reading goes on in the background; data that cannot be read leave the
 * experiment and its data as they were. */
void theta_session_open (ThetaSession *self, const char *path);
/* Opens what a link holds (link.h), as an experiment that has no file; nothing runs.  FALSE
 * with a sentence when it is refused; data that cannot be read leave everything as it was. */
gboolean theta_session_open_link (ThetaSession *self, const char *link, GError **error);
/* The experiment and what is looked at, as a link. */
char *theta_session_to_link (ThetaSession *self);

/* What is looked at now, asked whenever it is written: fills @view, which holds what was
 * opened.  NULL: the view that was opened stays. */
typedef void (*ThetaViewFunc) (ThetaView *view, gpointer user_data);
void theta_session_set_view_func (ThetaSession *self, ThetaViewFunc func, gpointer user_data);
/* The experiment with what is looked at; a new reference. */
ThetaExperiment *theta_session_dup_viewed (ThetaSession *self);

/* Opens data with settings of their own, "Group.Key=Value", NULL-terminated.  FALSE with a
 * sentence when one is refused. */
gboolean theta_session_open_with (ThetaSession *self, const char *path,
                                  const char *const *assignments, GError **error);

/* The file of the experiment, NULL before it has one. */
const char *theta_session_get_path (ThetaSession *self);
gboolean theta_session_get_modified (ThetaSession *self);
/* What stands in the file, or what the session began with; NULL: nothing is kept. */
ThetaExperiment *theta_session_get_saved (ThetaSession *self);
/* Writes the experiment and the view to @path, which becomes its file.  Errors: IO. */
gboolean theta_session_save (ThetaSession *self, const char *path, GError **error);
/* Goes on with an experiment that was not saved when the program ended; @path: the
 * file that it was opened from, or NULL. */
void theta_session_restore (ThetaSession *self, ThetaExperiment *experiment, const char *path);

/* Times the device, so that durations can be told; "duration" is notified then.  To be
 * called once the processor has nothing more urgent to do. */
void theta_session_time_device (ThetaSession *self);
/* About how many seconds a run with the present settings will take, from the
 * machine's pace and from how long the last run took: NaN where that cannot be told, or
 * not yet. */
double theta_session_estimate_seconds (ThetaSession *self);
void theta_session_run (ThetaSession *self);
/* The same on the CPU, which becomes the experiment's device. */
void theta_session_run_on_cpu (ThetaSession *self);
void theta_session_stop (ThetaSession *self);
/* Shows @results of a past run again, with its experiment, whose data are read.  Not
 * while something runs. */
void theta_session_reopen (ThetaSession *self, ThetaResults *results);

/* Holds the run up, between iterations while weights are learnt; nothing where none runs.
 * What it computes stays the same. */
void theta_session_set_paused (ThetaSession *self, gboolean paused);
gboolean theta_session_get_paused (ThetaSession *self);
/* Goes on to the next iteration and pauses there. */
void theta_session_step (ThetaSession *self);
/* At most @rate iterations a second, 0: as fast as it goes; holds for later runs too. */
void theta_session_set_rate (ThetaSession *self, guint rate);
/* Runs what is shown once more from the start, with the same seed; where the run was
 * paused the new one pauses after its first iteration. */
void theta_session_restart (ThetaSession *self);
/* Asks the compute thread (theta_worker_ask_async()); takes @question. */
void theta_session_ask_async (ThetaSession *self, ThetaQuestion *question,
                              GCancellable *cancellable, GAsyncReadyCallback callback,
                              gpointer user_data);
ThetaAnswer *theta_session_ask_finish (ThetaSession *self, GAsyncResult *result, GError **error);
/* Fits @weights (one for each of @layers) with λ = @ridge on all folds of the results and
 * adds the row to them; nothing while a run or another comparison is under way. */
void theta_session_compare (ThetaSession *self, const double *weights, guint layers,
                            double ridge);

G_END_DECLS
