/* Products of stored matrices with thin ones, A diag(s) Aᵀ, and diagonals. */
#include "blas.cuh"
#include "launch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define TILE 32
/* Columns of A that one update of C takes. */
#define SYRK_COLUMNS 512
#define GRID_LIMIT 65535

/* Rows a block takes where each costs @flops and reads @bytes. */
static size_t
rows_a_block (const ThetaCudaDevice *self, double flops, double bytes, size_t most)
{
  return theta_cuda_at_most (fmin (self->step_flops / flops, self->step_bytes / bytes), most);
}

/* Right-hand side and result in working memory. */
static ThetaStatus
bring (ThetaCudaDevice *self, size_t in, const double *x, double **dx, size_t out, double **dy)
{
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_X, in * sizeof (double),
                                      (void **) dx));
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_Y, out * sizeof (double),
                                      (void **) dy));
  return theta_cuda_to_device (self, *dx, x, in * sizeof (double));
}

/* Y (count × c) := A X for @count rows of A (count × n, row-major). */
static cublasStatus_t
multiply_rows (ThetaCudaDevice *self, size_t count, size_t n, const double *a, size_t c,
               const double *x, double *y)
{
  if (c == 1)
    return blas_gemv (self->blas, CUBLAS_OP_T, n, count, 1.0, a, n, x, 0.0, y);
  return blas_gemm (self->blas, CUBLAS_OP_N, CUBLAS_OP_N, c, count, n, 1.0, x, c, a, n, 0.0, y, c);
}

/* Y (count × c) := AᵀX for @count columns of A (m rows, n apart). */
static cublasStatus_t
multiply_columns (ThetaCudaDevice *self, size_t count, size_t m, size_t n, const double *a,
                  size_t c, const double *x, double *y)
{
  if (c == 1)
    return blas_gemv (self->blas, CUBLAS_OP_N, count, m, 1.0, a, n, x, 0.0, y);
  return blas_gemm (self->blas, CUBLAS_OP_N, CUBLAS_OP_T, c, count, m, 1.0, x, c, a, n, 0.0, y, c);
}

