/* The CUDA module's kernels and launchers as a device without a GPU: kernels are loops (see
 * gpu/host-launch.h), device memory is host memory between guard zones, cuBLAS and
 * cuSOLVER are the CPU's libraries under their names (see toolkit/). */
#define theta_cuda_work theta_cuda_work_kept
#include "gpu/memory.cu"
#undef theta_cuda_work

#include <glib.h>
#include <string.h>

#include "host-device.h"

/* Of the operations on sets. */
extern ThetaStatus theta_cuda_work (ThetaCudaDevice *self, ThetaCudaWork slot, size_t bytes,
                                    void **out);

static unsigned devices_open;

/* Working memory of just the size that was asked for, new every time, so that the guard
 * zones stand at its ends and nothing is left in it. */
ThetaStatus
theta_cuda_work (ThetaCudaDevice *self, ThetaCudaWork slot, size_t bytes, void **out)
{
  cudaFree (self->work[slot].data);
  self->work[slot].bytes = bytes;
  THETA_CUDA_RETURN (theta_cuda_malloc (self, bytes, &self->work[slot].data));
  *out = self->work[slot].data;
  return THETA_STATUS_OK;
}

static void
host_close (ThetaDevice *device)
{
  ThetaCudaDevice *self = theta_cuda (device);

  theta_cuda_work_free (self);
  theta_cuda_drop_kept (self);
  cudaFree (self->entries_memory);
  pthread_mutex_destroy (&self->entries_lock);
  pthread_mutex_destroy (&self->kept_lock);
  g_free (self);
  devices_open--;
}

static void
host_describe (ThetaDevice *device, ThetaDeviceInfo *info)
{
  memset (info, 0, sizeof *info);
  info->abi = THETA_DEVICE_ABI;
  g_strlcpy (info->id, "cuda", sizeof info->id);
  g_strlcpy (info->name, "CUDA as loops", sizeof info->name);
  g_strlcpy (info->library, "the CPU under the names of CUDA", sizeof info->library);
  g_strlcpy (info->driver, "none", sizeof info->driver);
  info->memory_total = (uint64_t) 1 << 30;
  info->memory_used = (uint64_t) 1 << 20;
}

static void
host_set_poll (ThetaDevice *device, ThetaPoll poll, void *user)
{
  theta_cuda (device)->poll = poll;
  theta_cuda (device)->poll_user = user;
}

static ThetaDeviceOps
make_ops (void)
{
  ThetaDeviceOps ops = {};

  ops.close = host_close;
  ops.describe = host_describe;
  ops.set_poll = host_set_poll;
  ops.buffer_new = theta_cuda_buffer_new;
  ops.buffer_free = theta_cuda_buffer_free;
  ops.upload = theta_cuda_upload;
  ops.download = theta_cuda_download;
  ops.diagonal = theta_cuda_diagonal;
  ops.potrf = theta_cuda_potrf;
  ops.potrs = theta_cuda_potrs;
  ops.potrf_single = theta_cuda_potrf_single;
  ops.potrs_single = theta_cuda_potrs_single;
  ops.potri = theta_cuda_potri;
  ops.invert_single = theta_cuda_invert_single;
  ops.syevd = theta_cuda_syevd;
  ops.multiply = theta_cuda_multiply;
  ops.multiply_symmetric = theta_cuda_multiply_symmetric;
  ops.multiply_squared = theta_cuda_multiply_squared;
  ops.weighted_syrk = theta_cuda_weighted_syrk;
  ops.dense_limit = theta_cuda_dense_limit;
  ops.set_from_host = theta_cuda_set_from_host;
  ops.set_ref = theta_cuda_set_ref;
  ops.set_unref = theta_cuda_set_unref;
  ops.set_info = theta_cuda_set_info;
  ops.gather = theta_cuda_gather;
  ops.layer_products = theta_cuda_layer_products;
  ops.weighted_product = theta_cuda_weighted_product;
  ops.contract_low_rank = theta_cuda_contract_low_rank;
  ops.contract_dense = theta_cuda_contract_dense;
  ops.layer_gram = theta_cuda_layer_gram;
  ops.pool = theta_cuda_pool;
  ops.entries = theta_cuda_entries;
  return ops;
}

ThetaDevice *
host_device_open (gboolean descending)
{
  static const ThetaDeviceOps ops = make_ops ();
  ThetaCudaDevice *self = g_new0 (ThetaCudaDevice, 1);

  devices_open++;
  self->base.ops = &ops;
  /* Small, so that calls take several blocks. */
  self->step_bytes = 200e3;
  self->step_flops = self->step_flops_single = 20e6;
  self->window_bytes = 100e3;
  self->processors = 2;
  self->index = descending ? 1 : 0; /* see cudaSetDevice() in toolkit/ */
  pthread_mutex_init (&self->entries_lock, NULL);
  pthread_mutex_init (&self->kept_lock, NULL);
  g_assert_cmpint (theta_cuda_malloc (self, THETA_CUDA_ENTRIES_BYTES, &self->entries_memory), ==,
                   THETA_STATUS_OK);
  return &self->base;
}

ThetaDevice *
host_cuda_device_open (GError **error)
{
  return host_device_open (devices_open > 0);
}

void
host_keep_blocks (ThetaDevice *device, gsize bytes)
{
  theta_cuda (device)->kept_most = bytes;
}

void
host_allocations_left (int count)
{
  theta_host_allocations = count;
}

void
host_report (ThetaDevice *device, ThetaReport report, gpointer user)
{
  theta_cuda (device)->report = report;
  theta_cuda (device)->report_user = user;
}

void
host_strike (void)
{
  cudaEventRecord (NULL, NULL);
}
