#include "cli/cli.h"

#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "dataset/fold.h"
#include "dataset/npy.h"
#include "kernel/kernel.h"

typedef struct
{
  ThetaKernel *kernel;
  GCancellable *cancellable;
  double *total;    /* weights for Σ a_l Θ_l, NULL: every layer */
  gsize *rows, *columns; /* of one row's entries */
  double *values;   /* cols × layers */
} Writer;

/* Row @row of the stacked layers (layer · rows + i), or of the total. */
static gboolean
fill_row (gsize row, gsize count, double *values, gpointer user_data, GError **error)
{
  Writer *self = user_data;
  ThetaKernel *kernel = self->kernel;
  gsize layer = row / kernel->rows, i = row % kernel->rows;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  for (gsize j = 0; j < count; j++)
    {
      self->rows[j] = i;
      self->columns[j] = j;
    }
  if (!theta_status_check (kernel->device->ops->entries (kernel->device, kernel->set, count,
                                                         self->rows, self->columns, self->values),
                           "reading the kernel", error))
    return FALSE;
  for (gsize j = 0; j < count; j++)
    {
      const double *entry = self->values + j * kernel->layers;

      values[j] = self->total == NULL ? entry[layer] : 0;
      for (guint l = 0; self->total != NULL && l < kernel->layers; l++)
        values[j] += self->total[l] * entry[l];
    }
  return TRUE;
}

static gboolean
write_kernel (ThetaKernel *kernel, const ThetaExperiment *experiment, gboolean total,
              const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree gsize *index = g_new (gsize, 2 * kernel->cols);
  g_autofree double *values = g_new (double, kernel->cols *kernel->layers);
  g_autofree double *weights = g_new (double, kernel->layers);
  Writer writer = { kernel, cancellable, total ? weights : NULL, index, index + kernel->cols,
                    values };
  gsize shape[] = { kernel->layers, kernel->rows, kernel->cols };
  guint n = experiment->weights.n_initial;

  if (total && n != 1 && n != kernel->layers)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "Weights.Initial has %u values for %u layers; expected one, or one a layer", n,
                   kernel->layers);
      return FALSE;
    }
  for (guint l = 0; l < kernel->layers; l++)
    weights[l] = experiment->weights.initial[n == kernel->layers ? l : 0];
  return total ? theta_npy_write (path, shape + 1, 2, fill_row, &writer, error)
               : theta_npy_write (path, shape, 3, fill_row, &writer, error);
}

/* The inputs as the experiment wants them; all rows may be seen, as nothing is
 * learnt from them. */
static ThetaMatrix *
prepare (const ThetaExperiment *experiment, const ThetaDataset *data, GError **error)
{
  if (experiment->standardize == THETA_STANDARDIZE_NONE)
    return theta_fill_missing (data->x, NULL, error);
  return theta_standardize (data->x, NULL, error);
}

static ThetaDataset *
load (const ThetaExperiment *experiment, GCancellable *cancellable, GError **error)
{
  guint n_train;
  ThetaDataset *data = theta_experiment_load_data (experiment, &n_train, cancellable, error);

  if (data != NULL && data->label_why != NULL)
    theta_cli_complain ("%s: %s", data->source, data->label_why);
  return data;
}

/* A few rows do not show which column is a label: with Label=auto it is the one that it is
 * in @data, if they have it. */
static ThetaDataset *
load_against (const ThetaExperiment *experiment, const ThetaDataset *data, const char *source,
              GCancellable *cancellable, GError **error)
{
  g_autofree char *text
      = g_strconcat ("Dataset.Label=", data->label != NULL ? data->label : "none", NULL);
  g_autoptr (ThetaExperiment) same = NULL;
  ThetaDataset *other;

  if (!g_str_equal (experiment->label, "auto"))
    return theta_experiment_load_rows (experiment, source, cancellable, error);
  same = theta_experiment_with (experiment, text, error);
  if (same == NULL)
    return NULL;
  other = theta_experiment_load_rows (same, source, cancellable, NULL);
  if (other != NULL && other->x->cols == data->x->cols)
    return other;
  g_clear_pointer (&other, theta_dataset_unref);
  other = theta_experiment_load_rows (experiment, source, cancellable, error);
  if (other != NULL && other->label_why != NULL)
    theta_cli_complain ("%s: %s", other->source, other->label_why);
  return other;
}

/* The file has float64: float32 on the way only where it is asked for. */
static ThetaPrecision
written_precision (const ThetaExperiment *experiment)
{
  return experiment->precision == THETA_PRECISION_AUTO ? THETA_PRECISION_DOUBLE
                                                       : experiment->precision;
}

