/* Cholesky in float32, half the time and the memory: a preconditioner. */
#define REAL float
#define BLAS(name) cblas_s##name
#define LAPACK(name) LAPACKE_s##name
#include "device/cpu-cholesky.h"
#include "device/scale-columns.h"

#include <stdlib.h>

/* Floats that a buffer of doubles holds. */
static size_t
capacity (const ThetaBuffer *buffer)
{
  return 2 * buffer->count;
}

typedef struct
{
  size_t n;
  const double *from;
  float *to;
} Rounding;

#define ROUND_ROWS 64

static void
round_rows (void *data, size_t block, uint32_t thread)
{
  const Rounding *self = data;
  size_t n = self->n, i0 = block * ROUND_ROWS, i1 = i0 + ROUND_ROWS < n ? i0 + ROUND_ROWS : n;

  for (size_t i = i0; i < i1; i++)
    for (size_t j = 0; j <= i; j++)
      self->to[i * n + j] = (float) self->from[i * n + j];
}

ThetaStatus
theta_cpu_potrf_single (ThetaDevice *device, size_t n, const ThetaBuffer *a, ThetaBuffer *factor)
{
  ThetaCpuDevice *self = theta_cpu (device);
  Rounding rounding = { n, a->data, (float *) factor->data };
  ThetaStatus status;

  if (a == factor || n * n > a->count || n * n > capacity (factor) || n > INT32_MAX)
    return THETA_STATUS_FAILED;
  status = theta_cpu_parallel_part (self, 0, 0, (n + ROUND_ROWS - 1) / ROUND_ROWS, round_rows,
                                    &rounding);
  return status == THETA_STATUS_OK ? factorize (self, n, rounding.to) : status;
}

ThetaStatus
theta_cpu_potrs_single (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c,
                        double *b)
{
  float *rounded;
  double *scale;
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  if (n * n > capacity (factor) || n > INT32_MAX || c > INT32_MAX)
    return THETA_STATUS_FAILED;
  if (n == 0 || c == 0)
    return THETA_STATUS_OK;
  rounded = malloc (n * c * sizeof *rounded);
  scale = malloc (c * sizeof *scale);
  if (rounded != NULL && scale != NULL)
    {
      theta_columns_to_single (n, c, b, scale, rounded);
      status = solve (theta_cpu (device), n, (const float *) factor->data, c, rounded);
      if (status == THETA_STATUS_OK)
        theta_columns_to_double (n, c, rounded, scale, b);
    }
  free (rounded);
  free (scale);
  return status;
}
