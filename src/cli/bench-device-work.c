#include "cli/bench-device-work.h"

#include <string.h>

#include "base/random.h"
#include "kernel/series.h"

#define LAYERS THETA_DEVICE_LAYERS
#define COLUMNS THETA_DEVICE_COLUMNS
#define BINS 64

static const ThetaDenseLimit relu
    = { THETA_DUAL_PIECEWISE, 0, 1, LAYERS, 2, 1.0 / COLUMNS, 0, 0, NULL };
static const ThetaDenseLimit erf_biased
    = { THETA_DUAL_ERF, 0, 0, LAYERS, 2, 1.0 / COLUMNS, 0.1, 0, NULL };

static gsize
one_row (const ThetaDeviceWork *self)
{
  return self->n_t;
}

static gsize
all_rows (const ThetaDeviceWork *self)
{
  return self->n;
}

static gsize
eigenvalue_count (const ThetaDeviceWork *self)
{
  return MIN (self->n_t, THETA_SYEVD_MAX);
}

static gsize
layer_rows (const ThetaDeviceWork *self)
{
  return LAYERS * self->n;
}

static gsize
layer_squares (const ThetaDeviceWork *self)
{
  return LAYERS * LAYERS;
}

static gsize
layer_pictures (const ThetaDeviceWork *self)
{
  return LAYERS * BINS * BINS;
}

/* ---- the operations ---- */

static ThetaStatus
compute_kernels (ThetaDeviceWork *self, const ThetaDenseLimit *spec, ThetaSetKind kind,
                 double *out)
{
  ThetaKernelSet *set = NULL;
  ThetaStatus status
      = self->device->ops->dense_limit (self->device, spec, kind, THETA_PRECISION_DOUBLE, self->n,
                                        COLUMNS, self->x, 0, NULL, &set);

  for (gsize i = 0; status == THETA_STATUS_OK && out != NULL && i < self->n; i++)
    {
      gsize j = i * 7 % (i + 1);

      status = self->device->ops->entries (self->device, set, 1, &i, &j, out + i * LAYERS);
    }
  self->device->ops->set_unref (self->device, set);
  return status;
}

static ThetaStatus
dense_limit (ThetaDeviceWork *self, double *out)
{
  return compute_kernels (self, &relu, THETA_SET_TRIANGLE, out);
}

static ThetaStatus
angles (ThetaDeviceWork *self, double *out)
{
  return compute_kernels (self, &relu, THETA_SET_ANGLE, out);
}

static ThetaStatus
biased (ThetaDeviceWork *self, double *out)
{
  return compute_kernels (self, &erf_biased, THETA_SET_TRIANGLE, out);
}

static ThetaStatus
mehler (ThetaDeviceWork *self, double *out)
{
  ThetaDenseLimit spec = { THETA_DUAL_SERIES, 0, 0, LAYERS, 1, 1.0 / COLUMNS, 0, 0, NULL };

  if (self->series == NULL)
    return THETA_STATUS_FAILED;
  spec.series = theta_series_tables_get (self->series);
  return compute_kernels (self, &spec, THETA_SET_TRIANGLE, out);
}

/* Every entry of some rows' diagonal and of what stands beside it. */
static ThetaStatus
entries (ThetaDeviceWork *self, double *out)
{
  g_autofree gsize *i = g_new (gsize, self->n), *j = g_new (gsize, self->n);
  g_autofree double *own = g_new (double, LAYERS * self->n);

  for (gsize k = 0; k < self->n; k++)
    {
      i[k] = k;
      j[k] = k * 7 % self->n;
    }
  return self->device->ops->entries (self->device, self->set, self->n, i, j,
                                     out != NULL ? out : own);
}

static ThetaStatus
last_row (ThetaDeviceWork *self, ThetaBuffer *from, double *out)
{
  if (out == NULL)
    return THETA_STATUS_OK;
  return self->device->ops->download (self->device, from, (self->n_t - 1) * self->n_t, out,
                                      self->n_t);
}

static ThetaStatus
gather_into (ThetaDeviceWork *self, ThetaBuffer *to)
{
  return self->device->ops->gather (self->device, self->set, self->a, self->t, NULL, 0.1, to,
                                    NULL);
}

