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
  GPtrArray *models;    /* of ThetaModelResult, sorted by mean squared error */
  GPtrArray *histories; /* of ThetaHistory, one a fold, of the first WNTK; may be empty */
  GPtrArray *health;    /* of ThetaFinding: the data's and the run's */
  double seconds;
  ThetaFrame *frame;    /* the last one: pictures of the first fold */
} ThetaResults;

ThetaResults *theta_results_ref (ThetaResults *self);
void theta_results_unref (ThetaResults *self);

/* One honest sentence: what was found, against what; never "better" where the
 * corrected test does not say so.  Newly allocated. */
char *theta_results_sentence (const ThetaResults *self);
/* "lower, p = 0.02": the corrected test of its squared error against the NTK with
 * tuned λ (@tuned) or the plain one; "–" where there is none.  Newly allocated. */
char *theta_model_result_test_text (const ThetaModelResult *self, gboolean tuned);
/* Columns that @text takes in a terminal. */
guint theta_text_columns (const char *text);
/* The table as text for a terminal, newly allocated. */
char *theta_results_table (const ThetaResults *self);

/* results.json of DESIGN 7, newly allocated; rates as fractions. */
char *theta_results_to_json (const ThetaResults *self);
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
