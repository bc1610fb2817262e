/* results.json, in the layout of DESIGN 7. */
#include "experiment/run-private.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "dataset/fold.h"
#include "experiment/json.h"

/* JSON has no NaN and no infinity: null stands for them. */
static void
add_number (JsonBuilder *json, const char *name, double value)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

static void
add_count (JsonBuilder *json, const char *name, guint64 value)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, (gint64) value);
}

static void
add_text (JsonBuilder *json, const char *name, const char *value)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, value);
}

static void
begin (JsonBuilder *json, const char *name, gboolean array)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  if (array)
    json_builder_begin_array (json);
  else
    json_builder_begin_object (json);
}

static void
add_weights (JsonBuilder *json, const double *weights, guint layers)
{
  json_builder_set_member_name (json, "weights");
  if (weights == NULL)
    {
      json_builder_add_null_value (json);
      return;
    }
  json_builder_begin_array (json);
  for (guint l = 0; l < layers; l++)
    add_number (json, NULL, weights[l]);
  json_builder_end_array (json);
}

/* What the weights are shares of. */
static void
add_sum (JsonBuilder *json, const double *weights, guint layers)
{
  double sum = 0;

  for (guint l = 0; weights != NULL && l < layers; l++)
    sum += weights[l];
  add_number (json, "sum_a", weights != NULL ? sum : NAN);
}

static void
add_metrics (JsonBuilder *json, const ThetaMetrics *metrics)
{
  add_number (json, "accuracy", metrics->accuracy);
  add_number (json, "balanced_accuracy", metrics->balanced_accuracy);
  add_number (json, "squared_error", metrics->squared_error);
}

