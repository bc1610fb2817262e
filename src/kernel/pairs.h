/* What can be said of all pairs of rows at once, by the cosines of
 * A = Σ a_l Θ_l: cos(i, j) = A(i, j) / √(A(i, i) A(j, j)), 0 where a diagonal entry
 * is not positive. */
#pragma once

#include "kernel/kernel.h"

G_BEGIN_DECLS

#define THETA_PAIRS_BINS 2048
#define THETA_NEAREST 5

typedef struct
{
  gsize i, j; /* rows of the kernel, i < j */
  double cosine;
} ThetaPair;

/* Immutable once made, reference-counted. */
typedef struct
{
  guint64 count;                    /* n (n − 1) / 2 of the n rows that count */
  guint64 bins[THETA_PAIRS_BINS];   /* of cosines from −1 to 1 */
  gboolean has_apart, has_within;
  ThetaPair apart;  /* the most alike of two classes; needs two classes */
  ThetaPair within; /* the least alike of one class; needs a class with two rows */
} ThetaPairs;

/* @kernel symmetric, @a its layers' weights, @labels a class for each row or NULL, @shown
 * a mask of the rows that count or NULL for all.  Blocked and polled; on the compute thread.  Errors: MEMORY, DEVICE, cancelled. */
ThetaPairs *theta_pairs_new (ThetaKernel *kernel, const double *a, const int *labels,
                             const guint8 *shown, GError **error);
ThetaPairs *theta_pairs_ref (ThetaPairs *self);
void theta_pairs_unref (ThetaPairs *self);
/* The share of all pairs that are less alike than @cosine, 0 … 1, to one bin. */
double theta_pairs_rank (const ThetaPairs *self, double cosine);

/* out (rows × n_t, row-major): the cosines of A between every row and the rows in
 * the mask @t; @diagonal: rows entries of A.  On the compute thread.  Errors: MEMORY,
 * DEVICE, cancelled. */
gboolean theta_kernel_cosines (ThetaKernel *kernel, const double *a, const double *diagonal,
                               const guint8 *t, gsize n_t, double *out, GError **error);
/* A(i, i) of all rows, newly allocated.  Thread-safe. */
double *theta_kernel_diagonal (ThetaKernel *kernel, const double *a);

/* The rows most like one row, found piece by piece, so that it may be done between
 * two frames of the display.  Thread-safe as reading entries is. */
typedef struct _ThetaNearest ThetaNearest;

/* @shown as above; copied. */
ThetaNearest *theta_nearest_new (ThetaKernel *kernel, const double *a, gsize row,
                                 const guint8 *shown);
void theta_nearest_free (ThetaNearest *self);
/* Looks at @rows more rows; FALSE once all have been seen. */
gboolean theta_nearest_step (ThetaNearest *self, gsize rows);
/* At most THETA_NEAREST rows, the most alike first, the row itself left out, equal
 * ones in file order; returns how many. */
guint theta_nearest_get (const ThetaNearest *self, gsize *rows, double *cosines);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaPairs, theta_pairs_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaNearest, theta_nearest_free)

G_END_DECLS
