/* Kernels divided by their mean diagonal, as a device of their own: it passes every
 * call on, and in those that read the one set it multiplies weights or results by the
 * layers' factors.  Nothing is stored anew, and whoever reads kernels through their
 * device reads normalised ones. */
#include <string.h>

#include "kernel/kernel.h"

typedef struct
{
  ThetaDevice base;
  ThetaDevice *inner;        /* borrowed */
  const ThetaKernelSet *set; /* borrowed: whose layers are scaled */
  guint layers;
  gsize rows; /* of the set */
  double factor[THETA_MAX_KERNELS];
} Scaled;

/* A new operation has to be passed on here too. */
G_STATIC_ASSERT (sizeof (ThetaDeviceOps) == 32 * sizeof (void (*) (void)));

static Scaled *
scaled (ThetaDevice *device)
{
  return (Scaled *) device;
}

static ThetaDevice *
inner_of (ThetaDevice *device)
{
  return scaled (device)->inner;
}

#define INNER(name, ...) inner_of (device)->ops->name (inner_of (device), ##__VA_ARGS__)

/* ---- what is passed on ---- */

static void
pass_close (ThetaDevice *device)
{
  g_free (device);
}

static void
pass_describe (ThetaDevice *device, ThetaDeviceInfo *info)
{
  INNER (describe, info);
}

static void
pass_set_poll (ThetaDevice *device, ThetaPoll poll, void *user)
{
  INNER (set_poll, poll, user);
}

static ThetaStatus
pass_buffer_new (ThetaDevice *device, size_t count, ThetaBuffer **out)
{
  return INNER (buffer_new, count, out);
}

static void
pass_buffer_free (ThetaDevice *device, ThetaBuffer *buffer)
{
  INNER (buffer_free, buffer);
}

static ThetaStatus
pass_upload (ThetaDevice *device, ThetaBuffer *to, size_t offset, const double *from, size_t count)
{
  return INNER (upload, to, offset, from, count);
}

static ThetaStatus
pass_download (ThetaDevice *device, const ThetaBuffer *from, size_t offset, double *to,
               size_t count)
{
  return INNER (download, from, offset, to, count);
}

static ThetaStatus
pass_diagonal (ThetaDevice *device, size_t n, const ThetaBuffer *a, double *out)
{
  return INNER (diagonal, n, a, out);
}

static ThetaStatus
pass_potrf (ThetaDevice *device, size_t n, ThetaBuffer *a)
{
  return INNER (potrf, n, a);
}

static ThetaStatus
pass_potrs (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c, double *b)
{
  return INNER (potrs, n, factor, c, b);
}

static ThetaStatus
pass_potrf_single (ThetaDevice *device, size_t n, const ThetaBuffer *a, ThetaBuffer *factor)
{
  return INNER (potrf_single, n, a, factor);
}

static ThetaStatus
pass_potrs_single (ThetaDevice *device, size_t n, const ThetaBuffer *factor, size_t c, double *b)
{
  return INNER (potrs_single, n, factor, c, b);
}

static ThetaStatus
pass_potri (ThetaDevice *device, size_t n, ThetaBuffer *factor)
{
  return INNER (potri, n, factor);
}

static ThetaStatus
pass_invert_single (ThetaDevice *device, size_t n, const ThetaBuffer *a, ThetaKernelSet **out)
{
  return INNER (invert_single, n, a, out);
}

static ThetaStatus
pass_syevd (ThetaDevice *device, size_t n, ThetaBuffer *a, int vectors, double *w)
{
  return INNER (syevd, n, a, vectors, w);
}

static ThetaStatus
pass_multiply (ThetaDevice *device, int transpose, size_t m, size_t n, const ThetaBuffer *a,
               size_t c, const double *x, double *y)
{
  return INNER (multiply, transpose, m, n, a, c, x, y);
}

static ThetaStatus
pass_multiply_symmetric (ThetaDevice *device, size_t n, const ThetaBuffer *a, size_t c,
                         const double *x, double *y)
{
  return INNER (multiply_symmetric, n, a, c, x, y);
}

static ThetaStatus
pass_multiply_squared (ThetaDevice *device, size_t m, size_t n, const ThetaBuffer *a, size_t c,
                       const double *x, double *y)
{
  return INNER (multiply_squared, m, n, a, c, x, y);
}

