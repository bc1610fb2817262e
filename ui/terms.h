/* The settings in words: what each is called and what it means, with its formula. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What "Group.Key" is called where people read it: "Layers"; the key itself where it
 * has no name. */
const char *theta_terms_title (const char *key);
/* Two or three sentences for a newcomer, with the formula; NULL where there are none. */
const char *theta_terms_text (const char *key);
/* "Network.Depth: 7 instead of 5" with the name in place of the key, newly allocated. */
char *theta_terms_change (const char *text);

G_END_DECLS