static void
add_folds (JsonBuilder *json, const ThetaModelResult *model)
{
  begin (json, "folds", TRUE);
  for (guint f = 0; f < model->folds->len; f++)
    {
      const ThetaFoldResult *fold = model->folds->pdata[f];

      begin (json, NULL, FALSE);
      add_count (json, "fold", f + 1);
      add_number (json, "ridge", fold->fit->ridge);
      add_number (json, "smallest_eigenvalue", fold->fit->tuning.smallest);
      add_number (json, "largest_eigenvalue", fold->fit->tuning.largest);
      add_number (json, "condition", theta_fit_condition (fold->fit));
      add_weights (json, fold->fit->weights, fold->fit->layers);
      add_sum (json, fold->fit->weights, fold->fit->layers);
      add_count (json, "train", fold->n_train);
      add_count (json, "test", fold->fit->n_test);
      add_metrics (json, &fold->fit->metrics);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_test (JsonBuilder *json, const char *name, gboolean valid, const ThetaSignificance *test)
{
  json_builder_set_member_name (json, name);
  if (!valid)
    {
      json_builder_add_null_value (json);
      return;
    }
  json_builder_begin_object (json);
  add_number (json, "t", test->t);
  add_number (json, "p", test->p);
  json_builder_end_object (json);
}

static void
add_model (JsonBuilder *json, const ThetaResults *self, const ThetaModelResult *model)
{
  guint classes = self->data->n_classes;

  begin (json, NULL, FALSE);
  add_text (json, "name", model->id);
  add_folds (json, model);
  begin (json, "mean", FALSE);
  add_metrics (json, &model->mean);
  json_builder_end_object (json);
  begin (json, "deviation", FALSE);
  add_metrics (json, &model->deviation);
  json_builder_end_object (json);
  begin (json, "confusion", TRUE);
  for (guint t = 0; t < classes; t++)
    {
      begin (json, NULL, TRUE);
      for (guint p = 0; p < classes; p++)
        add_count (json, NULL, model->confusion[t * classes + p]);
      json_builder_end_array (json);
    }
  json_builder_end_array (json);
  add_test (json, "against_ntk", model->against_ntk_valid, &model->against_ntk);
  add_test (json, "against_ntk_tuned", model->against_tuned_valid, &model->against_tuned);
  begin (json, "notes", TRUE);
  for (guint i = 0; model->notes[i] != NULL; i++)
    add_text (json, NULL, model->notes[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_history (JsonBuilder *json, const ThetaHistory *history)
{
  begin (json, NULL, FALSE);
  add_count (json, "fold", history->fold + 1);
  add_text (json, "method", history->method);
  add_text (json, "loss", history->loss);
  begin (json, "iterations", TRUE);
  for (guint i = 0; i < history->count; i++)
    {
      const ThetaIteration *row = &history->iterations[i];

      begin (json, NULL, FALSE);
      add_count (json, "iteration", row->iteration);
      add_weights (json, history->weights + (gsize) i * history->layers, history->layers);
      add_sum (json, history->weights + (gsize) i * history->layers, history->layers);
      add_number (json, "train_loss", row->train_loss);
      add_number (json, "validation_loss", row->validation_loss);
      add_number (json, "loo_loss", row->loo_loss);
      add_number (json, "evidence", row->evidence);
      add_number (json, "train_accuracy", row->train_accuracy);
      add_number (json, "validation_accuracy", row->validation_accuracy);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

static void
add_head (JsonBuilder *json, const ThetaResults *self)
{
  g_autofree char *experiment = theta_experiment_to_text (self->experiment);

  add_text (json, "version", self->version);
  add_text (json, "program", self->program);
  add_count (json, "seed", self->experiment->seed);
  begin (json, "device", FALSE);
  add_text (json, "id", self->device_id);
  add_text (json, "name", self->device);
  add_text (json, "library", self->library);
  if (*self->driver != '\0')
    add_text (json, "driver", self->driver);
  if (self->memory_used > 0)
    {
      add_count (json, "memory", self->memory_total);
      add_count (json, "memory_used", self->memory_used);
    }
  add_count (json, "threads", self->threads);
  add_text (json, "precision",
            self->storage.precision == THETA_PRECISION_SINGLE ? "single" : "double");
  json_builder_end_object (json);
  add_text (json, "experiment", experiment);
  begin (json, "data", FALSE);
  add_text (json, "name", self->data->name);
  add_count (json, "rows", self->data->x->rows);
  add_count (json, "columns", self->data->x->cols);
  begin (json, "classes", TRUE);
  for (guint c = 0; c < self->data->n_classes; c++)
    add_text (json, NULL, self->data->classes[c]);
  json_builder_end_array (json);
  add_count (json, "dropped", self->data->rows_dropped);
  json_builder_end_object (json);
}

/* With Normalize=trace: the weight of the plain Θ_l is a_l by its mean diagonal. */
static void
add_diagonals (JsonBuilder *json, const ThetaResults *self)
{
  guint layers = theta_network_n_kernels (&self->experiment->network);

  if (self->diagonals->len == 0)
    return;
  begin (json, "mean_diagonals", TRUE);
  for (guint f = 0; f < self->diagonals->len; f++)
    {
      const double *mean = self->diagonals->pdata[f];

      begin (json, NULL, TRUE);
      for (guint l = 0; l < layers; l++)
        add_number (json, NULL, mean[l]);
      json_builder_end_array (json);
    }
  json_builder_end_array (json);
}

static void
add_health (JsonBuilder *json, const ThetaResults *self)
{
  begin (json, "health", TRUE);
  for (guint i = 0; i < self->health->len; i++)
    {
      const ThetaFinding *finding = self->health->pdata[i];
      const ThetaRemedy *remedy = theta_results_remedy (self, i);

      begin (json, NULL, FALSE);
      add_text (json, "title", finding->title);
      add_text (json, "detail", finding->detail);
      if (remedy != NULL)
        {
          begin (json, "remedy", FALSE);
          add_text (json, "label", remedy->label);
          begin (json, "set", TRUE);
          for (guint k = 0; remedy->assignments[k] != NULL; k++)
            add_text (json, NULL, remedy->assignments[k]);
          json_builder_end_array (json);
          json_builder_end_object (json);
        }
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

char *
theta_results_to_json (const ThetaResults *self)
{
  g_autoptr (JsonBuilder) json = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL, *sentence = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  sentence = theta_results_sentence (self);
  json = json_builder_new ();
  json_builder_begin_object (json);
  add_head (json, self);
  begin (json, "models", TRUE);
  for (guint m = 0; m < self->models->len; m++)
    add_model (json, self, self->models->pdata[m]);
  json_builder_end_array (json);
  add_diagonals (json, self);
  begin (json, "history", TRUE);
  for (guint f = 0; f < self->histories->len; f++)
    add_history (json, self->histories->pdata[f]);
  json_builder_end_array (json);
  add_health (json, self);
  add_text (json, "sentence", sentence);
  add_number (json, "seconds", self->seconds);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = theta_json_to_text (root);
  return g_strconcat (text, "\n", NULL);
}
