/* Views in files and links: what goes out comes in again, and what is wrong is told. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "experiment/autosave.h"
#include "experiment/link.h"
#include "experiment/results.h"
#include "support.h"

static char *folder;

/* Every key of a view with a value that is not the default. */
static const char every_key[] = "[View]\n"
                                "Page=kernels\n"
                                "Show=difference\n"
                                "Order=clustering\n"
                                "Rows=test\n"
                                "Colours=own\n"
                                "Scale=log\n"
                                "Labels=true\n"
                                "Inspector=false\n"
                                "Map=3\n"
                                "Alone=true\n"
                                "Row=17\n"
                                "Column=178\n"
                                "KernelFold=4\n"
                                "Zoom=10.5;0;40.25\n"
                                "Weights=log\n"
                                "Fold=2\n"
                                "Iteration=7\n"
                                "Range=3.25;9\n"
                                "Accuracy=true\n"
                                "Training=true\n";
static const char small[] = "[Experiment]\nVersion=1\nSeed=1\n\n[Dataset]\nSource=sample:wine\n";

static ThetaExperiment *
parse (const char *a, const char *b)
{
  g_autofree char *text = g_strconcat (a, "\n", b, NULL);
  g_autoptr (GError) error = NULL;
  ThetaExperiment *self = theta_experiment_parse (text, "mine.theta", NULL, &error);

  g_assert_no_error (error);
  return self;
}

static void
test_view_text (void)
{
  g_autoptr (ThetaExperiment) viewed = parse (small, every_key), plain = parse (small, "");
  g_autoptr (ThetaExperiment) changed = theta_experiment_with (viewed, "Network.Depth=2", NULL);
  g_autofree char *file = theta_experiment_to_file_text (viewed);
  g_autofree char *text = theta_experiment_to_text (viewed);
  g_autofree char *none = theta_experiment_to_file_text (plain);
  g_autofree char *expected = g_strconcat (small, "\n", every_key, NULL);

  g_assert_cmpstr (file, ==, expected);
  /* Results keep what was computed, not what was looked at. */
  g_assert_cmpstr (text, ==, small);
  g_assert_cmpstr (none, ==, small);
  g_assert_true (theta_experiment_equal (viewed, plain));
  g_assert_true (viewed->view.given);
  g_assert_false (plain->view.given);
  g_assert_cmpuint (plain->view.iteration, ==, THETA_VIEW_LAST);
  g_assert_cmpfloat (viewed->view.zoom[2], ==, 40.25);
  g_assert_cmpfloat (viewed->view.range[0], ==, 3.25);
  g_assert_cmpfloat (viewed->view.range[1], ==, 9);
  g_assert_true (changed->view.given);
  g_assert_cmpuint (changed->view.row, ==, 17);
}

