#include "kernel/kernel.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "kernel/kernel-private.h"
#include "kernel/series.h"

static ThetaKernel *
kernel_wrap (ThetaDevice *device, ThetaKernelSet *set)
{
  ThetaKernel *self = g_atomic_rc_box_new0 (ThetaKernel);
  ThetaSetInfo info;

  device->ops->set_info (device, set, &info);
  self->device = device;
  self->set = set;
  self->layers = info.layers;
  self->rows = info.rows;
  self->cols = info.cols;
  self->symmetric = info.kind != THETA_SET_RECTANGLE;
  self->storage = (ThetaStorage) { info.kind, info.precision };
  self->bytes = info.bytes;
  return self;
}

static gboolean
check_finite (const ThetaMatrix *x, GError **error)
{
  for (gsize k = 0; k < x->rows * x->cols; k++)
    if (!isfinite (x->data[k]))
      {
        g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                     "Row %" G_GSIZE_FORMAT ", column %" G_GSIZE_FORMAT
                     " is %s; a kernel needs finite numbers",
                     k / x->cols + 1, k % x->cols + 1,
                     isnan (x->data[k]) ? "missing" : "infinite");
        return FALSE;
      }
  return TRUE;
}

/* In the order of ThetaActivation. */
static const struct
{
  ThetaDual dual;
  double alpha, beta;
} duals[] = {
  [THETA_ACTIVATION_RELU] = { THETA_DUAL_PIECEWISE, 0, 1 },
  [THETA_ACTIVATION_LEAKY_RELU] = { THETA_DUAL_PIECEWISE, 0, 1 }, /* alpha: its slope */
  [THETA_ACTIVATION_ABS] = { THETA_DUAL_PIECEWISE, -1, 1 },
  [THETA_ACTIVATION_ERF] = { THETA_DUAL_ERF, 0, 0 },
  [THETA_ACTIVATION_IDENTITY] = { THETA_DUAL_IDENTITY, 0, 0 },
  [THETA_ACTIVATION_SIN] = { THETA_DUAL_SIN, 0, 0 },
  [THETA_ACTIVATION_COS] = { THETA_DUAL_COS, 0, 0 },
  [THETA_ACTIVATION_GAUSSIAN] = { THETA_DUAL_GAUSSIAN, 0, 0 },
  [THETA_ACTIVATION_GELU] = { THETA_DUAL_GELU, 0, 0 },
  [THETA_ACTIVATION_TANH] = { THETA_DUAL_SERIES, 0, 0 },
  [THETA_ACTIVATION_SIGMOID] = { THETA_DUAL_SERIES, 0, 0 },
  [THETA_ACTIVATION_SOFTPLUS] = { THETA_DUAL_SERIES, 0, 0 },
  [THETA_ACTIVATION_SILU] = { THETA_DUAL_SERIES, 0, 0 },
  [THETA_ACTIVATION_FORMULA] = { THETA_DUAL_SERIES, 0, 0 },
};

void
theta_kernel_describe_limit (ThetaDenseLimit *spec, const ThetaNetwork *network, gsize columns)
{
  gboolean leaky = network->activation == THETA_ACTIVATION_LEAKY_RELU;

  *spec = (ThetaDenseLimit) {
    .dual = duals[network->activation].dual,
    .alpha = leaky ? network->slope : duals[network->activation].alpha,
    .beta = duals[network->activation].beta,
    .depth = network->depth,
    .weight_variance = network->weight_variance,
    .input_scale = network->input_scaled ? 1.0 / (double) columns : 1.0,
    .bias_variance = network->bias_variance,
    .apart = network->bias_apart ? 1 : 0,
  };
}

static gboolean
refuse_large (guint layer, gsize row, gboolean single, GError **error)
{
  if (single)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "The kernel of layer %u is too large for single precision at row "
                   "%" G_GSIZE_FORMAT "; choose Experiment.Precision=double, standardise the "
                   "inputs or choose a smaller weight variance",
                   layer + 1, row + 1);
      return FALSE;
    }
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "The kernel of layer %u is too large for a number at row %" G_GSIZE_FORMAT
               "; standardise the inputs or choose a smaller weight variance",
               layer + 1, row + 1);
  return FALSE;
}

/* All but the bias-free piecewise linear networks multiply Σ^(1)(x, x) of two
 * rows. */
static gboolean
check_products (const ThetaDenseLimit *spec, const ThetaMatrix *x, GError **error)
{
  gboolean angle = spec->bias_variance == 0
                   && (spec->dual == THETA_DUAL_PIECEWISE || spec->dual == THETA_DUAL_IDENTITY);

  for (gsize i = 0; !angle && i < x->rows; i++)
    {
      double sum = 0;

      for (gsize k = 0; k < x->cols; k++)
        sum += x->data[i * x->cols + k] * x->data[i * x->cols + k];
      if (!(sum * spec->input_scale * spec->weight_variance < 1e150))
        return refuse_large (0, i, FALSE, error);
    }
  return TRUE;
}

/* Angles fit float32 whatever the kernels' size. */
static gboolean
stores_single (const ThetaKernel *self)
{
  return self->storage.kind != THETA_SET_ANGLE && self->storage.kind != THETA_SET_ROWS
         && self->storage.precision == THETA_PRECISION_SINGLE;
}

/* An input near the end of the number range, or a deep network with a weight
 * variance far from 1, leaves it. */
