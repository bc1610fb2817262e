/* Operations on kernel sets against loops over full matrices. */
#include "set-test.h"

static void
check_gather (ThetaDevice *device, const Planted *planted, const guint8 *t, const guint8 *v)
{
  static const double a[] = { 0.5, 0, -2, 1.25 };
  gsize n = planted->n, n_t = count_mask (n, t), n_v = v != NULL ? count_mask (n, v) : 0;
  gsize guard = 4, p = 0, q = 0;
  g_autofree double *fill = g_new (double, MAX (n_t, n_v) * n_t + guard), *att = NULL, *avt = NULL;
  ThetaBuffer *tt, *vt;

  for (gsize k = 0; k < MAX (n_t, n_v) * n_t + guard; k++)
    fill[k] = 777;
  tt = upload_new (device, fill, n_t * n_t + guard);
  vt = upload_new (device, fill, n_v * n_t + guard);
  g_assert_cmpint (device->ops->gather (device, planted->set, a, t, v, 0.25, tt,
                                        v != NULL ? vt : NULL),
                   ==, THETA_STATUS_OK);
  att = download_new (device, tt, n_t * n_t + guard);
  avt = download_new (device, vt, n_v * n_t + guard);
  for (gsize i = 0; i < n; i++)
    {
      gsize column = 0;

      for (gsize j = 0; j < n; j++)
        if (t[j])
          {
            double expected = planted_sum (planted, a, i, j);

            if (t[i] && j <= i)
              g_assert_cmpfloat_with_epsilon (att[p * n_t + column],
                                              expected + (i == j ? 0.25 : 0), 1e-13);
            if (v != NULL && v[i])
              g_assert_cmpfloat_with_epsilon (avt[q * n_t + column], expected, 1e-13);
            column++;
          }
      p += t[i];
      q += v != NULL && v[i];
    }
  for (gsize k = 0; k < guard; k++)
    {
      g_assert_cmpfloat (att[n_t * n_t + k], ==, 777);
      g_assert_cmpfloat (avt[n_v * n_t + k], ==, 777);
    }
  device->ops->buffer_free (device, tt);
  device->ops->buffer_free (device, vt);
}

static void
test_gather (ThetaDevice *device)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes) * G_N_ELEMENTS (storages); s++)
    {
      Planted planted;
      gsize n = sizes[s / G_N_ELEMENTS (storages)];

      planted_init (&planted, device, n, 4, s % G_N_ELEMENTS (storages));
      for (guint kt = 0; kt < 5; kt++)
        for (guint kv = 0; kv < 5; kv++)
          {
            g_autofree guint8 *t = make_mask (n, kt), *v = make_mask (n, kv);

            check_gather (device, &planted, t, v);
            if (kv == 0)
              check_gather (device, &planted, t, NULL);
          }
      planted_clear (&planted, device);
    }
}

static void
test_layer_products (ThetaDevice *device)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes) * G_N_ELEMENTS (storages); s++)
    {
      gsize n = sizes[s / G_N_ELEMENTS (storages)], c = 3;
      Planted planted;
      g_autofree double *v = random_values (20, n * c), *out = g_new (double, 2 * n * c);

      planted_init (&planted, device, n, 2, s % G_N_ELEMENTS (storages));
      g_assert_cmpint (device->ops->layer_products (device, planted.set, c, v, out), ==, 0);
      for (gsize i = 0; i < 2 * n; i++)
        for (gsize k = 0; k < c; k++)
          {
            double sum = 0;

            for (gsize j = 0; j < n; j++)
              sum += planted.full[i * n + j] * v[j * c + k];
            g_assert_cmpfloat_with_epsilon (out[i * c + k], sum, 1e-12);
          }
      planted_clear (&planted, device);
    }
}

