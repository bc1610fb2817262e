/* What every learner is given: kernels, targets and which rows may be seen. */
#pragma once

#include <gio/gio.h>

#include "kernel/kernel.h"

G_BEGIN_DECLS

/* Class labels as regression targets (DESIGN 4.4): two classes are −1 and +1 in
 * one output, the second predicted iff f > 0; more are one-hot minus 1/c, the
 * largest output predicted, the first on ties.  Immutable. */
typedef struct
{
  guint rows, outputs, n_classes;
  double *y;   /* rows × outputs, row-major */
  int *labels; /* rows */
} ThetaTarget;

/* @one_hot: one-hot minus 1/c with two classes too (protocol paper-uci). */
ThetaTarget *theta_target_new (const int *labels, guint rows, guint n_classes, gboolean one_hot);
void theta_target_free (ThetaTarget *self);
/* The class that outputs @f (self->outputs doubles) stand for. */
int theta_target_decide (const ThetaTarget *self, const double *f);

/* How systems with A + λI are solved. */
typedef enum
{
  THETA_SOLVER_AUTO,     /* what is quickest */
  THETA_SOLVER_CHOLESKY, /* a float64 factor */
  THETA_SOLVER_MIXED,    /* a float32 factor, refined by conjugate gradients */
  THETA_SOLVER_CG        /* conjugate gradients on products with A, no matrix stored */
} ThetaSolver;

typedef struct
{
  ThetaKernel *kernel;       /* symmetric, over all rows; borrowed */
  const ThetaTarget *target; /* borrowed */
  const guint8 *train;       /* mask of the rows that may be learnt from; borrowed */
  guint n_train;
  double ridge; /* λ > 0 or 0, absolute, already scaled by the trace where asked for */
  ThetaSolver solver;
  guint64 seed;
  guint fold; /* substream of every draw */
  const ThetaMatrix *inputs; /* the rows behind the kernel, rows × columns, no value missing;
                                borrowed; NULL where no model asks for distances */
  GCancellable *cancellable; /* asked where no call of the device does; borrowed, or NULL */
} ThetaProblem;

/* How well outputs (rows of @mask × outputs, in row order) fit. */
typedef struct
{
  double accuracy;          /* fraction */
  double balanced_accuracy; /* mean recall over the classes present */
  double squared_error;     /* summed over outputs, mean over rows */
} ThetaMetrics;

void theta_metrics_compute (ThetaMetrics *self, const ThetaTarget *target, const guint8 *mask,
                            const double *f, const int *predicted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaTarget, theta_target_free)

G_END_DECLS
