/* What the kernels page reads and writes about a pair of rows: plain functions of a
 * frame. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/frame.h"

G_BEGIN_DECLS

/* The picture of layer @layer (−1: A), as cosines or as it is; borrowed. */
const float *theta_kernel_values_picture (const ThetaFrame *frame, int layer, gboolean cosine);

/* Entries of a picture. */
gsize theta_kernel_values_count (const ThetaFrame *frame);

/* A value as it stands in the head of a map, newly allocated. */
char *theta_kernel_values_format (gboolean cosine, double value);

/* Θ_l(i, j) of every layer, then A's, or their cosines, for the rows in the middle of
 * the bins @row and @column; exact where the frame has the kernel, the bins' means
 * where it has not.  @values: layers + 1. */
void theta_kernel_values_read (const ThetaFrame *frame, int row, int column, gboolean cosine,
                               double *values);

/* "Row 60" with the class and its colour as markup, or "row 60 (class 1)" in plain
 * words: rows are called by their number in the file.  Newly allocated. */
char *theta_kernel_values_place (const ThetaFrame *frame, gboolean is_row, int bin,
                                 gboolean markup);

/* Fills @key with a dot and the name of each class, at most twenty. */
void theta_kernel_values_fill_key (GtkFlowBox *key, const ThetaDataset *data);

G_END_DECLS
