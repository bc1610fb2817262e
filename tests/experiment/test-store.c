/* Past runs: kept through a kill, shared, found again. */
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "experiment/run-private.h"
#include "experiment/store.h"
#include "support.h"

static char *folder;
static const char *program;

static char *
new_path (void)
{
  static guint count;

  return g_strdup_printf ("%s/store-%u/history.db", folder, count++);
}

static ThetaStore *
open_store (const char *path)
{
  g_autoptr (GError) error = NULL;
  ThetaStore *store = theta_store_open (path, &error);

  g_assert_no_error (error);
  return store;
}

static gint64
add (ThetaStore *store, const char *name, gint64 finished, const char *experiment)
{
  g_autoptr (ThetaPastRun) run = g_new0 (ThetaPastRun, 1);
  g_autoptr (GError) error = NULL;

  run->name = g_strdup (name);
  run->finished = finished;
  run->device = g_strdup ("CPU");
  run->seconds = 1.25;
  run->experiment = g_strdup (experiment);
  run->sentence = g_strdup ("The learnt weights lower the squared error.");
  run->note = g_strdup ("");
  run->results = g_strdup_printf ("{\"name\": \"%s\"}", name);
  theta_store_add (store, run, &error);
  g_assert_no_error (error);
  g_assert_cmpint (run->id, >, 0);
  return run->id;
}

/* Their names in order, with blanks between. */
static char *
names (ThetaStore *store, const char *filter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = theta_store_list (store, filter, &error);
  GString *out = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < runs->len; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", ((ThetaPastRun *) runs->pdata[i])->name);
  return g_string_free (out, FALSE);
}

#define assert_names(store, filter, expected)                                                      \
  G_STMT_START                                                                                     \
    {                                                                                              \
      g_autofree char *got_ = names (store, filter);                                               \
      g_assert_cmpstr (got_, ==, expected);                                                        \
    }                                                                                              \
  G_STMT_END

