/* A_TT and A_VT of A = Σ a_l Θ_l in one read of the stored kernels.  A block of
 * rows is weighed into a buffer that stays in cache; the columns of T and V are
 * then picked out of it. */
#include <stdlib.h>

#include "device/cpu-private.h"

#define MOST_ROWS ((size_t) 32)

size_t
theta_cpu_rows_per_block (const ThetaKernelSet *set)
{
  size_t rows = 65536 / (set->cols + 1);

  return rows < 8 ? 8 : rows > MOST_ROWS ? MOST_ROWS : rows;
}

typedef struct
{
  const ThetaKernelSet *set;
  ThetaCpuSum sum;
  const uint8_t *t, *v; /* v may be NULL */
  double ridge;
  double *att, *avt;    /* avt may be NULL */
  size_t rows;          /* a block */
  size_t n_t, n_v;
  uint32_t *t_rows, *v_rows;   /* the rows of T and of V, ascending */
  size_t *t_before, *v_before; /* n + 1: how many of them lie before a row */
  double *buffers;      /* threads × rows × n */
} Gather;

static void
pick (size_t count, const uint32_t *restrict rows, const double *restrict from,
      double *restrict out)
{
  for (size_t k = 0; k < count; k++)
    out[k] = from[rows[k]];
}

/* A_TT's row and A_VT's row that row @i fills with its own columns. */
static void
pick_row (const Gather *self, size_t i, const double *row)
{
  size_t t_count = self->t_before[i + 1];

  if (self->t[i])
    {
      double *out = self->att + self->t_before[i] * self->n_t;

      pick (t_count, self->t_rows, row, out);
      out[t_count - 1] += self->ridge;
    }
  if (self->v != NULL && self->v[i])
    pick (t_count, self->t_rows, row, self->avt + self->v_before[i] * self->n_t);
}

/* Columns of V in the rows [i0, i1) of T: A_VT's entries above the diagonal. */
static void
pick_transposed (const Gather *self, size_t i0, size_t i1, const double *rows, size_t stride)
{
  size_t t0 = self->t_before[i0], t1 = self->t_before[i1], place[MOST_ROWS];

  for (size_t k = t0; k < t1; k++)
    place[k - t0] = (self->t_rows[k] - i0) * stride;
  for (size_t q = 0; t1 > t0 && q < self->v_before[i1]; q++)
    {
      size_t j = self->v_rows[q], k = j < i0 ? t0 : self->t_before[j + 1];
      double *restrict out = self->avt + q * self->n_t;

      for (; k < t1; k++)
        out[k] = rows[place[k - t0] + j];
    }
}

static void
gather_block (void *data, size_t block, uint32_t thread)
{
  const Gather *self = data;
  size_t n = self->set->rows, i0 = block * self->rows;
  size_t i1 = i0 + self->rows < n ? i0 + self->rows : n;
  double *rows = self->buffers + thread * self->rows * n;

  for (size_t i = i0; i < i1; i++)
    if (self->t[i] || (self->v != NULL && self->v[i]))
      {
        theta_cpu_sum_row (&self->sum, i, 0, i + 1, rows + (i - i0) * n);
        pick_row (self, i, rows + (i - i0) * n);
      }
  if (self->v != NULL)
    pick_transposed (self, i0, i1, rows, n);
}

/* Fills @rows and @before from @mask; returns how many rows it has. */
static size_t
index_mask (size_t n, const uint8_t *mask, uint32_t *rows, size_t *before)
{
  size_t count = 0;

  for (size_t i = 0; i < n; i++)
    {
      before[i] = count;
      if (mask != NULL && mask[i])
        rows[count++] = (uint32_t) i;
    }
  before[n] = count;
  return count;
}

ThetaStatus
theta_cpu_gather (ThetaDevice *device, const ThetaKernelSet *set, const double *a,
                  const uint8_t *t, const uint8_t *v, double ridge, ThetaBuffer *att,
                  ThetaBuffer *avt)
{
  ThetaCpuDevice *self = theta_cpu (device);
  size_t n = set->rows, rows = theta_cpu_rows_per_block (set);
  Gather gather = { .set = set, .t = t, .v = v, .ridge = ridge, .rows = rows };
  size_t *index, count = self->threads * rows * n;
  ThetaStatus status = THETA_STATUS_FAILED;

  if (!theta_cpu_is_symmetric (set) || n > UINT32_MAX || (v == NULL) != (avt == NULL))
    return THETA_STATUS_FAILED;
  index = malloc ((4 * n + 2) * sizeof *index);
  gather.buffers = theta_cpu_memory_new (count);
  if (index == NULL || gather.buffers == NULL)
    {
      free (index);
      theta_cpu_memory_free (gather.buffers, count);
      return THETA_STATUS_NO_MEMORY;
    }
  theta_cpu_sum_init (&gather.sum, set, a);
  gather.t_before = index;
  gather.v_before = index + n + 1;
  gather.t_rows = (uint32_t *) (index + 2 * n + 2);
  gather.v_rows = gather.t_rows + n;
  gather.n_t = index_mask (n, t, gather.t_rows, gather.t_before);
  gather.n_v = index_mask (n, v, gather.v_rows, gather.v_before);
  gather.att = att->data;
  gather.avt = avt != NULL ? avt->data : NULL;
  if (gather.n_t * gather.n_t <= att->count
      && (avt == NULL || gather.n_v * gather.n_t <= avt->count))
    status = theta_cpu_parallel (self, (n + rows - 1) / rows, gather_block, &gather);
  theta_cpu_memory_free (gather.buffers, count);
  free (index);
  return status;
}
