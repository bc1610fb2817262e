#include "device/device.h"

const char *
theta_status_to_string (ThetaStatus status)
{
  switch (status)
    {
    case THETA_STATUS_OK:
      return "done";
    case THETA_STATUS_CANCELLED:
      return "cancelled";
    case THETA_STATUS_NO_MEMORY:
      return "there is not enough memory";
    case THETA_STATUS_NOT_POSITIVE:
      return "the matrix is not positive definite";
    case THETA_STATUS_NOT_CONVERGED:
      return "the eigenvalues could not be found";
    case THETA_STATUS_FAILED:
    default:
      return "the device reported a failure";
    }
}

int
theta_dense_limit_has_angle (const ThetaDenseLimit *spec)
{
  return spec->bias_variance == 0
         && (spec->dual == THETA_DUAL_IDENTITY || spec->dual == THETA_DUAL_PIECEWISE);
}
