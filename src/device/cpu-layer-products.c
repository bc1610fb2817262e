/* Θ_l V for every layer in one read of the stored kernels.  An entry of a
 * triangle counts twice, for its own row and, mirrored, for its column's; the
 * mirrored sums are kept for each band of rows and added in order. */
#include <stdlib.h>

#include "device/cpu-private.h"

#define BANDS 8
/* Multiply-adds of a band between two polls. */
#define SLICE 1e7

typedef struct
{
  const ThetaKernelSet *set;
  size_t c, bands;
  size_t slice, slices; /* each band is taken in slices, to poll between them */
  const double *v;
  double *out;      /* layers × rows × c */
  double *mirrored; /* bands × layers × rows × c, symmetric sets only */
  double *buffers;  /* threads × layers × THETA_CPU_LAYER */
} Products;

/* Rows from here on belong to band @band: bands of equal area. */
static size_t
band_start (const Products *self, size_t band)
{
  size_t n = self->set->rows, target = self->set->offset[n] / self->bands * band, low = 0, high = n;

  if (band == self->bands)
    return n;
  while (low < high)
    {
      size_t middle = (low + high) / 2;

      if (self->set->offset[middle] < target)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Columns [start, start + length) of row @i, which stand in @row. */
static void
strip_products (const Products *self, size_t i, uint32_t l, size_t start, size_t length,
                const double *row, double *mirrored)
{
  const ThetaKernelSet *set = self->set;
  const double *v = self->v;
  size_t c = self->c, own = mirrored != NULL && start + length > i ? i - start : length;
  double *out = self->out + (l * set->rows + i) * c;

  for (size_t k = 0; start == 0 && k < c; k++)
    out[k] = 0;
  for (size_t j = 0; j < length; j++)
    for (size_t k = 0; k < c; k++)
      out[k] += row[j] * v[(start + j) * c + k];
  for (size_t j = 0; mirrored != NULL && j < own; j++)
    for (size_t k = 0; k < c; k++)
      mirrored[(l * set->rows + start + j) * c + k] += row[j] * v[i * c + k];
}

static void
band_block (void *data, size_t band, uint32_t thread)
{
  const Products *self = data;
  const ThetaKernelSet *set = self->set;
  size_t start = band_start (self, band), rows = band_start (self, band + 1) - start;
  size_t end = start + rows * (self->slice + 1) / self->slices;
  const double *layers[THETA_MAX_KERNELS];
  double *mirrored = NULL, *buffer = self->buffers + thread * set->layers * THETA_CPU_LAYER;

  if (self->mirrored != NULL)
    mirrored = self->mirrored + band * set->layers * set->rows * self->c;
  for (size_t i = start + rows * self->slice / self->slices; i < end; i++)
    {
      size_t row = theta_cpu_row_length (set, i);

      for (size_t j = 0; j < row; j += THETA_CPU_STRIP)
        {
          size_t length = j + THETA_CPU_STRIP < row ? THETA_CPU_STRIP : row - j;

          theta_cpu_layer_rows (set, i, j, length, buffer, layers);
          for (uint32_t l = 0; l < set->layers; l++)
            strip_products (self, i, l, j, length, layers[l], mirrored);
        }
    }
}

/* Slices in which a band takes few multiply-adds. */
static size_t
count_slices (const Products *self)
{
  const ThetaKernelSet *set = self->set;
  double entry = (double) self->c + (theta_cpu_has_angles (set) ? set->fit.terms / 4.0 : 0)
                 + (double) set->d / (double) set->layers;

  return (size_t) ((double) set->offset[set->rows] * set->layers * entry / (double) self->bands
                   / SLICE)
         + 1;
}

static ThetaStatus
run_slices (ThetaCpuDevice *device, Products *self)
{
  size_t count = self->set->layers * self->set->rows * self->c;
  ThetaStatus status = THETA_STATUS_OK;

  self->slices = count_slices (self);
  for (; status == THETA_STATUS_OK && self->slice < self->slices; self->slice++)
    status = theta_cpu_parallel_part (device, (double) self->slice / (double) self->slices,
                                      (double) (self->slice + 1) / (double) self->slices,
                                      self->bands, band_block, self);
  for (size_t band = 0; self->mirrored != NULL && band < BANDS; band++)
    for (size_t k = 0; k < count; k++)
      self->out[k] += self->mirrored[band * count + k];
  return status;
}

ThetaStatus
theta_cpu_layer_products (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                          const double *v, double *out)
{
  ThetaCpuDevice *cpu = theta_cpu (device);
  Products self = { .set = set, .c = c, .bands = BANDS, .v = v, .out = out };
  size_t count = set->layers * set->rows * c;
  size_t buffers = cpu->threads * (size_t) set->layers * THETA_CPU_LAYER;
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  if (theta_cpu_is_symmetric (set))
    self.mirrored = calloc (BANDS * count + 1, sizeof (double));
  else
    self.bands = set->rows / 32 + 1;
  self.buffers = theta_cpu_memory_new (buffers);
  if (self.buffers != NULL && (self.mirrored != NULL || !theta_cpu_is_symmetric (set)))
    status = run_slices (cpu, &self);
  theta_cpu_memory_free (self.buffers, buffers);
  free (self.mirrored);
  return status;
}
