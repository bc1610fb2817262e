/* A kernel's picture as a table that can be read: the means between classes. */
#pragma once

#include "experiment/frame.h"

G_BEGIN_DECLS

/* The mean of @values (bins × bins, of @frame's picture) between any two classes; where
 * there are no labels, or too many classes, between tenths of the rows in their order.  In
 * the form of ThetaFigureMenu, newly allocated. */
char *theta_total_table (const ThetaFrame *frame, const float *values);

G_END_DECLS
