/* The decisions over the plane of two-dimensional data, with its rows on it. */
#pragma once

#include <cairo.h>

#include "figure/palette.h"

G_BEGIN_DECLS

typedef struct
{
  guint side;             /* the plane is side × side, row by row from low y; 0: no plane */
  double x_min, x_max, y_min, y_max;
  const int *classes;     /* borrowed */
  const float *certainty; /* 0 … 1; borrowed */
  guint rows;
  const double *points;   /* rows × 2, borrowed */
  const int *labels;      /* rows */
  const guint8 *train;    /* rows: filled where it trains, a ring where it does not */
} ThetaDecision;

/* Into a square in the middle of @width × @height. */
void theta_decision_draw (cairo_t *cr, const ThetaDecision *self, const ThetaPalette *palette,
                          double width, double height);
/* Its two parts: what other weights change, and what they do not. */
void theta_decision_draw_plane (cairo_t *cr, const ThetaDecision *self,
                                const ThetaPalette *palette, double width, double height);
void theta_decision_draw_rows (cairo_t *cr, const ThetaDecision *self, const ThetaPalette *palette,
                               double width, double height);
/* Where the square lies. */
void theta_decision_area (double width, double height, double *x, double *y, double *side);

G_END_DECLS
