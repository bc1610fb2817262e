/* A line chart as a widget; a press or a drag on it chooses a point of the x axis.
 *
 * Signal "picked" (x): a whole number of the axis. */
#pragma once

#include <gtk/gtk.h>

#include "figure/chart.h"

G_BEGIN_DECLS

#define THETA_TYPE_CHART_VIEW (theta_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (ThetaChartView, theta_chart_view, THETA, CHART_VIEW, GtkWidget)

GtkWidget *theta_chart_view_new (void);

/* What it is called. */
void theta_chart_view_set_name (ThetaChartView *self, const char *name);
/* Shows a copy of @chart, its series and their values; NULL: nothing. */
void theta_chart_view_set_chart (ThetaChartView *self, const ThetaChart *chart);
/* Moves the vertical line; NaN: the last point. */
void theta_chart_view_set_cursor (ThetaChartView *self, double x);
/* What it shows now, in words. */
void theta_chart_view_describe (ThetaChartView *self, const char *text);

G_END_DECLS
