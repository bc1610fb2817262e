/* The float32 factor as a solver of seven digits, and products with one triangle. */
#include "device-test.h"

static const gsize sizes[] = { 1, 2, 31, 33, 257, 300 };

/* The strict upper triangle must not be read. */
static ThetaBuffer *
upload_lower (ThetaDevice *device, const double *a, gsize n)
{
  g_autofree double *lower = g_memdup2 (a, n * n * sizeof *a);

  for (gsize i = 0; i < n; i++)
    for (gsize j = i + 1; j < n; j++)
      lower[i * n + j] = NAN;
  return upload_new (device, lower, n * n);
}

static void
test_multiply_symmetric (ThetaDevice *device)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    for (gsize c = 1; c < 4; c++)
      {
        gsize n = sizes[s];
        g_autofree double *a = random_positive (1, n), *x = random_values (2, n * c);
        g_autofree double *y = g_new (double, n *c);
        ThetaBuffer *buffer = upload_lower (device, a, n);

        g_assert_cmpint (device->ops->multiply_symmetric (device, n, buffer, c, x, y), ==,
                         THETA_STATUS_OK);
        for (gsize i = 0; i < n; i++)
          for (gsize k = 0; k < c; k++)
            {
              double sum = 0;

              for (gsize j = 0; j < n; j++)
                sum += a[i * n + j] * x[j * c + k];
              g_assert_cmpfloat_with_epsilon (y[i * c + k], sum, 1e-12);
            }
        device->ops->buffer_free (device, buffer);
      }
}

/* Blocked too: A stays as it was, X is right to float32, scales over many decades. */
static void
test_single (ThetaDevice *device)
{
  static const gsize n_rows[] = { 1, 2, 33, 257, 1700 };

  for (gsize s = 0; s < G_N_ELEMENTS (n_rows); s++)
    {
      gsize n = n_rows[s], c = 2;
      g_autofree double *a = g_new (double, n *n), *x = random_values (7, n * c);
      g_autofree double *b = g_new (double, n *c), *after = NULL;
      ThetaBuffer *buffer, *factor = NULL;

      for (gsize i = 0; i < n; i++)
        for (gsize j = 0; j < n; j++)
          a[i * n + j] = exp (-fabs ((double) i - (double) j) / 9) + (i == j ? 0.5 : 0);
      for (gsize i = 0; i < n; i++)
        x[i * c + 1] *= 1e-50;
      buffer = upload_lower (device, a, n);
      g_assert_cmpint (device->ops->buffer_new (device, (n * n + 1) / 2, &factor), ==,
                       THETA_STATUS_OK);
      g_assert_cmpint (device->ops->multiply_symmetric (device, n, buffer, c, x, b), ==,
                       THETA_STATUS_OK);
      g_assert_cmpint (device->ops->potrf_single (device, n, buffer, factor), ==,
                       THETA_STATUS_OK);
      g_assert_cmpint (device->ops->potrs_single (device, n, factor, c, b), ==, THETA_STATUS_OK);
      for (gsize i = 0; i < n; i++)
        {
          g_assert_cmpfloat_with_epsilon (b[i * c], x[i * c], 1e-4);
          g_assert_cmpfloat_with_epsilon (b[i * c + 1] * 1e50, x[i * c + 1] * 1e50, 1e-4);
        }
      after = download_new (device, buffer, n * n);
      for (gsize i = 0; i < n; i++)
        for (gsize j = 0; j <= i; j++)
          g_assert_cmpfloat (after[i * n + j], ==, a[i * n + j]);
      device->ops->buffer_free (device, buffer);
      device->ops->buffer_free (device, factor);
    }
}

static void
test_refused (ThetaDevice *device)
{
  double a[] = { 1e300, 0, 0, 1 };
  ThetaBuffer *buffer = upload_new (device, a, 4), *factor = NULL, *small = NULL;

  g_assert_cmpint (device->ops->buffer_new (device, 2, &factor), ==, THETA_STATUS_OK);
  g_assert_cmpint (device->ops->buffer_new (device, 1, &small), ==, THETA_STATUS_OK);
  g_assert_cmpint (device->ops->potrf_single (device, 2, buffer, factor), ==,
                   THETA_STATUS_NOT_POSITIVE);
  g_assert_cmpint (device->ops->potrf_single (device, 2, buffer, small), ==, THETA_STATUS_FAILED);
  g_assert_cmpint (device->ops->potrf_single (device, 2, buffer, buffer), ==,
                   THETA_STATUS_FAILED);
  device->ops->buffer_free (device, buffer);
  device->ops->buffer_free (device, factor);
  device->ops->buffer_free (device, small);
}

static int
stop_at_once (void *user, double fraction)
{
  ++*(guint *) user;
  return 1;
}

static void
test_cancelled (ThetaDevice *device)
{
  gsize n = 700;
  g_autofree double *a = random_positive (9, n), *x = random_values (3, n), *y = g_new (double, n);
  ThetaBuffer *buffer = upload_new (device, a, n * n), *factor = NULL;
  guint polls = 0;

  g_assert_cmpint (device->ops->buffer_new (device, n * n / 2, &factor), ==, THETA_STATUS_OK);
  device->ops->set_poll (device, stop_at_once, &polls);
  g_assert_cmpint (device->ops->potrf_single (device, n, buffer, factor), ==,
                   THETA_STATUS_CANCELLED);
  g_assert_cmpint (device->ops->potrs_single (device, n, factor, 1, x), ==,
                   THETA_STATUS_CANCELLED);
  g_assert_cmpint (device->ops->multiply_symmetric (device, n, buffer, 1, x, y), ==,
                   THETA_STATUS_CANCELLED);
  g_assert_cmpuint (polls, ==, 3);
  device->ops->set_poll (device, NULL, NULL);
  device->ops->buffer_free (device, buffer);
  device->ops->buffer_free (device, factor);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_device_test ("multiply-symmetric", test_multiply_symmetric);
  add_device_test ("single", test_single);
  add_device_test ("single-refused", test_refused);
  add_device_test ("single-cancelled", test_cancelled);
  return g_test_run ();
}
