/* Eigenvalues of several matrices over their rank, both axes logarithmic. */
#pragma once

#include <cairo.h>

#include "figure/palette.h"

G_BEGIN_DECLS

typedef struct
{
  const double *values; /* count, largest first; borrowed */
  guint count;
  ThetaColor color;
  gboolean strong; /* drawn wider and last: A */
} ThetaEigenvalueLine;

/* What is below 10⁻¹² of the largest value of all is left out: rounding. */
void theta_eigenvalues_draw (cairo_t *cr, const ThetaEigenvalueLine *lines, guint n,
                             const ThetaPalette *palette, double width, double height);

G_END_DECLS
