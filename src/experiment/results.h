/* What a run found.  Immutable, reference-counted. */
#pragma once

#include "experiment/experiment.h"
#include "experiment/frame.h"
#include "learn/model.h"
#include "learn/significance.h"

G_BEGIN_DECLS

typedef struct
{
  ThetaFit *fit;
  guint n_train;
} ThetaFoldResult;

typedef struct
{
  char *id, *label;
  GPtrArray *folds; /* of ThetaFoldResult */
  ThetaMetrics mean, deviation; /* over folds; deviation with n − 1, NaN for one fold */
  guint *confusion;             /* n_classes², [true][predicted], summed over folds */
  ThetaSignificance against_ntk, against_tuned; /* of the squared error; NaN where absent */
  gboolean against_ntk_valid, against_tuned_valid;
  char **notes; /* distinct sentences of its fits */
} ThetaModelResult;

/* What one click does about a finding: settings, as "Group.Key=Value". */
typedef struct
{
  char *label;        /* "Standardise on training rows" */
  char **assignments; /* NULL-terminated */
} ThetaRemedy;

typedef struct
{
  char *program, *version; /* "thetascope", "0.1.0" */
  ThetaExperiment *experiment;
  ThetaDataset *data;
  char *device_id, *device, *library; /* "cpu" or "cuda", its name, what it computes with */
  char *driver;                       /* empty for the CPU */
  guint threads;
  guint64 memory_total, memory_used; /* of the device, used at most; 0: not known */
  ThetaStorage storage; /* of the kernels */
  gboolean iterative;   /* fits were made by conjugate gradients, without A_TT */
  double rounding_loss; /* measured, of a layer's largest entry; 0 where kept in float64 */
  GPtrArray *folds;     /* of ThetaFold */
  GPtrArray *diagonals; /* Normalize=trace: one a fold, of what each Θ_l was divided by;
                           otherwise empty */
  GPtrArray *models;    /* of ThetaModelResult, sorted by mean squared error */
  GPtrArray *histories; /* of ThetaHistory, one a fold, of the first WNTK; may be empty */
  GPtrArray *health;    /* of ThetaFinding: the data's and the run's */
  GPtrArray *remedies;  /* theta_results_remedy() reads it */
  char *sentence;       /* what was found, where it is restored; else NULL */
  gboolean restored;    /* from a text: no predictions, no kernels; data have no values */
  double seconds;
  ThetaFrame *frame;    /* the last one: pictures of the first fold; NULL if restored */
  GPtrArray *sources;   /* of the ThetaResults that own the models, NULL: these do */
} ThetaResults;

ThetaResults *theta_results_ref (ThetaResults *self);
void theta_results_unref (ThetaResults *self);

/* The model with this id, or NULL. */
ThetaModelResult *theta_results_find (const ThetaResults *self, const char *id);
/* The first WNTK of Compare, or NULL. */
const ThetaModelResult *theta_results_weighted (const ThetaResults *self);
/* What that model learnt in @fold (from 0), one weight for each of @layers kernels; NULL where
 * it has no such weights there. */
const ThetaFit *theta_results_learnt (const ThetaResults *self, guint fold, guint layers);
/* The remedy of finding number @finding of health, or NULL; owned by @self. */
const ThetaRemedy *theta_results_remedy (const ThetaResults *self, guint finding);

/* Below this p of the corrected test a difference is called one. */
#define THETA_SIGNIFICANT 0.05
/* "p = 0.02", "p < 0.001", newly allocated. */
char *theta_p_text (double p);
/* @self and in its table the only model of @chosen, as one that was chosen by hand:
 * named by-hand, by-hand-2 …, with a note that says how.  @chosen is of the same data and
 * folds and not yet shared; SHAPE where its folds are not those of @self. */
ThetaResults *theta_results_with_choice (ThetaResults *self, ThetaResults *chosen,
                                         GError **error);

/* One honest sentence: what was found, against what; never "better" where the
 * corrected test does not say so.  Newly allocated. */
char *theta_results_sentence (const ThetaResults *self);
/* Where it was computed and in what time: device, libraries, driver, and the most of its
 * memory that was in use; one sentence, newly allocated. */
char *theta_results_computed_text (const ThetaResults *self);
/* The memory alone, "at most 3 MB of 16 GB"; newly allocated, NULL where it is not known. */
char *theta_results_memory_text (const ThetaResults *self);
/* "lower, p = 0.02": the corrected test of its squared error against the NTK with
 * tuned λ (@tuned) or the plain one; "–" where there is none.  Newly allocated. */
char *theta_model_result_test_text (const ThetaModelResult *self, gboolean tuned);
/* One row of a fold's test rows, and what a model said about it. */
typedef struct
{
  guint fold, row; /* from 0; @row of the data set */
  int truth, predicted;
  double margin; /* the output of the predicted class above that of the true one, or, where
                    that is right, above the next best */
} ThetaPrediction;

/* What @model said about every test row of every fold: wrong ones first, by falling
 * margin; then right ones, by rising margin.  Empty for restored results.  Of
 * ThetaPrediction. */
GArray *theta_results_predictions (const ThetaResults *self, const ThetaModelResult *model);

/* Columns that @text takes in a terminal. */
guint theta_text_columns (const char *text);
/* The table as text for a terminal, newly allocated. */
char *theta_results_table (const ThetaResults *self);

/* results.json of DESIGN 7, newly allocated; rates as fractions. */
char *theta_results_to_json (const ThetaResults *self);
/* What theta_results_to_json() wrote, but for predictions, kernels and the values of
 * the data.  @experiment: the experiment's text instead of the one in @text, or NULL.
 * Errors: PARSE, VALUE. */
ThetaResults *theta_results_from_json (const char *text, const char *experiment, GError **error);
/* weights.csv, predictions.csv: newly allocated texts. */
char *theta_results_weights_csv (const ThetaResults *self);
char *theta_results_predictions_csv (const ThetaResults *self);

/* Adds further files (figures, the report) to a folder being written. */
typedef gboolean (*ThetaResultsExtra) (const ThetaResults *self, const char *directory,
                                       gpointer user_data, GError **error);
/* Refuses what theta_results_save() would refuse before it writes: to be asked
 * before a run, whose work would be lost.  Errors: IO. */
gboolean theta_results_check_folder (const char *directory, GError **error);
/* Writes results.json, weights.csv, predictions.csv, experiment.theta and what
 * @extra adds into @directory, whole or not at all (temporary name, fsync,
 * rename).  A folder of earlier results there is replaced: what goes by the name
 * of a file of ours, and pictures in figures/, are removed, all else stays.
 * Anything else that is in the way is an error.  Errors: IO. */
gboolean theta_results_save (const ThetaResults *self, const char *directory,
                             ThetaResultsExtra extra, gpointer user_data, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaResults, theta_results_unref)

G_END_DECLS