static void
test_bad_view (void)
{
  static const struct
  {
    const char *line, *sentence;
  } bad[] = {
    { "Page=kernel", "mine.theta:9:6: View.Page must be data, kernels, learning or results, not "
                     "“kernel”" },
    { "Zoom=1;2", "mine.theta:9:6: View.Zoom must be empty, or the first row" },
    { "Zoom=1;2;0", "mine.theta:9:6: View.Zoom must be empty" },
    { "Iteration=-1", "mine.theta:9:11: View.Iteration must be last or the number" },
    { "Range=3", "mine.theta:9:7: View.Range must be empty, or the first and the last iteration "
                 "shown, such as 10;40, not “3”" },
    { "Range=9;9", "mine.theta:9:7: View.Range must be empty" },
    { "Range=-1;9", "mine.theta:9:7: View.Range must be empty" },
    { "Range=1;9;12", "mine.theta:9:7: View.Range must be empty" },
    { "Range=1;inf", "mine.theta:9:7: View.Range must be empty" },
    { "Row=x", "mine.theta:9:5: View.Row must be a whole number" },
    { "Paint=blue", "mine.theta:9:1: unknown key “Paint” in [View]; expected one of Page, Show" },
    { "KernelFold=-1", "mine.theta:9:12: View.KernelFold must be a whole number" },
    { "Map=999", "mine.theta:9:5: View.Map must be a whole number from 0 to" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      g_autofree char *text = g_strconcat (small, "\n[View]\n", bad[k].line, "\n", NULL);
      g_autoptr (GError) error = NULL;

      g_assert_null (theta_experiment_parse (text, "mine.theta", NULL, &error));
      g_assert_nonnull (strstr (error->message, bad[k].sentence));
    }
}

static void
test_link_round_trip (void)
{
  static const char *const texts[]
      = { "[Experiment]\nName=Θ & Co = 100 %, “x”#1\nSeed=12\n[Dataset]\nSource=/data/größe "
          "&=?.csv\nLabel=a+b\n[Network]\nActivation=formula\nFormula=x*tanh(x)\n",
          "[Dataset]\nSource=generator:moons?n=200&noise=0.1\n[Weights]\nInitial=1;2;3;4;0.5\n",
          "[Dataset]\nSource=sample:wine\n" };

  for (guint k = 0; k < 2 * G_N_ELEMENTS (texts); k++)
    {
      g_autoptr (ThetaExperiment) sent = parse (texts[k / 2], k % 2 == 0 ? every_key : "");
      g_autofree char *link = theta_link_new (sent), *padded = g_strconcat ("  ", link, "\n", NULL);
      g_autofree char *before = theta_experiment_to_file_text (sent), *after = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaExperiment) got = theta_link_parse (padded, &error);

      g_assert_no_error (error);
      g_assert_true (theta_link_is (padded));
      g_assert_true (g_str_is_ascii (link));
      g_assert_null (strpbrk (link, " \n\"'<>\\"));
      after = theta_experiment_to_file_text (got);
      g_assert_cmpstr (after, ==, before);
      /* Every part but the last is needed: a link without it is another one. */
      g_assert_true (theta_experiment_equal (sent, got));
    }
}

static void
test_link_paths (void)
{
  g_autoptr (ThetaExperiment) relative = theta_experiment_parse (
      "[Dataset]\nSource=a.csv\nTestSource=sub/b.csv\n", NULL, "/home/me", NULL);
  g_autofree char *link = theta_link_new (relative);
  g_autoptr (ThetaExperiment) got = theta_link_parse (link, NULL);

  g_assert_cmpstr (got->source, ==, "/home/me/a.csv");
  g_assert_cmpstr (got->test_source, ==, "/home/me/sub/b.csv");
}

static void
test_bad_links (void)
{
  static const struct
  {
    const char *link, *sentence;
  } bad[] = {
    { "", "it does not begin with thetascope:open?" },
    { "thetascope:run?Dataset.Source=sample:wine", "it does not begin with" },
    { "thetascope:open?", "Dataset.Source is missing" },
    { "thetascope:open?Dataset.Source=sample:wine&", "“” is not Group.Key=Value" },
    { "thetascope:open?Dataset.Source", "“Dataset.Source” is not Group.Key=Value" },
    { "thetascope:open?Dataset.Source=%zz", "is not encoded as links are" },
    { "thetascope:open?Dataset.Source=%ff", "is not encoded as links are" },
    { "thetascope:open?Dataset.Source=%00", "is not encoded as links are" },
    { "thetascope:open?Dataset.Source=a%0A[View]", "is not encoded as links are" },
    { "thetascope:open?Dataset.Source=sample:wine&Network.Depth=3&Network.Depth=4",
      "“Network.Depth” is there twice" },
    { "thetascope:open?Network.Depth=3", "Dataset.Source is missing" },
    { "thetascope:open?Dataset.Source=sample:wine&Network.Depth=0", "Network.Depth must be" },
    { "thetascope:open?Dataset.Source=sample:wine&Run.Now=true", "no setting Run.Now" },
    { "thetascope:open?Dataset.Source=sample:wine&Experiment.Version=2",
      "Experiment.Version must be" },
    { "thetascope:open?Dataset.Source=sample:wine&Net\nwork.Depth=2", "is not encoded as" },
    { "thetascope:open?Dataset.Source=sample:wine&View.Page=start", "View.Page must be" },
    { "thetascope:open?Dataset.Source=../../etc/passwd", "without its folder" },
  };
  g_autofree char *filler = g_strnfill (70000, 'x');
  g_autofree char *long_one = g_strconcat ("thetascope:open?Dataset.Source=/", filler, NULL);
  g_autoptr (GError) too_long = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (theta_link_parse (bad[k].link, &error));
      g_assert_true (g_str_has_prefix (error->message, "The link cannot be opened: "));
      g_assert_nonnull (strstr (error->message, bad[k].sentence));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_cmpuint (strlen (error->message), <, 1200);
    }
  g_assert_null (theta_link_parse (long_one, &too_long));
  g_assert_nonnull (strstr (too_long->message, "longer than any"));
}

