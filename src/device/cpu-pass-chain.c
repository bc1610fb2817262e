#include "device/cpu-pass-chain.h"
#include "device/dual-formula.h"

#include <math.h>
#include <string.h>

typedef double Vec __attribute__ ((vector_size (64)));
#define LANES 8
#define FLIGHT (THETA_SERIES_CHUNK / LANES)

/* A step takes sigma = Σ^(l) − σ_b² to that of the next layer and gives its
 * slope σ_w² E[σ'σ']; gap is q11 q22 − q12² of layer l. */
typedef void (*Step) (const ThetaChain *self, uint32_t l, size_t count, double *sigma,
                      double *gap, double *slope);

static size_t
gaps (size_t count, double p11, const double *p22, const double *p12, double bias, double near,
      double *gap)
{
  double flagged = 0;

#pragma omp simd reduction(+ : flagged)
  for (size_t k = 0; k < count; k++)
    {
      double product = p11 * p22[k], own = product - p12[k] * p12[k];

      flagged += own < near * product ? 1.0 : 0.0;
      gap[k] = theta_dual_gap (p11, p22[k], p12[k], bias);
    }
  return (size_t) flagged;
}

static void
smooth_gap (const ThetaChain *self, uint32_t l, size_t count, const double *sigma, double *gap)
{
  const double *q22 = self->states[l];
  double q11 = self->state[l], bias = self->bias;

#pragma omp simd
  for (size_t k = 0; k < count; k++)
    {
      double q12 = sigma[k] + bias;

      gap[k] = q11 * q22[k] - q12 * q12;
    }
}

static void
identity_step (const ThetaChain *self, uint32_t l, size_t count, double *sigma, double *gap,
               double *slope)
{
#pragma omp simd
  for (size_t k = 0; k < count; k++)
    theta_dual_identity (self->variance, self->bias, &sigma[k], &slope[k]);
}

static void
piecewise_step (const ThetaChain *self, uint32_t l, size_t count, double *sigma, double *gap,
                double *slope)
{
  const ThetaDualBend bend
      = theta_dual_bend (self->alpha, self->beta, self->variance, self->bias);
  const double *root22 = self->states[l];
  double root11 = self->state[l];

#pragma omp simd
  for (size_t k = 0; k < count; k++)
    theta_dual_piecewise (&bend, root11, root22[k], &sigma[k], &gap[k], &slope[k]);
}

static void
erf_step (const ThetaChain *self, uint32_t l, size_t count, double *sigma, double *gap,
          double *slope)
{
  double variance = self->variance, bias = self->bias, q11 = self->state[l];
  const double *q22 = self->states[l];

#pragma omp simd
  for (size_t k = 0; k < count; k++)
    theta_dual_erf (variance, bias, q11, q22[k], gap[k], &sigma[k], &slope[k]);
}

static void
wave (const ThetaChain *self, uint32_t l, size_t count, const double *sigma, double *odd,
      double *even)
{
  double variance = self->variance, bias = self->bias, q11 = self->state[l];
  const double *q22 = self->states[l];

#pragma omp simd
  for (size_t k = 0; k < count; k++)
    theta_dual_wave (variance, q11, q22[k], sigma[k] + bias, &odd[k], &even[k]);
}

static void
sin_step (const ThetaChain *self, uint32_t l, size_t count, double *sigma, double *gap,
          double *slope)
{
  wave (self, l, count, sigma, sigma, slope);
}

static void
cos_step (const ThetaChain *self, uint32_t l, size_t count, double *sigma, double *gap,
          double *slope)
{
  wave (self, l, count, sigma, slope, sigma);
}

static void
gaussian_step (const ThetaChain *self, uint32_t l, size_t count, double *sigma, double *gap,
               double *slope)
{
  double variance = self->variance, bias = self->bias, q11 = self->state[l];
  const double *q22 = self->states[l];

#pragma omp simd
  for (size_t k = 0; k < count; k++)
    theta_dual_gaussian (variance, bias, q11, q22[k], gap[k], &sigma[k], &slope[k]);
}

static void
gelu_step (const ThetaChain *self, uint32_t l, size_t count, double *sigma, double *gap,
           double *slope)
{
  double variance = self->variance, bias = self->bias, q11 = self->state[l];
  const double *q22 = self->states[l];

#pragma omp simd
  for (size_t k = 0; k < count; k++)
    theta_dual_gelu (variance, bias, q11, q22[k], gap[k], &sigma[k], &slope[k]);
}

