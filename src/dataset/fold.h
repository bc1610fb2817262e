/* Which rows train and which test: byte masks in file order. */
#pragma once

#include "dataset/dataset.h"

G_BEGIN_DECLS

typedef struct
{
  guint n;       /* rows of the data set */
  guint8 *train; /* n bytes, 1 where the row trains; owned */
  guint8 *test;  /* n bytes, 1 where the row tests; disjoint from train; owned */
  guint n_train, n_test;
} ThetaFold;

void theta_fold_free (ThetaFold *self);

/* Each of these returns a new GPtrArray of ThetaFold (free function set), every
 * fold with at least one test row and two classes among its training rows.
 * Errors: SHAPE (too few rows or classes), PARSE and VALUE (given folds). */

/* One split: @fraction of each class's rows tests (stratified, at least one of
 * a class with two rows or more), drawn from @seed. */
GPtrArray *theta_folds_holdout (const ThetaDataset *data, double fraction, guint64 seed,
                                GError **error);
/* @repeats times @k stratified folds, drawn from @seed (repeat = substream). */
GPtrArray *theta_folds_kfold (const ThetaDataset *data, guint k, guint repeats, guint64 seed,
                              GError **error);
/* The UCI collection's conxuntos.dat or conxuntos_kfold.dat: pairs of lines
 * (training rows, test rows) of indices from 0. */
GPtrArray *theta_folds_read (const char *path, const ThetaDataset *data, GError **error);
/* One fold: rows [0, n_train) train, the rest tests (a separate test file). */
GPtrArray *theta_folds_given (const ThetaDataset *data, guint n_train, GError **error);

/* Copies @x with every column centred and divided by its deviation over the
 * rows of @train (mean and deviation divided by their number; a deviation of 0
 * maps the column to 0); NaN becomes the training mean.  @train NULL: all rows.
 * Errors: MEMORY. */
ThetaMatrix *theta_standardize (const ThetaMatrix *x, const guint8 *train, GError **error);
/* Copies @x with NaN replaced by the column's mean over @train, nothing scaled. */
ThetaMatrix *theta_fill_missing (const ThetaMatrix *x, const guint8 *train, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaFold, theta_fold_free)

G_END_DECLS