/* Mangled links are refused or read; nothing else comes of them. */
static void
test_mangled (void)
{
  g_autoptr (ThetaExperiment) sent = parse (small, every_key);
  g_autofree char *link = theta_link_new (sent);
  gsize length = strlen (link);
  guint refused = 0;

  for (guint k = 0; k < 3000; k++)
    {
      g_autofree char *bad = g_strdup (link);
      g_autoptr (GError) error = NULL;
      ThetaExperiment *got;

      bad[g_test_rand_int_range (0, (gint32) length)] = (char) g_test_rand_int_range (1, 256);
      if (k % 3 == 0)
        bad[g_test_rand_int_range (0, (gint32) length)] = '\0';
      got = theta_link_parse (bad, &error);
      g_assert_true ((got == NULL) == (error != NULL));
      refused += got == NULL;
      g_clear_pointer (&got, theta_experiment_unref);
    }
  g_assert_cmpuint (refused, >, 1000);
}

/* ---- the session ---- */

static void
on_view (ThetaSession *session, gpointer count)
{
  ++*(guint *) count;
}

static void
on_failed (ThetaSession *session, const char *sentence, gpointer place)
{
  g_free (*(char **) place);
  *(char **) place = g_strdup (sentence);
}

static void
fill_view (ThetaView *view, gpointer user_data)
{
  view->page = THETA_VIEW_PAGE_LEARNING;
  view->row = GPOINTER_TO_UINT (user_data);
}

static void
wait_loaded (ThetaSession *session)
{
  gboolean loading = TRUE;

  while (loading)
    {
      g_main_context_iteration (NULL, TRUE);
      g_object_get (session, "loading", &loading, NULL);
    }
}

static void
test_session (void)
{
  g_autoptr (ThetaSession) session = theta_session_new ("cpu", 1, NULL);
  g_autofree char *path = g_build_filename (folder, "seen.theta", NULL);
  g_autofree char *failed = NULL, *link = NULL, *text = NULL, *undo = NULL, *dangling = NULL;
  g_autoptr (ThetaExperiment) saved = NULL;
  g_autoptr (GError) error = NULL;
  guint views = 0;

  g_signal_connect (session, "view", G_CALLBACK (on_view), &views);
  g_signal_connect (session, "failed", G_CALLBACK (on_failed), &failed);
  wait_loaded (session);
  theta_session_set_view_func (session, fill_view, GUINT_TO_POINTER (5));
  g_assert_true (theta_session_set (session, "Network.Depth=7", NULL));
  g_assert_true (theta_session_save (session, path, &error));
  g_assert_no_error (error);
  saved = theta_experiment_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (saved->view.page, ==, THETA_VIEW_PAGE_LEARNING);
  g_assert_cmpuint (saved->view.row, ==, 5);
  /* Looking elsewhere is no change that could be lost. */
  theta_session_set_view_func (session, fill_view, GUINT_TO_POINTER (6));
  g_assert_false (theta_session_get_modified (session));

  link = theta_session_to_link (session);
  g_assert_nonnull (strstr (link, "View.Row=6"));
  g_assert_true (theta_session_set (session, "Network.Depth=2", NULL));
  g_assert_true (theta_session_open_link (session, link, &error));
  wait_loaded (session);
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 7);
  g_assert_cmpuint (theta_session_get_experiment (session)->view.row, ==, 6);
  g_assert_cmpuint (views, ==, 1);
  g_assert_null (theta_session_get_path (session));
  g_assert_false (theta_session_get_running (session));
  g_assert_null (theta_session_get_results (session));
  g_object_get (session, "undo-text", &undo, NULL);
  g_assert_cmpstr (undo, ==, "opening a link");
  theta_session_undo (session);
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 2);
  g_assert_cmpstr (theta_session_get_path (session), ==, path);
  g_assert_true (theta_session_get_modified (session));

  /* Bad links and links to what is not there leave everything as it was. */
  g_assert_false (theta_session_open_link (session, "thetascope:open?x", &error));
  g_assert_nonnull (error);
  dangling = g_strdup_printf ("thetascope:open?Dataset.Source=%s/none.csv&View.Page=data", folder);
  g_assert_true (theta_session_open_link (session, dangling, NULL));
  wait_loaded (session);
  g_assert_nonnull (failed);
  g_assert_nonnull (strstr (failed, "none.csv"));
  g_assert_cmpuint (views, ==, 1);
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 2);
  g_assert_nonnull (theta_session_get_dataset (session));

  theta_session_open (session, path);
  wait_loaded (session);
  g_assert_cmpuint (views, ==, 2);
  text = theta_experiment_to_text (theta_session_get_experiment (session));
  g_assert_null (strstr (text, "View"));
}

