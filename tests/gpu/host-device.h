/* The CUDA module's kernels as loops.  The device tests' programs, built with
 * theta_cuda_device_open defined as host_cuda_device_open, run on them. */
#pragma once

#include <glib.h>

#include "device/device.h"

G_BEGIN_DECLS

/* Kernels run their threads and blocks in ascending or in @descending order. */
ThetaDevice *host_device_open (gboolean descending);
/* As theta_cuda_device_open(): descending where another one is open. */
ThetaDevice *host_cuda_device_open (GError **error);
/* Blocks that are given back are kept up to @bytes; at first none is, so that every block is
 * new and holds NaN. */
void host_keep_blocks (ThetaDevice *device, gsize bytes);
/* How many of the next allocations of device memory succeed; < 0: all. */
void host_allocations_left (int count);
/* What the device says of its failures, as a module's open() would be given it. */
void host_report (ThetaDevice *device, ThetaReport report, gpointer user);
/* A block of work ends, for faults that count those. */
void host_strike (void);

G_END_DECLS
