/* Corrected resampled t-test (Nadeau and Bengio 2003), and counting over data sets. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double t; /* of the mean difference; NaN with fewer than two folds */
  double p; /* two-sided */
  guint degrees;
} ThetaSignificance;

/* @differences: one a fold.  @test_to_train: mean of n_test/n_train over folds;
 * variance is (1/J + n_test/n_train) times the sample variance.  All differences
 * equal: t = ±∞, p = 0, or t = 0, p = 1 when they are all zero. */
void theta_significance_compute (ThetaSignificance *self, const double *differences, guint folds,
                                 double test_to_train);

/* Over how many data sets one model is above, even with and below another. */
typedef struct
{
  guint wins, ties, losses;
} ThetaTally;

/* Counts @rate against @other: even where they differ by less than @even. */
void theta_tally_add (ThetaTally *self, double rate, double other, double even);

/* Two-sided p of Student's t with @degrees degrees of freedom. */
double theta_student_p (double t, double degrees);

G_END_DECLS
