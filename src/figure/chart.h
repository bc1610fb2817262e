/* A line chart: series over one axis, names and values at the ends of the lines. */
#pragma once

#include <cairo.h>

#include "figure/palette.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;      /* "Θ₅"; borrowed */
  ThetaColor color;
  gboolean dashed;
  const double *y;       /* count values, NaN where absent; borrowed */
  int decimals;          /* of the value at the end */
} ThetaSeries;

typedef struct
{
  guint count;           /* points; x is 0 … count − 1 */
  guint x_max;           /* the axis ends here, ≥ count − 1 */
  double x_from, x_to;   /* the part of the axis that is shown; all of it where x_to ≤ x_from */
  const char *x_label;   /* "iteration" */
  const ThetaSeries *series; /* borrowed */
  guint n_series;
  gboolean log;          /* the y axis */
  gboolean from_zero;    /* the y axis starts at 0 */
  double cursor;         /* x of the vertical line, NaN: at the last point */
  gboolean hovered;      /* values are read at @hover and not at the cursor */
  guint hover;           /* a point */
  double least_left, least_right; /* room beside the plot at least: charts of one axis line up */
} ThetaChart;

/* Draws the values at the cursor beside the line's ends, 18 px apart at least. */
void theta_chart_draw (cairo_t *cr, const ThetaChart *self, const ThetaPalette *palette,
                       double width, double height);
/* The room beside the plot that it needs for itself, whatever is asked for at least. */
void theta_chart_room (const ThetaChart *self, double width, double height, double *left,
                       double *right);
/* The x (0 … x_max) under a point; of the part that is shown. */
double theta_chart_hit (const ThetaChart *self, double width, double height, double x);

/* The part that is shown: 0 … x_max, or what x_from and x_to leave of it. */
void theta_chart_range (const ThetaChart *self, double *from, double *to);

G_END_DECLS
