/* What a person should know about the data before anything is computed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "dataset/moments-private.h"
#include "dataset/rows-hash-private.h"
#include "dataset/table-private.h"

#define SMALL_CLASS 5
#define UNSCALED 100.0
/* Rows nearer than this in every column, in deviations, are told. */
#define NEAR 1e-6
/* Neighbours in the projection that a row is compared with. */
#define WINDOW 64

ThetaFinding *
theta_finding_new (ThetaFindingKind kind, char *title, char *detail)
{
  ThetaFinding *self = g_new (ThetaFinding, 1);

  *self = (ThetaFinding) { kind, title, detail, NULL };
  return self;
}

void
theta_finding_free (ThetaFinding *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->detail);
  g_strfreev (self->names);
  g_free (self);
}

static ThetaFinding *
add (ThetaDataset *data, ThetaFindingKind kind, char *title, char *detail)
{
  ThetaFinding *finding = theta_finding_new (kind, title, detail);

  g_ptr_array_add (data->findings, finding);
  return finding;
}

/* Two digits: how many times is an order of magnitude. */
static void
add_unscaled (ThetaDataset *data, double ratio)
{
  double unit = pow (10, floor (log10 (ratio)) - 1);
  g_autofree char *times = theta_number_format (round (ratio / unit) * unit, 2);

  add (data, THETA_FINDING_UNSCALED, g_strdup ("The columns differ much in scale"),
       g_strdup_printf ("The largest deviation is about %s times the smallest; unless "
                        "they are standardised, a few columns decide the kernel.",
                        times));
}

static void
check_columns (ThetaDataset *data, const ThetaMoments *moments)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  double least = INFINITY, most = 0;
  guint constant = 0;

  for (gsize k = 0; k < data->x->cols; k++)
    {
      double deviation = moments->deviation[k];

      if (deviation == 0)
        {
          g_strv_builder_add (all, data->columns[k]);
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
                          "out.",
                          names->str, constant == 1 ? "s" : ""))
        ->names
        = g_strv_builder_end (all);
  if (most > UNSCALED * least)
    add_unscaled (data, most / least);
}

static void
check_duplicates (ThetaDataset *data)
{
  gsize n = data->x->rows;
  g_autofree ThetaHashedRow *rows = g_new (ThetaHashedRow, n);
  g_autoptr (GHashTable) seen = g_hash_table_new (theta_hashed_row_hash, theta_hashed_row_equal);
  guint duplicates = 0;

  for (gsize i = 0; i < n; i++)
    {
      rows[i] = (ThetaHashedRow) { theta_matrix_row (data->x, i), data->x->cols };
      duplicates += !g_hash_table_add (seen, &rows[i]);
    }
  if (duplicates > 0)
    add (data, THETA_FINDING_DUPLICATE_ROWS,
         duplicates == 1 ? g_strdup ("1 row repeats another")
                         : g_strdup_printf ("%u rows repeat others", duplicates),
         g_strdup ("Equal rows make the Gram matrix singular: keep λ above 0. Copies on both sides "
                   "of a split make test figures too good."));
}

/* ---- rows that nearly repeat others ---- */

typedef struct
{
  double at; /* the row's place on a line */
  gsize row;
} Projection;

static int
compare_projections (gconstpointer a, gconstpointer b)
{
  const Projection *p = a, *q = b;

  return p->at != q->at ? (p->at > q->at) - (p->at < q->at) : (p->row > q->row) - (p->row < q->row);
}

static gboolean
is_near (const ThetaDataset *data, const double *deviation, gsize i, gsize j)
{
  const double *x = theta_matrix_row (data->x, i), *y = theta_matrix_row (data->x, j);
  gboolean differ = FALSE;

  for (gsize k = 0; k < data->x->cols; k++)
    {
      double gap = fabs (x[k] - y[k]);

      if (!(gap <= NEAR * deviation[k]))
        return FALSE;
      differ = differ || gap > 0;
    }
  return differ;
}

/* Near rows are near on any line: after sorting along one, each is compared with its
 * neighbours alone.  A line of irrational slopes keeps other rows apart. */
static guint
count_near (const ThetaDataset *data, const double *deviation)
{
  gsize n = data->x->rows, d = data->x->cols;
  g_autofree Projection *line = g_new0 (Projection, n);
  double reach = 0;
  guint count = 0;

  for (gsize k = 0; k < d; k++)
    {
      double slope = deviation[k] > 0 ? sqrt (2 + (double) (k % 1009)) / deviation[k] : 0;

      for (gsize i = 0; i < n; i++)
        line[i].at += slope * theta_matrix_row (data->x, i)[k];
      reach += slope * NEAR * deviation[k];
    }
  for (gsize i = 0; i < n; i++)
    {
      line[i].row = i;
      if (isnan (line[i].at))
        line[i].at = INFINITY; /* a missing value is near nothing, but has an order */
    }
  qsort (line, n, sizeof *line, compare_projections);
  for (gsize i = 1; i < n; i++)
    {
      gboolean near = FALSE;

      for (gsize j = i; !near && j > 0 && i - j < WINDOW && line[i].at - line[j - 1].at <= 2 * reach;
           j--)
        near = is_near (data, deviation, line[i].row, line[j - 1].row);
      count += near;
    }
  return count;
}

static void
check_near (ThetaDataset *data, const ThetaMoments *moments)
{
  guint near = count_near (data, moments->deviation);

  if (near > 0)
    add (data, THETA_FINDING_NEAR_DUPLICATES,
         near == 1 ? g_strdup ("1 row nearly repeats another")
                   : g_strdup_printf ("%u rows nearly repeat others", near),
         g_strdup ("They differ by less than a millionth of a deviation in every column, which "
                   "makes the Gram matrix nearly singular: keep λ above 0, or leave one of each "
                   "out."));
}

static void
check_missing (ThetaDataset *data)
{
  guint missing = 0;

  for (gsize k = 0; data->values_missing > 0 && k < data->x->rows * data->x->cols; k++)
    missing += isnan (data->x->data[k]);
  if (missing > 0)
    add (data, THETA_FINDING_MISSING_VALUES,
         g_strdup_printf ("%u value%s missing", missing, missing == 1 ? " is" : "s are"),
         g_strdup ("Each is replaced by its column's mean over the training rows."));
  if (data->rows_dropped > 0)
    add (data, THETA_FINDING_MISSING_VALUES,
         g_strdup_printf ("%u row%s left out", data->rows_dropped,
                          data->rows_dropped == 1 ? " is" : "s are"),
         g_strdup ("They have missing values, or a class that was not asked for."));
  if (data->copies_dropped > 0)
    add (data, THETA_FINDING_OTHER,
         g_strdup_printf ("%u repeated row%s left out", data->copies_dropped,
                          data->copies_dropped == 1 ? " is" : "s are"),
         g_strdup ("The first of each stays (Dataset.Duplicates)."));
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
                       "leaving the class out (Dataset.Classes), would help."))
            ->names
            = g_strdupv ((char *[]) { data->classes[c], NULL });
    }
}

void
theta_findings_collect (ThetaDataset *data)
{
  g_autoptr (ThetaMoments) moments = theta_moments_new (data->x, NULL);

  check_missing (data);
  check_columns (data, moments);
  check_duplicates (data);
  check_near (data, moments);
  check_classes (data);
}
