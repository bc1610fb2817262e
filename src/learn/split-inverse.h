/* What lets Algorithm 1 draw a new split every iteration without a new factorization:
 * with K = (A + λI)⁻¹ over all training rows,
 *   (A_TT + λI)⁻¹ = K_TT − K_TV K_VV⁻¹ K_VT
 * (the inverse of a block, by Schur's complement).  Of earlier weights and in float32
 * it preconditions conjugate gradients, whose number of iterations the drift of the
 * weights alone bounds. */
#pragma once

#include "learn/learn-private.h"

G_BEGIN_DECLS

/* Rows of T from which K pays for itself within THETA_SPLIT_WORTH iterations. */
#define THETA_SPLIT_DUE 3000
#define THETA_SPLIT_WORTH 12

typedef struct
{
  ThetaDevice *device;
  ThetaKernelSet *inverse; /* K in float32, or NULL */
  gsize n, n_t, n_v;       /* training rows, and those of T and of V */
  guint8 *t, *v;           /* masks of T and V among the training rows, n each */
  ThetaBuffer *vv, *tv;    /* the factor of K_VV, and K_TV */
  gsize vv_count, tv_count;
  guint served;            /* splits since K was made */
} ThetaSplitInverse;

/* Whether T and V, masks of the target's rows, divide @problem's training rows between
 * them and are so many that K is worth its making. */
gboolean theta_split_inverse_is_due (const ThetaProblem *problem, const guint8 *t,
                                     const guint8 *v);
/* K at the weights @a; @work lends the buffer of A.  *@refused: float32 does not do.
 * Errors: MEMORY, DEVICE, cancelled. */
gboolean theta_split_inverse_make (ThetaSplitInverse *self, const ThetaProblem *problem,
                                   const double *a, double ridge, ThetaWorkspace *work,
                                   gboolean *refused, GError **error);
/* Takes the blocks of the split out of K.  *@refused and errors as above. */
gboolean theta_split_inverse_take (ThetaSplitInverse *self, const ThetaProblem *problem,
                                   const guint8 *t, const guint8 *v, gboolean *refused,
                                   GError **error);
/* z := (K_TT − K_TV K_VV⁻¹ K_VT) r, n_T × c both. */
gboolean theta_split_inverse_apply (const ThetaSplitInverse *self, gsize c, const double *r,
                                    double *z, GError **error);
void theta_split_inverse_clear (ThetaSplitInverse *self);

G_END_DECLS
