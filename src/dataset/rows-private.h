/* Data sets of readers that know the shape and the labels before the numbers:
 * only the rows that are asked for are ever held. */
#pragma once

#include "dataset/bytes-private.h"
#include "dataset/dataset.h"

G_BEGIN_DECLS

typedef struct
{
  const char *file;            /* what errors name */
  guint64 rows, columns;       /* in the file, labels not counted */
  guint width, height, channels; /* of images, else 0 */
  const char *column;          /* "feature": columns are "feature 1" …; NULL: "column" */
  const char *label;           /* what the labels are called */
} ThetaRowsShape;

/* Refuses @rows or @columns that are 0, more columns than the limit and more
 * rows than can be counted, before anything is read.  SHAPE. */
gboolean theta_rows_check (const ThetaRowsShape *shape, GError **error);

/* Classes of labels that are numbers: their names in ascending order and the
 * class of each row, both newly allocated.  VALUE where a label is no finite
 * number or there are too many different ones. */
gboolean theta_rows_classify (const char *file, const double *values, gsize n, int **labels,
                              char ***classes, GError **error);

/* Which of *@rows rows @options keeps: data->rows[k] is the number in the file,
 * from 1 and ascending, of row k, and *@rows becomes their count.  Takes @labels
 * and @classes, NULL without.  Label=none drops them.  Errors: VALUE, SHAPE. */
ThetaDataset *theta_rows_plan (const char *file, gsize *rows, int *labels, char **classes,
                               const char *label, const ThetaDatasetOptions *options,
                               GError **error);
/* Makes room for the rows planned (shape->rows of them).  SHAPE, MEMORY. */
gboolean theta_rows_allocate (ThetaDataset *data, const ThetaRowsShape *shape, GError **error);

/* Both: the rows that @options keeps, all zero. */
ThetaDataset *theta_rows_new (const ThetaRowsShape *shape, int *labels, char **classes,
                              const ThetaDatasetOptions *options, GError **error);

/* Once the rows are filled: missing values (NaN) by @options, infinite ones
 * refused, classes without rows left out.  Takes @data.  Errors: PARSE, SHAPE. */
ThetaDataset *theta_rows_finish (ThetaDataset *data, const char *file,
                                 const ThetaDatasetOptions *options, GError **error);

/* Readers of whole files or folders, one file each.  Errors as for
 * theta_dataset_load(). */
typedef ThetaDataset *(*ThetaRead) (const char *path, const ThetaDatasetOptions *options,
                                    GCancellable *cancellable, GError **error);

ThetaDataset *theta_libsvm_read (const char *path, const ThetaDatasetOptions *options,
                                 GCancellable *cancellable, GError **error);
ThetaDataset *theta_npy_read (const char *path, const ThetaDatasetOptions *options,
                              GCancellable *cancellable, GError **error);
ThetaDataset *theta_npz_read (const char *path, const ThetaDatasetOptions *options,
                              GCancellable *cancellable, GError **error);
ThetaDataset *theta_idx_read (const char *path, const ThetaDatasetOptions *options,
                              GCancellable *cancellable, GError **error);
ThetaDataset *theta_cifar_read (const char *path, const ThetaDatasetOptions *options,
                                GCancellable *cancellable, GError **error);
ThetaDataset *theta_images_read (const char *path, const ThetaDatasetOptions *options,
                                 GCancellable *cancellable, GError **error);

/* Whether @text begins as LIBSVM's files do and no table does. */
gboolean theta_libsvm_knows (const char *text);
/* Whether the @length bytes of @head begin an IDX file. */
gboolean theta_idx_knows (const guchar *head, gsize length);
/* Whether @folder holds CIFAR-10's batches; a sub-folder with images. */
gboolean theta_cifar_knows (const char *folder);
gboolean theta_images_knows (const char *folder);

/* The reader of @path by its extension or, where that does not tell, by its
 * first bytes; NULL: a table (CSV, ARFF, the UCI collection). */
ThetaRead theta_reader_find (const char *path, GCancellable *cancellable);

G_END_DECLS
