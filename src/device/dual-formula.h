/* The formulas of DESIGN 4.1 for one pair of rows: dual activations, their derivatives,
 * the determinant that near pairs carry, the polynomials of the fast path.  Every
 * device's compiler takes this file, so that the tests of one cover the formulas of all;
 * the CPU calls it from its vector loops.  Nothing here but arithmetic.
 *
 * In a step, q11 and q22 are Σ(x, x) and Σ(x', x') of layer l, @sigma is Σ(x, x') −
 * σ_b² of that layer and becomes that of the next, @slope becomes σ_w² E[σ'σ'].  @gap is
 * q11 q22 − q12². */
#pragma once

#include <math.h>

#include "device/device.h"

#ifdef __CUDACC__
#define THETA_FORMULA static __host__ __device__ __forceinline__
#else
#define THETA_FORMULA static inline __attribute__ ((always_inline))
#endif

/* p11 p22 − p12² below this part of p11 p22 comes from the rows' difference or sum. */
#define THETA_NEAR_GAP 1e-3
/* A cosine nearer than this to ±1 gives its angle by the rows' difference or sum: the
 * arc cosine would lose half the digits. */
#define THETA_NEAR_COSINE 1e-3
/* The same of a cosine of float32 rows. */
#define THETA_NEAR_COSINE_SINGLE 3e-2

/* ---- networks ---- */

/* Whether a device takes the network. */
THETA_FORMULA int
theta_dense_limit_is_valid (const ThetaDenseLimit *spec)
{
  return spec->depth >= 1 && spec->depth <= THETA_MAX_DEPTH && spec->weight_variance > 0
         && spec->input_scale > 0 && spec->bias_variance >= 0
         && (spec->apart == 0 || spec->bias_variance > 0)
         && (spec->dual != THETA_DUAL_SERIES || spec->series != NULL)
         && (spec->dual != THETA_DUAL_PIECEWISE || spec->alpha != 0 || spec->beta != 0);
}

/* c σ_w^{2L} s^{L−1}, s = (α² + β²)/2: what multiplies |x||x'| g_l(θ) on the fast path. */
THETA_FORMULA double
theta_dense_limit_angle_scale (const ThetaDenseLimit *spec)
{
  double s = (spec->alpha * spec->alpha + spec->beta * spec->beta) / 2;

  return spec->input_scale * spec->weight_variance
         * pow (spec->weight_variance * s, spec->depth - 1);
}

/* ---- rows ---- */

/* E[σ(u)²], u ~ N(0, q), of the closed forms. */
THETA_FORMULA double
theta_dual_square_mean (ThetaDual dual, double alpha, double beta, double q)
{
  switch (dual)
    {
    case THETA_DUAL_PIECEWISE:
      return (alpha * alpha + beta * beta) / 2 * q;
    case THETA_DUAL_ERF:
      return M_2_PI * atan (2 * q / sqrt (1 + 4 * q));
    case THETA_DUAL_SIN:
      return -expm1 (-2 * q) / 2;
    case THETA_DUAL_COS:
      return (1 + exp (-2 * q)) / 2;
    case THETA_DUAL_GAUSSIAN:
      return 1 / sqrt (1 + 4 * q);
    case THETA_DUAL_GELU:
      {
        double root = sqrt (1 + 2 * q);

        return q / 4 + M_1_PI / 2 * (q * atan (q / root) + 2 * q * (q / (1 + q)) / root);
      }
    case THETA_DUAL_IDENTITY:
    case THETA_DUAL_SERIES:
    default:
      return q;
    }
}

/* What the steps read of a row with Σ(x, x) = @q, its "state": Σ(x, x) for the smooth
 * closed forms, √Σ for the piecewise linear, 1/√Σ (0 for a zero row) for the series. */
THETA_FORMULA double
theta_dual_state (ThetaDual dual, double q)
{
  if (dual == THETA_DUAL_PIECEWISE)
    return sqrt (q);
  if (dual == THETA_DUAL_SERIES)
    return q > 0 ? 1 / sqrt (q) : 0;
  return q;
}

