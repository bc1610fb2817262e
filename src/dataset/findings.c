/* What a person should know about the data before anything is computed. */
#include <math.h>
#include <string.h>

#include "dataset/table-private.h"

#define SMALL_CLASS 5
#define UNSCALED 100.0

ThetaFinding *
theta_finding_new (ThetaFindingKind kind, char *title, char *detail)
{
  ThetaFinding *self = g_new (ThetaFinding, 1);

  *self = (ThetaFinding) { kind, title, detail };
  return self;
}

void
theta_finding_free (ThetaFinding *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->detail);
  g_free (self);
}

static void
add (ThetaDataset *data, ThetaFindingKind kind, char *title, char *detail)
{
  g_ptr_array_add (data->findings, theta_finding_new (kind, title, detail));
}

/* Mean and deviation of a column over its values that are there. */
static double
column_deviation (const ThetaMatrix *x, gsize column)
{
  double mean = 0, squares = 0;
  gsize count = 0;

  for (gsize i = 0; i < x->rows; i++)
    {
      double value = theta_matrix_row (x, i)[column];

      if (isnan (value))
        continue;
      count++;
      squares += (value - mean) * (value - mean) * (double) (count - 1) / (double) count;
      mean += (value - mean) / (double) count;
    }
  return count > 0 ? sqrt (squares / (double) count) : 0;
}

static void
check_columns (ThetaDataset *data)
{
  g_autoptr (GString) names = g_string_new (NULL);
  double least = INFINITY, most = 0;
  guint constant = 0;

  for (gsize k = 0; k < data->x->cols; k++)
    {
      double deviation = column_deviation (data->x, k);

      if (deviation == 0)
        {
          if (constant++ < 5)
            g_string_append_printf (names, "%s%s", constant > 1 ? ", " : "", data->columns[k]);
        }
      else
        {
          least = fmin (least, deviation);
          most = fmax (most, deviation);
        }
    }
  if (constant > 5)
    g_string_append (names, " …");
  if (constant > 0)
    add (data, THETA_FINDING_CONSTANT_COLUMNS,
         constant == 1 ? g_strdup ("1 column is constant")
                       : g_strdup_printf ("%u columns are constant", constant),
         g_strdup_printf ("%s hold%s one value only and cannot tell rows apart; they may be left "
                          "out of the file.",
                          names->str, constant == 1 ? "s" : ""));
  if (most > UNSCALED * least)
    add (data, THETA_FINDING_UNSCALED, g_strdup ("The columns differ much in scale"),
         g_strdup_printf ("The largest deviation is %.0f times the smallest; keep the standardising "
                          "on, or a few columns decide the kernel.",
                          most / least));
}

static guint
hash_row (gconstpointer key)
{
  const double *row = *(double *const *) key;
  gsize d = (gsize) row[-1];
  guint64 hash = 1469598103934665603u;

  for (gsize k = 0; k < d; k++)
    {
      guint64 bits;
      double value = row[k] + 0.0; /* −0 is 0 */

      memcpy (&bits, &value, sizeof bits);
      hash = (hash ^ bits) * 1099511628211u;
    }
  return (guint) (hash ^ (hash >> 32));
}

static gboolean
equal_rows (gconstpointer a, gconstpointer b)
{
  const double *x = *(double *const *) a, *y = *(double *const *) b;

  for (gsize k = 0; k < (gsize) x[-1]; k++)
    if (!(x[k] == y[k]) && !(isnan (x[k]) && isnan (y[k])))
      return FALSE;
  return TRUE;
}

/* The rows are copied with their length in front, which the hash needs. */
static void
check_duplicates (ThetaDataset *data)
{
  gsize n = data->x->rows, d = data->x->cols;
  g_autofree double *rows = g_new (double, n *(d + 1));
  g_autofree double **keys = g_new (double *, n);
  g_autoptr (GHashTable) seen = g_hash_table_new (hash_row, equal_rows);
  guint duplicates = 0;

  for (gsize i = 0; i < n; i++)
    {
      rows[i * (d + 1)] = (double) d;
      keys[i] = rows + i * (d + 1) + 1;
      memcpy (keys[i], theta_matrix_row (data->x, i), d * sizeof (double));
      duplicates += !g_hash_table_add (seen, &keys[i]);
    }
  if (duplicates > 0)
    add (data, THETA_FINDING_DUPLICATE_ROWS,
         duplicates == 1 ? g_strdup ("1 row repeats another")
                         : g_strdup_printf ("%u rows repeat others", duplicates),
         g_strdup ("Equal rows make the Gram matrix singular: keep λ above 0. Copies on both sides "
                   "of a split make test figures too good."));
}

static void
check_missing (ThetaDataset *data)
{
  if (data->values_missing > 0 && data->rows_dropped == 0)
    add (data, THETA_FINDING_MISSING_VALUES,
         g_strdup_printf ("%u value%s missing", data->values_missing,
                          data->values_missing == 1 ? " is" : "s are"),
         g_strdup ("Each is replaced by its column's mean over the training rows."));
  else if (data->rows_dropped > 0)
    add (data, THETA_FINDING_MISSING_VALUES,
         g_strdup_printf ("%u row%s left out", data->rows_dropped,
                          data->rows_dropped == 1 ? " is" : "s are"),
         g_strdup ("They have missing values, or a class that was not asked for."));
}

static void
check_classes (ThetaDataset *data)
{
  for (guint c = 0; c < data->n_classes; c++)
    {
      guint count = theta_dataset_count_class (data, (int) c);

      if (count < SMALL_CLASS)
        add (data, THETA_FINDING_SMALL_CLASS,
             g_strdup_printf ("The class “%s” has %u row%s", data->classes[c], count,
                              count == 1 ? "" : "s"),
             g_strdup ("Folds cannot hold it evenly; its figures will be uncertain. More rows, or "
                       "leaving the class out (Dataset.Classes), would help."));
    }
}

void
theta_findings_collect (ThetaDataset *data)
{
  check_missing (data);
  check_columns (data);
  check_duplicates (data);
  check_classes (data);
}
