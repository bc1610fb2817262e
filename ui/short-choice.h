/* A drop-down whose button says its choice in fewer words than its list. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @names: a short name for each string of the list of @choice, NULL-terminated; static.  The
 * list itself keeps its names, with a tick at the chosen one. */
void theta_short_choice (GtkDropDown *choice, const char *const *names);

G_END_DECLS
