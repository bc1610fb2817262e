/* What a program that was killed leaves behind, and who finds it. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "experiment/autosave.h"
#include "support.h"

static char *folder;

static ThetaSession *
new_session (void)
{
  g_autoptr (GError) error = NULL;
  ThetaSession *session = theta_session_new ("cpu", 1, &error);

  g_assert_no_error (error);
  return session;
}

static guint
count_files (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
turn_for (guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

/* A program of its own that changes the experiment, keeps it and never ends it: the
 * test's own program, called again. */
static GPid
start_victim (const char *self, const char *setting, const char *open)
{
  const char *argv[] = { self, "--victim", setting, open, NULL };
  GPid pid;
  g_autoptr (GError) error = NULL;
  int out;
  char byte;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **) argv, NULL,
                                           G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out,
                                           NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (read (out, &byte, 1), ==, 1); /* it has written */
  close (out);
  return pid;
}

static int
be_victim (const char *setting, const char *open)
{
  ThetaSession *session = new_session ();
  ThetaAutosave *autosave = theta_autosave_new (session, g_getenv ("VICTIM_FOLDER"), NULL);

  if (open != NULL)
    theta_session_open (session, open);
  g_assert_true (theta_session_set (session, setting, NULL));
  theta_autosave_flush (autosave);
  g_assert_cmpint (write (STDOUT_FILENO, "x", 1), ==, 1);
  pause ();
  return 1;
}

static void
kill_victim (GPid pid)
{
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  g_spawn_close_pid (pid);
}

static const char *program;

static void
test_killed (void)
{
  g_autoptr (ThetaSession) session = new_session ();
  g_autoptr (ThetaAutosave) autosave = NULL;
  g_autofree char *path = support_write (folder, "mine.theta",
                                         "[Experiment]\nVersion=1\n[Dataset]\nSource=a.csv\n");
  ThetaLeftover *found;
  GPid first, second;

  g_setenv ("VICTIM_FOLDER", folder, TRUE);
  autosave = theta_autosave_new (session, folder, NULL);
  g_assert_nonnull (autosave);
  g_assert_null (theta_autosave_find (autosave));
  first = start_victim (program, "Network.Depth=7", NULL);
  g_assert_null (theta_autosave_find (autosave)); /* it lives */
  kill_victim (first);
  found = theta_autosave_find (autosave);
  g_assert_nonnull (found);
  g_assert_cmpuint (found->experiment->network.depth, ==, 7);
  g_assert_null (found->path);
  g_assert_cmpint (ABS (found->time - g_get_real_time () / G_USEC_PER_SEC), <, 60);
  g_assert_null (theta_autosave_find (autosave)); /* it is held */
  theta_leftover_free (found, FALSE);

  g_usleep (1100000); /* the second one is newer by its second */
  second = start_victim (program, "Network.Depth=3", path);
  kill_victim (second);
  found = theta_autosave_find (autosave);
  g_assert_cmpuint (found->experiment->network.depth, ==, 3);
  g_assert_cmpstr (found->path, ==, path);
  g_assert_cmpstr (found->experiment->source, ==, "a.csv");
  g_assert_cmpstr (found->experiment->base_dir, ==, folder);
  theta_leftover_free (found, TRUE);
  found = theta_autosave_find (autosave);
  g_assert_cmpuint (found->experiment->network.depth, ==, 7);
  theta_leftover_free (found, TRUE);
  g_assert_null (theta_autosave_find (autosave));
}

/* An untouched beginning is not kept, a change is, and a good end leaves nothing. */
static void
test_good_end (void)
{
  g_autoptr (ThetaSession) session = new_session ();
  guint before = count_files ();
  ThetaAutosave *autosave = theta_autosave_new (session, folder, NULL);

  g_assert_cmpuint (count_files (), ==, before + 1); /* the lock */
  theta_autosave_flush (autosave);
  g_assert_cmpuint (count_files (), ==, before + 1);
  g_assert_true (theta_session_set (session, "Network.Depth=2", NULL));
  turn_for (700);
  g_assert_cmpuint (count_files (), ==, before + 2);
  theta_session_undo (session);
  turn_for (700);
  g_assert_cmpuint (count_files (), ==, before + 1);
  theta_session_redo (session);
  turn_for (700);
  g_assert_cmpuint (count_files (), ==, before + 2);
  theta_autosave_free (autosave);
  g_assert_cmpuint (count_files (), ==, before);
}

/* Damaged files are cleared away; a folder that cannot be is told. */
static void
test_bad (void)
{
  g_autoptr (ThetaSession) session = new_session ();
  g_autoptr (ThetaAutosave) autosave = theta_autosave_new (session, folder, NULL);
  g_autofree char *broken = support_write (folder, "open-1.session", "[Thetascope]\nExperiment=x");
  g_autofree char *empty = support_write (folder, "open-2.session", "");
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_autosave_find (autosave));
  g_assert_false (g_file_test (broken, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (empty, G_FILE_TEST_EXISTS));
  g_assert_null (theta_autosave_new (session, "/dev/null/no", &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_autofree char *text = NULL, *path = NULL;
  int status;

  if (argc >= 3 && g_str_equal (argv[1], "--victim"))
    return be_victim (argv[2], argc > 3 ? argv[3] : NULL);
  g_test_init (&argc, &argv, NULL);
  program = argv[0];
  folder = support_folder ();
  text = support_csv (60, 60, 1, 0, FALSE);
  path = support_write (folder, "a.csv", text);
  g_test_add_func ("/autosave/killed", test_killed);
  g_test_add_func ("/autosave/good-end", test_good_end);
  g_test_add_func ("/autosave/bad", test_bad);
  status = g_test_run ();
  support_remove (folder);
  return status;
}
