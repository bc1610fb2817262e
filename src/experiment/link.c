#include "experiment/link.h"

#include <string.h>

#include "base/error.h"
#include "experiment/experiment-private.h"

#define START THETA_LINK_SCHEME ":open?"
#define MAX_BYTES 65536
/* Of what is wrong, as a sentence shows it. */
#define MOST_SHOWN 40

/* ---- writing ---- */

char *
theta_link_new (const ThetaExperiment *experiment)
{
  g_autoptr (ThetaExperiment) whole = NULL;
  GString *out = g_string_new (START);
  gboolean first = TRUE;
  const ThetaKey *keys;
  guint n;

  g_return_val_if_fail (experiment != NULL, NULL);
  whole = theta_experiment_with_full_paths (experiment);
  keys = theta_keys (&n);
  for (guint k = 0; k < n; k++)
    {
      g_autofree char *value = keys[k].get (whole, &keys[k]), *escaped = NULL;

      if ((theta_key_is_view (&keys[k]) && !whole->view.given)
          || (!keys[k].always && g_str_equal (value, keys[k].fallback)))
        continue;
      escaped = g_uri_escape_string (value, "/:;,", FALSE);
      g_string_append_printf (out, "%s%s.%s=%s", first ? "" : "&", keys[k].group, keys[k].name,
                              escaped);
      first = FALSE;
    }
  return g_string_free (out, FALSE);
}

/* ---- reading ---- */

gboolean
theta_link_is (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);
  while (g_ascii_isspace (*text))
    text++;
  return g_ascii_strncasecmp (text, THETA_LINK_SCHEME ":", strlen (THETA_LINK_SCHEME) + 1) == 0;
}

static gboolean
has_control (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      return TRUE;
  return FALSE;
}

/* What is wrong, short enough for a sentence and on one line. */
static char *
shorten (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1), *head = NULL;

  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  if (g_utf8_strlen (valid, -1) <= MOST_SHOWN)
    return g_steal_pointer (&valid);
  head = g_utf8_substring (valid, 0, MOST_SHOWN);
  return g_strconcat (head, "…", NULL);
}

static gboolean
refuse (GError **error, const char *part, const char *what)
{
  g_autofree char *shown = shorten (part);

  g_set_error (error, THETA_ERROR, THETA_ERROR_PARSE,
               "The link cannot be opened: its part “%s” %s; copy the whole link once more", shown,
               what);
  return FALSE;
}

/* "Group.Key=Value" of one part of the link, newly allocated. */
static char *
read_part (const char *part, GHashTable *seen, GError **error)
{
  const char *equals = strchr (part, '=');
  g_autofree char *key = NULL, *value = NULL;

  if (equals == NULL)
    {
      refuse (error, part, "is not Group.Key=Value");
      return NULL;
    }
  key = g_strndup (part, (gsize) (equals - part));
  value = g_uri_unescape_string (equals + 1, NULL);
  if (value == NULL || !g_utf8_validate (value, -1, NULL) || has_control (value)
      || has_control (key))
    {
      refuse (error, part, "is not encoded as links are");
      return NULL;
    }
  if (!g_hash_table_add (seen, g_strdup (key)))
    {
      refuse (error, key, "is there twice");
      return NULL;
    }
  return g_strconcat (key, "=", value, NULL);
}

/* A link goes from hand to hand: what it names must not depend on where it is opened. */
static gboolean
check_paths (const ThetaExperiment *self, GError **error)
{
  const char *const sources[] = { self->source, self->test_source, self->folds_source };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (theta_source_is_path (sources[i]) && !g_path_is_absolute (sources[i]))
      {
        g_autofree char *shown = shorten (sources[i]);

        g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                     "The link cannot be opened: it names “%s” without its folder; a link gives "
                     "whole paths",
                     shown);
        return FALSE;
      }
  return TRUE;
}

/* A link without blanks around it and of a length that one can be. */
static char *
read_link (const char *text, GError **error)
{
  g_autofree char *link = NULL;

  if (strlen (text) > MAX_BYTES)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_PARSE,
                   "The link cannot be opened: it is longer than any that Thetascope writes");
      return NULL;
    }
  link = g_strstrip (g_strdup (text));
  if (g_ascii_strncasecmp (link, START, strlen (START)) == 0)
    return g_strdup (link + strlen (START));
  g_set_error (error, THETA_ERROR, THETA_ERROR_PARSE,
               "The link cannot be opened: it does not begin with %s; copy the whole link once "
               "more",
               START);
  return NULL;
}

ThetaExperiment *
theta_link_parse (const char *text, GError **error)
{
  g_autofree char *query = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaExperiment) plain = theta_experiment_new_defaults (), read = NULL;

  g_return_val_if_fail (text != NULL, NULL);
  query = read_link (text, error);
  if (query == NULL)
    return NULL;
  parts = g_strsplit (query, "&", -1);
  for (guint k = 0; parts[k] != NULL; k++)
    {
      char *assignment = read_part (parts[k], seen, error);

      if (assignment == NULL)
        return NULL;
      g_ptr_array_add (assignments, assignment);
    }
  g_ptr_array_add (assignments, NULL);
  read = theta_experiment_with_all (plain, (const char *const *) assignments->pdata, error);
  if (read == NULL)
    {
      g_prefix_error (error, "The link cannot be opened: ");
      return NULL;
    }
  return check_paths (read, error) ? g_steal_pointer (&read) : NULL;
}