static char *
read_kept (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  char *text = NULL;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".session"))
      {
        g_autofree char *path = g_build_filename (directory, name, NULL);

        g_assert_null (text);
        g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      }
  return text;
}

/* What came by a link has no file and no change, and would be missed all the same. */
static void
test_kept_link (void)
{
  g_autoptr (ThetaSession) session = theta_session_new ("cpu", 1, NULL);
  g_autofree char *directory = g_build_filename (folder, "linked", NULL), *kept = NULL;
  g_autoptr (ThetaAutosave) autosave = theta_autosave_new (session, directory, NULL);
  g_autofree char *none = NULL;

  wait_loaded (session);
  theta_autosave_flush (autosave);
  none = read_kept (directory);
  g_assert_null (none);
  g_assert_true (theta_session_open_link (
      session, "thetascope:open?Dataset.Source=sample:iris&View.Page=results", NULL));
  wait_loaded (session);
  g_assert_false (theta_session_get_modified (session));
  theta_autosave_flush (autosave);
  kept = read_kept (directory);
  g_assert_nonnull (kept);
  g_assert_nonnull (strstr (kept, "Source=sample:iris"));
  g_assert_nonnull (strstr (kept, "Page=results"));
}

/* What is looked at outlives a kill, too, without a change of the settings. */
static void
test_autosave (void)
{
  g_autoptr (ThetaSession) session = theta_session_new ("cpu", 1, NULL);
  g_autofree char *directory = g_build_filename (folder, "state", NULL), *left = NULL;
  g_autoptr (ThetaAutosave) autosave = theta_autosave_new (session, directory, NULL);
  gint64 end;

  wait_loaded (session);
  theta_session_set_view_func (session, fill_view, GUINT_TO_POINTER (41));
  g_assert_true (theta_session_set (session, "Network.Depth=7", NULL));
  theta_autosave_flush (autosave);
  theta_session_set_view_func (session, fill_view, GUINT_TO_POINTER (42));
  end = g_get_monotonic_time () + 7 * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (20000);
    }
  left = read_kept (directory);
  g_assert_nonnull (left);
  g_assert_nonnull (strstr (left, "Row=42"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  g_test_add_func ("/link/view-text", test_view_text);
  g_test_add_func ("/link/bad-view", test_bad_view);
  g_test_add_func ("/link/round-trip", test_link_round_trip);
  g_test_add_func ("/link/paths", test_link_paths);
  g_test_add_func ("/link/bad", test_bad_links);
  g_test_add_func ("/link/mangled", test_mangled);
  g_test_add_func ("/link/session", test_session);
  g_test_add_func ("/link/kept", test_kept_link);
  g_test_add_func ("/link/autosave", test_autosave);
  status = g_test_run ();
  support_remove (folder);
  return status;
}
