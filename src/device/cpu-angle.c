#include "device/cpu-angle.h"

#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846264338327950288L
#define MAX_NODES THETA_ANGLE_TERMS
/* Powers of t are used while the sum of their coefficients keeps the rounding
 * of Horner's rule at a few units in the last place. */
#define POWER_LIMIT 16.0L

/* sin θ − θ cos θ without cancellation. */
static long double
sine_excess (long double theta)
{
  long double square = theta * theta, term = theta * square / 3, sum = 0;

  if (theta > 0.7L)
    return sinl (theta) - theta * cosl (theta);
  /* Σ (−1)^k θ^(2k+3) (2k+2)/(2k+3)! */
  for (int k = 0; k < 14; k++)
    {
      sum += term;
      term *= -square * (2 * k + 4) / ((2 * k + 2) * (long double) (2 * k + 4) * (2 * k + 5));
    }
  return sum;
}

void
theta_angle_exact (const ThetaDenseLimit *spec, long double theta, long double *g)
{
  long double alpha = spec->alpha, beta = spec->beta, s = (alpha * alpha + beta * beta) / 2;
  long double phi = (alpha - beta) * (alpha - beta) / (2 * PI * s), kappa = alpha * beta / s;
  long double product = 1, angle[THETA_MAX_DEPTH];

  for (uint32_t l = 0; l < spec->depth; l++)
    {
      bool near = theta < PI / 2;
      /* From the nearer of the two directions; there a small angle keeps its digits. */
      long double turn = near ? theta : PI - theta, half = sinl (turn / 2);
      long double excess = phi * sine_excess (turn) / 2, square = half * half;
      /* (1 − cos θ')/2 and (1 + cos θ')/2, 1 ± κ without cancellation */
      long double below = near ? square - excess
                               : (alpha + beta) * (alpha + beta) / (4 * s) - kappa * square - excess;
      long double above = near ? 1 - square + excess
                               : (alpha - beta) * (alpha - beta) / (4 * s) + kappa * square + excess;

      angle[l] = theta;
      /* The smaller of the two keeps its digits. */
      if (below < above)
        theta = 2 * asinl (sqrtl (below > 0 ? below : 0));
      else
        theta = PI - 2 * asinl (sqrtl (above > 0 ? above : 0));
    }
  for (uint32_t l = spec->depth; l-- > 0;)
    {
      if (l + 1 < spec->depth)
        product *= 1 - phi * angle[l];
      g[l] = cosl (angle[l]) * product;
    }
}

/* Chebyshev coefficients (layers × nodes) of the interpolant at @nodes points. */
static void
interpolate (const ThetaDenseLimit *spec, uint32_t nodes, const long double *cosine,
             long double *values, long double *c)
{
  for (uint32_t j = 0; j < nodes; j++)
    theta_angle_exact (spec, (1 + cosine[2 * j + 1]) * PI / 2, values + j * spec->depth);
  for (uint32_t l = 0; l < spec->depth; l++)
    for (uint32_t k = 0; k < nodes; k++)
      {
        long double sum = 0;

        for (uint32_t j = 0; j < nodes; j++)
          sum += values[j * spec->depth + l] * cosine[(uint64_t) k * (2 * j + 1) % (4 * nodes)];
        c[l * nodes + k] = sum * (k == 0 ? 1 : 2) / nodes;
      }
}

/* Terms after which every coefficient of every layer is below @tail. */
static uint32_t
count_terms (uint32_t layers, uint32_t nodes, const long double *c, long double tail)
{
  uint32_t terms = 1;

  for (uint32_t l = 0; l < layers; l++)
    for (uint32_t k = 0; k < nodes; k++)
      if (fabsl (c[l * nodes + k]) > tail && k + 1 > terms)
        terms = k + 1;
  return terms;
}

/* Coefficients of powers of t from those of T_k(t); the sum of their magnitudes. */
static long double
to_powers (uint32_t terms, const long double *c, long double *power)
{
  long double before[MAX_NODES] = { 0 }, now[MAX_NODES] = { 0 }, next, sum = 0;

  for (uint32_t j = 0; j < terms; j++)
    power[j] = 0;
  before[0] = 1;
  now[1] = 1;
  power[0] = c[0];
  for (uint32_t k = 1; k < terms; k++)
    {
      for (uint32_t j = 0; j <= k; j++)
        power[j] += c[k] * now[j];
      for (uint32_t j = k + 2; j-- > 0 && k + 1 < terms;)
        {
          next = (j > 0 ? 2 * now[j - 1] : 0) - before[j];
          before[j] = next;
        }
      for (uint32_t j = 0; j < k + 2 && k + 1 < terms; j++)
        {
          next = before[j];
          before[j] = now[j];
          now[j] = next;
        }
    }
  for (uint32_t j = 0; j < terms; j++)
    sum += fabsl (power[j]);
  return sum;
}

