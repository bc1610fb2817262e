/* The help: a list of pages, a search over them, and the page that was asked for. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define THETA_TYPE_HELP_WINDOW (theta_help_window_get_type ())
G_DECLARE_FINAL_TYPE (ThetaHelpWindow, theta_help_window, THETA, HELP_WINDOW, AdwWindow)

/* One a program; the one that is open is used again. */
ThetaHelpWindow *theta_help_window_show (GtkWindow *parent, const char *topic);
/* The page that is shown: "kernels". */
const char *theta_help_window_get_topic (ThetaHelpWindow *self);

G_END_DECLS
