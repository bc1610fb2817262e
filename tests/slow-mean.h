/* The slow reference of the dual activations. */
#pragma once

#include <glib.h>
#include <math.h>

#define STEP 0.0625
#define NODES 304 /* to ±9.5 */

typedef double (*Function) (double u);

/* E[f(u) f(v)] by the trapezoidal rule in two dimensions, exact to rounding for smooth
 * functions at this step: u = √q11 z, v = √q22 (ρ z + √(1 − ρ²) w). */
static inline double
slow_mean (Function f, double q11, double q22, double rho)
{
  double across = sqrt (MAX (1 - rho * rho, 0));
  long double total = 0;

  for (guint i = 0; i < NODES; i++)
    {
      double z = (i + 0.5 - NODES / 2) * STEP;
      long double inner = 0;

      for (guint j = 0; j < NODES; j++)
        {
          double w = (j + 0.5 - NODES / 2) * STEP;

          inner += exp (-w * w / 2) * f (sqrt (q22) * (rho * z + across * w));
        }
      total += inner * exp (-z * z / 2) * f (sqrt (q11) * z);
    }
  return (double) (total * STEP * STEP / (2 * G_PI));
}
