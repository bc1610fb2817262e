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

/* What an invocation holds. */
typedef struct
{
  ThetaExperiment *experiment;
  ThetaDataset *data;
  guint n_train_rows;
  ThetaDevice *device;
  ThetaResults *results;
} Job;

/* Whether it was refused before it began. */
static gboolean
is_refusal (const Job *self)
{
  g_autoptr (ThetaExperiment) planned = NULL;

  if (self->data == NULL)
    return FALSE;
  planned = theta_run_for_device (self->experiment, self->device);
  return !theta_run_check (planned, self->data, NULL);
}

/* Says so; the exit status. */
static int
fail (const Job *self, const GError *error)
{
  int status = theta_cli_fail (error);
  ThetaDeviceInfo info;

  if (!cpu_may_serve (self->device, error) || is_refusal (self))
    return status;
  self->device->ops->describe (self->device, &info);
  theta_cli_complain ("The run failed on %s; with --device=cpu it runs on the CPU.", info.name);
  return THETA_EXIT_FAILED;
}

static gboolean
job_open (Job *self, ThetaCli *cli, const char *path, char **assignments, GError **error)
{
  g_autoptr (ThetaExperiment) loaded = theta_experiment_load (path, error);

  if (loaded == NULL)
    return FALSE;
  self->experiment = theta_cli_adjust (cli, loaded, assignments, error);
  if (self->experiment == NULL)
    return FALSE;
  self->device = theta_cli_open_device (cli, self->experiment, error);
  if (self->device == NULL)
    return FALSE;
  self->data = theta_experiment_load_data (self->experiment, &self->n_train_rows,
                                           cli->cancellable, error);
  return self->data != NULL;
}

/* The kernels of the results go before the device. */
static void
job_clear (Job *self)
{
  g_clear_pointer (&self->results, theta_results_unref);
  theta_device_close (self->device);
  g_clear_pointer (&self->data, theta_dataset_unref);
  g_clear_pointer (&self->experiment, theta_experiment_unref);
}

/* Told before, so that whoever finds it too long or too much need not begin. */
static gboolean
forecast (const Job *self, const ThetaCli *cli, GError **error)
{
  g_autoptr (ThetaExperiment) planned = theta_run_for_device (self->experiment, self->device);
  g_autofree char *text = NULL;

  if (!theta_run_check (planned, self->data, error))
    return FALSE;
  text = (cli->json ? theta_cli_forecast_json : theta_cli_forecast_text) (planned, self->data,
                                                                          self->device);
  g_print ("%s\n", text);
  return TRUE;
}

static gboolean
run (Job *self, ThetaCli *cli, GError **error)
{
  if (theta_cli_shows_progress (cli))
    {
      g_autoptr (ThetaExperiment) planned = theta_run_for_device (self->experiment, self->device);
      g_autofree char *text = theta_cli_forecast_text (planned, self->data, self->device);

      theta_cli_complain ("%s", text);
    }
  self->results = theta_run (self->experiment, self->data, self->n_train_rows, self->device,
                             cli->cancellable, show_frame, cli, error);
  theta_cli_progress_end (cli);
  return self->results != NULL;
}

static void
print_results (const ThetaCli *cli, const ThetaResults *results)
{
  g_autofree char *text = cli->json ? theta_results_to_json (results)
                                    : theta_results_table (results);
  g_autofree char *sentence = theta_results_sentence (results);

  g_print ("%s%s", text, g_str_has_suffix (text, "\n") ? "" : "\n");
  if (cli->json)
    return;
  g_print ("\n%s\n", sentence);
  for (guint k = 0; k < results->health->len; k++)
    {
      const ThetaFinding *finding = results->health->pdata[k];

      g_print ("%s%s. %s\n", k == 0 ? "\n" : "", finding->title, finding->detail);
    }
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

static void
finish (const ThetaCli *cli, ThetaResults *results, gboolean unkept, const char *output,
        GError **error)
{
  print_results (cli, results);
  if (!unkept)
    keep (results);
  if (output == NULL)
    return;
  if (theta_results_save (results, output, theta_report_write, NULL, error))
    theta_cli_complain ("Saved in %s", output);
}

int
theta_cli_run (int argc, char **argv)
{
  ThetaCli cli = { 0 };
  g_autofree char *output = NULL;
  g_auto (GStrv) assignments = NULL;
  gboolean unkept = FALSE, dry = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
      "Save results.json, weights.csv, predictions.csv, figures and report.pdf there", "DIR" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &assignments, "Change a setting of the experiment",
      "Group.Key=Value" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &dry,
      "Only tell how much memory and time the run would take", NULL },
    { "no-history", 0, 0, G_OPTION_ARG_NONE, &unkept, "Do not keep the run among the past ones",
      NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  Job job = { 0 };
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
      if (job_open (&job, &cli, argv[1], assignments, &error)
          && (dry ? forecast (&job, &cli, &error) : run (&job, &cli, &error)) && !dry)
        finish (&cli, job.results, unkept, output, &error);
      status = error != NULL ? fail (&job, error) : THETA_EXIT_DONE;
    }
  job_clear (&job);
  theta_cli_clear (&cli);
  return status;
}
