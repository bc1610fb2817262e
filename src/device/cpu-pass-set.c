/* The loops over float32 entries and over angles, compiled like cpu-pass.c. */
#include "device/cpu-pass.h"

#include <math.h>
#include <string.h>
#ifdef __AVX512F__
#include <immintrin.h>
#endif

typedef double Vec __attribute__ ((vector_size (64)));
typedef float Half __attribute__ ((vector_size (32)));
typedef float Wide __attribute__ ((vector_size (64)));
#define LANES THETA_PASS_LANES
#define FLIGHT 4
#define GROUP (LANES * FLIGHT)
#define VECTORS (THETA_PASS_CHUNK / LANES)
#define STEP THETA_ANGLE_STEP

/* The lower powers of two vectors in float64, above a float32 sum of the others. */
static inline __attribute__ ((always_inline)) void
polynomial (const ThetaAngleFit *fit, uint32_t layer, const Vec *t, const Wide *single, Vec *p)
{
  const double *c = fit->coefficients + (size_t) layer * fit->terms;
  const float *rounded = fit->rounded + (size_t) layer * fit->terms;
  Wide q[FLIGHT / 2] = { { 0 } };
  float upper[GROUP] __attribute__ ((aligned (64)));
  double widened[GROUP] __attribute__ ((aligned (64)));

  for (uint32_t k = fit->terms; k-- > fit->doubles;)
    for (int v = 0; v < FLIGHT / 2; v++)
      q[v] = q[v] * single[v] + rounded[k];
  /* A loop, because the compiler converts half a vector by quarters. */
  memcpy (upper, q, sizeof upper);
#pragma omp simd
  for (int k = 0; k < GROUP; k++)
    widened[k] = (double) upper[k];
  memcpy (p, widened, sizeof widened);
  for (uint32_t k = fit->doubles; k-- > 0;)
    for (int v = 0; v < FLIGHT; v++)
      p[v] = p[v] * t[v] + c[k];
}

/* GROUP floats that are not read again soon. */
static inline __attribute__ ((always_inline)) void
store_group (const Half *half, float *out)
{
#ifdef __AVX512F__
  if (((uintptr_t) out & 63) == 0)
    {
      Wide wide[FLIGHT / 2];

      memcpy (wide, half, sizeof wide);
      for (int v = 0; v < FLIGHT / 2; v++)
        _mm512_stream_ps (out + 2 * LANES * v, (__m512) wide[v]);
      return;
    }
#endif
  memcpy (out, half, GROUP * sizeof (float));
}

/* Streamed stores become visible in order with those that follow. */
static inline void
finish_stores (void)
{
#ifdef __AVX512F__
  _mm_sfence ();
#endif
}

static void
polynomials (const ThetaAngleFit *fit, size_t count, const double *theta, double weight,
             const double *weights, float *const *out)
{
  for (size_t j = 0; j < count; j += GROUP)
    {
      size_t length = count - j < GROUP ? count - j : GROUP;
      Vec t[FLIGHT], w[FLIGHT], p[FLIGHT];
      Half half[FLIGHT];
      Wide single[FLIGHT / 2];

      memcpy (t, theta + j, sizeof t);
      memcpy (w, weights + j, sizeof w);
      for (int v = 0; v < FLIGHT; v++)
        {
          t[v] = t[v] * M_2_PI - 1.0;
          w[v] = w[v] * weight;
          half[v] = __builtin_convertvector (t[v], Half);
        }
      memcpy (single, half, sizeof single);
      for (uint32_t l = 0; l < fit->layers; l++)
        {
          polynomial (fit, l, t, single, p);
          for (int v = 0; v < FLIGHT; v++)
            half[v] = __builtin_convertvector (p[v] * w[v], Half);
          if (length == GROUP)
            store_group (half, out[l] + j);
          else
            memcpy (out[l] + j, half, length * sizeof (float));
        }
    }
  finish_stores ();
}

static void
narrow (size_t count, const double *x, float *out)
{
#pragma omp simd
  for (size_t k = 0; k < count; k++)
    out[k] = (float) x[k];
}

static void
scale (size_t count, double weight, const float *x, double *out)
{
#pragma omp simd
  for (size_t k = 0; k < count; k++)
    out[k] = weight * (double) x[k];
}

static void
add (size_t count, double weight, const float *x, double *out)
{
#pragma omp simd
  for (size_t k = 0; k < count; k++)
    out[k] += weight * (double) x[k];
}

static double
dot (size_t count, const double *x, const float *y)
{
  Vec sums[FLIGHT] = { { 0 } };
  double total = 0;
  size_t k = 0;

  for (; k + GROUP <= count; k += GROUP)
    {
      Vec a[FLIGHT];
      Half b[FLIGHT];

      memcpy (a, x + k, sizeof a);
      memcpy (b, y + k, sizeof b);
      for (int v = 0; v < FLIGHT; v++)
        sums[v] += a[v] * __builtin_convertvector (b[v], Vec);
    }
  sums[0] += sums[1] + (sums[2] + sums[3]);
  for (int lane = 0; lane < LANES; lane++)
    total += sums[0][lane];
  for (; k < count; k++)
    total += x[k] * (double) y[k];
  return total;
}

