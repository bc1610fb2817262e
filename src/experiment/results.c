#include "experiment/run-private.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "dataset/fold.h"
#include "config.h"

static void
fold_result_free (gpointer data)
{
  ThetaFoldResult *self = data;

  theta_fit_free (self->fit);
  g_free (self);
}

static void
model_result_free (gpointer data)
{
  ThetaModelResult *self = data;

  g_free (self->id);
  g_free (self->label);
  g_ptr_array_unref (self->folds);
  g_free (self->confusion);
  g_strfreev (self->notes);
  g_free (self);
}

static void
remedy_free (gpointer data)
{
  ThetaRemedy *self = data;

  if (self == NULL)
    return;
  g_free (self->label);
  g_strfreev (self->assignments);
  g_free (self);
}

ThetaModelResult *
theta_model_result_new (const char *id)
{
  ThetaModelResult *self = g_new0 (ThetaModelResult, 1);

  self->id = g_strdup (id);
  self->label = theta_model_label (id);
  self->folds = g_ptr_array_new_with_free_func (fold_result_free);
  self->against_ntk = self->against_tuned = (ThetaSignificance){ .t = NAN, .p = NAN };
  return self;
}

ThetaResults *
theta_results_new (ThetaExperiment *experiment, ThetaDataset *data, GPtrArray *folds,
                   const ThetaDeviceInfo *info)
{
  ThetaResults *self = g_atomic_rc_box_new0 (ThetaResults);

  self->program = g_strdup ("thetascope");
  self->version = g_strdup (THETA_VERSION);
  self->experiment = theta_experiment_ref (experiment);
  self->data = theta_dataset_ref (data);
  self->device_id = g_strdup (info->id);
  self->device = g_strdup (info->name);
  self->library = g_strdup (info->library);
  self->driver = g_strdup (info->driver);
  self->memory_total = info->memory_total;
  self->memory_used = info->memory_used;
  self->threads = info->threads;
  self->folds = g_ptr_array_ref (folds);
  self->models = g_ptr_array_new_with_free_func (model_result_free);
  for (guint m = 0; experiment->compare[m] != NULL; m++)
    g_ptr_array_add (self->models, theta_model_result_new (experiment->compare[m]));
  self->diagonals = g_ptr_array_new_with_free_func (g_free);
  self->histories = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_history_unref);
  self->health = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_finding_free);
  self->remedies = g_ptr_array_new_with_free_func (remedy_free);
  return self;
}

ThetaResults *
theta_results_ref (ThetaResults *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_atomic_rc_box_acquire (self);
}

static void
results_clear (gpointer data)
{
  ThetaResults *self = data;

  g_free (self->program);
  g_free (self->version);
  g_free (self->device_id);
  g_free (self->device);
  g_free (self->driver);
  g_free (self->library);
  g_free (self->sentence);
  theta_experiment_unref (self->experiment);
  theta_dataset_unref (self->data);
  g_ptr_array_unref (self->folds);
  g_ptr_array_unref (self->models);
  g_ptr_array_unref (self->diagonals);
  g_ptr_array_unref (self->histories);
  g_ptr_array_unref (self->health);
  g_ptr_array_unref (self->remedies);
  g_clear_pointer (&self->frame, theta_frame_unref);
  g_clear_pointer (&self->sources, g_ptr_array_unref);
}

void
theta_results_unref (ThetaResults *self)
{
  g_return_if_fail (self != NULL);
  g_atomic_rc_box_release_full (self, results_clear);
}

void
theta_results_add (ThetaResults *self, guint model, ThetaFit *fit, guint n_train)
{
  ThetaModelResult *result = self->models->pdata[model];
  ThetaFoldResult *fold = g_new0 (ThetaFoldResult, 1);

  fold->fit = fit;
  fold->n_train = n_train;
  g_ptr_array_add (result->folds, fold);
}

void
theta_results_take_remedy (ThetaResults *self, char *label, char **assignments)
{
  ThetaRemedy *remedy = g_new (ThetaRemedy, 1);

  *remedy = (ThetaRemedy) { label, assignments };
  g_ptr_array_set_size (self->remedies, (int) self->health->len);
  self->remedies->pdata[self->health->len - 1] = remedy;
}

const ThetaRemedy *
theta_results_remedy (const ThetaResults *self, guint finding)
{
  return finding < self->remedies->len ? self->remedies->pdata[finding] : NULL;
}

