/* The inverse from a Cholesky factor, A⁻¹ = R⁻ᵀ R⁻¹, in place and in blocks:
 * first R⁻¹ row panel by row panel, then its product with itself. */
#include <cblas.h>
#include <lapacke.h>

#include "device/cpu-private.h"

#define WHOLE 1024
#define BLOCK 256
#define STRIP 5e8

static size_t
strip_rows (double madds_a_row)
{
  double rows = STRIP / (madds_a_row > 1 ? madds_a_row : 1);

  return rows < 8 ? 8 : rows > 1e6 ? 1000000 : (size_t) rows;
}

static ThetaStatus
invert_triangle (size_t n, size_t lda, double *a)
{
  lapack_int info;

  info = LAPACKE_dtrtri_work (LAPACK_COL_MAJOR, 'U', 'N', (lapack_int) n, a, (lapack_int) lda);
  return info == 0 ? THETA_STATUS_OK : THETA_STATUS_FAILED;
}

/* Panel k of X = R⁻¹: X_k,<k = −R_kk⁻¹ R_k,<k X_<k,<k; R_kk is inverted already. */
static ThetaStatus
invert_panel (ThetaCpuDevice *self, size_t n, double *a, size_t k0, size_t k1)
{
  size_t width = k1 - k0, rows = strip_rows ((double) k0 * (double) k0 / 2);
  double third = (double) k0 / (double) n;

  for (size_t i = k0; i < k1; i += rows)
    {
      size_t count = i + rows < k1 ? rows : k1 - i;

      if (theta_cpu_poll (self, third * third * third / 3))
        return THETA_STATUS_CANCELLED;
      cblas_dtrmm (CblasRowMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, (int) count,
                   (int) k0, 1.0, a, (int) n, a + i * n, (int) n);
    }
  cblas_dtrmm (CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (int) width,
               (int) k0, -1.0, a + k0 * n + k0, (int) n, a + k0 * n, (int) n);
  return THETA_STATUS_OK;
}

/* Row panel i of XᵀX (lower triangle), which needs X from panel i on only. */
static ThetaStatus
multiply_panel (ThetaCpuDevice *self, size_t n, double *a, size_t i0, size_t i1)
{
  size_t width = i1 - i0, below = n - i1, columns = strip_rows ((double) width * (double) below);
  lapack_int info;

  cblas_dtrmm (CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, (int) width,
               (int) i0, 1.0, a + i0 * n + i0, (int) n, a + i0 * n, (int) n);
  info = LAPACKE_dlauum_work (LAPACK_COL_MAJOR, 'U', (lapack_int) width, a + i0 * n + i0,
                              (lapack_int) n);
  if (info != 0)
    return THETA_STATUS_FAILED;
  if (below == 0)
    return THETA_STATUS_OK;
  for (size_t j = 0; j < i0; j += columns)
    {
      size_t count = j + columns < i0 ? columns : i0 - j;

      if (theta_cpu_poll (self, 0.34 + 0.66 * (double) i0 / (double) n))
        return THETA_STATUS_CANCELLED;
      cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) width, (int) count, (int) below,
                   1.0, a + i1 * n + i0, (int) n, a + i1 * n + j, (int) n, 1.0, a + i0 * n + j,
                   (int) n);
    }
  cblas_dsyrk (CblasRowMajor, CblasLower, CblasTrans, (int) width, (int) below, 1.0,
               a + i1 * n + i0, (int) n, 1.0, a + i0 * n + i0, (int) n);
  return THETA_STATUS_OK;
}

ThetaStatus
theta_cpu_potri (ThetaDevice *device, size_t n, ThetaBuffer *factor)
{
  ThetaCpuDevice *self = theta_cpu (device);
  double *a = factor->data;
  size_t block = n <= WHOLE ? n : BLOCK;
  ThetaStatus status = THETA_STATUS_OK;

  if (n * n > factor->count || n > INT32_MAX)
    return THETA_STATUS_FAILED;
  if (theta_cpu_poll (self, 0.0))
    return THETA_STATUS_CANCELLED;
  if (n == 0)
    return THETA_STATUS_OK;
  theta_cpu_blas_threads (self->threads);
  for (size_t k0 = 0; k0 < n && status == THETA_STATUS_OK; k0 += block)
    {
      size_t k1 = k0 + block < n ? k0 + block : n;

      status = invert_triangle (k1 - k0, n, a + k0 * n + k0);
      if (status == THETA_STATUS_OK && k0 > 0)
        status = invert_panel (self, n, a, k0, k1);
    }
  for (size_t i0 = 0; i0 < n && status == THETA_STATUS_OK; i0 += block)
    status = multiply_panel (self, n, a, i0, i0 + block < n ? i0 + block : n);
  if (status == THETA_STATUS_OK)
    theta_cpu_mirror (self, n, a);
  return status;
}
