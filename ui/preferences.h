/* What a person prefers, kept in GSettings (org.thetascope.Thetascope): it fills what
 * experiments leave open and chooses colours.  Where the schema is not installed everything
 * is as it is by default and nothing can be kept.  The command line knows nothing of it. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/session.h"

G_BEGIN_DECLS

/* Borrowed; NULL where there is no schema. */
GSettings *theta_preferences_settings (void);

/* "device", "new-preset" …; what is the default where nothing can be kept.  Newly
 * allocated. */
char *theta_preferences_get_string (const char *key);
guint theta_preferences_get_threads (void);
gboolean theta_preferences_get_less (void);

/* Calls @changed (swapped) with @object whenever @key changes, as long as @object lives:
 * after the preferences themselves took it. */
void theta_preferences_watch (const char *key, gpointer object, GCallback changed);
/* Hides @widget where less is preferred. */
void theta_preferences_bind_less (GtkWidget *widget);

/* Chooses the colour maps, fills what the session's experiments leave open, and lets an
 * untouched experiment begin as new ones do; now and after every change. */
void theta_preferences_apply_to (ThetaSession *session);
/* What new experiments begin with, "Group.Key=Value", NULL-terminated; newly allocated. */
char **theta_preferences_beginning (void);

G_END_DECLS
