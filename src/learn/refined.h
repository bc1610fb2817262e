/* Solves with A_TT + λI to full precision by a factor that is not: a float32 Cholesky
 * factor, of this matrix or of an earlier one with other weights, preconditions
 * conjugate gradients on the float64 matrix. */
#pragma once

#include "learn/split-inverse.h"

G_BEGIN_DECLS

/* Relative residual to which systems are solved, by a factor of their own and by one
 * of other weights. */
#define THETA_REFINED_TOLERANCE 1e-10
#define THETA_KEPT_TOLERANCE 1e-8

typedef struct
{
  ThetaBuffer *factor; /* n_T × n_T floats */
  gsize factor_count;
  guint8 *rows;        /* the mask of T that the factor belongs to, or NULL */
  gboolean kept;       /* the factor was made for other weights */
  gboolean tired;      /* the last solve took so many iterations that a new factor pays */
  ThetaSplitInverse split; /* in the factor's place where T is a new one every time */
  gboolean by_split;       /* it serves now */
  gboolean given_up;       /* it did not do, or not for long enough: factors alone */
} ThetaRefined;

/* Fills work->att (lower triangle) with A_TT + λI and, with @v, work->avt; keeps the
 * factor of an earlier call where T is the same and it still serves, else makes one.
 * *@refused: float32 cannot factorise it; nothing can be solved then.  Errors:
 * MEMORY, DEVICE, cancelled. */
gboolean theta_refined_prepare (ThetaRefined *self, const ThetaProblem *part, const double *a,
                                double ridge, const guint8 *v, ThetaWorkspace *work,
                                gboolean *refused, GError **error);
/* The same for a T that is drawn anew every time: @whole has the training rows that T
 * and @v divide, and the inverse over them serves every split. */
gboolean theta_refined_prepare_split (ThetaRefined *self, const ThetaProblem *whole,
                                      const ThetaProblem *part, const double *a, double ridge,
                                      const guint8 *v, ThetaWorkspace *work, gboolean *refused,
                                      GError **error);
/* Solves for @x (n_T × c, its start) to the tolerance above.  A kept factor that
 * converges too slowly is made anew.  *@refused as above.  Errors: as above. */
gboolean theta_refined_solve (ThetaRefined *self, const ThetaProblem *part, ThetaWorkspace *work,
                              gsize c, const double *b, double *x, gboolean *refused,
                              GError **error);
/* Whether @part's systems are solved so: asked for, or not decided and large. */
gboolean theta_refined_is_due (const ThetaProblem *part);
void theta_refined_clear (ThetaRefined *self, ThetaDevice *device);

G_END_DECLS
