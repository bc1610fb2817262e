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
  double *mirrored; /* bands × layers × rows × c, TRIANGLE only */
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

static void
band_row (const Products *self, size_t i, uint32_t l, double *mirrored)
{
  const ThetaKernelSet *set = self->set;
  const double *row = set->values[l] + set->offset[i], *v = self->v;
  size_t c = self->c, length = theta_cpu_row_length (set, i);
  size_t own = mirrored != NULL ? i : length;
  double *out = self->out + (l * set->rows + i) * c;

  for (size_t k = 0; k < c; k++)
    out[k] = 0;
  for (size_t j = 0; j < length; j++)
    for (size_t k = 0; k < c; k++)
      out[k] += row[j] * v[j * c + k];
  for (size_t j = 0; mirrored != NULL && j < own; j++)
    for (size_t k = 0; k < c; k++)
      mirrored[(l * set->rows + j) * c + k] += row[j] * v[i * c + k];
}

static void
band_block (void *data, size_t band, uint32_t thread)
{
  const Products *self = data;
  const ThetaKernelSet *set = self->set;
  size_t start = band_start (self, band), rows = band_start (self, band + 1) - start;
  double *mirrored = NULL;

  if (self->mirrored != NULL)
    mirrored = self->mirrored + band * set->layers * set->rows * self->c;
  for (size_t i = start + rows * self->slice / self->slices;
       i < start + rows * (self->slice + 1) / self->slices; i++)
    for (uint32_t l = 0; l < set->layers; l++)
      band_row (self, i, l, mirrored);
}

ThetaStatus
theta_cpu_layer_products (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                          const double *v, double *out)
{
  Products self = { .set = set, .c = c, .bands = BANDS, .v = v, .out = out };
  size_t count = set->layers * set->rows * c;
  ThetaStatus status;

  if (set->kind == THETA_SET_TRIANGLE)
    {
      self.mirrored = calloc (BANDS * count + 1, sizeof (double));
      if (self.mirrored == NULL)
        return THETA_STATUS_NO_MEMORY;
    }
  else
    self.bands = set->rows / 32 + 1;
  self.slices = (size_t) ((double) set->offset[set->rows] * set->layers * (double) c
                          / (double) self.bands / SLICE) + 1;
  for (status = THETA_STATUS_OK; status == THETA_STATUS_OK && self.slice < self.slices;
       self.slice++)
    status = theta_cpu_parallel_part (theta_cpu (device),
                                      (double) self.slice / (double) self.slices,
                                      (double) (self.slice + 1) / (double) self.slices, self.bands,
                                      band_block, &self);
  for (size_t band = 0; self.mirrored != NULL && band < BANDS; band++)
    for (size_t k = 0; k < count; k++)
      out[k] += self.mirrored[band * count + k];
  free (self.mirrored);
  return status;
}
