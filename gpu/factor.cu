/* Cholesky factors in float64 and float32, their solves, and eigenvalues.
 * Matrices are row-major: see blas.cuh for how cuBLAS and cuSOLVER see them. */
#include "factor.cuh"
#include "launch.h"

#include <math.h>
#include <stdlib.h>

#include "device/scale-columns.h"

/* Columns that are eliminated together, and rows that a solve takes together. */
#define PANEL 2048
#define PANEL_SMALL 512
#define SOLVE_ROWS 1024

template <typename Real> struct Traits;
template <> struct Traits<double>
{
  static constexpr cudaDataType type = CUDA_R_64F;
};
template <> struct Traits<float>
{
  static constexpr cudaDataType type = CUDA_R_32F;
};

/* cuSOLVER's answer and ours: word 0 its info, word 1 whether an entry was bad. */
static ThetaStatus
flags (ThetaCudaDevice *self, int **out)
{
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_INFO, 2 * sizeof (int),
                                      (void **) out));
  THETA_CUDA_CALL (self, cudaMemsetAsync (*out, 0, 2 * sizeof (int), self->stream),
                   "clearing a flag");
  return THETA_STATUS_OK;
}

static ThetaStatus
read_flags (ThetaCudaDevice *self, const int *device, int *host)
{
  return theta_cuda_to_host (self, host, device, 2 * sizeof (int));
}

/* cuSOLVER may let a NaN pivot pass.  Every thread that finds one writes the same. */
template <typename Real>
THETA_KERNEL (check_diagonal) (size_t n, size_t stride, const Real *a, int *bad)
{
  THETA_PHASE
  {
    size_t i = (size_t) blockIdx.x * blockDim.x + threadIdx.x;

    if (i < n && (!(a[i * stride + i] > 0) || isinf (a[i * stride + i])))
      *bad = 1;
  }
}

/* cuSOLVER's Cholesky of the n × n block at @a. */
template <typename Real>
static ThetaStatus
factor_diagonal (ThetaCudaDevice *self, size_t n, size_t stride, Real *a, double fraction)
{
  const char *what = "factorizing";
  const cudaDataType type = Traits<Real>::type;
  size_t on_device = 0, on_host = 0;
  void *work, *host_work = NULL;
  int *info, answer[2] = { 0, 0 };
  cusolverStatus_t outcome;
  ThetaStatus status;

  THETA_CUDA_RETURN (flags (self, &info));
  THETA_CUDA_SOLVER (self,
                     cusolverDnXpotrf_bufferSize (self->solver, self->solver_params,
                                                  CUBLAS_FILL_MODE_UPPER, n, type, a, stride, type,
                                                  &on_device, &on_host),
                     what);
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_SOLVER, on_device, &work));
  if (on_host > 0 && (host_work = malloc (on_host)) == NULL)
    return THETA_STATUS_NO_MEMORY;
  outcome = cusolverDnXpotrf (self->solver, self->solver_params, CUBLAS_FILL_MODE_UPPER, n, type, a,
                              stride, type, work, on_device, host_work, on_host, info);
  THETA_LAUNCH (check_diagonal<Real>, (unsigned) ((n + 255) / 256), 256, self->stream, n, stride,
                a, info + 1);
  /* What the host lends must stay until the call has ended. */
  status = theta_cuda_check_solver (self, outcome, what);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_step (self, fraction, what);
  if (status == THETA_STATUS_OK)
    status = read_flags (self, info, answer);
  free (host_work);
  THETA_CUDA_RETURN (status);
  if (answer[0] < 0)
    return theta_cuda_refuse (self, "cuSOLVER refused an argument of a factorization");
  return answer[0] == 0 && answer[1] == 0 ? THETA_STATUS_OK : THETA_STATUS_NOT_POSITIVE;
}

/* Columns [k0, k1), whose diagonal block is done: L_ik := A_ik L_kk⁻ᵀ below it, then the
 * rest −= L_·k L_·kᵀ, in strips of rows. */
