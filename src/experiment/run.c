#include "experiment/run-private.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "dataset/fold.h"

/* Share of the whole run that reading counts for. */
#define DATA_SHARE 0.02

typedef struct
{
  ThetaExperiment *experiment; /* borrowed */
  ThetaExperiment *planned;    /* the same within the memory of the device */
  ThetaDevice *device;         /* borrowed */
  ThetaDataset *data;
  guint n_train_rows;
  GPtrArray *folds;
  ThetaTarget *target;
  double *initial; /* Weights.Initial, one value a layer */
  double *shown;   /* weights with which frames show A before any were learnt */
  guint layers;
  double cost;     /* of the whole run, in the plan's units */
  ThetaObserver observer;
  ThetaResults *results;
  ThetaKernel *plain;  /* the current fold's, as computed */
  ThetaKernel *kernel; /* the current fold's, normalised if that is asked for */
  ThetaMatrix *inputs; /* what it was computed from */
  gboolean shared;     /* one kernel for all folds */
  gboolean iterative;  /* fits without A_TT */
  gboolean roomy;      /* kernels of earlier folds may be kept beside the current one */
  const char *first_wntk; /* its learning is shown and kept; borrowed, or NULL */
  /* What the first fold showed when it was done. */
  ThetaPicture *first_picture;
  ThetaKernel *first_kernel;
  ThetaTotals *first_totals;
  double *first_weights;
  double first_ridge;
  ThetaMatrix *first_inputs;
} Run;

static void
run_clear (Run *self)
{
  self->device->ops->set_poll (self->device, NULL, NULL);
  g_clear_pointer (&self->planned, theta_experiment_unref);
  theta_observer_clear (&self->observer);
  g_clear_pointer (&self->data, theta_dataset_unref);
  g_clear_pointer (&self->folds, g_ptr_array_unref);
  g_clear_pointer (&self->target, theta_target_free);
  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_pointer (&self->kernel, theta_kernel_unref);
  g_clear_pointer (&self->plain, theta_kernel_unref);
  g_clear_pointer (&self->inputs, theta_matrix_unref);
  g_clear_pointer (&self->first_picture, theta_picture_unref);
  g_clear_pointer (&self->first_kernel, theta_kernel_unref);
  g_clear_pointer (&self->first_totals, theta_totals_unref);
  g_free (self->first_weights);
  g_clear_pointer (&self->first_inputs, theta_matrix_unref);
  g_free (self->initial);
  g_free (self->shown);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, run_clear)

static char *
with_fold (const Run *self, const char *what, guint fold)
{
  return self->folds->len == 1
             ? g_strdup (what)
             : g_strdup_printf ("%s, fold %u of %u", what, fold + 1, self->folds->len);
}

static gboolean
read_data (Run *self, ThetaDataset *data, guint n_train_rows, GError **error)
{
  theta_observer_begin (&self->observer, THETA_STAGE_DATA, g_strdup ("Reading the data"),
                        DATA_SHARE);
  if (data != NULL)
    {
      self->data = theta_dataset_ref (data);
      self->n_train_rows = n_train_rows;
    }
  else
    {
      self->data = theta_experiment_load_data (self->experiment, &self->n_train_rows,
                                               self->observer.cancellable, error);
      if (self->data == NULL)
        return FALSE;
    }
  self->observer.data = theta_dataset_ref (self->data);
  if (!theta_plan_check (self->planned, self->data, error))
    return FALSE;
  self->folds = theta_plan_folds (self->experiment, self->data, self->n_train_rows, error);
  if (self->folds == NULL)
    return FALSE;
  self->observer.n_folds = self->folds->len;
  self->observer.folds = g_ptr_array_ref (self->folds);
  return theta_observer_end (&self->observer, error);
}