ThetaStatus
theta_cuda_multiply (ThetaDevice *device, int transpose, size_t m, size_t n, const ThetaBuffer *a,
                     size_t c, const double *x, double *y)
{
  ThetaCudaDevice *self = theta_cuda (device);
  size_t rows = transpose ? n : m, inner = transpose ? m : n, strip;
  double *dx, *dy;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (m * n > a->count)
    return theta_cuda_refuse (self, "A product reads past the end of its matrix");
  if (inner == 0)
    memset (y, 0, rows * c * sizeof *y);
  if (rows == 0 || inner == 0 || c == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (bring (self, inner * c, x, &dx, rows * c, &dy));
  strip = rows_a_block (self, 2.0 * inner * c, 8.0 * inner, rows);
  for (size_t i = 0; i < rows; i += strip)
    {
      size_t count = i + strip < rows ? strip : rows - i;

      THETA_CUDA_BLAS (self,
                       transpose
                           ? multiply_columns (self, count, m, n, a->data + i, c, dx, dy + i * c)
                           : multiply_rows (self, count, n, a->data + i * n, c, dx, dy + i * c),
                       "multiplying");
      THETA_CUDA_RETURN (theta_cuda_step (self, (double) (i + count) / rows, "multiplying"));
    }
  return theta_cuda_to_host (self, y, dy, rows * c * sizeof *y);
}

ThetaStatus
theta_cuda_multiply_symmetric (ThetaDevice *device, size_t n, const ThetaBuffer *a, size_t c,
                               const double *x, double *y)
{
  ThetaCudaDevice *self = theta_cuda (device);
  const double one = 1, zero = 0;
  size_t strip;
  double *dx, *dy;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (n * n > a->count)
    return theta_cuda_refuse (self, "A product reads past the end of its matrix");
  if (n == 0 || c == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (bring (self, n * c, x, &dx, n * c, &dy));
  strip = theta_cuda_at_most (self->step_flops / (2.0 * n * n), c);
  for (size_t k = 0; k < c; k += strip)
    {
      size_t count = k + strip < c ? strip : c - k;

      /* Alone, one column is contiguous. */
      if (c == 1)
        THETA_CUDA_BLAS (self,
                         cublasDsymv_64 (self->blas, CUBLAS_FILL_MODE_UPPER, n, &one, a->data, n,
                                         dx, 1, &zero, dy, 1),
                         "multiplying");
      else
        THETA_CUDA_BLAS (self,
                         cublasDsymm_64 (self->blas, CUBLAS_SIDE_RIGHT, CUBLAS_FILL_MODE_UPPER,
                                         count, n, &one, a->data, n, dx + k, c, &zero, dy + k, c),
                         "multiplying");
      THETA_CUDA_RETURN (theta_cuda_step (self, (double) (k + count) / c, "multiplying"));
    }
  return theta_cuda_to_host (self, y, dy, n * c * sizeof *y);
}

THETA_KERNEL (square_entries) (size_t count, const double *a, double *out)
{
  size_t step = (size_t) gridDim.x * blockDim.x;

  THETA_PHASE
  for (size_t k = (size_t) blockIdx.x * blockDim.x + threadIdx.x; k < count; k += step)
    out[k] = a[k] * a[k];
}

ThetaStatus
theta_cuda_multiply_squared (ThetaDevice *device, size_t m, size_t n, const ThetaBuffer *a,
                             size_t c, const double *x, double *y)
{
  ThetaCudaDevice *self = theta_cuda (device);
  size_t strip;
  double *dx, *dy, *squares;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (m * n > a->count)
    return theta_cuda_refuse (self, "A product reads past the end of its matrix");
  if (n == 0)
    memset (y, 0, m * c * sizeof *y);
  if (m == 0 || n == 0 || c == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (bring (self, n * c, x, &dx, m * c, &dy));
  strip = rows_a_block (self, 2.0 * n * c, 24.0 * n, theta_cuda_at_most (8e6 / n, m));
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_STRIP, strip * n * sizeof (double),
                                      (void **) &squares));
  for (size_t i = 0; i < m; i += strip)
    {
      size_t count = i + strip < m ? strip : m - i;

      THETA_LAUNCH (square_entries, 8 * self->processors, 256, self->stream, count * n,
                    a->data + i * n, squares);
      THETA_CUDA_BLAS (self, multiply_rows (self, count, n, squares, c, dx, dy + i * c),
                       "multiplying squares");
      THETA_CUDA_RETURN (theta_cuda_step (self, (double) (i + count) / m, "multiplying squares"));
    }
  return theta_cuda_to_host (self, y, dy, m * c * sizeof *y);
}

/* out (n × width) := columns [j0, j0 + width) of A (n × k) times @root. */
THETA_KERNEL (scale_columns) (size_t n, size_t k, size_t j0, size_t width, const double *a,
                              const double *root, double *out)
{
  size_t step = (size_t) gridDim.x * blockDim.x;

  THETA_PHASE
  for (size_t at = (size_t) blockIdx.x * blockDim.x + threadIdx.x; at < n * width; at += step)
    {
      size_t i = at / width, j = j0 + at % width;

      out[at] = a[i * k + j] * root[j];
    }
}

/* One tile of the lower triangle through shared memory, so that both sides move whole
 * lines.  Blocks (x, y): tile column x of tile row @first + y. */
THETA_KERNEL (mirror_tiles) (size_t n, size_t first, double *a)
{
  THETA_SHARED (double, tile, [TILE][TILE + 1]);
  size_t row = (first + blockIdx.y) * TILE, column = (size_t) blockIdx.x * TILE;

  if (column > row)
    return;
  THETA_PHASE
  for (size_t k = threadIdx.y; k < TILE; k += blockDim.y)
    if (row + k < n && column + threadIdx.x < n)
      tile[k][threadIdx.x] = a[(row + k) * n + column + threadIdx.x];
  THETA_PHASE
  for (size_t k = threadIdx.y; k < TILE; k += blockDim.y)
    {
      size_t i = column + k, j = row + threadIdx.x;

      if (j < n && j > i)
        a[i * n + j] = tile[threadIdx.x][k];
    }
}

ThetaStatus
theta_cuda_mirror (ThetaCudaDevice *self, size_t n, double *a)
{
  size_t tiles = (n + TILE - 1) / TILE;
  size_t rows = theta_cuda_at_most (self->step_bytes / (16.0 * TILE * n), GRID_LIMIT);

  for (size_t first = 0; first < tiles; first += rows)
    {
      size_t count = first + rows < tiles ? rows : tiles - first;
      dim3 grid ((unsigned) (first + count), (unsigned) count), block (TILE, 8);

      THETA_LAUNCH (mirror_tiles, grid, block, self->stream, n, first, a);
      THETA_CUDA_RETURN (theta_cuda_step (self, self->fraction, "mirroring a triangle"));
    }
  return THETA_STATUS_OK;
}

/* Lower triangle (row-major) of C := B Bᵀ + beta C, B n × width, in strips of rows. */
static ThetaStatus
add_square (ThetaCudaDevice *self, size_t n, size_t width, const double *b, double beta, double *c,
            double from, double to)
{
  size_t rows = theta_cuda_at_most (self->step_flops / (2.0 * width * n), n);

  for (size_t i = 0; i < n; i += rows)
    {
      size_t count = i + rows < n ? rows : n - i;
      double part = (double) (i + count) / n;

      if (i > 0)
        THETA_CUDA_BLAS (self,
                         blas_gemm (self->blas, CUBLAS_OP_T, CUBLAS_OP_N, i, count, width, 1.0, b,
                                    width, b + i * width, width, beta, c + i * n, n),
                         "multiplying a matrix with itself");
      THETA_CUDA_BLAS (self,
                       blas_syrk (self->blas, count, width, 1.0, b + i * width, width, beta,
                                  c + i * n + i, n),
                       "multiplying a matrix with itself");
      THETA_CUDA_RETURN (theta_cuda_step (self, from + (to - from) * part * part,
                                          "multiplying a matrix with itself"));
    }
  return THETA_STATUS_OK;
}

/* √s on the device; FAILED where an entry is not ≥ 0. */
static ThetaStatus
bring_roots (ThetaCudaDevice *self, size_t k, const double *s, double **out)
{
  double *root;
  ThetaStatus status;

  for (size_t j = 0; j < k; j++)
    if (!(s[j] >= 0))
      return theta_cuda_refuse (self, "A weight of a product is not at least 0");
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_X, k * sizeof (double),
                                      (void **) out));
  root = (double *) malloc (k * sizeof *root);
  if (root == NULL)
    return THETA_STATUS_NO_MEMORY;
  for (size_t j = 0; j < k; j++)
    root[j] = sqrt (s[j]);
  status = theta_cuda_to_device (self, *out, root, k * sizeof *root);
  free (root);
  return status;
}