static ThetaStatus
gather (ThetaDeviceWork *self, double *out)
{
  ThetaStatus status = gather_into (self, self->att);

  return status == THETA_STATUS_OK ? last_row (self, self->att, out) : status;
}

static ThetaStatus
prepare_factor (ThetaDeviceWork *self, double *out)
{
  return gather_into (self, self->factor);
}

static ThetaStatus
solve (ThetaDeviceWork *self, double *out)
{
  g_autofree double *b = g_memdup2 (self->v, self->n_t * sizeof (double));
  ThetaStatus status
      = self->device->ops->potrs (self->device, self->n_t, self->factor, 1, b);

  if (out != NULL)
    memcpy (out, b, self->n_t * sizeof (double));
  return status;
}

static ThetaStatus
factorize (ThetaDeviceWork *self, double *out)
{
  ThetaStatus status = self->device->ops->potrf (self->device, self->n_t, self->factor);

  return status == THETA_STATUS_OK && out != NULL ? solve (self, out) : status;
}

static ThetaStatus
factorize_single (ThetaDeviceWork *self, double *out)
{
  return self->device->ops->potrf_single (self->device, self->n_t, self->att, self->single);
}

static ThetaStatus
solve_single (ThetaDeviceWork *self, double *out)
{
  g_autofree double *b = g_memdup2 (self->v, self->n_t * sizeof (double));

  ThetaStatus status
      = self->device->ops->potrs_single (self->device, self->n_t, self->single, 1, b);

  if (out != NULL)
    memcpy (out, b, self->n_t * sizeof (double));
  return status;
}

/* The inverse serves as a set, whose product is looked at. */
static ThetaStatus
invert_single (ThetaDeviceWork *self, double *out)
{
  static const double one = 1;
  ThetaKernelSet *inverse = NULL;
  ThetaStatus status
      = self->device->ops->invert_single (self->device, self->n_t, self->att, &inverse);

  if (status == THETA_STATUS_OK && out != NULL)
    status = self->device->ops->weighted_product (self->device, inverse, &one, 1, self->v, out);
  self->device->ops->set_unref (self->device, inverse);
  return status;
}

/* Of the training rows as many as it takes at most. */
static ThetaStatus
eigenvalues (ThetaDeviceWork *self, double *out)
{
  gsize n = MIN (self->n_t, THETA_SYEVD_MAX);
  g_autofree double *w = g_new (double, n);
  ThetaStatus status = self->device->ops->syevd (self->device, n, self->factor, TRUE, w);

  if (out != NULL)
    memcpy (out, w, n * sizeof (double));
  return status;
}

static ThetaStatus
prepare_inverse (ThetaDeviceWork *self, double *out)
{
  ThetaStatus status = gather_into (self, self->factor);

  return status == THETA_STATUS_OK
             ? self->device->ops->potrf (self->device, self->n_t, self->factor) : status;
}

static ThetaStatus
invert (ThetaDeviceWork *self, double *out)
{
  ThetaStatus status = self->device->ops->potri (self->device, self->n_t, self->factor);

  return status == THETA_STATUS_OK ? last_row (self, self->factor, out) : status;
}

static ThetaStatus
layer_products (ThetaDeviceWork *self, double *out)
{
  g_autofree double *own = g_new (double, LAYERS * self->n);

  return self->device->ops->layer_products (self->device, self->set, 1, self->v,
                                            out != NULL ? out : own);
}

static ThetaStatus
weighted_product (ThetaDeviceWork *self, double *out)
{
  g_autofree double *own = g_new (double, self->n);

  return self->device->ops->weighted_product (self->device, self->set, self->a, 1, self->v,
                                              out != NULL ? out : own);
}

static ThetaStatus
contract_low_rank (ThetaDeviceWork *self, double *out)
{
  double own[LAYERS * LAYERS] = { 0 };

  return self->device->ops->contract_low_rank (self->device, self->set, 1, self->v, self->v,
                                               out != NULL ? out : own);
}

/* Of rows alone: the entries are made and used. */
static ThetaStatus
matrix_free (ThetaDeviceWork *self, double *out)
{
  g_autofree double *own = g_new (double, self->n);

  return self->device->ops->weighted_product (self->device, self->rows, self->a, 1, self->v,
                                              out != NULL ? out : own);
}

