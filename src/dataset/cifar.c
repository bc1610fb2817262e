/* CIFAR-10's binary batches: records of one byte of label (0 to 9) and 3 × 32 × 32
 * bytes of red, green and blue, each plane row by row.  A folder of them means
 * data_batch_*.bin in order, or test_batch.bin where it has no others. */
#include <string.h>

#include "base/error.h"
#include "dataset/rows-private.h"

#define SIDE 32u
#define PIXELS (SIDE * SIDE)
#define RECORD (1 + 3 * PIXELS)
#define CLASSES 10u

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const char *x = *(const char *const *) a, *y = *(const char *const *) b;
  gsize p = strlen (x), q = strlen (y);

  return p != q ? (p > q) - (p < q) : strcmp (x, y); /* data_batch_10 after data_batch_9 */
}

static GPtrArray *
list_batches (const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) open = g_dir_open (folder, 0, NULL);
  const char *name;

  while (open != NULL && (name = g_dir_read_name (open)) != NULL)
    if (g_str_has_prefix (name, "data_batch_") && g_str_has_suffix (name, ".bin"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  if (paths->len == 0)
    {
      g_autofree char *test = g_build_filename (folder, "test_batch.bin", NULL);

      if (g_file_test (test, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (paths, g_steal_pointer (&test));
    }
  return paths;
}

gboolean
theta_cifar_knows (const char *folder)
{
  g_autoptr (GPtrArray) paths = list_batches (folder);

  return paths->len > 0;
}

/* Appends the labels of one batch. */
static gboolean
measure (const char *path, GArray *labels, GCancellable *cancellable, GError **error)
{
  g_autoptr (ThetaBytes) bytes = theta_bytes_open (path, cancellable, error);
  guchar record[RECORD];
  gsize taken;
  int label;

  if (bytes == NULL)
    return FALSE;
  for (guint number = 1;; number++)
    {
      if (!theta_bytes_read_some (bytes, record, RECORD, &taken, error))
        return FALSE;
      if (taken == 0 && number > 1)
        return TRUE;
      if (taken < RECORD)
        {
          theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                              taken == 0
                                  ? "the file is empty; expected CIFAR-10's records of %u bytes"
                                  : "the file does not end with a whole record; expected "
                                    "CIFAR-10's records of %u bytes (is it cut off?)",
                              RECORD);
          return FALSE;
        }
      if (record[0] >= CLASSES)
        {
          theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                              "the label of record %u is %u; expected 0 to 9, as in CIFAR-10's "
                              "binary files",
                              number, record[0]);
          return FALSE;
        }
      label = record[0];
      g_array_append_val (labels, label);
    }
}

/* The records of one batch, the first of which is @number, into the rows from
 * *@kept on. */
static gboolean
fill (const char *path, ThetaDataset *data, guint *number, gsize *kept, GCancellable *cancellable,
      GError **error)
{
  g_autoptr (ThetaBytes) bytes = theta_bytes_open (path, cancellable, error);
  guchar record[RECORD];
  gsize taken = 0;

  if (bytes == NULL)
    return FALSE;
  for (; *kept < data->x->rows; ++*number)
    {
      double *row = theta_matrix_row (data->x, *kept);

      if (!theta_bytes_read_some (bytes, record, RECORD, &taken, error))
        return FALSE;
      if (taken < RECORD)
        return TRUE;
      if (data->rows[*kept] != *number)
        continue;
      for (guint p = 0; p < PIXELS; p++)
        for (guint c = 0; c < 3; c++)
          row[3 * p + c] = record[1 + c * PIXELS + p];
      ++*kept;
    }
  return TRUE;
}

/* The names of batches.meta.txt in @folder, the digits without it. */
static char **
name_classes (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "batches.meta.txt", NULL), *text = NULL;
  g_auto (GStrv) lines = NULL;
  char **names = g_new0 (char *, CLASSES + 1);
  gsize length = 0;
  guint count = 0;

  if (g_file_get_contents (path, &text, &length, NULL) && g_utf8_validate (text, -1, NULL))
    lines = g_strsplit (text, "\n", -1);
  for (guint k = 0; lines != NULL && lines[k] != NULL && count < CLASSES; k++)
    if (*g_strstrip (lines[k]) != '\0')
      names[count++] = g_strdup (lines[k]);
  if (count == CLASSES)
    return names;
  g_strfreev (names);
  names = g_new0 (char *, CLASSES + 1);
  for (guint c = 0; c < CLASSES; c++)
    names[c] = g_strdup_printf ("%u", c);
  return names;
}

static ThetaDataset *
read_batches (const char *path, const char *folder, GPtrArray *batches,
              const ThetaDatasetOptions *options, GCancellable *cancellable, GError **error)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (int));
  gboolean wanted = g_strcmp0 (options->label, "none") != 0;
  g_autoptr (ThetaDataset) data = NULL;
  ThetaRowsShape shape = { path, 0, 3 * PIXELS, SIDE, SIDE, 3, NULL, "label" };
  guint number = 1;
  gsize kept = 0;

  for (guint k = 0; k < batches->len; k++)
    if (!measure (batches->pdata[k], labels, cancellable, error))
      return NULL;
  shape.rows = labels->len;
  data = theta_rows_new (&shape,
                         wanted ? g_memdup2 (labels->data, labels->len * sizeof (int)) : NULL,
                         wanted ? name_classes (folder) : NULL, options, error);
  if (data == NULL)
    return NULL;
  for (guint k = 0; k < batches->len; k++)
    if (!fill (batches->pdata[k], data, &number, &kept, cancellable, error))
      return NULL;
  return theta_rows_finish (g_steal_pointer (&data), path, options, error);
}

ThetaDataset *
theta_cifar_read (const char *path, const ThetaDatasetOptions *options, GCancellable *cancellable,
                  GError **error)
{
  gboolean many = g_file_test (path, G_FILE_TEST_IS_DIR);
  g_autofree char *folder = many ? g_strdup (path) : g_path_get_dirname (path);
  g_autoptr (GPtrArray) batches = NULL;

  if (many)
    batches = list_batches (path);
  else
    {
      batches = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (batches, g_strdup (path));
    }
  return read_batches (path, folder, batches, options, cancellable, error);
}
