/* The one place where a device's status becomes a GError, and a device handle
 * for the layers above. */
#pragma once

#include <gio/gio.h>

#include "device/device.h"

G_BEGIN_DECLS

/* TRUE for THETA_STATUS_OK; otherwise sets @error: CANCELLED is
 * G_IO_ERROR_CANCELLED, NO_MEMORY is THETA_ERROR_MEMORY, NOT_POSITIVE and
 * NOT_CONVERGED are THETA_ERROR_NUMERIC, FAILED is THETA_ERROR_DEVICE.  @doing
 * completes "… while %s" ("factorizing A + λI").  A sentence that the device of a
 * module gave on this thread stands in it. */
gboolean theta_status_check (ThetaStatus status, const char *doing, GError **error);

/* Opens the device that @choice names: "auto" (or NULL), "cpu" or "cuda".  @threads of the
 * CPU, 0: all cores.  "auto" is what $THETASCOPE_DEVICE names; without it CUDA where there
 * is a GPU, else the CPU.  Where CUDA cannot be had, the CPU is opened, and @fallback (may
 * be NULL) says why: with the code IO where nobody would expect a GPU (no driver, no
 * module), DEVICE where one was asked for by name or is there and does not serve.
 * Errors: VALUE (an unknown name), DEVICE. */
ThetaDevice *theta_device_choose (const char *choice, guint threads, GError **fallback,
                                  GError **error);
/* The same without the reason. */
ThetaDevice *theta_device_open (const char *choice, guint threads, GError **error);
void theta_device_close (ThetaDevice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaDevice, theta_device_close)

G_END_DECLS
