/* Blocked Cholesky factorisation and its solves, for the precision that the including
 * file defines: REAL, BLAS (name) and LAPACK (name).  A row-major lower triangle is
 * LAPACK's column-major upper one, so no call transposes. */
#include <cblas.h>
#include <lapacke.h>
#include <math.h>

#include "device/cpu-private.h"

/* Up to WHOLE more threads bring next to nothing.  Columns of a panel, and rows of a strip
 * at most: few enough that all threads have some; beyond MIDDLE, as many as BLAS likes. */
#define WHOLE 512
#define MIDDLE 2048
#define BLOCK(n) ((n) <= MIDDLE ? 128 : 256)
#define STRIP_ROWS(n) ((n) <= MIDDLE ? 192 : 512)
#define SOLVE_ROWS 256

static ThetaStatus
factor_diagonal (size_t n, size_t lda, REAL *a)
{
  lapack_int info;

  info = LAPACK (potrf_work) (LAPACK_COL_MAJOR, 'U', (lapack_int) n, a, (lapack_int) lda);
  if (info < 0)
    return THETA_STATUS_FAILED;
  /* OpenBLAS lets a NaN pivot pass. */
  for (size_t i = 0; info == 0 && i < n; i++)
    if (!(a[i * lda + i] > 0) || isinf (a[i * lda + i]))
      info = 1;
  return info == 0 ? THETA_STATUS_OK : THETA_STATUS_NOT_POSITIVE;
}

/* Columns [k0, k1) are being eliminated; a strip is some rows below them. */
typedef struct
{
  size_t n, k0, k1, rows;
  REAL *a;
} Panel;

/* L_ik := A_ik L_kk⁻ᵀ. */
static void
solve_strip (void *data, size_t block, uint32_t thread)
{
  const Panel *self = data;
  size_t n = self->n, i = self->k1 + block * self->rows;
  size_t count = i + self->rows < n ? self->rows : n - i;

  BLAS (trsm) (CblasRowMajor, CblasRight, CblasLower, CblasTrans, CblasNonUnit, (int) count,
               (int) (self->k1 - self->k0), 1.0, self->a + self->k0 * n + self->k0, (int) n,
               self->a + i * n + self->k0, (int) n);
}

/* Trailing matrix −= L_·k L_·kᵀ, the longest strip first. */
static void
update_strip (void *data, size_t block, uint32_t thread)
{
  const Panel *self = data;
  size_t n = self->n, k0 = self->k0, k1 = self->k1, width = k1 - k0;
  size_t strips = (n - k1 + self->rows - 1) / self->rows;
  size_t i = k1 + (strips - 1 - block) * self->rows;
  size_t count = i + self->rows < n ? self->rows : n - i;
  REAL *a = self->a;

  if (i > k1)
    BLAS (gemm) (CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, (int) (i - k1),
                 (int) width, -1.0, a + i * n + k0, (int) n, a + k1 * n + k0, (int) n, 1.0,
                 a + i * n + k1, (int) n);
  BLAS (syrk) (CblasRowMajor, CblasLower, CblasNoTrans, (int) count, (int) width, -1.0,
               a + i * n + k0, (int) n, 1.0, a + i * n + i, (int) n);
}

/* Share of the work done when the columns before @k are. */
static double
fraction_at (size_t n, size_t k)
{
  double rest = 1.0 - (double) k / (double) n;

  return 1.0 - rest * rest * rest;
}

static ThetaStatus
eliminate (ThetaCpuDevice *self, size_t n, REAL *a, size_t k0, size_t k1)
{
  Panel panel = { n, k0, k1, STRIP_ROWS (n), a };
  double from = fraction_at (n, k0), to = fraction_at (n, k1);
  ThetaStatus status = theta_cpu_parallel_part (self, from, from, (n - k1 + panel.rows - 1)
                                                / panel.rows, solve_strip, &panel);

  if (status != THETA_STATUS_OK)
    return status;
  panel.rows = theta_cpu_strip ((double) (k1 - k0) * (double) (n - k1), STRIP_ROWS (n));
  return theta_cpu_parallel_part (self, from, to, (n - k1 + panel.rows - 1) / panel.rows,
                                  update_strip, &panel);
}

