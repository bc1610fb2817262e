/* A line chart as a widget; a press or a drag on it chooses a point of the x axis, and
 * the pointer over it reads all series there, in all charts linked with it.
 *
 * It can be read by keyboard too: Left and Right go by one point.
 *
 * Ctrl and the wheel, two fingers and + − 0 show a part of the axis, in all charts linked
 * with it; then a drag moves that part, and a double click shows all again.
 *
 * Signals: "picked" (x): a whole number of the axis.  "hovered" (point): what is read
 * now, −1: nothing but the cursor.  "zoomed": another part of the axis is shown. */
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
/* Puts @self into the group of @other: they share one x axis, so that their plots line
 * up and are read at one point. */
void theta_chart_view_link (ThetaChartView *self, ThetaChartView *other);
/* The point under the pointer, −1 where there is none. */
int theta_chart_view_get_hover (ThetaChartView *self);
/* Reads all series of the group at @point, as the pointer does; −1: at the cursor. */
void theta_chart_view_set_hover (ThetaChartView *self, int point);
/* The part of the axis that it and the charts linked with it show; all where @to ≤ @from.
 * It is fitted to what there is, a few points at least. */
void theta_chart_view_set_range (ThetaChartView *self, double from, double to);
/* What is shown; TRUE where it is a part. */
gboolean theta_chart_view_get_range (ThetaChartView *self, double *from, double *to);
/* Shows @factor times less, about the point that is read or the cursor. */
void theta_chart_view_zoom (ThetaChartView *self, double factor);
/* What it shows now, in words. */
void theta_chart_view_describe (ThetaChartView *self, const char *text);

G_END_DECLS
