/* A chart as its two files know it: what it shows, and which part of the axis. */
#pragma once

#include "ui/chart-view.h"

G_BEGIN_DECLS

struct _ThetaChartView
{
  GtkWidget parent_instance;

  ThetaChart chart;    /* its arrays are ours */
  ThetaSeries *series;
  GPtrArray *group; /* of ThetaChartView, borrowed; shared by its members */
  int hover;        /* the point that is read, −1: none */
  double from, to;  /* what the group shows of its axis, all of it where to ≤ from */
  double pointer;   /* where it was last, NaN: nowhere */
  double pinch;     /* the scale of the gesture so far */
  double dragged_from; /* as from was when the drag began */
};

/* The chart as it is drawn in this room, lined up with its group. */
ThetaChart theta_chart_view_lined_up (ThetaChartView *self, int width, int height);
/* Its size in units of the drawing. */
void theta_chart_view_size (ThetaChartView *self, int *width, int *height);
/* The place on the axis under @x (of the widget); NaN where nothing is shown. */
double theta_chart_view_place (ThetaChartView *self, double x);
/* All charts of the group anew. */
void theta_chart_view_queue_group (ThetaChartView *self);

/* The part that is shown, fitted to what there is to show. */
void theta_chart_view_fit_range (ThetaChartView *self);
/* Moves it so that @x lies in it. */
void theta_chart_view_reach (ThetaChartView *self, double x);
/* Whether there is more than is shown. */
gboolean theta_chart_view_is_zoomed (ThetaChartView *self);
/* The keys + − 0; whether it was one of them. */
gboolean theta_chart_view_zoom_key (ThetaChartView *self, guint key);
/* By @dx (of the widget) from where the drag began. */
void theta_chart_view_drag (ThetaChartView *self, double dx);
/* Two fingers about @x (of the widget), whose scale since they were put down was @before. */
void theta_chart_view_pinch (ThetaChartView *self, double before, double scale, double x);
/* Ctrl and the wheel, two fingers, a double click. */
void theta_chart_view_add_zoom (ThetaChartView *self);
void theta_chart_view_install_zoom (GObjectClass *class);

G_END_DECLS