/* With the inverse, which is there before. */
static ThetaStatus
contract_dense (ThetaDeviceWork *self, double *out)
{
  double own[LAYERS * LAYERS] = { 0 };

  return self->device->ops->contract_dense (self->device, self->set, self->t, self->factor,
                                            out != NULL ? out : own);
}

static ThetaStatus
layer_gram (ThetaDeviceWork *self, double *out)
{
  double own[LAYERS * LAYERS];

  return self->device->ops->layer_gram (self->device, self->set, self->t, 0,
                                        out != NULL ? out : own);
}

static ThetaStatus
pool (ThetaDeviceWork *self, double *out)
{
  g_autofree double *own = g_new (double, LAYERS * BINS * BINS);

  return self->device->ops->pool (self->device, self->set, THETA_POOL_RAW, NULL, BINS, self->bins,
                                  out != NULL ? out : own);
}

static ThetaStatus
multiply (ThetaDeviceWork *self, double *out)
{
  g_autofree double *own = g_new (double, self->n_t);

  return self->device->ops->multiply (self->device, 0, self->n_t, self->n_t, self->factor, 1,
                                      self->v, out != NULL ? out : own);
}

static ThetaStatus
multiply_symmetric (ThetaDeviceWork *self, double *out)
{
  g_autofree double *own = g_new (double, self->n_t);

  return self->device->ops->multiply_symmetric (self->device, self->n_t, self->factor, 1, self->v,
                                                out != NULL ? out : own);
}

static ThetaStatus
multiply_squared (ThetaDeviceWork *self, double *out)
{
  g_autofree double *own = g_new (double, self->n_t);

  return self->device->ops->multiply_squared (self->device, self->n_t, self->n_t, self->factor, 1,
                                              self->v, out != NULL ? out : own);
}

static ThetaStatus
diagonal (ThetaDeviceWork *self, double *out)
{
  g_autofree double *own = g_new (double, self->n_t);

  return self->device->ops->diagonal (self->device, self->n_t, self->factor,
                                      out != NULL ? out : own);
}

/* A_TT is not needed any more. */
static ThetaStatus
square (ThetaDeviceWork *self, double *out)
{
  ThetaStatus status = self->device->ops->weighted_syrk (self->device, self->n_t, self->n_t,
                                                         self->factor, self->s, self->att);

  return status == THETA_STATUS_OK ? last_row (self, self->att, out) : status;
}

static const ThetaDeviceMeasure measures[] = {
  { "dense limit, five layers", dense_limit, NULL, 5, 0, 0, COLUMNS, layer_rows },
  { "dense limit, angles", angles, NULL, 1, 0, 0, COLUMNS, layer_rows },
  { "dense limit, erf and biases", biased, NULL, 5, 0, 0, COLUMNS, layer_rows },
  { "dense limit, tanh (Mehler)", mehler, NULL, 5, 0, 0, COLUMNS, layer_rows },
  { "entries, one a row", entries, NULL, 0, 0, 0, 0, layer_rows },
  { "gather of A_TT", gather, NULL, 5 * 0.64, 0.5, 0, 0, one_row },
  { "potrf", factorize, prepare_factor, 0, 0, 1.0 / 6, 0, one_row },
  { "potrs, one column", solve, NULL, 0, 1, 0, 0, one_row },
  { "potrf, float32", factorize_single, NULL, 0, 0, 1.0 / 12, 0, NULL },
  { "potrs, float32, one column", solve_single, NULL, 0, 0.5, 0, 0, one_row },
  { "inverse, float32", invert_single, NULL, 0, 0, 1.0 / 4, 0, one_row },
  { "syevd, 2000 rows at most", eigenvalues, prepare_factor, 0, 0, 0, 0, eigenvalue_count },
  { "potri", invert, prepare_inverse, 0, 0, 1.0 / 3, 0, one_row },
  { "layer products", layer_products, NULL, 5, 0, 0, 0, layer_rows },
  { "weighted product", weighted_product, NULL, 5, 0, 0, 0, all_rows },
  { "product without kernels", matrix_free, NULL, 0, 0, 0, COLUMNS, all_rows },
  { "contraction, low rank", contract_low_rank, NULL, 5, 0, 0, 0, layer_squares },
  { "contraction, dense", contract_dense, NULL, 5 * 0.64, 1, 0, 0, layer_squares },
  { "layer Gram", layer_gram, NULL, 5 * 0.64, 0, 0, 0, layer_squares },
  { "pooling", pool, NULL, 5, 0, 0, 0, layer_pictures },
  { "diagonal", diagonal, NULL, 0, 0, 0, 0, one_row },
  { "symmetric product, one column", multiply_symmetric, NULL, 0, 0.5, 0, 0, one_row },
  { "product with squares", multiply_squared, NULL, 0, 1, 0, 0, one_row },
  { "multiply, one column", multiply, NULL, 0, 1, 0, 0, one_row },
  { "weighted syrk", square, NULL, 0, 0, 0.5, 0, one_row },
};

