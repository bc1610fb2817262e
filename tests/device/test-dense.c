/* Factorizations by residual, products against loops, cancellation. */
#include "device-test.h"

static const gsize sizes[] = { 1, 2, 31, 32, 33, 257 };

static void
test_cholesky (ThetaDevice *device)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      gsize n = sizes[s];
      g_autofree double *a = random_positive (1, n), *b = random_values (2, n * 3);
      g_autofree double *x = g_memdup2 (b, n * 3 * sizeof (double)), *inverse = NULL;
      ThetaBuffer *factor = upload_new (device, a, n * n);

      g_assert_cmpint (device->ops->potrf (device, n, factor), ==, THETA_STATUS_OK);
      g_assert_cmpint (device->ops->potrs (device, n, factor, 3, x), ==, THETA_STATUS_OK);
      for (gsize i = 0; i < n; i++)
        for (gsize k = 0; k < 3; k++)
          {
            double sum = 0;

            for (gsize j = 0; j < n; j++)
              sum += a[i * n + j] * x[j * 3 + k];
            g_assert_cmpfloat_with_epsilon (sum, b[i * 3 + k], 1e-11);
          }
      g_assert_cmpint (device->ops->potri (device, n, factor), ==, THETA_STATUS_OK);
      inverse = download_new (device, factor, n * n);
      for (gsize i = 0; i < n; i++)
        for (gsize j = 0; j < n; j++)
          {
            double sum = 0;

            for (gsize k = 0; k < n; k++)
              sum += a[i * n + k] * inverse[k * n + j];
            g_assert_cmpfloat_with_epsilon (sum, i == j, 1e-10);
            g_assert_cmpfloat (inverse[i * n + j], ==, inverse[j * n + i]);
          }
      device->ops->buffer_free (device, factor);
    }
}

/* Large enough for the blocked code: checked with random vectors, not n³ loops. */
static void
test_cholesky_blocked (ThetaDevice *device)
{
  const gsize n = 1700;
  g_autofree double *a = g_new (double, n *n), *b = random_values (3, n), *x = NULL, *y = NULL;
  g_autofree double *z = NULL;
  ThetaBuffer *buffer;

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      a[i * n + j] = exp (-fabs ((double) i - (double) j) / 9) + (i == j ? 0.1 : 0);
  buffer = upload_new (device, a, n * n);
  x = g_memdup2 (b, n * sizeof (double));
  y = g_new (double, n);
  z = g_new (double, n);
  g_assert_cmpint (device->ops->potrf (device, n, buffer), ==, THETA_STATUS_OK);
  g_assert_cmpint (device->ops->potrs (device, n, buffer, 1, x), ==, THETA_STATUS_OK);
  g_assert_cmpint (device->ops->potri (device, n, buffer), ==, THETA_STATUS_OK);
  g_assert_cmpint (device->ops->multiply (device, FALSE, n, n, buffer, 1, b, y), ==,
                   THETA_STATUS_OK);
  g_assert_cmpfloat (largest_difference (x, y, n), <, 1e-10);
  g_assert_cmpint (device->ops->upload (device, buffer, 0, a, n * n), ==, THETA_STATUS_OK);
  g_assert_cmpint (device->ops->multiply (device, TRUE, n, n, buffer, 1, x, z), ==,
                   THETA_STATUS_OK);
  g_assert_cmpfloat (largest_difference (z, b, n), <, 1e-10);
  device->ops->buffer_free (device, buffer);
}

static void
test_not_positive (ThetaDevice *device)
{
  static const double bad[] = { 0.0, -1.0, NAN, INFINITY };

  for (gsize k = 0; k < G_N_ELEMENTS (bad); k++)
    for (gsize at = 0; at < 1400; at += 1350)
      {
        gsize n = 1400;
        g_autofree double *a = g_new0 (double, n *n);
        ThetaBuffer *buffer;

        for (gsize i = 0; i < n; i++)
          a[i * n + i] = i == at ? bad[k] : 1;
        buffer = upload_new (device, a, n * n);
        g_assert_cmpint (device->ops->potrf (device, n, buffer), ==, THETA_STATUS_NOT_POSITIVE);
        device->ops->buffer_free (device, buffer);
      }
}