/* As ThetaDeviceOps.potrf, of a full square @a. */
static ThetaStatus
factorize (ThetaCpuDevice *self, size_t n, REAL *a)
{
  ThetaStatus status = THETA_STATUS_OK;

  if (theta_cpu_poll (self, 0.0))
    return THETA_STATUS_CANCELLED;
  theta_cpu_blas_threads (1);
  if (n <= WHOLE)
    return n == 0 ? THETA_STATUS_OK : factor_diagonal (n, n, a);
  for (size_t k0 = 0; k0 < n && status == THETA_STATUS_OK; k0 += BLOCK (n))
    {
      size_t k1 = k0 + BLOCK (n) < n ? k0 + BLOCK (n) : n;

      status = factor_diagonal (k1 - k0, n, a + k0 * n + k0);
      if (status == THETA_STATUS_OK && k1 < n)
        status = eliminate (self, n, a, k0, k1);
    }
  return status;
}

/* One sweep over the blocks of rows [k0, k1), which take in what the others have
 * given and are then solved: L X = B from the top, Lᵀ X = B from the bottom. */
static void
solve_block (size_t n, const REAL *l, size_t k0, size_t k1, int transpose, size_t c, REAL *b)
{
  size_t width = k1 - k0;
  CBLAS_TRANSPOSE form = transpose ? CblasTrans : CblasNoTrans;
  const REAL *diagonal = l + k0 * n + k0;

  if (c == 1)
    {
      if (!transpose && k0 > 0)
        BLAS (gemv) (CblasRowMajor, form, (int) width, (int) k0, -1.0, l + k0 * n, (int) n, b, 1,
                     1.0, b + k0, 1);
      BLAS (trsv) (CblasRowMajor, CblasLower, form, CblasNonUnit, (int) width, diagonal, (int) n,
                   b + k0, 1);
      if (transpose && k0 > 0)
        BLAS (gemv) (CblasRowMajor, form, (int) width, (int) k0, -1.0, l + k0 * n, (int) n, b + k0,
                     1, 1.0, b, 1);
      return;
    }
  if (!transpose && k0 > 0)
    BLAS (gemm) (CblasRowMajor, form, CblasNoTrans, (int) width, (int) c, (int) k0, -1.0,
                 l + k0 * n, (int) n, b, (int) c, 1.0, b + k0 * c, (int) c);
  BLAS (trsm) (CblasRowMajor, CblasLeft, CblasLower, form, CblasNonUnit, (int) width, (int) c, 1.0,
               diagonal, (int) n, b + k0 * c, (int) c);
  if (transpose && k0 > 0)
    BLAS (gemm) (CblasRowMajor, form, CblasNoTrans, (int) k0, (int) c, (int) width, -1.0,
                 l + k0 * n, (int) n, b + k0 * c, (int) c, 1.0, b, (int) c);
}

/* B (n × c) := A⁻¹ B from factorize()'s @l. */
static ThetaStatus
solve (ThetaCpuDevice *self, size_t n, const REAL *l, size_t c, REAL *b)
{
  /* One column is a read of the factor: far fewer multiply-adds a second. */
  size_t rows = theta_cpu_strip ((double) n * (c == 1 ? 16.0 : (double) c), SOLVE_ROWS), blocks;

  if (n == 0 || c == 0)
    return THETA_STATUS_OK;
  blocks = (n + rows - 1) / rows;
  theta_cpu_blas_threads (1);
  for (int transpose = 0; transpose < 2; transpose++)
    for (size_t block = 0; block < blocks; block++)
      {
        size_t k0 = (transpose ? blocks - 1 - block : block) * rows;

        if (theta_cpu_poll (self, 0.5 * (transpose + (double) block / (double) blocks)))
          return THETA_STATUS_CANCELLED;
        solve_block (n, l, k0, k0 + rows < n ? k0 + rows : n, transpose, c, b);
      }
  return theta_cpu_poll (self, 1.0) ? THETA_STATUS_CANCELLED : THETA_STATUS_OK;
}
