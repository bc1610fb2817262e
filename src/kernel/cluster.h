/* An order of the rows in which rows that are alike stand together. */
#pragma once

#include "kernel/kernel.h"

G_BEGIN_DECLS

/* More rows than this are clustered by landmarks. */
#define THETA_CLUSTER_ROWS 1000

/* The leaves of the average-linkage tree of the cosines of A = Σ a_l Θ_l (found by
 * chains of nearest neighbours, Murtagh 1983), every two branches joined at the ends
 * that are most alike.  Above THETA_CLUSTER_ROWS rows the tree is that of as many
 * evenly chosen ones, and every other row follows the one it is most like.  Newly
 * allocated, rows entries.  On the compute thread.  Errors: MEMORY, DEVICE,
 * cancelled. */
guint *theta_cluster_order (ThetaKernel *kernel, const double *a, GError **error);

G_END_DECLS
