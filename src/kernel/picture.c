#include <float.h>
#include <math.h>
#include <string.h>

#include "kernel/kernel.h"

/* Rows by class, each class in file order; without labels file order. */
static void
fill_order (ThetaPicture *self, gsize rows, const guint8 *shown, const int *labels,
            guint n_classes, guint *count)
{
  guint place = 0;

  memset (count, 0, n_classes * sizeof *count);
  for (guint c = 0; c < n_classes; c++)
    for (gsize i = 0; i < rows; i++)
      if ((shown == NULL || shown[i]) && (labels == NULL || labels[i] == (int) c))
        {
          self->order[place++] = (guint) i;
          count[c]++;
        }
}

/* Bins of each class: all of its rows while they fit, else in proportion, at
 * least one for a class that has rows. */
static guint
share_bins (gsize rows, guint n_classes, const guint *count, guint *bins)
{
  guint total = 0;

  for (guint c = 0; c < n_classes; c++)
    {
      bins[c] = count[c];
      if (rows > THETA_PICTURE_MAX && count[c] > 0)
        bins[c] = MAX (1, (guint) ((guint64) count[c] * THETA_PICTURE_MAX / rows));
      total += bins[c];
    }
  /* Classes of a single row may have pushed the sum over: the largest gives. */
  while (total > THETA_PICTURE_MAX)
    {
      guint largest = 0;

      for (guint c = 1; c < n_classes; c++)
        if (bins[c] > bins[largest])
          largest = c;
      if (bins[largest] <= 1)
        break;
      bins[largest]--;
      total--;
    }
  return total;
}

static void
fill_bins (ThetaPicture *self, gboolean labelled, guint n_classes, const guint *count,
           const guint *bins, guint32 *bin_of_row)
{
  guint bin = 0, start = 0;

  for (guint c = 0; c < n_classes; c++)
    {
      for (guint b = 0; b < bins[c]; b++, bin++)
        {
          guint from = (guint) ((guint64) count[c] * b / bins[c]);
          guint to = (guint) ((guint64) count[c] * (b + 1) / bins[c]);

          self->first[bin] = start + from;
          self->classes[bin] = labelled ? (int) c : -1;
          for (guint k = from; k < to; k++)
            bin_of_row[self->order[start + k]] = bin;
        }
      start += count[c];
    }
  self->first[bin] = start;
}

/* Single precision ends at 3e38, kernels do not: a picture shows the largest then. */
static float
to_float (double value)
{
  return (float) CLAMP (value, -FLT_MAX, FLT_MAX);
}

/* Means from sums per pair of @n_bins bins, of which the first are the picture's. */
static float *
take_means (const ThetaPicture *self, guint n_bins, const double *sums)
{
  float *means = g_new (float, (gsize) self->bins * self->bins);

  for (guint p = 0; p < self->bins; p++)
    for (guint q = 0; q < self->bins; q++)
      {
        double pairs = (double) (self->first[p + 1] - self->first[p])
                       * (self->first[q + 1] - self->first[q]);

        means[(gsize) p * self->bins + q] = to_float (sums[(gsize) p * n_bins + q] / pairs);
      }
  return means;
}

/* Rows that are not shown have a bin of their own, after the picture's. */
static guint
count_bins (const ThetaPicture *self, const ThetaKernel *kernel)
{
  return self->bins + (self->rows < kernel->rows ? 1 : 0);
}

static gboolean
pool_layers (ThetaPicture *self, ThetaKernel *kernel, ThetaPoolMode mode, const guint32 *bins,
             float **pictures, GError **error)
{
  guint n_bins = count_bins (self, kernel);
  gsize size = (gsize) n_bins * n_bins;
  g_autofree double *sums = g_new (double, size *self->layers);

  if (!theta_status_check (kernel->device->ops->pool (kernel->device, kernel->set, mode, NULL,
                                                      n_bins, bins, sums),
                           "drawing the kernels", error))
    return FALSE;
  for (guint l = 0; l < self->layers; l++)
    pictures[l] = take_means (self, n_bins, sums + l * size);
  return TRUE;
}

