/* What the module asks of cuBLAS, on the host; column-major. */
#pragma once

#include <stdint.h>

struct HostStream;
typedef struct HostBlas *cublasHandle_t;

typedef enum
{
  CUBLAS_STATUS_SUCCESS = 0,
  CUBLAS_STATUS_ALLOC_FAILED = 3,
  CUBLAS_STATUS_INVALID_VALUE = 7
} cublasStatus_t;

typedef enum
{
  CUBLAS_OP_N,
  CUBLAS_OP_T
} cublasOperation_t;

typedef enum
{
  CUBLAS_FILL_MODE_LOWER,
  CUBLAS_FILL_MODE_UPPER
} cublasFillMode_t;

typedef enum
{
  CUBLAS_SIDE_LEFT,
  CUBLAS_SIDE_RIGHT
} cublasSideMode_t;

typedef enum
{
  CUBLAS_DIAG_NON_UNIT,
  CUBLAS_DIAG_UNIT
} cublasDiagType_t;

cublasStatus_t cublasCreate (cublasHandle_t *handle);
cublasStatus_t cublasDestroy (cublasHandle_t handle);
cublasStatus_t cublasSetStream (cublasHandle_t handle, struct HostStream *stream);
cublasStatus_t cublasGetVersion (cublasHandle_t handle, int *version);
const char *cublasGetStatusString (cublasStatus_t status);
cublasStatus_t cublasDgemm_64 (cublasHandle_t handle, cublasOperation_t first,
                               cublasOperation_t second, int64_t m, int64_t n, int64_t k,
                               const double *alpha, const double *a, int64_t lda, const double *b,
                               int64_t ldb, const double *beta, double *c, int64_t ldc);
cublasStatus_t cublasSgemm_64 (cublasHandle_t handle, cublasOperation_t first,
                               cublasOperation_t second, int64_t m, int64_t n, int64_t k,
                               const float *alpha, const float *a, int64_t lda, const float *b,
                               int64_t ldb, const float *beta, float *c, int64_t ldc);
cublasStatus_t cublasDgemv_64 (cublasHandle_t handle, cublasOperation_t form, int64_t m, int64_t n,
                               const double *alpha, const double *a, int64_t lda, const double *x,
                               int64_t incx, const double *beta, double *y, int64_t incy);
cublasStatus_t cublasSgemv_64 (cublasHandle_t handle, cublasOperation_t form, int64_t m, int64_t n,
                               const float *alpha, const float *a, int64_t lda, const float *x,
                               int64_t incx, const float *beta, float *y, int64_t incy);
cublasStatus_t cublasDsyrk_64 (cublasHandle_t handle, cublasFillMode_t fill,
                               cublasOperation_t form, int64_t n, int64_t k, const double *alpha,
                               const double *a, int64_t lda, const double *beta, double *c,
                               int64_t ldc);
cublasStatus_t cublasSsyrk_64 (cublasHandle_t handle, cublasFillMode_t fill,
                               cublasOperation_t form, int64_t n, int64_t k, const float *alpha,
                               const float *a, int64_t lda, const float *beta, float *c,
                               int64_t ldc);
cublasStatus_t cublasDtrsm_64 (cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t fill,
                               cublasOperation_t form, cublasDiagType_t diagonal, int64_t m,
                               int64_t n, const double *alpha, const double *a, int64_t lda,
                               double *b, int64_t ldb);
cublasStatus_t cublasStrsm_64 (cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t fill,
                               cublasOperation_t form, cublasDiagType_t diagonal, int64_t m,
                               int64_t n, const float *alpha, const float *a, int64_t lda, float *b,
                               int64_t ldb);
cublasStatus_t cublasDtrsv_64 (cublasHandle_t handle, cublasFillMode_t fill,
                               cublasOperation_t form, cublasDiagType_t diagonal, int64_t n,
                               const double *a, int64_t lda, double *x, int64_t incx);
cublasStatus_t cublasStrsv_64 (cublasHandle_t handle, cublasFillMode_t fill,
                               cublasOperation_t form, cublasDiagType_t diagonal, int64_t n,
                               const float *a, int64_t lda, float *x, int64_t incx);
cublasStatus_t cublasDsymv_64 (cublasHandle_t handle, cublasFillMode_t fill, int64_t n,
                               const double *alpha, const double *a, int64_t lda, const double *x,
                               int64_t incx, const double *beta, double *y, int64_t incy);
cublasStatus_t cublasDsymm_64 (cublasHandle_t handle, cublasSideMode_t side, cublasFillMode_t fill,
                               int64_t m, int64_t n, const double *alpha, const double *a,
                               int64_t lda, const double *b, int64_t ldb, const double *beta,
                               double *c, int64_t ldc);
cublasStatus_t cublasDgeam (cublasHandle_t handle, cublasOperation_t first,
                            cublasOperation_t second, int m, int n, const double *alpha,
                            const double *a, int lda, const double *beta, const double *b, int ldb,
                            double *c, int ldc);
