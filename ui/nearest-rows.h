/* The rows that A finds nearest to one row, found a slice at a time: as pictures beside
 * each other where rows are images, else as a list.  A click says which.
 *
 * Signal "picked" (row): a row of the data. */
#pragma once

#include <adwaita.h>

#include "experiment/frame.h"

G_BEGIN_DECLS

#define THETA_TYPE_NEAREST_ROWS (theta_nearest_rows_get_type ())
G_DECLARE_FINAL_TYPE (ThetaNearestRows, theta_nearest_rows, THETA, NEAREST_ROWS, AdwBin)

GtkWidget *theta_nearest_rows_new (void);
/* Where room is scarce pictures are smaller. */
void theta_nearest_rows_set_compact (ThetaNearestRows *self, gboolean compact);
/* Takes a reference.  @largest: of theta_image_largest(), for pictures. */
void theta_nearest_rows_show (ThetaNearestRows *self, ThetaFrame *frame, gsize row,
                              double largest);

G_END_DECLS
