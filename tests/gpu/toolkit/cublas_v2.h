/* What the operations on kernel sets ask of cuBLAS, on the host; column-major. */
#pragma once

#include <stdint.h>

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

const char *cublasGetStatusString (cublasStatus_t status);
cublasStatus_t cublasDgemm_64 (cublasHandle_t handle, cublasOperation_t first,
                               cublasOperation_t second, int64_t m, int64_t n, int64_t k,
                               const double *alpha, const double *a, int64_t lda, const double *b,
                               int64_t ldb, const double *beta, double *c, int64_t ldc);
