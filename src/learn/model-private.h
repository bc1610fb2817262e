/* Models that have a file of their own. */
#pragma once

#include "learn/model.h"

G_BEGIN_DECLS

/* Fits ridge regression with exp(−|x − x'|²/2h²), or exp(−|x − x'|/h) where
 * @laplacian, on problem->inputs: h = 2^k times the median distance of the training
 * rows, k = −3 … 3, and λ by leave-one-out (h on @subsample training rows at most).
 * Fills outputs, λ and jitter of @fit and adds to its notes.  Errors: VALUE
 * (no inputs), NUMERIC, MEMORY, DEVICE, cancelled. */
gboolean theta_baseline_fit (ThetaFit *fit, gboolean laplacian, const ThetaProblem *problem,
                             guint subsample, const guint8 *test, GError **error);

G_END_DECLS
