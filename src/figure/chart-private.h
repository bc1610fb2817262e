/* Where the parts of a chart lie. */
#pragma once

#include "figure/chart.h"
#include "figure/scale.h"

G_BEGIN_DECLS

/* The least distance of two labels at the ends of lines. */
#define THETA_LABEL_DISTANCE 18.0

typedef struct
{
  double left, right, top, bottom; /* edges of the plot */
  ThetaScale x, y;
  double *x_ticks, *y_ticks;
  guint n_x_ticks, n_y_ticks;
  int decimals;      /* of the texts at the y axis */
  guint shown;       /* the point whose values are written: hovered, or at the cursor */
  guint past;        /* what comes after this point is drawn lighter: at the cursor */
  double name_width; /* columns of the labels */
  double value_width;
} ThetaChartLayout;

/* Measures without a surface, in the default font: a hit finds what was drawn. */
void theta_chart_layout_init (ThetaChartLayout *self, const ThetaChart *chart, double width,
                              double height);
void theta_chart_layout_clear (ThetaChartLayout *self);
/* In units of the drawing; NaN where the value is absent or, on a log axis, not
 * positive. */
double theta_chart_layout_x (const ThetaChartLayout *self, double index);
double theta_chart_layout_y (const ThetaChartLayout *self, double value);

/* The value of @series at the point shown as its label writes it, newly allocated;
 * with a power of ten where the series' decimals would hide it. */
char *theta_chart_value_text (const ThetaChartLayout *self, const ThetaSeries *series);

/* Moves @y (ascending, @n) as little as possible (least squares) so that
 * neighbours are @distance apart and all lie in [low, high]; closer together
 * where they do not fit. */
void theta_chart_spread (double *y, guint n, double distance, double low, double high);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ThetaChartLayout, theta_chart_layout_clear)

G_END_DECLS