/* ---- the determinant ---- */

/* Whether the steps of @dual read q11 q22 − q12². */
THETA_FORMULA int
theta_dual_reads_gap (ThetaDual dual)
{
  return dual == THETA_DUAL_PIECEWISE || dual == THETA_DUAL_ERF || dual == THETA_DUAL_GAUSSIAN
         || dual == THETA_DUAL_GELU;
}

/* q11 q22 − q12² of the first layer, q11 = p11 + bias and so on, of pairs that are not
 * near. */
THETA_FORMULA double
theta_dual_gap (double p11, double p22, double p12, double bias)
{
  return p11 * p22 - p12 * p12 + bias * (p11 + p22 - 2 * p12);
}

/* Whether p11 p22 − p12² has lost digits. */
THETA_FORMULA int
theta_dual_is_near (double p11, double p22, double p12)
{
  return p11 * p22 - p12 * p12 < THETA_NEAR_GAP * (p11 * p22);
}

/* The same of near pairs.  @distance is |x − c x'|² with c = ±√(p11/p22), the sign that
 * of p12: m = 1 − |ρ| = @distance / 2 p11, and p11 p22 − p12² = p11 p22 m (2 − m).
 * @square is |x − x'|², which the bias adds. */
THETA_FORMULA double
theta_dual_near_gap (double p11, double p22, double bias, double distance, double square)
{
  double m = distance / p11 / 2;

  return p11 * p22 * (m * (2 - m)) + bias * square;
}

/* ---- steps ---- */

THETA_FORMULA void
theta_dual_identity (double variance, double bias, double *sigma, double *slope)
{
  *sigma = variance * (*sigma + bias);
  *slope = variance;
}

/* What a piecewise linear activation's steps have in common. */
typedef struct
{
  double phi, far, apart, together, gain, bias;
} ThetaDualBend;

THETA_FORMULA ThetaDualBend
theta_dual_bend (double alpha, double beta, double variance, double bias)
{
  double square = alpha * alpha + beta * beta, difference = alpha - beta, sum = alpha + beta;
  ThetaDualBend bend;

  bend.phi = difference * difference / (M_PI * square);
  bend.far = 2 * alpha * beta / square;
  bend.apart = sum * sum / square;
  bend.together = difference * difference / square;
  bend.gain = variance * square / 2;
  bend.bias = bias;
  return bend;
}

/* 2 atan(z)/z from @w = z², 0 ≤ z ≤ 1, within 1.4e-16 of it: the interpolant at 21
 * Chebyshev points, which takes no division and no branch. */
THETA_FORMULA double
theta_dual_turn (double w)
{
  double p = 2.5262356860954852e-05;

  p = p * w - 0.00029234176327250027;
  p = p * w + 0.0016067208363252053;
  p = p * w - 0.005609531106340263;
  p = p * w + 0.014077292405979627;
  p = p * w - 0.027348278576798956;
  p = p * w + 0.04348042766151627;
  p = p * w - 0.05940143547246846;
  p = p * w + 0.0730216270544207;
  p = p * w - 0.08425144792771065;
  p = p * w + 0.09439447984642224;
  p = p * w - 0.10505451114645149;
  p = p * w + 0.11760684004803086;
  p = p * w - 0.13332742375442197;
  p = p * w + 0.1538455111041126;
  p = p * w - 0.18181813211313796;
  p = p * w + 0.22222221964174252;
  p = p * w - 0.28571428563185386;
  p = p * w + 0.3999999999985989;
  p = p * w - 0.6666666666666572;
  p = p * w + 2.0;
  return p;
}

/* The angle t to the nearer of the parallel and the antiparallel direction comes
 * from the carried gap, h = 1 − cos t without cancellation.  1 − ρ' and 1 + ρ' of
 * the next layer are then linear in h and the excess sin t − t cos t.  An error
 * of ε t in that, and one of ε in √q11 − √q22, each moves the next angle by ε. */
