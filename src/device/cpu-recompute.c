/* ROWS: what is kept of them, and the angles between two of them made anew. */
#include <math.h>
#include <string.h>

#include "device/cpu-private.h"
#include "device/dual-formula.h"

size_t
theta_cpu_rows_doubles (const ThetaKernelSet *set)
{
  size_t entries = set->kind == THETA_SET_ROWS ? set->rows * set->d : 0;

  return set->precision == THETA_PRECISION_SINGLE ? (entries + 1) / 2 : entries;
}

bool
theta_cpu_keep_rows (ThetaKernelSet *set, size_t d, const double *u)
{
  size_t count = set->rows * d;

  set->d = d;
  set->unit = theta_cpu_memory_new (theta_cpu_rows_doubles (set));
  if (set->unit == NULL)
    return false;
  if (set->precision == THETA_PRECISION_SINGLE)
    theta_pass ()->set->narrow (count, u, (float *) set->unit);
  else
    memcpy (set->unit, u, count * sizeof *u);
  return true;
}

double
theta_cpu_near_angle (const ThetaKernelSet *set, size_t i, size_t j, double rho)
{
  double sign = rho > 0 ? 1 : -1, square;
  size_t d = set->d;

  if (set->precision == THETA_PRECISION_SINGLE)
    square = theta_pass ()->set->distance (d, (const float *) set->unit + i * d, sign,
                                           (const float *) set->unit + j * d);
  else
    square = theta_pass ()->distance (d, set->unit + i * d, sign, set->unit + j * d);
  return theta_angle_near (square, sign);
}

/* rho[k] := ⟨u_i, u_j+k⟩ in float64, of float32 rows too. */
static void
find_cosines (const ThetaKernelSet *set, size_t i, size_t j, size_t count, double *rho)
{
  const ThetaPass *pass = theta_pass ();
  const float *single = (const float *) set->unit;
  size_t d = set->d;

  memset (rho, 0, count * sizeof *rho);
  if (set->precision == THETA_PRECISION_DOUBLE)
    {
      for (size_t k = 0; k < count; k++)
        rho[k] = pass->dot (d, set->unit + i * d, set->unit + (j + k) * d);
      return;
    }
  for (size_t from = 0; from < d; from += THETA_PASS_CHUNK)
    {
      double part[THETA_PASS_CHUNK];
      size_t length = d - from < THETA_PASS_CHUNK ? d - from : THETA_PASS_CHUNK;

      pass->set->scale (length, 1, single + i * d + from, part);
      for (size_t k = 0; k < count; k++)
        rho[k] += pass->set->dot (length, part, single + (j + k) * d + from);
    }
}

void
theta_cpu_make_angles (const ThetaKernelSet *set, size_t i, size_t j, size_t count, double *theta)
{
  double rho[THETA_PASS_CHUNK];
  double near = 1 - (set->precision == THETA_PRECISION_SINGLE ? THETA_NEAR_COSINE_SINGLE
                                                              : THETA_NEAR_COSINE);

  find_cosines (set, i, j, count, rho);
  if (theta_pass ()->angles (count, rho, near, theta) > 0)
    for (size_t k = 0; k < count; k++)
      if (fabs (rho[k]) > near)
        theta[k] = theta_cpu_near_angle (set, i, j + k, rho[k]);
  if (j <= i && i < j + count)
    theta[i - j] = 0;
}
