/* Someone whose disk says no: saving and exporting fail, which one sentence says, and nothing
 * is lost by it. */
#include "hand.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static char *folder;

/* The file or folder @name in the folder of this journey; newly allocated. */
static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* A folder that is not empty stands where the file should be: root cannot replace it, either. */
static void
block (const char *name)
{
  g_autofree char *path = in_folder (name), *inside = g_build_filename (path, "kept", NULL);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "precious", -1, NULL));
}

static void
check_blocked (const char *name)
{
  g_autofree char *path = in_folder (name), *inside = g_build_filename (path, "kept", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (inside, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "precious");
}

static guint
count_files (void)
{
  g_autoptr (GDir) list = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (list) != NULL)
    n++;
  return n;
}

/* No file grows: what a full disk does. */
static void
fill_disk (gboolean full)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = full ? 16 : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static gboolean
is_refused (void)
{
  return gtk_info_bar_get_revealed (GTK_INFO_BAR (ui_child (window, "failure")));
}

/* One sentence above the pages names the file once, and the strip says what was not done. */
static void
check_told (const char *what, const char *name)
{
  const char *sentence, *at;

  ui_wait (is_refused ());
  ui_settle ();
  sentence = ui_label (window, "failure_label");
  g_test_message ("%s", sentence);
  at = strstr (sentence, name);
  g_assert_nonnull (at);
  g_assert_null (strstr (at + 1, name));
  g_assert_null (strchr (sentence, '\n'));
  g_assert_cmpint (g_utf8_strlen (at, -1), <, 80);
  g_assert_cmpstr (ui_label (window, "strip_stage"), ==, what);
}

static void
before (void)
{
  g_clear_pointer (&folder, g_free);
  folder = g_dir_make_tmp ("thetascope-refused-XXXXXX", NULL);
  ui_reset ();
  ui_set ("Network.Depth=4");
  ui_run ();
  ui_act ("win.page('results')");
  ui_settle ();
}

/* Whatever file it had before, it has afterwards. */
static void
save_first (void)
{
  g_autofree char *path = in_folder ("taken");
  g_autofree char *file = g_strdup (theta_session_get_path (session));
  g_autofree char *title = g_strdup (gtk_window_get_title (GTK_WINDOW (window)));

  block ("taken.theta");
  hand_key ("<Control><Shift>s");
  hand_answer (path);
  check_told ("Saving failed", "taken.theta");
  hand_shot ("save-refused");
  g_assert_true (theta_session_get_modified (session));
  g_assert_cmpstr (theta_session_get_path (session), ==, file);
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, title);
  g_assert_true (g_str_has_prefix (title, "• "));
  check_blocked ("taken.theta");
  g_assert_cmpuint (count_files (), ==, 1);
}

/* Its file is what it was, the change is not saved; once there is room again, it is. */
static void
save_again (void)
{
  g_autofree char *path = in_folder ("mine.theta"), *old = NULL, *kept = NULL;
  g_autoptr (ThetaExperiment) read = NULL;

  hand_key ("<Control><Shift>s");
  hand_answer (path);
  ui_wait (!theta_session_get_modified (session));
  g_assert_false (is_refused ());
  g_assert_true (g_file_get_contents (path, &old, NULL, NULL));
  ui_set ("Network.Depth=3");
  fill_disk (TRUE);
  hand_key ("<Control>s");
  ui_wait (is_refused ());
  fill_disk (FALSE);
  check_told ("Saving failed", "mine.theta");
  g_assert_true (theta_session_get_modified (session));
  g_assert_cmpstr (ui_label (window, "file_label"), ==, "• mine.theta");
  g_assert_true (g_file_get_contents (path, &kept, NULL, NULL));
  g_assert_cmpstr (kept, ==, old);
  g_assert_cmpuint (count_files (), ==, 2);
  hand_key ("<Control>s");
  ui_wait (!theta_session_get_modified (session));
  g_assert_false (is_refused ());
  read = theta_experiment_load (path, NULL);
  g_assert_cmpuint (read->network.depth, ==, 3);
}

/* "mine" means "mine.theta", about which the dialog for files has not asked. */
static void
save_over (const char *answer, guint depth)
{
  g_autofree char *path = in_folder ("mine"), *file = in_folder ("mine.theta");
  g_autoptr (ThetaExperiment) read = NULL;

  hand_key ("<Control><Shift>s");
  hand_answer (path);
  ui_wait (hand_find (GTK_TYPE_LABEL, "Replace “mine.theta”?") != NULL);
  hand_shot ("replace");
  hand_press (answer);
  ui_settle ();
  g_assert_false (is_refused ());
  read = theta_experiment_load (file, NULL);
  g_assert_cmpuint (read->network.depth, ==, depth);
}

static void
save_over_both (void)
{
  ui_set ("Network.Depth=2");
  save_over ("Cancel", 3);
  g_assert_true (theta_session_get_modified (session));
  save_over ("Replace", 2);
  g_assert_false (theta_session_get_modified (session));
  ui_set ("Network.Depth=3");
}

static void
export_to (const char *what, const char *format, const char *name)
{
  g_autofree char *path = in_folder (name);

  hand_key ("<Control>e");
  hand_choose ("What", what);
  if (format != NULL)
    hand_choose ("Format", format);
  hand_press ("Export…");
  hand_answer (path);
}

static void
export_refused (void)
{
  g_autofree char *good = in_folder ("good.json");

  block ("page.png");
  export_to ("This page as on the screen", "PNG, pixels", "page");
  check_told ("Exporting failed", "page.png");
  check_blocked ("page.png");
  block ("numbers.json");
  export_to ("All numbers (JSON)", NULL, "numbers");
  check_told ("Exporting failed", "numbers.json");
  hand_shot ("export-refused");
  check_blocked ("numbers.json");
  export_to ("All numbers (JSON)", NULL, "good");
  ui_wait (!is_refused ());
  g_assert_true (g_file_test (good, G_FILE_TEST_IS_REGULAR));
  g_assert_cmpuint (count_files (), ==, 5);
  g_assert_true (theta_session_get_modified (session));
}

static void
remove_all (void)
{
  g_autoptr (GDir) list = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (list)) != NULL)
    {
      g_autofree char *path = in_folder (name), *inside = g_build_filename (path, "kept", NULL);

      g_remove (inside);
      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_clear_pointer (&folder, g_free);
}

static void
journey (void)
{
  save_first ();
  save_again ();
  save_over_both ();
  export_refused ();
  remove_all ();
  ui_act ("win.page('data')");
  ui_settle ();
}

int
main (int argc, char **argv)
{
  return hand_main (argc, argv, "refused", before, journey);
}
