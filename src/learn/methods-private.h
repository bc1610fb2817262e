/* The weight methods, one file each.  A new one is a new file, a declaration
 * here and a line in weights.c. */
#pragma once

#include "learn/weights.h"

G_BEGIN_DECLS

extern const ThetaWeightMethod theta_method_loo;        /* leave-one-out.c */
extern const ThetaWeightMethod theta_method_algorithm1; /* algorithm1.c */
extern const ThetaWeightMethod theta_method_uniform;    /* by-hand.c */
extern const ThetaWeightMethod theta_method_fixed;      /* by-hand.c */

/* An iteration of which nothing is known yet. */
ThetaIteration theta_iteration_empty (guint iteration);

G_END_DECLS
