/* The runs of the past: filter, note, reopen, delete with undo, compare. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/session.h"

G_BEGIN_DECLS

#define THETA_TYPE_PAST_PAGE (theta_past_page_get_type ())
G_DECLARE_FINAL_TYPE (ThetaPastPage, theta_past_page, THETA, PAST_PAGE, GtkWidget)

/* From now on each finished run of @session is kept. */
void theta_past_page_set_session (ThetaPastPage *self, ThetaSession *session);
/* Reads the list anew. */
void theta_past_page_update (ThetaPastPage *self);
/* How many runs are listed; chooses those at the @n places for comparing; reopens,
 * deletes the one at @place: what the buttons of a row do. */
guint theta_past_page_count (ThetaPastPage *self);
void theta_past_page_choose (ThetaPastPage *self, guint place, gboolean chosen);
void theta_past_page_reopen (ThetaPastPage *self, guint place);
void theta_past_page_delete (ThetaPastPage *self, guint place);
void theta_past_page_set_note (ThetaPastPage *self, guint place, const char *note);

G_END_DECLS
