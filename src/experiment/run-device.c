/* Runs on a GPU fit into its memory, not the machine's. */
#include "base/number.h"
#include "experiment/experiment-private.h"
#include "experiment/run-private.h"

ThetaExperiment *
theta_run_for_device (ThetaExperiment *experiment, ThetaDevice *device)
{
  ThetaDeviceInfo info;
  ThetaExperiment *planned;
  guint64 memory;

  g_return_val_if_fail (experiment != NULL && device != NULL, NULL);
  device->ops->describe (device, &info);
  memory = g_str_equal (info.id, "cpu") ? 0 : info.memory_total;
  if (experiment->device_memory == memory)
    return theta_experiment_ref (experiment);
  /* The copy is nobody else's yet. */
  planned = theta_experiment_copy (experiment);
  planned->device_memory = memory;
  return planned;
}

guint64
theta_plan_device_limit (const ThetaExperiment *experiment)
{
  return experiment->memory_limit != 0 ? MIN (experiment->memory_limit, experiment->device_memory)
                                       : experiment->device_memory;
}

char *
theta_run_memory_text (const ThetaExperiment *experiment)
{
  guint64 limit = theta_run_memory (experiment);
  g_autofree char *text = theta_number_format_bytes (limit);

  if (limit == experiment->memory_limit)
    return g_strdup_printf ("%s are allowed", text);
  return experiment->device_memory != 0 ? g_strdup_printf ("the GPU has %s", text)
                                        : g_strdup_printf ("%s are available", text);
}

/* Whether the run would fit with one thing changed. */
static gboolean
fits (const ThetaExperiment *experiment, guint rows, guint columns, guint n_classes)
{
  return theta_run_estimate_bytes (experiment, rows, columns, n_classes)
         <= theta_run_memory (experiment);
}

char *
theta_plan_device_remedy (const ThetaExperiment *experiment, guint rows, guint columns,
                          guint n_classes)
{
  static const char *const remedies[]
      = { "Regression.Solver=cg", "Experiment.Precision=single", "Experiment.Device=cpu" };
  GString *text = g_string_new (NULL);

  for (guint k = 0; k < G_N_ELEMENTS (remedies); k++)
    {
      g_autoptr (ThetaExperiment) changed = theta_experiment_copy (experiment);

      if (k == 0)
        changed->solver = THETA_SOLVER_CG;
      else if (k == 1)
        changed->precision = THETA_PRECISION_SINGLE;
      else
        changed->device_memory = 0;
      if (fits (changed, rows, columns, n_classes))
        g_string_append_printf (text, "%s%s", text->len == 0 ? ", or choose " : " or ",
                                remedies[k]);
    }
  return g_string_free (text, FALSE);
}
