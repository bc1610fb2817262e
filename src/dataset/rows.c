#include "dataset/rows-private.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/number.h"
#include "dataset/table-private.h"

#define MAX_ROWS 1000000000u
#define MAX_CLASSES 1000u

gboolean
theta_rows_check (const ThetaRowsShape *shape, GError **error)
{
  if (shape->rows == 0 || shape->columns == 0)
    theta_set_error_at (error, THETA_ERROR_SHAPE, shape->file, 0, 0,
                        "there is no %s; expected at least two rows of numbers",
                        shape->rows == 0 ? "row" : "column");
  else if (shape->columns > THETA_DATASET_MAX_COLUMNS)
    theta_set_error_at (error, THETA_ERROR_SHAPE, shape->file, 0, 0,
                        "there are %" G_GUINT64_FORMAT " values in each row; expected at most %d "
                        "(is it transposed, or are the images too large?)",
                        shape->columns, THETA_DATASET_MAX_COLUMNS);
  else if (shape->rows > MAX_ROWS)
    theta_set_error_at (error, THETA_ERROR_SHAPE, shape->file, 0, 0,
                        "there are %" G_GUINT64_FORMAT " rows; expected at most %u", shape->rows,
                        MAX_ROWS);
  else
    return TRUE;
  return FALSE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The different ones among @values, ascending; more than MAX_CLASSES only where
 * they are refused. */
static GArray *
distinct (const double *values, gsize n)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (double));

  for (gsize i = 0; i < n && found->len <= MAX_CLASSES; i++)
    {
      guint at = 0, high = found->len;

      while (at < high)
        {
          guint middle = (at + high) / 2;

          if (compare_doubles (&g_array_index (found, double, middle), &values[i]) < 0)
            at = middle + 1;
          else
            high = middle;
        }
      if (at == found->len || g_array_index (found, double, at) != values[i])
        g_array_insert_val (found, at, values[i]);
    }
  return found;
}

gboolean
theta_rows_classify (const char *file, const double *values, gsize n, int **labels,
                     char ***classes, GError **error)
{
  g_autoptr (GArray) found = NULL;

  for (gsize i = 0; i < n; i++)
    if (!isfinite (values[i]))
      {
        theta_set_error_at (error, THETA_ERROR_PARSE, file, 0, 0,
                            "the label of row %" G_GSIZE_FORMAT " is missing or infinite; expected "
                            "a finite number",
                            i + 1);
        return FALSE;
      }
  found = distinct (values, n);
  if (found->len > MAX_CLASSES || (found->len > 30 && found->len > n / 2))
    {
      theta_set_error_at (error, THETA_ERROR_VALUE, file, 0, 0,
                          "the labels have %s%u different values in %" G_GSIZE_FORMAT
                          " rows; expected classes, or Dataset.Label=none",
                          found->len > MAX_CLASSES ? "more than " : "",
                          MIN (found->len, MAX_CLASSES), n);
      return FALSE;
    }
  *labels = g_new (int, n);
  for (gsize i = 0; i < n; i++)
    {
      const double *at = bsearch (&values[i], found->data, found->len, sizeof (double),
                                  compare_doubles);

      (*labels)[i] = (int) (at - (const double *) (gpointer) found->data);
    }
  *classes = g_new0 (char *, found->len + 1);
  for (guint c = 0; c < found->len; c++)
    (*classes)[c] = theta_number_to_string (g_array_index (found, double, c));
  return TRUE;
}

static char *
name_column (const ThetaRowsShape *shape, guint k)
{
  static const char *const colors[] = { "red", "green", "blue" };
  guint pixel = shape->channels > 0 ? k / shape->channels : k;

  if (shape->width == 0)
    return g_strdup_printf ("%s %u", shape->column != NULL ? shape->column : "column", k + 1);
  if (shape->channels == 3)
    return g_strdup_printf ("%s %u,%u", colors[k % 3], pixel / shape->width + 1,
                            pixel % shape->width + 1);
  if (shape->channels > 1)
    return g_strdup_printf ("channel %u %u,%u", k % shape->channels + 1, pixel / shape->width + 1,
                            pixel % shape->width + 1);
  return g_strdup_printf ("pixel %u,%u", pixel / shape->width + 1, pixel % shape->width + 1);
}

/* Linux gives memory that it does not have, and ends the program that uses it. */
static gboolean
check_memory (const ThetaRowsShape *shape, GError **error)
{
  double have = (double) sysconf (_SC_PHYS_PAGES) * (double) sysconf (_SC_PAGESIZE);
  double need = (double) shape->rows * (double) shape->columns * sizeof (double);
  g_autofree char *need_text = NULL, *have_text = NULL;

  if (need <= have)
    return TRUE;
  need_text = theta_number_format_bytes ((guint64) need);
  have_text = theta_number_format_bytes ((guint64) have);
  theta_set_error_at (error, THETA_ERROR_MEMORY, shape->file, 0, 0,
                      "%" G_GUINT64_FORMAT " rows of %u values need %s and there are %s; take fewer "
                      "rows (Dataset.TrainLimit)",
                      shape->rows, (guint) shape->columns, need_text, have_text);
  return FALSE;
}

