/* Sums per pair of bins.  A task is one bin of rows in one picture, so no two tasks
 * write the same sum and the order of addition is fixed. */
#include <math.h>
#include <stdlib.h>

#include "device/cpu-private.h"

typedef struct
{
  const ThetaKernelSet *set;
  uint32_t pictures;    /* layers or 1 */
  double *weights;      /* pictures × layers: each picture is a sum */
  ThetaCpuSum *pictured; /* pictures */
  uint32_t n_bins;
  const uint32_t *bins;
  size_t slice, slices; /* each bin is taken in slices, to poll between them */
  size_t *rows, *first; /* rows by bin; n_bins + 1 starts */
  double *inverse;      /* pictures × n: 1/√diagonal, NULL for raw */
  double *buffers;      /* threads × n */
  double *lower;        /* pictures × n_bins × n_bins: entries below the diagonal by row's bin */
  double *diagonal;     /* pictures × n_bins */
} Pool;

/* Entries between two polls: about 20 ms. */
#define SLICE 5e6

static void
pool_bin (void *data, size_t block, uint32_t thread)
{
  const Pool *self = data;
  size_t n = self->set->rows, bin = block % self->n_bins;
  size_t first = self->first[bin], rows = self->first[bin + 1] - first;
  size_t end = first + rows * (self->slice + 1) / self->slices;
  uint32_t p = (uint32_t) (block / self->n_bins);
  const double *inverse = self->inverse != NULL ? self->inverse + p * n : NULL;
  double *row = self->buffers + thread * n, *sums = self->lower + block * self->n_bins;

  for (size_t k = first + rows * self->slice / self->slices; k < end; k++)
    {
      size_t i = self->rows[k];

      theta_cpu_sum_row (&self->pictured[p], i, 0, i + 1, row);
      /* One factor after the other: their product may leave the range. */
      if (inverse == NULL)
        for (size_t j = 0; j < i; j++)
          sums[self->bins[j]] += row[j];
      else
        for (size_t j = 0; j < i; j++)
          sums[self->bins[j]] += row[j] * inverse[j] * inverse[i];
      self->diagonal[block] += inverse == NULL ? row[i] : inverse[i] > 0 ? 1 : 0;
    }
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
          double entry = 0;

          for (uint32_t l = 0; l < set->layers; l++)
            if (self->weights[p * set->layers + l] != 0)
              entry += self->weights[p * set->layers + l] * layers[l];
          self->inverse[p * set->rows + i] = entry > 0 ? 1 / sqrt (entry) : 0;
        }
    }
}

static void
prepare_pictures (Pool *self, const double *a)
{
  uint32_t layers = self->set->layers;

  for (uint32_t p = 0; p < self->pictures; p++)
    {
      for (uint32_t l = 0; l < layers; l++)
        self->weights[p * layers + l] = a != NULL ? a[l] : l == p ? 1 : 0;
      theta_cpu_sum_init (&self->pictured[p], self->set, self->weights + p * layers);
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
run_pool (ThetaCpuDevice *device, Pool *self, const double *a, double *out)
{
  size_t largest = 0, n = self->set->rows;
  ThetaStatus status = THETA_STATUS_OK;

  if (!sort_rows (self))
    return THETA_STATUS_FAILED;
  prepare_pictures (self, a);
  if (self->inverse != NULL)
    fill_inverse (self);
  for (uint32_t b = 0; b < self->n_bins; b++)
    if (self->first[b + 1] - self->first[b] > largest)
      largest = self->first[b + 1] - self->first[b];
  self->slices = (size_t) ((double) largest * (double) n / SLICE) + 1;
  for (; status == THETA_STATUS_OK && self->slice < self->slices; self->slice++)
    status = theta_cpu_parallel_part (device, (double) self->slice / (double) self->slices,
                                      (double) (self->slice + 1) / (double) self->slices,
                                      (size_t) self->pictures * self->n_bins, pool_bin, self);
  if (status == THETA_STATUS_OK)
    fold_pictures (self, out);
  return status;
}

ThetaStatus
theta_cpu_pool (ThetaDevice *device, const ThetaKernelSet *set, ThetaPoolMode mode,
                const double *a, uint32_t n_bins, const uint32_t *bins, double *out)
{
  ThetaCpuDevice *cpu = theta_cpu (device);
  Pool self = { .set = set, .n_bins = n_bins, .bins = bins };
  size_t n = set->rows;
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  if (!theta_cpu_is_symmetric (set) || n_bins == 0)
    return THETA_STATUS_FAILED;
  self.pictures = a != NULL ? 1 : set->layers;
  self.weights = malloc ((self.pictures * set->layers + 1) * sizeof (double));
  self.pictured = malloc ((self.pictures + 1) * sizeof *self.pictured);
  self.rows = malloc ((n + 1) * sizeof (size_t));
  self.first = calloc (n_bins + 2, sizeof (size_t));
  self.buffers = malloc ((cpu->threads * n + 1) * sizeof (double));
  self.lower = calloc ((size_t) self.pictures * n_bins * n_bins, sizeof (double));
  self.diagonal = calloc ((size_t) self.pictures * n_bins, sizeof (double));
  if (mode == THETA_POOL_COSINE)
    self.inverse = malloc ((self.pictures * n + 1) * sizeof (double));
  if (self.weights != NULL && self.pictured != NULL && self.rows != NULL && self.first != NULL
      && self.buffers != NULL && self.lower != NULL && self.diagonal != NULL
      && (mode == THETA_POOL_RAW || self.inverse != NULL))
    status = run_pool (cpu, &self, a, out);
  free (self.inverse);
  free (self.diagonal);
  free (self.lower);
  free (self.buffers);
  free (self.first);
  free (self.rows);
  free (self.pictured);
  free (self.weights);
  return status;
}
