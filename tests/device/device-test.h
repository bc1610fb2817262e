/* What the device tests share: every test runs once on every device that this
 * machine has, against slow obvious references. */
#pragma once

#include <math.h>

#include "base/random.h"
#include "device/device-error.h"
#include "device/module.h"

typedef void (*DeviceTest) (ThetaDevice *device);
typedef void (*DeviceDataTest) (ThetaDevice *device, gconstpointer data);

/* Where a test runs. */
enum
{
  PLACE_CPU_1,
  PLACE_CPU_2,
  PLACE_CUDA,
  N_PLACES
};
static const char *const place_names[N_PLACES] = { "cpu-1", "cpu-2", "cuda" };

typedef struct
{
  guint place;
  DeviceTest test;
  DeviceDataTest data_test; /* instead of @test */
  gconstpointer data;
} DeviceCase;

static inline ThetaDevice *
open_place (guint place, GError **error)
{
  return place == PLACE_CUDA ? theta_cuda_device_open (error)
                             : theta_device_open ("cpu", place == PLACE_CPU_1 ? 1 : 2, error);
}

/* Another handle of the same kind of device; of the CPU with three threads. */
static inline ThetaDevice *
open_another (ThetaDevice *device)
{
  ThetaDeviceInfo info;

  device->ops->describe (device, &info);
  return g_str_equal (info.id, "cpu") ? theta_device_open ("cpu", 3, NULL)
                                      : theta_cuda_device_open (NULL);
}

static inline gboolean
is_cpu (ThetaDevice *device)
{
  ThetaDeviceInfo info;

  device->ops->describe (device, &info);
  return g_str_equal (info.id, "cpu");
}

static inline void
run_device_case (gconstpointer data)
{
  const DeviceCase *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDevice) device = open_place (self->place, &error);

  if (device == NULL && self->place == PLACE_CUDA)
    {
      g_test_skip (error->message);
      return;
    }
  g_assert_no_error (error);
  if (self->test != NULL)
    self->test (device);
  else
    self->data_test (device, self->data);
}

static inline void
add_device_case (const char *name, guint place, DeviceTest test, DeviceDataTest data_test,
                 gconstpointer data)
{
  g_autofree char *path = g_strdup_printf ("/device/%s/%s", name, place_names[place]);
  DeviceCase *self = g_new (DeviceCase, 1);

  *self = (DeviceCase) { place, test, data_test, data };
  g_test_add_data_func_full (path, self, run_device_case, g_free);
}

/* Adds @test as /device/@name/cpu-1, cpu-2 and cuda. */
static inline void
add_device_test (const char *name, DeviceTest test)
{
  for (guint place = 0; place < N_PLACES; place++)
    add_device_case (name, place, test, NULL, NULL);
}

/* Adds @test of @data as /device/@name/cpu-1 and cuda: tests that take long and that more
 * threads would not change. */
static inline void
add_device_data_test (const char *name, DeviceDataTest test, gconstpointer data)
{
  add_device_case (name, PLACE_CPU_1, NULL, test, data);
  add_device_case (name, PLACE_CUDA, NULL, test, data);
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

      /* A NaN must fail, whatever comes after it. */
      if (!(difference <= largest) && !isnan (largest))
        largest = difference;
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
