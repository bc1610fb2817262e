/* The keys of the experiment file, in their order, and the few setters that
 * serve one key alone. */
#include "experiment/experiment-private.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "learn/model.h"

static gboolean
set_separator (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  if (!g_str_equal (value, "auto") && !g_str_equal (value, "tab") && !g_str_equal (value, "space")
      && strlen (value) != 1)
    return theta_key_refuse (key, value, "auto, tab, space or one character", error);
  return theta_set_string (self, key, value, error);
}

static gboolean
set_quote (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  if (strlen (value) != 1)
    return theta_key_refuse (key, value, "one character", error);
  return theta_set_string (self, key, value, error);
}

static gboolean
set_comment (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  if (strlen (value) > 1)
    return theta_key_refuse (key, value, "empty or one character, such as # or %", error);
  return theta_set_string (self, key, value, error);
}

static gboolean
set_label (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  if (*value == '\0')
    return theta_key_refuse (key, value, "auto, last, none or the name of a column", error);
  return theta_set_string (self, key, value, error);
}

static gboolean
set_activation (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  if (theta_network_parse_activation (&self->network, value, error))
    return TRUE;
  g_prefix_error (error, "%s.%s: ", key->group, key->name);
  return FALSE;
}

static char *
get_activation (const ThetaExperiment *self, const ThetaKey *key)
{
  return theta_network_activation_to_string (&self->network);
}

static gboolean
set_formula (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  if (theta_network_set_formula (&self->network, value, error))
    return TRUE;
  g_prefix_error (error, "%s.%s: ", key->group, key->name);
  return FALSE;
}

static char *
get_formula (const ThetaExperiment *self, const ThetaKey *key)
{
  return g_strdup (self->network.formula);
}

static gboolean
set_method (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  g_autofree char *expected = NULL;

  if (theta_weight_method_find (value) != NULL)
    return theta_set_string (self, key, value, error);
  expected = theta_weight_methods_list ();
  return theta_key_refuse (key, value, expected, error);
}

/* Numbers of at least 0 with “;” between them, THETA_MAX_KERNELS at most; NULL for
 * anything else. */
static double *
parse_numbers (const char *value, guint *n)
{
  g_auto (GStrv) parts = g_strsplit (value, ";", -1);
  g_autofree double *numbers = NULL;

  *n = g_strv_length (parts);
  if (*n == 0 || *n > THETA_MAX_KERNELS)
    return NULL;
  numbers = g_new0 (double, *n);
  for (guint i = 0; i < *n; i++)
    if (!theta_number_parse (parts[i], &numbers[i]) || !isfinite (numbers[i]) || numbers[i] < 0)
      return NULL;
  return g_steal_pointer (&numbers);
}

static char *
print_numbers (const double *numbers, guint n)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *number = theta_number_to_string (numbers[i]);

      g_string_append_printf (out, "%s%s", i > 0 ? ";" : "", number);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
set_initial (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  guint n;
  double *initial = parse_numbers (value, &n);

  if (initial == NULL)
    return theta_key_refuse (
        key, value, "one number of at least 0, or one for each layer separated by “;”", error);
  g_free (self->weights.initial);
  self->weights.initial = initial;
  self->weights.n_initial = n;
  return TRUE;
}

static char *
get_initial (const ThetaExperiment *self, const ThetaKey *key)
{
  return print_numbers (self->weights.initial, self->weights.n_initial);
}

static gboolean
set_grid (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  guint n;
  double *grid = parse_numbers (value, &n);

  if (grid == NULL)
    return theta_key_refuse (
        key, value, "numbers of at least 0 separated by “;”, such as 0;0.125;0.25;0.5;1", error);
  g_free (self->weights.grid);
  self->weights.grid = grid;
  self->weights.n_grid = n;
  return TRUE;
}

static char *
get_grid (const ThetaExperiment *self, const ThetaKey *key)
{
  return print_numbers (self->weights.grid, self->weights.n_grid);
}

static gboolean
set_compare (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  g_auto (GStrv) ids = g_strsplit (value, ";", -1);

  if (ids[0] == NULL)
    return theta_key_refuse (key, value, "a list of models such as majority;ntk;wntk", error);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_strstrip (ids[i]);
      if (!theta_model_check (ids[i], error))
        {
          g_prefix_error (error, "%s.%s: ", key->group, key->name);
          return FALSE;
        }
      for (guint j = 0; j < i; j++)
        if (g_str_equal (ids[i], ids[j]))
          return theta_key_refuse (key, value, "a list in which every model stands once", error);
    }
  g_strfreev (self->compare);
  self->compare = g_steal_pointer (&ids);
  return TRUE;
}

