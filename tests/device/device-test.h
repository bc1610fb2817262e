/* What the device tests share: every test runs once on every device that this
 * machine has, against slow obvious references. */
#pragma once

#include <math.h>

#include "base/random.h"
#include "device/device-error.h"

typedef void (*DeviceTest) (ThetaDevice *device);

typedef struct
{
  guint threads;
  DeviceTest test;
} DeviceCase;

static inline void
run_device_case (gconstpointer data)
{
  const DeviceCase *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDevice) device = theta_device_open ("cpu", self->threads, &error);

  g_assert_no_error (error);
  self->test (device);
}

/* Adds @test as /device/@name/cpu-1 and cpu-2. */
static inline void
add_device_test (const char *name, DeviceTest test)
{
  for (guint threads = 1; threads <= 2; threads++)
    {
      g_autofree char *path = g_strdup_printf ("/device/%s/cpu-%u", name, threads);
      DeviceCase *self = g_new (DeviceCase, 1);

      *self = (DeviceCase) { threads, test };
      g_test_add_data_func_full (path, self, run_device_case, g_free);
    }
}

static inline double *
random_values (guint32 substream, gsize count)
{
  double *values = g_new (double, count);
  ThetaRandom random;

  theta_random_init (&random, 5, THETA_STREAM_TEST, substream);
  for (gsize k = 0; k < count; k++)
    values[k] = theta_random_normal (&random);
  return values;
}

/* Random rows with a duplicate, an antipode and a zero row where there is room. */
static inline double *
random_rows (gsize n, gsize d)
{
  double *x = random_values (28, n * d);

  for (gsize k = 0; n > 3 && k < d; k++)
    {
      x[d + k] = x[k];
      x[2 * d + k] = 0;
      x[3 * d + k] = -x[k];
    }
  return x;
}

/* A random symmetric positive definite matrix with a condition near 100. */
static inline double *
random_positive (guint32 substream, gsize n)
{
  g_autofree double *b = random_values (substream, n * n);
  double *a = g_new (double, n *n);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j <= i; j++)
      {
        double sum = i == j ? 0.05 : 0;

        for (gsize k = 0; k < n; k++)
          sum += b[i * n + k] * b[j * n + k] / (double) n;
        a[i * n + j] = a[j * n + i] = sum;
      }
  return a;
}

static inline ThetaBuffer *
upload_new (ThetaDevice *device, const double *values, gsize count)
{
  ThetaBuffer *buffer = NULL;

  g_assert_cmpint (device->ops->buffer_new (device, count, &buffer), ==, THETA_STATUS_OK);
  g_assert_cmpint (device->ops->upload (device, buffer, 0, values, count), ==, THETA_STATUS_OK);
  return buffer;
}

static inline double *
download_new (ThetaDevice *device, const ThetaBuffer *buffer, gsize count)
{
  double *values = g_new (double, count);

  g_assert_cmpint (device->ops->download (device, buffer, 0, values, count), ==, THETA_STATUS_OK);
  return values;
}

static inline double
largest_difference (const double *x, const double *y, gsize count)
{
  double largest = 0;

  for (gsize k = 0; k < count; k++)
    {
      double difference = fabs (x[k] - y[k]);

      /* A NaN must fail. */
      largest = difference <= largest ? largest : difference;
    }
  return largest;
}

typedef struct
{
  guint polls, allowed;
} PollCount;

/* Stops after a number of polls. */
static inline int
count_poll (void *user, double fraction)
{
  PollCount *self = user;

  g_assert_cmpfloat (fraction, >=, 0);
  g_assert_cmpfloat (fraction, <=, 1);
  return self->polls++ >= self->allowed;
}