/* Also longer than a strip and in several parts. */
static void
test_weighted_product (ThetaDevice *device)
{
  static const gsize large[] = { 1, 2, 33, 257, 1100 };
  static const double a[] = { 0.5, 0, 2, 1.5 };

  for (gsize s = 0; s < G_N_ELEMENTS (large) * G_N_ELEMENTS (storages); s++)
    {
      gsize n = large[s / G_N_ELEMENTS (storages)], c = 1 + s % 3;
      Planted planted;
      g_autofree double *v = random_values (21, n * c), *out = g_new (double, n *c + 1);

      planted_init (&planted, device, n, 4, s % G_N_ELEMENTS (storages));
      out[n * c] = 777;
      g_assert_cmpint (device->ops->weighted_product (device, planted.set, a, c, v, out), ==, 0);
      g_assert_cmpfloat (out[n * c], ==, 777);
      for (gsize i = 0; i < n; i++)
        for (gsize k = 0; k < c; k++)
          {
            double sum = 0, size = 0;

            for (guint l = 0; l < 4; l++)
              for (gsize j = 0; j < n; j++)
                {
                  double term = a[l] * planted.full[(l * n + i) * n + j] * v[j * c + k];

                  sum += term;
                  size += fabs (term);
                }
            g_assert_cmpfloat_with_epsilon (
                out[i * c + k], sum, 1e-10 + PRODUCT_LOSS (s % G_N_ELEMENTS (storages)) * size);
          }
      planted_clear (&planted, device);
    }
}

/* Rows of a class lie near each other, some are the same or opposite; @deep: so many
 * layers that the polynomial is one of Chebyshev's; long rows: wide tiles. */
static void
check_rows_product (ThetaDevice *device, gsize n, gsize d, guint deep, ThetaPrecision precision)
{
  g_autofree double *x = random_values (71, n * d), *v = random_values (72, n * 2);
  g_autofree double *a = g_new (double, deep), *kept = g_new (double, n * 2);
  g_autofree double *stored = g_new (double, n * 2);
  ThetaDenseLimit spec = { THETA_DUAL_PIECEWISE, 0, 1, deep, 2, 1.0 / d };
  double allowed = precision == THETA_PRECISION_SINGLE ? 1e-6 : 1e-12, size = 0, entry[64];
  ThetaKernelSet *rows, *triangle;

  for (gsize i = 2; i < n; i++)
    for (gsize k = 0; k < d; k++)
      x[i * d + k] = i % 7 == 0   ? x[k]
                     : i % 7 == 1 ? -x[k]
                     : i % 7 == 2 ? x[k] + pow (10, -(double) (i % 11)) * x[i * d + k]
                                  : x[i * d + k];
  for (guint l = 0; l < deep; l++)
    a[l] = 1.0 / (1 + l);
  g_assert_cmpint (device->ops->dense_limit (device, &spec, THETA_SET_ROWS, precision, n, d, x, 0,
                                             NULL, &rows),
                   ==, 0);
  g_assert_cmpint (device->ops->dense_limit (device, &spec, THETA_SET_TRIANGLE,
                                             THETA_PRECISION_DOUBLE, n, d, x, 0, NULL, &triangle),
                   ==, 0);
  g_assert_cmpint (device->ops->weighted_product (device, rows, a, 2, v, kept), ==, 0);
  g_assert_cmpint (device->ops->weighted_product (device, triangle, a, 2, v, stored), ==, 0);
  for (gsize i = 0; i < n; i++)
    {
      double sum = 0;

      g_assert_cmpint (device->ops->entries (device, triangle, 1, &i, &i, entry), ==, 0);
      for (guint l = 0; l < deep; l++)
        sum += a[l] * entry[l];
      size = MAX (size, sum);
    }
  /* A loss of an entry's digits at every column, of vectors of about 1. */
  g_assert_cmpfloat (largest_difference (kept, stored, n * 2), <=, allowed * size * n);
  device->ops->set_unref (device, rows);
  device->ops->set_unref (device, triangle);
}

static void
test_rows_product (ThetaDevice *device)
{
  for (guint k = 0; k < 2; k++)
    {
      ThetaPrecision precision = k == 0 ? THETA_PRECISION_DOUBLE : THETA_PRECISION_SINGLE;

      check_rows_product (device, 700, 5, 5, precision);
      check_rows_product (device, 300, 7, 64, precision);
      check_rows_product (device, 530, 600, 3, precision);
    }
}

