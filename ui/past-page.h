/* The runs of the past: filter, note, reopen, delete with undo, compare. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/session.h"
#include "experiment/store.h"

G_BEGIN_DECLS

#define THETA_TYPE_PAST_PAGE (theta_past_page_get_type ())
G_DECLARE_FINAL_TYPE (ThetaPastPage, theta_past_page, THETA, PAST_PAGE, GtkWidget)

/* From now on each finished run of @session is kept. */
void theta_past_page_set_session (ThetaPastPage *self, ThetaSession *session);
/* The two buttons "This run" and "Past runs" at the start of its bar; their action
 * "results.view" is that of the page around it. */
GtkWidget *theta_past_page_get_switch (ThetaPastPage *self);
/* Reads the list anew. */
void theta_past_page_update (ThetaPastPage *self);
/* The run at a place of the list; borrowed, until the list changes. */
const ThetaPastRun *theta_past_page_get_run (ThetaPastPage *self, guint place);
/* How many runs are listed; chooses those at the @n places for comparing; reopens,
 * deletes the one at @place: what the buttons of a row do. */
guint theta_past_page_count (ThetaPastPage *self);
void theta_past_page_choose (ThetaPastPage *self, guint place, gboolean chosen);
void theta_past_page_reopen (ThetaPastPage *self, guint place);
void theta_past_page_delete (ThetaPastPage *self, guint place);
void theta_past_page_set_note (ThetaPastPage *self, guint place, const char *note);

G_END_DECLS
