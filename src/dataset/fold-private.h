/* What the makers of folds share. */
#pragma once

#include "dataset/fold.h"

G_BEGIN_DECLS

/* An array that frees its folds. */
GPtrArray *theta_folds_new (void);
/* A fold of @n rows that takes none yet. */
ThetaFold *theta_fold_new (guint n);
/* Counts the rows; SHAPE for a fold that cannot be learnt from or tested on.
 * @number counts from 0. */
gboolean theta_fold_finish (ThetaFold *self, const ThetaDataset *data, guint number,
                            GError **error);
/* SHAPE for data without labels. */
gboolean theta_folds_check_labels (const ThetaDataset *data, GError **error);

G_END_DECLS
