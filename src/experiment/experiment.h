/* What to do: data, network, weights, regression, evaluation.  Immutable,
 * validated, reference-counted; saved as a key file (extension .theta). */
#pragma once

#include <gio/gio.h>

#include "dataset/dataset.h"
#include "experiment/view.h"
#include "kernel/kernel.h"
#include "learn/weights.h"
#include "network/network.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_PROTOCOL_REPEATED, /* repeated stratified k-fold */
  THETA_PROTOCOL_HOLDOUT,
  THETA_PROTOCOL_KFOLD,
  THETA_PROTOCOL_FOLDS     /* given by FoldsSource */
} ThetaProtocol;

typedef enum
{
  THETA_STANDARDIZE_TRAIN,
  THETA_STANDARDIZE_ALL,
  THETA_STANDARDIZE_NONE
} ThetaStandardize;
typedef enum { THETA_RIDGE_ABSOLUTE, THETA_RIDGE_TRACE } ThetaRidgeScale;
typedef enum { THETA_NORMALIZE_NONE, THETA_NORMALIZE_TRACE } ThetaNormalize;

typedef struct
{
  /* [Experiment] */
  char *name;
  guint64 seed;
  ThetaPrecision precision;
  char *device;         /* "auto", "cpu" or "cuda" */
  guint64 memory_limit; /* bytes; 0 auto: the memory that the device has */
  /* No key: bytes of the GPU that it is planned for, G_MAXUINT64 where that is not known
   * yet; 0: it is planned for the machine. */
  guint64 device_memory;
  /* [Dataset] */
  char *source, *test_source, *folds_source;
  char *base_dir; /* relative paths start here; NULL: the working directory */
  char *label, *classes, *separator, *header, *quote, *comment, *missing_marks, *ignore;
  ThetaMissing missing;
  gboolean drop_copies;
  guint train_limit, test_limit;
  ThetaStandardize standardize;
  /* [Network] */
  ThetaNetwork network;
  /* [Regression] */
  double ridge;
  ThetaRidgeScale ridge_scale;
  ThetaNormalize normalize; /* TRACE: Θ_l divided by its mean diagonal on the training rows */
  ThetaSolver solver;
  /* [Weights] */
  ThetaWeightOptions weights; /* its strings and arrays owned by the experiment */
  /* [Evaluation] */
  ThetaProtocol protocol;
  guint folds, repeats;
  double test_fraction;
  char **compare; /* model ids, NULL-terminated */
  /* [View]: what the window showed when this was written; equal experiments may differ
   * in it */
  ThetaView view;
} ThetaExperiment;

/* All defaults and Source=@source. */
ThetaExperiment *theta_experiment_new (const char *source);
/* @filename (may be NULL) is what errors name: file:line:column.  Unknown and
 * repeated keys, impossible values and keys of parts that are not there are
 * errors: PARSE or VALUE. */
ThetaExperiment *theta_experiment_parse (const char *text, const char *filename,
                                         const char *base_dir, GError **error);
ThetaExperiment *theta_experiment_load (const char *path, GError **error);
/* Atomically, with the view where one is given.  Relative paths are rewritten so that
 * they still hold. */
gboolean theta_experiment_save (const ThetaExperiment *self, const char *path, GError **error);
ThetaExperiment *theta_experiment_ref (ThetaExperiment *self);
void theta_experiment_unref (ThetaExperiment *self);

/* The file's text: every key that differs from its default, in the order of
 * DESIGN 7, Version, Seed and Source always.  Newly allocated. */
char *theta_experiment_to_text (const ThetaExperiment *self);

/* The same with the view, where one is given: what files hold. */
char *theta_experiment_to_file_text (const ThetaExperiment *self);

/* The text without the view and with whole paths, so that it holds wherever it is read. */
char *theta_experiment_to_full_text (const ThetaExperiment *self);

/* A changed copy, through the same code as the file: @assignment is
 * "Group.Key=Value".  Errors: VALUE. */
ThetaExperiment *theta_experiment_with (const ThetaExperiment *self, const char *assignment,
                                        GError **error);
/* The same for several, NULL-terminated: what keys ask of each other has to hold
 * after the last alone, so their order is of no account. */
ThetaExperiment *theta_experiment_with_all (const ThetaExperiment *self,
                                            const char *const *assignments, GError **error);
/* The value of "Group.Key" as the file would write it, newly allocated; NULL for
 * an unknown key. */
char *theta_experiment_get (const ThetaExperiment *self, const char *key);

/* A copy that shows @view. */
ThetaExperiment *theta_experiment_with_view (const ThetaExperiment *self, const ThetaView *view);

/* Whether they compute the same; the view is of no account. */
gboolean theta_experiment_equal (const ThetaExperiment *a, const ThetaExperiment *b);

/* Reads the data (and TestSource, below it) that the experiment names.
 * *@n_train_rows: rows that come from Source. */
ThetaDataset *theta_experiment_load_data (const ThetaExperiment *self, guint *n_train_rows,
                                          GCancellable *cancellable, GError **error);

/* Reads @source alone, as the experiment reads its own data; one row, and one class, are
 * enough. */
ThetaDataset *theta_experiment_load_rows (const ThetaExperiment *self, const char *source,
                                          GCancellable *cancellable, GError **error);

/* Reads "16 GB", "512MB", plain bytes or "auto" (0). */
gboolean theta_experiment_parse_bytes (const char *text, guint64 *bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaExperiment, theta_experiment_unref)

G_END_DECLS
