/* What the files of the run share: the plan (folds, memory, cost), the observer
 * (progress, cancelling, frames) and the health of what was found. */
#pragma once

#include "experiment/frame-private.h"
#include "experiment/run.h"

G_BEGIN_DECLS

/* ---- run-device.c ---- */

/* Bytes of the GPU that an experiment planned for one may take. */
guint64 theta_plan_device_limit (const ThetaExperiment *experiment);
/* What else makes a run fit that is too large for its GPU, as the end of a sentence, newly
 * allocated; "" where there is nothing. */
char *theta_plan_device_remedy (const ThetaExperiment *experiment, guint rows, guint columns,
                                guint n_classes);

/* ---- run-plan.c ---- */

/* The folds that @experiment asks for, of data that theta_plan_check() took.
 * Errors: SHAPE (too few rows), PARSE and IO (given folds). */
GPtrArray *theta_plan_folds (const ThetaExperiment *experiment, const ThetaDataset *data,
                             guint n_train_rows, GError **error);
/* Refuses what can be told before anything is computed: data without two
 * classes, a run that needs more memory than there is.  Quick enough to be asked
 * at every change of a setting.  Errors: SHAPE, MEMORY. */
gboolean theta_plan_check (const ThetaExperiment *experiment, const ThetaDataset *data,
                           GError **error);
/* Fits are made by conjugate gradients, without A_TT: asked for, or because A_TT has
 * no room in the whole memory. */
gboolean theta_plan_is_iterative (const ThetaExperiment *experiment, guint rows, guint columns,
                                  guint n_classes);
/* How a run keeps the kernels of so much data: without angles where these would take
 * more than half of the memory. */
ThetaStorage theta_plan_storage (const ThetaExperiment *experiment, guint rows, guint columns,
                                 guint n_classes);
/* One kernel set serves all folds. */
gboolean theta_plan_shares_kernel (const ThetaExperiment *experiment, const ThetaDataset *data);
/* The part of the rows that a fold learns from; 1 where that is not known. */
double theta_plan_train_fraction (const ThetaExperiment *experiment);
/* Folds that will be drawn of @rows rows; those of a file are not known yet. */
guint64 theta_plan_count_folds (const ThetaExperiment *experiment, guint64 rows);
/* Estimated nanoseconds of a Cholesky factorisation; the unit of all costs. */
double theta_plan_factor_cost (double n);
/* Estimated nanoseconds; only their ratios matter. */
double theta_plan_kernel_cost (const ThetaExperiment *experiment, const ThetaDataset *data);
double theta_plan_model_cost (const ThetaExperiment *experiment, const char *id,
                              gboolean iterative, guint n_train, guint rows);
/* Calls of the device that fitting the model makes, about. */
guint theta_plan_model_calls (const ThetaExperiment *experiment, const char *id);
/* The weight method of the model @id, NULL unless it learns or sets layer weights. */
const char *theta_plan_model_method (const ThetaExperiment *experiment, const char *id);

/* ---- fold-frame.c ---- */

/* The rows of @data as the network sees them in @fold.  Errors: those of standardising. */
ThetaMatrix *theta_fold_inputs (const ThetaExperiment *experiment, const ThetaDataset *data,
                                const ThetaFold *fold, GError **error);

/* ---- run-observe.c ---- */

typedef struct
{
  GCancellable *cancellable;
  ThetaFrameFunc func;
  gpointer user_data;
  const ThetaGate *gate; /* may be NULL */
  ThetaDevice *device;   /* whose poll function is the observer's */
  gboolean iterating;    /* a learning that calls theta_observer_history() is under way */
  gint64 started, published; /* monotonic µs; a run that stands still does not age */
  /* Where the run is. */
  ThetaStage stage;
  char *text;
  guint fold, n_folds;
  double done, share; /* of the whole run: before this stage; this stage's */
  double inner;       /* of this stage */
  guint calls;        /* of the device in this stage, the running one not counted */
  double call;        /* fraction of the running one */
  double fraction, seconds_left;
  gboolean silent; /* no frames from the poll function */
  /* What frames show; all owned. */
  ThetaDataset *data;
  ThetaPicture *picture;
  ThetaKernel *kernel;
  guint picture_fold;
  GPtrArray *folds;
  ThetaMatrix *inputs;
  guint layers;
  double *weights;
  double ridge; /* of the weights */
  ThetaTotals *totals;
  ThetaKernel *weigh_kernel;  /* of picture, even where frames do not hold it; borrowed */
  gint64 totals_at, totals_took; /* µs */
  guint iterations;       /* that the method will make; 0: not known */
  guint expected;         /* calls of the device in this stage, about */
  GPtrArray *histories;   /* of ThetaHistory, the folds that are done */
  ThetaHistory *history;  /* the growing one's last snapshot, or NULL */
} ThetaObserver;

void theta_observer_init (ThetaObserver *self, GCancellable *cancellable, ThetaFrameFunc func,
                          gpointer user_data);
void theta_observer_clear (ThetaObserver *self);
/* Starts a stage that makes up @share of the whole run; takes @text. */
void theta_observer_begin (ThetaObserver *self, ThetaStage stage, char *text, double share);
/* Ends it and publishes.  FALSE with a cancellation. */
gboolean theta_observer_end (ThetaObserver *self, GError **error);
/* Stands still where the gate says so. */
void theta_observer_pass (ThetaObserver *self, ThetaGatePoint point);
/* The device's poll function and the learners' history function. */
int theta_observer_poll (void *user, double fraction);
void theta_observer_history (const ThetaHistory *history, gpointer user_data);
/* Shows @weights on the current picture.  Errors: those of pooling. */
gboolean theta_observer_weigh (ThetaObserver *self, const double *weights, GError **error);
/* The story of the fold is complete: @history may be NULL. */
void theta_observer_finish_history (ThetaObserver *self, ThetaHistory *history);
/* A frame of what is there now. */
ThetaFrame *theta_observer_frame (ThetaObserver *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ThetaObserver, theta_observer_clear)

/* ---- run-health.c ---- */

/* Appends to results->health what @results shows. */
void theta_run_health (ThetaResults *results);

/* ---- results.c ---- */

/* Empty results for @experiment on @data; takes nothing. */
ThetaResults *theta_results_new (ThetaExperiment *experiment, ThetaDataset *data, GPtrArray *folds,
                                 const ThetaDeviceInfo *info);
/* Takes @fit as the next fold of model number @model of Compare. */
void theta_results_add (ThetaResults *self, guint model, ThetaFit *fit, guint n_train);
/* Means, tests, confusion, notes, order; once, when all fits are there. */
void theta_results_summarize (ThetaResults *self);
/* Tests one metric of @a against @b; FALSE where there are fewer than two folds. */
gboolean theta_results_test (const ThetaResults *self, const ThetaModelResult *a,
                             const ThetaModelResult *b, gsize metric, ThetaSignificance *out);
/* A model without folds. */
ThetaModelResult *theta_model_result_new (const char *id);
/* The part of theta_results_summarize() that follows from the folds' metrics alone:
 * means and tests. */
void theta_results_compare (ThetaResults *self);
/* Takes both: the remedy of the finding of health that was added last. */
void theta_results_take_remedy (ThetaResults *self, char *label, char **assignments);

G_END_DECLS
