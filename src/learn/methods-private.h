/* The weight methods, one file each.  A new one is a new file, a declaration
 * here and a line in weights.c. */
#pragma once

#include "learn/weights.h"

G_BEGIN_DECLS

extern const ThetaWeightMethod theta_method_loo;        /* leave-one-out.c */
extern const ThetaWeightMethod theta_method_algorithm1; /* algorithm1.c */
extern const ThetaWeightMethod theta_method_uniform;    /* by-hand.c */
extern const ThetaWeightMethod theta_method_fixed;      /* by-hand.c */
extern const ThetaWeightMethod theta_method_best_layer; /* candidates.c */
extern const ThetaWeightMethod theta_method_prefix;     /* candidates.c */
extern const ThetaWeightMethod theta_method_grid;       /* grid.c */
extern const ThetaWeightMethod theta_method_align;      /* align.c */
extern const ThetaWeightMethod theta_method_alignf;     /* alignf.c */
extern const ThetaWeightMethod theta_method_evidence;   /* evidence.c */

/* An iteration of which nothing is known yet. */
ThetaIteration theta_iteration_empty (guint iteration);
/* The weights of the last iteration, of which there is one, into @a. */
void theta_history_last (const ThetaHistory *self, double *a);

/* The layers with a weight above 0 into @layer (@layers long); how many, or
 * G_MAXUINT with VALUE where a weight is negative.  @method: for the sentence. */
guint theta_positive_layers (const double *a, guint layers, const char *method, guint *layer,
                             GError **error);

/* Splits the training rows into T and V (masks over all rows, overwritten) as
 * Algorithm 1 does at its start: max(1, round(@ratio n)) validation rows, one left in
 * T; returns their number.  At least two training rows. */
guint theta_split_once (const ThetaProblem *problem, double ratio, guint8 *t, guint8 *v);
/* Squared error (sum over outputs, mean over rows) and accuracy of the @residual
 * f − y of the rows of @mask. */
void theta_residual_judge (const ThetaTarget *target, const guint8 *mask, const double *residual,
                           double *loss, double *accuracy);

/* Point @index of the grid @values^@layers, the last layer fastest. */
void theta_grid_point (guint index, const double *values, guint n_values, guint layers, double *a);

/* Minus the log marginal likelihood per row and output at (@a, @ridge) in @value,
 * its gradient with respect to log a_l and, last, log λ in @gradient (L + 1, or
 * NULL), y' M⁻¹ y per row and output in @quadratic, and with a gradient the
 * leave-one-out error in @loo (or NULL).  Errors: as of theta_ridge_leave_one_out(). */
gboolean theta_ridge_evidence (const ThetaProblem *problem, const double *a, double ridge,
                               double *value, double *gradient, double *quadratic, double *loo,
                               GError **error);

/* On the training rows: the centred Gram matrix of the layers (@gram, L × L) and
 * each layer's centred ⟨Θ_l, Y Yᵀ⟩ (@agreement, L). */
gboolean theta_alignment_compute (const ThetaProblem *problem, double *gram, double *agreement,
                                  GError **error);
/* Scales the weights to a mean of one, tunes λ and says which layer is largest. */
gboolean theta_alignment_finish (const ThetaProblem *problem, double *a, double *ridge,
                                 GPtrArray *notes, GError **error);

/* The x ≥ 0 (@n) with the smallest x' M x − 2 b' x; M symmetric, positive
 * semidefinite, n × n; of dependent variables one is used. */
void theta_nonnegative_solve (guint n, const double *m, const double *b, double *x);

G_END_DECLS
