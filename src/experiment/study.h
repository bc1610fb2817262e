/* What the compute thread finds out about the kernels of a frame, beyond the run
 * itself.  Each call takes a frame that holds its kernel and comes back on the main
 * thread; a newer call of the same kind replaces one that waits. */
#pragma once

#include "experiment/session.h"
#include "kernel/pairs.h"
#include "kernel/spectrum.h"

G_BEGIN_DECLS

/* Immutable, reference-counted; of a frame's kernel and weights, and of the rows that its
 * picture shows. */
typedef struct
{
  guint layers;
  ThetaPairs *pairs;
  double *alignment; /* layers, then A: with the labels, centred; NULL without labels */
  double *row_means; /* layers × rows of the kernel: (1/n) Σ_j Θ_l(i, j) over the n rows j
                        shown, layer after layer */
  double *means;     /* layers: of all entries shown */
} ThetaStudy;

void theta_study_async (ThetaSession *session, ThetaFrame *frame, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);
/* NULL with the reason.  @session may have gone: NULL. */
ThetaStudy *theta_study_finish (ThetaSession *session, GAsyncResult *result, GError **error);
ThetaStudy *theta_study_ref (ThetaStudy *self);
void theta_study_unref (ThetaStudy *self);
/* The same at once, for the compute thread; @shown: a mask of the rows, NULL for all. */
ThetaStudy *theta_study_new (ThetaKernel *kernel, const double *a, const int *labels,
                             guint n_classes, const guint8 *shown, GError **error);

/* Immutable, reference-counted. */
typedef struct
{
  guint layers;
  gsize stride;            /* every so many-th row was taken */
  ThetaSpectrum **spectra; /* layers, then A */
  double condition;        /* of A + λI on those rows; infinite when singular */
} ThetaSpectra;

void theta_spectra_async (ThetaSession *session, ThetaFrame *frame, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data);
ThetaSpectra *theta_spectra_finish (ThetaSession *session, GAsyncResult *result, GError **error);
ThetaSpectra *theta_spectra_ref (ThetaSpectra *self);
void theta_spectra_unref (ThetaSpectra *self);

/* How rows stand in the pictures. */
typedef enum
{
  THETA_ORDER_CLASS,   /* as frames come */
  THETA_ORDER_CLUSTER, /* rows that are alike together */
  THETA_ORDER_FILE
} ThetaOrder;

/* Which rows stand in them. */
typedef enum
{
  THETA_ROWS_ALL,
  THETA_ROWS_TRAIN, /* of the fold */
  THETA_ROWS_TEST
} ThetaRows;

/* @frame, whose picture is by class and of all rows, with its pictures in another order and
 * of some rows of its fold (all where the frame has no folds). */
void theta_order_async (ThetaSession *session, ThetaFrame *frame, ThetaOrder order,
                        ThetaRows rows, GCancellable *cancellable, GAsyncReadyCallback callback,
                        gpointer user_data);
ThetaFrame *theta_order_finish (ThetaSession *session, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaStudy, theta_study_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaSpectra, theta_spectra_unref)

G_END_DECLS
