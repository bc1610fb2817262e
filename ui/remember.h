/* Small choices of a person that outlive the program: which lines are shown. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The choice kept under @key, @otherwise where none was made. */
gboolean theta_remember_get (const char *key, gboolean otherwise);
/* Keeps it; a folder that cannot be written is of no account. */
void theta_remember_set (const char *key, gboolean value);

/* The same of a word out of several: NULL where none was chosen; newly allocated. */
char *theta_remember_get_word (const char *key);
void theta_remember_set_word (const char *key, const char *word);

G_END_DECLS