static void
test_keeps (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (ThetaStore) store = open_store (path);
  gint64 second = add (store, "wine", 2000000, "[Dataset]\nSource=sample:wine\n"), id;
  g_autoptr (ThetaPastRun) run = NULL;
  g_autoptr (GError) error = NULL;

  add (store, "iris", 1000000, "[Dataset]\nSource=sample:iris\n");
  add (store, "Ähre", 3000000, "[Weights]\nMethod=algorithm1\n");
  assert_names (store, NULL, "Ähre wine iris");
  assert_names (store, "ÄHRE", "Ähre");
  assert_names (store, "source= SAMPLE", "wine iris");
  assert_names (store, "sample iris", "iris");
  assert_names (store, "barley", "");

  g_assert_true (theta_store_set_note (store, second, "before the “harvest”; x'y", &error));
  assert_names (store, "harvest", "wine");
  run = theta_store_get (store, second, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (run->note, ==, "before the “harvest”; x'y");
  g_assert_cmpstr (run->results, ==, "{\"name\": \"wine\"}");
  g_assert_cmpstr (run->experiment, ==, "[Dataset]\nSource=sample:wine\n");
  g_assert_cmpint (run->finished, ==, 2000000);
  g_assert_cmpfloat (run->seconds, ==, 1.25);

  /* What was deleted can come back, and its number is nobody else's. */
  g_assert_true (theta_store_delete (store, second, &error));
  assert_names (store, NULL, "Ähre iris");
  g_assert_false (theta_store_set_note (store, second, "x", NULL));
  g_assert_true (theta_store_undelete (store, second, &error));
  assert_names (store, NULL, "Ähre wine iris");
  g_assert_true (theta_store_delete (store, second, &error));
  g_assert_true (theta_store_purge (store, g_get_real_time () - G_TIME_SPAN_DAY, &error));
  g_assert_true (theta_store_undelete (store, second, &error));
  g_assert_true (theta_store_delete (store, second, &error));
  g_assert_true (theta_store_purge (store, g_get_real_time () + 1, &error));
  g_assert_false (theta_store_undelete (store, second, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  id = add (store, "later", 4000000, "");
  g_assert_cmpint (id, >, second);
}

/* A list tells the means of the learnt weights where a run has them, and nothing else. */
static void
test_figures (void)
{
  static const char *const kept[] = {
    "{\"models\": [{\"name\": \"ntk\", \"mean\": {\"accuracy\": 0.5, \"squared_error\": 1}}, "
    "{\"name\": \"wntk\", \"mean\": {\"accuracy\": 0.75, \"squared_error\": 1.25e-2}}]}",
    "{\"models\": [{\"name\": \"ntk\", \"mean\": {\"accuracy\": 0.5, \"squared_error\": 1}}]}",
    "{\"models\": [{\"name\": \"wntk\", \"mean\": {\"accuracy\": null}}]}",
    "{\"models\": [", "[]", "" };
  g_autofree char *path = new_path ();
  g_autoptr (ThetaStore) store = open_store (path);
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (GError) error = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (kept); k++)
    {
      ThetaPastRun run = { .finished = 1000 - k, .name = (char *) "wine", .device = (char *) "CPU",
                           .experiment = (char *) "", .sentence = (char *) "",
                           .note = (char *) "", .results = (char *) kept[k] };

      g_assert_true (theta_store_add (store, &run, &error));
    }
  runs = theta_store_list (store, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, G_N_ELEMENTS (kept));
  for (guint k = 0; k < runs->len; k++)
    {
      const ThetaPastRun *run = runs->pdata[k];

      g_assert_true (k == 0 ? run->accuracy == 0.75 : isnan (run->accuracy));
      g_assert_true (k == 0 ? run->error == 0.0125 : isnan (run->error));
    }
}

/* The window and the command line have the file open at once. */
static void
test_shared (void)
{
  g_autofree char *path = new_path ();
  g_autoptr (ThetaStore) one = open_store (path), two = open_store (path);
  gint64 id = add (one, "a", 1, "");

  add (two, "b", 2, "");
  assert_names (one, NULL, "b a");
  g_assert_true (theta_store_delete (two, id, NULL));
  assert_names (one, NULL, "b");
}

static void
test_refuses (void)
{
  g_autofree char *path = new_path (), *parent = g_path_get_dirname (path);
  g_autofree char *text = NULL, *below = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  g_mkdir_with_parents (parent, 0700);
  text = support_write (parent, "text.db", "This is no database, but a text of some length.\n");
  g_assert_null (theta_store_open (text, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "text.db: this is damaged or no history"));
  g_clear_error (&error);
  below = g_build_filename (text, "history.db", NULL);
  g_assert_null (theta_store_open (below, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_IO);
  g_clear_error (&error);

  /* Of another program: it is left as it was. */
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "CREATE TABLE bookmarks (url TEXT)", NULL, NULL, NULL);
  sqlite3_close (db);
  g_assert_null (theta_store_open (path, &error));
  g_assert_nonnull (strstr (error->message, "another program"));
  g_clear_error (&error);
  g_unlink (path);

  theta_store_close (open_store (path));
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "PRAGMA user_version = 99", NULL, NULL, NULL);
  sqlite3_close (db);
  g_assert_null (theta_store_open (path, &error));
  g_assert_nonnull (strstr (error->message, "newer"));
}

static void
test_path (void)
{
  g_autofree char *kept = g_strdup (g_getenv ("THETASCOPE_HISTORY"));
  g_autofree char *none = NULL, *own = NULL, *usual = NULL;

  g_setenv ("THETASCOPE_HISTORY", "none", TRUE);
  none = theta_store_path ();
  g_setenv ("THETASCOPE_HISTORY", "/tmp/own.db", TRUE);
  own = theta_store_path ();
  g_unsetenv ("THETASCOPE_HISTORY");
  usual = theta_store_path ();
  if (kept != NULL)
    g_setenv ("THETASCOPE_HISTORY", kept, TRUE);
  g_assert_null (none);
  g_assert_cmpstr (own, ==, "/tmp/own.db");
  g_assert_true (g_str_has_prefix (usual, g_get_user_data_dir ()));
  g_assert_true (g_str_has_suffix (usual, "/thetascope/history.db"));
}

/* ---- killed in the middle of a write ---- */

#define LARGE 4000000

/* What the child does: adds large runs for ever and tells each that is there. */
G_NORETURN static void
write_for_ever (const char *path)
{
  g_autoptr (ThetaStore) store = theta_store_open (path, NULL);
  g_autofree char *large = g_strnfill (LARGE, 'x');

  for (;;)
    {
      gint64 id = add (store, "killed", g_get_real_time (), large);

      g_print ("%" G_GINT64_FORMAT "\n", id);
      fflush (stdout);
    }
}

/* Starts such a child, waits until it has told a run, lets it write for @wait µs more
 * and kills it; the run that it told. */
static gint64
write_and_kill (const char *path, gulong wait)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program,
                                                    "--write", path, NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autofree char *line = NULL;

  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_nonnull (line);
  g_usleep (wait);
  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, NULL);
  return g_ascii_strtoll (line, NULL, 10);
}

static void
check_integrity (const char *path)
{
  sqlite3 *db;
  sqlite3_stmt *check;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "PRAGMA integrity_check", -1, &check, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_step (check), ==, SQLITE_ROW);
  g_assert_cmpstr ((const char *) sqlite3_column_text (check, 0), ==, "ok");
  sqlite3_finalize (check);
  sqlite3_close (db);
}

