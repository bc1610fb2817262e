#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/random.h"
#include "dataset/fold-private.h"

void
theta_fold_free (ThetaFold *self)
{
  if (self == NULL)
    return;
  g_free (self->train);
  g_free (self->test);
  g_free (self);
}

ThetaFold *
theta_fold_new (guint n)
{
  ThetaFold *self = g_new0 (ThetaFold, 1);

  self->n = n;
  self->train = g_new0 (guint8, n);
  self->test = g_new0 (guint8, n);
  return self;
}

GPtrArray *
theta_folds_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) theta_fold_free);
}

gboolean
theta_fold_finish (ThetaFold *self, const ThetaDataset *data, guint number, GError **error)
{
  g_autofree guint8 *seen = g_new0 (guint8, data->n_classes + 1);
  guint classes = 0;

  self->n_train = self->n_test = 0;
  for (guint i = 0; i < self->n; i++)
    {
      self->n_train += self->train[i];
      self->n_test += self->test[i];
      if (self->train[i] && !seen[data->labels[i]])
        {
          seen[data->labels[i]] = 1;
          classes++;
        }
    }
  if (self->n_test > 0 && classes >= 2)
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
               self->n_test == 0
                   ? "Fold %u has no test row; expected at least one (fewer folds, or a larger "
                     "test fraction)"
                   : "Fold %u has training rows of fewer than two classes; expected at least two "
                     "(fewer folds, or more rows)",
               number + 1);
  return FALSE;
}

gboolean
theta_folds_check_labels (const ThetaDataset *data, GError **error)
{
  if (data->labels != NULL && data->n_classes >= 2)
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
               "%s has no label column; choose one (Dataset.Label) to compare predictions",
               data->name);
  return FALSE;
}

/* The rows of class @c in random order; returns how many. */
static guint
shuffled_class (const ThetaDataset *data, int c, ThetaRandom *random, guint *rows)
{
  guint count = 0;

  for (guint i = 0; i < data->x->rows; i++)
    if (data->labels[i] == c)
      rows[count++] = i;
  theta_random_shuffle (random, rows, count);
  return count;
}

GPtrArray *
theta_folds_holdout (const ThetaDataset *data, double fraction, guint64 seed, GError **error)
{
  g_autoptr (GPtrArray) folds = theta_folds_new ();
  g_autofree guint *rows = g_new (guint, data->x->rows);
  ThetaFold *fold;
  ThetaRandom random;

  if (!theta_folds_check_labels (data, error))
    return NULL;
  fold = theta_fold_new ((guint) data->x->rows);
  g_ptr_array_add (folds, fold);
  theta_random_init (&random, seed, THETA_STREAM_FOLDS, 0);
  for (guint c = 0; c < data->n_classes; c++)
    {
      guint count = shuffled_class (data, (int) c, &random, rows);
      guint tests = (guint) CLAMP (round (fraction * count), 0, count);

      if (count >= 2)
        tests = CLAMP (tests, 1, count - 1);
      else
        tests = 0; /* the only row of a class trains */
      for (guint k = 0; k < count; k++)
        (k < tests ? fold->test : fold->train)[rows[k]] = 1;
    }
  return theta_fold_finish (fold, data, 0, error) ? g_steal_pointer (&folds) : NULL;
}

/* Deals every class's rows to the folds in turn, each class going on where the
 * one before it ended, so that the folds differ by at most one row. */
static void
deal (const ThetaDataset *data, guint k, ThetaRandom *random, guint *rows, guint *fold_of_row)
{
  guint next = 0;

  for (guint c = 0; c < data->n_classes; c++)
    {
      guint count = shuffled_class (data, (int) c, random, rows);

      for (guint i = 0; i < count; i++)
        fold_of_row[rows[i]] = next++ % k;
    }
}

GPtrArray *
theta_folds_kfold (const ThetaDataset *data, guint k, guint repeats, guint64 seed, GError **error)
{
  g_autoptr (GPtrArray) folds = theta_folds_new ();
  guint n = (guint) data->x->rows;
  g_autofree guint *rows = g_new (guint, n), *fold_of_row = g_new0 (guint, n);

  if (!theta_folds_check_labels (data, error))
    return NULL;
  if (k < 2 || k > n)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
                   "%u folds of %u rows are not possible; expected 2 to %u folds", k, n, n);
      return NULL;
    }
  for (guint r = 0; r < repeats; r++)
    {
      ThetaRandom random;

      theta_random_init (&random, seed, THETA_STREAM_FOLDS, r);
      deal (data, k, &random, rows, fold_of_row);
      for (guint f = 0; f < k; f++)
        {
          ThetaFold *fold = theta_fold_new (n);

          for (guint i = 0; i < n; i++)
            (fold_of_row[i] == f ? fold->test : fold->train)[i] = 1;
          g_ptr_array_add (folds, fold);
          if (!theta_fold_finish (fold, data, folds->len - 1, error))
            return NULL;
        }
    }
  return g_steal_pointer (&folds);
}

GPtrArray *
theta_folds_given (const ThetaDataset *data, guint n_train, GError **error)
{
  g_autoptr (GPtrArray) folds = theta_folds_new ();
  ThetaFold *fold = theta_fold_new ((guint) data->x->rows);

  g_ptr_array_add (folds, fold);
  if (!theta_folds_check_labels (data, error))
    return NULL;
  for (guint i = 0; i < fold->n; i++)
    (i < n_train ? fold->train : fold->test)[i] = 1;
  return theta_fold_finish (fold, data, 0, error) ? g_steal_pointer (&folds) : NULL;
}