template <typename Real>
static ThetaStatus
eliminate (ThetaCudaDevice *self, size_t n, Real *a, size_t k0, size_t k1)
{
  const char *what = "factorizing";
  size_t width = k1 - k0, rows;
  double from = fraction_at (n, k0), to = fraction_at (n, k1), flops = budget (self, Real ());

  rows = theta_cuda_at_most (flops / ((double) width * width), n - k1);
  for (size_t i = k1; i < n; i += rows)
    {
      size_t count = i + rows < n ? rows : n - i;

      THETA_CUDA_BLAS (self,
                       blas_trsm (self->blas, CUBLAS_SIDE_LEFT, CUBLAS_OP_T, width, count,
                                  a + k0 * n + k0, n, a + i * n + k0, n),
                       what);
      THETA_CUDA_RETURN (theta_cuda_step (self, from, what));
    }
  rows = theta_cuda_at_most (flops / (2.0 * width * (n - k1)), n - k1);
  for (size_t i = k1; i < n; i += rows)
    {
      size_t count = i + rows < n ? rows : n - i;
      double part = (double) (i + count - k1) / (n - k1);

      if (i > k1)
        THETA_CUDA_BLAS (self,
                         blas_gemm (self->blas, CUBLAS_OP_T, CUBLAS_OP_N, i - k1, count, width,
                                    (Real) -1, a + k1 * n + k0, n, a + i * n + k0, n, (Real) 1,
                                    a + i * n + k1, n),
                         what);
      THETA_CUDA_BLAS (self,
                       blas_syrk (self->blas, count, width, (Real) -1, a + i * n + k0, n, (Real) 1,
                                  a + i * n + i, n),
                       what);
      THETA_CUDA_RETURN (theta_cuda_step (self, from + (to - from) * part * part, what));
    }
  return THETA_STATUS_OK;
}

template <typename Real>
static ThetaStatus
factorize (ThetaCudaDevice *self, size_t n, Real *a)
{
  double flops = budget (self, Real ());
  size_t panel = n;

  if (n == 0)
    return theta_cuda_step (self, 1, "factorizing");
  if ((double) n * n * n / 3 > flops)
    panel = flops > (double) PANEL * PANEL * PANEL / 3 ? PANEL : PANEL_SMALL;
  for (size_t k0 = 0; k0 < n; k0 += panel)
    {
      size_t k1 = k0 + panel < n ? k0 + panel : n;

      THETA_CUDA_RETURN (factor_diagonal (self, k1 - k0, n, a + k0 * n + k0, fraction_at (n, k0)));
      if (k1 < n)
        THETA_CUDA_RETURN (eliminate (self, n, a, k0, k1));
    }
  return theta_cuda_wait (self, "factorizing");
}

/* One sweep over rows [k0, k1): L X = B from the top, Lᵀ X = B from the bottom; B n × c
 * row-major.  As on the CPU. */
template <typename Real>
static cublasStatus_t
solve_block (ThetaCudaDevice *self, size_t n, const Real *l, size_t k0, size_t k1, bool transpose,
             size_t c, Real *b)
{
  cublasHandle_t blas = self->blas;
  const Real one = 1;
  size_t width = k1 - k0;
  cublasStatus_t status = CUBLAS_STATUS_SUCCESS;

  if (!transpose && k0 > 0)
    status = c == 1 ? blas_gemv (blas, CUBLAS_OP_T, k0, width, -one, l + k0 * n, n, b, one, b + k0)
                    : blas_gemm (blas, CUBLAS_OP_N, CUBLAS_OP_N, c, width, k0, -one, b, c,
                                 l + k0 * n, n, one, b + k0 * c, c);
  if (status != CUBLAS_STATUS_SUCCESS)
    return status;
  /* Rows of B as columns: Bᵀ := Bᵀ L⁻ᵀ, or Bᵀ L⁻¹; cuBLAS holds U = Lᵀ. */
  status = c == 1 ? blas_trsv (blas, transpose ? CUBLAS_OP_N : CUBLAS_OP_T, width, l + k0 * n + k0,
                               n, b + k0)
                  : blas_trsm (blas, CUBLAS_SIDE_RIGHT, transpose ? CUBLAS_OP_T : CUBLAS_OP_N, c,
                               width, l + k0 * n + k0, n, b + k0 * c, c);
  if (status != CUBLAS_STATUS_SUCCESS || !transpose || k0 == 0)
    return status;
  return c == 1 ? blas_gemv (blas, CUBLAS_OP_N, k0, width, -one, l + k0 * n, n, b + k0, one, b)
                : blas_gemm (blas, CUBLAS_OP_N, CUBLAS_OP_T, c, k0, width, -one, b + k0 * c, c,
                             l + k0 * n, n, one, b, c);
}

