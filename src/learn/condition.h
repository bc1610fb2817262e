/* The ends of a spectrum by a few steps of Lanczos' method (Golub and Van Loan, Matrix
 * Computations, 10.1), for the condition number of A + λI where no eigenvalues were
 * computed. */
#pragma once

#include "learn/problem.h"

G_BEGIN_DECLS

/* y := S x for a symmetric S of @n rows; FALSE with an error where a device fails. */
typedef gboolean (*ThetaSymmetric) (gpointer data, gsize n, const double *x, double *y,
                                    GError **error);

/* The largest eigenvalue of the positive semi-definite S, from below: within some thousandths
 * of it where @steps products reach that.  The start is the same for every call. */
gboolean theta_largest_eigenvalue (gsize n, ThetaSymmetric apply, gpointer data, guint steps,
                                   double *value, GError **error);

/* The largest eigenvalue of A on problem->train and the smallest one, from products with
 * A and solves with A + λI; @solve puts (A + λI)⁻¹ x in y. */
gboolean theta_problem_find_ends (const ThetaProblem *problem, const double *a, double ridge,
                                  ThetaSymmetric solve, gpointer data, double *smallest,
                                  double *largest, GError **error);

G_END_DECLS
