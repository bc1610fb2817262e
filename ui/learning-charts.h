/* The charts of a learning, from its story. */
#pragma once

#include "learn/weights.h"
#include "ui/chart-view.h"

G_BEGIN_DECLS

/* Σ a_l after iteration @i, and the loss that the method minimises. */
double theta_learning_charts_sum (const ThetaHistory *history, guint i);
double theta_learning_charts_loss_at (const ThetaHistory *history, guint i);

/* Shows the weights as shares of their sum, or as they are on a logarithmic axis, up
 * to @x_max with the line at @cursor (NaN: at the end); @network names the lines. */
void theta_learning_charts_weights (ThetaChartView *view, const ThetaHistory *history,
                                    const ThetaNetwork *network, gboolean shares, guint x_max,
                                    double cursor);
/* Shows the loss; what it is called. */
const char *theta_learning_charts_loss (ThetaChartView *view, const ThetaHistory *history,
                                        guint x_max, double cursor);

G_END_DECLS