/* B (n × c, on the device) := A⁻¹ B. */
template <typename Real>
static ThetaStatus
solve (ThetaCudaDevice *self, size_t n, const Real *l, size_t c, Real *b)
{
  double cost = fmax (2.0 * n * c / budget (self, Real ()), sizeof (Real) * n / self->step_bytes);
  size_t rows = theta_cuda_at_most (1 / cost, SOLVE_ROWS), blocks = (n + rows - 1) / rows;
  double spent = 0;

  for (int transpose = 0; transpose < 2; transpose++)
    for (size_t block = 0; block < blocks; block++)
      {
        size_t k0 = (transpose ? blocks - 1 - block : block) * rows;
        size_t k1 = k0 + rows < n ? k0 + rows : n;

        THETA_CUDA_BLAS (self, solve_block (self, n, l, k0, k1, transpose != 0, c, b), "solving");
        /* Small blocks are launched one after the other without waiting. */
        spent += cost * (double) (k1 - k0);
        if (spent < 0.5 && !(transpose && block + 1 == blocks))
          continue;
        spent = 0;
        THETA_CUDA_RETURN (theta_cuda_step (self, 0.5 * (transpose + (block + 1.0) / blocks),
                                            "solving"));
      }
  return THETA_STATUS_OK;
}

ThetaStatus
theta_cuda_potrf (ThetaDevice *device, size_t n, ThetaBuffer *a)
{
  ThetaCudaDevice *self = theta_cuda (device);

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (n * n > a->count)
    return theta_cuda_refuse (self, "A factorization reads past the end of its matrix");
  return factorize (self, n, a->data);
}

ThetaStatus
theta_cuda_potrs (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c, double *b)
{
  ThetaCudaDevice *self = theta_cuda (device);
  size_t bytes = n * c * sizeof *b;
  double *db;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (n * n > factor->count)
    return theta_cuda_refuse (self, "A solve reads past the end of its factor");
  if (n == 0 || c == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_X, bytes, (void **) &db));
  THETA_CUDA_RETURN (theta_cuda_to_device (self, db, b, bytes));
  THETA_CUDA_RETURN (solve (self, n, factor->data, c, db));
  return theta_cuda_to_host (self, b, db, bytes);
}

/* Lower triangle of rows [i0, i1) to float32. */
THETA_KERNEL (round_rows) (size_t n, size_t i0, size_t i1, const double *a, float *out)
{
  THETA_PHASE
  for (size_t i = i0 + blockIdx.x; i < i1; i += gridDim.x)
    for (size_t j = threadIdx.x; j <= i; j += blockDim.x)
      out[i * n + j] = (float) a[i * n + j];
}

ThetaStatus
theta_cuda_factorize_rounded (ThetaCudaDevice *self, size_t n, const double *a, float *to)
{
  size_t rows = theta_cuda_at_most (self->step_bytes / (12.0 * n), n);

  for (size_t i = 0; i < n; i += rows)
    {
      THETA_LAUNCH (round_rows, 16 * self->processors, 256, self->stream, n, i,
                    i + rows < n ? i + rows : n, a, to);
      THETA_CUDA_RETURN (theta_cuda_step (self, 0, "rounding"));
    }
  return factorize (self, n, to);
}

ThetaStatus
theta_cuda_potrf_single (ThetaDevice *device, size_t n, const ThetaBuffer *a, ThetaBuffer *factor)
{
  ThetaCudaDevice *self = theta_cuda (device);

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (a == factor || n * n > a->count || n * n > 2 * factor->count)
    return theta_cuda_refuse (self, "A factorization reads past the end of its matrix");
  return theta_cuda_factorize_rounded (self, n, a->data, (float *) factor->data);
}

ThetaStatus
theta_cuda_potrs_single (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c,
                         double *b)
{
  ThetaCudaDevice *self = theta_cuda (device);
  size_t bytes = n * c * sizeof (float);
  float *rounded, *db;
  double *scale;
  ThetaStatus status;

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (n * n > 2 * factor->count)
    return theta_cuda_refuse (self, "A solve reads past the end of its factor");
  if (n == 0 || c == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_X, bytes, (void **) &db));
  rounded = (float *) malloc (bytes);
  scale = (double *) malloc (c * sizeof *scale);
  status = rounded != NULL && scale != NULL ? THETA_STATUS_OK : THETA_STATUS_NO_MEMORY;
  if (status == THETA_STATUS_OK)
    {
      theta_columns_to_single (n, c, b, scale, rounded);
      status = theta_cuda_to_device (self, db, rounded, bytes);
    }
  if (status == THETA_STATUS_OK)
    status = solve (self, n, (const float *) factor->data, c, db);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_to_host (self, rounded, db, bytes);
  if (status == THETA_STATUS_OK)
    theta_columns_to_double (n, c, rounded, scale, b);
  free (rounded);
  free (scale);
  return status;
}

