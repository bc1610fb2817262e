/* The device tests' programs, built with theta_device_open and theta_cuda_device_open
 * defined as the functions here, run on the CUDA module's kernels as loops. */
#pragma once

#include <glib.h>

#include "device/device.h"

G_BEGIN_DECLS

/* As theta_device_open().  @choice is not read; @threads 1: kernels run their threads and
 * blocks in ascending, else in descending order. */
ThetaDevice *host_device_open (const char *choice, unsigned threads, GError **error);
/* As theta_cuda_device_open(): in descending order. */
ThetaDevice *host_cuda_device_open (GError **error);
/* How many of the next allocations of device memory succeed; < 0: all. */
void host_allocations_left (int count);

G_END_DECLS
