/* Conjugate gradients with a preconditioner, several right-hand sides at once. */
#pragma once

#include "kernel/kernel.h"

G_BEGIN_DECLS

/* @y := an operator's product with @x, both n × c row-major.  Errors as the caller
 * of theta_conjugate_solve() wants them. */
typedef gboolean (*ThetaOperator) (gpointer data, gsize c, const double *x, double *y,
                                   GError **error);

typedef struct
{
  gsize n, c;
  ThetaOperator multiply;     /* by a symmetric positive definite M */
  ThetaOperator precondition; /* by about M⁻¹, symmetric positive definite; NULL: the identity */
  gpointer data;
  double tolerance;     /* of |B − M X| / |B|, each column by itself */
  guint most;           /* iterations at most */
  guint iterations;     /* out: made, those of the slowest column */
  double residual;      /* out: the largest relative residual that was reached */
} ThetaConjugate;

/* Solves M X = B for the c columns of @b, from the @x given (n × c).  Hestenes and
 * Stiefel (1952); the columns share the products but not the steps.  TRUE also where
 * self->most iterations do not reach self->tolerance: look at self->residual, which
 * is NaN where M was found not to be positive definite.  Errors: those of the
 * operators. */
gboolean theta_conjugate_solve (ThetaConjugate *self, const double *b, double *x, GError **error);

G_END_DECLS
