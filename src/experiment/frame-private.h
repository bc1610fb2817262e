/* How the run makes frames. */
#pragma once

#include "experiment/frame.h"

G_BEGIN_DECLS

/* A = Σ a_l Θ_l pooled; reference-counted, so that frames between two
 * computations share one. */
typedef struct
{
  float *raw, *cosine; /* bins × bins each */
} ThetaTotals;

ThetaTotals *theta_totals_new (ThetaPicture *picture, ThetaKernel *kernel, const double *a,
                               GError **error);
ThetaTotals *theta_totals_ref (ThetaTotals *self);
void theta_totals_unref (ThetaTotals *self);

/* A frame of zeros and NULLs but for @totals (may be NULL), whose pictures it
 * shows and keeps alive. */
ThetaFrame *theta_frame_new (ThetaTotals *totals);

/* @from's kernels with other pictures of them. */
ThetaFrame *theta_frame_new_ordered (const ThetaFrame *from, ThetaPicture *picture,
                                     ThetaTotals *totals);
/* @from with the kernels of @fold on @inputs (may be NULL); its weights and ridge stay
 * @from's. */
ThetaFrame *theta_frame_new_of_fold (const ThetaFrame *from, guint fold, ThetaPicture *picture,
                                     ThetaKernel *kernel, ThetaMatrix *inputs,
                                     ThetaTotals *totals);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaTotals, theta_totals_unref)

G_END_DECLS
