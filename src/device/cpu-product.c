#include <cblas.h>
#include <math.h>
#include <stdlib.h>

#include "device/cpu-private.h"

typedef struct
{
  size_t m, n, c, strip; /* rows of Y a block */
  const double *a, *x;
  double *y;
} Multiply;

static void
multiply_block (void *data, size_t block, uint32_t thread)
{
  const Multiply *self = data;
  size_t n = self->n, c = self->c, i = block * self->strip;
  size_t count = i + self->strip < self->m ? self->strip : self->m - i;
  const double *a = self->a + i * n;

  if (c == 1)
    cblas_dgemv (CblasRowMajor, CblasNoTrans, (int) count, (int) n, 1.0, a, (int) n, self->x, 1,
                 0.0, self->y + i, 1);
  else
    cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) count, (int) c, (int) n, 1.0, a,
                 (int) n, self->x, (int) c, 0.0, self->y + i * c, (int) c);
}

static void
transposed_block (void *data, size_t block, uint32_t thread)
{
  const Multiply *self = data;
  size_t n = self->n, c = self->c, j = block * self->strip;
  size_t count = j + self->strip < n ? self->strip : n - j;
  const double *a = self->a + j;

  if (c == 1)
    cblas_dgemv (CblasRowMajor, CblasTrans, (int) self->m, (int) count, 1.0, a, (int) n, self->x,
                 1, 0.0, self->y + j, 1);
  else
    cblas_dgemm (CblasRowMajor, CblasTrans, CblasNoTrans, (int) count, (int) c, (int) self->m, 1.0,
                 a, (int) n, self->x, (int) c, 0.0, self->y + j * c, (int) c);
}

ThetaStatus
theta_cpu_multiply (ThetaDevice *device, int transpose, size_t m, size_t n, const ThetaBuffer *a,
                    size_t c, const double *x, double *y)
{
  Multiply self = { m, n, c, 0, a->data, x, y };
  size_t rows = transpose ? n : m, inner = transpose ? m : n;

  if (m * n > a->count || m > INT32_MAX || n > INT32_MAX || c > INT32_MAX)
    return THETA_STATUS_FAILED;
  if (inner == 0)
    for (size_t k = 0; k < rows * c; k++)
      y[k] = 0;
  if (rows == 0 || inner == 0 || c == 0)
    return THETA_STATUS_OK;
  /* Thin products are reads of A: far fewer multiply-adds a second. */
  self.strip = theta_cpu_strip ((double) inner * (double) (c < 16 ? 16 : c), 256);
  return theta_cpu_parallel (theta_cpu (device), (rows + self.strip - 1) / self.strip,
                             transpose ? transposed_block : multiply_block, &self);
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

/* C += B Bᵀ (lower triangle), B n × width: some columns of A times √s. */
typedef struct
{
  size_t n, k, j0, width, rows;
  const double *a, *root;
  double *b, *c;
} Syrk;

#define COLUMNS 512
#define ROWS 256

static void
scale_rows (void *data, size_t block, uint32_t thread)
{
  const Syrk *self = data;
  size_t i0 = block * ROWS, i1 = i0 + ROWS < self->n ? i0 + ROWS : self->n;

  for (size_t i = i0; i < i1; i++)
    for (size_t j = 0; j < self->width; j++)
      self->b[i * self->width + j] = self->a[i * self->k + self->j0 + j] * self->root[self->j0 + j];
}

/* The longest strip first. */
static void
syrk_strip (void *data, size_t block, uint32_t thread)
{
  const Syrk *self = data;
  size_t n = self->n, width = self->width, strips = (n + self->rows - 1) / self->rows;
  size_t i = (strips - 1 - block) * self->rows, count = i + self->rows < n ? self->rows : n - i;
  const double *b = self->b;
  double beta = self->j0 == 0 ? 0.0 : 1.0, *c = self->c + i * n;

  if (i > 0)
    cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) count, (int) i, (int) width, 1.0,
                 b + i * width, (int) width, b, (int) width, beta, c, (int) n);
  cblas_dsyrk (CblasRowMajor, CblasLower, CblasNoTrans, (int) count, (int) width, 1.0,
               b + i * width, (int) width, beta, c + i, (int) n);
}

static ThetaStatus
run_syrk (ThetaCpuDevice *device, Syrk *self)
{
  size_t n = self->n, k = self->k;
  ThetaStatus status = THETA_STATUS_OK;

  for (self->j0 = 0; self->j0 < k && status == THETA_STATUS_OK; self->j0 += COLUMNS)
    {
      double from = (double) self->j0 / (double) k, to;

      self->width = self->j0 + COLUMNS < k ? COLUMNS : k - self->j0;
      self->rows = theta_cpu_strip ((double) self->width * (double) n, ROWS);
      to = (double) (self->j0 + self->width) / (double) k;
      status = theta_cpu_parallel_part (device, from, from, (n + ROWS - 1) / ROWS, scale_rows,
                                        self);
      if (status == THETA_STATUS_OK)
        status = theta_cpu_parallel_part (device, from, to, (n + self->rows - 1) / self->rows,
                                          syrk_strip, self);
    }
  return status == THETA_STATUS_OK ? theta_cpu_mirror (device, n, self->c) : status;
}

ThetaStatus
theta_cpu_weighted_syrk (ThetaDevice *device, size_t n, size_t k, const ThetaBuffer *a,
                         const double *s, ThetaBuffer *c)
{
  size_t width = k < COLUMNS ? k : COLUMNS;
  Syrk self = { .n = n, .k = k, .a = a->data, .c = c->data };
  double *root;
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  if (n * k > a->count || n * n > c->count || n > INT32_MAX || a == c)
    return THETA_STATUS_FAILED;
  for (size_t j = 0; j < k; j++)
    if (!(s[j] >= 0))
      return THETA_STATUS_FAILED;
  for (size_t i = 0; k == 0 && i < n * n; i++)
    c->data[i] = 0;
  if (k == 0)
    return THETA_STATUS_OK;
  root = malloc (k * sizeof *root);
  self.b = theta_cpu_memory_new (n * width);
  for (size_t j = 0; root != NULL && j < k; j++)
    root[j] = sqrt (s[j]);
  self.root = root;
  if (root != NULL && self.b != NULL)
    status = run_syrk (theta_cpu (device), &self);
  theta_cpu_memory_free (self.b, n * width);
  free (root);
  return status;
}
