/* Inner products of every layer with one matrix, in one read of the stored
 * kernels.  Each block of rows keeps its own sums; they are added in order, so
 * the result does not depend on which thread took which block. */
#include <stdlib.h>
#include <string.h>

#include "device/cpu-pass.h"
#include "device/cpu-private.h"

#define STRIP 1024

typedef struct
{
  const ThetaKernelSet *set;
  size_t rows;      /* a block */
  double *partial;  /* blocks × layers */
  /* Low rank: uᵀ and vᵀ, c × rows and c × cols. */
  size_t c;
  double *u, *v;
  /* Dense: S and where its columns lie. */
  const double *s;
  const uint8_t *t;
  size_t n_t;
  size_t *t_rows, *t_before;
  double *expanded; /* threads × cols, zero outside T */
} Contract;

/* m[j] := Σ_c u_ic v_jc, for a TRIANGLE also + v_ic u_jc; the diagonal halved. */
static void
low_rank_strip (const Contract *self, size_t i, size_t start, size_t length, double *m)
{
  const ThetaKernelSet *set = self->set;
  const ThetaPass *pass = theta_pass ();
  bool triangle = set->kind == THETA_SET_TRIANGLE;

  memset (m, 0, length * sizeof *m);
  for (size_t k = 0; k < self->c; k++)
    {
      const double *u = self->u + k * set->rows, *v = self->v + k * set->cols;
      const double *u_strip = u + start, *v_strip = v + start;
      double ui = u[i], vi = triangle ? v[i] : 0;

      if (ui == 0 && vi == 0)
        continue;
      if (triangle)
        pass->add_two (length, ui, v_strip, vi, u_strip, m);
      else
        pass->add (length, ui, v_strip, m);
    }
  if (triangle && start + length == i + 1)
    m[length - 1] *= 0.5;
}

static void
low_rank_block (void *data, size_t block, uint32_t thread)
{
  const Contract *self = data;
  const ThetaKernelSet *set = self->set;
  size_t i0 = block * self->rows, i1 = i0 + self->rows < set->rows ? i0 + self->rows : set->rows;
  double m[STRIP], *partial = self->partial + block * set->layers;

  for (size_t i = i0; i < i1; i++)
    {
      size_t row = theta_cpu_row_length (set, i);

      for (size_t j = 0; j < row; j += STRIP)
        {
          size_t length = j + STRIP < row ? STRIP : row - j;

          low_rank_strip (self, i, j, length, m);
          for (uint32_t l = 0; l < set->layers; l++)
            partial[l] += theta_pass ()->dot (length, m, set->values[l] + set->offset[i] + j);
        }
    }
}

static void
dense_block (void *data, size_t block, uint32_t thread)
{
  const Contract *self = data;
  const ThetaKernelSet *set = self->set;
  size_t i0 = block * self->rows, i1 = i0 + self->rows < set->rows ? i0 + self->rows : set->rows;
  double *partial = self->partial + block * set->layers;
  double *m = self->expanded + thread * set->cols;

  for (size_t i = i0; i < i1; i++)
    {
      size_t count = self->t_before[i + 1];
      const double *s = self->s + self->t_before[i] * self->n_t;

      if (!self->t[i])
        continue;
      for (size_t k = 0; k + 1 < count; k++)
        m[self->t_rows[k]] = 2 * s[k];
      m[i] = s[count - 1];
      for (uint32_t l = 0; l < set->layers; l++)
        partial[l] += theta_pass ()->dot (i + 1, m, set->values[l] + set->offset[i]);
    }
}

static ThetaStatus
run_blocks (ThetaCpuDevice *device, Contract *self, ThetaCpuBlock run, double *out)
{
  uint32_t layers = self->set->layers;
  size_t blocks = (self->set->rows + self->rows - 1) / self->rows;
  ThetaStatus status;

  self->partial = calloc (blocks * layers + 1, sizeof (double));
  if (self->partial == NULL)
    return THETA_STATUS_NO_MEMORY;
  status = theta_cpu_parallel (device, blocks, run, self);
  for (uint32_t l = 0; l < layers; l++)
    {
      out[l] = 0;
      for (size_t b = 0; b < blocks; b++)
        out[l] += self->partial[b * layers + l];
    }
  free (self->partial);
  return status;
}

static double *
transposed (size_t rows, size_t c, const double *x)
{
  double *out = theta_cpu_memory_new (rows * c);

  for (size_t i = 0; out != NULL && i < rows; i++)
    for (size_t k = 0; k < c; k++)
      out[k * rows + i] = x[i * c + k];
  return out;
}

ThetaStatus
theta_cpu_contract_low_rank (ThetaDevice *device, const ThetaKernelSet *set, size_t c,
                             const double *u, const double *v, double *out)
{
  Contract self = { .set = set, .rows = theta_cpu_rows_per_block (set), .c = c };
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  self.u = transposed (set->rows, c, u);
  self.v = transposed (set->cols, c, v);
  if (self.u != NULL && self.v != NULL)
    status = run_blocks (theta_cpu (device), &self, low_rank_block, out);
  theta_cpu_memory_free (self.u, set->rows * c);
  theta_cpu_memory_free (self.v, set->cols * c);
  return status;
}

ThetaStatus
theta_cpu_contract_dense (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t,
                          const ThetaBuffer *s, double *out)
{
  Contract self = { .set = set, .rows = theta_cpu_rows_per_block (set), .s = s->data, .t = t };
  size_t n = set->rows;
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  if (set->kind != THETA_SET_TRIANGLE)
    return THETA_STATUS_FAILED;
  self.t_rows = calloc (2 * n + 1, sizeof (size_t));
  self.expanded = calloc (theta_cpu (device)->threads * n + 1, sizeof (double));
  if (self.t_rows != NULL && self.expanded != NULL)
    {
      self.t_before = self.t_rows + n;
      for (size_t i = 0; i < n; i++)
        {
          self.t_before[i] = self.n_t;
          if (t[i])
            self.t_rows[self.n_t++] = i;
        }
      self.t_before[n] = self.n_t;
      status = self.n_t * self.n_t > s->count
                   ? THETA_STATUS_FAILED
                   : run_blocks (theta_cpu (device), &self, dense_block, out);
    }
  free (self.expanded);
  free (self.t_rows);
  return status;
}
