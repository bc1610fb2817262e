#include "device/cpu-angle-limit.h"

#include <math.h>
#include <string.h>

#include "device/cpu-angle.h"
#include "device/dual-formula.h"

bool
theta_angle_limit_init (ThetaAngleLimit *self, const ThetaDenseLimit *spec, ThetaSetKind kind,
                        ThetaPrecision precision)
{
  bool entries = kind == THETA_SET_TRIANGLE || kind == THETA_SET_RECTANGLE;

  self->pass = theta_pass ();
  if (entries && self->pass->pieces->fill != NULL)
    {
      self->in_pieces = theta_pieces_init (&self->pieces, spec, precision);
      if (self->in_pieces)
        return true;
    }
  return theta_angle_fit_init (&self->fit, spec,
                               precision == THETA_PRECISION_SINGLE ? THETA_ANGLE_SINGLE_TAIL
                               : entries ? THETA_ANGLE_TAIL
                                         : THETA_ANGLE_STORED_TAIL);
}

void
theta_angle_limit_clear (ThetaAngleLimit *self)
{
  theta_angle_fit_clear (&self->fit);
  theta_pieces_clear (&self->pieces);
}

/* |u − sign v|² of rows i and j. */
static double
square_distance (const ThetaAngleLimit *self, size_t i, size_t j, double sign)
{
  return self->pass->distance (self->d, self->x_unit + i * self->d, sign,
                               self->y_unit + j * self->d);
}

static void
store (const ThetaKernelSet *set, uint32_t array, size_t i, size_t j, double value)
{
  if (set->precision == THETA_PRECISION_SINGLE)
    *theta_cpu_single_at (set, array, i, j) = (float) value;
  else
    *theta_cpu_double_at (set, array, i, j) = value;
}

/* Entries of nearly parallel and antiparallel pairs from explicit differences:
 * sin(θ/2) = |u − v|/2. */
static void
mend_entries (const ThetaAngleLimit *self, size_t i, size_t j, size_t count, const double *rho)
{
  double g[THETA_MAX_DEPTH];

  for (size_t k = 0; k < count; k++)
    if (fabs (rho[k]) > 1 - THETA_NEAR_COSINE)
      {
        double sign = rho[k] > 0 ? 1 : -1;
        double weight = self->x_norm[i] * self->y_norm[j + k];

        theta_pieces_at (&self->pieces, sqrt (square_distance (self, i, j + k, sign)) / 2, sign,
                         g);
        for (uint32_t l = 0; l < self->set->arrays; l++)
          store (self->set, l, i, j + k, weight * g[l]);
      }
}

static void
pieces_chunk (const ThetaAngleLimit *self, size_t i, size_t j, size_t count, const double *rho)
{
  const ThetaPiecesPass *pass = self->pass->pieces;
  const double near = 1 - THETA_NEAR_COSINE, *weights = self->y_norm + j;
  void *out[THETA_MAX_DEPTH];
  size_t flagged;

  if (self->set->precision == THETA_PRECISION_SINGLE)
    {
      for (uint32_t l = 0; l < self->set->arrays; l++)
        out[l] = theta_cpu_single_at (self->set, l, i, j);
      flagged = pass->fill_single (&self->pieces, count, rho, near, self->x_norm[i], weights,
                                   (float *const *) out);
    }
  else
    {
      for (uint32_t l = 0; l < self->set->arrays; l++)
        out[l] = theta_cpu_double_at (self->set, l, i, j);
      flagged = pass->fill (&self->pieces, count, rho, near, self->x_norm[i], weights,
                            (double *const *) out);
    }
  if (flagged > 0)
    mend_entries (self, i, j, count, rho);
}

