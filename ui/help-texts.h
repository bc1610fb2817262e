/* The words of the help: a page for each view. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A page's parts, each a text for translation.  The first character says what it is:
 * "#" a heading, "=" a formula, "*" a term and what it means, apart by "|", ">" a key and
 * what it does, apart by "|"; all else is a paragraph. */
typedef struct
{
  const char *id, *title;
  const char *const *parts; /* ends with NULL */
} ThetaHelpTopic;

/* start, data, kernels, learning, results, past, presentation, words; *@n of them. */
const ThetaHelpTopic *theta_help_topics (guint *n);
/* The number of the page @id, 0 for one that is not there. */
guint theta_help_find (const char *id);
/* Whether any part of @topic or its title has every word of @text, whatever the case. */
gboolean theta_help_matches (const ThetaHelpTopic *topic, const char *text);

G_END_DECLS
