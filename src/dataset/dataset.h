/* A data set: rows of numbers and, usually, a class for each row.  Immutable
 * and reference-counted, so it may be handed to any thread. */
#pragma once

#include <gio/gio.h>

#include "base/matrix.h"

G_BEGIN_DECLS

/* More columns than this are refused (a transposed or binary file). */
#define THETA_DATASET_MAX_COLUMNS 65536

typedef enum
{
  THETA_MISSING_REFUSE,  /* the first missing value ends the reading */
  THETA_MISSING_MEAN,    /* the column's mean: filled in by theta_standardize() from
                            the training rows; until then the entry is NaN in x */
  THETA_MISSING_DROP_ROW /* the row is left out and counted in rows_dropped */
} ThetaMissing;

/* How to read; the experiment file's [Dataset] keys.  NULL strings mean the
 * default.  All strings are borrowed for the call. */
typedef struct
{
  const char *label;     /* "auto" (default), a column's name, "last", "none" */
  const char *classes;   /* "" or names separated by ';': their order, and which are kept */
  const char *separator; /* "auto" (default), "tab", "space", or one character */
  const char *header;    /* "auto" (default), "yes", "no" */
  const char *quote;     /* one character, default "\"" */
  const char *comment;   /* "" (default): lines that begin with this character are left out */
  const char *marks;     /* "" or texts with ';' between: missing values beside the usual ones */
  const char *ignore;    /* "" or names of columns with ';' between: they are left out */
  ThetaMissing missing;
  gboolean drop_copies; /* rows equal to an earlier one of their class are left out */
  guint limit; /* 0 all, else the first @limit rows of each class */
  gboolean few; /* nothing is learnt: one row, and one class, are enough */
} ThetaDatasetOptions;

typedef enum
{
  THETA_FINDING_CONSTANT_COLUMNS, /* columns that hold one value */
  THETA_FINDING_DUPLICATE_ROWS,   /* rows equal in every column */
  THETA_FINDING_NEAR_DUPLICATES,  /* within 1e-6 deviations in every column, not equal */
  THETA_FINDING_MISSING_VALUES,   /* values filled in or rows dropped */
  THETA_FINDING_UNSCALED,         /* column deviations differ by more than 100 */
  THETA_FINDING_SMALL_CLASS,      /* a class with fewer than 5 rows */
  THETA_FINDING_OTHER
} ThetaFindingKind;

/* Something a person should know about the data, with a remedy.  Also used for
 * the findings about a run. */
typedef struct
{
  ThetaFindingKind kind;
  char *title;  /* "3 columns are constant" */
  char *detail; /* one sentence: which ones, and what to do */
  char **names; /* of the constant columns or the small class, NULL-terminated; else NULL */
} ThetaFinding;

typedef struct _ThetaDataset ThetaDataset;

struct _ThetaDataset
{
  char *source;    /* as asked for: a path, "sample:wine", "generator:moons?n=200" */
  char *name;      /* short: "wine", "Digits, 8 × 8" */
  ThetaMatrix *x;  /* rows × columns; NaN only with Missing=mean */
  char **columns;  /* NULL-terminated, x->cols names */
  int *labels;     /* x->rows class indices, NULL without labels */
  char **classes;  /* NULL-terminated class names in their order, NULL without labels */
  guint n_classes; /* 0 without labels */
  char *label;     /* what the label column is called, NULL without labels */
  char *label_why; /* one sentence: what Label=auto took and why; NULL when told */
  guint *rows;     /* for each row its 1-based number in the file, header not counted */
  gboolean table;  /* read from a table, any column of which may be the label */
  char **ignored;  /* NULL-terminated names of the columns left out, NULL without */
  guint8 *ignored_texts;  /* of a table: for each of these whether it holds texts, or NULL */
  guint *ignored_values;  /* likewise: how many different values */
  guint rows_dropped;
  guint copies_dropped;
  guint values_missing;
  gboolean sparse; /* columns after the last that the file names are 0, not unknown */
  /* > 0 where a row is an image, pixels row by row, channels last. */
  guint image_width, image_height, image_channels;
  GPtrArray *findings; /* of ThetaFinding */
};

/* Reads @source: "sample:NAME", "generator:KIND?key=value&…", a file (CSV, TSV,
 * ARFF, the UCI collection's _R.dat or .txt, LIBSVM, NPY, NPZ, IDX, CIFAR-10's
 * .bin) or a folder (of the UCI collection: the one NAME_R.dat in it; of
 * CIFAR-10's batches; of one sub-folder of images per class).  The format is
 * told by the extension, else by how the file begins.  Pixels keep their
 * numbers, 0 to 255 for those of one byte.  Relative paths are relative to @base_dir (NULL:
 * the working directory).  @options may be NULL.  @cancellable may be NULL.
 * Errors: PARSE with file:line:column, SHAPE, VALUE (a file that cannot be read
 * among them), MEMORY. */
ThetaDataset *theta_dataset_load (const char *source, const char *base_dir,
                                  const ThetaDatasetOptions *options, GCancellable *cancellable,
                                  GError **error);

ThetaDataset *theta_dataset_ref (ThetaDataset *self);
void theta_dataset_unref (ThetaDataset *self);

/* Rows of class @c. */
guint theta_dataset_count_class (const ThetaDataset *self, int c);

/* Appends the rows of @test (same columns; classes matched by name) below those
 * of @train.  Where both are sparse, the narrower one gets columns of zeros.  Errors: SHAPE, VALUE. */
ThetaDataset *theta_dataset_concatenate (ThetaDataset *train, ThetaDataset *test, GError **error);

/* The bundled samples, NULL-terminated array of names, static. */
const char *const *theta_dataset_samples (void);
/* The generators, likewise: moons, circles, spirals, xor, linear, network. */
const char *const *theta_dataset_generators (void);

/* Names with ';' between, as the keys Ignore, MissingMarks and Classes hold them: a ';' or
 * '\' of a name follows a '\', a new line is "\n".  All newly allocated. */
char *theta_names_join (const char *const *names);
/* NULL for @text is none; blanks around names and empty names go. */
char **theta_names_split (const char *text);
gboolean theta_names_contain (const char *text, const char *name);

void theta_finding_free (ThetaFinding *self);
ThetaFinding *theta_finding_new (ThetaFindingKind kind, char *title, char *detail); /* takes both */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaDataset, theta_dataset_unref)

G_END_DECLS
