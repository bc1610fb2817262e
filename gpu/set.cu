/* Kernel sets: their memory, their references, and sets from the host's numbers. */
#include "cuda-private.h"

#include <stdlib.h>
#include <string.h>

/* Entries that are packed on the host at a time. */
#define CHUNK ((size_t) 1 << 22)

static size_t
entry_size (const ThetaKernelSet *set)
{
  return set->precision == THETA_PRECISION_SINGLE ? sizeof (float) : sizeof (double);
}

static size_t
row_offset (const ThetaKernelSet *set, size_t i)
{
  size_t pad = set->precision == THETA_PRECISION_SINGLE ? THETA_PAD_SINGLE : THETA_PAD_DOUBLE;

  return theta_cuda_is_symmetric (set) ? theta_triangle_offset (i, pad)
                                       : theta_rectangle_offset (i, set->cols, pad);
}

ThetaStatus
theta_cuda_set_new (ThetaCudaDevice *self, ThetaSetKind kind, ThetaPrecision precision,
                    uint32_t layers, size_t rows, size_t cols, size_t d, ThetaKernelSet **out)
{
  ThetaKernelSet *set = (ThetaKernelSet *) calloc (1, sizeof *set);
  ThetaStatus status;

  if (set == NULL)
    return THETA_STATUS_NO_MEMORY;
  set->refs = 1;
  set->owner = self;
  set->kind = kind;
  set->precision = precision;
  set->layers = layers;
  set->arrays = kind == THETA_SET_ROWS ? 0 : kind == THETA_SET_ANGLE ? 1 : layers;
  set->rows = rows;
  set->cols = cols;
  set->d = d;
  set->entries = row_offset (set, rows);
  status = kind == THETA_SET_ROWS
               ? theta_cuda_malloc (self, rows * d * entry_size (set), &set->unit)
               : theta_cuda_malloc (self, set->arrays * set->entries * entry_size (set),
                                    &set->memory);
  if (status == THETA_STATUS_OK && theta_cuda_has_angles (set))
    status = theta_cuda_malloc (self, rows * sizeof (double), (void **) &set->norm);
  if (status != THETA_STATUS_OK)
    {
      theta_cuda_set_unref (&self->base, set);
      return status;
    }
  *out = set;
  return THETA_STATUS_OK;
}

ThetaStatus
theta_cuda_set_take_fit (ThetaCudaDevice *self, ThetaKernelSet *set, ThetaAngleFit *fit)
{
  size_t coefficients = (size_t) fit->layers * fit->terms * sizeof (double);
  size_t products = (size_t) fit->layers * fit->giants * THETA_ANGLE_STEP * sizeof (double);

  set->fit = *fit;
  memset (fit, 0, sizeof *fit);
  THETA_CUDA_RETURN (theta_cuda_malloc (self, coefficients, (void **) &set->fit_coefficients));
  THETA_CUDA_RETURN (theta_cuda_malloc (self, products, (void **) &set->fit_products));
  THETA_CUDA_RETURN (theta_cuda_to_device (self, set->fit_coefficients, set->fit.coefficients,
                                           coefficients));
  return theta_cuda_to_device (self, set->fit_products, set->fit.products, products);
}

void
theta_cuda_set_ref (ThetaDevice *device, ThetaKernelSet *set)
{
  (void) device;
  __atomic_fetch_add (&set->refs, 1, __ATOMIC_RELAXED);
}

void
theta_cuda_set_unref (ThetaDevice *device, ThetaKernelSet *set)
{
  (void) device;
  if (set == NULL || __atomic_fetch_sub (&set->refs, 1, __ATOMIC_ACQ_REL) > 1)
    return;
  theta_cuda_free (set->owner, set->memory, set->arrays * set->entries * entry_size (set));
  theta_cuda_free (set->owner, set->unit, set->rows * set->d * entry_size (set));
  theta_cuda_release (set->owner, set->norm);
  theta_cuda_release (set->owner, set->fit_coefficients);
  theta_cuda_release (set->owner, set->fit_products);
  theta_angle_fit_clear (&set->fit);
  free (set);
}