THETA_FORMULA void
theta_dual_piecewise (const ThetaDualBend *self, double root11, double root22, double *sigma,
                      double *gap, double *slope)
{
  double phi = self->phi, far = self->far, gain = self->gain, bias = self->bias;
  double q12 = *sigma + bias, m = fabs (q12), size = root11 * root22;
  double g = *gap > 0 ? *gap : 0, root = sqrt (g), both = size + m;
  double inverse = 1 / (size * both), h = g * inverse, z = root * size * inverse;
  double t = z * theta_dual_turn (z * z);
  double bend = phi * ((root - t * m) * both * inverse);
  double minus = q12 >= 0 ? h - bend : self->apart - far * h - bend;
  double plus = q12 >= 0 ? 2 - h + bend : self->together + far * h + bend;
  double roots = root11 - root22;

  minus = minus > 0 ? minus : 0;
  *sigma = gain * size * (1 - minus);
  *slope = gain * (q12 >= 0 ? 1 - phi * t : far + phi * t);
  *gap = gain
         * (gain * size * size * minus * plus + bias * (roots * roots + 2 * size * minus));
}

THETA_FORMULA void
theta_dual_erf (double variance, double bias, double q11, double q22, double gap, double *sigma,
                double *slope)
{
  double factor = variance * M_2_PI, q12 = *sigma + bias;
  double inverse = 1 / sqrt (1 + 2 * (q11 + q22) + 4 * gap);

  *sigma = factor * atan (2 * q12 * inverse);
  *slope = factor * 2 * inverse;
}

/* Half of e^{|q12| − s} − e^{−|q12| − s}, with the sign of q12, and of the sum: the sine's
 * @sigma and @slope, the cosine's the other way about. */
THETA_FORMULA void
theta_dual_wave (double variance, double q11, double q22, double q12, double *odd, double *even)
{
  double half = variance / 2, m = fabs (q12);
  double top = half * exp (m - (q11 + q22) / 2), less = expm1 (-2 * m);

  *odd = q12 >= 0 ? -top * less : top * less;
  *even = top * (2 + less);
}

THETA_FORMULA void
theta_dual_gaussian (double variance, double bias, double q11, double q22, double gap,
                     double *sigma, double *slope)
{
  double q12 = *sigma + bias;
  double inverse = 1 / sqrt (1 + 2 * (q11 + q22) + 4 * gap);

  *sigma = variance * inverse;
  *slope = variance * 4 * q12 * inverse * inverse * inverse;
}

THETA_FORMULA void
theta_dual_gelu (double variance, double bias, double q11, double q22, double gap, double *sigma,
                 double *slope)
{
  double quarter = variance / 4, turn = variance * M_1_PI / 2;
  double q12 = *sigma + bias, sum = q11 + q22, product = q11 * q22;
  double square = 1 + sum + gap, below = 1 / (1 + sum + product);
  double inverse = 1 / sqrt (square), angle = atan (q12 * inverse);

  *sigma = quarter * q12 + turn * (q12 * angle + (q12 * q12 + product * square) * below * inverse);
  *slope = quarter + turn * (angle + q12 * inverse * (inverse * inverse + (2 + sum) * below));
}

/* ρ of a series from q12 and 1/√q11, 1/√q22. */
THETA_FORMULA double
theta_dual_cosine (double q12, double inverse11, double inverse22)
{
  double value = q12 * inverse11 * inverse22;

  return value > 1 ? 1 : value < -1 ? -1 : value;
}

/* Terms of @terms after which |ρ|^k is below 2^−60, @most ≥ |ρ|: what follows is below that
 * part of E[σ'σ'] at ρ = 1. */