/* Everything that is known once the data are. */
static void
plan (Run *self)
{
  const ThetaExperiment *experiment = self->planned;
  const ThetaDataset *data = self->data;
  guint rows = (guint) data->x->rows, n = experiment->weights.n_initial;
  ThetaStorage storage = theta_plan_storage (experiment, rows, (guint) data->x->cols,
                                             data->n_classes);
  guint64 set = theta_storage_bytes (&storage, self->layers, rows,
                                     storage.kind == THETA_SET_ROWS ? data->x->cols : 0);
  guint64 need = theta_run_estimate_bytes (experiment, rows, (guint) data->x->cols,
                                           data->n_classes);

  self->target = theta_target_new (data->labels, rows, data->n_classes, FALSE);
  self->shared = theta_plan_shares_kernel (experiment, data);
  self->iterative = theta_plan_is_iterative (experiment, rows, (guint) data->x->cols,
                                             data->n_classes);
  /* One for the first fold and one that a window may still hold. */
  self->roomy = self->shared || self->folds->len == 1
                || need + 2 * set <= theta_run_memory (experiment);
  self->cost = theta_plan_kernel_cost (experiment, data) * (self->shared ? 1 : self->folds->len);
  for (guint m = 0; experiment->compare[m] != NULL; m++)
    {
      const char *id = experiment->compare[m];

      if (self->first_wntk == NULL && theta_plan_model_method (experiment, id) != NULL)
        self->first_wntk = id;
      for (guint f = 0; f < self->folds->len; f++)
        self->cost += theta_plan_model_cost (experiment, id, self->iterative,
                                             ((ThetaFold *) self->folds->pdata[f])->n_train, rows);
    }
  self->initial = g_new (double, self->layers);
  self->shown = g_new (double, self->layers);
  for (guint l = 0; l < self->layers; l++)
    {
      self->initial[l] = experiment->weights.initial[n == 1 ? 0 : l];
      self->shown[l] = self->first_wntk != NULL ? self->initial[l] : 1;
    }
}

static double
share_of (const Run *self, double cost)
{
  return (1 - DATA_SHARE) * cost / self->cost;
}

/* The most that the device held, looked at while it holds a fold's kernels. */
static void
note_memory (Run *self)
{
  ThetaDeviceInfo info;

  self->device->ops->describe (self->device, &info);
  self->results->memory_used = MAX (self->results->memory_used, info.memory_used);
}

/* Forgets the kernel before, so that two are never computed side by side. */
static void
drop_kernel (Run *self)
{
  if (self->kernel != NULL)
    note_memory (self);
  self->observer.weigh_kernel = NULL;
  if (!self->roomy)
    {
      g_clear_pointer (&self->observer.kernel, theta_kernel_unref);
      g_clear_pointer (&self->observer.inputs, theta_matrix_unref);
    }
  g_clear_pointer (&self->kernel, theta_kernel_unref);
  g_clear_pointer (&self->plain, theta_kernel_unref);
  g_clear_pointer (&self->inputs, theta_matrix_unref);
}

/* Makes the pictures of the fold's kernels.  Only the first fold's are kept, so
 * where nobody watches the others are not made. */
static gboolean
show_kernel (Run *self, guint number, GError **error)
{
  ThetaObserver *observer = &self->observer;

  if (observer->func == NULL && number > 0)
    return TRUE;
  observer->picture_fold = number;
  if (observer->weigh_kernel != self->kernel)
    {
      ThetaPicture *picture;

      observer->silent = TRUE;
      picture = theta_picture_new (self->kernel, self->data->labels, self->data->n_classes, NULL,
                                   error);
      observer->silent = FALSE;
      if (picture == NULL)
        return FALSE;
      g_clear_pointer (&observer->picture, theta_picture_unref);
      g_clear_pointer (&observer->kernel, theta_kernel_unref);
      observer->picture = picture;
      observer->weigh_kernel = self->kernel;
      g_clear_pointer (&observer->inputs, theta_matrix_unref);
      if (self->roomy)
        observer->kernel = theta_kernel_ref (self->kernel);
      /* Of use to those alone who look at single rows, or at the plane. */
      if (self->inputs->cols == 2 || (self->roomy && observer->func != NULL))
        observer->inputs = theta_matrix_ref (self->inputs);
    }
  return theta_observer_weigh (observer, self->shown, error);
}

/* How the kernels are kept, and what that cost. */
static gboolean
note_storage (Run *self, const ThetaMatrix *x, GError **error)
{
  double loss = 0;

  if (self->plain->storage.precision == THETA_PRECISION_SINGLE)
    loss = theta_kernel_rounding_loss (self->plain, &self->experiment->network, x, error);
  if (isnan (loss))
    return FALSE;
  self->results->storage = self->plain->storage;
  self->results->rounding_loss = MAX (self->results->rounding_loss, loss);
  return TRUE;
}

/* The fold's kernels from the ones computed. */
static gboolean
take_kernel (Run *self, guint number, GError **error)
{
  const ThetaFold *fold = self->folds->pdata[number];
  g_autofree double *mean = g_new (double, self->layers);
  ThetaKernel *kernel;

  if (self->experiment->normalize == THETA_NORMALIZE_NONE)
    kernel = theta_kernel_ref (self->plain);
  else
    kernel = theta_kernel_new_normalized (self->plain, fold->train, mean, error);
  if (kernel == NULL)
    return FALSE;
  g_clear_pointer (&self->kernel, theta_kernel_unref);
  self->kernel = kernel;
  if (kernel != self->plain)
    g_ptr_array_add (self->results->diagonals, g_steal_pointer (&mean));
  return show_kernel (self, number, error);
}