static gboolean
check_diagonal (ThetaKernel *self, const ThetaMatrix *x, GError **error)
{
  g_autofree double *values = g_new (double, self->rows * self->layers);
  g_autofree double *largest = g_new0 (double, self->layers);
  double least = stores_single (self) ? FLT_MIN : DBL_MIN;
  gboolean zero = TRUE;

  if (self->symmetric && !theta_kernel_read_diagonal (self, values, error))
    return FALSE;
  for (gsize i = 0; self->symmetric && i < self->rows; i++)
    for (guint l = 0; l < self->layers; l++)
      {
        double value = values[i * self->layers + l];

        if (!isfinite (value))
          return refuse_large (l, i, stores_single (self), error);
        largest[l] = MAX (largest[l], value);
      }
  for (gsize k = 0; zero && k < x->rows * x->cols; k++)
    zero = x->data[k] == 0;
  for (guint l = 0; self->symmetric && !zero && l < self->layers; l++)
    if (largest[l] < least)
      {
        g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                     "The kernel of layer %u is too small for %s; standardise the inputs or "
                     "choose a larger weight variance",
                     l + 1,
                     stores_single (self) ? "single precision" : "a number");
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_shapes (const ThetaMatrix *x, const ThetaMatrix *y, GError **error)
{
  if (x->cols > 0 && (y == NULL || y->cols == x->cols))
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
               "The rows have %" G_GSIZE_FORMAT " and %" G_GSIZE_FORMAT
               " columns; a kernel needs the same number on both sides, at least one",
               x->cols, y != NULL ? y->cols : x->cols);
  return FALSE;
}

ThetaKernel *
theta_kernel_new_stored (ThetaDevice *device, const ThetaNetwork *network, const ThetaMatrix *x,
                         const ThetaMatrix *y, const ThetaStorage *storage, GError **error)
{
  g_autoptr (ThetaKernel) self = NULL;
  g_autoptr (ThetaSeriesTables) tables = NULL;
  ThetaKernelSet *set = NULL;
  ThetaDenseLimit spec;

  if (!theta_network_check (network, error) || !check_finite (x, error)
      || (y != NULL && !check_finite (y, error)) || !check_shapes (x, y, error))
    return NULL;
  theta_kernel_describe_limit (&spec, network, x->cols);
  if (!check_products (&spec, x, error) || (y != NULL && !check_products (&spec, y, error)))
    return NULL;
  if (spec.dual == THETA_DUAL_SERIES)
    {
      tables = theta_series_tables_new (device, network, spec.input_scale, x, y, error);
      if (tables == NULL)
        return NULL;
      spec.series = theta_series_tables_get (tables);
    }
  if (!theta_status_check (device->ops->dense_limit (device, &spec, storage->kind,
                                                     storage->precision, x->rows, x->cols, x->data,
                                                     y != NULL ? y->rows : x->rows,
                                                     y != NULL ? y->data : NULL, &set),
                           "computing the layer-wise kernels", error))
    return NULL;
  self = kernel_wrap (device, set);
  self->error = tables != NULL ? theta_series_tables_get_error (tables) : 0;
  return check_diagonal (self, x, error) ? g_steal_pointer (&self) : NULL;
}

ThetaKernel *
theta_kernel_new_dense_limit (ThetaDevice *device, const ThetaNetwork *network,
                              const ThetaMatrix *x, const ThetaMatrix *y, ThetaPrecision precision,
                              GError **error)
{
  ThetaStorage storage = theta_storage_choose (network, precision, x->rows,
                                               y != NULL ? y->rows : 0);

  return theta_kernel_new_stored (device, network, x, y, &storage, error);
}

ThetaKernel *
theta_kernel_new_from_matrices (ThetaDevice *device, ThetaMatrix *const *layers, guint n_layers,
                                GError **error)
{
  gsize n = layers[0]->rows;
  g_autofree double *values = g_new (double, n_layers *n *n);
  ThetaKernelSet *set = NULL;

  for (guint l = 0; l < n_layers; l++)
    {
      if (layers[l]->rows != n || layers[l]->cols != n)
        {
          g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
                       "Layer %u is not %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT, l + 1, n, n);
          return NULL;
        }
      memcpy (values + l * n * n, layers[l]->data, n * n * sizeof (double));
    }
  if (!theta_status_check (device->ops->set_from_host (device, THETA_SET_TRIANGLE,
                                                       THETA_PRECISION_DOUBLE, n_layers, n, n,
                                                       values, &set),
                           "storing the layer-wise kernels", error))
    return NULL;
  return kernel_wrap (device, set);
}

ThetaKernel *
theta_kernel_ref (ThetaKernel *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
kernel_clear (gpointer data)
{
  ThetaKernel *self = data;

  if (self->plain == NULL)
    {
      self->device->ops->set_unref (self->device, self->set);
      return;
    }
  self->device->ops->close (self->device);
  theta_kernel_unref (self->plain);
}

void
theta_kernel_unref (ThetaKernel *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, kernel_clear);
}

gboolean
theta_kernel_read (ThetaKernel *self, gsize i, gsize j, double *values)
{
  return self->device->ops->entries (self->device, self->set, 1, &i, &j, values)
         == THETA_STATUS_OK;
}

gboolean
theta_kernel_read_diagonal (ThetaKernel *self, double *values, GError **error)
{
  g_autofree gsize *rows = g_new (gsize, self->rows);

  for (gsize i = 0; i < self->rows; i++)
    rows[i] = i;
  return theta_status_check (self->device->ops->entries (self->device, self->set, self->rows, rows,
                                                         rows, values),
                             "reading the kernel's diagonal", error);
}
