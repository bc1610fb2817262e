/* Inner products of every layer with one matrix, in one read of the stored
 * kernels.  Each block of rows keeps its own sums; they are added in order, so
 * the result does not depend on which thread took which block. */
#include <stdlib.h>
#include <string.h>

#include "device/cpu-pass.h"
#include "device/cpu-private.h"

typedef struct
{
  const ThetaKernelSet *set;
  size_t rows;      /* a block */
  size_t moments;   /* sums that a block keeps; see theta_cpu_moments() */
  double *partial;  /* blocks × moments */
  double *sums;     /* threads × moments × lanes */
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

/* m[j] := Σ_c u_ic v_jc, for a symmetric set also + v_ic u_jc; the diagonal halved. */
static void
low_rank_strip (const Contract *self, size_t i, size_t start, size_t length, double *m)
{
  const ThetaKernelSet *set = self->set;
  const ThetaPass *pass = theta_pass ();
  bool symmetric = theta_cpu_is_symmetric (set);

  memset (m, 0, length * sizeof *m);
  for (size_t k = 0; k < self->c; k++)
    {
      const double *u = self->u + k * set->rows, *v = self->v + k * set->cols;
      const double *u_strip = u + start, *v_strip = v + start;
      double ui = u[i], vi = symmetric ? v[i] : 0;

      if (ui == 0 && vi == 0)
        continue;
      if (symmetric)
        pass->add_two (length, ui, v_strip, vi, u_strip, m);
      else
        pass->add (length, ui, v_strip, m);
    }
  if (symmetric && start + length == i + 1)
    m[length - 1] *= 0.5;
}

/* The sums of thread @thread, zero. */
static double *
start_sums (const Contract *self, uint32_t thread)
{
  size_t count = self->moments * THETA_CPU_LANES (self->set);
  double *sums = self->sums + thread * count;

  memset (sums, 0, count * sizeof *sums);
  return sums;
}

static void
keep_sums (const Contract *self, size_t block, const double *sums)
{
  size_t lanes = THETA_CPU_LANES (self->set);

  for (size_t k = 0; k < self->moments; k++)
    {
      double sum = 0;

      for (size_t lane = 0; lane < lanes; lane++)
        sum += sums[k * lanes + lane];
      self->partial[block * self->moments + k] = sum;
    }
}

static void
low_rank_block (void *data, size_t block, uint32_t thread)
{
  const Contract *self = data;
  const ThetaKernelSet *set = self->set;
  size_t i0 = block * self->rows, i1 = i0 + self->rows < set->rows ? i0 + self->rows : set->rows;
  double m[THETA_CPU_STRIP], *sums = start_sums (self, thread);

  for (size_t i = i0; i < i1; i++)
    {
      size_t row = theta_cpu_row_length (set, i);

      for (size_t j = 0; j < row; j += THETA_CPU_STRIP)
        {
          size_t length = j + THETA_CPU_STRIP < row ? THETA_CPU_STRIP : row - j;

          low_rank_strip (self, i, j, length, m);
          theta_cpu_add_moments (set, i, j, length, m, sums);
        }
    }
  keep_sums (self, block, sums);
}

static void
dense_block (void *data, size_t block, uint32_t thread)
{
  const Contract *self = data;
  const ThetaKernelSet *set = self->set;
  size_t i0 = block * self->rows, i1 = i0 + self->rows < set->rows ? i0 + self->rows : set->rows;
  double *m = self->expanded + thread * set->cols, *sums = start_sums (self, thread);

  for (size_t i = i0; i < i1; i++)
    {
      size_t count = self->t_before[i + 1];
      const double *s = self->s + self->t_before[i] * self->n_t;

      if (!self->t[i])
        continue;
      for (size_t k = 0; k + 1 < count; k++)
        m[self->t_rows[k]] = 2 * s[k];
      m[i] = s[count - 1];
      theta_cpu_add_moments (set, i, 0, i + 1, m, sums);
    }
  keep_sums (self, block, sums);
}

static ThetaStatus
run_blocks (ThetaCpuDevice *device, Contract *self, ThetaCpuBlock run, double *out)
{
  const ThetaKernelSet *set = self->set;
  size_t blocks = (set->rows + self->rows - 1) / self->rows, moments = theta_cpu_moments (set);
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  self->moments = moments;
  self->partial = calloc ((blocks + 1) * moments + 1, sizeof (double));
  self->sums = malloc ((device->threads * moments * THETA_CPU_LANES (set) + 1) * sizeof (double));
  if (self->partial != NULL && self->sums != NULL)
    {
      double *total = self->partial + blocks * moments;

      status = theta_cpu_parallel (device, blocks, run, self);
      for (size_t b = 0; b < blocks; b++)
        for (size_t k = 0; k < moments; k++)
          total[k] += self->partial[b * moments + k];
      theta_cpu_finish_moments (set, total, out);
    }
  free (self->sums);
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

  if (!theta_cpu_is_symmetric (set))
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
