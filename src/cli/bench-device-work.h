/* The operations that the benchmark of a device times, and what they work on. */
#pragma once

#include "device/device.h"
#include "kernel/series.h"

G_BEGIN_DECLS

#define THETA_DEVICE_LAYERS 5
#define THETA_DEVICE_COLUMNS 64

/* What the operations of one size work on. */
typedef struct
{
  ThetaDevice *device; /* borrowed */
  gsize n, n_t;        /* n_t: training rows, four of five */
  double *x, *v, *s;   /* n × THETA_DEVICE_COLUMNS; n each */
  guint8 *t;
  guint32 *bins;
  double a[THETA_DEVICE_LAYERS];
  ThetaKernelSet *set, *rows;         /* five stored layers; the same of rows alone */
  ThetaSeriesTables *series;          /* of tanh; NULL where there are none */
  ThetaBuffer *att, *factor, *single; /* A_TT, its factor or inverse, the float32 factor */
} ThetaDeviceWork;

typedef ThetaStatus (*ThetaDeviceOperation) (ThetaDeviceWork *self, double *out);

typedef struct
{
  const char *name;
  ThetaDeviceOperation run;    /* @out: the results, or NULL */
  ThetaDeviceOperation before; /* untimed, each time; may be NULL */
  double layers, squares;      /* doubles moved: of layers n²/2 each, of n_t² */
  double cubes;                /* multiply-adds: of n_t³ */
  double pairs;                /* multiply-adds of each pair of n²/2 */
  gsize (*outputs) (const ThetaDeviceWork *self); /* how many results; NULL: none */
} ThetaDeviceMeasure;

/* In an order in which each finds what it reads.  The last two measure the device's own
 * rates, of which the floors are made: a read of n_t² doubles, n_t³ multiply-adds in
 * float64 of which half count. */
const ThetaDeviceMeasure *theta_device_measures (guint *count);

/* Random rows of @n and their kernels on @device.  Clear it also where it failed. */
ThetaStatus theta_device_work_init (ThetaDeviceWork *self, ThetaDevice *device, gsize n);
void theta_device_work_clear (ThetaDeviceWork *self);

G_END_DECLS
