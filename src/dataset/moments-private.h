/* Mean and deviation of every column. */
#pragma once

#include "base/matrix.h"

G_BEGIN_DECLS

typedef struct
{
  double *mean;      /* a column each; 0 where there is no value at all */
  double *deviation; /* divided by the number of values; 0 for a constant column */
} ThetaMoments;

/* Over the rows of @x where @mask is not 0 (NULL: all rows), NaN left out.
 * Free with theta_moments_free(). */
ThetaMoments *theta_moments_new (const ThetaMatrix *x, const guint8 *mask);
void theta_moments_free (ThetaMoments *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaMoments, theta_moments_free)

G_END_DECLS
