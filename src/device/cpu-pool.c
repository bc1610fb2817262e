/* Sums per pair of bins.  A task is one bin of rows in all pictures, so no two tasks
 * write the same sum and the order of addition is fixed. */
#include <math.h>
#include <stdlib.h>

#include "device/cpu-private.h"

typedef struct
{
  const ThetaKernelSet *set;
  uint32_t pictures;    /* layers or, with @a, 1 */
  const double *a;      /* NULL: a picture a layer */
  ThetaCpuSum sum;
  uint32_t n_bins;
  const uint32_t *bins;
  size_t slice, slices; /* each bin is taken in slices, to poll between them */
  size_t *rows, *first; /* rows by bin; n_bins + 1 starts */
  double *inverse;      /* pictures × n: 1/√diagonal, NULL for raw */
  double *buffers;      /* threads × pictures × THETA_CPU_LAYER */
  double *lower;        /* pictures × n_bins × n_bins: entries below the diagonal by row's bin */
  double *diagonal;     /* pictures × n_bins */
} Pool;

/* Entries between two polls: about 20 ms. */
#define SLICE 5e6

/* Entries [start, start + length) of row @i in picture @p. */
static void
add_strip (const Pool *self, uint32_t p, size_t bin, size_t i, size_t start, size_t length,
           const double *row)
{
  size_t n = self->set->rows, block = p * self->n_bins + bin;
  size_t below = start + length > i ? i - start : length;
  const double *inverse = self->inverse != NULL ? self->inverse + p * n : NULL;
  double *sums = self->lower + block * self->n_bins;

  /* One factor after the other: their product may leave the range. */
  if (inverse == NULL)
    for (size_t k = 0; k < below; k++)
      sums[self->bins[start + k]] += row[k];
  else
    for (size_t k = 0; k < below; k++)
      sums[self->bins[start + k]] += row[k] * inverse[start + k] * inverse[i];
  if (below < length)
    self->diagonal[block] += inverse == NULL ? row[below] : inverse[i] > 0 ? 1 : 0;
}

/* Every entry of the row is read once for all pictures. */
static void
pool_row (const Pool *self, size_t bin, size_t i, double *buffer)
{
  for (size_t start = 0; start <= i; start += THETA_CPU_STRIP)
    {
      size_t length = i + 1 - start < THETA_CPU_STRIP ? i + 1 - start : THETA_CPU_STRIP;
      const double *rows[THETA_MAX_KERNELS] = { buffer };

      if (self->a != NULL)
        theta_cpu_sum_row (&self->sum, i, start, length, buffer);
      else
        theta_cpu_layer_rows (self->set, i, start, length, buffer, rows);
      for (uint32_t p = 0; p < self->pictures; p++)
        add_strip (self, p, bin, i, start, length, rows[p]);
    }
}

static void
pool_bin (void *data, size_t bin, uint32_t thread)
{
  const Pool *self = data;
  size_t first = self->first[bin], rows = self->first[bin + 1] - first;
  size_t end = first + rows * (self->slice + 1) / self->slices;
  double *buffer = self->buffers + thread * self->pictures * THETA_CPU_LAYER;

  for (size_t k = first + rows * self->slice / self->slices; k < end; k++)
    pool_row (self, bin, self->rows[k], buffer);
}

/* 1/√K(i,i), 0 where the entry is not positive. */
static void
fill_inverse (const Pool *self)
{
  const ThetaKernelSet *set = self->set;

  for (size_t i = 0; i < set->rows; i++)
    {
      double layers[THETA_MAX_KERNELS];

      theta_cpu_entries (NULL, set, 1, &i, &i, layers);
      for (uint32_t p = 0; p < self->pictures; p++)
        {
          double entry = self->a != NULL ? 0 : layers[p];

          for (uint32_t l = 0; self->a != NULL && l < set->layers; l++)
            if (self->a[l] != 0)
              entry += self->a[l] * layers[l];
          self->inverse[p * set->rows + i] = entry > 0 ? 1 / sqrt (entry) : 0;
        }
    }
}

