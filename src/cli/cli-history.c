/* history: the runs that were kept. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#include <json-glib/json-glib.h>

#include "base/error.h"
#include "base/number.h"
#include "experiment/compare.h"
#include "experiment/json.h"
#include "experiment/store.h"
#include "figure/report.h"

/* ---- lists ---- */

static void
print_list (const GPtrArray *runs)
{
  guint widest = 4;

  for (guint i = 0; i < runs->len; i++)
    widest = MAX (widest, theta_text_columns (((ThetaPastRun *) runs->pdata[i])->name));
  widest = MIN (widest, 30);
  for (guint i = 0; i < runs->len; i++)
    {
      const ThetaPastRun *run = runs->pdata[i];
      g_autofree char *date = theta_past_run_date (run);
      g_autofree char *name = theta_cli_one_line (run->name);
      g_autofree char *found = theta_cli_one_line (run->sentence);
      g_autofree char *note = theta_cli_one_line (run->note);
      guint columns = theta_text_columns (name);

      g_print ("%5" G_GINT64_FORMAT "  %s  %s%*s  %s\n", run->id, date, name,
               (int) (widest > columns ? widest - columns : 0), "", found);
      if (*note != '\0')
        g_print ("%5s  %16s  %*s  Note: %s\n", "", "", (int) widest, "", note);
    }
  if (runs->len == 0)
    g_print ("There are no such runs.\n");
}

static void
print_list_json (const GPtrArray *runs)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (json);
  for (guint i = 0; i < runs->len; i++)
    {
      const ThetaPastRun *run = runs->pdata[i];
      g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (run->finished / G_USEC_PER_SEC);
      g_autofree char *date = g_date_time_format_iso8601 (time);
      const struct
      {
        const char *name, *value;
      } texts[] = { { "finished", date },           { "name", run->name },
                    { "device", run->device },      { "found", run->sentence },
                    { "note", run->note },          { "experiment", run->experiment } };

      json_builder_begin_object (json);
      json_builder_set_member_name (json, "id");
      json_builder_add_int_value (json, run->id);
      for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
        {
          json_builder_set_member_name (json, texts[k].name);
          json_builder_add_string_value (json, texts[k].value);
        }
      json_builder_set_member_name (json, "seconds");
      json_builder_add_double_value (json, run->seconds);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  root = json_builder_get_root (json);
  text = theta_json_to_text (root);
  g_print ("%s\n", text);
}

static gboolean
act_list (ThetaStore *store, const ThetaCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *filter = argc > 0 ? g_strjoinv (" ", argv) : NULL;
  g_autoptr (GPtrArray) runs = theta_store_list (store, filter, error);

  if (runs == NULL)
    return FALSE;
  if (cli->json)
    print_list_json (runs);
  else
    print_list (runs);
  return TRUE;
}

/* ---- one run ---- */

static gboolean
parse_id (const char *text, gint64 *id, GError **error)
{
  guint64 value;

  /* “#12” is how the window writes it. */
  if (!g_ascii_string_to_unsigned (*text == '#' ? text + 1 : text, 10, 1, G_MAXINT64, &value, NULL))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "“%s” is not the number of a run; thetascope-cli history lists them", text);
      return FALSE;
    }
  *id = (gint64) value;
  return TRUE;
}

static ThetaPastRun *
get_run (ThetaStore *store, const char *text, GError **error)
{
  gint64 id;

  return parse_id (text, &id, error) ? theta_store_get (store, id, error) : NULL;
}

static gboolean
act_show (ThetaStore *store, const ThetaCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (ThetaPastRun) run = get_run (store, argv[0], error);
  g_autoptr (ThetaResults) results = run != NULL ? theta_past_run_read (run, error) : NULL;
  g_autofree char *table = NULL, *date = NULL, *seconds = NULL, *name = NULL, *note = NULL;

  if (results == NULL)
    return FALSE;
  if (cli->json)
    {
      g_print ("%s", run->results);
      return TRUE;
    }
  table = theta_results_table (results);
  date = theta_past_run_date (run);
  seconds = theta_number_format_seconds (run->seconds);
  name = theta_cli_one_line (run->name);
  note = theta_cli_one_line (run->note);
  g_print ("Run %" G_GINT64_FORMAT ": %s, %s, %s in %s\n", run->id, name, date, run->device,
           seconds);
  if (*note != '\0')
    g_print ("Note: %s\n", note);
  g_print ("\n%s\n%s\n\n%s", table, run->sentence, run->experiment);
  return TRUE;
}

static gboolean
act_note (ThetaStore *store, const ThetaCli *cli, int argc, char **argv, GError **error)
{
  g_autofree char *note = g_strjoinv (" ", argv + 1);
  gint64 id;

  if (g_utf8_validate (note, -1, NULL))
    return parse_id (argv[0], &id, error) && theta_store_set_note (store, id, note, error);
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE, "the note is not a text in UTF-8");
  return FALSE;
}

