/* What Cholesky factors and their inverses share. */
#pragma once

#include "blas.cuh"
#include "launch.h"

static inline double
budget (const ThetaCudaDevice *self, double)
{
  return self->step_flops;
}

static inline double
budget (const ThetaCudaDevice *self, float)
{
  return self->step_flops_single;
}

/* Share of the work done when the columns before @k are. */
static inline double
fraction_at (size_t n, size_t k)
{
  double rest = 1.0 - (double) k / (double) n;

  return 1.0 - rest * rest * rest;
}

/* factor.cu: the lower triangle of @to := the factor of @a rounded to float32; both n × n on
 * the device. */
ThetaStatus theta_cuda_factorize_rounded (ThetaCudaDevice *self, size_t n, const double *a,
                                          float *to);
