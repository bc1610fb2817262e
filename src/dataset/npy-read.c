/* The numbers of a NumPy file.  Labels of NAME.npy are looked for beside it:
 * NAME_labels.npy, else the file whose name has y where NAME has x ("X.npy" and
 * "y.npy", "x_train.npy" and "y_train.npy", "test_X.npy" and "test_y.npy"). */
#include "dataset/npy-private.h"

#include <string.h>

#include "base/error.h"
#include "dataset/rows-private.h"

#define PIECE (1u << 20)

static gboolean
is_vector (const ThetaNpyArray *array)
{
  return array->n_dims == 1 || (array->n_dims == 2 && array->shape[1] == 1);
}

double *
theta_npy_take_vector (ThetaBytes *bytes, const ThetaNpyArray *array, GError **error)
{
  gsize n = array->rows, size = array->element.size, most = PIECE / size;
  g_autofree guchar *buffer = NULL;
  g_autofree double *values = NULL;

  if (!is_vector (array))
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, theta_bytes_name (bytes), 0, 0,
                          "the labels have %u dimensions; expected one number for each row",
                          array->n_dims);
      return NULL;
    }
  buffer = g_malloc (PIECE);
  values = g_new (double, n + 1);
  for (gsize i = 0; i < n; i += most)
    {
      gsize count = MIN (most, n - i);

      if (!theta_bytes_read (bytes, buffer, count * size, error))
        return NULL;
      theta_element_decode (&array->element, buffer, count, values + i);
    }
  return g_steal_pointer (&values);
}

/* Row after row; what is left out is read and forgotten. */
static gboolean
fill_rows (ThetaBytes *bytes, const ThetaNpyArray *array, ThetaDataset *data, GError **error)
{
  gsize d = data->x->cols, length = d * array->element.size;
  g_autofree guchar *buffer = g_malloc (length);
  gsize kept = 0;

  for (gsize row = 1; row <= array->rows && kept < data->x->rows; row++)
    {
      if (!theta_bytes_read (bytes, buffer, length, error))
        return FALSE;
      if (data->rows[kept] == row)
        theta_element_decode (&array->element, buffer, d, theta_matrix_row (data->x, kept++));
    }
  return TRUE;
}

/* Where the @k-th column in Fortran's order stands in C's. */
static gsize
place_column (const ThetaNpyArray *array, gsize k)
{
  gsize place = 0, stride = array->columns;

  for (guint dim = 1; dim < array->n_dims; dim++)
    {
      stride /= array->shape[dim];
      place += k % array->shape[dim] * stride;
      k /= array->shape[dim];
    }
  return place;
}

static gboolean
fill_columns (ThetaBytes *bytes, const ThetaNpyArray *array, ThetaDataset *data, GError **error)
{
  gsize size = array->element.size, most = PIECE / size;
  g_autofree guchar *buffer = g_malloc (PIECE);

  for (gsize k = 0; k < array->columns; k++)
    {
      gsize place = place_column (array, k), kept = 0;

      for (gsize i = 0; i < array->rows; i += most)
        {
          gsize count = MIN (most, array->rows - i);

          if (!theta_bytes_read (bytes, buffer, count * size, error))
            return FALSE;
          for (; kept < data->x->rows && data->rows[kept] <= i + count; kept++)
            theta_element_decode (&array->element, buffer + (data->rows[kept] - 1 - i) * size, 1,
                                  theta_matrix_row (data->x, kept) + place);
        }
    }
  return TRUE;
}

gboolean
theta_npy_fill (ThetaBytes *bytes, const ThetaNpyArray *array, ThetaDataset *data, GError **error)
{
  return array->fortran ? fill_columns (bytes, array, data, error)
                        : fill_rows (bytes, array, data, error);
}

/* (n, h, w) and (n, h, w, at most 4) are images. */
static void
take_image_size (ThetaRowsShape *shape, const ThetaNpyArray *array)
{
  if (array->n_dims != 3 && (array->n_dims != 4 || array->shape[3] > 4))
    return;
  shape->height = (guint) array->shape[1];
  shape->width = (guint) array->shape[2];
  shape->channels = array->n_dims == 4 ? (guint) array->shape[3] : 1;
}

