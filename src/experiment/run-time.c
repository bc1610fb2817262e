/* How long a run will take on this machine, told before it begins. */
#include <math.h>

#include "dataset/fold.h"
#include "experiment/run-private.h"

/* Of the matrix whose factorisation is timed: large enough that every core has a part of
 * it, as in the run.  The least of several counts, because other programs may hold a core
 * meanwhile; slow ones are not repeated for longer than this many µs. */
#define PROBE_SIZE 1536
#define PROBE_TIMES 4
#define PROBE_TIME 60000

double
theta_run_pace (ThetaDevice *device)
{
  const ThetaDeviceOps *ops = device->ops;
  gsize n = PROBE_SIZE;
  g_autofree double *a = g_new0 (double, n * n);
  ThetaBuffer *buffer = NULL;
  gint64 begun = g_get_monotonic_time ();
  double best = INFINITY;

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j <= i; j++)
      a[i * n + j] = i == j ? 2 : 1.0 / (double) (n + i - j);
  if (ops->buffer_new (device, n * n, &buffer) != THETA_STATUS_OK)
    return NAN;
  /* The first touches the memory and wakes the threads. */
  for (guint k = 0; k <= PROBE_TIMES; k++)
    {
      gint64 start = g_get_monotonic_time ();

      if ((k > 1 && start - begun > PROBE_TIME)
          || ops->upload (device, buffer, 0, a, n * n) != THETA_STATUS_OK)
        break;
      start = g_get_monotonic_time ();
      if (ops->potrf (device, n, buffer) != THETA_STATUS_OK)
        break;
      if (k > 0)
        best = fmin (best, (double) (g_get_monotonic_time () - start) * 1e-6);
    }
  ops->buffer_free (device, buffer);
  return isfinite (best) ? best / theta_plan_factor_cost (PROBE_SIZE) : NAN;
}

/* Of one fold, all models. */
static double
fold_cost (const ThetaExperiment *experiment, gboolean iterative, guint n_train, guint rows)
{
  double cost = 0;

  for (guint m = 0; experiment->compare[m] != NULL; m++)
    cost += theta_plan_model_cost (experiment, experiment->compare[m], iterative, n_train, rows);
  return cost;
}

double
theta_run_estimate_seconds (const ThetaExperiment *experiment, const ThetaDataset *data,
                            double pace)
{
  guint rows = (guint) data->x->rows, n_train;
  gboolean iterative = theta_plan_is_iterative (experiment, rows, (guint) data->x->cols,
                                                data->n_classes);
  double folds = 0, cost = 0;

  if (*experiment->test_source == '\0' && experiment->protocol == THETA_PROTOCOL_FOLDS)
    {
      g_autoptr (GPtrArray) given = theta_plan_folds (experiment, data, rows, NULL);

      for (guint f = 0; given != NULL && f < given->len; f++, folds++)
        cost += fold_cost (experiment, iterative, ((ThetaFold *) given->pdata[f])->n_train, rows);
      if (given == NULL)
        return NAN;
    }
  else
    {
      folds = (double) theta_plan_count_folds (experiment, rows);
      n_train = (guint) ceil (theta_plan_train_fraction (experiment) * rows);
      cost = folds * fold_cost (experiment, iterative, n_train, rows);
    }
  cost += theta_plan_kernel_cost (experiment, data)
          * (theta_plan_shares_kernel (experiment, data) ? 1 : folds);
  return cost * pace;
}
