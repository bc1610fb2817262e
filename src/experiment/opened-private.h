/* A device that the worker has opened, and what people are told of it. */
#pragma once

#include "experiment/probe.h"
#include "experiment/run.h"

G_BEGIN_DECLS

typedef struct
{
  ThetaDevice *device; /* NULL: not open */
  ThetaProber *prober;
  ThetaDeviceInfo info;
  double pace;      /* theta_run_pace(); NaN until it is timed */
  GError *fallback; /* of theta_device_choose(): why it is the CPU, or NULL */
} ThetaOpened;

/* Opens what @choice names for theta_device_choose(), whose errors these are. */
gboolean theta_opened_init (ThetaOpened *self, const char *choice, guint threads, GError **error);
void theta_opened_clear (ThetaOpened *self);

/* "CPU, 2 threads".  This and the following are newly allocated. */
char *theta_opened_name (const ThetaOpened *self);
/* Its libraries and driver with a full stop, and a sentence of the memory in use. */
char *theta_opened_made_of (const ThetaOpened *self);
/* Sentences: what it computes with, the memory in use, and why it is the CPU. */
char *theta_opened_detail (const ThetaOpened *self);
/* Why CUDA is not used although it was asked for or should serve; NULL otherwise. */
char *theta_opened_warning (const ThetaOpened *self);

G_END_DECLS