static ThetaStatus
pass_weighted_syrk (ThetaDevice *device, size_t n, size_t k, const ThetaBuffer *a, const double *s,
                    ThetaBuffer *c)
{
  return INNER (weighted_syrk, n, k, a, s, c);
}

static ThetaStatus
pass_dense_limit (ThetaDevice *device, const ThetaDenseLimit *spec, ThetaSetKind kind,
                  ThetaPrecision precision, size_t m, size_t d, const double *x, size_t n,
                  const double *y, ThetaKernelSet **out)
{
  return INNER (dense_limit, spec, kind, precision, m, d, x, n, y, out);
}

static ThetaStatus
pass_set_from_host (ThetaDevice *device, ThetaSetKind kind, ThetaPrecision precision,
                    uint32_t layers, size_t m, size_t n, const double *values,
                    ThetaKernelSet **out)
{
  return INNER (set_from_host, kind, precision, layers, m, n, values, out);
}

static void
pass_set_ref (ThetaDevice *device, ThetaKernelSet *set)
{
  INNER (set_ref, set);
}

static void
pass_set_unref (ThetaDevice *device, ThetaKernelSet *set)
{
  INNER (set_unref, set);
}

static void
pass_set_info (ThetaDevice *device, const ThetaKernelSet *set, ThetaSetInfo *info)
{
  INNER (set_info, set, info);
}

/* ---- what reads a set ---- */

/* The weights that make @a's sum of the plain kernels, in @out where they differ. */
static const double *
plain_weights (ThetaDevice *device, const ThetaKernelSet *set, const double *a, double *out)
{
  const Scaled *self = scaled (device);

  if (set != self->set || a == NULL)
    return a;
  for (guint l = 0; l < self->layers; l++)
    out[l] = a[l] * self->factor[l];
  return out;
}

/* @count values a layer, layer after layer. */
static ThetaStatus
scale_layers (ThetaDevice *device, const ThetaKernelSet *set, ThetaStatus status, gsize count,
              double *values)
{
  const Scaled *self = scaled (device);

  for (guint l = 0; status == THETA_STATUS_OK && set == self->set && l < self->layers; l++)
    for (gsize k = 0; k < count; k++)
      values[l * count + k] *= self->factor[l];
  return status;
}

static ThetaStatus
scaled_gather (ThetaDevice *device, const ThetaKernelSet *set, const double *a, const uint8_t *t,
               const uint8_t *v, double ridge, ThetaBuffer *att, ThetaBuffer *avt)
{
  double plain[THETA_MAX_KERNELS] = { 0 };

  return INNER (gather, set, plain_weights (device, set, a, plain), t, v, ridge, att, avt);
}

static ThetaStatus
scaled_layer_products (ThetaDevice *device, const ThetaKernelSet *set, size_t c, const double *v,
                       double *out)
{
  return scale_layers (device, set, INNER (layer_products, set, c, v, out),
                       scaled (device)->rows * c, out);
}

static ThetaStatus
scaled_weighted_product (ThetaDevice *device, const ThetaKernelSet *set, const double *a, size_t c,
                         const double *v, double *out)
{
  double plain[THETA_MAX_KERNELS] = { 0 };

  return INNER (weighted_product, set, plain_weights (device, set, a, plain), c, v, out);
}

static ThetaStatus
scaled_contract_low_rank (ThetaDevice *device, const ThetaKernelSet *set, size_t c, const double *u,
                          const double *v, double *out)
{
  return scale_layers (device, set, INNER (contract_low_rank, set, c, u, v, out), 1, out);
}

static ThetaStatus
scaled_contract_dense (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t,
                       const ThetaBuffer *s, double *out)
{
  return scale_layers (device, set, INNER (contract_dense, set, t, s, out), 1, out);
}

static ThetaStatus
scaled_layer_gram (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t, int centred,
                   double *out)
{
  const Scaled *self = scaled (device);
  ThetaStatus status = INNER (layer_gram, set, t, centred, out);

  for (guint l = 0; set == self->set && l < self->layers; l++)
    for (guint k = 0; status == THETA_STATUS_OK && k < self->layers; k++)
      out[l * self->layers + k] *= self->factor[l] * self->factor[k];
  return status;
}

