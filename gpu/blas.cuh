/* cuBLAS for row-major matrices in both precisions.  A row-major matrix is cuBLAS's
 * column-major transpose, a row-major lower triangle its upper one; sizes and strides
 * are 64-bit throughout.  Leading dimensions are those of the row-major matrix. */
#pragma once

#include "cuda-private.h"

static inline cublasStatus_t
blas_gemm (cublasHandle_t handle, cublasOperation_t first, cublasOperation_t second, int64_t m,
           int64_t n, int64_t k, double alpha, const double *a, int64_t lda, const double *b,
           int64_t ldb, double beta, double *c, int64_t ldc)
{
  return cublasDgemm_64 (handle, first, second, m, n, k, &alpha, a, lda, b, ldb, &beta, c, ldc);
}

static inline cublasStatus_t
blas_gemm (cublasHandle_t handle, cublasOperation_t first, cublasOperation_t second, int64_t m,
           int64_t n, int64_t k, float alpha, const float *a, int64_t lda, const float *b,
           int64_t ldb, float beta, float *c, int64_t ldc)
{
  return cublasSgemm_64 (handle, first, second, m, n, k, &alpha, a, lda, b, ldb, &beta, c, ldc);
}

static inline cublasStatus_t
blas_gemv (cublasHandle_t handle, cublasOperation_t form, int64_t m, int64_t n, double alpha,
           const double *a, int64_t lda, const double *x, double beta, double *y)
{
  return cublasDgemv_64 (handle, form, m, n, &alpha, a, lda, x, 1, &beta, y, 1);
}

static inline cublasStatus_t
blas_gemv (cublasHandle_t handle, cublasOperation_t form, int64_t m, int64_t n, float alpha,
           const float *a, int64_t lda, const float *x, float beta, float *y)
{
  return cublasSgemv_64 (handle, form, m, n, &alpha, a, lda, x, 1, &beta, y, 1);
}

/* Upper triangle (column-major) of C := alpha AᵀA + beta C, A k × n. */
static inline cublasStatus_t
blas_syrk (cublasHandle_t handle, int64_t n, int64_t k, double alpha, const double *a, int64_t lda,
           double beta, double *c, int64_t ldc)
{
  return cublasDsyrk_64 (handle, CUBLAS_FILL_MODE_UPPER, CUBLAS_OP_T, n, k, &alpha, a, lda, &beta,
                         c, ldc);
}

static inline cublasStatus_t
blas_syrk (cublasHandle_t handle, int64_t n, int64_t k, float alpha, const float *a, int64_t lda,
           float beta, float *c, int64_t ldc)
{
  return cublasSsyrk_64 (handle, CUBLAS_FILL_MODE_UPPER, CUBLAS_OP_T, n, k, &alpha, a, lda, &beta,
                         c, ldc);
}

/* B (m × n, column-major) := op(U)⁻¹ B, or B op(U)⁻¹ on the right. */
static inline cublasStatus_t
blas_trsm (cublasHandle_t handle, cublasSideMode_t side, cublasOperation_t form, int64_t m,
           int64_t n, const double *u, int64_t ldu, double *b, int64_t ldb)
{
  const double one = 1;

  return cublasDtrsm_64 (handle, side, CUBLAS_FILL_MODE_UPPER, form, CUBLAS_DIAG_NON_UNIT, m, n,
                         &one, u, ldu, b, ldb);
}

static inline cublasStatus_t
blas_trsm (cublasHandle_t handle, cublasSideMode_t side, cublasOperation_t form, int64_t m,
           int64_t n, const float *u, int64_t ldu, float *b, int64_t ldb)
{
  const float one = 1;

  return cublasStrsm_64 (handle, side, CUBLAS_FILL_MODE_UPPER, form, CUBLAS_DIAG_NON_UNIT, m, n,
                         &one, u, ldu, b, ldb);
}

static inline cublasStatus_t
blas_trsv (cublasHandle_t handle, cublasOperation_t form, int64_t n, const double *u, int64_t ldu,
           double *x)
{
  return cublasDtrsv_64 (handle, CUBLAS_FILL_MODE_UPPER, form, CUBLAS_DIAG_NON_UNIT, n, u, ldu, x,
                         1);
}

static inline cublasStatus_t
blas_trsv (cublasHandle_t handle, cublasOperation_t form, int64_t n, const float *u, int64_t ldu,
           float *x)
{
  return cublasStrsv_64 (handle, CUBLAS_FILL_MODE_UPPER, form, CUBLAS_DIAG_NON_UNIT, n, u, ldu, x,
                         1);
}
