/* Columns and rows that are left out of data that have been read. */
#include <string.h>

#include "base/error.h"
#include "dataset/rows-hash-private.h"
#include "dataset/table-private.h"

/* Moves the columns of which @keep says so to the front of every row. */
static void
keep_columns (ThetaDataset *self, const guint8 *keep, gsize kept)
{
  const double *from = self->x->data;
  double *to = self->x->data;

  for (gsize i = 0; i < self->x->rows; i++)
    for (gsize k = 0; k < self->x->cols; k++, from++)
      if (keep[k])
        *to++ = *from;
  for (gsize k = 0, at = 0; k < self->x->cols; k++)
    if (keep[k])
      self->columns[at++] = self->columns[k];
    else
      g_free (self->columns[k]);
  self->columns[kept] = NULL;
  self->x->cols = kept;
}

gboolean
theta_dataset_leave_out (ThetaDataset *self, const char *ignore, GError **error)
{
  g_auto (GStrv) names = theta_names_split (ignore);
  g_autofree guint8 *keep = g_malloc (self->x->cols);
  gsize kept = 0;

  for (guint k = 0; names[k] != NULL; k++)
    if (!g_strv_contains ((const char *const *) self->columns, names[k]))
      {
        g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                     "%s: there is no column “%s” to leave out (Dataset.Ignore); expected names of "
                     "columns, such as %s",
                     self->source, names[k], self->columns[0]);
        return FALSE;
      }
  for (gsize k = 0; k < self->x->cols; k++)
    {
      keep[k] = !g_strv_contains ((const char *const *) names, self->columns[k]);
      kept += keep[k];
    }
  if (kept == 0)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
                   "%s: Dataset.Ignore leaves no column; expected at least one", self->source);
      return FALSE;
    }
  /* What is left of an image is none. */
  if (kept < self->x->cols)
    self->image_width = self->image_height = self->image_channels = 0;
  keep_columns (self, keep, kept);
  self->ignored = g_steal_pointer (&names);
  return TRUE;
}

/* A row with its class, which copies share. */
static gboolean
is_copy (const ThetaDataset *self, GHashTable *seen, ThetaHashedRow *row, gsize i)
{
  GArray *first = g_hash_table_lookup (seen, row); /* the classes that had it */
  int c;

  if (first == NULL)
    {
      first = g_array_new (FALSE, FALSE, sizeof (int));
      g_hash_table_insert (seen, row, first);
    }
  for (guint k = 0; k < first->len && self->labels != NULL; k++)
    if (g_array_index (first, int, k) == self->labels[i])
      return TRUE;
  if (self->labels == NULL && first->len > 0)
    return TRUE;
  c = self->labels != NULL ? self->labels[i] : 0;
  g_array_append_val (first, c);
  return FALSE;
}

void
theta_dataset_drop_copies (ThetaDataset *self)
{
  gsize n = self->x->rows, d = self->x->cols, kept = 0;
  g_autofree ThetaHashedRow *rows = g_new (ThetaHashedRow, n);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (theta_hashed_row_hash, theta_hashed_row_equal,
                                                       NULL, (GDestroyNotify) g_array_unref);
  g_autofree guint8 *copy = g_new0 (guint8, n);

  for (gsize i = 0; i < n; i++)
    {
      rows[i] = (ThetaHashedRow) { theta_matrix_row (self->x, i), d };
      copy[i] = is_copy (self, seen, &rows[i], i);
    }
  for (gsize i = 0; i < n; i++)
    {
      if (copy[i])
        {
          self->copies_dropped++;
          continue;
        }
      memmove (theta_matrix_row (self->x, kept), theta_matrix_row (self->x, i),
               d * sizeof (double));
      self->rows[kept] = self->rows[i];
      if (self->labels != NULL)
        self->labels[kept] = self->labels[i];
      kept++;
    }
  self->x->rows = kept;
}