const ThetaModelResult *
theta_results_weighted (const ThetaResults *self)
{
  for (guint c = 0; self->experiment->compare[c] != NULL; c++)
    if (g_str_has_prefix (self->experiment->compare[c], "wntk"))
      return theta_results_find (self, self->experiment->compare[c]);
  return NULL;
}

const ThetaFit *
theta_results_learnt (const ThetaResults *self, guint fold, guint layers)
{
  const ThetaModelResult *model = theta_results_weighted (self);
  const ThetaFit *fit;

  if (model == NULL || fold >= model->folds->len)
    return NULL;
  fit = ((const ThetaFoldResult *) model->folds->pdata[fold])->fit;
  return fit->weights != NULL && fit->layers == layers ? fit : NULL;
}

ThetaModelResult *
theta_results_find (const ThetaResults *self, const char *id)
{
  for (guint m = 0; m < self->models->len; m++)
    {
      ThetaModelResult *model = self->models->pdata[m];

      if (g_str_equal (model->id, id))
        return model;
    }
  return NULL;
}

/* The metric at @offset within ThetaMetrics, of fold @f. */
static double
metric_of (const ThetaModelResult *model, guint f, gsize offset)
{
  const ThetaFoldResult *fold = model->folds->pdata[f];

  return G_STRUCT_MEMBER (double, &fold->fit->metrics, offset);
}

gboolean
theta_results_test (const ThetaResults *self, const ThetaModelResult *a, const ThetaModelResult *b,
                    gsize metric, ThetaSignificance *out)
{
  guint n = a->folds->len;
  g_autofree double *differences = g_new (double, MAX (n, 1));
  double ratio = 0;

  for (guint f = 0; f < n; f++)
    {
      const ThetaFoldResult *fold = a->folds->pdata[f];

      differences[f] = metric_of (a, f, metric) - metric_of (b, f, metric);
      ratio += (double) fold->fit->n_test / fold->n_train / n;
    }
  theta_significance_compute (out, differences, n, ratio);
  return n >= 2;
}

static void
summarize_metric (ThetaModelResult *model, gsize offset)
{
  guint n = model->folds->len;
  double mean = 0, squares = 0;

  for (guint f = 0; f < n; f++)
    mean += metric_of (model, f, offset) / n;
  for (guint f = 0; f < n; f++)
    squares += pow (metric_of (model, f, offset) - mean, 2);
  G_STRUCT_MEMBER (double, &model->mean, offset) = mean;
  G_STRUCT_MEMBER (double, &model->deviation, offset) = n > 1 ? sqrt (squares / (n - 1)) : NAN;
}

static void
count_confusion (const ThetaResults *self, ThetaModelResult *model)
{
  guint classes = self->data->n_classes;

  model->confusion = g_new0 (guint, (gsize) classes * classes);
  for (guint f = 0; f < model->folds->len; f++)
    {
      const ThetaFold *fold = self->folds->pdata[f];
      const ThetaFit *fit = ((ThetaFoldResult *) model->folds->pdata[f])->fit;

      for (guint i = 0, k = 0; i < fold->n; i++)
        if (fold->test[i])
          model->confusion[self->data->labels[i] * classes + fit->predicted[k++]]++;
    }
}

static void
collect_notes (ThetaModelResult *model)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new ();

  for (guint f = 0; f < model->folds->len; f++)
    {
      const GPtrArray *own = ((ThetaFoldResult *) model->folds->pdata[f])->fit->notes;

      for (guint i = 0; own != NULL && i < own->len; i++)
        if (!g_ptr_array_find_with_equal_func (notes, own->pdata[i], g_str_equal, NULL))
          g_ptr_array_add (notes, g_strdup (own->pdata[i]));
    }
  g_ptr_array_add (notes, NULL);
  model->notes = (char **) g_ptr_array_steal (notes, NULL);
}

/* Tests @model against the NTK, plain and with tuned λ. */
static void
compare (const ThetaResults *self, ThetaModelResult *model)
{
  const ThetaModelResult *ntk = theta_results_find (self, "ntk");
  const ThetaModelResult *tuned = theta_results_find (self, "ntk-tuned");
  gsize error = G_STRUCT_OFFSET (ThetaMetrics, squared_error);

  if (ntk != NULL && model != ntk)
    model->against_ntk_valid = theta_results_test (self, model, ntk, error, &model->against_ntk);
  if (tuned != NULL && model != tuned)
    model->against_tuned_valid
        = theta_results_test (self, model, tuned, error, &model->against_tuned);
}