static ThetaStatus
scaled_pool (ThetaDevice *device, const ThetaKernelSet *set, ThetaPoolMode mode, const double *a,
             uint32_t n_bins, const uint32_t *bins, double *out)
{
  double plain[THETA_MAX_KERNELS] = { 0 };
  ThetaStatus status
      = INNER (pool, set, mode, plain_weights (device, set, a, plain), n_bins, bins, out);

  if (mode == THETA_POOL_COSINE || a != NULL)
    return status;
  return scale_layers (device, set, status, (gsize) n_bins * n_bins, out);
}

static ThetaStatus
scaled_entries (ThetaDevice *device, const ThetaKernelSet *set, size_t count, const size_t *i,
                const size_t *j, double *out)
{
  const Scaled *self = scaled (device);
  ThetaStatus status = INNER (entries, set, count, i, j, out);

  for (gsize k = 0; status == THETA_STATUS_OK && set == self->set && k < count; k++)
    for (guint l = 0; l < self->layers; l++)
      out[k * self->layers + l] *= self->factor[l];
  return status;
}

static const ThetaDeviceOps scaled_ops = {
  .close = pass_close,
  .describe = pass_describe,
  .set_poll = pass_set_poll,
  .buffer_new = pass_buffer_new,
  .buffer_free = pass_buffer_free,
  .upload = pass_upload,
  .download = pass_download,
  .diagonal = pass_diagonal,
  .potrf = pass_potrf,
  .potrs = pass_potrs,
  .potrf_single = pass_potrf_single,
  .potrs_single = pass_potrs_single,
  .potri = pass_potri,
  .invert_single = pass_invert_single,
  .syevd = pass_syevd,
  .multiply = pass_multiply,
  .multiply_symmetric = pass_multiply_symmetric,
  .multiply_squared = pass_multiply_squared,
  .weighted_syrk = pass_weighted_syrk,
  .dense_limit = pass_dense_limit,
  .set_from_host = pass_set_from_host,
  .set_ref = pass_set_ref,
  .set_unref = pass_set_unref,
  .set_info = pass_set_info,
  .gather = scaled_gather,
  .layer_products = scaled_layer_products,
  .weighted_product = scaled_weighted_product,
  .contract_low_rank = scaled_contract_low_rank,
  .contract_dense = scaled_contract_dense,
  .layer_gram = scaled_layer_gram,
  .pool = scaled_pool,
  .entries = scaled_entries,
};

/* ---- the kernel ---- */

/* Mean diagonals over @train. */
static gboolean
read_diagonals (ThetaKernel *kernel, const guint8 *train, double *mean, GError **error)
{
  g_autofree double *values = g_new (double, kernel->rows * kernel->layers);
  gsize n = 0;

  if (!theta_kernel_read_diagonal (kernel, values, error))
    return FALSE;
  memset (mean, 0, kernel->layers * sizeof *mean);
  for (gsize i = 0; i < kernel->rows; i++)
    if (train[i])
      {
        for (guint l = 0; l < kernel->layers; l++)
          mean[l] += values[i * kernel->layers + l];
        n++;
      }
  for (guint l = 0; l < kernel->layers; l++)
    mean[l] = n > 0 && mean[l] > 0 ? mean[l] / (double) n : 1;
  return TRUE;
}

ThetaKernel *
theta_kernel_new_normalized (ThetaKernel *kernel, const guint8 *train, double *mean,
                             GError **error)
{
  g_autofree Scaled *device = g_new0 (Scaled, 1);
  ThetaKernel *self;

  g_return_val_if_fail (kernel->symmetric, NULL);
  if (!read_diagonals (kernel, train, mean, error))
    return NULL;
  device->base.ops = &scaled_ops;
  device->inner = kernel->device;
  device->set = kernel->set;
  device->layers = kernel->layers;
  device->rows = kernel->rows;
  for (guint l = 0; l < kernel->layers; l++)
    device->factor[l] = 1 / mean[l];
  self = g_atomic_rc_box_new0 (ThetaKernel);
  *self = *kernel;
  self->device = &g_steal_pointer (&device)->base;
  self->plain = theta_kernel_ref (kernel);
  return self;
}