ThetaStatus
theta_cuda_weighted_syrk (ThetaDevice *device, size_t n, size_t k, const ThetaBuffer *a,
                          const double *s, ThetaBuffer *c)
{
  ThetaCudaDevice *self = theta_cuda (device);
  size_t columns = k < SYRK_COLUMNS ? k : SYRK_COLUMNS;
  double *root, *strip;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (n * k > a->count || n * n > c->count || a == c)
    return theta_cuda_refuse (self, "A product does not fit into its matrices");
  if (n == 0)
    return THETA_STATUS_OK;
  if (k == 0)
    {
      THETA_CUDA_CALL (self, cudaMemsetAsync (c->data, 0, n * n * sizeof (double), self->stream),
                       "clearing a matrix");
      return theta_cuda_wait (self, "clearing a matrix");
    }
  THETA_CUDA_RETURN (bring_roots (self, k, s, &root));
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_STRIP, n * columns * sizeof (double),
                                      (void **) &strip));
  for (size_t j0 = 0; j0 < k; j0 += columns)
    {
      size_t width = j0 + columns < k ? columns : k - j0;

      THETA_LAUNCH (scale_columns, 8 * self->processors, 256, self->stream, n, k, j0, width,
                    a->data, root, strip);
      THETA_CUDA_RETURN (add_square (self, n, width, strip, j0 == 0 ? 0.0 : 1.0, c->data,
                                     (double) j0 / k, (double) (j0 + width) / k));
    }
  THETA_CUDA_RETURN (theta_cuda_mirror (self, n, c->data));
  return theta_cuda_wait (self, "multiplying a matrix with itself");
}

THETA_KERNEL (pick_diagonal) (size_t n, const double *a, double *out)
{
  size_t step = (size_t) gridDim.x * blockDim.x;

  THETA_PHASE
  for (size_t i = (size_t) blockIdx.x * blockDim.x + threadIdx.x; i < n; i += step)
    out[i] = a[i * n + i];
}

/* Packed on the device: a copy of single numbers n + 1 apart takes far longer. */
ThetaStatus
theta_cuda_diagonal (ThetaDevice *device, size_t n, const ThetaBuffer *a, double *out)
{
  ThetaCudaDevice *self = theta_cuda (device);
  double *packed;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (n * n > a->count)
    return theta_cuda_refuse (self, "A diagonal reads past the end of its matrix");
  if (n == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_Y, n * sizeof (double),
                                      (void **) &packed));
  THETA_LAUNCH (pick_diagonal, 2 * self->processors, 256, self->stream, n, a->data, packed);
  return theta_cuda_to_host (self, out, packed, n * sizeof *out);
}
