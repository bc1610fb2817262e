#include "device/cpu-chain.h"
#include "device/dual-formula.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

bool
theta_chain_takes (const ThetaDenseLimit *spec)
{
  return spec->bias_variance > 0
         || (spec->dual != THETA_DUAL_PIECEWISE && spec->dual != THETA_DUAL_IDENTITY);
}

double
theta_chain_cost (const ThetaDenseLimit *spec)
{
  double cost = 60.0 * spec->depth;

  for (uint32_t l = 0; spec->dual == THETA_DUAL_SERIES && l + 1 < spec->depth; l++)
    cost += 4.0 * spec->series->terms[l];
  return cost;
}

size_t
theta_chain_work (const ThetaDenseLimit *spec)
{
  size_t terms = 0;

  for (uint32_t l = 0; spec->dual == THETA_DUAL_SERIES && l + 1 < spec->depth; l++)
    terms += spec->series->terms[l];
  return terms * THETA_SERIES_CHUNK;
}

void
theta_chain_prepare (const ThetaDenseLimit *spec, size_t d, const ThetaChainSide *side, size_t i0,
                     size_t i1)
{
  for (size_t i = i0; i < i1; i++)
    {
      const double *row = side->u + i * d;
      double q;

      side->p[i] = cblas_ddot ((int) d, row, 1, row, 1);
      q = side->p[i] + spec->bias_variance;
      for (uint32_t l = 0; l < spec->depth; l++)
        {
          if (spec->dual == THETA_DUAL_SERIES)
            q = side->series->variance[l][i];
          side->state[l][i] = theta_dual_state (spec->dual, q);
          q = spec->weight_variance
                  * theta_dual_square_mean (spec->dual, spec->alpha, spec->beta, q)
              + spec->bias_variance;
        }
    }
}

/* Gaps of nearly parallel and antiparallel rows. */
static void
mend_gaps (const ThetaChainLimit *self, size_t i, size_t j, size_t count, const double *p12,
           double *gap)
{
  double p11 = self->x.p[i], bias = self->spec->bias_variance;
  const double *x = self->x.u + i * self->d;

  for (size_t k = 0; k < count; k++)
    {
      const double *y = self->y.u + (j + k) * self->d;
      double p22 = self->y.p[j + k], distance, square;

      if (!theta_dual_is_near (p11, p22, p12[k]))
        continue;
      distance = self->pass->distance (self->d, x, copysign (sqrt (p11 / p22), p12[k]), y);
      square = p12[k] > 0 ? self->pass->distance (self->d, x, 1, y) : p11 + p22 - 2 * p12[k];
      gap[k] = theta_dual_near_gap (p11, p22, bias, distance, square);
    }
}

/* Row @i against columns [j, j + count), whose @chain is ready but for the row. */
static void
chain_row (const ThetaChainLimit *self, ThetaChain *chain, size_t i, size_t j, size_t count,
           double *gram)
{
  const ThetaKernelSet *set = self->set;
  double gap[THETA_PASS_CHUNK], state[THETA_MAX_DEPTH], mean[THETA_MAX_DEPTH];
  bool single = set->precision == THETA_PRECISION_SINGLE;
  double rounded[THETA_MAX_KERNELS][THETA_PASS_CHUNK], *out[THETA_MAX_KERNELS];
  const double *slopes[THETA_MAX_DEPTH];
  bool diagonal = set->kind == THETA_SET_TRIANGLE && i >= j && i < j + count;

  for (uint32_t l = 0; l < chain->layers; l++)
    state[l] = self->x.state[l][i];
  for (uint32_t l = 0; chain->dual == THETA_DUAL_SERIES && l + 1 < chain->layers; l++)
    {
      mean[l] = self->x.series->mean[l][i];
      slopes[l] = self->x.series->slopes[l] + i * chain->terms[l];
    }
  chain->state = state;
  chain->mean = mean;
  chain->slopes = slopes;
  for (uint32_t l = 0; l < set->layers; l++)
    out[l] = single ? rounded[l] : theta_cpu_double_at (set, l, i, j);
  if (diagonal)
    gram[i - j] = self->x.p[i];
  if (theta_dual_reads_gap (chain->dual)
      && self->chain->gaps (count, self->x.p[i], self->y.p + j, gram, chain->bias, THETA_NEAR_GAP,
                             gap) > 0)
    mend_gaps (self, i, j, count, gram, gap);
  if (diagonal)
    gap[i - j] = 0;
  self->chain->chain (chain, count, gram, gap, out);
  for (uint32_t l = 0; single && l < set->layers; l++)
    self->pass->set->narrow (count, rounded[l], theta_cpu_single_at (set, l, i, j));
}

/* The tables of columns [j, j + count), one term after the other. */
static void
pack_series (const ThetaChainLimit *self, size_t j, size_t count, double *work,
             const double **packed)
{
  for (uint32_t l = 0; l + 1 < self->spec->depth; l++)
    {
      uint32_t terms = self->spec->series->terms[l];
      const double *slopes = self->y.series->slopes[l] + j * terms;

      packed[l] = work;
      memset (work, 0, (size_t) terms * THETA_SERIES_CHUNK * sizeof (double));
      for (size_t k = 0; k < count; k++)
        for (uint32_t t = 0; t < terms; t++)
          work[t * THETA_SERIES_CHUNK + k] = slopes[k * terms + t];
      work += (size_t) terms * THETA_SERIES_CHUNK;
    }
}

void
theta_chain_tile (const ThetaChainLimit *self, size_t i0, size_t i1, size_t j, size_t width,
                  double *gram, size_t stride, double *work)
{
  const ThetaDenseLimit *spec = self->spec;
  bool series = spec->dual == THETA_DUAL_SERIES, triangle = self->set->kind == THETA_SET_TRIANGLE;
  size_t step = series ? THETA_SERIES_CHUNK : THETA_PASS_CHUNK;
  const double *states[THETA_MAX_DEPTH], *means[THETA_MAX_DEPTH], *packed[THETA_MAX_DEPTH];
  ThetaChain chain = {
    .dual = spec->dual, .layers = spec->depth, .apart = spec->apart != 0,
    .variance = spec->weight_variance, .bias = spec->bias_variance,
    .alpha = spec->alpha, .beta = spec->beta,
    .states = states, .means = means, .packed = packed,
    .terms = series ? spec->series->terms : NULL, .inverse = self->inverse,
  };

  for (size_t c = j; c < j + width; c += step)
    {
      size_t end = c + step < j + width ? c + step : j + width;

      if (series)
        pack_series (self, c, end - c, work, packed);
      for (uint32_t l = 0; l < spec->depth; l++)
        {
          states[l] = self->y.state[l] + c;
          means[l] = series && l + 1 < spec->depth ? self->y.series->mean[l] + c : NULL;
        }
      for (size_t i = i0; i < i1; i++)
        {
          size_t last = triangle && i + 1 < end ? i + 1 : end;

          if (last > c)
            chain_row (self, &chain, i, c, last - c, gram + (i - i0) * stride + (c - j));
        }
    }
}
