/* Where entries stand in a kernel set: the index arithmetic of kernels and host alike,
 * for nvcc and for the tests' compiler. */
#pragma once

#include <stddef.h>

#ifdef __CUDACC__
#define THETA_BOTH __host__ __device__
#else
#define THETA_BOTH
#endif

/* Entries that a row is padded to: 64 bytes. */
#define THETA_PAD_DOUBLE 8
#define THETA_PAD_SINGLE 16

/* First entry of row @i where row k has k + 1 entries, padded to @pad: row groups of
 * @pad rows have equal lengths. */
THETA_BOTH static inline size_t
theta_triangle_offset (size_t i, size_t pad)
{
  size_t groups = i / pad, rest = i % pad;

  return pad * (pad * (groups * (groups + 1) / 2) + rest * (groups + 1));
}

/* First entry of row @i where every row has @cols entries, padded to @pad. */
THETA_BOTH static inline size_t
theta_rectangle_offset (size_t i, size_t cols, size_t pad)
{
  return i * ((cols + pad - 1) / pad * pad);
}
