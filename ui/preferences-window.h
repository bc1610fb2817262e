/* The preferences as a window.  What is chosen holds at once, or the row says from when. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"

G_BEGIN_DECLS

GtkWidget *theta_preferences_window_new (ThetaSession *session, GtkWindow *parent);

G_END_DECLS