static gboolean
act_delete (ThetaStore *store, const ThetaCli *cli, int argc, char **argv, GError **error)
{
  gint64 id;

  if (!parse_id (argv[0], &id, error) || !theta_store_delete (store, id, error))
    return FALSE;
  theta_cli_complain ("Deleted; thetascope-cli history restore %s brings it back for thirty days",
                      argv[0]);
  return TRUE;
}

static gboolean
act_restore (ThetaStore *store, const ThetaCli *cli, int argc, char **argv, GError **error)
{
  gint64 id;

  return parse_id (argv[0], &id, error) && theta_store_undelete (store, id, error);
}

static gboolean
export_run (ThetaStore *store, const char *text, const char *output, GError **error)
{
  g_autoptr (ThetaPastRun) run = get_run (store, text, error);
  g_autoptr (ThetaResults) results = run != NULL ? theta_past_run_read (run, error) : NULL;

  if (results == NULL || !theta_results_save (results, output, theta_report_write, NULL, error))
    return FALSE;
  theta_cli_complain ("Saved in %s", output);
  return TRUE;
}

/* ---- several ---- */

static gboolean
compare_runs (ThetaStore *store, const ThetaCli *cli, int argc, char **argv, GError **error)
{
  g_autoptr (GPtrArray) runs
      = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_results_unref);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *text = NULL;

  for (int i = 0; i < argc; i++)
    {
      g_autoptr (ThetaPastRun) run = get_run (store, argv[i], error);
      ThetaResults *results = run != NULL ? theta_past_run_read (run, error) : NULL;
      g_autofree char *name = run != NULL ? theta_cli_one_line (run->name) : NULL;

      if (results == NULL)
        return FALSE;
      g_ptr_array_add (runs, results);
      g_ptr_array_add (names, g_strdup_printf ("%" G_GINT64_FORMAT " %s", run->id, name));
      g_array_append_val (ids, run->id);
    }
  text = cli->json ? theta_compare_json (runs, (const gint64 *) (gpointer) ids->data,
                                         (const char *const *) names->pdata)
                   : theta_compare_text (runs, (const char *const *) names->pdata);
  g_print ("%s", text);
  return TRUE;
}

/* ---- the subcommand ---- */

static const struct
{
  const char *name;
  int least, most; /* arguments after the name */
  gboolean (*act) (ThetaStore *store, const ThetaCli *cli, int argc, char **argv, GError **error);
} acts[] = {
  { "list", 0, G_MAXINT, act_list },  { "show", 1, 1, act_show },
  { "note", 1, G_MAXINT, act_note },  { "delete", 1, 1, act_delete },
  { "restore", 1, 1, act_restore },
};

static ThetaStore *
open_store (GError **error)
{
  g_autofree char *path = theta_store_path ();

  if (path != NULL)
    return theta_store_open (path, error);
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "no history is kept: the environment variable THETASCOPE_HISTORY is “none”");
  return NULL;
}

/* @argv: what was asked of the history, its first word included. */
static int
act (const ThetaCli *cli, const char *output, gboolean compare, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaStore) store = NULL;
  const char *name = argc > 0 ? argv[0] : "list";
  gboolean export = !compare && g_str_equal (name, "export");

  if (compare && argc < 2)
    return theta_cli_usage ("history", "--compare expects the numbers of two runs or more");
  if (export && (argc != 2 || output == NULL || *output == '\0'))
    return theta_cli_usage ("history", "export expects the number of a run and -o DIR");
  if (!export && output != NULL)
    return theta_cli_usage ("history", "-o goes with export alone");
  store = open_store (&error);
  if (store == NULL)
    return theta_cli_fail (error);
  if (compare)
    return compare_runs (store, cli, argc, argv, &error) ? THETA_EXIT_DONE
                                                         : theta_cli_fail (error);
  if (export)
    return export_run (store, argv[1], output, &error) ? THETA_EXIT_DONE : theta_cli_fail (error);
  for (guint k = 0; k < G_N_ELEMENTS (acts); k++)
    if (g_str_equal (acts[k].name, name))
      {
        int given = MAX (argc, 1) - 1;

        if (given < acts[k].least || given > acts[k].most)
          return theta_cli_usage ("history", "expected the number of one run");
        return acts[k].act (store, cli, given, argv + 1, &error) ? THETA_EXIT_DONE
                                                                 : theta_cli_fail (error);
      }
  return theta_cli_usage ("history",
                          "expected list, show, note, delete, restore or export");
}

int
theta_cli_history (int argc, char **argv)
{
  ThetaCli cli = { 0 };
  g_autofree char *output = NULL;
  gboolean compare = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "Where export saves a run", "DIR" },
    { "compare", 0, 0, G_OPTION_ARG_NONE, &compare,
      "Put the runs with the given numbers side by side, and count over their data sets where "
      "the WNTK won, tied and lost",
      NULL },
    { NULL },
  };
  int status = THETA_EXIT_INPUT;

  if (theta_cli_parse (&cli, &argc, &argv,
                       "[list [WORD …] | show N | note N TEXT | delete N | restore N | "
                       "export N -o DIR | --compare N N …]",
                       "Lists, shows, compares and exports the runs of the past.", entries))
    status = act (&cli, output, compare, argc - 1, argv + 1);
  theta_cli_clear (&cli);
  return status;
}
