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
 * (double: seconds of the last run).
 * Signals: "failed" (string: one sentence), "stopped" (string: where). */
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

ThetaExperiment *theta_session_get_experiment (ThetaSession *self);
/* The experiment that runs or ran last, which frames belong to: the present one
 * before the first run. */
ThetaExperiment *theta_session_get_shown (ThetaSession *self);
ThetaDataset *theta_session_get_dataset (ThetaSession *self);
ThetaFrame *theta_session_get_frame (ThetaSession *self);
ThetaResults *theta_session_get_results (ThetaSession *self);
gboolean theta_session_get_running (ThetaSession *self);

/* Replaces the experiment; reads its data when the [Dataset] part changed. */
void theta_session_set_experiment (ThetaSession *self, ThetaExperiment *experiment);
/* "Group.Key=Value" on the current experiment; FALSE with a sentence when it is
 * refused (the experiment stays). */
gboolean theta_session_set (ThetaSession *self, const char *assignment, GError **error);

/* Opens @path: an experiment (.theta) or data, for which the other settings
 * stay.  Reading goes on in the background; data that cannot be read leave the
 * experiment and its data as they were. */
void theta_session_open (ThetaSession *self, const char *path);

/* About how many seconds a run with the present settings will take, from the
 * machine's pace and from how long the last run took: NaN where that cannot be told. */
double theta_session_estimate_seconds (ThetaSession *self);
void theta_session_run (ThetaSession *self);
/* The same on the CPU, which becomes the experiment's device. */
void theta_session_run_on_cpu (ThetaSession *self);
void theta_session_stop (ThetaSession *self);

G_END_DECLS
