/* A confusion matrix: true × predicted, right answers blue, errors orange,
 * zeros blank. */
#pragma once

#include <cairo.h>

#include "figure/palette.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_classes;
  const guint *counts; /* n_classes², [true][predicted]; borrowed */
  const char *const *names; /* n_classes; borrowed */
} ThetaConfusion;

void theta_confusion_draw (cairo_t *cr, const ThetaConfusion *self, const ThetaPalette *palette,
                           double width, double height);
/* Where the cells lie: @x, @y is the corner, @cell the side of one. */
void theta_confusion_area (const ThetaConfusion *self, double width, double height, double *x,
                           double *y, double *cell);
/* The cell under a point; FALSE outside. */
gboolean theta_confusion_hit (const ThetaConfusion *self, double width, double height, double x,
                              double y, guint *truth, guint *predicted);

G_END_DECLS
