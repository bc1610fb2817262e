/* What the tests of the experiment share: a folder of their own, small data with
 * a planted rule, and a device that tells what was asked of it. */
#pragma once

#include "experiment/run.h"

/* A new folder below the temporary one; free with support_remove(). */
char *support_folder (void);
void support_remove (char *folder);
/* Writes @text as @name into @folder; returns its path. */
char *support_write (const char *folder, const char *name, const char *text);
char *support_read (const char *path);

/* @rows lines of CSV with a header: x1, x2, x3 standard normal, class "no" or
 * "yes" by the sign of x1·x2 + x3/2.  The first @distinct rows repeat over and
 * over.  @shift is added to x3 after the class was decided; @flip swaps the classes. */
char *support_csv (guint rows, guint distinct, guint64 seed, double shift, gboolean flip);

/* Parses @settings below a [Dataset] Source=@source; fails the test on an error. */
ThetaExperiment *support_experiment (const char *source, const char *settings);

/* One thread of the CPU, watched. */
typedef struct
{
  ThetaDevice *device;
  guint kernels;       /* dense_limit calls */
  guint live, live_max; /* kernel sets that are there */
  guint buffers;       /* that are there */
  guint polls;
  guint cancel_at;     /* the poll that cancels @cancellable; 0: none */
  GCancellable *cancellable;
  ThetaPoll poll;
  void *user;
} Spy;

/* There is one at a time. */
Spy *support_spy_open (void);
void support_spy_close (Spy *self);
/* Runs an experiment on the watched device; fails the test on an error. */
ThetaResults *support_run (Spy *self, ThetaExperiment *experiment);
ThetaResults *support_run_settings (Spy *self, const char *source, const char *settings);
/* What the model @id did in fold number @fold; fails the test where it is not there. */
const ThetaFit *support_fit_of (const ThetaResults *results, const char *id, guint fold);

/* Everything that was learnt on the training rows, as text that tells bits apart. */
char *support_learnt (const ThetaResults *results);
/* The same and all that was said about the test rows. */
char *support_everything (const ThetaResults *results);
/* Whether a finding's title contains @text. */
gboolean support_has_finding (const ThetaResults *results, const char *text);
