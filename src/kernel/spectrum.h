/* What the layers' kernels and A = Σ a_l Θ_l are like as matrices. */
#pragma once

#include "kernel/kernel.h"

G_BEGIN_DECLS

/* More rows than this are thinned out evenly before eigenvalues are asked for. */
#define THETA_SPECTRUM_ROWS THETA_SYEVD_MAX

/* Eigenvalues of one symmetric matrix on some of the rows. */
typedef struct
{
  guint rows;       /* of the submatrix */
  double *values;   /* rows eigenvalues, largest first; those below rounding are ≥ 0 */
  double effective_rank; /* exp(−Σ p log p), p = values / their sum (Roy and Vetterli
                            2007); 0 for a zero matrix */
} ThetaSpectrum;

/* Every how many-th row is taken of @n: 1 for n ≤ THETA_SPECTRUM_ROWS, and at least
 * so many that @matrices decompositions cost no more than six of that size. */
gsize theta_spectrum_stride (gsize n, guint matrices);
/* Of Σ a_l Θ_l on every @stride-th row of those in the mask @shown (NULL: of all).  Polled between calls, but one eigenvalue
 * decomposition is not interrupted.  Errors: MEMORY, NUMERIC, DEVICE, cancelled. */
ThetaSpectrum *theta_spectrum_new (ThetaKernel *kernel, const double *a, gsize stride,
                                   const guint8 *shown, GError **error);
void theta_spectrum_free (ThetaSpectrum *self);
/* (largest + ridge) / (smallest + ridge); infinity where the matrix is singular. */
double theta_spectrum_condition (const ThetaSpectrum *self, double ridge);

/* out (layers, then A): ⟨HKH, HYH⟩ / (‖HKH‖ ‖HYH‖) with Y(i, j) = 1 for rows of one
 * class and H = I − 11ᵀ/n, the centred kernel alignment (Cortes, Mohri and
 * Rostamizadeh 2012); 0 where a norm is 0.  Of the rows in the mask @shown, NULL: all.
 * Two reads of the kernels.  Errors: DEVICE, cancelled. */
gboolean theta_kernel_alignment (ThetaKernel *kernel, const double *a, const int *labels,
                                 guint n_classes, const guint8 *shown, double *out,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaSpectrum, theta_spectrum_free)

G_END_DECLS
