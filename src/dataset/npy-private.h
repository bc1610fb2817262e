/* NumPy's arrays as a stream of bytes gives them (numpy.lib.format 1.0 to 3.0). */
#pragma once

#include "dataset/bytes-private.h"
#include "dataset/dataset.h"
#include "dataset/element-private.h"

G_BEGIN_DECLS

#define THETA_NPY_MAGIC "\x93NUMPY"
#define THETA_NPY_MAX_DIMS 8

typedef struct
{
  ThetaElement element;
  gboolean fortran; /* the first index varies fastest */
  guint n_dims;
  guint64 shape[THETA_NPY_MAX_DIMS];
  guint64 rows, columns; /* shape[0], and the product of the others */
} ThetaNpyArray;

/* Reads the header.  Refuses Python objects (a pickle can run code), texts,
 * structures, and shapes that hold more than the rest of the file.  PARSE. */
gboolean theta_npy_begin (ThetaBytes *bytes, ThetaNpyArray *array, GError **error);

/* All the numbers of a one-dimensional array, or of one column; newly allocated. */
double *theta_npy_take_vector (ThetaBytes *bytes, const ThetaNpyArray *array, GError **error);

/* The rows of @data from the array, which the header was just read of. */
gboolean theta_npy_fill (ThetaBytes *bytes, const ThetaNpyArray *array, ThetaDataset *data,
                         GError **error);

/* Features from @bytes and, where @labels is not NULL, labels from it, called
 * @label and told by @why (taken). */
ThetaDataset *theta_npy_build (ThetaBytes *bytes, ThetaBytes *labels, const char *label,
                               char *why, const ThetaDatasetOptions *options, GError **error);

G_END_DECLS