static void
test_contractions (ThetaDevice *device)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes) * G_N_ELEMENTS (storages); s++)
    {
      gsize n = sizes[s / G_N_ELEMENTS (storages)], c = 2, n_t, p = 0;
      Planted planted;
      g_autofree double *u = random_values (21, n * c), *v = random_values (22, n * c);
      g_autofree double *dense = random_positive (23, n);
      g_autofree guint8 *t = make_mask (n, n > 1);
      double out[3], expected[3] = { 0 }, out_dense[3], expected_dense[3] = { 0 };
      ThetaBuffer *buffer;

      planted_init (&planted, device, n, 3, s % G_N_ELEMENTS (storages));
      n_t = count_mask (n, t);
      buffer = upload_new (device, dense, n_t * n_t);
      g_assert_cmpint (device->ops->contract_low_rank (device, planted.set, c, u, v, out), ==, 0);
      g_assert_cmpint (device->ops->contract_dense (device, planted.set, t, buffer, out_dense),
                       ==, 0);
      for (gsize i = 0; i < n; i++)
        {
          gsize q = 0;

          for (gsize j = 0; j < n; j++)
            {
              for (guint l = 0; l < 3; l++)
                {
                  double entry = planted.full[(l * n + i) * n + j];

                  for (gsize k = 0; k < c; k++)
                    expected[l] += u[i * c + k] * entry * v[j * c + k];
                  if (t[i] && t[j])
                    expected_dense[l] += entry * dense[MAX (p, q) * n_t + MIN (p, q)];
                }
              q += t[j];
            }
          p += t[i];
        }
      for (guint l = 0; l < 3; l++)
        {
          g_assert_cmpfloat_with_epsilon (out[l], expected[l], 1e-10);
          g_assert_cmpfloat_with_epsilon (out_dense[l], expected_dense[l], 1e-10);
        }
      device->ops->buffer_free (device, buffer);
      planted_clear (&planted, device);
    }
}

/* The same bits at every number of threads and at every call, for every storage. */
static void
test_same_bits (ThetaDevice *device)
{
  g_autoptr (ThetaDevice) other = open_another (device);
  ThetaDevice *devices[] = { device, other };
  double out[2][2][3];

  for (guint storage = 0; storage < G_N_ELEMENTS (storages); storage++)
    {
      for (guint k = 0; k < 2; k++)
        {
          Planted planted;
          g_autofree double *u = random_values (21, 257), *v = random_values (22, 257);
          g_autofree double *dense = random_positive (23, 257);
          g_autofree guint8 *t = make_mask (257, 0);
          ThetaBuffer *buffer = upload_new (devices[k], dense, 257 * 257);

          planted_init (&planted, devices[k], 257, 3, storage);
          devices[k]->ops->contract_low_rank (devices[k], planted.set, 1, u, v, out[k][0]);
          devices[k]->ops->contract_dense (devices[k], planted.set, t, buffer, out[k][1]);
          devices[k]->ops->buffer_free (devices[k], buffer);
          planted_clear (&planted, devices[k]);
        }
      g_assert_cmpmem (out[0], sizeof out[0], out[1], sizeof out[1]);
    }
}

static void
check_pool (ThetaDevice *device, const Planted *planted, ThetaPoolMode mode, const double *a,
            guint n_bins, const guint32 *bins)
{
  gsize n = planted->n, size = (gsize) n_bins * n_bins;
  guint pictures = a != NULL ? 1 : planted->layers;
  g_autofree double *out = g_new (double, pictures *size), *expected = g_new0 (double, pictures *size);

  g_assert_cmpint (device->ops->pool (device, planted->set, mode, a, n_bins, bins, out), ==, 0);
  for (guint p = 0; p < pictures; p++)
    for (gsize i = 0; i < n; i++)
      for (gsize j = 0; j < n; j++)
        {
          double one[8] = { 0 }, value, scale;

          one[p] = 1;
          value = planted_sum (planted, a != NULL ? a : one, i, j);
          scale = planted_sum (planted, a != NULL ? a : one, i, i)
                  * planted_sum (planted, a != NULL ? a : one, j, j);
          if (mode == THETA_POOL_COSINE)
            value = scale > 0 ? value / sqrt (scale) : 0;
          expected[p * size + bins[i] * n_bins + bins[j]] += value;
        }
  g_assert_cmpfloat (largest_difference (out, expected, pictures * size), <, 1e-10);
}

