/* What a run found: one sentence, the models sorted by error, folds as dots, the
 * confusion matrix, findings. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"

G_BEGIN_DECLS

#define THETA_TYPE_RESULTS_PAGE (theta_results_page_get_type ())
G_DECLARE_FINAL_TYPE (ThetaResultsPage, theta_results_page, THETA, RESULTS_PAGE, GtkWidget)

/* Fills the page, which is empty until then: windows are there sooner without it. */
void theta_results_page_set_session (ThetaResultsPage *self, ThetaSession *session);

/* Shows the past runs, or the present one. */
void theta_results_page_show_past (ThetaResultsPage *self, gboolean past);

G_END_DECLS
