/* The machine that the module finds when it opens its device: by THETA_TEST_MACHINE one with a
 * GPU of the tests, or one that does not serve, each in its way. */
#include <cublas_v2.h>
#include <cuda_runtime.h>
#include <cusolverDn.h>

#include <glib.h>

static bool
is_machine (const char *name)
{
  return g_strcmp0 (g_getenv ("THETA_TEST_MACHINE"), name) == 0;
}

/* A handle that is not NULL; nothing is behind it. */
template <typename Handle>
static void
make (Handle *handle)
{
  static char nothing;

  *handle = (Handle) (void *) &nothing;
}

cudaError_t
cudaDriverGetVersion (int *version)
{
  *version = is_machine ("no-driver") ? 0 : is_machine ("old-driver") ? 11040 : 13000;
  return cudaSuccess;
}

cudaError_t
cudaRuntimeGetVersion (int *version)
{
  *version = 13000;
  return cudaSuccess;
}

cudaError_t
cudaGetDeviceCount (int *count)
{
  *count = 0;
  if (is_machine ("no-driver") || is_machine ("old-driver"))
    return cudaErrorInsufficientDriver;
  if (is_machine ("no-gpu"))
    return cudaErrorNoDevice;
  if (is_machine ("not-ready"))
    return cudaErrorSystemNotReady;
  *count = 1;
  return cudaSuccess;
}

cudaError_t
cudaGetDeviceProperties (cudaDeviceProp *properties, int index)
{
  g_strlcpy (properties->name, "CUDA as loops", sizeof properties->name);
  return cudaSuccess;
}

/* Slow and small, so that calls take several blocks. */
cudaError_t
cudaDeviceGetAttribute (int *value, cudaDeviceAttr which, int index)
{
  switch (which)
    {
    case cudaDevAttrClockRate:
      *value = 6500;
      break;
    case cudaDevAttrSingleToDoublePrecisionPerfRatio:
      *value = 1;
      break;
    case cudaDevAttrMemoryClockRate:
      *value = 520;
      break;
    case cudaDevAttrGlobalMemoryBusWidth:
      *value = 256;
      break;
    case cudaDevAttrMultiProcessorCount:
      *value = 2;
      break;
    case cudaDevAttrMaxSharedMemoryPerBlock:
      *value = 49152;
      break;
    case cudaDevAttrL2CacheSize:
      *value = 200000;
      break;
    case cudaDevAttrComputeCapabilityMajor:
      *value = is_machine ("old-gpu") ? 6 : 9;
      break;
    case cudaDevAttrComputeCapabilityMinor:
      *value = is_machine ("old-gpu") ? 1 : 0;
      break;
    }
  return cudaSuccess;
}

cudaError_t
cudaDeviceGetStreamPriorityRange (int *least, int *greatest)
{
  *least = 0;
  *greatest = -1;
  return cudaSuccess;
}

cudaError_t
cudaStreamCreateWithFlags (cudaStream_t *stream, unsigned flags)
{
  if (is_machine ("busy"))
    return cudaErrorDevicesUnavailable;
  make (stream);
  return cudaSuccess;
}

cudaError_t
cudaStreamCreateWithPriority (cudaStream_t *stream, unsigned flags, int priority)
{
  make (stream);
  return cudaSuccess;
}

cudaError_t
cudaStreamDestroy (cudaStream_t stream)
{
  return cudaSuccess;
}

cudaError_t
cudaEventCreateWithFlags (cudaEvent_t *event, unsigned flags)
{
  make (event);
  return cudaSuccess;
}

cudaError_t
cudaEventDestroy (cudaEvent_t event)
{
  return cudaSuccess;
}

cublasStatus_t
cublasCreate (cublasHandle_t *handle)
{
  make (handle);
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t
cublasDestroy (cublasHandle_t handle)
{
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t
cublasSetStream (cublasHandle_t handle, struct HostStream *stream)
{
  return CUBLAS_STATUS_SUCCESS;
}

cublasStatus_t
cublasGetVersion (cublasHandle_t handle, int *version)
{
  *version = 130002;
  return CUBLAS_STATUS_SUCCESS;
}

cusolverStatus_t
cusolverDnCreate (cusolverDnHandle_t *handle)
{
  make (handle);
  return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t
cusolverDnDestroy (cusolverDnHandle_t handle)
{
  return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t
cusolverDnSetStream (cusolverDnHandle_t handle, struct HostStream *stream)
{
  return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t
cusolverDnCreateParams (cusolverDnParams_t *params)
{
  make (params);
  return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t
cusolverDnDestroyParams (cusolverDnParams_t params)
{
  return CUSOLVER_STATUS_SUCCESS;
}

cusolverStatus_t
cusolverGetProperty (libraryPropertyType which, int *value)
{
  static const int version[] = { 12, 0, 3 };

  *value = version[which];
  return CUSOLVER_STATUS_SUCCESS;
}
