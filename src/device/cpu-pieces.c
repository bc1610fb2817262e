#include "device/cpu-pieces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "device/cpu-angle.h"

#define PI 3.14159265358979323846264338327950288L
#define HALF (THETA_PIECES / 2)
#define NODES (THETA_PIECE_DEGREE + 3)
/* What the coefficients left out may add up to: below the rounding of what is stored. */
#define DOUBLE_TAIL 3e-17L
#define SINGLE_TAIL 2e-9L

/* cos(πk/2N), k < 4N */
static void
fill_cosines (long double *cosine)
{
  for (uint32_t k = 0; k < 4 * NODES; k++)
    cosine[k] = cosl (PI * k / (2 * NODES));
}

/* c[l][k]: the Chebyshev coefficients of g_l on @piece. */
static void
interpolate (const ThetaDenseLimit *spec, uint32_t piece, const long double *cosine,
             long double (*c)[NODES])
{
  long double g[NODES][THETA_MAX_DEPTH];

  for (uint32_t j = 0; j < NODES; j++)
    {
      long double place = piece % HALF + (1 + cosine[2 * j + 1]) / 2;
      long double half_angle = asinl (place / HALF * sqrtl (0.5L));

      theta_angle_exact (spec, piece < HALF ? 2 * half_angle : PI - 2 * half_angle, g[j]);
    }
  for (uint32_t l = 0; l < spec->depth; l++)
    for (uint32_t k = 0; k < NODES; k++)
      {
        c[l][k] = 0;
        for (uint32_t j = 0; j < NODES; j++)
          c[l][k] += g[j][l] * cosine[k * (2 * j + 1) % (4 * NODES)];
        c[l][k] *= (k == 0 ? 1.0L : 2.0L) / NODES;
      }
}

/* The least degree whose tail is below @tail in every layer. */
static uint32_t
find_degree (uint32_t layers, long double (*c)[NODES], long double tail)
{
  uint32_t degree = 0;

  for (uint32_t l = 0; l < layers; l++)
    {
      long double sum = 0;
      uint32_t k = NODES;

      while (k > 1 && sum + fabsl (c[l][k - 1]) <= tail)
        sum += fabsl (c[l][--k]);
      degree = k - 1 > degree ? k - 1 : degree;
    }
  return degree;
}

/* Coefficients of powers from those of T_0 … T_degree. */
static void
to_powers (uint32_t degree, const long double *c, long double *power)
{
  long double before[NODES] = { 1 }, now[NODES] = { 0, 1 }, next[NODES];

  memset (power, 0, NODES * sizeof *power);
  power[0] = c[0];
  for (uint32_t k = 1; k <= degree; k++)
    {
      for (uint32_t j = 0; j <= k; j++)
        power[j] += c[k] * now[j];
      for (uint32_t j = 0; j < NODES; j++)
        next[j] = (j > 0 ? 2 * now[j - 1] : 0) - before[j];
      memcpy (before, now, sizeof now);
      memcpy (now, next, sizeof next);
    }
}

static void
store (ThetaPieces *self, uint32_t layer, uint32_t piece, const long double *power)
{
  double *full = self->full + (size_t) layer * (self->degree + 1) * THETA_PIECES + piece;
  float *single = self->single + (size_t) layer * (self->degree + 2) * THETA_PIECES + piece;

  for (uint32_t k = 0; k <= self->degree; k++)
    {
      full[k * THETA_PIECES] = (double) power[k];
      single[(k + 1) * THETA_PIECES] = (float) power[k];
    }
  /* The constant in two parts. */
  single[0] = (float) (power[0] - (long double) single[THETA_PIECES]);
}

bool
theta_pieces_init (ThetaPieces *self, const ThetaDenseLimit *spec, ThetaPrecision precision)
{
  long double tail = precision == THETA_PRECISION_SINGLE ? SINGLE_TAIL : DOUBLE_TAIL;
  size_t layers = spec->depth;
  long double (*c)[NODES] = malloc (THETA_PIECES * layers * sizeof *c);
  long double cosine[4 * NODES], power[NODES];

  *self = (ThetaPieces) { .layers = spec->depth };
  if (c == NULL)
    return false;
  fill_cosines (cosine);
  for (uint32_t p = 0; p < THETA_PIECES && self->degree <= THETA_PIECE_DEGREE; p++)
    {
      uint32_t degree;

      interpolate (spec, p, cosine, c + p * layers);
      degree = find_degree (spec->depth, c + p * layers, tail);
      self->degree = degree > self->degree ? degree : self->degree;
    }
  self->full = malloc (layers * (self->degree + 1) * THETA_PIECES * sizeof (double));
  self->single = malloc (layers * (self->degree + 2) * THETA_PIECES * sizeof (float));
  for (uint32_t p = 0; p < THETA_PIECES && self->full != NULL && self->single != NULL; p++)
    for (uint32_t l = 0; l < layers && self->degree <= THETA_PIECE_DEGREE; l++)
      {
        to_powers (self->degree, c[p * layers + l], power);
        store (self, l, p, power);
      }
  free (c);
  return self->full != NULL && self->single != NULL && self->degree <= THETA_PIECE_DEGREE;
}

void
theta_pieces_clear (ThetaPieces *self)
{
  free (self->full);
  free (self->single);
  *self = (ThetaPieces) { 0 };
}

void
theta_pieces_at (const ThetaPieces *self, double y, double sign, double *out)
{
  double place = y * (HALF * M_SQRT2);
  uint32_t piece = place < HALF - 1 ? (uint32_t) place : HALF - 1;
  double s = 2 * (place - piece) - 1;

  for (uint32_t l = 0; l < self->layers; l++)
    {
      const double *c = self->full + (size_t) l * (self->degree + 1) * THETA_PIECES + piece
                        + (sign > 0 ? 0 : HALF);
      double p = c[self->degree * THETA_PIECES];

      for (uint32_t k = self->degree; k-- > 0;)
        p = p * s + c[k * THETA_PIECES];
      out[l] = p;
    }
}
