/* The files that were opened and saved last, shared with the desktop. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @path was opened or saved; what is no file is left out. */
void theta_recent_add (const char *path);
/* The paths of at most @n files that are still there, the last one first;
 * NULL-terminated, newly allocated. */
char **theta_recent_list (guint n);

G_END_DECLS
