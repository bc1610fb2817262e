/* What the CUDA module asks of the CUDA runtime, on the host: the tests' compiler finds
 * this file in the place of the toolkit's.  "Device" memory is filled with NaN when it is
 * made and stands between guard zones that are checked when it is freed. */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef enum
{
  cudaSuccess = 0,
  cudaErrorMemoryAllocation = 2,
  cudaErrorInvalidConfiguration = 9,
  cudaErrorInsufficientDriver = 35,
  cudaErrorDevicesUnavailable = 46,
  cudaErrorNoDevice = 100,
  cudaErrorNotReady = 600,
  cudaErrorIllegalAddress = 700,
  cudaErrorSystemNotReady = 802,
  cudaErrorUnknown = 999
} cudaError_t;

typedef enum
{
  cudaMemcpyHostToDevice = 1,
  cudaMemcpyDeviceToHost,
  cudaMemcpyDeviceToDevice
} cudaMemcpyKind;

typedef struct HostStream *cudaStream_t;
typedef struct HostEvent *cudaEvent_t;

struct uint3
{
  unsigned x, y, z;
};

struct dim3
{
  unsigned x, y, z;

  dim3 (unsigned width = 1, unsigned height = 1, unsigned depth = 1)
      : x (width), y (height), z (depth)
  {
  }
};

#define __host__
#define __device__

/* Of the last bad launch; cudaGetLastError() takes it. */
inline cudaError_t theta_host_error = cudaSuccess;
/* Whether the threads and blocks of gpu/host-launch.h run in descending order. */
inline bool theta_host_descending = false;
/* Allocations that still succeed; < 0: all. */
inline int theta_host_allocations = -1;

cudaError_t cudaGetLastError (void);
const char *cudaGetErrorString (cudaError_t error);
const char *cudaGetErrorName (cudaError_t error);
cudaError_t cudaSetDevice (int index);
cudaError_t cudaMemGetInfo (size_t *available, size_t *total);
cudaError_t cudaMalloc (void **out, size_t bytes);
cudaError_t cudaFree (void *data);
cudaError_t cudaMemcpyAsync (void *to, const void *from, size_t bytes, cudaMemcpyKind kind,
                             cudaStream_t stream);
cudaError_t cudaMemcpy2DAsync (void *to, size_t to_pitch, const void *from, size_t from_pitch,
                               size_t width, size_t height, cudaMemcpyKind kind,
                               cudaStream_t stream);
cudaError_t cudaMemsetAsync (void *data, int value, size_t bytes, cudaStream_t stream);
cudaError_t cudaStreamQuery (cudaStream_t stream);
cudaError_t cudaStreamSynchronize (cudaStream_t stream);
cudaError_t cudaEventRecord (cudaEvent_t event, cudaStream_t stream);
cudaError_t cudaEventQuery (cudaEvent_t event);

/* ---- machine.cc: what the module asks when it opens a device ---- */

typedef struct
{
  char name[256];
} cudaDeviceProp;

typedef enum
{
  cudaDevAttrClockRate,
  cudaDevAttrSingleToDoublePrecisionPerfRatio,
  cudaDevAttrMemoryClockRate,
  cudaDevAttrGlobalMemoryBusWidth,
  cudaDevAttrMultiProcessorCount,
  cudaDevAttrMaxSharedMemoryPerBlock,
  cudaDevAttrL2CacheSize,
  cudaDevAttrComputeCapabilityMajor,
  cudaDevAttrComputeCapabilityMinor
} cudaDeviceAttr;

#define cudaStreamNonBlocking 1u
#define cudaEventDisableTiming 2u

cudaError_t cudaDriverGetVersion (int *version);
cudaError_t cudaRuntimeGetVersion (int *version);
cudaError_t cudaGetDeviceCount (int *count);
cudaError_t cudaGetDeviceProperties (cudaDeviceProp *properties, int index);
cudaError_t cudaDeviceGetAttribute (int *value, cudaDeviceAttr which, int index);
cudaError_t cudaDeviceGetStreamPriorityRange (int *least, int *greatest);
cudaError_t cudaStreamCreateWithFlags (cudaStream_t *stream, unsigned flags);
cudaError_t cudaStreamCreateWithPriority (cudaStream_t *stream, unsigned flags, int priority);
cudaError_t cudaStreamDestroy (cudaStream_t stream);
cudaError_t cudaEventCreateWithFlags (cudaEvent_t *event, unsigned flags);
cudaError_t cudaEventDestroy (cudaEvent_t event);
