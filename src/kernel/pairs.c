#include "kernel/pairs.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

/* Rows that are compared with all others in one call of the device. */
#define BLOCK 256

static double
weigh (const double *a, const double *entry, guint layers)
{
  double sum = 0;

  for (guint l = 0; l < layers; l++)
    if (a[l] != 0)
      sum += a[l] * entry[l];
  return sum;
}

double *
theta_kernel_diagonal (ThetaKernel *kernel, const double *a)
{
  double *diagonal = g_new (double, kernel->rows);
  g_autofree double *entries = g_new (double, kernel->rows * kernel->layers);
  gboolean known = theta_kernel_read_diagonal (kernel, entries, NULL);

  for (gsize i = 0; i < kernel->rows; i++)
    diagonal[i] = known ? weigh (a, entries + i * kernel->layers, kernel->layers) : 0;
  return diagonal;
}

static double
cosine_of (double entry, double first, double second)
{
  /* One root after the other: the product may leave the range. */
  return first > 0 && second > 0 ? CLAMP (entry / sqrt (first) / sqrt (second), -1, 1) : 0;
}

gboolean
theta_kernel_cosines (ThetaKernel *kernel, const double *a, const double *diagonal,
                      const guint8 *t, gsize n_t, double *out, GError **error)
{
  ThetaDevice *device = kernel->device;
  gsize n = kernel->rows;
  g_autofree guint8 *all = g_malloc (n);
  g_autofree double *columns = g_new (double, n_t);
  ThetaBuffer *att = NULL, *avt = NULL;
  ThetaStatus status;

  memset (all, 1, n);
  for (gsize i = 0, k = 0; i < n; i++)
    if (t[i])
      columns[k++] = diagonal[i];
  status = device->ops->buffer_new (device, n_t * n_t, &att);
  if (status == THETA_STATUS_OK)
    status = device->ops->buffer_new (device, n * n_t, &avt);
  if (status == THETA_STATUS_OK)
    status = device->ops->gather (device, kernel->set, a, t, all, 0, att, avt);
  if (status == THETA_STATUS_OK)
    status = device->ops->download (device, avt, 0, out, n * n_t);
  device->ops->buffer_free (device, att);
  device->ops->buffer_free (device, avt);
  for (gsize i = 0; status == THETA_STATUS_OK && i < n; i++)
    for (gsize k = 0; k < n_t; k++)
      out[i * n_t + k] = cosine_of (out[i * n_t + k], diagonal[i], columns[k]);
  return theta_status_check (status, "comparing all rows", error);
}

/* ---- all pairs ---- */

static void
count_pair (ThetaPairs *self, gsize i, gsize j, double cosine, const int *labels)
{
  guint bin = (guint) ((cosine + 1) / 2 * THETA_PAIRS_BINS);

  self->bins[MIN (bin, THETA_PAIRS_BINS - 1)]++;
  self->count++;
  if (labels == NULL)
    return;
  if (labels[i] != labels[j] && (!self->has_apart || cosine > self->apart.cosine))
    {
      self->apart = (ThetaPair){ i, j, cosine };
      self->has_apart = TRUE;
    }
  if (labels[i] == labels[j] && (!self->has_within || cosine < self->within.cosine))
    {
      self->within = (ThetaPair){ i, j, cosine };
      self->has_within = TRUE;
    }
}

ThetaPairs *
theta_pairs_new (ThetaKernel *kernel, const double *a, const int *labels, const guint8 *shown,
                 GError **error)
{
  g_autoptr (ThetaPairs) self = g_atomic_rc_box_new0 (ThetaPairs);
  gsize n = kernel->rows;
  g_autofree double *diagonal = theta_kernel_diagonal (kernel, a);
  g_autofree double *cosines = g_try_new (double, n *MIN (n, BLOCK));
  g_autofree guint8 *mask = g_malloc (n);

  if (cosines == NULL)
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_MEMORY,
                           "No memory left to compare all rows");
      return NULL;
    }
  for (gsize next = 0; next < n;)
    {
      gsize block[BLOCK], width = 0;

      memset (mask, 0, n);
      for (; next < n && width < BLOCK; next++)
        if (shown == NULL || shown[next])
          {
            mask[next] = 1;
            block[width++] = next;
          }
      if (width > 0 && !theta_kernel_cosines (kernel, a, diagonal, mask, width, cosines, error))
        return NULL;
      for (gsize k = 0; k < width; k++)
        for (gsize j = block[k] + 1; j < n; j++)
          if (shown == NULL || shown[j])
            count_pair (self, block[k], j, cosines[j * width + k], labels);
    }
  return g_steal_pointer (&self);
}

