#include "device/cpu-pieces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "device/cpu-angle.h"

#define PI 3.14159265358979323846264338327950288L
#define HALF (THETA_PIECES / 2)
#define MOST_NODES (THETA_PIECE_DEGREE + 3)
/* Enough for a few layers. */
#define FEW_NODES 16
/* What the coefficients left out may add up to: below the rounding of what is stored. */
#define DOUBLE_TAIL 3e-17L
#define SINGLE_TAIL 2e-9L

/* Chebyshev coefficients of a layer on a piece. */
typedef long double Coefficients[MOST_NODES];

/* c[l]: of g_l on @piece, from @nodes points; @cosine has cos(πk/2 nodes), k < 4 nodes. */
static void
interpolate (const ThetaDenseLimit *spec, uint32_t piece, uint32_t nodes,
             const long double *cosine, Coefficients *c)
{
  long double g[MOST_NODES][THETA_MAX_DEPTH];

  for (uint32_t j = 0; j < nodes; j++)
    {
      long double place = piece % HALF + (1 + cosine[2 * j + 1]) / 2;
      long double half_angle = asinl (place / HALF * sqrtl (0.5L));

      theta_angle_exact (spec, piece < HALF ? 2 * half_angle : PI - 2 * half_angle, g[j]);
    }
  for (uint32_t l = 0; l < spec->depth; l++)
    for (uint32_t k = 0; k < nodes; k++)
      {
        c[l][k] = 0;
        for (uint32_t j = 0; j < nodes; j++)
          c[l][k] += g[j][l] * cosine[k * (2 * j + 1) % (4 * nodes)];
        c[l][k] *= (k == 0 ? 1.0L : 2.0L) / nodes;
      }
}

/* The least degree whose tail is below @tail in every layer. */
static uint32_t
find_degree (uint32_t layers, uint32_t nodes, const Coefficients *c, long double tail)
{
  uint32_t degree = 0;

  for (uint32_t l = 0; l < layers; l++)
    {
      long double sum = 0;
      uint32_t k = nodes;

      while (k > 1 && sum + fabsl (c[l][k - 1]) <= tail)
        sum += fabsl (c[l][--k]);
      degree = k - 1 > degree ? k - 1 : degree;
    }
  return degree;
}

/* The coefficients on all pieces, layers for each, and the degree that they need; false
 * where @nodes points do not show it. */
static bool
find_coefficients (const ThetaDenseLimit *spec, uint32_t nodes, long double tail, Coefficients *c,
                   uint32_t *degree)
{
  long double cosine[4 * MOST_NODES];

  for (uint32_t k = 0; k < 4 * nodes; k++)
    cosine[k] = cosl (PI * k / (2 * nodes));
  *degree = 0;
  for (uint32_t p = 0; p < THETA_PIECES; p++)
    {
      uint32_t needed;

      interpolate (spec, p, nodes, cosine, c + (size_t) p * spec->depth);
      needed = find_degree (spec->depth, nodes, c + (size_t) p * spec->depth, tail);
      if (needed + 3 > nodes)
        return false;
      *degree = needed > *degree ? needed : *degree;
    }
  return true;
}

/* Coefficients of powers from those of T_0 … T_degree. */
static void
to_powers (uint32_t degree, const long double *c, long double *power)
{
  long double before[MOST_NODES] = { 1 }, now[MOST_NODES] = { 0, 1 }, next[MOST_NODES];

  memset (power, 0, MOST_NODES * sizeof *power);
  power[0] = c[0];
  for (uint32_t k = 1; k <= degree; k++)
    {
      for (uint32_t j = 0; j <= k; j++)
        power[j] += c[k] * now[j];
      for (uint32_t j = 0; j < MOST_NODES; j++)
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
  Coefficients *c = malloc (THETA_PIECES * layers * sizeof *c), power;
  bool found;

  *self = (ThetaPieces) { .layers = spec->depth };
  found = c != NULL
          && (find_coefficients (spec, FEW_NODES, tail, c, &self->degree)
              || find_coefficients (spec, MOST_NODES, tail, c, &self->degree));
  if (found)
    {
      self->full = malloc (layers * (self->degree + 1) * THETA_PIECES * sizeof (double));
      self->single = malloc (layers * (self->degree + 2) * THETA_PIECES * sizeof (float));
      found = self->full != NULL && self->single != NULL;
    }
  for (uint32_t p = 0; found && p < THETA_PIECES; p++)
    for (uint32_t l = 0; l < layers; l++)
      {
        to_powers (self->degree, c[p * layers + l], power);
        store (self, l, p, power);
      }
  free (c);
  return found;
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
