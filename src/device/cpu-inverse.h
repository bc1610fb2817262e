/* The inverse from a Cholesky factor, A⁻¹ = R⁻ᵀ R⁻¹, in blocks: first R⁻¹ row panel
 * by row panel, then its product with itself, each panel's columns in strips.  For the
 * precision that the including file defines: REAL, BLAS (name) and LAPACK (name). */
#include <cblas.h>
#include <lapacke.h>

#include "device/cpu-private.h"

/* Up to WHOLE more threads bring next to nothing.  Rows of a panel, and columns of a strip
 * at most: few enough that all threads have some; beyond MIDDLE, as many as BLAS likes. */
#define WHOLE 256
#define MIDDLE 1536
#define BLOCK(n) ((n) <= WHOLE ? (n) : (n) <= MIDDLE ? 128 : 256)
#define STRIP_COLUMNS(n) ((n) <= MIDDLE ? 192 : 256)

typedef struct
{
  size_t n, k0, k1, columns; /* the panel's rows; columns a strip */
  REAL *a;
  REAL *panel; /* (k1 − k0) × k0, the new panel before it is written back */
} Inverse;

static ThetaStatus
invert_triangle (size_t n, size_t lda, REAL *a)
{
  lapack_int info;

  info = LAPACK (trtri_work) (LAPACK_COL_MAJOR, 'U', 'N', (lapack_int) n, a, (lapack_int) lda);
  return info == 0 ? THETA_STATUS_OK : THETA_STATUS_FAILED;
}

/* Columns of panel k of X = R⁻¹: X_kj = −R_kk⁻¹ Σ_{j ≤ i < k} R_ki X_ij; R_kk is
 * inverted already. */
static void
invert_strip (void *data, size_t block, uint32_t thread)
{
  const Inverse *self = data;
  size_t n = self->n, k0 = self->k0, width = self->k1 - k0, j = block * self->columns;
  size_t count = j + self->columns < k0 ? self->columns : k0 - j, end = j + count;
  const REAL *a = self->a;
  REAL *out = self->panel + j;

  for (size_t i = 0; i < width; i++)
    for (size_t k = 0; k < count; k++)
      out[i * k0 + k] = a[(k0 + i) * n + j + k];
  BLAS (trmm) (CblasRowMajor, CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, (int) width,
               (int) count, 1.0, a + j * n + j, (int) n, out, (int) k0);
  if (end < k0)
    BLAS (gemm) (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) width, (int) count,
                 (int) (k0 - end), 1.0, a + k0 * n + end, (int) n, a + end * n + j, (int) n, 1.0,
                 out, (int) k0);
  BLAS (trmm) (CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (int) width,
               (int) count, -1.0, a + k0 * n + k0, (int) n, out, (int) k0);
}

static ThetaStatus
invert_panel (ThetaCpuDevice *device, Inverse *self)
{
  size_t n = self->n, k0 = self->k0, width = self->k1 - k0;
  double from = (double) k0 / (double) n, to = (double) self->k1 / (double) n;
  ThetaStatus status;

  self->columns = theta_cpu_strip ((double) width * (double) k0, STRIP_COLUMNS (n));
  status = theta_cpu_parallel_part (device, from * from * from / 3, to * to * to / 3,
                                    (k0 + self->columns - 1) / self->columns, invert_strip, self);
  for (size_t i = 0; status == THETA_STATUS_OK && i < width; i++)
    for (size_t j = 0; j < k0; j++)
      self->a[(k0 + i) * n + j] = self->panel[i * k0 + j];
  return status;
}