/* Whether the lower triangle holds something that is no number. */
THETA_KERNEL (check_finite) (size_t n, const double *a, int *bad)
{
  THETA_PHASE
  for (size_t i = blockIdx.x; i < n; i += gridDim.x)
    for (size_t j = threadIdx.x; j <= i; j += blockDim.x)
      if (!isfinite (a[i * n + j]))
        *bad = 1;
}

/* cuSOLVER's eigenvalues, with @mode's eigenvectors in the columns of a column-major matrix;
 * @values on the device. */
static ThetaStatus
find_eigenvalues (ThetaCudaDevice *self, size_t n, double *a, cusolverEigMode_t mode,
                  double *values, int *info)
{
  const char *what = "finding eigenvalues";
  size_t on_device = 0, on_host = 0;
  void *work, *host_work = NULL;
  ThetaStatus status;

  THETA_CUDA_SOLVER (self,
                     cusolverDnXsyevd_bufferSize (self->solver, self->solver_params, mode,
                                                  CUBLAS_FILL_MODE_UPPER, n, CUDA_R_64F, a, n,
                                                  CUDA_R_64F, values, CUDA_R_64F, &on_device,
                                                  &on_host),
                     what);
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_SOLVER, on_device, &work));
  if (on_host > 0 && (host_work = malloc (on_host)) == NULL)
    return THETA_STATUS_NO_MEMORY;
  status = theta_cuda_check_solver (
      self,
      cusolverDnXsyevd (self->solver, self->solver_params, mode, CUBLAS_FILL_MODE_UPPER, n,
                        CUDA_R_64F, a, n, CUDA_R_64F, values, CUDA_R_64F, work, on_device,
                        host_work, on_host, info),
      what);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_step (self, 0.5, what);
  if (status == THETA_STATUS_OK)
    status = theta_cuda_wait (self, what);
  free (host_work);
  return status;
}

ThetaStatus
theta_cuda_syevd (ThetaDevice *device, size_t n, ThetaBuffer *a, int vectors, double *w)
{
  ThetaCudaDevice *self = theta_cuda (device);
  const double one = 1, zero = 0;
  double *values, *turned;
  int *info, answer[2];

  THETA_CUDA_RETURN (theta_cuda_begin (self));
  if (n > THETA_SYEVD_MAX || n * n > a->count)
    return theta_cuda_refuse (self, "Eigenvalues of so large a matrix are not offered");
  if (n == 0)
    return THETA_STATUS_OK;
  THETA_CUDA_RETURN (flags (self, &info));
  THETA_LAUNCH (check_finite, (unsigned) n, 128, self->stream, n, a->data, info + 1);
  THETA_CUDA_RETURN (theta_cuda_step (self, 0, "finding eigenvalues"));
  THETA_CUDA_RETURN (read_flags (self, info, answer));
  if (answer[1] != 0)
    return THETA_STATUS_NOT_CONVERGED;
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_X, n * sizeof (double),
                                      (void **) &values));
  THETA_CUDA_RETURN (find_eigenvalues (self, n, a->data,
                                       vectors ? CUSOLVER_EIG_MODE_VECTOR
                                               : CUSOLVER_EIG_MODE_NOVECTOR,
                                       values, info));
  THETA_CUDA_RETURN (read_flags (self, info, answer));
  if (answer[0] != 0)
    return answer[0] > 0 ? THETA_STATUS_NOT_CONVERGED
                         : theta_cuda_refuse (self, "cuSOLVER refused an eigenvalue problem");
  if (!vectors)
    return theta_cuda_to_host (self, w, values, n * sizeof (double));
  /* Row-major eigenvectors in columns. */
  THETA_CUDA_RETURN (theta_cuda_work (self, THETA_CUDA_WORK_STRIP, n * n * sizeof (double),
                                      (void **) &turned));
  THETA_CUDA_BLAS (self,
                   cublasDgeam (self->blas, CUBLAS_OP_T, CUBLAS_OP_N, (int) n, (int) n, &one,
                                a->data, (int) n, &zero, a->data, (int) n, turned, (int) n),
                   "turning eigenvectors");
  THETA_CUDA_CALL (self,
                   cudaMemcpyAsync (a->data, turned, n * n * sizeof (double),
                                    cudaMemcpyDeviceToDevice, self->stream),
                   "turning eigenvectors");
  return theta_cuda_to_host (self, w, values, n * sizeof (double));
}