void
theta_cuda_set_info (ThetaDevice *device, const ThetaKernelSet *set, ThetaSetInfo *info)
{
  (void) device;
  info->kind = set->kind;
  info->precision = set->precision;
  info->layers = set->layers;
  info->rows = set->rows;
  info->cols = set->cols;
  info->bytes = set->arrays * set->entries * entry_size (set);
  if (set->kind == THETA_SET_ROWS)
    info->bytes += set->rows * set->d * entry_size (set);
  if (theta_cuda_has_angles (set))
    info->bytes += set->rows * sizeof (double);
}

/* Rows [i0, i1) of one layer's full matrix, as they stand in the set. */
static void
pack_rows (const ThetaKernelSet *set, const double *full, size_t i0, size_t i1, void *packed)
{
  size_t first = row_offset (set, i0);

  for (size_t i = i0; i < i1; i++)
    {
      size_t at = row_offset (set, i) - first, length = row_offset (set, i + 1) - first - at;
      size_t count = theta_cuda_is_symmetric (set) ? i + 1 : set->cols;
      const double *row = full + i * set->cols;

      for (size_t j = 0; j < length; j++)
        if (set->precision == THETA_PRECISION_SINGLE)
          ((float *) packed)[at + j] = j < count ? (float) row[j] : 0;
        else
          ((double *) packed)[at + j] = j < count ? row[j] : 0;
    }
}

static ThetaStatus
fill (ThetaCudaDevice *self, ThetaKernelSet *set, const double *values)
{
  size_t size = entry_size (set), longest = row_offset (set, set->rows);
  size_t room = longest > 0 ? longest - row_offset (set, set->rows - 1) : 1;
  void *packed = malloc ((room > CHUNK ? room : CHUNK) * size);
  ThetaStatus status = packed != NULL ? THETA_STATUS_OK : THETA_STATUS_NO_MEMORY;

  for (uint32_t l = 0; l < set->layers && status == THETA_STATUS_OK; l++)
    for (size_t i0 = 0, i1; i0 < set->rows && status == THETA_STATUS_OK; i0 = i1)
      {
        size_t first = row_offset (set, i0);
        char *to = (char *) set->memory + (l * set->entries + first) * size;

        for (i1 = i0 + 1; i1 < set->rows && row_offset (set, i1 + 1) - first <= CHUNK; i1++)
          ;
        pack_rows (set, values + (size_t) l * set->rows * set->cols, i0, i1, packed);
        status = theta_cuda_to_device (self, to, packed, (row_offset (set, i1) - first) * size);
        if (status == THETA_STATUS_OK)
          status = theta_cuda_step (self, ((double) l + (double) i1 / (double) set->rows)
                                              / set->layers, "copying kernels to the GPU");
      }
  free (packed);
  return status;
}

ThetaStatus
theta_cuda_set_from_host (ThetaDevice *device, ThetaSetKind kind, ThetaPrecision precision,
                          uint32_t layers, size_t m, size_t n, const double *values,
                          ThetaKernelSet **out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  ThetaKernelSet *set = NULL;
  ThetaStatus status;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (kind == THETA_SET_ANGLE || kind == THETA_SET_ROWS || precision == THETA_PRECISION_AUTO
      || (kind == THETA_SET_TRIANGLE && m != n))
    return theta_cuda_refuse (self, "A kernel set cannot be made of these matrices");
  status = theta_cuda_set_new (self, kind, precision, layers, m, n, 0, &set);
  if (status == THETA_STATUS_OK)
    status = fill (self, set, values);
  if (status != THETA_STATUS_OK)
    {
      theta_cuda_set_unref (device, set);
      return status;
    }
  *out = set;
  return THETA_STATUS_OK;
}
