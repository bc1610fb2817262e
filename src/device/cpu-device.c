#include <cblas.h>
#include <omp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/cpu-private.h"

void
theta_cpu_blas_threads (uint32_t threads)
{
  /* openblas_set_num_threads() restarts threads when it grows: only where needed. */
  static atomic_uint current = 0;
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

  if (atomic_load (&current) == threads)
    return;
  /* Another device that asks meanwhile must not go on before the number holds. */
  pthread_mutex_lock (&lock);
  if (atomic_load (&current) != threads)
    {
      openblas_set_num_threads ((int) threads);
      atomic_store (&current, threads);
    }
  pthread_mutex_unlock (&lock);
}

static void
cpu_close (ThetaDevice *device)
{
  free (device);
  theta_cpu_memory_trim ();
}

/* "OpenBLAS 0.3.21" from "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …". */
static void
describe_library (char *out, size_t size)
{
  const char *config = openblas_get_config ();
  const char *end = strchr (config, ' ');

  if (end != NULL)
    end = strchr (end + 1, ' ');
  snprintf (out, size, "%.*s (%s)", end != NULL ? (int) (end - config) : (int) strlen (config),
            config, openblas_get_corename ());
}

static void
cpu_describe (ThetaDevice *device, ThetaDeviceInfo *info)
{
  memset (info, 0, sizeof *info);
  info->abi = THETA_DEVICE_ABI;
  snprintf (info->id, sizeof info->id, "cpu");
  snprintf (info->name, sizeof info->name, "CPU");
  describe_library (info->library, sizeof info->library);
  info->threads = theta_cpu (device)->threads;
  info->memory_total = (uint64_t) sysconf (_SC_PHYS_PAGES) * (uint64_t) sysconf (_SC_PAGE_SIZE);
}

static void
cpu_set_poll (ThetaDevice *device, ThetaPoll poll, void *user)
{
  ThetaCpuDevice *self = theta_cpu (device);

  self->poll = poll;
  self->poll_user = user;
}

static ThetaStatus
cpu_buffer_new (ThetaDevice *device, size_t count, ThetaBuffer **out)
{
  ThetaBuffer *buffer = malloc (sizeof *buffer);

  if (buffer == NULL)
    return THETA_STATUS_NO_MEMORY;
  buffer->count = count;
  buffer->data = theta_cpu_memory_new (count);
  if (buffer->data == NULL)
    {
      free (buffer);
      return THETA_STATUS_NO_MEMORY;
    }
  *out = buffer;
  return THETA_STATUS_OK;
}

static void
cpu_buffer_free (ThetaDevice *device, ThetaBuffer *buffer)
{
  if (buffer == NULL)
    return;
  theta_cpu_memory_free (buffer->data, buffer->count);
  free (buffer);
}

/* Doubles copied between two polls: about 20 ms. */
#define CHUNK ((size_t) 1 << 22)

/* Small copies, of which there may be many, do not poll. */
static ThetaStatus
copy (ThetaDevice *device, double *to, const double *from, size_t count)
{
  for (size_t k = 0; k < count; k += CHUNK)
    {
      if (k > 0 && theta_cpu_poll (theta_cpu (device), (double) k / (double) count))
        return THETA_STATUS_CANCELLED;
      memcpy (to + k, from + k, (count - k < CHUNK ? count - k : CHUNK) * sizeof (double));
    }
  return THETA_STATUS_OK;
}

static ThetaStatus
cpu_upload (ThetaDevice *device, ThetaBuffer *to, size_t offset, const double *from, size_t count)
{
  if (offset > to->count || count > to->count - offset)
    return THETA_STATUS_FAILED;
  return copy (device, to->data + offset, from, count);
}

static ThetaStatus
cpu_download (ThetaDevice *device, const ThetaBuffer *from, size_t offset, double *to,
              size_t count)
{
  if (offset > from->count || count > from->count - offset)
    return THETA_STATUS_FAILED;
  return copy (device, to, from->data + offset, count);
}

static ThetaStatus
cpu_diagonal (ThetaDevice *device, size_t n, const ThetaBuffer *a, double *out)
{
  if (n * n > a->count)
    return THETA_STATUS_FAILED;
  for (size_t i = 0; i < n; i++)
    out[i] = a->data[i * n + i];
  return THETA_STATUS_OK;
}

static const ThetaDeviceOps cpu_ops = {
  .close = cpu_close,
  .describe = cpu_describe,
  .set_poll = cpu_set_poll,
  .buffer_new = cpu_buffer_new,
  .buffer_free = cpu_buffer_free,
  .upload = cpu_upload,
  .download = cpu_download,
  .diagonal = cpu_diagonal,
  .potrf = theta_cpu_potrf,
  .potrs = theta_cpu_potrs,
  .potrf_single = theta_cpu_potrf_single,
  .potrs_single = theta_cpu_potrs_single,
  .potri = theta_cpu_potri,
  .invert_single = theta_cpu_invert_single,
  .syevd = theta_cpu_syevd,
  .multiply = theta_cpu_multiply,
  .multiply_symmetric = theta_cpu_multiply_symmetric,
  .multiply_squared = theta_cpu_multiply_squared,
  .weighted_syrk = theta_cpu_weighted_syrk,
  .dense_limit = theta_cpu_dense_limit,
  .set_from_host = theta_cpu_set_from_host,
  .set_ref = theta_cpu_set_ref,
  .set_unref = theta_cpu_set_unref,
  .set_info = theta_cpu_set_info,
  .gather = theta_cpu_gather,
  .layer_products = theta_cpu_layer_products,
  .weighted_product = theta_cpu_weighted_product,
  .contract_low_rank = theta_cpu_contract_low_rank,
  .contract_dense = theta_cpu_contract_dense,
  .layer_gram = theta_cpu_layer_gram,
  .pool = theta_cpu_pool,
  .entries = theta_cpu_entries,
};

ThetaStatus
theta_cpu_device_open (uint32_t threads, ThetaDevice **out)
{
  ThetaCpuDevice *self = calloc (1, sizeof *self);

  if (self == NULL)
    return THETA_STATUS_NO_MEMORY;
  self->base.ops = &cpu_ops;
  self->threads = threads > 0 ? threads : (uint32_t) omp_get_num_procs ();
  *out = &self->base;
  return THETA_STATUS_OK;
}
