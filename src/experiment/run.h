/* Doing it: one synchronous call, no threads of its own. */
#pragma once

#include "experiment/frame.h"
#include "experiment/results.h"

G_BEGIN_DECLS

/* Receives a new frame (borrowed; ref to keep), at most 30 a second and one at
 * the end of every stage, on the calling thread. */
typedef void (*ThetaFrameFunc) (ThetaFrame *frame, gpointer user_data);

/* Where a run may be held up. */
typedef enum
{
  THETA_GATE_BUSY,     /* in the middle of a computation */
  THETA_GATE_IDLE,     /* between two: the device may be used for something else */
  THETA_GATE_ITERATION /* the same, after an iteration of the learning that is shown */
} ThetaGatePoint;

/* Holds a run up, on its own thread.  What is computed does not depend on it. */
typedef struct
{
  /* Whether wait() will take its time; the newest frame is handed out before. */
  gboolean (*held) (ThetaGatePoint point, gpointer user_data);
  /* Returns when the run shall go on.  At idle points it may use the device and set
   * its poll function, which the run sets back. */
  void (*wait) (ThetaGatePoint point, gpointer user_data);
  gpointer user_data;
} ThetaGate;

/* Runs @experiment on @device.  @data, @n_train_rows: what
 * theta_experiment_load_data() gave, or NULL to read it here.  Estimates the
 * memory first and refuses what does not fit.  @cancellable may be NULL; it is
 * looked at at least every 50 ms.  Same experiment, device and threads: the
 * same bits. */
ThetaResults *theta_run (ThetaExperiment *experiment, ThetaDataset *data, guint n_train_rows,
                         ThetaDevice *device, GCancellable *cancellable, ThetaFrameFunc func,
                         gpointer user_data, GError **error);
/* The same with a gate (NULL: none), borrowed. */
ThetaResults *theta_run_gated (ThetaExperiment *experiment, ThetaDataset *data,
                               guint n_train_rows, ThetaDevice *device, GCancellable *cancellable,
                               ThetaFrameFunc func, gpointer user_data, const ThetaGate *gate,
                               GError **error);

/* @experiment as it runs on @device: planned for the memory of a GPU, or for the machine's.
 * A new reference.  The functions below plan for what it says. */
ThetaExperiment *theta_run_for_device (ThetaExperiment *experiment, ThetaDevice *device);
/* Bytes of memory that @experiment may take: its limit, and no more than the GPU that it is
 * planned for has, or else what the machine has available. */
guint64 theta_run_memory (const ThetaExperiment *experiment);
/* The same as "16 GB are allowed", "… are available" or "the GPU has …"; newly allocated. */
char *theta_run_memory_text (const ThetaExperiment *experiment);
/* Bytes that the run will hold at its peak. */
guint64 theta_run_estimate_bytes (const ThetaExperiment *experiment, guint rows, guint columns,
                                  guint n_classes);

/* Whether all folds have the same kernels, and only their weights differ: not where rows are
 * standardised, missing values filled or layers normalised by the training rows of each. */
gboolean theta_run_shares_kernels (const ThetaExperiment *experiment, const ThetaDataset *data);
/* Whether the run can begin: FALSE with the error that theta_run() would end with for
 * data without classes, or for more memory than there is. */
gboolean theta_run_check (const ThetaExperiment *experiment, const ThetaDataset *data,
                          GError **error);

/* Seconds that the unit of a run's cost takes on @device, from a factorisation that
 * is timed now, in less than 0.1 s; NaN where the device fails. */
double theta_run_pace (ThetaDevice *device);
/* About how many seconds a run will take at that pace: NaN where the file of
 * its folds cannot be read. */
double theta_run_estimate_seconds (const ThetaExperiment *experiment, const ThetaDataset *data,
                                   double pace);

G_END_DECLS
