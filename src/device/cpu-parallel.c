#include <omp.h>

#include "device/cpu-private.h"

/* Multiply-adds between two polls: about 20 ms on one core. */
#define STRIP 5e8

size_t
theta_cpu_strip (double madds, size_t most)
{
  double count = STRIP / (madds > 1 ? madds : 1);

  return count < 1 ? 1 : count > (double) most ? most : (size_t) count;
}

ThetaStatus
theta_cpu_parallel_part (ThetaCpuDevice *self, double from, double to, size_t blocks,
                         ThetaCpuBlock run, void *data)
{
  double share = blocks > 0 ? (to - from) / (double) blocks : 0;
  atomic_size_t next = 0;
  atomic_bool stop = false;

  theta_cpu_blas_threads (1);
#pragma omp parallel num_threads((int) self->threads)
  {
    uint32_t thread = (uint32_t) omp_get_thread_num ();

    while (!atomic_load_explicit (&stop, memory_order_relaxed))
      {
        size_t block = atomic_fetch_add_explicit (&next, 1, memory_order_relaxed);

        if (block >= blocks)
          break;
        /* Only the calling thread may poll: the function behind it belongs there. */
        if (thread == 0 && theta_cpu_poll (self, from + share * (double) block))
          {
            atomic_store_explicit (&stop, true, memory_order_relaxed);
            break;
          }
        run (data, block, thread);
      }
    /* A thread that has run out of blocks must still hear a cancel. */
    if (thread == 0 && !stop && blocks > 0 && theta_cpu_poll (self, to))
      atomic_store_explicit (&stop, true, memory_order_relaxed);
  }
  return stop ? THETA_STATUS_CANCELLED : THETA_STATUS_OK;
}

ThetaStatus
theta_cpu_parallel (ThetaCpuDevice *self, size_t blocks, ThetaCpuBlock run, void *data)
{
  return theta_cpu_parallel_part (self, 0, 1, blocks, run, data);
}

typedef struct
{
  size_t n;
  double *a;
} Mirror;

#define MIRROR_TILE 64

static void
mirror_rows (void *data, size_t block, uint32_t thread)
{
  const Mirror *self = data;
  size_t n = self->n, i0 = block * MIRROR_TILE, i1 = i0 + MIRROR_TILE < n ? i0 + MIRROR_TILE : n;

  for (size_t j0 = 0; j0 < i1; j0 += MIRROR_TILE)
    for (size_t i = i0; i < i1; i++)
      {
        size_t end = j0 + MIRROR_TILE < i ? j0 + MIRROR_TILE : i;

        for (size_t j = j0; j < end; j++)
          self->a[j * n + i] = self->a[i * n + j];
      }
}

ThetaStatus
theta_cpu_mirror (ThetaCpuDevice *self, size_t n, double *a)
{
  Mirror mirror = { n, a };

  return theta_cpu_parallel_part (self, 1, 1, (n + MIRROR_TILE - 1) / MIRROR_TILE, mirror_rows,
                                  &mirror);
}
