#include "experiment/session.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "support.h"

static char *folder;
static ThetaSession *session;
/* What the signals said last. */
static char *failed, *stopped, *opened, *doubtful;
static guint frames, dataset_notifies;

static void
on_said (ThetaSession *self, const char *what, gpointer user_data)
{
  char **place = user_data;

  g_free (*place);
  *place = g_strdup (what);
}

static void
on_notify (ThetaSession *self, GParamSpec *pspec, gpointer user_data)
{
  ++*(guint *) user_data;
}

static gboolean
get_flag (const char *name)
{
  gboolean value;

  g_object_get (session, name, &value, NULL);
  return value;
}

static char *
get_text (const char *name)
{
  char *value;

  g_object_get (session, name, &value, NULL);
  return value;
}

static void
wait_while (const char *flag)
{
  while (get_flag (flag))
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_problem (const char *pattern)
{
  g_autofree char *problem = get_text ("problem");

  if (pattern == NULL)
    g_assert_cmpstr (problem, ==, NULL);
  else if (problem == NULL || !g_pattern_match_simple (pattern, problem))
    g_error ("the problem is “%s”, not “%s”", problem, pattern);
}

static void
set (const char *assignment)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (theta_session_set (session, assignment, &error));
  g_assert_no_error (error);
}

static void
set_up (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "a.csv", NULL);

  session = theta_session_new ("cpu", 1, &error);
  g_assert_no_error (error);
  g_signal_connect (session, "failed", G_CALLBACK (on_said), &failed);
  g_signal_connect (session, "stopped", G_CALLBACK (on_said), &stopped);
  g_signal_connect (session, "opened", G_CALLBACK (on_said), &opened);
  g_signal_connect (session, "doubtful", G_CALLBACK (on_said), &doubtful);
  g_signal_connect (session, "notify::frame", G_CALLBACK (on_notify), &frames);
  g_signal_connect (session, "notify::dataset", G_CALLBACK (on_notify), &dataset_notifies);
  /* Takes the place of the sample that a new session reads. */
  theta_session_open (session, path);
  g_assert_true (get_flag ("loading"));
  assert_problem ("The data are still being read");
  wait_while ("loading");
  g_assert_null (failed);
  set ("Evaluation.Folds=2");
}

