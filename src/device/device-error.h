/* The one place where a device's status becomes a GError, and a device handle
 * for the layers above. */
#pragma once

#include <gio/gio.h>

#include "device/device.h"

G_BEGIN_DECLS

/* TRUE for THETA_STATUS_OK; otherwise sets @error: CANCELLED is
 * G_IO_ERROR_CANCELLED, NO_MEMORY is THETA_ERROR_MEMORY, NOT_POSITIVE and
 * NOT_CONVERGED are THETA_ERROR_NUMERIC, FAILED is THETA_ERROR_DEVICE.  @doing
 * completes "… while %s" ("factorizing A + λI"). */
gboolean theta_status_check (ThetaStatus status, const char *doing, GError **error);

/* Opens the device that @choice names: "auto" or "cpu".  @threads 0: all cores.
 * Errors: VALUE (an unknown name), DEVICE. */
ThetaDevice *theta_device_open (const char *choice, guint threads, GError **error);
void theta_device_close (ThetaDevice *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaDevice, theta_device_close)

G_END_DECLS
