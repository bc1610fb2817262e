/* A device module that computes nothing, in the shapes that the loader meets: FAKE_ABI of
 * another version, FAKE_WHY a refusal, else a device whose allocations fail. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "device/device.h"

#ifndef FAKE_ABI
#define FAKE_ABI THETA_DEVICE_ABI
#endif
#ifndef FAKE_WHY
#define FAKE_WHY NULL
#endif

typedef struct
{
  ThetaDevice base;
  ThetaReport report;
  void *user;
} Fake;

static void
fake_close (ThetaDevice *device)
{
  free (device);
}

static void
fake_describe (ThetaDevice *device, ThetaDeviceInfo *info)
{
  memset (info, 0, sizeof *info);
  info->abi = THETA_DEVICE_ABI;
  snprintf (info->id, sizeof info->id, "cuda");
  snprintf (info->name, sizeof info->name, "A GPU of the tests");
}

static ThetaStatus
fake_buffer_new (ThetaDevice *device, size_t count, ThetaBuffer **out)
{
  Fake *self = (Fake *) device;

  self->report (self->user, "The GPU has no memory left");
  return THETA_STATUS_NO_MEMORY;
}

static const ThetaDeviceOps fake_ops
    = { .close = fake_close, .describe = fake_describe, .buffer_new = fake_buffer_new };

static ThetaStatus
fake_open (ThetaReport report, void *user, ThetaDevice **out, char *why, size_t size)
{
  const char *refusal = FAKE_WHY;
  Fake *self;

  if (refusal != NULL)
    {
      snprintf (why, size, "%s", refusal);
      return THETA_STATUS_FAILED;
    }
  self = malloc (sizeof *self);
  if (self == NULL)
    return THETA_STATUS_NO_MEMORY;
  *self = (Fake){ { &fake_ops }, report, user };
  *out = &self->base;
  return THETA_STATUS_OK;
}

extern const ThetaModule theta_device_module;
const ThetaModule theta_device_module = { FAKE_ABI, fake_open };
