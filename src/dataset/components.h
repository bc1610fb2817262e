/* The rows of a data set as points of the plane: its two principal components, or the
 * two columns themselves. */
#pragma once

#include "dataset/dataset.h"

G_BEGIN_DECLS

/* More rows than this are thinned evenly, before anything is computed. */
#define THETA_COMPONENTS_ROWS 2000

typedef struct
{
  guint n;         /* points */
  guint *rows;     /* n rows of the data set, ascending */
  double *x, *y;   /* n each: the first and the second coordinate */
  double share[2]; /* of the variance along each, NaN for columns themselves */
  gboolean plain;  /* the data have two columns, which the points are */
} ThetaComponents;

/* Principal components of the thinned rows, centred, divided by the columns' deviations
 * where @scale is set, missing values at the mean.  Block Lanczos (Golub and Underwood
 * 1977) on the covariance with full orthogonalization: exact for up to 40 columns or rows,
 * beyond that to what a picture shows.  The largest entry of each direction is positive.
 * One column gives y = 0.  Errors: MEMORY, cancellation. */
ThetaComponents *theta_components_new (const ThetaDataset *data, gboolean scale,
                                       GCancellable *cancellable, GError **error);
void theta_components_free (ThetaComponents *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaComponents, theta_components_free)

G_END_DECLS
