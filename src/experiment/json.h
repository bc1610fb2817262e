/* JSON as text. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* @root over several lines, newly allocated. */
char *theta_json_to_text (JsonNode *root);

G_END_DECLS