static gboolean
read_labels (ThetaBytes *bytes, guint64 rows, int **labels, char ***classes, GError **error)
{
  ThetaNpyArray array;
  g_autofree double *values = NULL;

  if (!theta_npy_begin (bytes, &array, error))
    return FALSE;
  if (is_vector (&array) && array.rows != rows)
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, theta_bytes_name (bytes), 0, 0,
                          "there are %" G_GUINT64_FORMAT " labels for %" G_GUINT64_FORMAT
                          " rows; expected one for each row",
                          array.rows, rows);
      return FALSE;
    }
  values = theta_npy_take_vector (bytes, &array, error);
  return values != NULL
         && theta_rows_classify (theta_bytes_name (bytes), values, array.rows, labels, classes,
                                 error);
}

ThetaDataset *
theta_npy_build (ThetaBytes *bytes, ThetaBytes *label_bytes, const char *label, char *why,
                 const ThetaDatasetOptions *options, GError **error)
{
  ThetaRowsShape shape = { .file = theta_bytes_name (bytes), .label = label };
  g_autofree char *told = why;
  g_autoptr (ThetaDataset) data = NULL;
  ThetaNpyArray array;
  int *labels = NULL;
  char **classes = NULL;

  if (!theta_npy_begin (bytes, &array, error))
    return NULL;
  if (array.n_dims < 2)
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, shape.file, 0, 0,
                          "the array has %u dimension%s; expected rows and columns (reshape(-1, 1) "
                          "makes one column)",
                          array.n_dims, array.n_dims == 1 ? "" : "s");
      return NULL;
    }
  shape.rows = array.rows;
  shape.columns = array.columns;
  if (!theta_rows_check (&shape, error))
    return NULL;
  take_image_size (&shape, &array);
  if (label_bytes != NULL && !read_labels (label_bytes, shape.rows, &labels, &classes, error))
    return NULL;
  data = theta_rows_new (&shape, labels, classes, options, error);
  if (data == NULL || !theta_npy_fill (bytes, &array, data, error))
    return NULL;
  data->label_why = g_steal_pointer (&told);
  return theta_rows_finish (g_steal_pointer (&data), shape.file, options, error);
}

/* "y_train" from "x_train"; NULL where no x stands alone. */
static char *
name_with_y (const char *name)
{
  char *other = g_strdup (name);
  gsize length = strlen (name);
  gsize at = length > 1 && other[1] != '_' ? length - 1 : 0;

  if ((other[at] == 'x' || other[at] == 'X') && (at == 0 || other[at - 1] == '_'))
    {
      other[at] = 'y';
      return other;
    }
  g_free (other);
  return NULL;
}

static char *
find_labels (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_autofree char *file = NULL, *with_y = NULL, *beside = NULL, *found = NULL;
  char *dot = strrchr (name, '.');

  if (dot != NULL)
    *dot = '\0';
  file = g_strconcat (name, "_labels.npy", NULL);
  found = g_build_filename (folder, file, NULL);
  if (g_file_test (found, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&found);
  with_y = name_with_y (name);
  if (with_y == NULL)
    return NULL;
  beside = g_strconcat (with_y, ".npy", NULL);
  g_free (found);
  found = g_build_filename (folder, beside, NULL);
  return g_file_test (found, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&found) : NULL;
}

ThetaDataset *
theta_npy_read (const char *path, const ThetaDatasetOptions *options, GCancellable *cancellable,
                GError **error)
{
  g_autoptr (ThetaBytes) bytes = theta_bytes_open (path, cancellable, error), labels = NULL;
  g_autofree char *beside = NULL, *label = NULL;
  char *why = NULL;

  if (bytes == NULL)
    return NULL;
  if (g_strcmp0 (options->label, "none") != 0)
    beside = find_labels (path);
  if (beside != NULL)
    {
      labels = theta_bytes_open (beside, cancellable, error);
      if (labels == NULL)
        return NULL;
      label = g_path_get_basename (beside);
      why = g_strdup_printf ("The labels are those of “%s”, beside the file.", label);
    }
  else if (g_strcmp0 (options->label, "none") != 0)
    why = g_strdup ("There is no file of labels beside the array.");
  return theta_npy_build (bytes, labels, "label", why, options, error);
}
