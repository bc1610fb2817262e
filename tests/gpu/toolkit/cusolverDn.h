/* What the module asks of cuSOLVER, on the host; column-major. */
#pragma once

#include <cublas_v2.h>
#include <stddef.h>

typedef struct HostSolver *cusolverDnHandle_t;
typedef struct HostParams *cusolverDnParams_t;

typedef enum
{
  CUSOLVER_STATUS_SUCCESS = 0,
  CUSOLVER_STATUS_ALLOC_FAILED = 2,
  CUSOLVER_STATUS_INVALID_VALUE = 3
} cusolverStatus_t;

typedef enum
{
  CUSOLVER_EIG_MODE_NOVECTOR,
  CUSOLVER_EIG_MODE_VECTOR
} cusolverEigMode_t;

typedef enum
{
  CUDA_R_32F = 0,
  CUDA_R_64F = 1
} cudaDataType;

typedef enum
{
  MAJOR_VERSION,
  MINOR_VERSION,
  PATCH_LEVEL
} libraryPropertyType;

cusolverStatus_t cusolverDnCreate (cusolverDnHandle_t *handle);
cusolverStatus_t cusolverDnDestroy (cusolverDnHandle_t handle);
cusolverStatus_t cusolverDnSetStream (cusolverDnHandle_t handle, struct HostStream *stream);
cusolverStatus_t cusolverDnCreateParams (cusolverDnParams_t *params);
cusolverStatus_t cusolverDnDestroyParams (cusolverDnParams_t params);
cusolverStatus_t cusolverGetProperty (libraryPropertyType which, int *value);
cusolverStatus_t cusolverDnXpotrf_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params,
                                              cublasFillMode_t fill, int64_t n, cudaDataType type,
                                              const void *a, int64_t lda, cudaDataType compute,
                                              size_t *on_device, size_t *on_host);
cusolverStatus_t cusolverDnXpotrf (cusolverDnHandle_t handle, cusolverDnParams_t params,
                                   cublasFillMode_t fill, int64_t n, cudaDataType type, void *a,
                                   int64_t lda, cudaDataType compute, void *work, size_t on_device,
                                   void *host_work, size_t on_host, int *info);
cusolverStatus_t cusolverDnXsyevd_bufferSize (cusolverDnHandle_t handle, cusolverDnParams_t params,
                                              cusolverEigMode_t mode, cublasFillMode_t fill,
                                              int64_t n, cudaDataType type, const void *a,
                                              int64_t lda, cudaDataType w_type, const void *w,
                                              cudaDataType compute, size_t *on_device,
                                              size_t *on_host);
cusolverStatus_t cusolverDnXsyevd (cusolverDnHandle_t handle, cusolverDnParams_t params,
                                   cusolverEigMode_t mode, cublasFillMode_t fill, int64_t n,
                                   cudaDataType type, void *a, int64_t lda, cudaDataType w_type,
                                   void *w, cudaDataType compute, void *work, size_t on_device,
                                   void *host_work, size_t on_host, int *info);
