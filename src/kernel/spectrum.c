#include "kernel/spectrum.h"

#include <math.h>
#include <string.h>

gsize
theta_spectrum_stride (gsize n, guint matrices)
{
  double budget = 6 * pow (THETA_SPECTRUM_ROWS, 3);
  double most = fmin (THETA_SPECTRUM_ROWS, cbrt (budget / MAX (matrices, 1)));
  gsize stride = 1;

  while ((double) ((n + stride - 1) / stride) > most)
    stride++;
  return stride;
}

static double
rank_of (const double *values, guint n)
{
  double sum = 0, entropy = 0;

  for (guint k = 0; k < n; k++)
    sum += values[k];
  for (guint k = 0; k < n && sum > 0; k++)
    if (values[k] > 0)
      entropy -= values[k] / sum * log (values[k] / sum);
  return sum > 0 ? exp (entropy) : 0;
}

ThetaSpectrum *
theta_spectrum_new (ThetaKernel *kernel, const double *a, gsize stride, const guint8 *shown,
                    GError **error)
{
  g_autoptr (ThetaSpectrum) self = g_new0 (ThetaSpectrum, 1);
  ThetaDevice *device = kernel->device;
  g_autofree guint8 *mask = g_malloc0 (kernel->rows);
  g_autofree double *ascending = NULL;
  ThetaBuffer *matrix = NULL;
  ThetaStatus status;
  gsize seen = 0;

  for (gsize i = 0; i < kernel->rows; i++)
    if ((shown == NULL || shown[i]) && seen++ % stride == 0)
      {
        mask[i] = 1;
        self->rows++;
      }
  ascending = g_new (double, self->rows);
  status = device->ops->buffer_new (device, (gsize) self->rows * self->rows, &matrix);
  if (status == THETA_STATUS_OK)
    status = device->ops->gather (device, kernel->set, a, mask, NULL, 0, matrix, NULL);
  if (status == THETA_STATUS_OK)
    status = device->ops->syevd (device, self->rows, matrix, FALSE, ascending);
  device->ops->buffer_free (device, matrix);
  if (!theta_status_check (status, "computing the eigenvalues", error))
    return NULL;
  self->values = g_new (double, self->rows);
  for (guint k = 0; k < self->rows; k++)
    {
      double value = ascending[self->rows - 1 - k];
      double rounding = 1e-15 * self->rows * fabs (ascending[self->rows - 1]);

      /* A kernel has no negative eigenvalues; what rounding leaves of a zero is one. */
      self->values[k] = fabs (value) < rounding ? fmax (value, 0) : value;
    }
  self->effective_rank = rank_of (self->values, self->rows);
  return g_steal_pointer (&self);
}

void
theta_spectrum_free (ThetaSpectrum *self)
{
  g_free (self->values);
  g_free (self);
}

double
theta_spectrum_condition (const ThetaSpectrum *self, double ridge)
{
  double most, least;

  if (self->rows == 0)
    return INFINITY;
  most = self->values[0] + ridge;
  least = self->values[self->rows - 1] + ridge;
  return least > 0 ? most / least : INFINITY;
}

/* ---- alignment ---- */

/* One column a class: 1 for its rows, less the class's share; rows out of the mask: 0. */
static double *
centred_classes (const int *labels, const guint8 *mask, gsize n, guint n_classes)
{
  double *y = g_new0 (double, n * n_classes);
  g_autofree double *mean = g_new0 (double, n_classes);
  gsize count = 0;

  for (gsize i = 0; i < n; i++)
    count += mask[i];
  for (gsize i = 0; i < n; i++)
    if (mask[i])
      {
        y[i * n_classes + (guint) labels[i]] = 1;
        mean[labels[i]] += 1.0 / (double) count;
      }
  for (gsize i = 0; i < n; i++)
    for (guint c = 0; c < n_classes; c++)
      y[i * n_classes + c] -= mask[i] ? mean[c] : 0;
  return y;
}

/* ‖HYH‖ of the labels: the norm of the classes' Gram matrix. */
static double
norm_of (const double *y, gsize n, guint c)
{
  double sum = 0;

  for (guint p = 0; p < c; p++)
    for (guint q = 0; q < c; q++)
      {
        double product = 0;

        for (gsize i = 0; i < n; i++)
          product += y[i * c + p] * y[i * c + q];
        sum += product * product;
      }
  return sqrt (sum);
}

/* What centring leaves of a constant kernel is rounding, which agrees with anything. */
#define NOTHING 1e-10

static void
sum_diagonals (ThetaKernel *kernel, const guint8 *mask, double *traces)
{
  g_autofree double *entries = g_new0 (double, kernel->rows * kernel->layers);

  memset (traces, 0, kernel->layers * sizeof *traces);
  theta_kernel_read_diagonal (kernel, entries, NULL);
  for (gsize i = 0; i < kernel->rows; i++)
    for (guint l = 0; mask[i] && l < kernel->layers; l++)
      traces[l] += entries[i * kernel->layers + l];
}

static double
align (double agreement, double squared_norm, double label_norm, double trace)
{
  double norm = sqrt (fmax (squared_norm, 0));

  return norm > NOTHING * trace && label_norm > 0 ? agreement / norm / label_norm : 0;
}

gboolean
theta_kernel_alignment (ThetaKernel *kernel, const double *a, const int *labels, guint n_classes,
                        const guint8 *shown, double *out, GError **error)
{
  ThetaDevice *device = kernel->device;
  gsize n = kernel->rows;
  guint layers = kernel->layers;
  g_autofree guint8 *mask = shown != NULL ? g_memdup2 (shown, n) : memset (g_malloc (n), 1, n);
  g_autofree double *y = centred_classes (labels, mask, n, n_classes);
  g_autofree double *gram = g_new (double, layers *layers);
  g_autofree double *agreement = g_new (double, layers);
  g_autofree double *traces = g_new (double, layers);
  double label_norm = norm_of (y, n, n_classes), total = 0, total_norm = 0, total_trace = 0;

  if (!theta_status_check (device->ops->layer_gram (device, kernel->set, mask, TRUE, gram),
                           "comparing the layers' kernels", error)
      || !theta_status_check (device->ops->contract_low_rank (device, kernel->set, n_classes, y, y,
                                                              agreement),
                              "comparing the kernels with the labels", error))
    return FALSE;
  sum_diagonals (kernel, mask, traces);
  for (guint l = 0; l < layers; l++)
    {
      out[l] = align (agreement[l], gram[l * layers + l], label_norm, traces[l]);
      total += a[l] * agreement[l];
      total_trace += a[l] * traces[l];
      for (guint k = 0; k < layers; k++)
        total_norm += a[l] * a[k] * gram[l * layers + k];
    }
  out[layers] = align (total, total_norm, label_norm, total_trace);
  return TRUE;
}
