/* What the kernels page reads and writes about a pair of rows. */
#pragma once

#include <glib.h>

#include "experiment/maps.h"

G_BEGIN_DECLS

/* A value as it stands in the head of a map, newly allocated. */
char *theta_kernel_values_format (ThetaShow show, double value);

/* "Row 60" with the class and its colour as markup, or "row 60 (class 1)" in plain
 * words, for row @row of @data: rows are called by their number in the file.  Newly
 * allocated. */
char *theta_kernel_values_place (const ThetaDataset *data, gboolean is_row, gsize row,
                                 gboolean markup);

G_END_DECLS