static void
test_pool (ThetaDevice *device)
{
  static const double a[] = { 2, 0.5, 0 };

  for (gsize s = 0; s < G_N_ELEMENTS (sizes) * G_N_ELEMENTS (storages); s++)
    {
      gsize n = sizes[s / G_N_ELEMENTS (storages)];
      guint n_bins = n > 8 ? 7 : (guint) n;
      Planted planted;
      g_autofree guint32 *bins = g_new (guint32, n);

      planted_init (&planted, device, n, 3, s % G_N_ELEMENTS (storages));
      for (gsize i = 0; i < n; i++)
        bins[i] = (guint32) (i * 5 % n_bins);
      check_pool (device, &planted, THETA_POOL_RAW, NULL, n_bins, bins);
      check_pool (device, &planted, THETA_POOL_RAW, a, n_bins, bins);
      check_pool (device, &planted, THETA_POOL_COSINE, NULL, n_bins, bins);
      check_pool (device, &planted, THETA_POOL_COSINE, a, n_bins, bins);
      planted_clear (&planted, device);
    }
}

static void
check_cancel (ThetaDevice *device, guint storage)
{
  Planted planted;
  PollCount count = { 0, 0 };
  double a[2] = { 1, 1 }, out[2], gram[4];
  g_autofree guint8 *t = make_mask (257, 0);
  g_autofree double *v = random_values (27, 257), *many = g_new (double, 2 * 257);
  ThetaBuffer *buffer = upload_new (device, v, 257);
  ThetaBuffer *att = NULL;
  g_autofree guint32 *bins = g_new0 (guint32, 257);

  planted_init (&planted, device, 257, 2, storage);
  g_assert_cmpint (device->ops->buffer_new (device, 257 * 257, &att), ==, 0);
  device->ops->set_poll (device, count_poll, &count);
  g_assert_cmpint (device->ops->gather (device, planted.set, a, t, NULL, 1, att, NULL), ==,
                   THETA_STATUS_CANCELLED);
  g_assert_cmpint (device->ops->contract_low_rank (device, planted.set, 1, v, v, out), ==,
                   THETA_STATUS_CANCELLED);
  g_assert_cmpint (device->ops->layer_products (device, planted.set, 1, v, many), ==,
                   THETA_STATUS_CANCELLED);
  g_assert_cmpint (device->ops->weighted_product (device, planted.set, a, 1, v, many), ==,
                   THETA_STATUS_CANCELLED);
  for (int centred = 0; centred < 2; centred++)
    g_assert_cmpint (device->ops->layer_gram (device, planted.set, t, centred, gram), ==,
                     THETA_STATUS_CANCELLED);
  g_assert_cmpint (device->ops->contract_dense (device, planted.set, t, att, out), ==,
                   THETA_STATUS_CANCELLED);
  g_assert_cmpint (device->ops->pool (device, planted.set, THETA_POOL_RAW, NULL, 1, bins, out), ==,
                   THETA_STATUS_CANCELLED);
  device->ops->set_poll (device, NULL, NULL);
  device->ops->buffer_free (device, buffer);
  device->ops->buffer_free (device, att);
  planted_clear (&planted, device);
}

static void
test_cancel (ThetaDevice *device)
{
  for (guint storage = 0; storage < G_N_ELEMENTS (storages); storage++)
    check_cancel (device, storage);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_device_test ("gather", test_gather);
  add_device_test ("layer-products", test_layer_products);
  add_device_test ("weighted-product", test_weighted_product);
  add_device_test ("rows-product", test_rows_product);
  add_device_test ("contractions", test_contractions);
  add_device_test ("same-bits", test_same_bits);
  add_device_test ("pool", test_pool);
  add_device_test ("cancel-sets", test_cancel);
  return g_test_run ();
}
