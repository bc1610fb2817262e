/* Cholesky and eigenvalues in float64. */
#define REAL double
#define BLAS(name) cblas_d##name
#define LAPACK(name) LAPACKE_d##name
#include "device/cpu-cholesky.h"

ThetaStatus
theta_cpu_potrf (ThetaDevice *device, size_t n, ThetaBuffer *buffer)
{
  if (n * n > buffer->count || n > INT32_MAX)
    return THETA_STATUS_FAILED;
  return factorize (theta_cpu (device), n, buffer->data);
}

ThetaStatus
theta_cpu_potrs (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c, double *b)
{
  if (n * n > factor->count || n > INT32_MAX || c > INT32_MAX)
    return THETA_STATUS_FAILED;
  return solve (theta_cpu (device), n, factor->data, c, b);
}

static void
transpose_in_place (size_t n, double *a)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      {
        double kept = a[i * n + j];

        a[i * n + j] = a[j * n + i];
        a[j * n + i] = kept;
      }
}

ThetaStatus
theta_cpu_syevd (ThetaDevice *device, size_t n, ThetaBuffer *buffer, int vectors, double *w)
{
  ThetaCpuDevice *self = theta_cpu (device);
  lapack_int info;

  if (n > THETA_SYEVD_MAX || n * n > buffer->count)
    return THETA_STATUS_FAILED;
  if (n == 0)
    return THETA_STATUS_OK;
  if (theta_cpu_poll (self, 0.0))
    return THETA_STATUS_CANCELLED;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++)
      if (!isfinite (buffer->data[i * n + j]))
        return THETA_STATUS_NOT_CONVERGED;
  /* LAPACK takes two more matrices for itself. */
  theta_cpu_memory_trim ();
  theta_cpu_blas_threads (self->threads);
  info = LAPACKE_dsyevd (LAPACK_COL_MAJOR, vectors ? 'V' : 'N', 'U', (lapack_int) n, buffer->data,
                         (lapack_int) n, w);
  if (info == LAPACK_WORK_MEMORY_ERROR)
    return THETA_STATUS_NO_MEMORY;
  if (info != 0)
    return info > 0 ? THETA_STATUS_NOT_CONVERGED : THETA_STATUS_FAILED;
  if (vectors)
    transpose_in_place (n, buffer->data);
  return theta_cpu_poll (self, 1.0) ? THETA_STATUS_CANCELLED : THETA_STATUS_OK;
}
