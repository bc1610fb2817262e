/* What the figures share. */
#pragma once

#include "figure/figures.h"

G_BEGIN_DECLS

#define THETA_FIGURE_WIDTH 640.0 /* of an exported figure, in units */
#define THETA_FIGURE_HEAD 48.0   /* the title line and the line under it */

/* Title and, dim below it, what one sees; paints the background where the palette
 * is not paper. */
void theta_figure_head_draw (cairo_t *cr, const ThetaPalette *palette, const char *title,
                             const char *note, double width, double height);

/* The key of the classes (NULL-terminated, or NULL: none) in lines from @left, drawn where
 * @cr is given; returns its height. */
double theta_figure_class_key (cairo_t *cr, char **classes, const ThetaPalette *palette,
                               double left, double width);
/* The first WNTK in the order of Compare, else the best model; NULL without models. */
const ThetaModelResult *theta_figure_model (const ThetaResults *results);

G_END_DECLS
