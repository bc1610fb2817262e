/* Results from their results.json: all but predictions and kernels, which it does
 * not hold. */
#include "experiment/run-private.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "base/error.h"
#include "dataset/fold.h"

/* More rows or columns than this are not believed. */
#define MOST 1000000000.0

/* ---- members, whatever is there ---- */

static JsonNode *
member (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

static JsonObject *
object_of (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
array_of (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static guint
length_of (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

static JsonObject *
element_of (JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* NaN for null and for anything else that is no number. */
static double
node_number (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NAN;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return (double) json_node_get_int (node);
  return json_node_get_value_type (node) == G_TYPE_DOUBLE ? json_node_get_double (node) : NAN;
}

static double
number_of (JsonObject *object, const char *name)
{
  return node_number (member (object, name));
}

static guint
count_of (JsonObject *object, const char *name)
{
  double value = number_of (object, name);

  return value >= 0 && value <= MOST ? (guint) value : 0;
}

static const char *
node_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node)
                 && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : "";
}

static const char *
text_of (JsonObject *object, const char *name)
{
  return node_text (member (object, name));
}

/* The texts of an array, NULL-terminated. */
static char **
texts_of (JsonObject *object, const char *name)
{
  JsonArray *array = array_of (object, name);
  guint n = length_of (array);
  char **texts = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    texts[i] = g_strdup (node_text (json_array_get_element (array, i)));
  return texts;
}

/* The numbers of an array, *@n of them; NULL where it is none. */
static double *
numbers_of (JsonObject *object, const char *name, guint *n)
{
  JsonArray *array = array_of (object, name);
  double *numbers;

  *n = length_of (array);
  if (array == NULL)
    return NULL;
  numbers = g_new (double, MAX (*n, 1));
  for (guint i = 0; i < *n; i++)
    numbers[i] = node_number (json_array_get_element (array, i));
  return numbers;
}

/* ---- parts ---- */

static gboolean
refuse (GError **error, const char *what)
{
  theta_set_error_at (error, THETA_ERROR_PARSE, "results.json", 0, 0,
                      "%s; expected what a run of this program wrote", what);
  return FALSE;
}

/* What the results remember of their data: everything but the numbers. */
static ThetaDataset *
parse_data (JsonObject *root, const char *source)
{
  JsonObject *object = object_of (root, "data");
  g_autoptr (ThetaDataset) data = g_atomic_rc_box_new0 (ThetaDataset);
  const char *name = text_of (object, "name");

  data->source = g_strdup (source);
  data->name = g_strdup (*name != '\0' ? name : source);
  data->x = theta_matrix_new (0, 0, NULL);
  if (data->x == NULL)
    return NULL;
  data->x->rows = count_of (object, "rows");
  data->x->cols = count_of (object, "columns");
  data->columns = g_new0 (char *, 1);
  data->classes = texts_of (object, "classes");
  data->n_classes = g_strv_length (data->classes);
  data->rows_dropped = count_of (object, "dropped");
  data->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_finding_free);
  return g_steal_pointer (&data);
}

static ThetaFit *
parse_fit (JsonObject *object)
{
  ThetaFit *fit = g_new0 (ThetaFit, 1);

  fit->ridge = number_of (object, "ridge");
  fit->tuning.smallest = number_of (object, "smallest_eigenvalue");
  fit->tuning.largest = number_of (object, "largest_eigenvalue");
  fit->weights = numbers_of (object, "weights", &fit->layers);
  fit->n_test = count_of (object, "test");
  fit->metrics = (ThetaMetrics) { .accuracy = number_of (object, "accuracy"),
                                  .balanced_accuracy = number_of (object, "balanced_accuracy"),
                                  .squared_error = number_of (object, "squared_error") };
  return fit;
}

static gboolean
parse_confusion (ThetaModelResult *model, JsonObject *object, guint classes, GError **error)
{
  JsonArray *rows = array_of (object, "confusion");

  if (length_of (rows) != classes)
    return refuse (error, "a confusion matrix has another size than there are classes");
  model->confusion = g_new0 (guint, MAX ((gsize) classes * classes, 1));
  for (guint t = 0; t < classes; t++)
    {
      JsonNode *node = json_array_get_element (rows, t);
      JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (length_of (row) != classes)
        return refuse (error, "a confusion matrix is not square");
      for (guint p = 0; p < classes; p++)
        {
          double count = node_number (json_array_get_element (row, p));

          model->confusion[t * classes + p] = count >= 0 && count <= MOST ? (guint) count : 0;
        }
    }
  return TRUE;
}

static gboolean
parse_model (ThetaResults *self, ThetaModelResult *model, JsonObject *object, GError **error)
{
  JsonArray *folds = array_of (object, "folds");

  for (guint f = 0; f < length_of (folds); f++)
    {
      JsonObject *fold = element_of (folds, f);
      ThetaFoldResult *result = g_new0 (ThetaFoldResult, 1);

      result->fit = parse_fit (fold);
      result->n_train = count_of (fold, "train");
      g_ptr_array_add (model->folds, result);
      if (result->fit->n_test == 0 || result->n_train == 0)
        return refuse (error, "a fold has no rows");
    }
  if (model->folds->len == 0 || model->folds->len != self->folds->len)
    return refuse (error, "the models have different folds");
  g_strfreev (model->notes);
  model->notes = texts_of (object, "notes");
  return parse_confusion (model, object, self->data->n_classes, error);
}

static gboolean
parse_history (ThetaResults *self, JsonObject *object, GError **error)
{
  guint layers = theta_network_n_kernels (&self->experiment->network);
  ThetaHistory *history = theta_history_new (MAX (count_of (object, "fold"), 1) - 1, layers,
                                             text_of (object, "method"), text_of (object, "loss"));
  JsonArray *rows = array_of (object, "iterations");

  g_ptr_array_add (self->histories, history);
  for (guint i = 0; i < length_of (rows); i++)
    {
      JsonObject *row = element_of (rows, i);
      ThetaIteration iteration = { .iteration = count_of (row, "iteration"),
                                   .train_loss = number_of (row, "train_loss"),
                                   .validation_loss = number_of (row, "validation_loss"),
                                   .loo_loss = number_of (row, "loo_loss"),
                                   .train_accuracy = number_of (row, "train_accuracy"),
                                   .validation_accuracy = number_of (row, "validation_accuracy"),
                                   .evidence = number_of (row, "evidence") };
      guint n;
      g_autofree double *weights = numbers_of (row, "weights", &n);

      if (weights == NULL || n != layers)
        return refuse (error, "a history has another number of weights than the network kernels");
      theta_history_append (history, &iteration, weights);
    }
  return TRUE;
}

static void
parse_health (ThetaResults *self, JsonArray *array)
{
  for (guint i = 0; i < length_of (array); i++)
    {
      JsonObject *object = element_of (array, i);
      JsonObject *remedy = object_of (object, "remedy");

      g_ptr_array_add (self->health,
                       theta_finding_new (THETA_FINDING_OTHER, g_strdup (text_of (object, "title")),
                                          g_strdup (text_of (object, "detail"))));
      if (remedy != NULL)
        theta_results_take_remedy (self, g_strdup (text_of (remedy, "label")),
                                   texts_of (remedy, "set"));
    }
}

/* ---- the whole ---- */

static void
parse_head (ThetaResults *self, JsonObject *root)
{
  JsonObject *device = object_of (root, "device");

  g_free (self->program);
  self->program = g_strdup (text_of (root, "program"));
  g_free (self->version);
  self->version = g_strdup (text_of (root, "version"));
  self->storage.precision = g_str_equal (text_of (device, "precision"), "single")
                                ? THETA_PRECISION_SINGLE
                                : THETA_PRECISION_DOUBLE;
  self->seconds = number_of (root, "seconds");
  self->restored = TRUE;
  if (*text_of (root, "sentence") != '\0')
    self->sentence = g_strdup (text_of (root, "sentence"));
}

/* As many folds as the first model has; their rows are not known. */
static GPtrArray *
parse_folds (JsonArray *models)
{
  GPtrArray *folds = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_fold_free);
  JsonObject *first = length_of (models) > 0 ? element_of (models, 0) : NULL;

  for (guint f = 0; f < length_of (array_of (first, "folds")); f++)
    g_ptr_array_add (folds, g_new0 (ThetaFold, 1));
  return folds;
}

/* The models in the order that they have in the file. */
static gboolean
parse_models (ThetaResults *self, JsonArray *models, GError **error)
{
  if (length_of (models) == 0)
    return refuse (error, "there are no models");
  g_ptr_array_set_size (self->models, 0);
  for (guint m = 0; m < length_of (models); m++)
    {
      JsonObject *object = element_of (models, m);
      const char *id = text_of (object, "name");

      if (!theta_model_check (id, error))
        return FALSE;
      g_ptr_array_add (self->models, theta_model_result_new (id));
      if (!parse_model (self, self->models->pdata[m], object, error))
        return FALSE;
    }
  return TRUE;
}

/* One row of mean diagonals a fold, with Normalize=trace. */
static void
parse_diagonals (ThetaResults *self, JsonArray *rows)
{
  guint layers = theta_network_n_kernels (&self->experiment->network);

  for (guint f = 0; f < length_of (rows); f++)
    {
      JsonNode *node = json_array_get_element (rows, f);
      JsonArray *row = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      double *mean = g_new (double, layers);

      for (guint l = 0; l < layers; l++)
        mean[l] = l < length_of (row) ? node_number (json_array_get_element (row, l)) : NAN;
      g_ptr_array_add (self->diagonals, mean);
    }
}

static ThetaResults *
parse_root (JsonObject *root, const char *experiment_text, GError **error)
{
  g_autoptr (ThetaExperiment) experiment = NULL;
  g_autoptr (ThetaDataset) data = NULL;
  g_autoptr (GPtrArray) folds = NULL;
  g_autoptr (ThetaResults) self = NULL;
  JsonObject *device = object_of (root, "device");
  JsonArray *histories = array_of (root, "history");
  ThetaDeviceInfo info = { .threads = count_of (device, "threads") };
  double total, used;

  experiment = theta_experiment_parse (
      experiment_text != NULL ? experiment_text : text_of (root, "experiment"),
      "the experiment of the run", NULL, error);
  if (experiment == NULL)
    return NULL;
  data = parse_data (root, experiment->source);
  if (data == NULL || data->n_classes < 2)
    {
      refuse (error, "there are fewer than two classes");
      return NULL;
    }
  folds = parse_folds (array_of (root, "models"));
  g_strlcpy (info.id, text_of (device, "id"), sizeof info.id);
  g_strlcpy (info.name, text_of (device, "name"), sizeof info.name);
  g_strlcpy (info.library, text_of (device, "library"), sizeof info.library);
  g_strlcpy (info.driver, text_of (device, "driver"), sizeof info.driver);
  total = number_of (device, "memory");
  used = number_of (device, "memory_used");
  info.memory_total = total > 0 ? (guint64) total : 0; /* NaN where it is not told */
  info.memory_used = used > 0 ? (guint64) used : 0;
  self = theta_results_new (experiment, data, folds, &info);
  parse_head (self, root);
  if (!parse_models (self, array_of (root, "models"), error))
    return NULL;
  for (guint i = 0; i < length_of (histories); i++)
    if (!parse_history (self, element_of (histories, i), error))
      return NULL;
  parse_diagonals (self, array_of (root, "mean_diagonals"));
  parse_health (self, array_of (root, "health"));
  theta_results_compare (self);
  return g_steal_pointer (&self);
}

ThetaResults *
theta_results_from_json (const char *text, const char *experiment, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) bad = NULL;
  JsonNode *root;

  g_return_val_if_fail (text != NULL, NULL);
  if (!json_parser_load_from_data (parser, text, -1, &bad))
    {
      refuse (error, bad->message);
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      refuse (error, "there is no object");
      return NULL;
    }
  return parse_root (json_node_get_object (root), experiment, error);
}
