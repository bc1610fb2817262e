#include "dataset/dataset.h"

#include <string.h>

#include "base/error.h"
#include "dataset/rows-private.h"
#include "dataset/table-private.h"

#define SAMPLE "sample:"
#define GENERATOR "generator:"

ThetaDataset *
theta_dataset_ref (ThetaDataset *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
dataset_clear (gpointer data)
{
  ThetaDataset *self = data;

  g_free (self->source);
  g_free (self->name);
  g_clear_pointer (&self->x, theta_matrix_unref);
  g_strfreev (self->columns);
  g_free (self->labels);
  g_strfreev (self->classes);
  g_free (self->label);
  g_free (self->label_why);
  g_free (self->rows);
  g_strfreev (self->ignored);
  g_free (self->ignored_texts);
  g_free (self->ignored_values);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
}

void
theta_dataset_unref (ThetaDataset *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, dataset_clear);
}

guint
theta_dataset_count_class (const ThetaDataset *self, int c)
{
  guint count = 0;

  for (gsize i = 0; self->labels != NULL && i < self->x->rows; i++)
    count += self->labels[i] == c;
  return count;
}

static char *
read_file (const char *path, gsize *length, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) local = NULL;
  char *contents = NULL;

  if (g_file_load_contents (file, cancellable, &contents, length, NULL, &local))
    return contents;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    theta_set_error_at (error, THETA_ERROR_VALUE, path, 0, 0, "%s",
                        g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
                            ? "there is no such file; check the name and the folder"
                            : local->message);
  return NULL;
}

char *
theta_text_load (const char *path, gsize *length, GCancellable *cancellable, GError **error)
{
  gsize size = 0;
  g_autofree char *contents = read_file (path, &size, cancellable, error);

  if (contents == NULL)
    return NULL;
  if (size == 0)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                          "the file is empty; expected a table");
      return NULL;
    }
  if (memchr (contents, '\0', size) != NULL)
    {
      theta_set_error_at (error, THETA_ERROR_PARSE, path, 0, 0,
                          "the file is binary; expected a table as text (CSV, TSV, ARFF)");
      return NULL;
    }
  if (g_str_has_prefix (contents, "\xef\xbb\xbf"))
    {
      size -= 3;
      memmove (contents, contents + 3, size + 1);
    }
  if (!g_utf8_validate (contents, (gssize) size, NULL))
    {
      char *converted = g_convert (contents, (gssize) size, "UTF-8", "ISO-8859-1", NULL, &size,
                                   NULL);

      g_free (contents);
      contents = converted;
    }
  if (length != NULL)
    *length = size;
  return g_steal_pointer (&contents);
}

/* "wine" from "/data/wine.csv", "tissue" from "tissue_R.dat". */
static char *
short_name (const char *path)
{
  char *name = g_path_get_basename (path), *dot;

  if (g_str_has_suffix (name, ".gz"))
    name[strlen (name) - 3] = '\0';
  dot = strrchr (name, '.');
  if (dot != NULL && dot != name)
    *dot = '\0';
  if (g_str_has_suffix (name, "_R"))
    name[strlen (name) - 2] = '\0';
  return name;
}

static ThetaDataset *
load_file (const char *path, const char *source, const char *name,
           const ThetaDatasetOptions *options, GCancellable *cancellable, GError **error)
{
  g_autofree char *contents = NULL, *lower = g_ascii_strdown (path, -1), *own = NULL;
  g_autoptr (ThetaTable) table = NULL;
  gsize length = 0;

  contents = theta_text_load (path, &length, cancellable, error);
  if (contents == NULL)
    return NULL;
  if (g_str_has_suffix (lower, ".arff"))
    {
      table = theta_arff_read (path, contents, cancellable, error);
      if (table != NULL)
        table->marks = theta_names_split (options->marks);
    }
  else
    table = theta_csv_read (path, contents, length, options, cancellable, error);
  if (table == NULL)
    return NULL;
  own = short_name (path);
  return theta_table_to_dataset (table, source, name != NULL ? name : own, options, error);
}

static ThetaDataset *
load_sample (const char *source, const ThetaDatasetOptions *options, GCancellable *cancellable,
             GError **error)
{
  const char *id = source + strlen (SAMPLE), *label = NULL;
  g_autofree char *path = theta_sample_path (id, &label, error);
  ThetaDataset *data;

  if (path == NULL)
    return NULL;
  data = load_file (path, source, label, options, cancellable, error);
  if (data != NULL)
    theta_sample_describe (id, data);
  return data;
}

static ThetaDataset *
load_path (const char *source, const char *base_dir, const ThetaDatasetOptions *options,
           GCancellable *cancellable, GError **error)
{
  g_autofree char *path = NULL, *resolved = NULL;
  ThetaDataset *data;
  ThetaRead read;

  if (base_dir != NULL && !g_path_is_absolute (source))
    path = g_build_filename (base_dir, source, NULL);
  else
    path = g_strdup (source);
  read = theta_reader_find (path, cancellable);
  if (read != NULL)
    {
      data = read (path, options, cancellable, error);
      if (data != NULL)
        {
          g_free (data->source);
          data->source = g_strdup (source);
          data->name = short_name (path);
        }
      return data;
    }
  resolved = theta_uci_resolve (path, error);
  if (resolved == NULL)
    return NULL;
  return load_file (resolved, source, NULL, options, cancellable, error);
}