static char *
get_compare (const ThetaExperiment *self, const ThetaKey *key)
{
  return g_strjoinv (";", self->compare);
}

/* Three numbers, or nothing: the whole picture. */
static gboolean
set_zoom (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  guint n = 0;
  g_autofree double *numbers = *value != '\0' ? parse_numbers (value, &n) : NULL;

  if (*value != '\0' && (numbers == NULL || n != 3 || !(numbers[2] > 0)))
    return theta_key_refuse (key, value,
                             "empty, or the first row, the first column and the number of rows "
                             "shown, such as 10;10;40",
                             error);
  for (guint i = 0; i < 3; i++)
    self->view.zoom[i] = numbers != NULL ? numbers[i] : 0;
  return TRUE;
}

static char *
get_zoom (const ThetaExperiment *self, const ThetaKey *key)
{
  return self->view.zoom[2] > 0 ? print_numbers (self->view.zoom, 3) : g_strdup ("");
}

static gboolean
set_iteration (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  guint64 number = THETA_VIEW_LAST;

  if (!g_str_equal (value, "last")
      && !g_ascii_string_to_unsigned (value, 10, 0, THETA_VIEW_LAST - 1, &number, NULL))
    return theta_key_refuse (key, value, "last or the number of an iteration", error);
  self->view.iteration = (guint) number;
  return TRUE;
}

static char *
get_iteration (const ThetaExperiment *self, const ThetaKey *key)
{
  return self->view.iteration == THETA_VIEW_LAST ? g_strdup ("last")
                                                 : g_strdup_printf ("%u", self->view.iteration);
}

/* Two numbers, or nothing: all iterations. */
static gboolean
set_range (ThetaExperiment *self, const ThetaKey *key, const char *value, GError **error)
{
  guint n = 0;
  g_autofree double *numbers = *value != '\0' ? parse_numbers (value, &n) : NULL;

  if (*value != '\0' && (numbers == NULL || n != 2 || !(numbers[1] > numbers[0])))
    return theta_key_refuse (key, value,
                             "empty, or the first and the last iteration shown, such as 10;40",
                             error);
  for (guint i = 0; i < 2; i++)
    self->view.range[i] = numbers != NULL ? numbers[i] : 0;
  return TRUE;
}

static char *
get_range (const ThetaExperiment *self, const ThetaKey *key)
{
  return self->view.range[1] > 0 ? print_numbers (self->view.range, 2) : g_strdup ("");
}

