/* cuBLAS and cuSOLVER of toolkit/ by the CPU's libraries, with their checks of shapes. */
#include <cublas_v2.h>
#include <cusolverDn.h>

#include <cblas.h>
#include <glib.h>
#include <lapacke.h>
#include <string.h>

/* What cuSOLVER wants for itself, of which the tests' guard zones see every byte. */
#define DEVICE_BYTES 640
#define HOST_BYTES 320
#define MARK 0x33

static CBLAS_TRANSPOSE
form_of (cublasOperation_t form)
{
  return form == CUBLAS_OP_N ? CblasNoTrans : CblasTrans;
}

static CBLAS_UPLO
fill_of (cublasFillMode_t fill)
{
  return fill == CUBLAS_FILL_MODE_UPPER ? CblasUpper : CblasLower;
}

static CBLAS_SIDE
side_of (cublasSideMode_t side)
{
  return side == CUBLAS_SIDE_LEFT ? CblasLeft : CblasRight;
}

static bool
is_matrix (int64_t rows, int64_t columns, int64_t stride)
{
  return rows >= 0 && columns >= 0 && stride >= MAX (1, rows);
}

#define REFUSE_UNLESS(condition)                                                                  \
  if (!(condition))                                                                               \
  return CUBLAS_STATUS_INVALID_VALUE

/* The calls that exist in both precisions. */
#define BOTH(letter, small, Real)                                                                 \
  cublasStatus_t cublas##letter##gemv_64 (cublasHandle_t handle, cublasOperation_t form,          \
                                          int64_t m, int64_t n, const Real *alpha, const Real *a, \
                                          int64_t lda, const Real *x, int64_t incx,               \
                                          const Real *beta, Real *y, int64_t incy)                \
  {                                                                                               \
    REFUSE_UNLESS (is_matrix (m, n, lda) && incx != 0 && incy != 0);                              \
    cblas_##small##gemv (CblasColMajor, form_of (form), (int) m, (int) n, *alpha, a, (int) lda,   \
                         x, (int) incx, *beta, y, (int) incy);                                    \
    return CUBLAS_STATUS_SUCCESS;                                                                 \
  }                                                                                               \
  cublasStatus_t cublas##letter##syrk_64 (cublasHandle_t handle, cublasFillMode_t fill,           \
                                          cublasOperation_t form, int64_t n, int64_t k,           \
                                          const Real *alpha, const Real *a, int64_t lda,          \
                                          const Real *beta, Real *c, int64_t ldc)                 \
  {                                                                                               \
    REFUSE_UNLESS (is_matrix (n, n, ldc)                                                          \
                   && (form == CUBLAS_OP_N ? is_matrix (n, k, lda) : is_matrix (k, n, lda)));     \
    cblas_##small##syrk (CblasColMajor, fill_of (fill), form_of (form), (int) n, (int) k, *alpha, \
                         a, (int) lda, *beta, c, (int) ldc);                                      \
    return CUBLAS_STATUS_SUCCESS;                                                                 \
  }                                                                                               \
  cublasStatus_t cublas##letter##trsm_64 (cublasHandle_t handle, cublasSideMode_t side,           \
                                          cublasFillMode_t fill, cublasOperation_t form,          \
                                          cublasDiagType_t diagonal, int64_t m, int64_t n,        \
                                          const Real *alpha, const Real *a, int64_t lda, Real *b, \
                                          int64_t ldb)                                            \
  {                                                                                               \
    REFUSE_UNLESS (is_matrix (m, n, ldb) && lda >= MAX (1, side == CUBLAS_SIDE_LEFT ? m : n));    \
    cblas_##small##trsm (CblasColMajor, side_of (side), fill_of (fill), form_of (form),           \
                         CblasNonUnit, (int) m, (int) n, *alpha, a, (int) lda, b, (int) ldb);     \
    return CUBLAS_STATUS_SUCCESS;                                                                 \
  }                                                                                               \
  cublasStatus_t cublas##letter##trsv_64 (cublasHandle_t handle, cublasFillMode_t fill,           \
                                          cublasOperation_t form, cublasDiagType_t diagonal,      \
                                          int64_t n, const Real *a, int64_t lda, Real *x,         \
                                          int64_t incx)                                           \
  {                                                                                               \
    REFUSE_UNLESS (is_matrix (n, n, lda) && incx != 0);                                           \
    cblas_##small##trsv (CblasColMajor, fill_of (fill), form_of (form), CblasNonUnit, (int) n, a, \
                         (int) lda, x, (int) incx);                                               \
    return CUBLAS_STATUS_SUCCESS;                                                                 \
  }

BOTH (D, d, double)
BOTH (S, s, float)

