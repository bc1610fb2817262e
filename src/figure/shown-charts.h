/* The charts of a learning as they are looked at: what is shown, of which iterations, with
 * its cursor; one under the other over one axis. */
#pragma once

#include <cairo.h>

#include "figure/curves.h"

G_BEGIN_DECLS

typedef struct
{
  char *title;         /* over the chart */
  ThetaCurves *curves; /* ours; of its chart, x_from and x_to say which part is shown */
  double shape;        /* its height over its width */
} ThetaShownChart;

typedef struct
{
  char *note;        /* under the title of all */
  GPtrArray *charts; /* of ThetaShownChart */
} ThetaShownCharts;

/* Takes @note. */
ThetaShownCharts *theta_shown_charts_new (char *note);
void theta_shown_charts_free (ThetaShownCharts *self);
/* Takes @curves; their series' names are static or owned by them. */
void theta_shown_charts_add (ThetaShownCharts *self, const char *title, ThetaCurves *curves,
                             double shape);

double theta_shown_charts_height (const ThetaShownCharts *self, double width);
void theta_shown_charts_draw (cairo_t *cr, const ThetaShownCharts *self,
                              const ThetaPalette *palette, double width, double height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaShownCharts, theta_shown_charts_free)

G_END_DECLS