THETA_FORMULA uint32_t
theta_dual_series_terms (uint32_t terms, double most)
{
  double needed;

  if (most > 0.999)
    return terms;
  needed = most > 0 ? 41.6 / -log (most) + 2 : 2;
  return needed < terms ? (uint32_t) needed : terms;
}

/* One term of both series by Horner's rule, from the last to the first: @b is the
 * product of the slopes of term k, @inverse 1/(k + 1). */
THETA_FORMULA void
theta_dual_series_term (double b, double inverse, double rho, double *first, double *second)
{
  *first = *first * rho + b;
  *second = *second * rho + b * inverse;
}

/* The step from the sums: @means is the product of both rows' means. */
THETA_FORMULA void
theta_dual_series (double variance, double bias, double means, double first, double second,
                   double *sigma, double *slope)
{
  *sigma = variance * (means + (*sigma + bias) * second);
  *slope = variance * first;
}

/* A step of any activation but the series; PIECEWISE alone reads @bend, and carries the
 * gap. */
THETA_FORMULA void
theta_dual_step (ThetaDual dual, double variance, double bias, const ThetaDualBend *bend,
                 double state11, double state22, double *sigma, double *gap, double *slope)
{
  double q12 = *sigma + bias;

  switch (dual)
    {
    case THETA_DUAL_PIECEWISE:
      theta_dual_piecewise (bend, state11, state22, sigma, gap, slope);
      break;
    case THETA_DUAL_ERF:
      theta_dual_erf (variance, bias, state11, state22, *gap, sigma, slope);
      break;
    case THETA_DUAL_SIN:
      theta_dual_wave (variance, state11, state22, q12, sigma, slope);
      break;
    case THETA_DUAL_COS:
      theta_dual_wave (variance, state11, state22, q12, slope, sigma);
      break;
    case THETA_DUAL_GAUSSIAN:
      theta_dual_gaussian (variance, bias, state11, state22, *gap, sigma, slope);
      break;
    case THETA_DUAL_GELU:
      theta_dual_gelu (variance, bias, state11, state22, *gap, sigma, slope);
      break;
    case THETA_DUAL_IDENTITY:
    case THETA_DUAL_SERIES:
    default:
      theta_dual_identity (variance, bias, sigma, slope);
      break;
    }
}

/* ---- the fast path ---- */

/* The angle of a pair whose cosine is near ±1, from |u − s v|² of the unit rows, s the
 * sign of the cosine. */
THETA_FORMULA double
theta_angle_near (double square, double sign)
{
  double half = sqrt (square) / 2, angle = 2 * asin (half < 1 ? half : 1);

  return sign > 0 ? angle : M_PI - angle;
}

/* Where the polynomials of an angle are evaluated, −1 … 1. */
THETA_FORMULA double
theta_angle_variable (double theta)
{
  return theta * M_2_PI - 1.0;
}

/* p[v] := Σ c_k t[v]^k, @n at a time so that their chains of sums overlap. */
THETA_FORMULA void
theta_angle_powers (unsigned terms, const double *c, int n, const double *t, double *p)
{
  for (int v = 0; v < n; v++)
    p[v] = c[terms - 1];
  for (unsigned k = terms - 1; k-- > 0;)
    {
      double next = c[k];

      for (int v = 0; v < n; v++)
        p[v] = p[v] * t[v] + next;
    }
}

/* p[v] := Σ c_k T_k(t[v]); @last and @before are room for @n numbers each. */
THETA_FORMULA void
theta_angle_chebyshev (unsigned terms, const double *c, int n, const double *t, double *p,
                       double *last, double *before)
{
  for (int v = 0; v < n; v++)
    last[v] = before[v] = 0;
  for (unsigned k = terms; k-- > 1;)
    {
      double next = c[k];

      for (int v = 0; v < n; v++)
        {
          double b = 2 * t[v] * last[v] + (next - before[v]);

          before[v] = last[v];
          last[v] = b;
        }
    }
  for (int v = 0; v < n; v++)
    p[v] = t[v] * last[v] + (c[0] - before[v]);
}
