/* Ways to keep kernels: rectangles, deep networks as angles, what is refused. */
#include "device-test.h"

static void
check_rectangle (ThetaDevice *device, ThetaPrecision precision, gsize m, gsize n)
{
  g_autofree double *full = random_values (24, 2 * m * n), *u = random_values (25, m);
  g_autofree double *v = random_values (26, n), *products = g_new (double, 2 * m);
  double out[2], expected[2] = { 0 }, entry[2];
  gsize i = m - 1, j = n - 1;
  ThetaKernelSet *set = NULL;
  ThetaSetInfo info;

  for (gsize k = 0; precision == THETA_PRECISION_SINGLE && k < 2 * m * n; k++)
    full[k] = (float) full[k];
  g_assert_cmpint (device->ops->set_from_host (device, THETA_SET_RECTANGLE, precision, 2, m, n,
                                               full, &set),
                   ==, 0);
  device->ops->set_info (device, set, &info);
  g_assert_cmpuint (info.rows, ==, m);
  g_assert_cmpuint (info.cols, ==, n);
  g_assert_cmpint (info.precision, ==, precision);
  g_assert_cmpint (device->ops->layer_products (device, set, 1, v, products), ==, 0);
  g_assert_cmpint (device->ops->contract_low_rank (device, set, 1, u, v, out), ==, 0);
  for (gsize k = 0; k < 2 * m; k++)
    {
      double sum = 0;

      for (gsize q = 0; q < n; q++)
        sum += full[k * n + q] * v[q];
      g_assert_cmpfloat_with_epsilon (products[k], sum, 1e-11);
      expected[k / m] += u[k % m] * sum;
    }
  for (guint l = 0; l < 2; l++)
    g_assert_cmpfloat_with_epsilon (out[l], expected[l], 1e-10);
  g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, entry), ==, 0);
  g_assert_cmpfloat (entry[1], ==, full[(m + i) * n + j]);
  i = m;
  g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, entry), ==, THETA_STATUS_FAILED);
  device->ops->set_unref (device, set);
}

static void
test_rectangle (ThetaDevice *device)
{
  static const gsize shapes[][2] = { { 1, 1 }, { 5, 70 }, { 70, 5 }, { 3, 1100 }, { 257, 2 } };

  for (gsize s = 0; s < G_N_ELEMENTS (shapes); s++)
    {
      check_rectangle (device, THETA_PRECISION_DOUBLE, shapes[s][0], shapes[s][1]);
      check_rectangle (device, THETA_PRECISION_SINGLE, shapes[s][0], shapes[s][1]);
    }
}

/* Longer than a strip, and so deep that the polynomial is a sum of Chebyshev
 * polynomials: the moments give back what single entries say. */
static void
test_deep (ThetaDevice *device)
{
  gsize n = 1100, d = 4, i = 1090, j = 1051;
  g_autofree double *x = random_rows (n, d), *u = g_new0 (double, n), *v = g_new0 (double, n);
  ThetaDenseLimit spec = { THETA_DUAL_PIECEWISE, 0, 1, THETA_MAX_DEPTH, 2, 1 };
  double entry[THETA_MAX_DEPTH], out[THETA_MAX_DEPTH];
  ThetaKernelSet *set = NULL;
  ThetaSetInfo info;

  g_assert_cmpint (device->ops->dense_limit (device, &spec, THETA_SET_ANGLE,
                                             THETA_PRECISION_DOUBLE, n, d, x, 0, NULL, &set),
                   ==, 0);
  device->ops->set_info (device, set, &info);
  g_assert_cmpuint (info.bytes, <, n * n * 5); /* not 64 layers */
  for (gsize pair = 0; pair < 4; pair++, i -= 211)
    {
      u[i] = 1;
      v[j] = 1;
      g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, entry), ==, 0);
      g_assert_cmpint (device->ops->contract_low_rank (device, set, 1, u, v, out), ==, 0);
      for (guint l = 0; l < THETA_MAX_DEPTH; l++)
        g_assert_cmpfloat_with_epsilon (out[l], entry[l], 1e-12);
      u[i] = v[j] = 0;
    }
  device->ops->set_unref (device, set);
}

/* Angles of a network that has none, a set of no precision, matrices as angles. */
static void
test_refused (ThetaDevice *device)
{
  ThetaDenseLimit erf = { THETA_DUAL_ERF, 0, 0, 2, 1, 1 };
  ThetaDenseLimit relu = { THETA_DUAL_PIECEWISE, 0, 1, 2, 1, 1 };
  double x[4] = { 1, 2, 3, 4 };
  ThetaKernelSet *set = NULL;

  g_assert_false (theta_dense_limit_has_angle (&erf));
  g_assert_true (theta_dense_limit_has_angle (&relu));
  g_assert_cmpint (device->ops->dense_limit (device, &erf, THETA_SET_ANGLE, THETA_PRECISION_DOUBLE,
                                             2, 2, x, 0, NULL, &set),
                   ==, THETA_STATUS_FAILED);
  g_assert_cmpint (device->ops->dense_limit (device, &relu, THETA_SET_ANGLE, THETA_PRECISION_AUTO,
                                             2, 2, x, 0, NULL, &set),
                   ==, THETA_STATUS_FAILED);
  g_assert_cmpint (device->ops->dense_limit (device, &relu, THETA_SET_ANGLE,
                                             THETA_PRECISION_DOUBLE, 2, 2, x, 2, x, &set),
                   ==, THETA_STATUS_FAILED);
  g_assert_cmpint (device->ops->set_from_host (device, THETA_SET_ANGLE, THETA_PRECISION_DOUBLE, 1,
                                               2, 2, x, &set),
                   ==, THETA_STATUS_FAILED);
  g_assert_null (set);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_device_test ("rectangle", test_rectangle);
  add_device_test ("deep", test_deep);
  add_device_test ("refused", test_refused);
  return g_test_run ();
}
