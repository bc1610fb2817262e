/* One row of image data as a picture. */
#pragma once

#include <cairo.h>

#include "dataset/dataset.h"

G_BEGIN_DECLS

/* Whether the rows of @data are images that can be drawn: one channel or three. */
gboolean theta_image_is (const ThetaDataset *data);
/* What is drawn darkest, or in full colour: the largest value of some hundred rows. */
double theta_image_largest (const ThetaDataset *data);
/* 0xRRGGBB of pixel @pixel of a row whose values these are.  Pictures of one channel are dark
 * ink on white paper, or @dark: light ink on dark paper, darker or lighter with the value. */
guint32 theta_image_color (const ThetaDataset *data, const double *values, gsize pixel,
                           double largest, gboolean dark);
/* Row @row as large as fits into @width × @height, in the middle, its pixels crisp. */
void theta_image_draw (cairo_t *cr, const ThetaDataset *data, gsize row, double largest,
                       gboolean dark, double width, double height);

G_END_DECLS
