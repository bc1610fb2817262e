/* Kernel sets of every storage with planted entries. */
#pragma once

#include "device-test.h"

static const gsize sizes[] = { 1, 2, 31, 32, 33, 257 };

static const struct
{
  ThetaSetKind kind;
  ThetaPrecision precision;
} storages[] = {
  { THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE },
  { THETA_SET_TRIANGLE, THETA_PRECISION_SINGLE },
  { THETA_SET_ANGLE, THETA_PRECISION_DOUBLE },
  { THETA_SET_ANGLE, THETA_PRECISION_SINGLE },
  { THETA_SET_ROWS, THETA_PRECISION_DOUBLE },
  { THETA_SET_ROWS, THETA_PRECISION_SINGLE },
};

/* Products with float32 rows form the Gram matrix in float32, other reads in float64. */
#define PRODUCT_LOSS(storage)                                                                      \
  (storages[storage].kind == THETA_SET_ROWS                                                        \
           && storages[storage].precision == THETA_PRECISION_SINGLE                                \
       ? 1e-6                                                                                      \
       : 0)

typedef struct
{
  gsize n;
  guint layers;
  double *full; /* layers × n × n, symmetric: what the set holds */
  ThetaKernelSet *set;
} Planted;

static inline void
read_full (ThetaDevice *device, const ThetaKernelSet *set, gsize n, guint layers, double *full)
{
  double entry[THETA_MAX_DEPTH];

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      {
        g_assert_cmpint (device->ops->entries (device, set, 1, &i, &j, entry), ==, 0);
        for (guint l = 0; l < layers; l++)
          full[(l * n + i) * n + j] = entry[l];
      }
}

/* The own entries of an ANGLE or ROWS, compared with those of stored layers. */
static inline void
plant_angles (Planted *self, ThetaDevice *device, ThetaSetKind kind, ThetaPrecision precision)
{
  gsize n = self->n, d = 3;
  g_autofree double *x = random_rows (n, d), *exact = g_new (double, self->layers *n *n);
  ThetaDenseLimit spec = { THETA_DUAL_PIECEWISE, 0, 1, self->layers, 2, 0.1 };
  double allowed = precision == THETA_PRECISION_SINGLE ? 1e-6 : 1e-13;
  ThetaKernelSet *stored = NULL;

  g_assert_cmpint (device->ops->dense_limit (device, &spec, kind, precision, n, d, x, 0, NULL,
                                             &self->set),
                   ==, 0);
  g_assert_cmpint (device->ops->dense_limit (device, &spec, THETA_SET_TRIANGLE,
                                             THETA_PRECISION_DOUBLE, n, d, x, 0, NULL, &stored),
                   ==, 0);
  read_full (device, self->set, n, self->layers, self->full);
  read_full (device, stored, n, self->layers, exact);
  for (guint l = 0; l < self->layers; l++)
    {
      double largest = 0;

      for (gsize k = 0; k < n * n; k++)
        largest = MAX (largest, fabs (exact[l * n * n + k]));
      g_assert_cmpfloat (largest_difference (self->full + l * n * n, exact + l * n * n, n * n), <=,
                         allowed * largest);
    }
  device->ops->set_unref (device, stored);
}

static inline void
planted_init (Planted *self, ThetaDevice *device, gsize n, guint layers, guint storage)
{
  ThetaPrecision precision = storages[storage].precision;
  ThetaSetInfo info;

  self->n = n;
  self->layers = layers;
  self->full = g_new (double, layers *n *n);
  if (storages[storage].kind != THETA_SET_TRIANGLE)
    plant_angles (self, device, storages[storage].kind, precision);
  else
    {
      for (guint l = 0; l < layers; l++)
        {
          g_autofree double *a = random_positive (10 + l, n);

          for (gsize k = 0; k < n * n; k++)
            self->full[l * n * n + k] = precision == THETA_PRECISION_SINGLE ? (float) a[k] : a[k];
        }
      g_assert_cmpint (device->ops->set_from_host (device, THETA_SET_TRIANGLE, precision, layers,
                                                   n, n, self->full, &self->set),
                       ==, THETA_STATUS_OK);
    }
  device->ops->set_info (device, self->set, &info);
  g_assert_cmpint (info.kind, ==, storages[storage].kind);
  g_assert_cmpint (info.precision, ==, precision);
  g_assert_cmpuint (info.rows, ==, n);
  g_assert_cmpuint (info.layers, ==, layers);
}

static inline void
planted_clear (Planted *self, ThetaDevice *device)
{
  device->ops->set_unref (device, self->set);
  g_free (self->full);
}

static inline double
planted_sum (const Planted *self, const double *a, gsize i, gsize j)
{
  double sum = 0;

  for (guint l = 0; l < self->layers; l++)
    sum += a[l] * self->full[(l * self->n + i) * self->n + j];
  return sum;
}

/* Masks with gaps, empty, all, single; T and V overlapping. */
static inline guint8 *
make_mask (gsize n, guint kind)
{
  guint8 *mask = g_new0 (guint8, n);

  for (gsize i = 0; i < n; i++)
    mask[i] = kind == 0 ? 1 : kind == 1 ? i % 3 != 1 : kind == 2 ? i == n / 2 : kind == 3 ? i % 2 : 0;
  return mask;
}

static inline gsize
count_mask (gsize n, const guint8 *mask)
{
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    count += mask[i];
  return count;
}
