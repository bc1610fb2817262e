/* The benchmark of one device: every operation beside its floor. */
#pragma once

#include "cli/bench.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name; /* static */
  gsize n;
  double seconds; /* NaN: it failed */
  double floor;   /* seconds of its bytes or its operations at the measured rates; or NaN */
  double error;   /* from the CPU's result, of the largest entry, n = 1000; or NaN */
} ThetaDeviceRow;

typedef struct
{
  ThetaDevice *device; /* borrowed */
  ThetaCli *cli;
  guint most; /* rows at most; a multiple of 5 */
  GArray *rows;   /* of ThetaDeviceRow, owned by the caller */
  guint first_step;       /* rows from here on are learning's */
  double bandwidth, rate; /* measured: bytes and float64 operations a second */
  double *errors;
} ThetaDeviceBench;

void theta_device_bench_run (ThetaDeviceBench *self);
/* Runs it on the device that the options name and prints a table or JSON: what
 * theta_cli_bench() does where a device is named; sizes up to @most rows.  Interrupted it
 * prints what it has.  Returns the exit status. */
int theta_cli_bench_device (ThetaCli *cli, guint most);

G_END_DECLS
