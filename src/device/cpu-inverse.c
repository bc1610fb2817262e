/* The inverse in float64. */
#define REAL double
#define BLAS(name) cblas_d##name
#define LAPACK(name) LAPACKE_d##name
#include "device/cpu-inverse.h"

ThetaStatus
theta_cpu_potri (ThetaDevice *device, size_t n, ThetaBuffer *factor)
{
  ThetaCpuDevice *self = theta_cpu (device);
  ThetaStatus status;

  if (n * n > factor->count || n > INT32_MAX)
    return THETA_STATUS_FAILED;
  status = invert (self, n, factor->data);
  return status == THETA_STATUS_OK ? theta_cpu_mirror (self, n, factor->data) : status;
}