static void
check_values_alone (ThetaDevice *device, const double *a, gsize n, const double *expected)
{
  g_autofree double *w = g_new (double, n);
  ThetaBuffer *buffer = upload_new (device, a, n * n);

  g_assert_cmpint (device->ops->syevd (device, n, buffer, FALSE, w), ==, THETA_STATUS_OK);
  for (gsize k = 0; k < n; k++)
    g_assert_cmpfloat_with_epsilon (w[k], expected[k], 1e-12 * expected[n - 1]);
  device->ops->buffer_free (device, buffer);
}

static void
test_eigen (ThetaDevice *device)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      gsize n = sizes[s];
      g_autofree double *a = random_positive (4, n), *w = g_new (double, n), *q = NULL;
      ThetaBuffer *buffer = upload_new (device, a, n * n);

      g_assert_cmpint (device->ops->syevd (device, n, buffer, TRUE, w), ==, THETA_STATUS_OK);
      q = download_new (device, buffer, n * n);
      for (gsize k = 0; k < n; k++)
        for (gsize i = 0; i < n; i++)
          {
            double sum = 0;

            for (gsize j = 0; j < n; j++)
              sum += a[i * n + j] * q[j * n + k];
            g_assert_cmpfloat_with_epsilon (sum, w[k] * q[i * n + k], 1e-12);
          }
      for (gsize k = 1; k < n; k++)
        g_assert_cmpfloat (w[k], >=, w[k - 1]);
      device->ops->buffer_free (device, buffer);
      check_values_alone (device, a, n, w);
    }
}

static void
check_products (ThetaDevice *device, gsize m, gsize n, gsize c)
{
  g_autofree double *a = random_values (5, m * n), *x = random_values (6, n * c);
  g_autofree double *xt = random_values (7, m * c), *y = g_new (double, m *c);
  g_autofree double *yt = g_new (double, n *c), *squared = g_new (double, m *c);
  ThetaBuffer *buffer = upload_new (device, a, m * n);

  g_assert_cmpint (device->ops->multiply (device, FALSE, m, n, buffer, c, x, y), ==, 0);
  g_assert_cmpint (device->ops->multiply (device, TRUE, m, n, buffer, c, xt, yt), ==, 0);
  g_assert_cmpint (device->ops->multiply_squared (device, m, n, buffer, c, x, squared), ==, 0);
  for (gsize k = 0; k < c; k++)
    {
      for (gsize i = 0; i < m; i++)
        {
          double sum = 0, squares = 0;

          for (gsize j = 0; j < n; j++)
            {
              sum += a[i * n + j] * x[j * c + k];
              squares += a[i * n + j] * a[i * n + j] * x[j * c + k];
            }
          g_assert_cmpfloat_with_epsilon (y[i * c + k], sum, 1e-11);
          g_assert_cmpfloat_with_epsilon (squared[i * c + k], squares, 1e-11);
        }
      for (gsize j = 0; j < n; j++)
        {
          double sum = 0;

          for (gsize i = 0; i < m; i++)
            sum += a[i * n + j] * xt[i * c + k];
          g_assert_cmpfloat_with_epsilon (yt[j * c + k], sum, 1e-11);
        }
    }
  device->ops->buffer_free (device, buffer);
}

static void
test_products (ThetaDevice *device)
{
  check_products (device, 1, 1, 1);
  check_products (device, 33, 7, 1);
  check_products (device, 7, 257, 3);
  check_products (device, 257, 31, 10);
}

