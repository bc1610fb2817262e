/* The entries of a row as float64, whatever a set keeps. */
#include <string.h>

#include "device/cpu-private.h"

void
theta_cpu_sum_init (ThetaCpuSum *self, const ThetaKernelSet *set, const double *a)
{
  const ThetaAngleFit *fit = &set->fit;

  self->set = set;
  self->a = a;
  if (!theta_cpu_has_angles (set))
    return;
  memset (self->coefficients, 0, fit->terms * sizeof (double));
  for (uint32_t l = 0; l < set->layers; l++)
    for (uint32_t k = 0; k < fit->terms; k++)
      self->coefficients[k] += a[l] * fit->coefficients[(size_t) l * fit->terms + k];
}

/* Angles of at most THETA_PASS_CHUNK columns: in the set, or in @buffer. */
static const double *
angles_at (const ThetaKernelSet *set, size_t i, size_t j, size_t count, double *buffer)
{
  if (set->kind == THETA_SET_ANGLE && set->precision == THETA_PRECISION_DOUBLE)
    return theta_cpu_double_at (set, 0, i, j);
  if (set->kind == THETA_SET_ROWS)
    {
      theta_cpu_make_angles (set, i, j, count, buffer);
      return buffer;
    }
  theta_pass ()->set->scale (count, 1, theta_cpu_single_at (set, 0, i, j), buffer);
  return buffer;
}

/* out[l] := the polynomials of @fit, from column @start on. */
static void
evaluate_row (const ThetaKernelSet *set, const ThetaAngleFit *fit, size_t i, size_t start,
              size_t length, double *const *out)
{
  double buffer[THETA_PASS_CHUNK + THETA_PASS_SLACK] = { 0 }, *at[THETA_MAX_KERNELS];

  for (size_t k = 0; k < length; k += THETA_PASS_CHUNK)
    {
      size_t count = length - k < THETA_PASS_CHUNK ? length - k : THETA_PASS_CHUNK;

      for (uint32_t l = 0; l < fit->layers; l++)
        at[l] = out[l] + k;
      theta_pass ()->polynomials (fit, count, angles_at (set, i, start + k, count, buffer),
                                  set->norm[i], set->norm + start + k, at);
    }
}

/* The sum stays in registers, so that the whole row is one strip: long streams are what
 * the processor fetches ahead. */
static void
weigh_row (const ThetaKernelSet *set, const double *a, size_t i, size_t j, size_t length,
           double *out)
{
  const double *rows[THETA_MAX_KERNELS];
  double weights[THETA_MAX_KERNELS];
  uint32_t n = 0;

  for (uint32_t l = 0; l < set->layers; l++)
    if (a[l] != 0)
      {
        weights[n] = a[l];
        rows[n++] = theta_cpu_double_at (set, l, i, j);
      }
  theta_pass ()->weigh (length, n, weights, rows, out);
}

/* Float32 entries. */
static void
weigh_strip (const ThetaKernelSet *set, const double *a, size_t i, size_t j, size_t length,
             double *out)
{
  const ThetaSetPass *pass = theta_pass ()->set;
  uint32_t n = 0;

  for (uint32_t l = 0; l < set->layers; l++)
    if (a[l] != 0)
      (n++ == 0 ? pass->scale : pass->add) (length, a[l], theta_cpu_single_at (set, l, i, j), out);
  if (n == 0)
    memset (out, 0, length * sizeof *out);
}

void
theta_cpu_sum_row (const ThetaCpuSum *self, size_t i, size_t start, size_t length, double *out)
{
  const ThetaKernelSet *set = self->set;

  if (theta_cpu_has_angles (set))
    {
      ThetaAngleFit one = { .layers = 1, .terms = set->fit.terms, .chebyshev = set->fit.chebyshev,
                            .coefficients = (double *) self->coefficients };

      evaluate_row (set, &one, i, start, length, &out);
      return;
    }
  if (set->precision == THETA_PRECISION_DOUBLE)
    {
      weigh_row (set, self->a, i, start, length, out);
      return;
    }
  for (size_t j = 0; j < length; j += THETA_CPU_STRIP)
    weigh_strip (set, self->a, i, start + j,
                 j + THETA_CPU_STRIP < length ? THETA_CPU_STRIP : length - j, out + j);
}

void
theta_cpu_layer_rows (const ThetaKernelSet *set, size_t i, size_t start, size_t length,
                      double *buffer, const double **rows)
{
  double *out[THETA_MAX_KERNELS];

  for (uint32_t l = 0; l < set->layers; l++)
    {
      out[l] = buffer + (size_t) l * THETA_CPU_LAYER;
      rows[l] = out[l];
      if (!theta_cpu_has_angles (set) && set->precision == THETA_PRECISION_DOUBLE)
        rows[l] = theta_cpu_double_at (set, l, i, start);
      else if (!theta_cpu_has_angles (set))
        theta_pass ()->set->scale (length, 1, theta_cpu_single_at (set, l, i, start), out[l]);
    }
  if (theta_cpu_has_angles (set))
    evaluate_row (set, &set->fit, i, start, length, out);
}

size_t
theta_cpu_moments (const ThetaKernelSet *set)
{
  return theta_cpu_has_angles (set) ? (size_t) set->fit.giants * THETA_ANGLE_STEP : set->layers;
}

void
theta_cpu_add_moments (const ThetaKernelSet *set, size_t i, size_t start, size_t length,
                       const double *m, double *sums)
{
  const ThetaPass *pass = theta_pass ();
  double buffer[THETA_PASS_CHUNK];

  if (theta_cpu_has_angles (set))
    for (size_t k = 0; k < length; k += THETA_PASS_CHUNK)
      {
        size_t count = length - k < THETA_PASS_CHUNK ? length - k : THETA_PASS_CHUNK;

        pass->set->moments (set->fit.giants, count, angles_at (set, i, start + k, count, buffer),
                            set->norm[i], set->norm + start + k, m + k, sums);
      }
  else if (set->precision == THETA_PRECISION_SINGLE)
    for (uint32_t l = 0; l < set->layers; l++)
      sums[l] += pass->set->dot (length, m, theta_cpu_single_at (set, l, i, start));
  else
    for (uint32_t l = 0; l < set->layers; l++)
      sums[l] += pass->dot (length, m, theta_cpu_double_at (set, l, i, start));
}

void
theta_cpu_finish_moments (const ThetaKernelSet *set, const double *sums, double *out)
{
  size_t count = theta_cpu_moments (set);

  for (uint32_t l = 0; l < set->layers; l++)
    {
      out[l] = 0;
      if (!theta_cpu_has_angles (set))
        out[l] = sums[l];
      for (size_t k = 0; theta_cpu_has_angles (set) && k < count; k++)
        out[l] += set->fit.products[l * count + k] * sums[k];
    }
}
