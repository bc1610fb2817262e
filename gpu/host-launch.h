/* launch.h without a GPU: kernels become loops over blocks, phases loops over the threads
 * of a block, so that the tests run the very same source.  Shared memory and what a thread
 * has not written are filled with NaN.  Threads and blocks run in ascending or in
 * descending order (theta_host_descending): sums must not tell the difference, and a phase
 * that reads what another thread writes in it does.  One thread of the host at a time. */
#pragma once

#include <string.h>

#define THETA_KERNEL(name) static void name
#define THETA_DEVICE static inline
#define THETA_SHARED(type, name, size)                                                            \
  static type name size;                                                                          \
  memset (&name, 0xff, sizeof name)
#define THETA_PHASE                                                                               \
  for (unsigned theta_phase_ = 0; theta_host_thread (theta_phase_); theta_phase_++)
#define THETA_LAUNCH(kernel, grid, block, stream, ...)                                            \
  theta_host_launch (kernel, grid, block, __VA_ARGS__)

inline uint3 threadIdx, blockIdx;
inline dim3 blockDim, gridDim;

/* Makes the @turn-th thread of the block the running one; false when there is none. */
static inline bool
theta_host_thread (unsigned turn)
{
  unsigned count = blockDim.x * blockDim.y * blockDim.z;
  unsigned at = theta_host_descending ? count - 1 - turn : turn;

  if (turn >= count)
    return false;
  threadIdx.x = at % blockDim.x;
  threadIdx.y = at / blockDim.x % blockDim.y;
  threadIdx.z = at / blockDim.x / blockDim.y;
  return true;
}

/* What the device allows. */
static inline bool
theta_host_allows (dim3 grid, dim3 block)
{
  return grid.x > 0 && grid.y > 0 && grid.z > 0 && grid.x <= 0x7fffffffu && grid.y <= 65535
         && grid.z <= 65535 && block.x > 0 && block.y > 0 && block.z > 0
         && block.x * block.y * block.z <= 1024 && block.z <= 64;
}

template <typename... Parameters, typename... Arguments>
static inline void
theta_host_launch (void (*kernel) (Parameters...), dim3 grid, dim3 block, Arguments... arguments)
{
  size_t count;

  if (!theta_host_allows (grid, block))
    {
      theta_host_error = cudaErrorInvalidConfiguration;
      return;
    }
  gridDim = grid;
  blockDim = block;
  count = (size_t) grid.x * grid.y * grid.z;
  for (size_t turn = 0; turn < count; turn++)
    {
      size_t at = theta_host_descending ? count - 1 - turn : turn;

      blockIdx.x = (unsigned) (at % grid.x);
      blockIdx.y = (unsigned) (at / grid.x % grid.y);
      blockIdx.z = (unsigned) (at / grid.x / grid.y);
      kernel (arguments...);
    }
}
