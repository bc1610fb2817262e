/* Roles of columns: every change can be read again and does what it says. */
#include "experiment/roles.h"

#include "base/error.h"
#include "support.h"

static char *folder, *path;

static ThetaDataset *
load (const ThetaExperiment *experiment)
{
  g_autoptr (GError) error = NULL;
  guint n;
  ThetaDataset *data = theta_experiment_load_data (experiment, &n, NULL, &error);

  g_assert_no_error (error);
  return data;
}

/* "label:kind used:x …" */
static char *
describe (const ThetaDataset *data)
{
  static const char *const words[] = { "used", "out", "label" };
  g_autoptr (GString) text = g_string_new (NULL);
  guint n;
  g_autofree ThetaColumn *columns = theta_roles_list (data, &n);

  for (guint k = 0; k < n; k++)
    g_string_append_printf (text, "%s%s:%s", k > 0 ? " " : "", words[columns[k].role],
                            columns[k].name);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Each step on what the one before it left. */
static void
test_steps (void)
{
  static const struct
  {
    const char *name;
    ThetaRole role;
    const char *after; /* or NULL, then the sentence */
    const char *refused;
  } steps[] = {
    { "y", THETA_ROLE_IGNORED, "label:kind used:x used:group used:one out:who out:y", NULL },
    { "y", THETA_ROLE_USED, "label:kind used:x used:y used:group used:one out:who", NULL },
    { "who", THETA_ROLE_USED, NULL, "*“who” holds texts*" },
    { "x", THETA_ROLE_LABEL, NULL, "*“x” has 40 different values*" },
    { "one", THETA_ROLE_LABEL, NULL, "*“one” has one value only*" },
    { "group", THETA_ROLE_LABEL, "label:group used:x used:y used:one out:who out:kind", NULL },
    { "kind", THETA_ROLE_USED, NULL, "*“kind” holds texts*" },
    { "group", THETA_ROLE_USED, "used:x used:y used:group used:one out:who out:kind", NULL },
    { "kind", THETA_ROLE_LABEL, "label:kind used:x used:y used:group used:one out:who", NULL },
    { "kind", THETA_ROLE_IGNORED, "used:x used:y used:group used:one out:who out:kind", NULL },
    { "who", THETA_ROLE_LABEL, NULL, "*“who” has 40 different values*" },
  };
  g_autoptr (ThetaExperiment) experiment = support_experiment (path, "Label=kind\nIgnore=who\nClasses=b;a\n");

  for (guint k = 0; k < G_N_ELEMENTS (steps); k++)
    {
      g_autoptr (ThetaDataset) data = load (experiment), after = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (GStrv) settings
          = theta_roles_assign (experiment, data, steps[k].name, steps[k].role, &error);
      g_autofree char *text = NULL;
      ThetaExperiment *changed;

      g_test_message ("step %u", k);
      if (steps[k].refused != NULL)
        {
          g_assert_null (settings);
          g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
          g_assert_true (g_pattern_match_simple (steps[k].refused, error->message));
          continue;
        }
      g_assert_no_error (error);
      changed = theta_experiment_with_all (experiment, (const char *const *) settings, &error);
      g_assert_no_error (error);
      theta_experiment_unref (experiment);
      experiment = changed;
      after = load (experiment);
      text = describe (after);
      g_assert_cmpstr (text, ==, steps[k].after);
    }
}

static void
test_made (void)
{
  g_autoptr (ThetaExperiment) experiment = support_experiment ("generator:moons?n=40", "");
  g_autoptr (ThetaExperiment) one = NULL;
  g_autoptr (ThetaDataset) data = load (experiment), narrow = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) settings = theta_roles_assign (experiment, data, "x", THETA_ROLE_LABEL, &error);
  g_autofree char *text = NULL;

  g_assert_null (settings);
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_clear_error (&error);
  settings = theta_roles_assign (experiment, data, "x", THETA_ROLE_IGNORED, &error);
  g_assert_no_error (error);
  one = theta_experiment_with_all (experiment, (const char *const *) settings, &error);
  g_assert_no_error (error);
  narrow = load (one);
  text = describe (narrow);
  g_assert_cmpstr (text, ==, "label:class used:y out:x");
  g_strfreev (settings);
  settings = theta_roles_assign (one, narrow, "y", THETA_ROLE_IGNORED, &error);
  g_assert_null (settings);
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
}

int
main (int argc, char **argv)
{
  g_autoptr (GString) text = g_string_new ("who,x,y,kind,group,one\n");
  int status;

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < 40; i++)
    g_string_append_printf (text, "p%u,%u,%u,%c,%u,1\n", i, i, i * i % 7, i % 2 ? 'a' : 'b', i % 3);
  folder = support_folder ();
  path = support_write (folder, "roles.csv", text->str);
  g_test_add_func ("/roles/steps", test_steps);
  g_test_add_func ("/roles/made", test_made);
  status = g_test_run ();
  support_remove (folder);
  g_free (path);
  return status;
}
