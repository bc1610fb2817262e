/* The charts of a learning, one under the other over one axis of iterations: the layer
 * weights, the loss that the method minimises, the accuracies.
 *
 * Signal "picked" (point): the person chose an iteration. */
#pragma once

#include <adwaita.h>

#include "figure/shown-charts.h"

G_BEGIN_DECLS

#define THETA_TYPE_LEARNING_CHARTS (theta_learning_charts_get_type ())
G_DECLARE_FINAL_TYPE (ThetaLearningCharts, theta_learning_charts, THETA, LEARNING_CHARTS,
                      GtkWidget)

typedef struct
{
  gboolean shares;   /* of the weights; otherwise as they are, on a logarithmic axis */
  gboolean training; /* the errors on the rows fitted, too */
  gboolean accuracy; /* a chart of its own */
  const ThetaHeldOut *held_out; /* borrowed for the call, NULL: not asked for */
  guint x_max;       /* the axis goes on to here while more is to come */
} ThetaLearningView;

void theta_learning_charts_show (ThetaLearningCharts *self, const ThetaHistory *history,
                                 const ThetaNetwork *network, const ThetaLearningView *view);
/* Adds the charts that @view asks for to @shown, on paper: the part of the iterations that is
 * looked at, with the line where it stands. */
void theta_learning_charts_take (ThetaLearningCharts *self, const ThetaHistory *history,
                                 const ThetaNetwork *network, const ThetaLearningView *view,
                                 ThetaShownCharts *shown);
/* The part of the iterations that is shown; TRUE where it is not all of them. */
gboolean theta_learning_charts_get_range (ThetaLearningCharts *self, double *from, double *to);
/* All of them where @to ≤ @from, or where the story ends before the part. */
void theta_learning_charts_set_range (ThetaLearningCharts *self, double from, double to);
/* Moves the line to @x (NaN: the end) and tells iteration @i in words. */
void theta_learning_charts_set_cursor (ThetaLearningCharts *self, double x);

G_END_DECLS
