#include <cblas.h>
#include <math.h>
#include <stdlib.h>

#include "device/cpu-private.h"

/* Multiply-adds between two polls: about 20 ms on one core (memory-bound
 * products are slower, so theirs is smaller). */
#define STRIP 5e8
#define STRIP_THIN 3e7

ThetaStatus
theta_cpu_multiply (ThetaDevice *device, int transpose, size_t m, size_t n, const ThetaBuffer *a,
                    size_t c, const double *x, double *y)
{
  ThetaCpuDevice *self = theta_cpu (device);
  size_t rows = (size_t) (STRIP_THIN / (double) (n * c + 1)) + 1;

  if (m * n > a->count)
    return THETA_STATUS_FAILED;
  theta_cpu_blas_threads (self->threads);
  if (transpose || m == 0 || n == 0)
    for (size_t k = 0; k < (transpose ? n : m) * c; k++)
      y[k] = 0;
  for (size_t i = 0; i < m && n > 0 && c > 0; i += rows)
    {
      size_t count = i + rows < m ? rows : m - i;
      const double *strip = a->data + i * n;

      if (theta_cpu_poll (self, (double) i / (double) m))
        return THETA_STATUS_CANCELLED;
      if (c == 1 && transpose)
        cblas_dgemv (CblasRowMajor, CblasTrans, (int) count, (int) n, 1.0, strip, (int) n, x + i,
                     1, 1.0, y, 1);
      else if (c == 1)
        cblas_dgemv (CblasRowMajor, CblasNoTrans, (int) count, (int) n, 1.0, strip, (int) n, x, 1,
                     0.0, y + i, 1);
      else if (transpose)
        cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) n, (int) c, (int) count, 1.0,
                     strip, (int) n, x + i * c, (int) c, 1.0, y, (int) c);
      else
        cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) count, (int) c, (int) n, 1.0,
                     strip, (int) n, x, (int) c, 0.0, y + i * c, (int) c);
    }
  return THETA_STATUS_OK;
}

typedef struct
{
  size_t m, n, c, rows;
  const double *a, *x;
  double *y;
} Squared;

static void
squared_block (void *data, size_t block, uint32_t thread)
{
  const Squared *self = data;
  size_t i0 = block * self->rows, i1 = i0 + self->rows < self->m ? i0 + self->rows : self->m;

  for (size_t i = i0; i < i1; i++)
    {
      const double *row = self->a + i * self->n;
      double *y = self->y + i * self->c;

      for (size_t k = 0; k < self->c; k++)
        y[k] = 0;
      for (size_t j = 0; j < self->n; j++)
        {
          double square = row[j] * row[j];
          const double *x = self->x + j * self->c;

          for (size_t k = 0; k < self->c; k++)
            y[k] += square * x[k];
        }
    }
}

ThetaStatus
theta_cpu_multiply_squared (ThetaDevice *device, size_t m, size_t n, const ThetaBuffer *a,
                            size_t c, const double *x, double *y)
{
  Squared squared = { m, n, c, 16, a->data, x, y };

  if (m * n > a->count)
    return THETA_STATUS_FAILED;
  return theta_cpu_parallel (theta_cpu (device), (m + 15) / 16, squared_block, &squared);
}

/* C += B Bᵀ (lower triangle) for the n × width matrix B, in strips of rows. */
static ThetaStatus
accumulate (ThetaCpuDevice *self, size_t n, size_t width, const double *b, double beta, double *c,
            double fraction)
{
  for (size_t i = 0; i < n;)
    {
      size_t rows = (size_t) (STRIP / (double) (width * (i + 256))) + 1, count;

      count = i + rows < n ? rows : n - i;
      if (theta_cpu_poll (self, fraction))
        return THETA_STATUS_CANCELLED;
      if (i > 0)
        cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, (int) i, (int) width,
                     1.0, b + i * width, (int) width, b, (int) width, beta, c + i * n, (int) n);
      cblas_dsyrk (CblasRowMajor, CblasLower, CblasNoTrans, (int) count, (int) width, 1.0,
                   b + i * width, (int) width, beta, c + i * n + i, (int) n);
      i += count;
    }
  return THETA_STATUS_OK;
}

ThetaStatus
theta_cpu_weighted_syrk (ThetaDevice *device, size_t n, size_t k, const ThetaBuffer *a,
                         const double *s, ThetaBuffer *c)
{
  ThetaCpuDevice *self = theta_cpu (device);
  size_t width = k < 512 ? k : 512;
  double *scaled;
  ThetaStatus status = THETA_STATUS_OK;

  if (n * k > a->count || n * n > c->count || a == c)
    return THETA_STATUS_FAILED;
  for (size_t j = 0; j < k; j++)
    if (!(s[j] >= 0))
      return THETA_STATUS_FAILED;
  if (k == 0)
    {
      for (size_t i = 0; i < n * n; i++)
        c->data[i] = 0;
      return THETA_STATUS_OK;
    }
  scaled = theta_cpu_memory_new (n * width);
  if (scaled == NULL)
    return THETA_STATUS_NO_MEMORY;
  for (size_t j0 = 0; j0 < k && status == THETA_STATUS_OK; j0 += width)
    {
      size_t count = j0 + width < k ? width : k - j0;

      for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < count; j++)
          scaled[i * count + j] = a->data[i * k + j0 + j] * sqrt (s[j0 + j]);
      theta_cpu_blas_threads (self->threads);
      status = accumulate (self, n, count, scaled, j0 == 0 ? 0.0 : 1.0, c->data,
                           (double) j0 / (double) k);
    }
  theta_cpu_memory_free (scaled, n * width);
  if (status == THETA_STATUS_OK)
    theta_cpu_mirror (self, n, c->data);
  return status;
}
