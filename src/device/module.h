/* The loader of device modules. */
#pragma once

#include <gio/gio.h>

#include "device/device.h"

G_BEGIN_DECLS

/* What the CUDA module is called, and the library that its driver brings. */
#define THETA_CUDA_MODULE "thetascope-cuda.so"
#define THETA_CUDA_DRIVER "libcuda.so.1"

/* Opens the device of the module at @path.  @driver (NULL: none) is loaded first: where it
 * is missing, nothing else is touched, which costs next to nothing.  A module that has
 * opened a device stays loaded until the program ends.
 * Errors, one sentence each: IO where driver or module are simply not there, DEVICE
 * where they are but do not serve (a library that they need, another ABI, what the
 * module says). */
ThetaDevice *theta_module_open (const char *driver, const char *path, GError **error);

/* The same for CUDA: the module in $THETASCOPE_MODULES, or installed, or as built. */
ThetaDevice *theta_cuda_device_open (GError **error);

/* The sentence that the device of a module gave on this thread for its last failure, or
 * NULL; forgotten by this call.  Newly allocated. */
char *theta_module_take_sentence (void);

G_END_DECLS
