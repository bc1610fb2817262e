/* Kernel ridge regression without A_TT: conjugate gradients on products with A,
 * preconditioned by a Nyström approximation from some of the training rows. */
#pragma once

#include "learn/learn-private.h"

G_BEGIN_DECLS

/* Training rows behind the preconditioner at most. */
#define THETA_LANDMARKS 1000
/* Relative residual that is aimed at, and the one beyond which the fit is refused: with
 * a very small λ the last digits would take thousands of products. */
#define THETA_ITERATIVE_TOLERANCE 1e-7
#define THETA_ITERATIVE_LAST 1e-3

/* f for the rows of @test (n_test × outputs, newly allocated) with ridge @ridge > 0.
 * The preconditioner is the inverse of λI + C W⁻¹ Cᵀ with W the kernel of the
 * landmarks and C that of the training rows against them (Rudi, Carratino and Rosasco
 * 2017).  @residual: the largest relative one of its columns.  Errors: NUMERIC where it does not converge, MEMORY, DEVICE, cancelled. */
double *theta_iterative_predict (const ThetaProblem *problem, const double *a, double ridge,
                                 const guint8 *test, double *residual, GError **error);

G_END_DECLS