static void
test_weighted_syrk (ThetaDevice *device)
{
  static const gsize shapes[][2] = { { 1, 1 }, { 33, 7 }, { 31, 600 } };

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      gsize n = shapes[s][0], k = shapes[s][1];
      g_autofree double *a = random_values (8, n * k), *weights = random_values (9, k);
      g_autofree double *zero = g_new0 (double, n *n), *c = NULL;
      ThetaBuffer *from = upload_new (device, a, n * k), *to = upload_new (device, zero, n * n);

      for (gsize j = 0; j < k; j++)
        weights[j] = weights[j] * weights[j];
      weights[0] = 0;
      g_assert_cmpint (device->ops->weighted_syrk (device, n, k, from, weights, to), ==, 0);
      c = download_new (device, to, n * n);
      for (gsize i = 0; i < n; i++)
        for (gsize j = 0; j < n; j++)
          {
            double sum = 0;

            for (gsize p = 0; p < k; p++)
              sum += a[i * k + p] * weights[p] * a[j * k + p];
            g_assert_cmpfloat_with_epsilon (c[i * n + j], sum, 1e-10);
          }
      weights[0] = -1;
      g_assert_cmpint (device->ops->weighted_syrk (device, n, k, from, weights, to), ==,
                       THETA_STATUS_FAILED);
      device->ops->buffer_free (device, from);
      device->ops->buffer_free (device, to);
    }
}

/* Polls come between blocks, and a non-zero answer ends the call. */
static void
test_cancel (ThetaDevice *device)
{
  const gsize n = 1500;
  g_autofree double *a = g_new0 (double, n *n), *s = g_new (double, n);
  ThetaBuffer *buffer, *other;
  PollCount count = { 0, G_MAXUINT };
  /* A GPU does as much between two polls as the CPU in a whole call. */
  guint needed, some = is_cpu (device) ? 4 : 1;

  for (gsize i = 0; i < n; i++)
    {
      a[i * n + i] = 2;
      s[i] = 1;
    }
  buffer = upload_new (device, a, n * n);
  other = upload_new (device, a, n * n);
  device->ops->set_poll (device, count_poll, &count);
  g_assert_cmpint (device->ops->potrf (device, n, buffer), ==, THETA_STATUS_OK);
  needed = count.polls;
  g_assert_cmpuint (needed, >=, some);
  for (guint allowed = 0; allowed < needed; allowed++)
    {
      count = (PollCount) { 0, allowed };
      device->ops->upload (device, buffer, 0, a, n * n);
      /* With two threads the polls are not always as many. */
      if (device->ops->potrf (device, n, buffer) == THETA_STATUS_OK)
        g_assert_cmpuint (count.polls, <=, allowed);
      else
        g_assert_cmpuint (count.polls, ==, allowed + 1);
    }
  count = (PollCount) { 0, some / 2 };
  g_assert_cmpint (device->ops->weighted_syrk (device, n, n, buffer, s, other), ==,
                   THETA_STATUS_CANCELLED);
  count = (PollCount) { 0, some / 2 };
  g_assert_cmpint (device->ops->potri (device, n, buffer), ==, THETA_STATUS_CANCELLED);
  device->ops->set_poll (device, NULL, NULL);
  device->ops->buffer_free (device, buffer);
  device->ops->buffer_free (device, other);
}

/* A poll at least for every 6e8 multiply-adds, whatever the shape; counted with one
 * thread, as of several one alone polls. */
