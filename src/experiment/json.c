#include "experiment/json.h"

/* json-glib 1.6 writes 1e-08 as "1e-08.0", which is no number.  Numbers stand at the
 * end of a line of their own, outside of quotes. */
char *
theta_json_to_text (JsonNode *root)
{
  g_autofree char *text = json_to_string (root, TRUE);
  g_autoptr (GRegex) regex = g_regex_new (
      "^(\\s*(?:\"(?:[^\"\\\\]|\\\\.)*\" : )?-?\\d+e[+-]\\d+)\\.0(,?)$",
      G_REGEX_MULTILINE | G_REGEX_OPTIMIZE, 0, NULL);

  return g_regex_replace (regex, text, -1, 0, "\\1\\2", 0, NULL);
}
