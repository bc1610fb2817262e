/* The inverse in float32, packed as a set: a preconditioner. */
#define REAL float
#define BLAS(name) cblas_s##name
#define LAPACK(name) LAPACKE_s##name
#include "device/cpu-inverse.h"

#include <string.h>

typedef struct
{
  size_t n;
  const float *from;
  ThetaKernelSet *to;
} Packing;

#define PACK_ROWS 64

static void
pack_rows (void *data, size_t block, uint32_t thread)
{
  const Packing *self = data;
  size_t n = self->n, i0 = block * PACK_ROWS, i1 = i0 + PACK_ROWS < n ? i0 + PACK_ROWS : n;

  for (size_t i = i0; i < i1; i++)
    memcpy (theta_cpu_single_at (self->to, 0, i, 0), self->from + i * n, (i + 1) * sizeof (float));
}

static ThetaStatus
pack (ThetaCpuDevice *self, size_t n, const float *inverse, ThetaKernelSet **out)
{
  ThetaKernelSet *set
      = theta_cpu_set_new (THETA_SET_TRIANGLE, THETA_PRECISION_SINGLE, 1, n, n);
  Packing packing = { n, inverse, set };
  ThetaStatus status;

  if (set == NULL)
    return THETA_STATUS_NO_MEMORY;
  status = theta_cpu_parallel_part (self, 1, 1, (n + PACK_ROWS - 1) / PACK_ROWS, pack_rows,
                                    &packing);
  if (status == THETA_STATUS_OK)
    *out = set;
  else
    theta_cpu_set_unref (&self->base, set);
  return status;
}

ThetaStatus
theta_cpu_invert_single (ThetaDevice *device, size_t n, const ThetaBuffer *a,
                         ThetaKernelSet **out)
{
  ThetaCpuDevice *self = theta_cpu (device);
  size_t count = (n * n + 1) / 2;
  ThetaBuffer factor = { .count = count };
  ThetaStatus status;

  if (n * n > a->count || n > INT32_MAX)
    return THETA_STATUS_FAILED;
  factor.data = theta_cpu_memory_new (count);
  if (factor.data == NULL)
    return THETA_STATUS_NO_MEMORY;
  status = theta_cpu_potrf_single (device, n, a, &factor);
  if (status == THETA_STATUS_OK)
    status = invert (self, n, (float *) factor.data);
  if (status == THETA_STATUS_OK)
    status = pack (self, n, (const float *) factor.data, out);
  theta_cpu_memory_free (factor.data, count);
  return status;
}
