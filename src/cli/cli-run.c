#include "cli/cli.h"
#include "base/error.h"
#include "device/device-error.h"
#include "experiment/store.h"
#include "figure/report.h"

static void
show_frame (ThetaFrame *frame, gpointer user_data)
{
  theta_cli_progress (user_data, frame->text, frame->fraction, frame->seconds_left);
}

/* What failed on a GPU may well go through on the CPU. */
static gboolean
cpu_may_serve (ThetaDevice *device, const GError *error)
{
  ThetaDeviceInfo info;

  if (device == NULL)
    return FALSE;
  device->ops->describe (device, &info);
  return !g_str_equal (info.id, "cpu")
         && (g_error_matches (error, THETA_ERROR, THETA_ERROR_DEVICE)
             || g_error_matches (error, THETA_ERROR, THETA_ERROR_MEMORY));
}

/* Says so; the exit status. */
static int
fail (ThetaDevice *device, const GError *error)
{
  int status = theta_cli_fail (error);
  ThetaDeviceInfo info;

  if (!cpu_may_serve (device, error))
    return status;
  device->ops->describe (device, &info);
  theta_cli_complain ("The run failed on %s; with --device=cpu it runs on the CPU.", info.name);
  return THETA_EXIT_FAILED;
}

static ThetaResults *
run_file (ThetaCli *cli, const char *path, char **assignments, ThetaDevice **device,
          GError **error)
{
  g_autoptr (ThetaExperiment) loaded = theta_experiment_load (path, error);
  g_autoptr (ThetaExperiment) experiment = NULL;
  ThetaResults *results;

  if (loaded == NULL)
    return NULL;
  experiment = theta_cli_adjust (cli, loaded, assignments, error);
  if (experiment == NULL)
    return NULL;
  *device = theta_cli_open_device (cli, experiment, error);
  if (*device == NULL)
    return NULL;
  results = theta_run (experiment, NULL, 0, *device, cli->cancellable, show_frame, cli, error);
  theta_cli_progress_end (cli);
  return results;
}

static void
print_results (const ThetaCli *cli, const ThetaResults *results)
{
  g_autofree char *text = cli->json ? theta_results_to_json (results)
                                    : theta_results_table (results);
  g_autofree char *sentence = theta_results_sentence (results);

  g_print ("%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
  if (!cli->json)
    g_print ("\n%s\n", sentence);
}

/* The work is not lost with the history: whoever cannot write it is told, no more. */
static void
keep (const ThetaResults *results)
{
  g_autofree char *path = theta_store_path ();
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaStore) store = path != NULL ? theta_store_open (path, &error) : NULL;
  g_autoptr (ThetaPastRun) run = store != NULL ? theta_past_run_new (results) : NULL;

  if (store != NULL)
    theta_store_add (store, run, &error);
  if (error != NULL)
    theta_cli_complain ("The run is not in the history: %s", error->message);
}

int
theta_cli_run (int argc, char **argv)
{
  ThetaCli cli = { 0 };
  g_autofree char *output = NULL;
  g_auto (GStrv) assignments = NULL;
  gboolean unkept = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
      "Save results.json, weights.csv, predictions.csv, figures and report.pdf there", "DIR" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &assignments, "Change a setting of the experiment",
      "Group.Key=Value" },
    { "no-history", 0, 0, G_OPTION_ARG_NONE, &unkept, "Do not keep the run among the past ones",
      NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaResults) results = NULL;
  ThetaDevice *device = NULL;
  int status = THETA_EXIT_INPUT;

  if (!theta_cli_parse (&cli, &argc, &argv, "EXPERIMENT.theta",
                        "Runs an experiment and prints the comparison of its models.", entries))
    status = THETA_EXIT_INPUT;
  else if (argc != 2)
    status = theta_cli_usage ("run", "expected one experiment file");
  else if (output != NULL && *output == '\0')
    status = theta_cli_usage ("run", "expected the name of a folder after -o");
  else if (output != NULL && !theta_results_check_folder (output, &error))
    {
      theta_cli_complain ("%s", error->message);
      status = THETA_EXIT_INPUT;
    }
  else
    {
      results = run_file (&cli, argv[1], assignments, &device, &error);
      if (results != NULL)
        print_results (&cli, results);
      if (results != NULL && !unkept)
        keep (results);
      if (results != NULL && output != NULL)
        theta_results_save (results, output, theta_report_write, NULL, &error);
      if (error == NULL && output != NULL)
        theta_cli_complain ("Saved in %s", output);
      status = error != NULL ? fail (device, error) : THETA_EXIT_DONE;
    }
  g_clear_pointer (&results, theta_results_unref); /* its kernel before the device */
  theta_device_close (device);
  theta_cli_clear (&cli);
  return status;
}