ThetaPairs *
theta_pairs_ref (ThetaPairs *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
theta_pairs_unref (ThetaPairs *self)
{
  g_atomic_rc_box_release (self);
}

double
theta_pairs_rank (const ThetaPairs *self, double cosine)
{
  double place = (CLAMP (cosine, -1, 1) + 1) / 2 * THETA_PAIRS_BINS;
  guint bin = MIN ((guint) place, THETA_PAIRS_BINS - 1);
  double below = 0;

  if (self->count == 0)
    return 0;
  for (guint b = 0; b < bin; b++)
    below += (double) self->bins[b];
  /* Inside its bin, as if the bin's pairs lay evenly. */
  below += CLAMP (place - bin, 0, 1) * (double) self->bins[bin];
  return below / (double) self->count;
}

/* ---- the nearest rows ---- */

struct _ThetaNearest
{
  ThetaKernel *kernel;
  double *a, *entry;
  guint8 *shown; /* or NULL */
  gsize row, next;
  double own; /* A(row, row) */
  guint n;
  gsize rows[THETA_NEAREST];
  double cosines[THETA_NEAREST];
};

ThetaNearest *
theta_nearest_new (ThetaKernel *kernel, const double *a, gsize row, const guint8 *shown)
{
  ThetaNearest *self = g_new0 (ThetaNearest, 1);

  self->kernel = theta_kernel_ref (kernel);
  self->a = g_memdup2 (a, kernel->layers * sizeof *a);
  self->entry = g_new (double, kernel->layers);
  self->row = row;
  self->shown = shown != NULL ? g_memdup2 (shown, kernel->rows) : NULL;
  if (theta_kernel_read (kernel, row, row, self->entry))
    self->own = weigh (a, self->entry, kernel->layers);
  return self;
}

void
theta_nearest_free (ThetaNearest *self)
{
  theta_kernel_unref (self->kernel);
  g_free (self->a);
  g_free (self->entry);
  g_free (self->shown);
  g_free (self);
}

static void
insert (ThetaNearest *self, gsize row, double cosine)
{
  guint at = self->n;

  while (at > 0 && self->cosines[at - 1] < cosine)
    at--;
  if (at == THETA_NEAREST)
    return;
  self->n = MIN (self->n + 1, THETA_NEAREST);
  for (guint k = self->n - 1; k > at; k--)
    {
      self->rows[k] = self->rows[k - 1];
      self->cosines[k] = self->cosines[k - 1];
    }
  self->rows[at] = row;
  self->cosines[at] = cosine;
}

gboolean
theta_nearest_step (ThetaNearest *self, gsize rows)
{
  ThetaKernel *kernel = self->kernel;
  gsize end = MIN (self->next + rows, kernel->rows);

  for (; self->next < end; self->next++)
    {
      double entry, own;

      if (self->next == self->row || (self->shown != NULL && !self->shown[self->next])
          || !theta_kernel_read (kernel, self->row, self->next, self->entry))
        continue;
      entry = weigh (self->a, self->entry, kernel->layers);
      if (!theta_kernel_read (kernel, self->next, self->next, self->entry))
        continue;
      own = weigh (self->a, self->entry, kernel->layers);
      insert (self, self->next, cosine_of (entry, self->own, own));
    }
  return self->next < kernel->rows;
}

guint
theta_nearest_get (const ThetaNearest *self, gsize *rows, double *cosines)
{
  memcpy (rows, self->rows, self->n * sizeof *rows);
  memcpy (cosines, self->cosines, self->n * sizeof *cosines);
  return self->n;
}
