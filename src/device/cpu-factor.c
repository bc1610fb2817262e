/* Cholesky and eigenvalues.  A row-major lower triangle is LAPACK's column-major
 * upper one, so no call transposes. */
#include <cblas.h>
#include <lapacke.h>
#include <math.h>

#include "device/cpu-private.h"

/* Up to WHOLE one LAPACK call stays under 50 ms on one core. */
#define WHOLE 1280
#define BLOCK 384
/* Multiply-adds between two polls: about 20 ms on one core. */
#define STRIP 5e8

static ThetaStatus
factor_diagonal (size_t n, size_t lda, double *a)
{
  lapack_int info;

  info = LAPACKE_dpotrf_work (LAPACK_COL_MAJOR, 'U', (lapack_int) n, a, (lapack_int) lda);
  if (info < 0)
    return THETA_STATUS_FAILED;
  /* OpenBLAS lets a NaN pivot pass. */
  for (size_t i = 0; info == 0 && i < n; i++)
    if (!(a[i * lda + i] > 0) || isinf (a[i * lda + i]))
      info = 1;
  return info == 0 ? THETA_STATUS_OK : THETA_STATUS_NOT_POSITIVE;
}

/* Rows from @k1 on: L_ik := A_ik L_kk⁻ᵀ, in strips of rows. */
static ThetaStatus
solve_panel (ThetaCpuDevice *self, size_t n, double *a, size_t k0, size_t k1, double fraction)
{
  size_t width = k1 - k0, rows = (size_t) (STRIP / (double) (width * width)) + 1;

  for (size_t i = k1; i < n; i += rows)
    {
      size_t count = i + rows < n ? rows : n - i;

      if (theta_cpu_poll (self, fraction))
        return THETA_STATUS_CANCELLED;
      cblas_dtrsm (CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int) count,
                   (int) width, 1.0, a + k0 * n + k0, (int) n, a + i * n + k0, (int) n);
    }
  return THETA_STATUS_OK;
}

/* Trailing matrix −= L_·k L_·kᵀ, in strips of rows. */
static ThetaStatus
update_trailing (ThetaCpuDevice *self, size_t n, double *a, size_t k0, size_t k1, double fraction)
{
  size_t width = k1 - k0;

  for (size_t i = k1; i < n;)
    {
      size_t rows = (size_t) (STRIP / (double) (width * (i - k1 + 1 + BLOCK))) + 1, count;

      count = i + rows < n ? rows : n - i;
      if (theta_cpu_poll (self, fraction))
        return THETA_STATUS_CANCELLED;
      if (i > k1)
        cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, (int) (i - k1),
                     (int) width, -1.0, a + i * n + k0, (int) n, a + k1 * n + k0, (int) n, 1.0,
                     a + i * n + k1, (int) n);
      cblas_dsyrk (CblasRowMajor, CblasLower, CblasNoTrans, (int) count, (int) width, -1.0,
                   a + i * n + k0, (int) n, 1.0, a + i * n + i, (int) n);
      i += count;
    }
  return THETA_STATUS_OK;
}

ThetaStatus
theta_cpu_potrf (ThetaDevice *device, size_t n, ThetaBuffer *buffer)
{
  ThetaCpuDevice *self = theta_cpu (device);
  double *a = buffer->data;
  ThetaStatus status = THETA_STATUS_OK;

  if (n * n > buffer->count || n > INT32_MAX)
    return THETA_STATUS_FAILED;
  if (theta_cpu_poll (self, 0.0))
    return THETA_STATUS_CANCELLED;
  theta_cpu_blas_threads (self->threads);
  if (n <= WHOLE)
    return n == 0 ? THETA_STATUS_OK : factor_diagonal (n, n, a);
  for (size_t k0 = 0; k0 < n && status == THETA_STATUS_OK; k0 += BLOCK)
    {
      size_t k1 = k0 + BLOCK < n ? k0 + BLOCK : n;
      double rest = 1.0 - (double) k0 / (double) n, fraction = 1.0 - rest * rest * rest;

      status = factor_diagonal (k1 - k0, n, a + k0 * n + k0);
      if (status == THETA_STATUS_OK)
        status = solve_panel (self, n, a, k0, k1, fraction);
      if (status == THETA_STATUS_OK)
        status = update_trailing (self, n, a, k0, k1, fraction);
    }
  return status;
}

ThetaStatus
theta_cpu_potrs (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c, double *b)
{
  ThetaCpuDevice *self = theta_cpu (device);

  if (n * n > factor->count)
    return THETA_STATUS_FAILED;
  if (n == 0 || c == 0)
    return THETA_STATUS_OK;
  if (theta_cpu_poll (self, 0.0))
    return THETA_STATUS_CANCELLED;
  theta_cpu_blas_threads (self->threads);
  for (int transpose = 0; transpose < 2; transpose++)
    {
      CBLAS_TRANSPOSE form = transpose ? CblasTrans : CblasNoTrans;

      if (c == 1)
        cblas_dtrsv (CblasRowMajor, CblasLower, form, CblasNonUnit, (int) n, factor->data, (int) n,
                     b, 1);
      else
        cblas_dtrsm (CblasRowMajor, CblasLeft, CblasLower, form, CblasNonUnit, (int) n, (int) c,
                     1.0, factor->data, (int) n, b, (int) c);
      if (theta_cpu_poll (self, transpose ? 1.0 : 0.5))
        return THETA_STATUS_CANCELLED;
    }
  return THETA_STATUS_OK;
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
theta_cpu_syevd (ThetaDevice *device, size_t n, ThetaBuffer *buffer, double *w)
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
  theta_cpu_blas_threads (self->threads);
  info = LAPACKE_dsyevd (LAPACK_COL_MAJOR, 'V', 'U', (lapack_int) n, buffer->data, (lapack_int) n,
                         w);
  if (info == LAPACK_WORK_MEMORY_ERROR)
    return THETA_STATUS_NO_MEMORY;
  if (info != 0)
    return info > 0 ? THETA_STATUS_NOT_CONVERGED : THETA_STATUS_FAILED;
  transpose_in_place (n, buffer->data);
  return theta_cpu_poll (self, 1.0) ? THETA_STATUS_CANCELLED : THETA_STATUS_OK;
}