#define NAMES(...) .names = (const char *const[]){ __VA_ARGS__, NULL }
#define KEY(group_, name_, fallback_, kind, field, ...)                                            \
  { .group = group_, .name = name_, .fallback = fallback_, .set = theta_set_##kind,                \
    .get = theta_get_##kind, .offset = G_STRUCT_OFFSET (ThetaExperiment, field), __VA_ARGS__ }
#define CHOICE(group_, name_, fallback_, field, ...)                                               \
  { .group = group_, .name = name_, .fallback = fallback_, .set = theta_set_choice,                \
    .get = theta_get_string, .offset = G_STRUCT_OFFSET (ThetaExperiment, field),                   \
    NAMES (__VA_ARGS__) }
#define OWN(group_, name_, fallback_, set_, get_, field)                                           \
  { .group = group_, .name = name_, .fallback = fallback_, .set = set_, .get = get_,               \
    .offset = G_STRUCT_OFFSET (ThetaExperiment, field) }
/* A setting of a part that this version does not have: its default alone. */
#define FIXED(group_, name_, fallback_)                                                            \
  { .group = group_, .name = name_, .fallback = fallback_, .set = theta_set_fixed,                 \
    .get = theta_get_fixed }

static const ThetaKey keys[] = {
  { .group = "Experiment", .name = "Version", .fallback = "1", .set = theta_set_fixed,
    .get = theta_get_fixed, .always = TRUE },
  KEY ("Experiment", "Name", "", string, name),
  KEY ("Experiment", "Seed", "1", uint64, seed, .always = TRUE),
  KEY ("Experiment", "Precision", "auto", enum, precision, NAMES ("auto", "double", "single")),
  CHOICE ("Experiment", "Device", "auto", device, "auto", "cpu", "cuda"),
  KEY ("Experiment", "MemoryLimit", "auto", bytes, memory_limit),

  KEY ("Dataset", "Source", "", string, source, .always = TRUE),
  KEY ("Dataset", "TestSource", "", string, test_source),
  KEY ("Dataset", "FoldsSource", "", string, folds_source),
  OWN ("Dataset", "Label", "auto", set_label, theta_get_string, label),
  KEY ("Dataset", "Classes", "", string, classes),
  KEY ("Dataset", "TrainLimit", "0", uint, train_limit, .high = G_MAXUINT),
  KEY ("Dataset", "TestLimit", "0", uint, test_limit, .high = G_MAXUINT),
  KEY ("Dataset", "Standardize", "train", enum, standardize, NAMES ("train", "all", "none")),
  KEY ("Dataset", "InputScale", "1/d", enum, network.input_scaled, NAMES ("none", "1/d")),
  KEY ("Dataset", "Missing", "refuse", enum, missing, NAMES ("refuse", "mean", "drop-row")),
  OWN ("Dataset", "Separator", "auto", set_separator, theta_get_string, separator),
  CHOICE ("Dataset", "Header", "auto", header, "auto", "yes", "no"),
  OWN ("Dataset", "Quote", "\"", set_quote, theta_get_string, quote),
  OWN ("Dataset", "Comment", "", set_comment, theta_get_string, comment),
  KEY ("Dataset", "MissingMarks", "", string, missing_marks),
  KEY ("Dataset", "Ignore", "", string, ignore),
  KEY ("Dataset", "Duplicates", "keep", enum, drop_copies, NAMES ("keep", "drop")),

  FIXED ("Network", "Architecture", "dense"),
  FIXED ("Network", "Limit", "infinite"),
  KEY ("Network", "Depth", "5", uint, network.depth, .low = 1, .high = THETA_MAX_DEPTH),
  FIXED ("Network", "Width", "64"),
  OWN ("Network", "Activation", "relu", set_activation, get_activation, network),
  OWN ("Network", "Formula", "", set_formula, get_formula, network),
  KEY ("Network", "WeightVariance", "1", double, network.weight_variance, .high = INFINITY,
       .open = TRUE),
  KEY ("Network", "BiasVariance", "0", double, network.bias_variance, .high = INFINITY),
  KEY ("Network", "BiasKernels", "joint", enum, network.bias_apart, NAMES ("joint", "apart")),
  FIXED ("Network", "Parameterization", "ntk"),
  FIXED ("Network", "KernelSize", "3"),
  FIXED ("Network", "Padding", "valid"),
  FIXED ("Network", "Readout", "flatten"),
  FIXED ("Network", "Convention", "network"),
  FIXED ("Network", "OutputScale", "1"),
  FIXED ("Network", "Pretrain", "none"),

  KEY ("Regression", "Ridge", "0.1", double, ridge, .high = INFINITY),
  KEY ("Regression", "RidgeScale", "absolute", enum, ridge_scale, NAMES ("absolute", "trace")),
  KEY ("Regression", "Normalize", "none", enum, normalize, NAMES ("none", "trace")),
  FIXED ("Regression", "InitialOutput", "false"),
  KEY ("Regression", "Solver", "auto", enum, solver, NAMES ("auto", "cholesky", "mixed", "cg")),

  OWN ("Weights", "Method", "loo", set_method, theta_get_string, weights.method),
  OWN ("Weights", "Initial", "1", set_initial, get_initial, weights),
  KEY ("Weights", "LearningRate", "0.01", double, weights.learning_rate, .high = INFINITY,
       .open = TRUE),
  KEY ("Weights", "ValidationRatio", "0.2", double, weights.validation_ratio, .high = 1,
       .open = TRUE),
  KEY ("Weights", "Iterations", "50", uint, weights.iterations, .low = 1, .high = 1000000),
  KEY ("Weights", "Split", "each", enum, weights.split, NAMES ("each", "once")),
  KEY ("Weights", "Parameterization", "plain", enum, weights.update,
       NAMES ("plain", "scaled", "square", "log")),
  KEY ("Weights", "Clip", "true", enum, weights.clip, NAMES ("false", "true")),
  KEY ("Weights", "Loss", "mean", enum, weights.loss, NAMES ("mean", "sum")),
  KEY ("Weights", "Optimizer", "fixed", enum, weights.optimizer, NAMES ("fixed", "adam")),
  KEY ("Weights", "Stop", "iterations", enum, weights.stop,
       NAMES ("iterations", "tolerance", "patience")),
  KEY ("Weights", "Tolerance", "1e-6", double, weights.tolerance, .high = INFINITY, .open = TRUE),
  KEY ("Weights", "Patience", "10", uint, weights.patience, .low = 1, .high = 1000000),
  OWN ("Weights", "Grid", "0;0.125;0.25;0.5;1", set_grid, get_grid, weights),
  KEY ("Weights", "Subsample", "2000", uint, weights.subsample, .low = 10, .high = 1000000),

  FIXED ("Training", "Optimizer", "adam"),
  FIXED ("Training", "LearningRate", "0.001"),
  FIXED ("Training", "Epochs", "200"),
  FIXED ("Training", "BatchSize", "32"),
  FIXED ("Training", "Loss", "squared"),

  KEY ("Evaluation", "Protocol", "repeated", enum, protocol,
       NAMES ("repeated", "holdout", "kfold", "folds")),
  KEY ("Evaluation", "Folds", "5", uint, folds, .low = 2, .high = 100000),
  KEY ("Evaluation", "Repeats", "1", uint, repeats, .low = 1, .high = 1000),
  KEY ("Evaluation", "TestFraction", "0.2", double, test_fraction, .high = 1, .open = TRUE),
  OWN ("Evaluation", "Compare", "majority;ntk;ntk-tuned;best-layer;rbf;wntk", set_compare,
       get_compare, compare),

  KEY ("View", "Page", "data", enum, view.page, NAMES ("data", "kernels", "learning", "results"),
       .always = TRUE),
  KEY ("View", "Show", "cosine", enum, view.show,
       NAMES ("cosine", "raw", "centred", "difference")),
  KEY ("View", "Order", "class", enum, view.order, NAMES ("class", "clustering", "file")),
  KEY ("View", "Rows", "all", enum, view.rows, NAMES ("all", "training", "test")),
  KEY ("View", "Colours", "shared", enum, view.own_scales, NAMES ("shared", "own")),
  KEY ("View", "Scale", "linear", enum, view.log, NAMES ("linear", "log")),
  KEY ("View", "Labels", "false", enum, view.labels, NAMES ("false", "true")),
  KEY ("View", "Inspector", "true", enum, view.inspector, NAMES ("false", "true")),
  KEY ("View", "Map", "0", uint, view.map, .high = THETA_MAX_KERNELS + 1),
  KEY ("View", "Alone", "false", enum, view.alone, NAMES ("false", "true")),
  KEY ("View", "Row", "0", uint, view.row, .high = G_MAXUINT),
  KEY ("View", "Column", "0", uint, view.column, .high = G_MAXUINT),
  KEY ("View", "KernelFold", "0", uint, view.kernel_fold, .high = G_MAXUINT),
  OWN ("View", "Zoom", "", set_zoom, get_zoom, view.zoom),
  KEY ("View", "Weights", "shares", enum, view.log_weights, NAMES ("shares", "log")),
  KEY ("View", "Fold", "0", uint, view.fold, .high = G_MAXUINT),
  OWN ("View", "Iteration", "last", set_iteration, get_iteration, view.iteration),
  OWN ("View", "Range", "", set_range, get_range, view.range),
  KEY ("View", "Accuracy", "false", enum, view.accuracy, NAMES ("false", "true")),
  KEY ("View", "Training", "false", enum, view.training, NAMES ("false", "true")),
};

const ThetaKey *
theta_keys (guint *n)
{
  *n = G_N_ELEMENTS (keys);
  return keys;
}

const ThetaKey *
theta_key_find (const char *group, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (g_str_equal (keys[i].group, group) && g_str_equal (keys[i].name, name))
      return &keys[i];
  return NULL;
}

gboolean
theta_key_is_view (const ThetaKey *self)
{
  return g_str_equal (self->group, "View");
}

gboolean
theta_key_is_fixed (const ThetaKey *self)
{
  return self->set == theta_set_fixed;
}
