/* Products with a symmetric matrix of which the lower triangle is stored. */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include "device/cpu-private.h"

/* Sums of their own that are added at the end: their number depends on the shape
 * alone, so that results are the same bits at every number of threads. */
#define PARTS 8
#define PART_MIN 256

typedef struct
{
  size_t n, c, parts;
  const double *a;
  const double *x; /* c × n: columns are contiguous */
  double *sums;    /* parts × c × n */
} Symmetric;

/* Where part @p of the rows begins: every part has as many stored entries. */
static size_t
part_start (const Symmetric *self, size_t p)
{
  size_t low = 0, high = self->n;
  double share = (double) p / (double) self->parts * (double) self->n * (double) self->n;

  while (low < high)
    {
      size_t middle = (low + high) / 2;

      if ((double) middle * (double) middle < share)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Every row is read from memory once: as a row, and from cache as a column. */
static void
multiply_part (void *data, size_t p, uint32_t thread)
{
  const Symmetric *self = data;
  size_t n = self->n, i1 = part_start (self, p + 1);
  double *sum = self->sums + p * self->c * n;

  memset (sum, 0, self->c * n * sizeof *sum);
  for (size_t i = part_start (self, p); i < i1; i++)
    {
      const double *row = self->a + i * n;

      for (size_t k = 0; k < self->c; k++)
        {
          const double *x = self->x + k * n;
          double *y = sum + k * n;

          y[i] += cblas_ddot ((int) i, row, 1, x, 1) + row[i] * x[i];
          cblas_daxpy ((int) i, x[i], row, 1, y, 1);
        }
    }
}

ThetaStatus
theta_cpu_multiply_symmetric (ThetaDevice *device, size_t n, const ThetaBuffer *a, size_t c,
                              const double *x, double *y)
{
  Symmetric self = { .n = n, .c = c, .parts = n < PART_MIN ? 1 : PARTS, .a = a->data };
  double *turned, *sums;
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  if (n * n > a->count || n > INT32_MAX || c > INT32_MAX)
    return THETA_STATUS_FAILED;
  if (n == 0 || c == 0)
    return THETA_STATUS_OK;
  turned = malloc (n * c * sizeof *turned);
  sums = malloc (self.parts * n * c * sizeof *sums);
  if (turned != NULL && sums != NULL)
    {
      for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < c; k++)
          turned[k * n + i] = x[i * c + k];
      self.x = turned;
      self.sums = sums;
      status = theta_cpu_parallel (theta_cpu (device), self.parts, multiply_part, &self);
      for (size_t i = 0; status == THETA_STATUS_OK && i < n; i++)
        for (size_t k = 0; k < c; k++)
          {
            double total = 0;

            for (size_t p = 0; p < self.parts; p++)
              total += sums[(p * c + k) * n + i];
            y[i * c + k] = total;
          }
    }
  free (turned);
  free (sums);
  return status;
}