/* Computes the kernels of fold @number, or starts it from the ones that all share. */
static gboolean
prepare_kernel (Run *self, guint number, GError **error)
{
  ThetaObserver *observer = &self->observer;
  ThetaStorage storage;

  if (self->plain != NULL && self->shared)
    return take_kernel (self, number, error);
  drop_kernel (self);
  theta_observer_begin (observer, THETA_STAGE_KERNEL,
                        with_fold (self, "Computing the kernels", number),
                        share_of (self, theta_plan_kernel_cost (self->experiment, self->data)));
  self->inputs = theta_fold_inputs (self->experiment, self->data, self->folds->pdata[number], error);
  if (self->inputs == NULL)
    return FALSE;
  storage = theta_plan_storage (self->planned, (guint) self->inputs->rows,
                                (guint) self->inputs->cols, self->data->n_classes);
  self->plain = theta_kernel_new_stored (self->device, &self->experiment->network, self->inputs,
                                         NULL, &storage, error);
  if (self->plain == NULL || !note_storage (self, self->inputs, error))
    return FALSE;
  return take_kernel (self, number, error) && theta_observer_end (observer, error);
}

/* λ of the fold: absolute, or a multiple of the mean diagonal of A_TT with the
 * initial weights (DESIGN 4.4). */
static gboolean
scale_ridge (const Run *self, ThetaProblem *problem, GError **error)
{
  double mean;

  problem->ridge = self->experiment->ridge;
  if (self->experiment->ridge_scale == THETA_RIDGE_ABSOLUTE)
    return TRUE;
  if (!theta_ridge_mean_diagonal (problem, self->initial, &mean, error))
    return FALSE;
  if (!(mean > 0))
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_VALUE,
                           "Regression.RidgeScale=trace needs kernels that are not zero; choose "
                           "RidgeScale=absolute or other Weights.Initial");
      return FALSE;
    }
  problem->ridge *= mean;
  return TRUE;
}

static void
begin_model (Run *self, const char *id, guint number)
{
  const ThetaFold *fold = self->folds->pdata[number];
  const char *method = theta_plan_model_method (self->experiment, id);
  double cost = theta_plan_model_cost (self->experiment, id, self->iterative, fold->n_train,
                                       (guint) self->data->x->rows);
  g_autofree char *label = theta_model_label (id);

  if (method != NULL && theta_weight_method_find (method)->learns)
    theta_observer_begin (&self->observer, THETA_STAGE_WEIGHTS,
                          with_fold (self, "Learning the weights", number), share_of (self, cost));
  else if (g_str_equal (id, "ntk-tuned") || theta_model_layer (id) > 0)
    theta_observer_begin (&self->observer, THETA_STAGE_TUNING, with_fold (self, "Tuning λ", number),
                          share_of (self, cost));
  else
    theta_observer_begin (&self->observer, THETA_STAGE_FITTING, with_fold (self, label, number),
                          share_of (self, cost));
  self->observer.expected = theta_plan_model_calls (self->experiment, id);
  /* Only what is shown tells how far it is. */
  if (g_strcmp0 (method, "algorithm1") == 0 && g_str_equal (id, self->first_wntk))
    self->observer.iterations = self->experiment->weights.iterations;
}

static gboolean
run_model (Run *self, const ThetaProblem *problem, guint model, const ThetaFold *fold,
           GError **error)
{
  const char *id = self->experiment->compare[model];
  gboolean shown = g_strcmp0 (id, self->first_wntk) == 0;
  ThetaFit *fit;

  begin_model (self, id, problem->fold);
  self->observer.iterating = shown;
  fit = theta_model_fit (id, problem, &self->experiment->weights, fold->test,
                         shown ? theta_observer_history : NULL, &self->observer, error);
  self->observer.iterating = FALSE;
  if (fit == NULL)
    {
      if (error != NULL && *error != NULL && !theta_error_is_cancelled (*error))
        {
          g_autofree char *label = theta_model_label (id);
          g_autofree char *where = with_fold (self, label, problem->fold);

          g_prefix_error (error, "%s: ", where);
        }
      return FALSE;
    }
  theta_results_add (self->results, model, fit, fold->n_train);
  if (shown)
    {
      theta_observer_finish_history (&self->observer, fit->history);
      self->observer.ridge = fit->ridge;
      if (fit->history != NULL)
        g_ptr_array_add (self->results->histories, theta_history_ref (fit->history));
      if (fit->weights != NULL && !theta_observer_weigh (&self->observer, fit->weights, error))
        return FALSE;
    }
  return theta_observer_end (&self->observer, error);
}

