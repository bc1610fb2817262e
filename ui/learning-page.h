/* The learning of the layer weights: what they were after every iteration, and
 * the loss that the method minimises. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"
#include "figure/shown-charts.h"

G_BEGIN_DECLS

#define THETA_TYPE_LEARNING_PAGE (theta_learning_page_get_type ())
G_DECLARE_FINAL_TYPE (ThetaLearningPage, theta_learning_page, THETA, LEARNING_PAGE, GtkWidget)

/* Fills the page, which is empty until then: windows are there sooner without it. */
void theta_learning_page_set_session (ThetaLearningPage *self, ThetaSession *session);

/* What is looked at, into @view and out of it; a fold and an iteration that are not there
 * yet are shown when they are. */
void theta_learning_page_get_view (ThetaLearningPage *self, ThetaView *view);
void theta_learning_page_set_view (ThetaLearningPage *self, const ThetaView *view);
/* The charts as they stand on the page, of @results; newly allocated, NULL where there are
 * none. */
ThetaShownCharts *theta_learning_page_take (ThetaLearningPage *self, const ThetaResults *results);

G_END_DECLS
