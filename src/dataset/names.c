/* Lists of names in one text, as the experiment file writes them. */
#include <string.h>

#include "dataset/dataset.h"

char *
theta_names_join (const char *const *names)
{
  GString *text = g_string_new (NULL);

  for (guint k = 0; names[k] != NULL; k++)
    {
      if (k > 0)
        g_string_append_c (text, ';');
      for (const char *c = names[k]; *c != '\0'; c++)
        if (*c == '\n')
          g_string_append (text, "\\n");
        else
          {
            if (*c == ';' || *c == '\\')
              g_string_append_c (text, '\\');
            g_string_append_c (text, *c);
          }
    }
  return g_string_free (text, FALSE);
}

char **
theta_names_split (const char *text)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GString) name = g_string_new (NULL);

  for (const char *c = text; text != NULL; c++)
    {
      if (*c == ';' || *c == '\0')
        {
          g_strstrip (name->str);
          if (*name->str != '\0')
            g_strv_builder_add (names, name->str);
          g_string_truncate (name, 0);
          if (*c == '\0')
            break;
        }
      else if (*c == '\\' && c[1] != '\0')
        {
          c++;
          g_string_append_c (name, *c == 'n' ? '\n' : *c);
        }
      else
        g_string_append_c (name, *c);
    }
  return g_strv_builder_end (names);
}

gboolean
theta_names_contain (const char *text, const char *name)
{
  g_auto (GStrv) names = theta_names_split (text);

  return g_strv_contains ((const char *const *) names, name);
}