/* Keeps what the first fold showed: that is what the finished run shows. */
static void
keep_first (Run *self)
{
  const ThetaObserver *observer = &self->observer;

  self->first_picture = theta_picture_ref (observer->picture);
  self->first_kernel = observer->kernel != NULL ? theta_kernel_ref (observer->kernel) : NULL;
  self->first_totals = theta_totals_ref (observer->totals); /* prepare_kernel() made them */
  self->first_weights = g_memdup2 (observer->weights, self->layers * sizeof (double));
  self->first_ridge = observer->ridge;
  self->first_inputs = observer->inputs != NULL ? theta_matrix_ref (observer->inputs) : NULL;
}

static gboolean
run_fold (Run *self, guint number, GError **error)
{
  ThetaFold *fold = self->folds->pdata[number];
  ThetaProblem problem = { 0 };

  self->observer.fold = number;
  if (!prepare_kernel (self, number, error))
    return FALSE;
  problem = (ThetaProblem){
    .kernel = self->kernel,
    .target = self->target,
    .train = fold->train,
    .n_train = fold->n_train,
    .solver = self->iterative ? THETA_SOLVER_CG : self->experiment->solver,
    .seed = self->experiment->seed,
    .fold = number,
    .inputs = self->inputs,
    .cancellable = self->observer.cancellable,
  };
  if (!scale_ridge (self, &problem, error))
    return FALSE;
  self->observer.ridge = problem.ridge;
  for (guint m = 0; self->experiment->compare[m] != NULL; m++)
    if (!run_model (self, &problem, m, fold, error))
      return FALSE;
  if (number == 0)
    keep_first (self);
  return TRUE;
}

/* The last frame: all done, the first fold's kernels on show. */
static gboolean
finish (Run *self, GError **error)
{
  ThetaObserver *observer = &self->observer;

  drop_kernel (self);
  g_clear_pointer (&observer->kernel, theta_kernel_unref);
  g_clear_pointer (&observer->picture, theta_picture_unref);
  g_clear_pointer (&observer->totals, theta_totals_unref);
  g_free (observer->weights);
  g_clear_pointer (&observer->inputs, theta_matrix_unref);
  observer->kernel = g_steal_pointer (&self->first_kernel);
  observer->inputs = g_steal_pointer (&self->first_inputs);
  observer->picture = g_steal_pointer (&self->first_picture);
  observer->totals = g_steal_pointer (&self->first_totals);
  observer->weights = g_steal_pointer (&self->first_weights);
  observer->ridge = self->first_ridge;
  observer->picture_fold = 0;
  observer->fraction = 1;
  observer->done = 1;
  theta_observer_begin (observer, THETA_STAGE_DONE, g_strdup ("Done"), 0);
  theta_results_summarize (self->results);
  if (!theta_observer_end (observer, error))
    return FALSE;
  self->results->frame = theta_observer_frame (observer);
  theta_run_health (self->results);
  self->results->seconds = self->results->frame->seconds;
  return TRUE;
}

ThetaResults *
theta_run (ThetaExperiment *experiment, ThetaDataset *data, guint n_train_rows, ThetaDevice *device,
           GCancellable *cancellable, ThetaFrameFunc func, gpointer user_data, GError **error)
{
  return theta_run_gated (experiment, data, n_train_rows, device, cancellable, func, user_data,
                          NULL, error);
}

ThetaResults *
theta_run_gated (ThetaExperiment *experiment, ThetaDataset *data, guint n_train_rows,
                 ThetaDevice *device, GCancellable *cancellable, ThetaFrameFunc func,
                 gpointer user_data, const ThetaGate *gate, GError **error)
{
  ThetaDeviceInfo info;

  g_return_val_if_fail (experiment != NULL && device != NULL, NULL);
  g_auto (Run) run = { .experiment = experiment, .device = device };

  theta_observer_init (&run.observer, cancellable, func, user_data);
  run.observer.gate = gate;
  run.observer.device = device;
  run.planned = theta_run_for_device (experiment, device);
  run.layers = run.observer.layers = theta_network_n_kernels (&experiment->network);
  device->ops->describe (device, &info);
  device->ops->set_poll (device, theta_observer_poll, &run.observer);
  if (g_cancellable_set_error_if_cancelled (cancellable, error)
      || !read_data (&run, data, n_train_rows, error))
    return NULL;
  plan (&run);
  run.results = theta_results_new (experiment, run.data, run.folds, &info);
  run.results->iterative = run.iterative;
  for (guint f = 0; f < run.folds->len; f++)
    if (!run_fold (&run, f, error))
      return NULL;
  return finish (&run, error) ? g_steal_pointer (&run.results) : NULL;
}