ThetaDataset *
theta_rows_plan (const char *file, gsize *rows, int *labels, char **classes, const char *label,
                 const ThetaDatasetOptions *options, GError **error)
{
  g_autoptr (ThetaDataset) data = g_atomic_rc_box_new0 (ThetaDataset);
  ThetaDatasetOptions first = *options;

  data->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_finding_free);
  data->source = g_strdup (file);
  data->labels = labels;
  data->classes = classes;
  data->n_classes = classes != NULL ? g_strv_length (classes) : 0;
  data->label = labels != NULL ? g_strdup (label) : NULL;
  data->rows = g_new (guint, *rows);
  for (gsize i = 0; i < *rows; i++)
    data->rows[i] = (guint) i + 1;
  /* Rows that will be dropped do not count as a class's first. */
  if (options->missing == THETA_MISSING_DROP_ROW)
    first.limit = 0;
  return theta_dataset_select_rows (data, &first, rows, error) ? g_steal_pointer (&data) : NULL;
}

gboolean
theta_rows_allocate (ThetaDataset *data, const ThetaRowsShape *shape, GError **error)
{
  if (!theta_rows_check (shape, error) || !check_memory (shape, error))
    return FALSE;
  data->x = theta_matrix_new (shape->rows, shape->columns, error);
  if (data->x == NULL)
    return FALSE;
  data->columns = g_new0 (char *, shape->columns + 1);
  for (guint k = 0; k < shape->columns; k++)
    data->columns[k] = name_column (shape, k);
  data->image_width = shape->width;
  data->image_height = shape->height;
  data->image_channels = shape->channels;
  return TRUE;
}

ThetaDataset *
theta_rows_new (const ThetaRowsShape *shape, int *labels, char **classes,
                const ThetaDatasetOptions *options, GError **error)
{
  ThetaRowsShape kept = *shape;
  gsize rows = shape->rows;
  g_autoptr (ThetaDataset) data = theta_rows_plan (shape->file, &rows, labels, classes,
                                                   shape->label, options, error);

  kept.rows = rows;
  return data != NULL && theta_rows_allocate (data, &kept, error) ? g_steal_pointer (&data) : NULL;
}

/* The missing values of row @i, or −1 with @error. */
static int
count_missing (const ThetaDataset *data, gsize i, const char *file, ThetaMissing policy,
               GError **error)
{
  const double *row = theta_matrix_row (data->x, i);
  int missing = 0;

  for (gsize k = 0; k < data->x->cols; k++)
    {
      if (isfinite (row[k]))
        continue;
      missing++;
      if (isnan (row[k]) && policy != THETA_MISSING_REFUSE)
        continue;
      theta_set_error_at (error, THETA_ERROR_PARSE, file, 0, 0,
                          "the value in row %u, “%s” is %s; expected a finite number%s",
                          data->rows[i], data->columns[k], isnan (row[k]) ? "missing" : "infinite",
                          isnan (row[k]) ? ", or Missing=mean or drop-row" : "");
      return -1;
    }
  return missing;
}

static gboolean
apply_missing (ThetaDataset *data, const char *file, const ThetaDatasetOptions *options,
               GError **error)
{
  ThetaDatasetOptions limit = { .limit = options->limit };
  gsize kept = 0;

  for (gsize i = 0; i < data->x->rows; i++)
    {
      int missing = count_missing (data, i, file, options->missing, error);

      if (missing < 0)
        return FALSE;
      data->values_missing += (guint) missing;
      if (missing > 0 && options->missing == THETA_MISSING_DROP_ROW)
        {
          data->rows_dropped++;
          continue;
        }
      if (kept < i)
        {
          memcpy (theta_matrix_row (data->x, kept), theta_matrix_row (data->x, i),
                  data->x->cols * sizeof (double));
          data->rows[kept] = data->rows[i];
          if (data->labels != NULL)
            data->labels[kept] = data->labels[i];
        }
      kept++;
    }
  data->x->rows = kept;
  return options->missing != THETA_MISSING_DROP_ROW || theta_dataset_select (data, &limit, error);
}

/* Classes without a row go, so that every class has one. */
static void
drop_empty_classes (ThetaDataset *data)
{
  g_autofree guint *count = g_new0 (guint, data->n_classes + 1);
  g_autofree int *place = g_new (int, data->n_classes + 1);
  guint present = 0;

  for (gsize i = 0; i < data->x->rows; i++)
    count[data->labels[i]]++;
  for (guint c = 0; c < data->n_classes; c++)
    {
      char *name = data->classes[c];

      place[c] = (int) present;
      data->classes[c] = NULL;
      if (count[c] > 0)
        data->classes[present++] = name;
      else
        g_free (name);
    }
  data->n_classes = present;
  for (gsize i = 0; i < data->x->rows; i++)
    data->labels[i] = place[data->labels[i]];
}

ThetaDataset *
theta_rows_finish (ThetaDataset *data, const char *file, const ThetaDatasetOptions *options,
                   GError **error)
{
  g_autoptr (ThetaDataset) self = data;

  if (!apply_missing (self, file, options, error))
    return NULL;
  if (self->x->rows < (options->few ? 1 : 2))
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, file, 0, 0,
                          "there is %s; expected at least two",
                          self->x->rows == 1 ? "one row" : "no row left");
      return NULL;
    }
  if (self->labels != NULL)
    drop_empty_classes (self);
  if (self->labels != NULL && self->n_classes < 2 && !options->few)
    {
      theta_set_error_at (error, THETA_ERROR_SHAPE, file, 0, 0,
                          "there is one class, “%s”; expected at least two, or Dataset.Label=none",
                          self->classes[0]);
      return NULL;
    }
  return g_steal_pointer (&self);
}