/* Coefficients of T_j T_km from those of T_i, by T_{km+j} = 2 T_j T_km − T_{km−j}. */
static void
to_products (uint32_t terms, const long double *c, uint32_t giants, double *products)
{
  long double left[MAX_NODES + THETA_ANGLE_STEP] = { 0 };

  for (uint32_t k = 0; k < terms; k++)
    left[k] = c[k];
  for (uint32_t m = giants; m-- > 0;)
    for (uint32_t j = 0, at = m * THETA_ANGLE_STEP; j < THETA_ANGLE_STEP; j++)
      {
        bool folds = m > 0 && j > 0;

        products[at + j] = (double) (folds ? 2 * left[at + j] : left[at + j]);
        if (folds)
          left[at - j] -= left[at + j];
      }
}

/* What the float32 coefficients of the higher powers may add up to: their rounding
 * stays well below that of the stored number. */
#define ROUNDED_SUM 0.25

static void
round_powers (ThetaAngleFit *self)
{
  self->doubles = 0;
  for (uint32_t l = 0; l < self->layers && !self->chebyshev; l++)
    {
      const double *c = self->coefficients + (size_t) l * self->terms;
      uint32_t k = self->terms;

      for (double sum = 0; k > 0 && sum + fabs (c[k - 1]) <= ROUNDED_SUM; k--)
        sum += fabs (c[k - 1]);
      if (k > self->doubles)
        self->doubles = k;
      for (uint32_t j = 0; j < self->terms; j++)
        self->rounded[l * self->terms + j] = (float) c[j];
    }
}

static bool
store_fit (ThetaAngleFit *self, uint32_t layers, uint32_t nodes, const long double *c,
           long double tail)
{
  long double power[MAX_NODES], largest = 0;

  self->layers = layers;
  self->terms = count_terms (layers, nodes, c, tail);
  self->giants = (self->terms + THETA_ANGLE_STEP - 1) / THETA_ANGLE_STEP;
  self->coefficients = malloc ((size_t) layers * self->terms * sizeof (double));
  self->rounded = malloc ((size_t) layers * self->terms * sizeof (float));
  self->products = malloc ((size_t) layers * self->giants * THETA_ANGLE_STEP * sizeof (double));
  if (self->coefficients == NULL || self->rounded == NULL || self->products == NULL)
    return false;
  for (uint32_t l = 0; l < layers; l++)
    to_products (self->terms, c + l * nodes, self->giants,
                 self->products + (size_t) l * self->giants * THETA_ANGLE_STEP);
  for (uint32_t l = 0; l < layers && self->terms < 64; l++)
    {
      long double sum = to_powers (self->terms, c + l * nodes, power);

      largest = sum > largest ? sum : largest;
      for (uint32_t k = 0; k < self->terms; k++)
        self->coefficients[l * self->terms + k] = (double) power[k];
    }
  self->chebyshev = self->terms >= 64 || largest > POWER_LIMIT;
  round_powers (self);
  for (uint32_t l = 0; l < layers && self->chebyshev; l++)
    for (uint32_t k = 0; k < self->terms; k++)
      self->coefficients[l * self->terms + k] = (double) c[l * nodes + k];
  return true;
}

bool
theta_angle_fit_init (ThetaAngleFit *self, const ThetaDenseLimit *spec, long double tail)
{
  long double *work = malloc (sizeof *work * MAX_NODES * (4 + 2 * (size_t) spec->depth));
  bool done = false, stored = false;

  for (uint32_t nodes = 48; work != NULL && !done; nodes = nodes * 2 > MAX_NODES ? MAX_NODES : nodes * 2)
    {
      long double *cosine = work, *values = work + 4 * nodes;
      long double *c = values + (size_t) nodes * spec->depth;

      for (uint32_t k = 0; k < 4 * nodes; k++)
        cosine[k] = cosl (PI * k / (2 * nodes));
      interpolate (spec, nodes, cosine, values, c);
      done = nodes == MAX_NODES || count_terms (spec->depth, nodes, c, tail) + 4 < nodes;
      if (done)
        stored = store_fit (self, spec->depth, nodes, c, tail);
    }
  free (work);
  return stored;
}

void
theta_angle_fit_clear (ThetaAngleFit *self)
{
  free (self->coefficients);
  free (self->products);
  free (self->rounded);
  self->coefficients = NULL;
  self->products = NULL;
  self->rounded = NULL;
}
