/* The settings: every row sets one key of the experiment, through the same code
 * as its file.  "problem" (string, notifies): the sentence of the first row that
 * was refused, or NULL. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"

G_BEGIN_DECLS

#define THETA_TYPE_SETUP_PANEL (theta_setup_panel_get_type ())
G_DECLARE_FINAL_TYPE (ThetaSetupPanel, theta_setup_panel, THETA, SETUP_PANEL, GtkWidget)

void theta_setup_panel_set_session (ThetaSetupPanel *self, ThetaSession *session);
const char *theta_setup_panel_get_problem (ThetaSetupPanel *self);
/* Takes what is still being typed. */
void theta_setup_panel_commit (ThetaSetupPanel *self);

G_END_DECLS
