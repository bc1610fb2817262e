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

guint8 *
theta_subsample_new (const ThetaProblem *problem, guint limit, guint *count)
{
  const ThetaTarget *target = problem->target;
  guint8 *mask = g_memdup2 (problem->train, target->rows);
  g_autofree guint *rows = g_new (guint, target->rows);
  ThetaRandom random;

  *count = problem->n_train;
  if (problem->n_train <= limit || limit == 0)
    return mask;
  theta_random_init (&random, problem->seed, THETA_STREAM_SUBSAMPLE, problem->fold);
  for (guint c = 0; c < target->n_classes; c++)
    {
      guint n = 0, keep;

      for (guint i = 0; i < target->rows; i++)
        if (problem->train[i] && target->labels[i] == (int) c)
          rows[n++] = i;
      keep = (guint) ((guint64) n * limit / problem->n_train);
      keep = n > 0 ? MAX (keep, 1) : 0;
      theta_random_shuffle (&random, rows, n);
      for (guint k = keep; k < n; k++)
        mask[rows[k]] = 0;
    }
  *count = theta_mask_count (mask, target->rows);
  return mask;
}