cublasStatus_t
cublasSgemm_64 (cublasHandle_t handle, cublasOperation_t first, cublasOperation_t second,
                int64_t m, int64_t n, int64_t k, const float *alpha, const float *a, int64_t lda,
                const float *b, int64_t ldb, const float *beta, float *c, int64_t ldc)
{
  REFUSE_UNLESS (is_matrix (m, n, ldc) && lda >= MAX (1, first == CUBLAS_OP_N ? m : k)
                 && ldb >= MAX (1, second == CUBLAS_OP_N ? k : n));
  cblas_sgemm (CblasColMajor, form_of (first), form_of (second), (int) m, (int) n, (int) k, *alpha,
               a, (int) lda, b, (int) ldb, *beta, c, (int) ldc);
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t
cublasDsymv_64 (cublasHandle_t handle, cublasFillMode_t fill, int64_t n, const double *alpha,
                const double *a, int64_t lda, const double *x, int64_t incx, const double *beta,
                double *y, int64_t incy)
{
  REFUSE_UNLESS (is_matrix (n, n, lda) && incx != 0 && incy != 0);
  cblas_dsymv (CblasColMajor, fill_of (fill), (int) n, *alpha, a, (int) lda, x, (int) incx, *beta,
               y, (int) incy);
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t
cublasDsymm_64 (cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t fill, int64_t m,
                int64_t n, const double *alpha, const double *a, int64_t lda, const double *b,
                int64_t ldb, const double *beta, double *c, int64_t ldc)
{
  REFUSE_UNLESS (is_matrix (m, n, ldb) && is_matrix (m, n, ldc)
                 && lda >= MAX (1, side == CUBLAS_SIDE_LEFT ? m : n));
  cblas_dsymm (CblasColMajor, side_of (side), fill_of (fill), (int) m, (int) n, *alpha, a,
               (int) lda, b, (int) ldb, *beta, c, (int) ldc);
  return CUBLAS_STATUS_SUCCESS;
}

/* As far as the module needs it: the transpose. */
cublasStatus_t
cublasDgeam (cublasHandle_t handle, cublasOperation_t first, cublasOperation_t second, int m,
             int n, const double *alpha, const double *a, int lda, const double *beta,
             const double *b, int ldb, double *c, int ldc)
{
  REFUSE_UNLESS (first == CUBLAS_OP_T && *beta == 0 && is_matrix (n, m, lda)
                 && is_matrix (m, n, ldc));
  for (int j = 0; j < n; j++)
    for (int i = 0; i < m; i++)
      c[(size_t) j * ldc + i] = *alpha * a[(size_t) i * lda + j];
  return CUBLAS_STATUS_SUCCESS;
}

cusolverStatus_t
cusolverDnXpotrf_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params,
                             cublasFillMode_t fill, int64_t n, cudaDataType type, const void *a,
                             int64_t lda, cudaDataType compute, size_t *on_device, size_t *on_host)
{
  *on_device = DEVICE_BYTES;
  *on_host = HOST_BYTES;
  return is_matrix (n, n, lda) && type == compute ? CUSOLVER_STATUS_SUCCESS
                                                  : CUSOLVER_STATUS_INVALID_VALUE;
}

cusolverStatus_t
cusolverDnXpotrf (cusolverDnHandle_t handle, cusolverDnParams_t params, cublasFillMode_t fill,
                  int64_t n, cudaDataType type, void *a, int64_t lda, cudaDataType compute,
                  void *work, size_t on_device, void *host_work, size_t on_host, int *info)
{
  char letter = fill == CUBLAS_FILL_MODE_UPPER ? 'U' : 'L';

  if (!is_matrix (n, n, lda) || on_device < DEVICE_BYTES || on_host < HOST_BYTES)
    return CUSOLVER_STATUS_INVALID_VALUE;
  memset (work, MARK, on_device);
  memset (host_work, MARK, on_host);
  *info = type == CUDA_R_64F
              ? LAPACKE_dpotrf_work (LAPACK_COL_MAJOR, letter, (int) n, (double *) a, (int) lda)
              : LAPACKE_spotrf_work (LAPACK_COL_MAJOR, letter, (int) n, (float *) a, (int) lda);
  return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t
cusolverDnXsyevd_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params,
                             cusolverEigMode_t mode, cublasFillMode_t fill, int64_t n,
                             cudaDataType type, const void *a, int64_t lda, cudaDataType w_type,
                             const void *w, cudaDataType compute, size_t *on_device,
                             size_t *on_host)
{
  *on_device = DEVICE_BYTES;
  *on_host = HOST_BYTES;
  return is_matrix (n, n, lda) ? CUSOLVER_STATUS_SUCCESS : CUSOLVER_STATUS_INVALID_VALUE;
}

cusolverStatus_t
cusolverDnXsyevd (cusolverDnHandle_t handle, cusolverDnParams_t params, cusolverEigMode_t mode,
                  cublasFillMode_t fill, int64_t n, cudaDataType type, void *a, int64_t lda,
                  cudaDataType w_type, void *w, cudaDataType compute, void *work, size_t on_device,
                  void *host_work, size_t on_host, int *info)
{
  if (type != CUDA_R_64F || on_device < DEVICE_BYTES || on_host < HOST_BYTES)
    return CUSOLVER_STATUS_INVALID_VALUE;
  memset (work, MARK, on_device);
  memset (host_work, MARK, on_host);
  *info = LAPACKE_dsyevd (LAPACK_COL_MAJOR, mode == CUSOLVER_EIG_MODE_VECTOR ? 'V' : 'N',
                          fill == CUBLAS_FILL_MODE_UPPER ? 'U' : 'L', (int) n, (double *) a,
                          (int) lda, (double *) w);
  return CUSOLVER_STATUS_SUCCESS;
}
