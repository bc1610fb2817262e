#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "device/cpu-private.h"

/* From this size on blocks come from mmap with huge pages asked for. */
#define LARGE ((size_t) 4 << 20)
#define HUGE_PAGE ((size_t) 2 << 20)
#define KEPT_BLOCKS 16

typedef struct
{
  double *data;
  size_t bytes;
} Kept;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Kept kept[KEPT_BLOCKS];
static size_t kept_bytes;

static size_t
round_up (size_t value, size_t unit)
{
  return (value + unit - 1) / unit * unit;
}

static size_t
block_bytes (size_t count)
{
  size_t bytes = count * sizeof (double);

  return bytes < LARGE ? round_up (bytes > 0 ? bytes : 1, 64) : round_up (bytes, HUGE_PAGE);
}

static double *
take_kept (size_t bytes)
{
  double *data = NULL;

  pthread_mutex_lock (&lock);
  for (size_t k = 0; k < KEPT_BLOCKS && data == NULL; k++)
    if (kept[k].data != NULL && kept[k].bytes == bytes)
      {
        data = kept[k].data;
        kept[k].data = NULL;
        kept_bytes -= bytes;
      }
  pthread_mutex_unlock (&lock);
  return data;
}

double *
theta_cpu_memory_new (size_t count)
{
  size_t bytes = block_bytes (count);
  void *data;

  if (count > SIZE_MAX / sizeof (double) / 2)
    return NULL;
  if (bytes < LARGE)
    return aligned_alloc (64, bytes);
  data = take_kept (bytes);
  if (data != NULL)
    return data;
  data = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (data == MAP_FAILED)
    {
      theta_cpu_memory_trim ();
      data = mmap (NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }
  if (data == MAP_FAILED)
    return NULL;
  /* A wish, which may be refused.  What the last huge page would hold beyond the end stays
   * small pages, which nothing touches. */
  madvise (data, count * sizeof (double) / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
  return data;
}

void
theta_cpu_memory_free (double *data, size_t count)
{
  size_t bytes = block_bytes (count);
  size_t slot = KEPT_BLOCKS;

  if (data == NULL)
    return;
  if (bytes < LARGE)
    {
      free (data);
      return;
    }
  pthread_mutex_lock (&lock);
  if (kept_bytes + bytes <= THETA_CPU_KEPT_BYTES)
    for (size_t k = 0; k < KEPT_BLOCKS && slot == KEPT_BLOCKS; k++)
      if (kept[k].data == NULL)
        slot = k;
  if (slot < KEPT_BLOCKS)
    {
      kept[slot].data = data;
      kept[slot].bytes = bytes;
      kept_bytes += bytes;
    }
  pthread_mutex_unlock (&lock);
  if (slot == KEPT_BLOCKS)
    munmap (data, bytes);
}

void
theta_cpu_memory_trim (void)
{
  pthread_mutex_lock (&lock);
  for (size_t k = 0; k < KEPT_BLOCKS; k++)
    if (kept[k].data != NULL)
      {
        munmap (kept[k].data, kept[k].bytes);
        kept[k].data = NULL;
      }
  kept_bytes = 0;
  pthread_mutex_unlock (&lock);
}