const ThetaDeviceMeasure *
theta_device_measures (guint *count)
{
  *count = G_N_ELEMENTS (measures);
  return measures;
}

/* ---- what they work on ---- */

void
theta_device_work_clear (ThetaDeviceWork *self)
{
  const ThetaDeviceOps *ops = self->device->ops;

  ops->set_unref (self->device, self->set);
  ops->set_unref (self->device, self->rows);
  g_clear_pointer (&self->series, theta_series_tables_free);
  ops->buffer_free (self->device, self->att);
  ops->buffer_free (self->device, self->factor);
  ops->buffer_free (self->device, self->single);
  g_free (self->x);
  g_free (self->v);
  g_free (self->s);
  g_free (self->t);
  g_free (self->bins);
}

/* NULL where the device fails. */
static ThetaSeriesTables *
series_new (const ThetaDeviceWork *self)
{
  g_autoptr (ThetaMatrix) x = theta_matrix_new (self->n, COLUMNS, NULL);
  ThetaNetwork tanh_network;

  theta_network_init (&tanh_network);
  tanh_network.depth = LAYERS;
  tanh_network.weight_variance = 1;
  if (x == NULL || !theta_network_parse_activation (&tanh_network, "tanh", NULL))
    return NULL;
  memcpy (x->data, self->x, self->n * COLUMNS * sizeof (double));
  return theta_series_tables_new (self->device, &tanh_network, 1.0 / COLUMNS, x, NULL, NULL);
}

ThetaStatus
theta_device_work_init (ThetaDeviceWork *self, ThetaDevice *device, gsize n)
{
  const ThetaDeviceOps *ops = device->ops;
  ThetaRandom random;
  ThetaStatus status;

  *self = (ThetaDeviceWork){ .device = device, .n = n };
  self->x = g_new (double, n * COLUMNS);
  self->v = g_new (double, n);
  self->s = g_new (double, n);
  self->t = g_new (guint8, n);
  self->bins = g_new (guint32, n);
  theta_random_init (&random, 1, THETA_STREAM_TEST, (guint32) n);
  for (gsize k = 0; k < n * COLUMNS; k++)
    self->x[k] = theta_random_normal (&random);
  for (gsize i = 0; i < n; i++)
    {
      self->v[i] = theta_random_normal (&random);
      self->s[i] = 1 + theta_random_uniform (&random);
      self->t[i] = i % 5 != 4;
      self->n_t += self->t[i];
      self->bins[i] = (guint32) (i * BINS / n);
    }
  for (guint l = 0; l < LAYERS; l++)
    self->a[l] = 1;
  status = ops->dense_limit (device, &relu, THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE, n, COLUMNS,
                             self->x, 0, NULL, &self->set);
  if (status == THETA_STATUS_OK)
    status = ops->dense_limit (device, &relu, THETA_SET_ROWS, THETA_PRECISION_DOUBLE, n, COLUMNS,
                               self->x, 0, NULL, &self->rows);
  self->series = series_new (self);
  if (status == THETA_STATUS_OK)
    status = ops->buffer_new (device, self->n_t * self->n_t, &self->att);
  if (status == THETA_STATUS_OK)
    status = ops->buffer_new (device, self->n_t * self->n_t, &self->factor);
  if (status == THETA_STATUS_OK)
    status = ops->buffer_new (device, (self->n_t * self->n_t + 1) / 2, &self->single);
  return status;
}
