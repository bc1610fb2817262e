/* What kernels are written with, so that the same source runs on the device and, in
 * the tests, as loops on the host.
 *
 * A kernel is a sequence of phases; in a phase every thread of the block runs the same
 * statements, and between phases all wait.  Outside of phases stand only statements that
 * are the same for the whole block (loops over tiles, say).  What threads hand to each
 * other and what a thread keeps from phase to phase lies in shared memory.  `continue' ends
 * a thread's phase; `break' and `return' must not leave one.
 *
 *   THETA_KERNEL (sum) (size_t n, const double *x, double *out)
 *   {
 *     THETA_SHARED (double, part, [256]);
 *
 *     THETA_PHASE
 *       part[threadIdx.x] = …
 *     THETA_PHASE
 *       if (threadIdx.x == 0) …
 *   }
 *   THETA_LAUNCH (sum, grid, 256, stream, n, x, out); */
#pragma once

#include <cuda_runtime.h>

#ifdef __CUDACC__

/* Blocks have 256 threads at most; three of them on a multiprocessor keep enough reads of
 * memory in flight. */
#define THETA_KERNEL(name) static __global__ void __launch_bounds__ (256, 3) name
#define THETA_DEVICE static __device__ __forceinline__
#define THETA_SHARED(type, name, size) __shared__ type name size
#define THETA_PHASE for (int theta_phase_ = 0; theta_phase_ < 1; __syncthreads (), theta_phase_++)
#define THETA_LAUNCH(kernel, grid, block, stream, ...)                                            \
  kernel<<<(grid), (block), 0, (stream)>>> (__VA_ARGS__)

#else
#include "host-launch.h"
#endif
