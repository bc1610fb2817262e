#include "device/cpu-pass.h"

#include <math.h>
#include <string.h>

/* Four vectors of eight in flight hide the latency of the multiply-adds; the
 * compiler splits them where the registers are narrower. */
typedef double Vec __attribute__ ((vector_size (64)));
#define LANES 8
#define FLIGHT 4
#define GROUP (LANES * FLIGHT)
/* Chains of a polynomial in flight: two multiply-adds a cycle, four cycles each, where there
 * are registers for them. */
#ifdef __AVX512F__
#define CHAINS 8
#else
#define CHAINS 4
#endif
#define PAIRS (LANES * CHAINS)
/* Doubles ahead of which memory is asked for: with a stream a layer the processor's own
 * guesses fall behind. */
#define AHEAD 256

static size_t
angles (size_t count, const double *rho, double near, double *theta)
{
  double flagged = 0;

#pragma omp simd reduction(+ : flagged)
  for (size_t k = 0; k < count; k++)
    {
      double r = rho[k] > 1 ? 1 : rho[k] < -1 ? -1 : rho[k];

      flagged += fabs (r) > near ? 1.0 : 0.0;
      theta[k] = acos (r);
    }
  return (size_t) flagged;
}

static inline __attribute__ ((always_inline)) void
horner (uint32_t terms, const double *c, const Vec *t, Vec *p)
{
  Vec zero = { 0 };

  for (int v = 0; v < CHAINS; v++)
    p[v] = zero + c[terms - 1];
  for (uint32_t k = terms - 1; k-- > 0;)
    for (int v = 0; v < CHAINS; v++)
      p[v] = p[v] * t[v] + c[k];
}

static inline __attribute__ ((always_inline)) void
clenshaw (uint32_t terms, const double *c, const Vec *t, Vec *p)
{
  Vec zero = { 0 }, b1[CHAINS], b2[CHAINS], twice[CHAINS];

  for (int v = 0; v < CHAINS; v++)
    {
      b1[v] = zero;
      b2[v] = zero;
      twice[v] = t[v] + t[v];
    }
  for (uint32_t k = terms; k-- > 1;)
    for (int v = 0; v < CHAINS; v++)
      {
        Vec b = twice[v] * b1[v] + (c[k] - b2[v]);

        b2[v] = b1[v];
        b1[v] = b;
      }
  for (int v = 0; v < CHAINS; v++)
    p[v] = t[v] * b1[v] + (c[0] - b2[v]);
}

static void
polynomials (const ThetaAngleFit *fit, size_t count, const double *theta, double weight,
             const double *weights, double *const *out)
{
  for (size_t j = 0; j < count; j += PAIRS)
    {
      size_t length = count - j < PAIRS ? count - j : PAIRS;
      Vec t[CHAINS], w[CHAINS], p[CHAINS];

      memcpy (t, theta + j, sizeof t);
      memcpy (w, weights + j, sizeof w);
      for (int v = 0; v < CHAINS; v++)
        {
          t[v] = t[v] * M_2_PI - 1.0;
          w[v] = w[v] * weight;
        }
      for (uint32_t l = 0; l < fit->layers; l++)
        {
          const double *c = fit->coefficients + (size_t) l * fit->terms;

          if (fit->chebyshev)
            clenshaw (fit->terms, c, t, p);
          else
            horner (fit->terms, c, t, p);
          for (int v = 0; v < CHAINS; v++)
            p[v] = p[v] * w[v];
          memcpy (out[l] + j, p, length == PAIRS ? sizeof p : length * sizeof (double));
        }
    }
}

static void
scale (size_t count, double weight, const double *x, double *out)
{
#pragma omp simd
  for (size_t k = 0; k < count; k++)
    out[k] = weight * x[k];
}

static void
add (size_t count, double weight, const double *x, double *out)
{
#pragma omp simd
  for (size_t k = 0; k < count; k++)
    out[k] += weight * x[k];
}

static void
weigh (size_t count, uint32_t layers, const double *a, const double *const *x, double *out)
{
  size_t k = 0;

  for (; k + GROUP <= count; k += GROUP)
    {
      Vec sums[FLIGHT] = { { 0 } }, entries[FLIGHT];

      for (uint32_t l = 0; l < layers; l++)
        {
          memcpy (entries, x[l] + k, sizeof entries);
          for (int v = 0; v < FLIGHT; v++)
            {
              __builtin_prefetch (x[l] + k + v * LANES + AHEAD);
              sums[v] += a[l] * entries[v];
            }
        }
      memcpy (out + k, sums, sizeof sums);
    }
  for (; k < count; k++)
    {
      out[k] = 0;
      for (uint32_t l = 0; l < layers; l++)
        out[k] += a[l] * x[l][k];
    }
}

static double
dot (size_t count, const double *x, const double *y)
{
  Vec sums[FLIGHT] = { { 0 } };
  double total = 0;
  size_t k = 0;

  for (; k + GROUP <= count; k += GROUP)
    {
      Vec a[FLIGHT], b[FLIGHT];

      memcpy (a, x + k, sizeof a);
      memcpy (b, y + k, sizeof b);
      for (int v = 0; v < FLIGHT; v++)
        sums[v] += a[v] * b[v];
    }
  sums[0] += sums[1] + (sums[2] + sums[3]);
  for (int lane = 0; lane < LANES; lane++)
    total += sums[0][lane];
  for (; k < count; k++)
    total += x[k] * y[k];
  return total;
}

static void
add_two (size_t count, double a, const double *x, double b, const double *y, double *m)
{
#pragma omp simd
  for (size_t k = 0; k < count; k++)
    m[k] += a * x[k] + b * y[k];
}

static double
distance (size_t count, const double *x, double sign, const double *y)
{
  double sum = 0;

#pragma omp simd reduction(+ : sum)
  for (size_t k = 0; k < count; k++)
    {
      double difference = x[k] - sign * y[k];

      sum += difference * difference;
    }
  return sum;
}

extern const ThetaPass THETA_PASS_TABLE;
extern const ThetaSetPass THETA_SET_PASS_TABLE;
extern const ThetaPiecesPass THETA_PIECES_TABLE;

const ThetaPass THETA_PASS_TABLE = {
  .name = THETA_PASS_NAME,
  .angles = angles,
  .polynomials = polynomials,
  .scale = scale,
  .add = add,
  .dot = dot,
  .weigh = weigh,
  .add_two = add_two,
  .distance = distance,
  .set = &THETA_SET_PASS_TABLE,
  .pieces = &THETA_PIECES_TABLE,
};