static void
tear_down (void)
{
  g_clear_pointer (&failed, g_free);
  g_clear_pointer (&stopped, g_free);
  g_clear_pointer (&opened, g_free);
  g_clear_pointer (&doubtful, g_free);
  frames = dataset_notifies = 0;
  g_assert_finalize_object (session);
  session = NULL;
  /* What the worker still had to say finds nobody. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Without a word from anybody there is something to run. */
static void
test_first (void)
{
  g_autoptr (GError) error = NULL;

  session = theta_session_new ("cpu", 1, &error);
  g_assert_no_error (error);
  g_assert_null (theta_session_get_dataset (session));
  g_assert_null (theta_session_get_results (session));
  wait_while ("loading");
  g_assert_cmpuint (theta_session_get_dataset (session)->x->rows, ==, 178); /* wine */
  assert_problem (NULL);
  tear_down ();
}

static void
test_open_and_run (void)
{
  g_autofree char *device = NULL;
  double duration;

  set_up ();
  device = get_text ("device");
  g_assert_cmpstr (device, ==, "CPU, 1 thread");
  g_assert_nonnull (theta_session_get_dataset (session));
  g_assert_cmpuint (theta_session_get_dataset (session)->x->rows, ==, 60);
  g_assert_cmpuint (dataset_notifies, ==, 1); /* the sample that was replaced never came */
  assert_problem (NULL);
  theta_session_run (session);
  g_assert_true (theta_session_get_running (session));
  wait_while ("running");
  g_assert_null (failed);
  g_assert_nonnull (theta_session_get_results (session));
  g_assert_true (theta_session_get_frame (session)
                 == theta_session_get_results (session)->frame);
  g_assert_cmpuint (frames, >, 1);
  g_assert_false (get_flag ("stale"));
  g_object_get (session, "duration", &duration, NULL);
  g_assert_cmpfloat (duration, >, 0);
  tear_down ();
}

static void
test_stale (void)
{
  ThetaResults *results;
  g_autoptr (GError) error = NULL;

  set_up ();
  theta_session_run (session);
  wait_while ("running");
  results = theta_session_get_results (session);
  set ("Network.Depth=3");
  g_assert_true (get_flag ("stale"));
  g_assert_true (theta_session_get_results (session) == results);
  set ("Network.Depth=5");
  g_assert_false (get_flag ("stale"));
  set ("Experiment.Name=Another name");
  g_assert_false (get_flag ("stale"));
  g_assert_false (theta_session_set (session, "Network.Depth=99", &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 5);
  g_assert_false (get_flag ("stale"));
  g_assert_cmpuint (dataset_notifies, ==, 1); /* none of this reads the data again */
  tear_down ();
}

static void
test_stop (void)
{
  gint64 start;

  set_up ();
  set ("Weights.Method=algorithm1");
  set ("Weights.Iterations=1000000");
  set ("Weights.LearningRate=1e-12");
  theta_session_run (session);
  while (theta_session_get_frame (session) == NULL
         || theta_session_get_frame (session)->stage != THETA_STAGE_WEIGHTS)
    g_main_context_iteration (NULL, TRUE);
  start = g_get_monotonic_time ();
  theta_session_stop (session);
  wait_while ("running");
  /* 50 ms are promised; a busy machine under a sanitizer gets more. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
  g_assert_null (failed);
  g_assert_cmpstr (stopped, ==, "Learning the weights, fold 1 of 2");
  g_assert_null (theta_session_get_results (session));
  g_assert_nonnull (theta_session_get_frame (session)); /* what was seen stays */
  tear_down ();
}

static void
test_problem (void)
{
  g_autofree char *numbers = support_write (folder, "n.csv", "x,y\n0.5,1.5\n2.5,0.25\n1.5,3.5\n");
  g_autofree char *first = g_build_filename (folder, "a.csv", NULL);

  set_up ();
  theta_session_open (session, numbers);
  assert_problem ("The data are still being read");
  wait_while ("loading");
  g_assert_null (failed); /* data without classes are data */
  assert_problem ("*has no classes; *");
  theta_session_run (session);
  g_assert_false (theta_session_get_running (session));
  g_assert_nonnull (strstr (failed, "has no classes"));
  theta_session_open (session, first);
  wait_while ("loading");
  assert_problem (NULL);
  set ("Experiment.MemoryLimit=1 kB");
  assert_problem ("60 rows and 5 layers need * of memory and * are allowed; *");
  set ("Experiment.MemoryLimit=auto");
  assert_problem (NULL);
  g_clear_pointer (&failed, g_free);
  set ("Dataset.Label=colour");
  wait_while ("loading");
  assert_problem ("*colour*");
  g_assert_nonnull (strstr (failed, "colour"));
  g_assert_null (theta_session_get_dataset (session));
  tear_down ();
}

/* A file that cannot be read takes nothing away. */
static void
test_open_bad (void)
{
  g_autofree char *bad = support_write (folder, "bad.csv", "");
  g_autofree char *theta = support_write (folder, "bad.theta", "[Network]\nDepth=x\n");
  g_autofree char *source = NULL;

  set_up ();
  source = g_strdup (theta_session_get_experiment (session)->source);
  theta_session_open (session, bad);
  set ("Network.Depth=2"); /* meanwhile */
  wait_while ("loading");
  g_assert_nonnull (strstr (failed, "bad.csv"));
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, source);
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 2);
  g_assert_nonnull (theta_session_get_dataset (session));
  assert_problem (NULL);
  theta_session_open (session, theta);
  g_assert_nonnull (strstr (failed, "bad.theta:2:7: "));
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, source);
  assert_problem (NULL);
  tear_down ();
}

static void
test_open_more (void)
{
  g_autofree char *text = support_csv (30, 30, 5, 0, FALSE);
  g_autofree char *other = support_write (folder, "b.csv", text);
  g_autofree char *theta = support_write (
      folder, "b.theta", "[Dataset]\nSource=b.csv\n[Network]\nDepth=2\n");
  g_autofree char *first = g_build_filename (folder, "a.csv", NULL);

  set_up ();
  set ("Network.Depth=4");
  set ("Dataset.Label=class");
  wait_while ("loading");
  theta_session_open (session, first);
  theta_session_open (session, other);
  set ("Regression.Ridge=0.5");
  wait_while ("loading");
  g_assert_null (failed);
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, other);
  g_assert_cmpuint (theta_session_get_dataset (session)->x->rows, ==, 30);
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 4);
  g_assert_true (theta_session_get_experiment (session)->ridge == 0.5);
  g_assert_cmpstr (theta_session_get_experiment (session)->label, ==, "auto");
  theta_session_open (session, theta);
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 2);
  wait_while ("loading");
  g_assert_null (failed);
  assert_problem (NULL);
  tear_down ();
}

/* What was opened is told when it has been read; what cannot be read is doubtful, and so is
 * a table without a label, unless how it is read was chosen. */