static ThetaPicture *
picture_alloc (ThetaKernel *kernel, const guint8 *shown)
{
  ThetaPicture *self = g_atomic_rc_box_new0 (ThetaPicture);

  self->layers = kernel->layers;
  for (gsize i = 0; i < kernel->rows; i++)
    self->rows += shown == NULL || shown[i];
  self->order = g_new (guint, self->rows);
  self->raw = g_new0 (float *, kernel->layers);
  self->cosine = g_new0 (float *, kernel->layers);
  return self;
}

static gboolean
fill_pictures (ThetaPicture *self, ThetaKernel *kernel, const guint32 *bin_of_row, GError **error)
{
  return pool_layers (self, kernel, THETA_POOL_RAW, bin_of_row, self->raw, error)
         && pool_layers (self, kernel, THETA_POOL_COSINE, bin_of_row, self->cosine, error);
}

ThetaPicture *
theta_picture_new (ThetaKernel *kernel, const int *labels, guint n_classes, const guint8 *shown,
                   GError **error)
{
  g_autoptr (ThetaPicture) self = picture_alloc (kernel, shown);
  guint classes = labels != NULL ? n_classes : 1;
  g_autofree guint *count = g_new0 (guint, classes), *bins = g_new0 (guint, classes);
  guint present = 0;
  g_autofree guint32 *bin_of_row = g_new (guint32, kernel->rows);

  fill_order (self, kernel->rows, shown, labels, classes, count);
  for (guint c = 0; c < classes; c++)
    present += count[c] > 0;
  if (present > THETA_PICTURE_MAX)
    {
      /* No room for a bin a class: equal bins along the order instead. */
      for (guint c = 1; c < classes; c++)
        count[0] += count[c];
      classes = 1;
    }
  self->bins = share_bins (self->rows, classes, count, bins);
  for (gsize i = 0; i < kernel->rows; i++)
    bin_of_row[i] = self->bins;
  self->first = g_new (guint, self->bins + 1);
  self->classes = g_new (int, self->bins);
  fill_bins (self, labels != NULL && present <= THETA_PICTURE_MAX, classes, count, bins,
             bin_of_row);
  return fill_pictures (self, kernel, bin_of_row, error) ? g_steal_pointer (&self) : NULL;
}

ThetaPicture *
theta_picture_new_ordered (ThetaKernel *kernel, const guint *order, const int *labels,
                           const guint8 *shown, GError **error)
{
  g_autoptr (ThetaPicture) self = picture_alloc (kernel, shown);
  g_autofree guint32 *bin_of_row = g_new (guint32, kernel->rows);
  gsize place = 0;

  self->bins = (guint) MIN (self->rows, THETA_PICTURE_MAX);
  self->first = g_new (guint, self->bins + 1);
  self->classes = g_new (int, self->bins);
  for (gsize k = 0; k < kernel->rows; k++)
    {
      bin_of_row[k] = self->bins;
      if (shown == NULL || shown[order[k]])
        self->order[place++] = order[k];
    }
  self->first[0] = 0;
  for (guint b = 0; b < self->bins; b++)
    {
      guint from = self->first[b], to = (guint) ((guint64) self->rows * (b + 1) / self->bins);

      self->first[b + 1] = to;
      self->classes[b] = labels != NULL ? labels[self->order[from]] : -1;
      for (guint k = from; k < to; k++)
        {
          bin_of_row[self->order[k]] = b;
          if (labels != NULL && labels[self->order[k]] != self->classes[b])
            self->classes[b] = -1;
        }
    }
  return fill_pictures (self, kernel, bin_of_row, error) ? g_steal_pointer (&self) : NULL;
}

