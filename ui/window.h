/* The main window: header, settings, pages, the strip at the foot. */
#pragma once

#include <adwaita.h>

#include "experiment/autosave.h"

G_BEGIN_DECLS

#define THETA_TYPE_WINDOW (theta_window_get_type ())
G_DECLARE_FINAL_TYPE (ThetaWindow, theta_window, THETA, WINDOW, AdwApplicationWindow)

ThetaWindow *theta_window_new (GtkApplication *application, ThetaSession *session);

ThetaSession *theta_window_get_session (ThetaWindow *self);
/* "start", "data", "kernels", "learning" or "results". */
void theta_window_show_page (ThetaWindow *self, const char *name);
/* A failure: one sentence above the page.  NULL takes it away. */
void theta_window_fail (ThetaWindow *self, const char *sentence);
/* A short message that goes away by itself. */
void theta_window_toast (ThetaWindow *self, const char *sentence);
/* The same about a change of the experiment, with a button that undoes it. */
void theta_window_toast_undo (ThetaWindow *self, const char *sentence);
/* The same of the last change, in its own words, for a widget of a page that made it. */
void theta_window_tell_change (GtkWidget *from);
/* Asks whether to go on with what a program that ended unexpectedly left behind, if
 * there is any.  @autosave outlives the window. */
void theta_window_offer_leftover (ThetaWindow *self, ThetaAutosave *autosave);

G_END_DECLS