static void
test_opening (void)
{
  g_autofree char *good = g_build_filename (folder, "a.csv", NULL);
  g_autofree char *messy = support_write (folder, "messy.csv", "x;class\n# no\n1;a\n-;b\n2;a\n3;b\n");
  g_autofree char *plain = support_write (folder, "plain.csv", "x,y\n1,2.5\n2,3.5\n4,4.5\n");
  const char *const choice[] = { "Dataset.Comment=#", "Dataset.MissingMarks=-",
                                 "Dataset.Missing=drop-row", NULL };
  const char *const wrong[] = { "Dataset.Comment=#", "Dataset.Missing=perhaps", NULL };
  const char *const label[] = { "Dataset.Label=none", NULL };
  g_autoptr (GError) error = NULL;

  set_up ();
  g_assert_cmpstr (opened, ==, good);
  g_assert_null (doubtful);
  theta_session_open (session, messy);
  wait_while ("loading");
  g_assert_nonnull (failed);
  g_assert_cmpstr (doubtful, ==, messy);
  g_assert_cmpstr (opened, ==, good);
  g_assert_false (theta_session_open_with (session, messy, wrong, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_false (get_flag ("loading"));
  g_assert_true (theta_session_open_with (session, messy, choice, NULL));
  wait_while ("loading");
  g_assert_cmpstr (opened, ==, messy);
  g_assert_cmpuint (theta_session_get_dataset (session)->x->rows, ==, 3);
  g_assert_cmpstr (theta_session_get_experiment (session)->missing_marks, ==, "-");
  g_clear_pointer (&doubtful, g_free);
  theta_session_open (session, plain);
  wait_while ("loading");
  g_assert_cmpstr (opened, ==, plain);
  g_assert_cmpstr (doubtful, ==, plain);
  /* The choice was the other file's. */
  g_assert_cmpstr (theta_session_get_experiment (session)->comment, ==, "");
  g_clear_pointer (&doubtful, g_free);
  g_assert_true (theta_session_open_with (session, plain, label, NULL));
  wait_while ("loading");
  g_assert_null (doubtful);
  g_clear_pointer (&opened, g_free);
  theta_session_open (session, "sample:iris");
  wait_while ("loading");
  g_assert_null (opened);
  tear_down ();
}

/* One change of several settings, or none. */
static void
test_set_all (void)
{
  const char *const good[] = { "Dataset.Ignore=x1", "Dataset.Label=class", NULL };
  const char *const bad[] = { "Dataset.Ignore=x2", "Dataset.Missing=perhaps", NULL };
  guint before;

  set_up ();
  before = dataset_notifies;
  g_assert_true (theta_session_set_all (session, good, NULL));
  wait_while ("loading");
  g_assert_cmpuint (dataset_notifies, ==, before + 1);
  g_assert_cmpuint (theta_session_get_dataset (session)->x->cols, ==, 2);
  g_assert_false (theta_session_set_all (session, bad, NULL));
  g_assert_cmpstr (theta_session_get_experiment (session)->ignore, ==, "x1");
  g_assert_false (get_flag ("loading"));
  tear_down ();
}

static void
test_free_while_busy (void)
{
  set_up ();
  set ("Weights.Method=algorithm1");
  set ("Weights.Iterations=1000000");
  theta_session_run (session);
  while (theta_session_get_frame (session) == NULL)
    g_main_context_iteration (NULL, TRUE);
  set ("Dataset.TrainLimit=10");
  g_assert_true (get_flag ("loading"));
  tear_down ();
}

/* More work is told to take longer; a run that is over corrects the pace. */
static void
test_estimate (void)
{
  double before, after, more, duration;

  set_up ();
  g_assert_true (isnan (theta_session_estimate_seconds (session)));
  theta_session_time_device (session);
  while (isnan (theta_session_estimate_seconds (session)))
    g_main_context_iteration (NULL, TRUE);
  before = theta_session_estimate_seconds (session);
  g_assert_cmpfloat (before, >, 0);
  g_assert_cmpfloat (before, <, 60);
  set ("Evaluation.Folds=4");
  more = theta_session_estimate_seconds (session);
  g_assert_cmpfloat (more, >, 1.5 * before);
  set ("Evaluation.Folds=2");
  theta_session_run (session);
  wait_while ("running");
  g_object_get (session, "duration", &duration, NULL);
  after = theta_session_estimate_seconds (session);
  g_assert_cmpfloat_with_epsilon (after, duration, 1e-9 * duration);
  set ("Evaluation.Folds=4");
  g_assert_cmpfloat_with_epsilon (theta_session_estimate_seconds (session) / after, more / before,
                                  1e-9);
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
  g_test_add_func ("/session/first", test_first);
  g_test_add_func ("/session/open-and-run", test_open_and_run);
  g_test_add_func ("/session/stale", test_stale);
  g_test_add_func ("/session/estimate", test_estimate);
  g_test_add_func ("/session/stop", test_stop);
  g_test_add_func ("/session/problem", test_problem);
  g_test_add_func ("/session/open-bad", test_open_bad);
  g_test_add_func ("/session/open-more", test_open_more);
  g_test_add_func ("/session/opening", test_opening);
  g_test_add_func ("/session/set-all", test_set_all);
  g_test_add_func ("/session/free-while-busy", test_free_while_busy);
  status = g_test_run ();
  support_remove (folder);
  return status;
}
