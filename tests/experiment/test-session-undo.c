/* The way back, and the file of the experiment. */
#include <glib/gstdio.h>

#include "base/error.h"
#include "experiment/session.h"
#include "support.h"

static char *folder;
static ThetaSession *session;

static gboolean
get_flag (const char *name)
{
  gboolean value;

  g_object_get (session, name, &value, NULL);
  return value;
}

static void
assert_text (const char *name, const char *expected)
{
  g_autofree char *value = NULL;

  g_object_get (session, name, &value, NULL);
  g_assert_cmpstr (value, ==, expected);
}

static void
wait_loaded (void)
{
  while (get_flag ("loading"))
    g_main_context_iteration (NULL, TRUE);
}

static void
set (const char *assignment)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (theta_session_set (session, assignment, &error));
  g_assert_no_error (error);
}

static guint
depth (void)
{
  return theta_session_get_experiment (session)->network.depth;
}

static void
set_up (void)
{
  g_autoptr (GError) error = NULL;

  session = theta_session_new ("cpu", 1, &error);
  g_assert_no_error (error);
  wait_loaded ();
}

static void
tear_down (void)
{
  g_assert_finalize_object (session);
  session = NULL;
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A random walk of changes is undone to its beginning and redone to its end, with the
 * same experiment at every step. */
static void
test_walk (void)
{
  static const char *const changes[]
      = { "Network.Depth=3", "Regression.Ridge=0.5", "Network.Depth=4", "Weights.Method=grid",
          "Network.Activation=erf", "Evaluation.Folds=3", "Experiment.Seed=9" };
  char *texts[G_N_ELEMENTS (changes) + 1];
  guint n = G_N_ELEMENTS (changes);

  set_up ();
  g_assert_false (get_flag ("can-undo"));
  g_assert_false (get_flag ("can-redo"));
  texts[0] = theta_experiment_to_text (theta_session_get_experiment (session));
  for (guint k = 0; k < n; k++)
    {
      set (changes[k]);
      texts[k + 1] = theta_experiment_to_text (theta_session_get_experiment (session));
    }
  for (guint round = 0; round < 2; round++)
    {
      for (guint k = n; k-- > 0;)
        {
          g_autofree char *text = NULL;

          g_assert_true (get_flag ("can-undo"));
          theta_session_undo (session);
          text = theta_experiment_to_text (theta_session_get_experiment (session));
          g_assert_cmpstr (text, ==, texts[k]);
        }
      g_assert_false (get_flag ("can-undo"));
      theta_session_undo (session); /* nothing left: nothing happens */
      for (guint k = 1; k <= n; k++)
        {
          g_autofree char *text = NULL;

          theta_session_redo (session);
          text = theta_experiment_to_text (theta_session_get_experiment (session));
          g_assert_cmpstr (text, ==, texts[k]);
        }
      g_assert_false (get_flag ("can-redo"));
    }
  for (guint k = 0; k <= n; k++)
    g_free (texts[k]);
  tear_down ();
}

static void
test_words (void)
{
  static const char *const both[] = { "Network.Depth=2", "Evaluation.Folds=4", NULL };
  static const char *const bad[] = { "Network.Depth=2", "Evaluation.Folds=none", NULL };
  g_autoptr (GError) error = NULL;

  set_up ();
  assert_text ("undo-text", NULL);
  set ("Network.Depth=7");
  assert_text ("undo-text", "Network.Depth: 7 instead of 5");
  theta_session_undo (session);
  assert_text ("undo-text", NULL);
  assert_text ("redo-text", "Network.Depth: 7 instead of 5");
  /* A new change takes what could be redone. */
  set ("Regression.Ridge=1");
  g_assert_false (get_flag ("can-redo"));
  assert_text ("redo-text", NULL);
  /* Several at once are one step, and none is taken where one is refused. */
  g_assert_true (theta_session_set_all (session, both, NULL));
  assert_text ("undo-text", "2 settings");
  theta_session_undo (session);
  g_assert_cmpuint (depth (), ==, 5);
  g_assert_false (theta_session_set_all (session, bad, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_cmpuint (depth (), ==, 5);
  assert_text ("undo-text", "Regression.Ridge: 1 instead of 0.1");
  /* What changes nothing is no step. */
  set ("Regression.Ridge=1.0");
  assert_text ("undo-text", "Regression.Ridge: 1 instead of 0.1");
  tear_down ();
}

/* Presses of one spin button within a second are one step, later ones another. */
static void
test_one_step (void)
{
  set_up ();
  set ("Network.Depth=6");
  set ("Network.Depth=7");
  set ("Network.Depth=8");
  assert_text ("undo-text", "Network.Depth: 8 instead of 5");
  theta_session_undo (session);
  g_assert_cmpuint (depth (), ==, 5);
  g_assert_false (get_flag ("can-undo"));
  set ("Network.Depth=6");
  g_usleep (G_USEC_PER_SEC + 50000);
  set ("Network.Depth=7");
  theta_session_undo (session);
  g_assert_cmpuint (depth (), ==, 6);
  /* Another setting in between ends it. */
  set ("Network.Depth=3");
  set ("Evaluation.Folds=7");
  set ("Network.Depth=4");
  theta_session_undo (session);
  g_assert_cmpuint (depth (), ==, 3);
  /* There and back at once leaves nothing to undo but what was before. */
  set ("Weights.Iterations=51");
  set ("Weights.Iterations=50");
  assert_text ("undo-text", "Evaluation.Folds: 7 instead of 5");
  tear_down ();
}

/* Other data come back as well, and are read again. */
static void
test_data (void)
{
  g_autofree char *path = g_build_filename (folder, "a.csv", NULL);

  set_up ();
  theta_session_open (session, path);
  g_assert_false (get_flag ("can-undo")); /* nothing changed before they are read */
  wait_loaded ();
  assert_text ("undo-text", "Dataset.Source: a.csv instead of sample:wine");
  g_assert_cmpuint (theta_session_get_dataset (session)->x->rows, ==, 60);
  g_assert_false (get_flag ("modified")); /* nobody would miss the sample */
  theta_session_undo (session);
  wait_loaded ();
  g_assert_cmpuint (theta_session_get_dataset (session)->x->rows, ==, 178);
  g_assert_false (get_flag ("modified"));
  theta_session_redo (session);
  wait_loaded ();
  g_assert_cmpuint (theta_session_get_dataset (session)->x->rows, ==, 60);
  set ("Network.Depth=2");
  theta_session_open (session, "sample:iris");
  wait_loaded ();
  g_assert_true (get_flag ("modified"));
  tear_down ();
}

/* Undone while other data are being read: they are not wanted any more. */
static void
test_undo_while_reading (void)
{
  g_autofree char *path = g_build_filename (folder, "a.csv", NULL);

  set_up ();
  set ("Network.Depth=2");
  theta_session_open (session, path);
  theta_session_undo (session);
  wait_loaded ();
  g_assert_cmpuint (theta_session_get_dataset (session)->x->rows, ==, 178);
  g_assert_cmpuint (depth (), ==, 5);
  tear_down ();
}

static void
test_file (void)
{
  g_autofree char *path = g_build_filename (folder, "one.theta", NULL);
  g_autofree char *bad = g_build_filename (folder, "no", "such", "folder.theta", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaExperiment) read = NULL;

  set_up ();
  g_assert_null (theta_session_get_path (session));
  g_assert_false (get_flag ("modified"));
  set ("Network.Depth=3");
  g_assert_true (get_flag ("modified"));
  g_assert_false (theta_session_save (session, bad, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_IO);
  g_assert_null (theta_session_get_path (session));
  g_assert_true (theta_session_save (session, path, NULL));
  g_assert_cmpstr (theta_session_get_path (session), ==, path);
  g_assert_false (get_flag ("modified"));
  read = theta_experiment_load (path, NULL);
  g_assert_cmpuint (read->network.depth, ==, 3);
  /* Undoing what was saved is a change of its own; redoing it is none. */
  theta_session_undo (session);
  g_assert_true (get_flag ("modified"));
  g_assert_cmpstr (theta_session_get_path (session), ==, path);
  theta_session_redo (session);
  g_assert_false (get_flag ("modified"));
  tear_down ();

  set_up ();
  set ("Network.Depth=9");
  theta_session_open (session, path);
  wait_loaded ();
  g_assert_cmpuint (depth (), ==, 3);
  g_assert_false (get_flag ("modified"));
  assert_text ("path", path);
  assert_text ("undo-text", "opening one.theta");
  /* Undoing brings the unsaved one back, without the other's file. */
  theta_session_undo (session);
  wait_loaded ();
  g_assert_cmpuint (depth (), ==, 9);
  g_assert_true (get_flag ("modified"));
  assert_text ("path", NULL);
  tear_down ();
}

static void
test_restore (void)
{
  g_autofree char *path = g_build_filename (folder, "one.theta", NULL);
  g_autofree char *gone = g_build_filename (folder, "gone.theta", NULL);
  g_autoptr (ThetaExperiment) changed = NULL, same = theta_experiment_load (path, NULL);

  set_up ();
  changed = theta_experiment_with (same, "Network.Depth=8", NULL);
  theta_session_restore (session, changed, path);
  wait_loaded ();
  g_assert_true (get_flag ("modified"));
  assert_text ("path", path);
  theta_session_restore (session, same, path);
  wait_loaded ();
  g_assert_false (get_flag ("modified"));
  theta_session_restore (session, same, gone);
  g_assert_true (get_flag ("modified"));
  theta_session_restore (session, same, NULL);
  g_assert_true (get_flag ("modified"));
  wait_loaded ();
  tear_down ();
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL, *path = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  text = support_csv (60, 60, 1, 0, FALSE);
  path = support_write (folder, "a.csv", text);
  g_test_add_func ("/session/undo/walk", test_walk);
  g_test_add_func ("/session/undo/words", test_words);
  g_test_add_func ("/session/undo/one-step", test_one_step);
  g_test_add_func ("/session/undo/data", test_data);
  g_test_add_func ("/session/undo/while-reading", test_undo_while_reading);
  g_test_add_func ("/session/file", test_file);
  g_test_add_func ("/session/restore", test_restore);
  status = g_test_run ();
  support_remove (folder);
  return status;
}
