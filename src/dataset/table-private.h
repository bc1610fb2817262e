/* A table of texts as a reader found it, with the place of every cell, and its
 * way to a data set: label, classes, missing values, numbers. */
#pragma once

#include "dataset/dataset.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 line, column; /* from 1 */
  gsize text;           /* offset into ThetaTable.texts */
} ThetaCell;

typedef struct
{
  char *file;           /* what errors name */
  GPtrArray *names;     /* of char *: a name for each column; NULL entries: unnamed */
  GPtrArray *declared;  /* of char ** (NULL: not nominal), or NULL: ARFF's nominal values */
  GArray *cells;        /* of ThetaCell, row after row */
  GString *texts;       /* NUL-terminated texts */
  guint columns;        /* 0 until the first row */
  guint rows;
  guint in_row;         /* cells of the row being read */
  gboolean corner;      /* the header's first cell is empty, as above row names */
  gboolean header;      /* the first row became names */
  char **marks;         /* texts that mean a missing value, NULL: the usual ones alone */
} ThetaTable;

ThetaTable *theta_table_new (const char *file);
void theta_table_free (ThetaTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaTable, theta_table_free)

/* Appends a cell to the row being read.  PARSE when there are too many. */
gboolean theta_table_add (ThetaTable *self, const char *text, gsize length, guint line,
                          guint column, GError **error);
/* Ends the row being read.  PARSE when it is ragged. */
gboolean theta_table_end_row (ThetaTable *self, guint line, GError **error);

static inline const ThetaCell *
theta_table_cell (const ThetaTable *self, guint row, guint column)
{
  return &g_array_index (self->cells, ThetaCell, (gsize) row * self->columns + column);
}

static inline const char *
theta_table_text (const ThetaTable *self, guint row, guint column)
{
  return self->texts->str + theta_table_cell (self, row, column)->text;
}

/* "", "?", "NA", "N/A", "null", and whatever reads as a NaN. */
gboolean theta_text_is_missing (const char *text);
/* These, and the table's own marks; numbers are compared as numbers. */
gboolean theta_table_text_is_missing (const ThetaTable *self, const char *text);
/* At most forty characters of @text, for messages; newly allocated. */
char *theta_text_excerpt (const char *text);

/* Turns the first row into names where @header is "yes", or "auto" and it looks
 * like one.  Gives every column a name. */
gboolean theta_table_take_header (ThetaTable *self, const char *header, GError **error);

/* Which column is the label: −1 for none.  *@why: what was taken and why, for
 * "auto", which takes none of @ignored (names, NULL: none).  VALUE for a column that
 * does not exist or is left out. */
gboolean theta_table_find_label (const ThetaTable *self, const char *label,
                                 const char *const *ignored, int *column, char **why,
                                 GError **error);

/* The data set.  Errors: PARSE with the place, SHAPE, VALUE. */
ThetaDataset *theta_table_to_dataset (const ThetaTable *self, const char *source,
                                      const char *name, const ThetaDatasetOptions *options,
                                      GError **error);

/* Readers, one file each; @contents are NUL-terminated UTF-8. */
ThetaTable *theta_csv_read (const char *file, const char *contents, gsize length,
                            const ThetaDatasetOptions *options, GCancellable *cancellable,
                            GError **error);
/* The same, but a table comes back even where @error is set, with the rows before it, which
 * may be none; *@separator (may be NULL): what was taken. */
ThetaTable *theta_csv_read_rows (const char *file, const char *contents, gsize length,
                                 const ThetaDatasetOptions *options, char *separator,
                                 GCancellable *cancellable, GError **error);
ThetaTable *theta_arff_read (const char *file, const char *contents, GCancellable *cancellable,
                             GError **error);
/* The path of the data file that a .txt of the UCI collection, or a folder of
 * it, names; NULL with IO or PARSE. */
char *theta_uci_resolve (const char *path, GError **error);

/* Reads the whole of @path as UTF-8 (Latin-1 where it is not), without a byte
 * order mark.  PARSE for empty and binary files, IO. */
char *theta_text_load (const char *path, gsize *length, GCancellable *cancellable,
                       GError **error);

ThetaDataset *theta_generator_load (const char *source, const ThetaDatasetOptions *options,
                                    GError **error);
/* Applies label, classes and limit to data that nobody else holds yet. */
gboolean theta_dataset_select (ThetaDataset *self, const ThetaDatasetOptions *options,
                               GError **error);
/* The same for *@n rows; their numbers may still be to come (x NULL). */
gboolean theta_dataset_select_rows (ThetaDataset *self, const ThetaDatasetOptions *options,
                                    gsize *n, GError **error);
/* Leaves the columns out that @ignore names.  VALUE for one that does not exist, SHAPE
 * where none stays. */
gboolean theta_dataset_leave_out (ThetaDataset *self, const char *ignore, GError **error);
/* Leaves out rows that are equal in every column to an earlier one of their class. */
void theta_dataset_drop_copies (ThetaDataset *self);
/* The path of a bundled sample and what it is called. */
char *theta_sample_path (const char *name, const char **label, GError **error);
/* 8 × 8 for the digits; does nothing for others. */
void theta_sample_describe (const char *name, ThetaDataset *data);

/* Fills data->findings. */
void theta_findings_collect (ThetaDataset *data);

G_END_DECLS
