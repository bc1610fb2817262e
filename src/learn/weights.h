/* Learning the layer weights a_l: one small interface, one file a method. */
#pragma once

#include "learn/ridge.h"

G_BEGIN_DECLS

/* One row of the story of a learning: what was known after an iteration.  NaN
 * where a method does not compute it. */
typedef struct
{
  guint iteration; /* 0: before the first step; leave-one-out counts the points that
                      lowered the error (as evidence and the methods that
                      try candidates do), Algorithm 1 its steps */
  double train_loss, validation_loss, loo_loss;
  double train_accuracy, validation_accuracy;
  double evidence; /* minus the log marginal likelihood, per row and output */
  double loo_accuracy;
  double ridge;    /* λ, where the method learns it with the weights */
} ThetaIteration;

/* The whole story of one fold: iterations and their weights. */
typedef struct
{
  guint fold;
  guint layers;
  guint count;
  const ThetaIteration *iterations; /* count */
  const double *weights;            /* count × layers */
  char *method;                     /* "loo", "algorithm1" … */
  char *loss;                       /* which of the losses the method minimises:
                                       "loo", "validation", "evidence" or "" */
} ThetaHistory;

ThetaHistory *theta_history_new (guint fold, guint layers, const char *method, const char *loss);
void theta_history_append (ThetaHistory *self, const ThetaIteration *iteration,
                           const double *weights);
/* A snapshot that shares nothing with @self. */
ThetaHistory *theta_history_copy (const ThetaHistory *self);
/* Reference-counted; immutable once shared. */
ThetaHistory *theta_history_ref (ThetaHistory *self);
void theta_history_unref (ThetaHistory *self);

/* What a step of Algorithm 1 moves (DESIGN 4.5): a itself, a in proportion to a, w
 * with a = w², or log a. */
typedef enum
{
  THETA_UPDATE_PLAIN,
  THETA_UPDATE_SCALED,
  THETA_UPDATE_SQUARE,
  THETA_UPDATE_LOG
} ThetaUpdate;
/* Gradient descent, or Adam (Kingma and Ba 2015; 0.9, 0.999) on the same gradient. */
typedef enum { THETA_OPTIMIZER_FIXED, THETA_OPTIMIZER_ADAM } ThetaOptimizer;
typedef enum { THETA_SPLIT_EACH, THETA_SPLIT_ONCE } ThetaSplit;
typedef enum { THETA_LOSS_MEAN, THETA_LOSS_SUM } ThetaLoss;
typedef enum { THETA_STOP_ITERATIONS, THETA_STOP_TOLERANCE, THETA_STOP_PATIENCE } ThetaStop;

/* The experiment file's [Weights] keys. */
typedef struct
{
  char *method;        /* a name that theta_weight_methods() lists; borrowed */
  double *initial;     /* n_initial values: one for all layers, or one a layer; borrowed */
  guint n_initial;
  double learning_rate;    /* η_w */
  double validation_ratio; /* r */
  guint iterations; /* steps; in searches, points that lower the value */
  ThetaSplit split;
  ThetaUpdate update;
  ThetaOptimizer optimizer;
  gboolean clip;
  ThetaLoss loss;
  ThetaStop stop;
  double tolerance;
  guint patience; /* iterations (in searches, evaluations) without a new best */
  double *grid;   /* n_grid values of the grid; borrowed */
  guint n_grid;   /* 0: 0, 1/8, 1/4, 1/2, 1 */
  guint subsample; /* learn on at most this many training rows (stratified) */
} ThetaWeightOptions;

/* Called after every iteration with the story so far (borrowed). */
typedef void (*ThetaHistoryFunc) (const ThetaHistory *history, gpointer user_data);

typedef struct
{
  const char *name;  /* in files: "loo" */
  const char *label; /* for people: "Leave-one-out" */
  const char *help;  /* one sentence */
  /* Learns @a (L; holds the initial weights on entry) on the training rows of
   * @problem; may change *@ridge (only methods that tune it).  Appends to
   * @history, calling @func after each row.  @notes: sentences for the results. */
  gboolean (*learn) (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
                     double *ridge, ThetaHistory *history, ThetaHistoryFunc func,
                     gpointer user_data, GPtrArray *notes, GError **error);
  const char *loss;     /* what ThetaHistory.loss says */
  gboolean learns;      /* looks at the labels */
  gboolean tunes_ridge; /* chooses λ itself */
} ThetaWeightMethod;

/* All methods, NULL-terminated array: loo first. */
const ThetaWeightMethod *const *theta_weight_methods (void);
const ThetaWeightMethod *theta_weight_method_find (const char *name);
/* "loo, algorithm1 … or fixed", newly allocated. */
char *theta_weight_methods_list (void);

/* Whether the method "grid" takes @n_values values for @layers layers; otherwise
 * VALUE with the number of points. */
gboolean theta_grid_check (guint n_values, guint layers, GError **error);

/* Runs options->method: resolves the initial weights, takes the subsample where
 * there are more training rows than options->subsample, learns, and refits the
 * common scale, or λ, on all rows (methods that tune it).  @a: L doubles out.
 * @history: newly referenced story. */
gboolean theta_weights_learn (const ThetaProblem *problem, const ThetaWeightOptions *options,
                              double *a, double *ridge, ThetaHistory **history,
                              ThetaHistoryFunc func, gpointer user_data, GPtrArray *notes,
                              GError **error);

/* What weights chosen by hand are worth on the training rows: theta_ridge_leave_one_out()
 * on at most @limit of them (stratified), @rows (or NULL) says how many.  @coefficients:
 * as theta_ridge_coefficients() where none was left out, else NULL. */
gboolean theta_weights_judge (const ThetaProblem *problem, const double *a, double ridge,
                              guint limit, double *loss, double *accuracy, guint *rows,
                              double **coefficients, GError **error);

/* One iteration of Algorithm 1 (DESIGN 4.5) for the split @t, @v:
 * Δ_l = 2⟨res, Θ_l,VT α⟩ − 2⟨u, Θ_l,TT α⟩, one Cholesky.  @delta: L.
 * @iteration receives training and validation loss (sum over outputs, mean over
 * rows) and accuracy.  Scratch buffers live in @scratch (NULL once, then reuse;
 * theta_scratch_free). */
typedef struct _ThetaScratch ThetaScratch;
/* @new_splits: the calls that follow have splits of the same training rows, a new one
 * each; from THETA_SPLIT_DUE rows on, and where the solver may be mixed, one inverse
 * over all of them then serves many (split-inverse.h). */
ThetaScratch *theta_scratch_new (gboolean new_splits);
gboolean theta_algorithm1_gradient (const ThetaProblem *problem, const double *a, const guint8 *t,
                                    const guint8 *v, double *delta, ThetaIteration *iteration,
                                    ThetaScratch **scratch, GError **error);
void theta_scratch_free (ThetaScratch *self, ThetaDevice *device);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaHistory, theta_history_unref)

G_END_DECLS