static void
find_angles (const ThetaAngleLimit *self, size_t i, size_t j, size_t count, const double *rho,
             double *theta)
{
  memset (theta + count, 0, THETA_PASS_SLACK * sizeof *theta);
  if (self->pass->angles (count, rho, 1 - THETA_NEAR_COSINE, theta) == 0)
    return;
  for (size_t k = 0; k < count; k++)
    if (fabs (rho[k]) > 1 - THETA_NEAR_COSINE)
      {
        double sign = rho[k] > 0 ? 1 : -1;

        theta[k] = theta_angle_near (square_distance (self, i, j + k, sign), sign);
      }
}

static void
angle_chunk (const ThetaAngleLimit *self, size_t i, size_t j, size_t count, const double *rho,
             double *const *out)
{
  double theta[THETA_PASS_CHUNK + THETA_PASS_SLACK];

  find_angles (self, i, j, count, rho, theta);
  if (self->set->kind == THETA_SET_ANGLE)
    memcpy (out[0], theta, count * sizeof (double));
  else
    self->pass->polynomials (&self->fit, count, theta, self->x_norm[i], self->y_norm + j, out);
}

/* Straight to float32, without a detour through memory. */
static void
single_chunk (const ThetaAngleLimit *self, size_t i, size_t j, size_t count, const double *rho)
{
  double theta[THETA_PASS_CHUNK + THETA_PASS_SLACK];
  float *out[THETA_MAX_DEPTH];

  for (uint32_t l = 0; l < self->set->layers; l++)
    out[l] = theta_cpu_single_at (self->set, l, i, j);
  find_angles (self, i, j, count, rho, theta);
  self->pass->set->polynomials (&self->fit, count, theta, self->x_norm[i], self->y_norm + j, out);
}

/* By way of float64. */
static void
rounded_chunk (const ThetaAngleLimit *self, size_t i, size_t j, size_t count, const double *rho)
{
  const ThetaKernelSet *set = self->set;
  double values[THETA_MAX_DEPTH][THETA_PASS_CHUNK], *out[THETA_MAX_DEPTH];

  for (uint32_t l = 0; l < set->arrays; l++)
    out[l] = values[l];
  angle_chunk (self, i, j, count, rho, out);
  for (uint32_t l = 0; l < set->arrays; l++)
    self->pass->set->narrow (count, values[l], theta_cpu_single_at (set, l, i, j));
}

static void
double_chunk (const ThetaAngleLimit *self, size_t i, size_t j, size_t count, const double *rho)
{
  double *out[THETA_MAX_DEPTH];

  for (uint32_t l = 0; l < self->set->arrays; l++)
    out[l] = theta_cpu_double_at (self->set, l, i, j);
  angle_chunk (self, i, j, count, rho, out);
}

typedef void (*Chunk) (const ThetaAngleLimit *self, size_t i, size_t j, size_t count,
                       const double *rho);

static Chunk
choose_chunk (const ThetaAngleLimit *self)
{
  if (self->in_pieces)
    return pieces_chunk;
  if (self->set->precision == THETA_PRECISION_DOUBLE)
    return double_chunk;
  return self->set->kind == THETA_SET_ANGLE || self->fit.chebyshev ? rounded_chunk : single_chunk;
}

/* What a diagonal entry is exactly: no angle, and g_l(0) = 1. */
static void
fill_diagonal (const ThetaAngleLimit *self, size_t i)
{
  const ThetaKernelSet *set = self->set;
  double value = set->kind == THETA_SET_ANGLE ? 0 : self->x_norm[i] * self->x_norm[i];

  for (uint32_t k = 0; k < set->arrays; k++)
    store (set, k, i, i, value);
}

void
theta_angle_limit_row (const ThetaAngleLimit *self, size_t i, size_t j, size_t count,
                       const double *rho)
{
  Chunk chunk = choose_chunk (self);

  if (theta_cpu_is_symmetric (self->set) && j + count == i + 1)
    {
      fill_diagonal (self, i);
      count--;
    }
  for (size_t k = 0; k < count; k += THETA_PASS_CHUNK)
    chunk (self, i, j + k, count - k < THETA_PASS_CHUNK ? count - k : THETA_PASS_CHUNK, rho + k);
}
