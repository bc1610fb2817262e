#include "ui/command.h"

#include <string.h>

/* What differs from @saved as " --set 'Group.Key=Value'".  A key with the value
 * @saved has is not told. */
static void
append_changes (GString *out, const ThetaExperiment *saved, const ThetaExperiment *now)
{
  g_autofree char *text = theta_experiment_to_text (now), *before = theta_experiment_to_text (saved);
  g_autofree char *both = g_strconcat (text, "\n", before, NULL);
  g_auto (GStrv) lines = g_strsplit (both, "\n", -1);
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *group = g_strdup ("");

  /* A key that went back to its default stands in the old text alone. */
  for (guint k = 0; lines[k] != NULL; k++)
    {
      const char *equals = strchr (lines[k], '=');
      g_autofree char *name = NULL, *key = NULL, *is = NULL, *was = NULL, *quoted = NULL;
      g_autofree char *assignment = NULL;

      if (lines[k][0] == '[')
        {
          g_free (group);
          group = g_strndup (lines[k] + 1, strcspn (lines[k] + 1, "]"));
        }
      if (lines[k][0] == '[' || equals == NULL)
        continue;
      name = g_strndup (lines[k], (gsize) (equals - lines[k]));
      key = g_strconcat (group, ".", name, NULL);
      is = theta_experiment_get (now, key);
      was = theta_experiment_get (saved, key);
      if (g_strcmp0 (is, was) == 0 || !g_hash_table_add (told, g_strdup (key)))
        continue;
      assignment = g_strconcat (key, "=", is, NULL);
      quoted = g_shell_quote (assignment);
      g_string_append_printf (out, " --set %s", quoted);
    }
}

char *
theta_command_new (ThetaSession *session)
{
  /* What the preferences fill in the command line does not know. */
  ThetaExperiment *experiment = theta_session_get_filled (session);
  ThetaExperiment *saved = theta_session_get_saved (session);
  ThetaResults *results = theta_session_get_results (session);
  const char *path = theta_session_get_path (session);
  GString *out = g_string_new (NULL);
  g_autofree char *quoted = NULL;

  if (path != NULL && saved != NULL)
    {
      quoted = g_shell_quote (path);
      g_string_append_printf (out, "thetascope-cli run %s", quoted);
      append_changes (out, saved, experiment);
    }
  else
    {
      g_autofree char *text = theta_experiment_to_text (experiment);

      quoted = g_shell_quote (text);
      g_string_append_printf (out, "printf %%s %s | thetascope-cli run /dev/stdin", quoted);
    }
  /* Numbers are the same to the last bit at the same number of threads. */
  if (results != NULL)
    g_string_append_printf (out, " --threads=%u", results->threads);
  return g_string_free (out, FALSE);
}