static void
test_polls (ThetaDevice *device)
{
  const gsize n = 2200, c = 300;
  g_autofree double *a = g_new0 (double, n *n), *b = g_new0 (double, n *c);
  g_autofree double *s = g_new0 (double, n);
  ThetaBuffer *buffer, *other;
  PollCount count = { 0, G_MAXUINT };
  double cube = (double) n * n * n;
  ThetaDeviceInfo info;

  device->ops->describe (device, &info);
  if (info.threads != 1)
    return;
  for (gsize i = 0; i < n; i++)
    a[i * n + i] = 2;
  buffer = upload_new (device, a, n * n);
  other = upload_new (device, a, n * n);
  device->ops->set_poll (device, count_poll, &count);
  g_assert_cmpint (device->ops->potrf (device, n, buffer), ==, THETA_STATUS_OK);
  g_assert_cmpuint (count.polls, >=, cube / 6 / 6e8);
  count.polls = 0;
  g_assert_cmpint (device->ops->potrs (device, n, buffer, c, b), ==, THETA_STATUS_OK);
  g_assert_cmpuint (count.polls, >=, 6); /* 1.4e9 */
  count.polls = 0;
  g_assert_cmpint (device->ops->potri (device, n, buffer), ==, THETA_STATUS_OK);
  g_assert_cmpuint (count.polls, >=, 30);
  count.polls = 0;
  g_assert_cmpint (device->ops->weighted_syrk (device, n, 512, buffer, s, other), ==,
                   THETA_STATUS_OK);
  g_assert_cmpuint (count.polls, >=, 6); /* 1.2e9, and the copy to the other triangle */
  count.polls = 0;
  device->ops->set_poll (device, NULL, NULL);
  device->ops->buffer_free (device, buffer);
  device->ops->buffer_free (device, other);
}

/* Many right-hand sides and one: the residual of A X = B over several blocks. */
static void
test_solve_blocked (ThetaDevice *device)
{
  const gsize n = 1400, columns[] = { 1, 2, 40 };
  g_autofree double *a = g_new0 (double, n *n);
  ThetaBuffer *buffer;

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j <= i; j++)
      a[i * n + j] = a[j * n + i] = exp (-fabs ((double) i - (double) j) / 3) + (i == j);
  buffer = upload_new (device, a, n * n);
  g_assert_cmpint (device->ops->potrf (device, n, buffer), ==, THETA_STATUS_OK);
  for (gsize s = 0; s < G_N_ELEMENTS (columns); s++)
    {
      gsize c = columns[s];
      g_autofree double *b = random_values (60, n * c), *x = g_memdup2 (b, n * c * sizeof *b);

      g_assert_cmpint (device->ops->potrs (device, n, buffer, c, x), ==, THETA_STATUS_OK);
      for (gsize i = 0; i < n; i += 7)
        for (gsize k = 0; k < c; k++)
          {
            double sum = 0;

            for (gsize j = 0; j < n; j++)
              sum += a[i * n + j] * x[j * c + k];
            g_assert_cmpfloat_with_epsilon (sum, b[i * c + k], 1e-11);
          }
    }
  device->ops->buffer_free (device, buffer);
}

/* The float32 inverse as a set, small and by blocks: A K X = X; only the lower triangle
 * of A is read. */
