/* The kernels of another fold than the one that a run drew. */
#pragma once

#include "experiment/session.h"

G_BEGIN_DECLS

/* Whether the kernels and the weights of @fold (from 0) of @results can be had. */
gboolean theta_fold_frame_has (const ThetaResults *results, guint fold);

/* The frame of @results as it would be had @fold been drawn: its Θ_l, computed anew where the
 * training rows decide how the columns are prepared (else the drawn ones), and A with the
 * weights that were learnt there; pictures by class, of all rows.  On the device of the drawn
 * kernels, in their storage; for the compute thread.  Errors: VALUE (there is no such fold),
 * MEMORY, DEVICE, cancelled. */
ThetaFrame *theta_fold_frame_new (const ThetaResults *results, guint fold, GError **error);

/* The same asked of the compute thread; a newer call replaces one that waits. */
void theta_fold_frame_async (ThetaSession *session, ThetaResults *results, guint fold,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
/* NULL with the reason.  @session may have gone: NULL. */
ThetaFrame *theta_fold_frame_finish (ThetaSession *session, GAsyncResult *result,
                                     GError **error);

G_END_DECLS