void
theta_results_compare (ThetaResults *self)
{
  for (guint m = 0; m < self->models->len; m++)
    {
      ThetaModelResult *model = self->models->pdata[m];

      summarize_metric (model, G_STRUCT_OFFSET (ThetaMetrics, accuracy));
      summarize_metric (model, G_STRUCT_OFFSET (ThetaMetrics, balanced_accuracy));
      summarize_metric (model, G_STRUCT_OFFSET (ThetaMetrics, squared_error));
    }
  for (guint m = 0; m < self->models->len; m++)
    compare (self, self->models->pdata[m]);
}

/* Insertion keeps the order of Compare where errors are equal. */
static void
sort_models (ThetaResults *self)
{
  for (guint m = 1; m < self->models->len; m++)
    {
      ThetaModelResult *model = self->models->pdata[m];
      guint k = m;

      for (; k > 0; k--)
        {
          ThetaModelResult *before = self->models->pdata[k - 1];

          if (before->mean.squared_error <= model->mean.squared_error)
            break;
          self->models->pdata[k] = before;
        }
      self->models->pdata[k] = model;
    }
}

void
theta_results_summarize (ThetaResults *self)
{
  for (guint m = 0; m < self->models->len; m++)
    {
      count_confusion (self, self->models->pdata[m]);
      collect_notes (self->models->pdata[m]);
    }
  theta_results_compare (self);
  sort_models (self);
}

/* ---- a choice by hand ---- */

/* The model says what it is: whoever looked at held-out rows while choosing tuned on them. */
static void
name_choice (const ThetaResults *self, ThetaModelResult *model)
{
  g_autoptr (GStrvBuilder) notes = g_strv_builder_new ();
  guint number = 1;

  for (guint m = 0; m < self->models->len; m++)
    number += g_str_has_prefix (((ThetaModelResult *) self->models->pdata[m])->id, "by-hand");
  g_free (model->id);
  g_free (model->label);
  model->id = number == 1 ? g_strdup ("by-hand") : g_strdup_printf ("by-hand-%u", number);
  model->label = number == 1 ? g_strdup ("Chosen by hand")
                             : g_strdup_printf ("Chosen by hand, %u", number);
  g_strv_builder_add (notes, "The weights were chosen by hand, for all folds alike. If held-out "
                             "figures guided the choice, its own are no honest estimate.");
  for (guint i = 0; model->notes != NULL && model->notes[i] != NULL; i++)
    g_strv_builder_add (notes, model->notes[i]);
  g_strfreev (model->notes);
  model->notes = g_strv_builder_end (notes);
}

static gboolean
has_same_folds (const ThetaResults *a, const ThetaResults *b)
{
  if (a->folds->len != b->folds->len)
    return FALSE;
  for (guint f = 0; f < a->folds->len; f++)
    {
      const ThetaFold *one = a->folds->pdata[f], *two = b->folds->pdata[f];

      if (one->n != two->n || memcmp (one->train, two->train, one->n) != 0
          || memcmp (one->test, two->test, one->n) != 0)
        return FALSE;
    }
  return TRUE;
}

ThetaResults *
theta_results_with_choice (ThetaResults *self, ThetaResults *chosen, GError **error)
{
  ThetaModelResult *model = chosen->models->pdata[0];
  ThetaResults *both;

  if (self->restored || !has_same_folds (self, chosen))
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_SHAPE,
                           "The data have changed since this run; run again to compare with it");
      return NULL;
    }
  name_choice (self, model);
  compare (self, model);
  both = g_atomic_rc_box_new0 (ThetaResults);
  *both = *self;
  both->program = g_strdup (self->program);
  both->version = g_strdup (self->version);
  both->device_id = g_strdup (self->device_id);
  both->device = g_strdup (self->device);
  both->driver = g_strdup (self->driver);
  both->library = g_strdup (self->library);
  both->sentence = g_strdup (self->sentence);
  theta_experiment_ref (both->experiment);
  theta_dataset_ref (both->data);
  g_ptr_array_ref (both->folds);
  g_ptr_array_ref (both->histories);
  g_ptr_array_ref (both->health);
  g_ptr_array_ref (both->remedies);
  g_ptr_array_ref (both->diagonals);
  if (both->frame != NULL)
    theta_frame_ref (both->frame);
  both->models = g_ptr_array_new ();
  for (guint m = 0; m < self->models->len; m++)
    g_ptr_array_add (both->models, self->models->pdata[m]);
  g_ptr_array_add (both->models, model);
  sort_models (both);
  both->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_results_unref);
  g_ptr_array_add (both->sources, theta_results_ref (self));
  g_ptr_array_add (both->sources, theta_results_ref (chosen));
  return both;
}