static void
test_invert_single (ThetaDevice *device)
{
  const gsize orders[] = { 1, 33, 1300 };
  const double one = 1;

  for (gsize s = 0; s < G_N_ELEMENTS (orders); s++)
    {
      gsize n = orders[s];
      g_autofree double *a = g_new (double, n *n), *x = random_values (61, n * 2);
      g_autofree double *y = g_new (double, n * 2);
      ThetaBuffer *buffer;
      ThetaKernelSet *set = NULL;
      ThetaSetInfo info;
      PollCount count = { 0, G_MAXUINT };

      for (gsize i = 0; i < n; i++)
        for (gsize j = 0; j < n; j++)
          a[i * n + j] = j > i ? NAN : exp (-fabs ((double) i - (double) j) / 3) + (i == j);
      buffer = upload_new (device, a, n * n);
      device->ops->set_poll (device, count_poll, &count);
      g_assert_cmpint (device->ops->invert_single (device, n, buffer, &set), ==, THETA_STATUS_OK);
      g_assert_cmpuint (count.polls, >=, n > 1000 ? 10 : 1);
      device->ops->set_info (device, set, &info);
      g_assert_true (info.kind == THETA_SET_TRIANGLE && info.layers == 1 && info.rows == n);
      g_assert_cmpint (info.precision, ==, THETA_PRECISION_SINGLE);
      g_assert_cmpint (device->ops->weighted_product (device, set, &one, 2, x, y), ==,
                       THETA_STATUS_OK);
      for (gsize i = 0; i < n; i += n > 100 ? 7 : 1)
        for (gsize k = 0; k < 2; k++)
          {
            double sum = 0;

            for (gsize j = 0; j < n; j++)
              sum += a[MAX (i, j) * n + MIN (i, j)] * y[j * 2 + k];
            g_assert_cmpfloat_with_epsilon (sum, x[i * 2 + k], 1e-5);
          }
      device->ops->set_unref (device, set);
      set = NULL;
      a[n * n - 1] = -1;
      device->ops->upload (device, buffer, 0, a, n * n);
      g_assert_cmpint (device->ops->invert_single (device, n, buffer, &set), ==,
                       THETA_STATUS_NOT_POSITIVE);
      count = (PollCount) { 0, 0 };
      g_assert_cmpint (device->ops->invert_single (device, n, buffer, &set), ==,
                       THETA_STATUS_CANCELLED);
      g_assert_null (set);
      g_assert_cmpint (device->ops->invert_single (device, n + 1, buffer, &set), ==,
                       THETA_STATUS_FAILED);
      device->ops->set_poll (device, NULL, NULL);
      device->ops->buffer_free (device, buffer);
    }
}

static void
test_bounds (ThetaDevice *device)
{
  double values[8] = { 0 };
  ThetaBuffer *buffer = upload_new (device, values, 8);

  g_assert_cmpint (device->ops->upload (device, buffer, 5, values, 4), ==, THETA_STATUS_FAILED);
  g_assert_cmpint (device->ops->download (device, buffer, 9, values, 0), ==, THETA_STATUS_FAILED);
  g_assert_cmpint (device->ops->potrf (device, 3, buffer), ==, THETA_STATUS_FAILED);
  g_assert_cmpint (device->ops->diagonal (device, 3, buffer, values), ==, THETA_STATUS_FAILED);
  device->ops->buffer_free (device, buffer);
  device->ops->buffer_free (device, NULL);
}

/* More rows than a launch has threads; what stands behind the last one is left alone. */
static void
test_diagonal (ThetaDevice *device)
{
  for (gsize s = 0; s <= G_N_ELEMENTS (sizes); s++)
    {
      gsize n = s < G_N_ELEMENTS (sizes) ? sizes[s] : 1100;
      g_autofree double *a = random_values (31, n * n), *out = g_new (double, n + 1);
      ThetaBuffer *buffer;

      a[(n / 2) * n + n / 2] = INFINITY;
      out[n] = 7;
      buffer = upload_new (device, a, n * n);
      g_assert_cmpint (device->ops->diagonal (device, n, buffer, out), ==, THETA_STATUS_OK);
      for (gsize i = 0; i < n; i++)
        g_assert_cmpfloat (out[i], ==, a[i * n + i]);
      g_assert_cmpfloat (out[n], ==, 7);
      g_assert_cmpint (device->ops->diagonal (device, 0, buffer, NULL), ==, THETA_STATUS_OK);
      device->ops->buffer_free (device, buffer);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_device_test ("cholesky", test_cholesky);
  add_device_test ("cholesky-blocked", test_cholesky_blocked);
  add_device_test ("not-positive", test_not_positive);
  add_device_test ("eigen", test_eigen);
  add_device_test ("products", test_products);
  add_device_test ("weighted-syrk", test_weighted_syrk);
  add_device_test ("cancel", test_cancel);
  add_device_test ("polls", test_polls);
  add_device_test ("solve-blocked", test_solve_blocked);
  add_device_test ("invert-single", test_invert_single);
  add_device_test ("diagonal", test_diagonal);
  add_device_test ("bounds", test_bounds);
  return g_test_run ();
}