/* Every run is whole, and each that was told is there. */
static void
test_killed (void)
{
  g_autofree char *path = new_path ();
  ThetaStore *store = open_store (path);
  gint64 first = add (store, "earlier", 1, "");

  theta_store_close (store);
  for (guint round = 0; round < 4; round++)
    {
      /* Most of its time the child is writing. */
      gint64 told = write_and_kill (path, 3000 + 4000 * round);
      g_autoptr (GPtrArray) runs = NULL;
      g_autoptr (ThetaPastRun) run = NULL;
      g_autoptr (GError) error = NULL;

      check_integrity (path);
      store = open_store (path);
      runs = theta_store_list (store, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (runs->len, >=, round + 2);
      for (guint i = 0; i < runs->len; i++)
        {
          const ThetaPastRun *one = runs->pdata[i];

          g_assert_cmpuint (strlen (one->experiment), ==, one->id == first ? 0 : LARGE);
        }
      run = theta_store_get (store, told, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (strlen (run->experiment), ==, LARGE);
      theta_store_close (store);
    }
}

/* ---- results there and back ---- */

static void
test_back (void)
{
  g_autofree char *csv = support_csv (30, 30, 1, 0, FALSE), *source = NULL;
  g_autofree char *before = NULL, *after = NULL, *sentence = NULL, *again = NULL, *empty = NULL;
  g_autoptr (ThetaResults) results = NULL, back = NULL;
  g_autoptr (ThetaPastRun) run = NULL;
  g_autoptr (GError) error = NULL;
  Spy *spy = support_spy_open ();

  source = support_write (folder, "back.csv", csv);
  results = support_run_settings (spy, source,
                                  "Standardize=all\n[Network]\nDepth=2\n[Evaluation]\nFolds=3\n");
  g_clear_pointer (&results->frame, theta_frame_unref);
  support_spy_close (spy);
  before = theta_results_to_json (results);
  sentence = theta_results_sentence (results);
  g_assert_nonnull (strstr (before, "Dataset.Standardize=train"));
  run = theta_past_run_new (results);
  g_assert_cmpstr (run->name, ==, "back");
  g_assert_cmpstr (run->sentence, ==, sentence);
  g_assert_nonnull (strstr (run->experiment, source));

  back = theta_past_run_read (run, &error);
  g_assert_no_error (error);
  g_assert_true (back->restored);
  g_assert_true (theta_experiment_equal (back->experiment, results->experiment));
  after = theta_results_to_json (back);
  g_assert_cmpstr (after, ==, before);
  again = theta_results_sentence (back);
  g_assert_cmpstr (again, ==, sentence);
  for (guint m = 0; m < results->models->len; m++)
    {
      const ThetaModelResult *a = results->models->pdata[m], *b = back->models->pdata[m];

      g_assert_cmpstr (a->label, ==, b->label);
      g_assert_true (a->against_tuned_valid == b->against_tuned_valid);
      if (a->against_tuned_valid)
        g_assert_cmpfloat (a->against_tuned.p, ==, b->against_tuned.p);
    }
  /* No prediction is invented. */
  empty = theta_results_predictions_csv (back);
  g_assert_null (strchr (strchr (empty, '\n') + 1, '\n'));
}

/* Texts that are no results, or not whole: refused or read, never a crash. */
static void
test_bad_results (void)
{
  static const char *const bad[] = {
    "", "[]", "null", "{}", "{\"experiment\": 3}", "{\"experiment\": \"[Dataset]\\nSource=x\"}",
    "{\"experiment\": \"[Dataset]\\nSource=x\", \"data\": {\"classes\": [\"a\", \"b\"]}, "
    "\"models\": [3]}",
    "{\"experiment\": \"[Dataset]\\nSource=x\", \"data\": {\"classes\": [\"a\", \"b\"]}, "
    "\"models\": [{\"name\": \"ntk\", \"folds\": [{\"train\": 3, \"test\": 1}], "
    "\"confusion\": [[1, 2], [3]]}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (theta_results_from_json (bad[i], NULL, &error));
      g_assert_nonnull (error);
      g_assert_true (theta_error_is_input (error));
    }
}

int
main (int argc, char **argv)
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--write"))
    write_for_ever (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  g_test_add_func ("/store/keeps", test_keeps);
  g_test_add_func ("/store/figures", test_figures);
  g_test_add_func ("/store/shared", test_shared);
  g_test_add_func ("/store/refuses", test_refuses);
  g_test_add_func ("/store/path", test_path);
  g_test_add_func ("/store/killed", test_killed);
  g_test_add_func ("/store/back", test_back);
  g_test_add_func ("/store/bad-results", test_bad_results);
  status = g_test_run ();
  support_remove (folder);
  return status;
}