guint8 *
theta_picture_mask (const ThetaPicture *self, const ThetaKernel *kernel)
{
  guint8 *mask;

  if (self->rows == kernel->rows)
    return NULL;
  mask = g_malloc0 (kernel->rows);
  for (gsize k = 0; k < self->rows; k++)
    mask[self->order[k]] = 1;
  return mask;
}

ThetaPicture *
theta_picture_ref (ThetaPicture *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
picture_clear (gpointer data)
{
  ThetaPicture *self = data;

  for (guint l = 0; l < self->layers; l++)
    {
      if (self->raw != NULL)
        g_free (self->raw[l]);
      if (self->cosine != NULL)
        g_free (self->cosine[l]);
    }
  g_free (self->raw);
  g_free (self->cosine);
  g_free (self->order);
  g_free (self->first);
  g_free (self->classes);
}

void
theta_picture_unref (ThetaPicture *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, picture_clear);
}

static float *
weigh_raw (const ThetaPicture *self, const double *a)
{
  gsize size = (gsize) self->bins * self->bins;
  float *out = g_new (float, size);

  for (gsize k = 0; k < size; k++)
    {
      double sum = 0;

      for (guint l = 0; l < self->layers; l++)
        sum += a[l] * self->raw[l][k];
      out[k] = to_float (sum);
    }
  return out;
}

/* Every bin is one row: the pictures are the matrices.  A(i,j) is put together from
 * the layers' cosines, because single precision may not hold the raw entries. */
static float *
weigh_cosine (const ThetaPicture *self, ThetaKernel *kernel, const double *a)
{
  gsize bins = self->bins;
  guint layers = self->layers;
  float *out = g_new (float, bins *bins);
  /* √(Θ_l(i,i) / A(i,i)) */
  g_autofree double *share = g_new (double, bins *layers);

  for (gsize p = 0; p < bins; p++)
    {
      gsize row = self->order[p];
      double *diagonal = share + p * layers, sum = 0;

      theta_kernel_read (kernel, row, row, diagonal);
      for (guint l = 0; l < layers; l++)
        sum += a[l] * diagonal[l];
      for (guint l = 0; l < layers; l++)
        diagonal[l] = sum > 0 && diagonal[l] > 0 ? sqrt (diagonal[l] / sum) : 0;
    }
  for (gsize p = 0; p < bins; p++)
    for (gsize q = 0; q < bins; q++)
      {
        double cosine = 0;

        for (guint l = 0; l < layers; l++)
          cosine += a[l] * share[p * layers + l] * share[q * layers + l]
                    * self->cosine[l][p * bins + q];
        out[p * bins + q] = (float) CLAMP (cosine, -1.0, 1.0);
      }
  for (gsize p = 0; p < bins; p++)
    out[p * bins + p] = out[p * bins + p] > 0.5f ? 1 : 0;
  return out;
}

float *
theta_picture_weigh (ThetaPicture *self, ThetaKernel *kernel, const double *a, gboolean cosine,
                     GError **error)
{
  g_autofree guint32 *bin_of_row = NULL;
  g_autofree double *sums = NULL;
  guint n_bins = count_bins (self, kernel);

  if (!cosine)
    return weigh_raw (self, a);
  if (self->bins == self->rows)
    return weigh_cosine (self, kernel, a);
  bin_of_row = g_new (guint32, kernel->rows);
  sums = g_new (double, (gsize) n_bins * n_bins);
  for (gsize i = 0; i < kernel->rows; i++)
    bin_of_row[i] = self->bins;
  for (guint b = 0; b < self->bins; b++)
    for (guint k = self->first[b]; k < self->first[b + 1]; k++)
      bin_of_row[self->order[k]] = b;
  if (!theta_status_check (kernel->device->ops->pool (kernel->device, kernel->set,
                                                      THETA_POOL_COSINE, a, n_bins,
                                                      bin_of_row, sums),
                           "drawing the weighted kernel", error))
    return NULL;
  return take_means (self, n_bins, sums);
}