static double
distance (size_t count, const float *x, double sign, const float *y)
{
  double sum = 0;

#pragma omp simd reduction(+ : sum)
  for (size_t k = 0; k < count; k++)
    {
      double difference = (double) x[k] - sign * (double) y[k];

      sum += difference * difference;
    }
  return sum;
}

static size_t
angles (size_t count, const float *rho, float near, float *theta)
{
  float flagged = 0;

#pragma omp simd reduction(+ : flagged)
  for (size_t k = 0; k < count; k++)
    {
      float r = rho[k] > 1 ? 1 : rho[k] < -1 ? -1 : rho[k];

      flagged += fabsf (r) > near ? 1.0f : 0.0f;
      theta[k] = acosf (r);
    }
  return (size_t) flagged;
}

static void
evaluate (uint32_t terms, const float *c, size_t count, const float *theta, float *g)
{
  for (size_t j = 0; j < count; j += 2 * GROUP)
    {
      Wide t[FLIGHT], p[FLIGHT];

      memcpy (t, theta + j, sizeof t);
      for (int v = 0; v < FLIGHT; v++)
        {
          t[v] = t[v] * (float) M_2_PI - 1.0f;
          p[v] = (Wide) { 0 } + c[terms - 1];
        }
      for (uint32_t k = terms - 1; k-- > 0;)
        for (int v = 0; v < FLIGHT; v++)
          p[v] = p[v] * t[v] + c[k];
      memcpy (g + j, p, sizeof p);
    }
}

static double
apply (size_t count, const float *g, double x0, const double *x, double *y)
{
  double sum = 0;

#pragma omp simd reduction(+ : sum)
  for (size_t k = 0; k < count; k++)
    {
      double entry = (double) g[k];

      sum += entry * x[k];
      y[k] += x0 * entry;
    }
  return sum;
}

/* One multiple of T_k: @now holds w T_km and becomes w T_k(m+1), @before w T_k(m−1)
 * and becomes w T_km.  The eight sums stay in registers. */
static inline __attribute__ ((always_inline)) void
giant (size_t vectors, Vec (*small)[VECTORS], const Vec *twice_step, Vec *now, Vec *before,
       double *sums)
{
  Vec s[STEP];

  memcpy (s, sums, sizeof s);
  for (size_t v = 0; v < vectors; v++)
    {
      Vec w = now[v];

      s[0] += w;
      for (int j = 1; j < STEP; j++)
        s[j] += w * small[j][v];
      now[v] = twice_step[v] * w - before[v];
      before[v] = w;
    }
  memcpy (sums, s, sizeof s);
}

/* The moments are a small matrix product, of T_0 … T_7 with the weighted T_0, T_8,
 * T_16 …: one multiply-add each, which the plain recurrence would double. */
static void
moments (uint32_t giants, size_t count, const double *theta, double weight, const double *weights,
         const double *m, double *sums)
{
  Vec small[STEP][VECTORS], now[VECTORS], before[VECTORS], twice_step[VECTORS];
  double t[THETA_PASS_CHUNK], w[THETA_PASS_CHUNK];
  size_t vectors = (count + LANES - 1) / LANES;

#pragma omp simd
  for (size_t k = 0; k < count; k++)
    {
      t[k] = theta[k] * M_2_PI - 1.0;
      w[k] = m[k] * weights[k] * weight;
    }
  for (size_t k = count; k < vectors * LANES; k++)
    t[k] = w[k] = 0;
  memcpy (small[1], t, vectors * sizeof (Vec));
  memcpy (now, w, vectors * sizeof (Vec));
  for (size_t v = 0; v < vectors; v++)
    {
      Vec x = small[1][v], square = 2 * x * x - 1.0, fourth = 2 * square * square - 1.0;

      small[2][v] = square;
      small[3][v] = x * (2 * square - 1.0);
      small[4][v] = fourth;
      small[5][v] = 2 * small[3][v] * square - x;
      small[6][v] = 2 * small[3][v] * small[3][v] - 1.0;
      small[7][v] = 2 * small[3][v] * fourth - x;
      /* T_8 w for the first step back: T_{−8} = T_8. */
      twice_step[v] = 2 * (2 * fourth * fourth - 1.0);
      before[v] = now[v] * twice_step[v] * 0.5;
    }
  for (uint32_t g = 0; g < giants; g++)
    giant (vectors, small, twice_step, now, before, sums + (size_t) g * STEP * LANES);
}

extern const ThetaSetPass THETA_SET_PASS_TABLE;

const ThetaSetPass THETA_SET_PASS_TABLE = {
  .polynomials = polynomials,
  .narrow = narrow,
  .scale = scale,
  .add = add,
  .dot = dot,
  .distance = distance,
  .angles = angles,
  .evaluate = evaluate,
  .apply = apply,
  .moments = moments,
};
