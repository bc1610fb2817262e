/* Right-hand sides of float32 solves: each column over its largest absolute entry, as
 * float32 has few exponents.  Plain C, for every device's compiler. */
#pragma once

#include <math.h>
#include <stddef.h>

/* The largest absolute entry of column @k of B (n × c), 1 where it is zero or no number. */
static inline double
theta_column_scale (size_t n, size_t c, size_t k, const double *b)
{
  double largest = 0;

  for (size_t i = 0; i < n; i++)
    largest = fmax (largest, fabs (b[i * c + k]));
  return largest > 0 && isfinite (largest) ? largest : 1;
}

/* @rounded (n × c) := B over @scale (c), which receives the scales. */
static inline void
theta_columns_to_single (size_t n, size_t c, const double *b, double *scale, float *rounded)
{
  for (size_t k = 0; k < c; k++)
    scale[k] = theta_column_scale (n, c, k, b);
  for (size_t i = 0; i < n * c; i++)
    rounded[i] = (float) (b[i] / scale[i % c]);
}

/* The way back. */
static inline void
theta_columns_to_double (size_t n, size_t c, const float *rounded, const double *scale, double *b)
{
  for (size_t i = 0; i < n * c; i++)
    b[i] = rounded[i] * scale[i % c];
}