static uint32_t
terms_that_matter (uint32_t terms, const double *rho)
{
  double most = 0;

  for (int k = 0; k < THETA_SERIES_CHUNK; k++)
    most = fabs (rho[k]) > most ? fabs (rho[k]) : most;
  return theta_dual_series_terms (terms, most);
}

/* Both series by Horner's rule from their last terms, which are the smallest. */
static void
series_step (const ThetaChain *self, uint32_t l, size_t count, double *sigma, double *gap,
             double *slope)
{
  const double *x = self->slopes[l], *y = self->packed[l], *means = self->means[l];
  double rho[THETA_SERIES_CHUNK] = { 0 }, sums[THETA_SERIES_CHUNK], root = self->state[l];
  Vec r[FLIGHT], first[FLIGHT] = { { 0 } }, second[FLIGHT] = { { 0 } };

  for (size_t k = 0; k < count; k++)
    rho[k] = theta_dual_cosine (sigma[k] + self->bias, root, self->states[l][k]);
  memcpy (r, rho, sizeof r);
  for (uint32_t k = terms_that_matter (self->terms[l], rho); k-- > 0;)
    for (int v = 0; v < FLIGHT; v++)
      {
        Vec b;

        memcpy (&b, y + k * THETA_SERIES_CHUNK + v * LANES, sizeof b);
        b *= x[k];
        first[v] = first[v] * r[v] + b;
        second[v] = second[v] * r[v] + b * self->inverse[k];
      }
  memcpy (sums, second, sizeof sums);
  for (size_t k = 0; k < count; k++)
    sigma[k] = self->variance
               * (self->mean[l] * means[k] + (sigma[k] + self->bias) * sums[k]);
  memcpy (sums, first, sizeof sums);
  for (size_t k = 0; k < count; k++)
    slope[k] = self->variance * sums[k];
}

static const struct
{
  Step step;
  bool gap; /* reads q11 q22 − q12² and does not carry it */
} steps[] = {
  [THETA_DUAL_IDENTITY] = { identity_step, false },
  [THETA_DUAL_PIECEWISE] = { piecewise_step, false },
  [THETA_DUAL_ERF] = { erf_step, true },
  [THETA_DUAL_SIN] = { sin_step, false },
  [THETA_DUAL_COS] = { cos_step, false },
  [THETA_DUAL_GAUSSIAN] = { gaussian_step, true },
  [THETA_DUAL_GELU] = { gelu_step, true },
  [THETA_DUAL_SERIES] = { series_step, false },
};

/* Θ_l from Σ^(l) − σ_b², which stands in its place, and the slopes above it. */
static void
finish_layer (const ThetaChain *self, uint32_t l, size_t count, const double *product,
              double *const *out)
{
  double *weight = out[self->apart ? 2 * l : l], *own = self->apart ? out[2 * l + 1] : NULL;
  double bias = self->bias;

  if (self->apart)
#pragma omp simd
    for (size_t k = 0; k < count; k++)
      {
        weight[k] *= product[k];
        own[k] = bias * product[k];
      }
  else
#pragma omp simd
    for (size_t k = 0; k < count; k++)
      weight[k] = (weight[k] + bias) * product[k];
}

static void
chain (const ThetaChain *self, size_t count, double *sigma, double *gap, double *const *out)
{
  double slope[THETA_MAX_DEPTH][THETA_PASS_CHUNK], product[THETA_PASS_CHUNK];
  uint32_t layers = self->layers;

  for (uint32_t l = 0; l < layers; l++)
    {
      memcpy (out[self->apart ? 2 * l : l], sigma, count * sizeof (double));
      if (l + 1 == layers)
        break;
      if (l > 0 && steps[self->dual].gap)
        smooth_gap (self, l, count, sigma, gap);
      steps[self->dual].step (self, l, count, sigma, gap, slope[l]);
    }
  for (size_t k = 0; k < count; k++)
    product[k] = 1;
  for (uint32_t l = layers; l-- > 0;)
    {
      finish_layer (self, l, count, product, out);
      if (l > 0)
#pragma omp simd
        for (size_t k = 0; k < count; k++)
          product[k] *= slope[l - 1][k];
    }
}

extern const ThetaChainPass THETA_CHAIN_TABLE;

const ThetaChainPass THETA_CHAIN_TABLE = { .gaps = gaps, .chain = chain };
