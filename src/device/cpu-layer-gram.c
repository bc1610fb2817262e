/* Inner products of every pair of layers in one read of the stored kernels.
 * Centring takes one more read, for the means of the rows: they are subtracted
 * from the entries before products are formed, since the shorter
 * ⟨Θ_l, Θ_k⟩ − 2 n ⟨r_l, r_k⟩ + n² m_l m_k is a difference of large numbers
 * where kernels are nearly constant.  Each block of rows keeps its own sums; they
 * are added in order. */
#include <stdlib.h>

#include "device/cpu-pass.h"
#include "device/cpu-private.h"

/* Columns of a strip: those of a few layers stay in the second-level cache. */
#define STRIP 512

typedef struct
{
  const ThetaKernelSet *set;
  const uint8_t *t;
  size_t rows;                /* a block */
  size_t n_t;
  size_t *t_rows, *t_before;  /* the rows of T, ascending; how many lie before a row */
  const double *means;        /* layers × n: the mean of row i over T; NULL: raw */
  double *total;              /* layers: the mean over T × T */
  double *buffers;            /* threads × layers × (STRIP + THETA_CPU_LAYER) */
  double *partial;            /* blocks × layers × layers */
} Gram;

/* The columns of T in [start, end) of row @i, layer after layer, centred where
 * asked for; returns how many. */
static size_t
take_strip (const Gram *self, size_t i, size_t start, size_t end, double *strips)
{
  const ThetaKernelSet *set = self->set;
  size_t first = self->t_before[start], count = self->t_before[end] - first;
  const size_t *columns = self->t_rows + first;
  const double *rows[THETA_MAX_KERNELS];

  if (count == 0)
    return 0;
  theta_cpu_layer_rows (set, i, start, end - start, strips + set->layers * STRIP, rows);
  for (uint32_t l = 0; l < set->layers; l++)
    {
      double *out = strips + l * STRIP;
      const double *means = self->means != NULL ? self->means + l * set->rows : NULL;
      double shift = means != NULL ? means[i] - self->total[l] : 0;

      for (size_t k = 0; k < count; k++)
        out[k] = rows[l][columns[k] - start];
      for (size_t k = 0; means != NULL && k < count; k++)
        out[k] = (out[k] - means[columns[k]]) - shift;
    }
  return count;
}

static void
gram_row (const Gram *self, size_t i, double *strips, double *partial)
{
  uint32_t layers = self->set->layers;

  for (size_t start = 0; start <= i; start += STRIP)
    {
      size_t end = start + STRIP < i + 1 ? start + STRIP : i + 1;
      size_t count = take_strip (self, i, start, end, strips);
      bool diagonal = end == i + 1;

      for (uint32_t l = 0; count > 0 && l < layers; l++)
        for (uint32_t k = 0; k <= l; k++)
          {
            const double *x = strips + l * STRIP, *y = strips + k * STRIP;
            double sum = 2 * theta_pass ()->dot (diagonal ? count - 1 : count, x, y);

            if (diagonal)
              sum += x[count - 1] * y[count - 1];
            partial[l * layers + k] += sum;
          }
    }
}

static void
gram_block (void *data, size_t block, uint32_t thread)
{
  const Gram *self = data;
  size_t layers = self->set->layers, i0 = block * self->rows;
  size_t i1 = i0 + self->rows < self->set->rows ? i0 + self->rows : self->set->rows;

  for (size_t i = i0; i < i1; i++)
    if (self->t[i])
      gram_row (self, i, self->buffers + thread * layers * (STRIP + THETA_CPU_LAYER),
                self->partial + block * layers * layers);
}

/* The means of the rows over T in @means (layers × n), of all in self->total. */
static ThetaStatus
find_means (ThetaDevice *device, Gram *self, double *means)
{
  size_t n = self->set->rows, layers = self->set->layers;
  double *mask = malloc ((n + 1) * sizeof *mask);
  ThetaStatus status;

  if (mask == NULL)
    return THETA_STATUS_NO_MEMORY;
  for (size_t i = 0; i < n; i++)
    mask[i] = self->t[i] ? 1.0 / (double) self->n_t : 0;
  status = theta_cpu_layer_products (device, self->set, 1, mask, means);
  for (size_t l = 0; status == THETA_STATUS_OK && l < layers; l++)
    for (size_t i = 0; i < n; i++)
      if (self->t[i])
        self->total[l] += means[l * n + i] / (double) self->n_t;
  self->means = means;
  free (mask);
  return status;
}

static void
add_blocks (const Gram *self, size_t blocks, double *out)
{
  size_t layers = self->set->layers;

  for (size_t l = 0; l < layers; l++)
    for (size_t k = 0; k <= l; k++)
      {
        double sum = 0;

        for (size_t b = 0; b < blocks; b++)
          sum += self->partial[(b * layers + l) * layers + k];
        out[l * layers + k] = out[k * layers + l] = sum;
      }
}

static void
index_mask (Gram *self)
{
  size_t n = self->set->rows;

  self->t_before = self->t_rows + n;
  for (size_t i = 0; i < n; i++)
    {
      self->t_before[i] = self->n_t;
      if (self->t[i])
        self->t_rows[self->n_t++] = i;
    }
  self->t_before[n] = self->n_t;
}

ThetaStatus
theta_cpu_layer_gram (ThetaDevice *device, const ThetaKernelSet *set, const uint8_t *t,
                      int centred, double *out)
{
  Gram self = { .set = set, .t = t, .rows = theta_cpu_rows_per_block (set) };
  size_t n = set->rows, layers = set->layers, blocks = (n + self.rows - 1) / self.rows;
  double *means = NULL;
  ThetaStatus status = THETA_STATUS_NO_MEMORY;

  if (!theta_cpu_is_symmetric (set))
    return THETA_STATUS_FAILED;
  self.t_rows = calloc (2 * n + 1, sizeof (size_t));
  self.total = calloc (layers + 1, sizeof (double));
  self.partial = calloc (blocks * layers * layers + 1, sizeof (double));
  self.buffers = malloc (theta_cpu (device)->threads * layers * (STRIP + THETA_CPU_LAYER)
                         * sizeof (double));
  means = malloc ((centred ? layers * n + 1 : 1) * sizeof (double));
  if (self.t_rows != NULL && self.total != NULL && self.partial != NULL && self.buffers != NULL
      && means != NULL)
    {
      index_mask (&self);
      status = centred && self.n_t > 0 ? find_means (device, &self, means) : THETA_STATUS_OK;
      if (status == THETA_STATUS_OK)
        status = theta_cpu_parallel (theta_cpu (device), blocks, gram_block, &self);
      add_blocks (&self, blocks, out);
    }
  free (self.t_rows);
  free (self.total);
  free (self.partial);
  free (self.buffers);
  free (means);
  return status;
}