/* Linux gives memory that it does not have, and ends the program that uses it. */
static gboolean
check_memory (const ThetaExperiment *experiment, const ThetaDataset *data,
              const ThetaDataset *other, GError **error)
{
  guint layers = theta_network_n_kernels (&experiment->network);
  gsize rows = data->x->rows, columns = other != NULL ? other->x->rows : rows;
  guint64 limit = theta_run_memory (experiment);
  ThetaStorage storage = theta_storage_choose (&experiment->network, written_precision (experiment),
                                               rows, other != NULL ? columns : 0);
  guint64 need = theta_storage_bytes (&storage, layers, rows, columns);
  g_autofree char *need_text = theta_number_format_bytes (need);
  g_autofree char *limit_text = theta_run_memory_text (experiment);

  if (need <= limit)
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_MEMORY,
               "%u kernels of %" G_GSIZE_FORMAT " × %" G_GSIZE_FORMAT " rows need %s of memory and "
               "%s; take fewer rows (Dataset.TrainLimit)%s%s",
               layers, rows, columns, need_text, limit_text,
               experiment->device_memory != 0 ? " or choose --device=cpu" : "",
               experiment->memory_limit == limit ? " or raise Experiment.MemoryLimit" : "");
  return FALSE;
}

/* Of all rows, as there are no others to learn from. */
static gboolean
normalize (ThetaKernel **kernel, GError **error)
{
  g_autofree guint8 *all = g_malloc ((*kernel)->rows);
  g_autofree double *mean = g_new (double, (*kernel)->layers);
  g_autoptr (ThetaKernel) plain = g_steal_pointer (kernel);

  memset (all, 1, plain->rows);
  *kernel = theta_kernel_new_normalized (plain, all, mean, error);
  return *kernel != NULL;
}

static gboolean
compute (ThetaCli *cli, ThetaExperiment *experiment, const char *against, gboolean total,
         const char *output, GError **error)
{
  g_autoptr (ThetaDataset) data = load (experiment, cli->cancellable, error), other = NULL;
  g_autoptr (ThetaMatrix) x = NULL, y = NULL;
  g_autoptr (ThetaDevice) device = NULL;
  g_autoptr (ThetaExperiment) planned = NULL;
  g_autoptr (ThetaKernel) kernel = NULL;

  if (data == NULL)
    return FALSE;
  if (against != NULL && experiment->normalize != THETA_NORMALIZE_NONE)
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_VALUE,
                           "Regression.Normalize=trace divides by the diagonal of a data set with "
                           "itself; leave out --against, or choose Normalize=none");
      return FALSE;
    }
  if (against != NULL)
    {
      other = load_against (experiment, data, against, cli->cancellable, error);
      if (other == NULL)
        return FALSE;
      y = prepare (experiment, other, error);
    }
  device = theta_cli_open_device (cli, experiment, error);
  planned = device != NULL ? theta_run_for_device (experiment, device) : NULL;
  if (planned == NULL || !check_memory (planned, data, other, error))
    return FALSE;
  x = prepare (experiment, data, error);
  if (x == NULL || (against != NULL && y == NULL))
    return FALSE;
  kernel = theta_kernel_new_dense_limit (device, &experiment->network, x, y,
                                         written_precision (experiment), error);
  if (kernel == NULL
      || (experiment->normalize == THETA_NORMALIZE_TRACE && !normalize (&kernel, error)))
    return FALSE;
  return write_kernel (kernel, experiment, total, output, cli->cancellable, error);
}

int
theta_cli_kernel (int argc, char **argv)
{
  ThetaCli cli = { 0 };
  g_autofree char *output = NULL, *against = NULL, *label = NULL;
  g_auto (GStrv) assignments = NULL;
  gboolean total = FALSE;
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The file to write", "THETA.npy" },
    { "against", 0, 0, G_OPTION_ARG_STRING, &against, "Columns from this data set", "DATA" },
    { "label", 0, 0, G_OPTION_ARG_STRING, &label, "The label column", "NAME|last|none" },
    { "total", 0, 0, G_OPTION_ARG_NONE, &total, "Σ a_l Θ_l with Weights.Initial instead", NULL },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &assignments, "Change a setting", "Group.Key=Value" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaExperiment) plain = NULL, named = NULL, experiment = NULL;
  g_autofree char *label_key = NULL;
  int status;

  if (!theta_cli_parse (&cli, &argc, &argv, "DATA",
                        "Writes Θ_1 … Θ_L (float64, C order, K[l, i, j], the first layer nearest "
                        "the input).  Inputs are not standardised unless Dataset.Standardize says "
                        "so.",
                        entries))
    status = THETA_EXIT_INPUT;
  else if (argc != 2 || output == NULL)
    status = theta_cli_usage ("kernel", "expected a data set and -o THETA.npy");
  else
    {
      g_autoptr (ThetaExperiment) fresh = theta_experiment_new (argv[1]);

      label_key = g_strconcat ("Dataset.Label=", label != NULL ? label : "auto", NULL);
      plain = theta_experiment_with (fresh, "Dataset.Standardize=none", &error);
      named = plain != NULL ? theta_experiment_with (plain, label_key, &error) : NULL;
      experiment = named != NULL ? theta_cli_adjust (&cli, named, assignments, &error) : NULL;
      if (experiment != NULL)
        compute (&cli, experiment, against, total, output, &error);
      status = error != NULL ? theta_cli_fail (error) : THETA_EXIT_DONE;
    }
  theta_cli_clear (&cli);
  return status;
}
