/* The slow references of the dual activations. */
#pragma once

#include <glib.h>
#include <math.h>

#define REACH 9.5

typedef double (*Function) (double u);

/* E[f(u) f(v)] by the trapezoidal rule in two dimensions: u = √q11 z, v = √q22 (ρ z +
 * √(1 − ρ²) w), with steps of @z_step and @w_step. */
static inline double
slow_mean_by_steps (Function f, double q11, double q22, double rho, double z_step, double w_step)
{
  double across = sqrt (MAX (1 - rho * rho, 0));
  gint z_nodes = (gint) (REACH / z_step), w_nodes = (gint) (REACH / w_step);
  long double total = 0;

  for (gint i = -z_nodes; i < z_nodes; i++)
    {
      double z = (i + 0.5) * z_step;
      long double inner = 0;

      for (gint j = -w_nodes; j < w_nodes; j++)
        {
          double w = (j + 0.5) * w_step;

          inner += exp (-w * w / 2) * f (sqrt (q22) * (rho * z + across * w));
        }
      total += inner * exp (-z * z / 2) * f (sqrt (q11) * z);
    }
  return (double) (total * z_step * w_step / (2 * G_PI));
}

/* The same at a step that is exact to rounding for functions as smooth as the closed
 * forms are. */
static inline double
slow_mean (Function f, double q11, double q22, double rho)
{
  return slow_mean_by_steps (f, q11, q22, rho, 0.0625, 0.0625);
}

/* The same, each step halved until that changes nothing beyond @tolerance. */
static inline double
slow_mean_adaptive (Function f, double q11, double q22, double rho, double tolerance)
{
  double z_step = 0.5, w_step = 0.5, now = slow_mean_by_steps (f, q11, q22, rho, z_step, w_step);
  gboolean again = TRUE;

  while (again && z_step > 0.005 && w_step > 0.005)
    {
      double finer = slow_mean_by_steps (f, q11, q22, rho, z_step / 2, w_step);

      again = fabs (finer - now) > tolerance;
      z_step /= again ? 2 : 1;
      now = finer;
      finer = slow_mean_by_steps (f, q11, q22, rho, z_step, w_step / 2);
      if (fabs (finer - now) > tolerance)
        {
          again = TRUE;
          w_step /= 2;
        }
      now = again ? finer : now;
    }
  return now;
}
