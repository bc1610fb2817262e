/* Kernel ridge regression (eq. 17 with ridge λ): α = (A_TT + λI)⁻¹ Y_T,
 * f = A_*T α, and its closed-form leave-one-out error. */
#pragma once

#include "learn/problem.h"

G_BEGIN_DECLS

/* What it took to solve. */
typedef struct
{
  double jitter;   /* added to λ; 0: none was needed */
  double residual; /* relative, that conjugate gradients left; 0: a factor solved */
  double smallest, largest; /* eigenvalues of A on the training rows, estimated from the
                               factor (condition.h); NaN where there was none */
} ThetaSolved;

/* f for the rows of @test (n_test × outputs, newly allocated) with A = Σ a_l Θ_l
 * and ridge @ridge, fitted on problem->train.  Where Cholesky refuses and
 * ridge > 0, a jitter is added in steps of ten from 1e-12 of the mean diagonal;
 * @solved (or NULL) receives it.  For ridge = 0 the error names the
 * smallest ridge that works.  Errors: NUMERIC, MEMORY, DEVICE, cancelled. */
double *theta_ridge_predict (const ThetaProblem *problem, const double *a, double ridge,
                             const guint8 *test, ThetaSolved *solved, GError **error);

/* Leave-one-out squared error Σ_i |e_i|²/n_T (e = α/b, b = diag M⁻¹) with weights
 * @a and ridge @ridge, its gradient with respect to log a_l in @gradient (L, or
 * NULL), and the leave-one-out accuracy in @accuracy (or NULL).  DESIGN 4.5.
 * NUMERIC where A + λI is not positive definite. */
gboolean theta_ridge_leave_one_out (const ThetaProblem *problem, const double *a, double ridge,
                                    double *loss, double *gradient, double *accuracy,
                                    GError **error);

/* The same without a gradient; @coefficients: as theta_ridge_coefficients(), of the same
 * factorization. */
gboolean theta_ridge_judge (const ThetaProblem *problem, const double *a, double ridge,
                            double *loss, double *accuracy, double **coefficients,
                            GError **error);

/* α = (A_TT + λI)⁻¹ Y_T of @problem's rows (rows × outputs, zero where a row does not
 * train), newly allocated: f = Σ a_l Θ_l α for any rows.  Errors as those of
 * theta_ridge_predict(). */
double *theta_ridge_coefficients (const ThetaProblem *problem, const double *a, double ridge,
                                  GError **error);

/* What tuning λ found beside it. */
typedef struct
{
  gboolean at_edge; /* the choice is the first or the last λ of the path */
  double smallest, largest; /* eigenvalues of A on the rows that gave the path; NaN where
                               none were computed */
} ThetaTuning;

/* The λ = tr(A_TT)/n_T · 10^k, k = −8, −7.75 … 2, with the smallest leave-one-out
 * squared error: by one eigendecomposition up to THETA_SYEVD_MAX training rows;
 * above, the path is evaluated on a stratified subsample of @subsample rows and
 * then descended on all rows from there (not with THETA_SOLVER_CG).  @loss (or
 * NULL): its leave-one-out error; @tuning (or NULL): what else was found. */
gboolean theta_ridge_tune (const ThetaProblem *problem, const double *a, guint subsample,
                           double *ridge, double *loss, ThetaTuning *tuning, GError **error);

/* tr(A_TT)/n_T. */
gboolean theta_ridge_mean_diagonal (const ThetaProblem *problem, const double *a, double *mean,
                                    GError **error);

G_END_DECLS