static bool
sort_rows (Pool *self)
{
  size_t n = self->set->rows;

  for (size_t i = 0; i < n; i++)
    {
      if (self->bins[i] >= self->n_bins)
        return false;
      self->first[self->bins[i] + 1]++;
    }
  for (uint32_t b = 0; b < self->n_bins; b++)
    self->first[b + 1] += self->first[b];
  for (size_t i = n; i-- > 0;)
    self->rows[--self->first[self->bins[i] + 1]] = i;
  /* The starts have moved down by one place: put them back. */
  for (uint32_t b = 0; b < self->n_bins; b++)
    self->first[b] = self->first[b + 1];
  self->first[self->n_bins] = n;
  return true;
}

static void
fold_pictures (const Pool *self, double *out)
{
  size_t bins = self->n_bins;

  for (uint32_t p = 0; p < self->pictures; p++)
    {
      const double *lower = self->lower + p * bins * bins;

      for (size_t q = 0; q < bins; q++)
        {
          for (size_t r = 0; r < bins; r++)
            out[(p * bins + q) * bins + r] = lower[q * bins + r] + lower[r * bins + q];
          out[(p * bins + q) * bins + q] += self->diagonal[p * bins + q];
        }
    }
}

static ThetaStatus
run_pool (ThetaCpuDevice *device, Pool *self, double *out)
{
  size_t largest = 0, n = self->set->rows;
  ThetaStatus status = THETA_STATUS_OK;

  if (!sort_rows (self))
    return THETA_STATUS_FAILED;
  if (self->a != NULL)
    theta_cpu_sum_init (&self->sum, self->set, self->a);
  if (self->inverse != NULL)
    fill_inverse (self);
  for (uint32_t b = 0; b < self->n_bins; b++)
    if (self->first[b + 1] - self->first[b] > largest)
      largest = self->first[b + 1] - self->first[b];
  self->slices = (size_t) ((double) largest * (double) n
                           * (self->pictures + (double) self->set->d / 4) / SLICE)
                 + 1;
  for (; status == THETA_STATUS_OK && self->slice < self->slices; self->slice++)
    status = theta_cpu_parallel_part (device, (double) self->slice / (double) self->slices,
                                      (double) (self->slice + 1) / (double) self->slices,
                                      self->n_bins, pool_bin, self);
  if (status == THETA_STATUS_OK)
    fold_pictures (self, out);
  return status;
}

ThetaStatus
theta_cpu_pool (ThetaDevice *device, const ThetaKernelSet *set, ThetaPoolMode mode,
                const double *a, uint32_t n_bins, const uint32_t *bins, double *out)
{
  ThetaCpuDevice *cpu = theta_cpu (device);
  Pool self = { .set = set, .a = a, .n_bins = n_bins, .bins = bins };
  size_t n = set->rows;
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  if (!theta_cpu_is_symmetric (set) || n_bins == 0)
    return THETA_STATUS_FAILED;
  self.pictures = a != NULL ? 1 : set->layers;
  self.rows = malloc ((n + 1) * sizeof (size_t));
  self.first = calloc (n_bins + 2, sizeof (size_t));
  self.buffers
      = malloc ((cpu->threads * self.pictures * THETA_CPU_LAYER + 1) * sizeof (double));
  self.lower = calloc ((size_t) self.pictures * n_bins * n_bins, sizeof (double));
  self.diagonal = calloc ((size_t) self.pictures * n_bins, sizeof (double));
  if (mode == THETA_POOL_COSINE)
    self.inverse = malloc ((self.pictures * n + 1) * sizeof (double));
  if (self.rows != NULL && self.first != NULL && self.buffers != NULL && self.lower != NULL
      && self.diagonal != NULL && (mode == THETA_POOL_RAW || self.inverse != NULL))
    status = run_pool (cpu, &self, out);
  free (self.inverse);
  free (self.diagonal);
  free (self.lower);
  free (self.buffers);
  free (self.first);
  free (self.rows);
  return status;
}
