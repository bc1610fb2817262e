/* How a text table is read, tried out on its first rows: what the import panel shows. */
#pragma once

#include "dataset/dataset.h"

G_BEGIN_DECLS

/* ThetaDatasetOptions with texts of its own. */
typedef struct
{
  char *label, *separator, *header, *quote, *comment, *marks, *ignore;
  ThetaMissing missing;
} ThetaReading;

ThetaReading *theta_reading_new (const ThetaDatasetOptions *options); /* NULL: the defaults */
void theta_reading_free (ThetaReading *self);
/* The same, borrowed. */
ThetaDatasetOptions theta_reading_options (const ThetaReading *self);
/* "Dataset.Separator=;" and so on for all of it, NULL-terminated, newly allocated. */
char **theta_reading_assignments (const ThetaReading *self);

typedef enum
{
  THETA_CELL_NUMBER,
  THETA_CELL_MISSING,
  THETA_CELL_TEXT, /* what is no number */
  THETA_CELL_CLASS
} ThetaCellKind;

/* A table as it was read, in full: its first rows, and what is wrong with it. */
typedef struct
{
  char **names;         /* of the columns, NULL-terminated */
  guint columns, rows;  /* shown */
  char **cells;         /* rows × columns texts, NULL-terminated */
  guint8 *kinds;        /* rows × columns of ThetaCellKind */
  int label;            /* −1: none */
  char *separator;      /* that was taken, as the experiment file writes it */
  gboolean header;      /* the first row was taken for names */
  guint all_rows;       /* of data in the file */
  char *problem;        /* one sentence with the place, NULL where it can be read */
  char *doubt;          /* one sentence about what may be meant otherwise, or NULL */
  guint line;           /* of the problem, 0 where it has none */
} ThetaImport;

/* Whether @path is a text table whose reading can be chosen (CSV and its relatives). */
gboolean theta_import_can (const char *path, GCancellable *cancellable);

/* Reads @path as @reading says and keeps the first @rows.  A file that cannot be read so
 * is no error: see problem.  Errors: VALUE and PARSE for what is no text, cancellation. */
ThetaImport *theta_import_new (const char *path, const ThetaReading *reading, guint rows,
                               GCancellable *cancellable, GError **error);
void theta_import_free (ThetaImport *self);

/* What could be wrong with @reading and would be better: comments left out, marks of missing
 * values named, the only column of classes made the label, other columns of texts ignored,
 * another quotation mark, missing values replaced.
 * NULL where nothing helps.  *@what: a sentence about what was changed.  Reads the file a
 * few times. */
ThetaReading *theta_import_mend (const char *path, const ThetaReading *reading, char **what,
                                 GCancellable *cancellable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaReading, theta_reading_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaImport, theta_import_free)

G_END_DECLS
