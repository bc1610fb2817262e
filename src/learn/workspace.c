#include <string.h>

#include "base/random.h"
#include "learn/learn-private.h"

gboolean
theta_workspace_reserve (ThetaWorkspace *self, ThetaBuffer **buffer, gsize *held, gsize count,
                         GError **error)
{
  if (*buffer != NULL && *held >= count)
    return TRUE;
  self->device->ops->buffer_free (self->device, *buffer);
  *buffer = NULL;
  *held = 0;
  if (!theta_status_check (self->device->ops->buffer_new (self->device, count, buffer),
                           "reserving memory for A + λI", error))
    return FALSE;
  *held = count;
  return TRUE;
}

void
theta_workspace_clear (ThetaWorkspace *self)
{
  if (self->device == NULL)
    return;
  self->device->ops->buffer_free (self->device, self->att);
  self->device->ops->buffer_free (self->device, self->avt);
  self->device->ops->buffer_free (self->device, self->spare);
  *self = (ThetaWorkspace) { .device = self->device };
}

guint
theta_mask_count (const guint8 *mask, guint n)
{
  guint count = 0;

  for (guint i = 0; i < n; i++)
    count += mask[i] != 0;
  return count;
}

double *
theta_mask_take (const guint8 *mask, guint n, guint columns, const double *values)
{
  double *out = g_new (double, (gsize) MAX (theta_mask_count (mask, n), 1) * columns);
  gsize place = 0;

  for (guint i = 0; i < n; i++)
    if (mask[i])
      {
        memcpy (out + place, values + (gsize) i * columns, columns * sizeof *out);
        place += columns;
      }
  return out;
}

void
theta_mask_put (const guint8 *mask, guint n, guint columns, double scale, const double *values,
                double *out)
{
  gsize place = 0;

  for (guint i = 0; i < n; i++)
    for (guint k = 0; mask[i] && k < columns; k++)
      out[(gsize) i * columns + k] += scale * values[place++];
}

/* Rows of each class to keep: in proportion, at least one, @limit in all. */
static void
share_rows (const guint *count, guint n_classes, guint n_train, guint limit, guint *keep)
{
  guint total = 0, step = 0;

  for (guint c = 0; c < n_classes; c++)
    {
      keep[c] = (guint) ((guint64) count[c] * limit / n_train);
      keep[c] = count[c] > 0 ? MAX (keep[c], 1) : 0;
      total += keep[c];
    }
  /* Rounding down left some over: one each to the classes that have more. */
  for (guint c = 0; total < limit; c = (c + 1) % n_classes)
    if (keep[c] < count[c])
      {
        keep[c]++;
        total++;
      }
  /* The small classes took too many: the largest shares give, all to one row in
   * the end, and where the classes are too many the last ones are left out. */
  for (guint c = 0; c < n_classes; c++)
    step = MAX (step, keep[c]);
  for (; total > limit; step--)
    for (guint c = n_classes; c-- > 0 && total > limit;)
      if (keep[c] == step)
        {
          keep[c]--;
          total--;
        }
}

guint8 *
theta_subsample_new (const ThetaProblem *problem, guint limit, guint *count)
{
  const ThetaTarget *target = problem->target;
  guint n_classes = target->n_classes;
  guint8 *mask = g_memdup2 (problem->train, target->rows);
  g_autofree guint *rows = g_new (guint, problem->n_train + 1);
  g_autofree guint *start = g_new0 (guint, n_classes + 2), *of = g_new0 (guint, n_classes);
  g_autofree guint *keep = g_new0 (guint, n_classes);
  ThetaRandom random;

  *count = problem->n_train;
  if (problem->n_train <= limit || limit == 0)
    return mask;
  for (guint i = 0; i < target->rows; i++)
    if (problem->train[i])
      of[target->labels[i]]++;
  share_rows (of, n_classes, problem->n_train, limit, keep);
  /* Rows by class, in file order. */
  for (guint c = 0; c < n_classes; c++)
    start[c + 2] = start[c + 1] + of[c];
  for (guint i = 0; i < target->rows; i++)
    if (problem->train[i])
      rows[start[target->labels[i] + 1]++] = i;
  theta_random_init (&random, problem->seed, THETA_STREAM_SUBSAMPLE, problem->fold);
  for (guint c = 0; c < n_classes; c++)
    {
      theta_random_shuffle (&random, rows + start[c], of[c]);
      for (guint k = keep[c]; k < of[c]; k++)
        mask[rows[start[c] + k]] = 0;
    }
  *count = limit;
  return mask;
}
