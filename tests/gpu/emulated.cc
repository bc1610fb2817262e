/* The kernels as loops under the name of the CUDA module, for tests of whole programs on a
 * machine without a GPU.  THETA_TEST_ALLOCATIONS: how many allocations of device memory
 * succeed. */
#include "gpu/cuda-private.h"

#include <stdlib.h>

#include "host-device.h"

static ThetaStatus
emulated_open (ThetaReport report, void *user, ThetaDevice **out, char *why, size_t size)
{
  ThetaDevice *device = host_device_open (FALSE);
  const char *left = getenv ("THETA_TEST_ALLOCATIONS");

  theta_cuda (device)->report = report;
  theta_cuda (device)->report_user = user;
  if (left != NULL)
    host_allocations_left (atoi (left));
  *out = device;
  return THETA_STATUS_OK;
}

extern "C"
{
extern const __attribute__ ((visibility ("default"))) ThetaModule theta_device_module;
const ThetaModule theta_device_module = { THETA_DEVICE_ABI, emulated_open };
}