/* Columns of row panel i of XᵀX, which needs X from panel i on only. */
static void
multiply_strip (void *data, size_t block, uint32_t thread)
{
  const Inverse *self = data;
  size_t n = self->n, i0 = self->k0, i1 = self->k1, j = block * self->columns;
  size_t count = j + self->columns < i0 ? self->columns : i0 - j;
  REAL *a = self->a, *out = a + i0 * n + j;

  BLAS (trmm) (CblasRowMajor, CblasLeft, CblasLower, CblasTrans, CblasNonUnit, (int) (i1 - i0),
               (int) count, 1.0, a + i0 * n + i0, (int) n, out, (int) n);
  if (i1 < n)
    BLAS (gemm) (CblasRowMajor, CblasTrans, CblasNoTrans, (int) (i1 - i0), (int) count,
                 (int) (n - i1), 1.0, a + i1 * n + i0, (int) n, a + i1 * n + j, (int) n, 1.0, out,
                 (int) n);
}

static ThetaStatus
multiply_panel (ThetaCpuDevice *device, Inverse *self)
{
  size_t n = self->n, i0 = self->k0, width = self->k1 - i0, rows;
  double from = 0.34 + 0.66 * (double) i0 / (double) n;
  REAL *a = self->a;
  ThetaStatus status;

  self->columns = theta_cpu_strip ((double) width * (double) (n - i0), STRIP_COLUMNS (n));
  status = theta_cpu_parallel_part (device, from, 0.34 + 0.66 * (double) self->k1 / (double) n,
                                    (i0 + self->columns - 1) / self->columns, multiply_strip,
                                    self);
  if (status != THETA_STATUS_OK)
    return status;
  if (LAPACK (lauum_work) (LAPACK_COL_MAJOR, 'U', (lapack_int) width, a + i0 * n + i0,
                           (lapack_int) n) != 0)
    return THETA_STATUS_FAILED;
  rows = theta_cpu_strip ((double) width * (double) width / 2, n);
  for (size_t k = self->k1; k < n; k += rows)
    {
      if (theta_cpu_poll (device, from))
        return THETA_STATUS_CANCELLED;
      BLAS (syrk) (CblasRowMajor, CblasLower, CblasTrans, (int) width,
                   (int) (k + rows < n ? rows : n - k), 1.0, a + k * n + i0, (int) n, 1.0,
                   a + i0 * n + i0, (int) n);
    }
  return THETA_STATUS_OK;
}

static ThetaStatus
run_inverse (ThetaCpuDevice *device, Inverse *self, size_t block)
{
  size_t n = self->n;
  ThetaStatus status = THETA_STATUS_OK;

  for (size_t k0 = 0; k0 < n && status == THETA_STATUS_OK; k0 += block)
    {
      self->k0 = k0;
      self->k1 = k0 + block < n ? k0 + block : n;
      status = invert_triangle (self->k1 - k0, n, self->a + k0 * n + k0);
      if (status == THETA_STATUS_OK && k0 > 0)
        status = invert_panel (device, self);
    }
  for (size_t i0 = 0; i0 < n && status == THETA_STATUS_OK; i0 += block)
    {
      self->k0 = i0;
      self->k1 = i0 + block < n ? i0 + block : n;
      status = multiply_panel (device, self);
    }
  return status;
}

/* The lower triangle of @a, the factor, becomes that of A⁻¹. */
static ThetaStatus
invert (ThetaCpuDevice *self, size_t n, REAL *a)
{
  Inverse inverse = { .n = n, .a = a };
  size_t block = BLOCK (n), count = block * n * sizeof (REAL) / sizeof (double) + 1;
  double *panel = NULL;
  ThetaStatus status;

  if (theta_cpu_poll (self, 0.0))
    return THETA_STATUS_CANCELLED;
  if (n == 0)
    return THETA_STATUS_OK;
  if (n > block)
    {
      panel = theta_cpu_memory_new (count);
      if (panel == NULL)
        return THETA_STATUS_NO_MEMORY;
      inverse.panel = (REAL *) panel;
    }
  theta_cpu_blas_threads (1);
  status = run_inverse (self, &inverse, block);
  theta_cpu_memory_free (panel, count);
  return status;
}
