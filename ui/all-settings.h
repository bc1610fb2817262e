/* The window of all the settings that are too rare for the side panel. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"

G_BEGIN_DECLS

/* A window over @parent whose rows change @session's experiment at once; a refused
 * value says why under its row and is forgotten when the window closes. */
GtkWidget *theta_all_settings_new (ThetaSession *session, GtkWindow *parent);

G_END_DECLS