ThetaDataset *
theta_dataset_load (const char *source, const char *base_dir, const ThetaDatasetOptions *options,
                    GCancellable *cancellable, GError **error)
{
  static const ThetaDatasetOptions defaults = { .label = "auto" };
  ThetaDataset *data;

  if (options == NULL)
    options = &defaults;
  if (g_str_has_prefix (source, SAMPLE))
    data = load_sample (source, options, cancellable, error);
  else if (g_str_has_prefix (source, GENERATOR))
    data = theta_generator_load (source, options, error);
  else
    data = load_path (source, base_dir, options, cancellable, error);
  if (data == NULL)
    return NULL;
  if (options->ignore != NULL && *options->ignore != '\0' && data->ignored == NULL
      && !theta_dataset_leave_out (data, options->ignore, error))
    {
      theta_dataset_unref (data);
      return NULL;
    }
  if (options->drop_copies)
    theta_dataset_drop_copies (data);
  theta_findings_collect (data);
  return data;
}

/* The class of @train that has the name of class @c of @test, or −1. */
static int
match_class (const ThetaDataset *train, const ThetaDataset *test, int c)
{
  for (guint k = 0; k < train->n_classes; k++)
    if (g_str_equal (train->classes[k], test->classes[c]))
      return (int) k;
  return -1;
}

static gboolean
copy_labels (ThetaDataset *self, const ThetaDataset *train, const ThetaDataset *test,
             GError **error)
{
  gsize n = train->x->rows;

  self->labels = g_new (int, self->x->rows);
  memcpy (self->labels, train->labels, n * sizeof (int));
  for (gsize i = 0; i < test->x->rows; i++)
    {
      self->labels[n + i] = match_class (train, test, test->labels[i]);
      if (self->labels[n + i] < 0)
        {
          g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                       "%s: the class “%s” does not occur in %s; expected the same classes",
                       test->source, test->classes[test->labels[i]], train->source);
          return FALSE;
        }
    }
  self->n_classes = train->n_classes;
  self->classes = g_strdupv (train->classes);
  self->label = g_strdup (train->label);
  return TRUE;
}

/* The same names in another order would give each column another's numbers. */
static gboolean
check_order (const ThetaDataset *train, const ThetaDataset *test, GError **error)
{
  for (gsize k = 0; k < MIN (train->x->cols, test->x->cols); k++)
    if (!g_str_equal (train->columns[k], test->columns[k])
        && g_strv_contains ((const char *const *) train->columns, test->columns[k]))
      {
        g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
                     "%s: column %u is “%s”; expected “%s”, as in %s", test->source,
                     (guint) k + 1, test->columns[k], train->columns[k], train->source);
        return FALSE;
      }
  return TRUE;
}

static void
copy_rows (const ThetaMatrix *from, ThetaMatrix *to, gsize first)
{
  for (gsize i = 0; i < from->rows; i++)
    memcpy (theta_matrix_row (to, first + i), theta_matrix_row (from, i),
            from->cols * sizeof (double));
}

ThetaDataset *
theta_dataset_concatenate (ThetaDataset *train, ThetaDataset *test, GError **error)
{
  g_autoptr (ThetaDataset) self = NULL;
  gsize n = train->x->rows, m = test->x->rows, d = train->x->cols;
  gboolean sparse = train->sparse && test->sparse;

  if ((test->x->cols != d && !sparse) || (train->labels == NULL) != (test->labels == NULL))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
                   "%s has %u columns%s; expected %u%s, as in %s", test->source,
                   (guint) test->x->cols, test->labels != NULL ? " and a label" : "", (guint) d,
                   train->labels != NULL ? " and a label" : "", train->source);
      return NULL;
    }
  if (!check_order (train, test, error))
    return NULL;
  self = g_atomic_rc_box_new0 (ThetaDataset);
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_finding_free);
  self->x = theta_matrix_new (n + m, MAX (d, test->x->cols), error);
  if (self->x == NULL)
    return NULL;
  copy_rows (train->x, self->x, 0);
  copy_rows (test->x, self->x, n);
  self->rows = g_new (guint, n + m);
  memcpy (self->rows, train->rows, n * sizeof (guint));
  memcpy (self->rows + n, test->rows, m * sizeof (guint));
  if (train->labels != NULL && !copy_labels (self, train, test, error))
    return NULL;
  self->source = g_strdup (train->source);
  self->name = g_strdup (train->name);
  self->columns = g_strdupv (d >= test->x->cols ? train->columns : test->columns);
  self->sparse = sparse;
  self->label_why = g_strdup (train->label_why);
  self->ignored = g_strdupv (train->ignored);
  if (train->ignored != NULL && train->ignored_texts != NULL)
    {
      guint ignored = g_strv_length (train->ignored);

      self->ignored_texts = g_memdup2 (train->ignored_texts, ignored);
      self->ignored_values = g_memdup2 (train->ignored_values, ignored * sizeof (guint));
    }
  self->table = train->table;
  self->rows_dropped = train->rows_dropped + test->rows_dropped;
  self->copies_dropped = train->copies_dropped + test->copies_dropped;
  self->values_missing = train->values_missing + test->values_missing;
  self->image_width = train->image_width;
  self->image_height = train->image_height;
  self->image_channels = train->image_channels;
  theta_findings_collect (self);
  return g_steal_pointer (&self);
}
