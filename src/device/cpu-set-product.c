/* The product with A = Σ a_l Θ_l, which is never stored: every entry is formed once,
 * in a strip that stays in cache, and used as a row and as a column. */
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

#include "device/cpu-private.h"

/* Sums of their own, added at the end: their number depends on the shape alone, so
 * that results are the same bits at every number of threads. */
#define PARTS 8
#define PART_MIN 256
/* Multiply-adds of a part between two polls: about 20 ms on one core. */
#define SLICE 2e8

typedef struct
{
  ThetaCpuSum sum;
  size_t n, cols, c, parts;
  size_t *next, *end; /* the rows of each part: where it stands and where it ends */
  const double *x;    /* c × cols: columns are contiguous */
  double *sums;       /* parts × c × n */
  double cost;        /* multiply-adds an entry */
} Product;

static void
add_row (const Product *self, size_t i, double *sums)
{
  const ThetaKernelSet *set = self->sum.set;
  bool symmetric = theta_cpu_is_symmetric (set);
  size_t length = theta_cpu_row_length (set, i);
  double strip[THETA_CPU_STRIP + THETA_PASS_SLACK];

  for (size_t start = 0; start < length; start += THETA_CPU_STRIP)
    {
      size_t count = length - start < THETA_CPU_STRIP ? length - start : THETA_CPU_STRIP;
      /* The diagonal entry is its own mirror. */
      size_t mirrored = symmetric && start + count == length ? count - 1 : count;

      theta_cpu_sum_row (&self->sum, i, start, count, strip);
      for (size_t k = 0; k < self->c; k++)
        {
          const double *x = self->x + k * self->cols;
          double *y = sums + k * self->n;

          y[i] += cblas_ddot ((int) count, strip, 1, x + start, 1);
          if (symmetric && x[i] != 0)
            cblas_daxpy ((int) mirrored, x[i], strip, 1, y + start, 1);
        }
    }
}

/* The rows of a part until its slice is full. */
static void
add_slice (void *data, size_t part, uint32_t thread)
{
  Product *self = data;
  double spent = 0;

  while (self->next[part] < self->end[part] && spent < SLICE)
    {
      size_t i = self->next[part]++;

      add_row (self, i, self->sums + part * self->c * self->n);
      spent += (double) theta_cpu_row_length (self->sum.set, i) * self->cost;
    }
}

/* Every part has about as many entries. */
static void
divide_rows (Product *self)
{
  bool symmetric = theta_cpu_is_symmetric (self->sum.set);
  double all = symmetric ? (double) self->n * (double) (self->n + 1) / 2 : (double) self->n, sum = 0;
  size_t i = 0;

  for (size_t p = 0; p < self->parts; p++)
    {
      self->next[p] = i;
      while (i < self->n && (p + 1 == self->parts || sum < all * (double) (p + 1)
                                                               / (double) self->parts))
        sum += symmetric ? (double) ++i : (double) (++i > 0);
      self->end[p] = i;
    }
}

static ThetaStatus
run_product (ThetaCpuDevice *device, Product *self)
{
  double all = 0, done = 0;
  ThetaStatus status = THETA_STATUS_OK;

  for (size_t p = 0; p < self->parts; p++)
    all += (double) (self->end[p] - self->next[p]);
  memset (self->sums, 0, self->parts * self->c * self->n * sizeof *self->sums);
  while (status == THETA_STATUS_OK && done < all)
    {
      double before = done / all;

      status = theta_cpu_parallel_part (device, before, before, self->parts, add_slice, self);
      done = all;
      for (size_t p = 0; p < self->parts; p++)
        done -= (double) (self->end[p] - self->next[p]);
    }
  return status;
}

ThetaStatus
theta_cpu_weighted_product (ThetaDevice *device, const ThetaKernelSet *set, const double *a,
                            size_t c, const double *v, double *out)
{
  size_t n = set->rows, cols = set->cols;
  Product self = { .n = n, .cols = cols, .c = c, .parts = n < PART_MIN ? 1 : PARTS };
  size_t rows[2 * PARTS];
  double *turned = malloc ((cols * c + 1) * sizeof *turned);
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  theta_cpu_sum_init (&self.sum, set, a);
  if (turned != NULL && set->kind == THETA_SET_ROWS)
    {
      status = theta_cpu_tile_product (theta_cpu (device), &self.sum, c, v, out);
      free (turned);
      return status;
    }
  self.cost = 2.0 * (double) c + 32;
  self.next = rows;
  self.end = rows + PARTS;
  self.sums = malloc ((self.parts * n * c + 1) * sizeof *self.sums);
  if (turned != NULL && self.sums != NULL)
    {
      for (size_t j = 0; j < cols; j++)
        for (size_t k = 0; k < c; k++)
          turned[k * cols + j] = v[j * c + k];
      self.x = turned;
      divide_rows (&self);
      status = run_product (theta_cpu (device), &self);
      for (size_t i = 0; status == THETA_STATUS_OK && i < n; i++)
        for (size_t k = 0; k < c; k++)
          {
            double total = 0;

            for (size_t p = 0; p < self.parts; p++)
              total += self.sums[(p * c + k) * n + i];
            out[i * c + k] = total;
          }
    }
  free (turned);
  free (self.sums);
  return status;
}
