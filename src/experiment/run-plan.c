/* What a run will do and need, before it is done. */
#include "experiment/run-private.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/number.h"
#include "dataset/fold.h"
#include "experiment/experiment-private.h"
#include "learn/iterative.h"

GPtrArray *
theta_plan_folds (const ThetaExperiment *experiment, const ThetaDataset *data, guint n_train_rows,
                  GError **error)
{
  g_autofree char *path = NULL;

  if (*experiment->test_source != '\0')
    return theta_folds_given (data, n_train_rows, error);
  switch (experiment->protocol)
    {
    case THETA_PROTOCOL_HOLDOUT:
      return theta_folds_holdout (data, experiment->test_fraction, experiment->seed, error);
    case THETA_PROTOCOL_FOLDS:
      path = g_canonicalize_filename (experiment->folds_source, experiment->base_dir);
      return theta_folds_read (path, data, error);
    case THETA_PROTOCOL_KFOLD:
      return theta_folds_kfold (data, experiment->folds, 1, experiment->seed, error);
    case THETA_PROTOCOL_REPEATED:
    default:
      return theta_folds_kfold (data, experiment->folds, experiment->repeats, experiment->seed,
                                error);
    }
}

/* ---- memory ---- */

static guint64
read_number_after (const char *path, const char *key)
{
  g_autofree char *text = NULL;
  const char *at;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  at = key != NULL ? strstr (text, key) : text;
  return at != NULL ? g_ascii_strtoull (at + (key != NULL ? strlen (key) : 0), NULL, 10) : 0;
}

guint64
theta_run_memory (const ThetaExperiment *experiment)
{
  guint64 free_bytes, limit, used;

  if (experiment->device_memory != 0)
    return theta_plan_device_limit (experiment);
  if (experiment->memory_limit != 0)
    return experiment->memory_limit;
  free_bytes = read_number_after ("/proc/meminfo", "MemAvailable:") * 1024;
  if (free_bytes == 0)
    free_bytes = (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);
  /* A container may be allowed less than the machine has ("max": no limit). */
  limit = read_number_after ("/sys/fs/cgroup/memory.max", NULL);
  used = read_number_after ("/sys/fs/cgroup/memory.current", NULL);
  if (limit > 0)
    free_bytes = MIN (free_bytes, limit > used ? limit - used : 0);
  return MAX (free_bytes, 1);
}

/* What the machine has, used or not: a choice that changes digits must not hang on
 * what else happens to run. */
static guint64
whole_memory (const ThetaExperiment *experiment)
{
  guint64 bytes = (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);
  guint64 limit = read_number_after ("/sys/fs/cgroup/memory.max", NULL);

  if (experiment->device_memory != 0)
    return theta_plan_device_limit (experiment);
  if (experiment->memory_limit != 0)
    return experiment->memory_limit;
  return limit > 0 ? MIN (bytes, limit) : bytes;
}

double
theta_plan_train_fraction (const ThetaExperiment *experiment)
{
  if (*experiment->test_source != '\0')
    return 1;
  switch (experiment->protocol)
    {
    case THETA_PROTOCOL_HOLDOUT:
      return 1 - experiment->test_fraction;
    case THETA_PROTOCOL_KFOLD:
    case THETA_PROTOCOL_REPEATED:
      return 1 - 1.0 / experiment->folds;
    case THETA_PROTOCOL_FOLDS:
    default:
      return 1;
    }
}

/* Square matrices of the rows that a search is made on, at most. */
#define WORK_MATRICES 3

/* A kernel of distances: the distances and the kernel in one matrix, the inner
 * products behind them (which the device keeps for the next use), the kernel as it
 * is stored, and either a copy on its way there or what the learners hold. */
static guint64
radial_bytes (const ThetaExperiment *experiment, guint64 n, guint64 n_train)
{
  const ThetaStorage whole = { THETA_SET_TRIANGLE, THETA_PRECISION_DOUBLE };

  for (guint m = 0; experiment->compare[m] != NULL; m++)
    if (theta_model_is_radial (experiment->compare[m]))
      return 2 * n * n * sizeof (double) + theta_storage_bytes (&whole, 1, n, 0)
             + MAX (n * n, WORK_MATRICES * n_train * n_train) * sizeof (double);
  return 0;
}

guint64
theta_plan_count_folds (const ThetaExperiment *experiment, guint64 rows)
{
  guint64 folds = MIN (experiment->folds, rows);

  if (*experiment->test_source != '\0' || experiment->protocol == THETA_PROTOCOL_HOLDOUT)
    return 1;
  return experiment->protocol == THETA_PROTOCOL_REPEATED ? folds * experiment->repeats : folds;
}

const char *
theta_plan_model_method (const ThetaExperiment *experiment, const char *id)
{
  if (g_str_equal (id, "wntk"))
    return experiment->weights.method;
  return g_str_has_prefix (id, "wntk:") ? id + strlen ("wntk:") : NULL;
}

/* The same and "best-layer", which learns by a method without being a WNTK. */
static const char *
learning_method (const ThetaExperiment *experiment, const char *id)
{
  return g_str_equal (id, "best-layer") ? id : theta_plan_model_method (experiment, id);
}

/* Whether a model looks for weights or λ before it is fitted. */
static gboolean
searches (const ThetaExperiment *experiment, const char *id)
{
  const char *method = learning_method (experiment, id);

  if (g_str_equal (id, "majority") || g_str_equal (id, "ntk"))
    return FALSE;
  return method == NULL || theta_weight_method_find (method)->learns;
}

/* What a search for weights and λ on @s rows holds at once: A_TT + λI, its inverse, and
 * B diag(s) B. */
static guint64
search_bytes (const ThetaExperiment *experiment, guint64 s)
{
  for (guint m = 0; experiment->compare[m] != NULL; m++)
    if (searches (experiment, experiment->compare[m]))
      return WORK_MATRICES * s * s * sizeof (double);
  return 0;
}

/* A_TT + λI and A_*T of @n rows in all, and the float32 factor where it serves; without
 * A_TT the landmarks on the device and as a copy, and some vectors. */
static guint64
fit_bytes (const ThetaExperiment *experiment, gboolean iterative, guint64 n, guint64 n_train,
           guint64 n_classes)
{
  guint64 m = MIN (THETA_LANDMARKS, n_train);

  if (iterative)
    return (2 * m * n_train + 3 * m * m + 32 * n_train * n_classes) * sizeof (double);
  return n * n_train * sizeof (double)
         + (experiment->solver == THETA_SOLVER_MIXED ? n_train * n_train * sizeof (float) : 0);
}

/* What fitting holds beside the kernels: the larger of both, and what is kept of the other. */
static guint64
work_bytes (const ThetaExperiment *experiment, gboolean iterative, guint64 n, guint64 n_train,
            guint64 n_classes)
{
  guint64 part = MAX (experiment->weights.subsample, THETA_SYEVD_MAX);
  guint64 search = search_bytes (experiment, MIN (part, n_train));
  guint64 fit = fit_bytes (experiment, iterative, n, n_train, n_classes);

  return MAX (search, fit) + MIN (MIN (search, fit), THETA_CPU_KEPT_BYTES);
}

/* Terms of a Mehler series for inputs of usual size. */
#define USUAL_TERMS 512

/* The tables of a Mehler series. */
static guint64
series_bytes (const ThetaNetwork *network, guint64 rows)
{
  return theta_network_is_series (network)
             ? rows * (network->depth - 1) * USUAL_TERMS * sizeof (double)
             : 0;
}

/* Angles that take more than half of the memory leave too little for the rest. */
static ThetaStorage
plan_storage (const ThetaExperiment *experiment, gboolean iterative, guint rows)
{
  ThetaStorage storage
      = theta_storage_choose (&experiment->network, experiment->precision, rows, 0);

  if (iterative && storage.kind == THETA_SET_ANGLE
      && theta_storage_bytes (&storage, 1, rows, 0) > whole_memory (experiment) / 2)
    storage.kind = THETA_SET_ROWS;
  return storage;
}

/* The program, its libraries and what BLAS keeps. */
#define PROGRAM_BYTES ((guint64) 20 << 20)

static guint64
estimate_bytes (const ThetaExperiment *experiment, gboolean iterative, guint rows, guint columns,
                guint n_classes)
{
  guint64 n = rows, n_train, bins = MIN (rows, THETA_PICTURE_MAX);
  guint layers = theta_network_n_kernels (&experiment->network);
  ThetaStorage storage = plan_storage (experiment, iterative, rows);

  n_train = (guint64) ceil (theta_plan_train_fraction (experiment) * rows);
  return PROGRAM_BYTES
         + theta_storage_bytes (&storage, layers, n,
                                storage.kind == THETA_SET_ROWS ? columns : 0)
         + MAX (work_bytes (experiment, iterative, n, n_train, n_classes),
                radial_bytes (experiment, n, n_train))
         + series_bytes (&experiment->network, n)
         + 3 * n * columns * sizeof (double) /* data, standardised, normalised */
         + 2 * n * theta_plan_count_folds (experiment, n)           /* masks */
         + 4 * (guint64) layers * n * n_classes * sizeof (double)
         + (2 * (guint64) layers + 2) * bins * bins * (sizeof (float) + sizeof (double));
}

gboolean
theta_plan_is_iterative (const ThetaExperiment *experiment, guint rows, guint columns,
                         guint n_classes)
{
  if (experiment->solver != THETA_SOLVER_AUTO)
    return experiment->solver == THETA_SOLVER_CG;
  /* A factor that takes more than half of the memory takes hours too: conjugate gradients
   * are there in minutes. */
  return rows > THETA_SYEVD_MAX
         && estimate_bytes (experiment, FALSE, rows, columns, n_classes)
                > whole_memory (experiment) / 2;
}

ThetaStorage
theta_plan_storage (const ThetaExperiment *experiment, guint rows, guint columns, guint n_classes)
{
  return plan_storage (experiment,
                       theta_plan_is_iterative (experiment, rows, columns, n_classes), rows);
}

guint64
theta_run_estimate_bytes (const ThetaExperiment *experiment, guint rows, guint columns,
                          guint n_classes)
{
  g_return_val_if_fail (experiment != NULL, 0);
  return estimate_bytes (experiment,
                         theta_plan_is_iterative (experiment, rows, columns, n_classes), rows,
                         columns, n_classes);
}

/* Remedies beside fewer rows, as the end of a sentence; newly allocated. */
static char *
find_remedy (const ThetaExperiment *experiment, const ThetaDataset *data)
{
  guint rows = (guint) data->x->rows, columns = (guint) data->x->cols;
  g_autofree char *device
      = experiment->device_memory != 0
            ? theta_plan_device_remedy (experiment, rows, columns, data->n_classes) : NULL;

  for (guint m = 0; experiment->compare[m] != NULL; m++)
    if (theta_model_is_radial (experiment->compare[m]))
      return g_strconcat (", leave rbf and laplacian out of Evaluation.Compare", device, NULL);
  if (device != NULL)
    return g_steal_pointer (&device);
  return g_strdup (rows > THETA_SYEVD_MAX
                           && !theta_plan_is_iterative (experiment, rows, columns, data->n_classes)
                       ? ", choose Regression.Solver=cg" : "");
}

static gboolean
check_memory (const ThetaExperiment *experiment, const ThetaDataset *data, GError **error)
{
  guint rows = (guint) data->x->rows;
  guint64 limit = theta_run_memory (experiment);
  guint64 need = theta_run_estimate_bytes (experiment, rows, (guint) data->x->cols,
                                           data->n_classes);
  g_autofree char *need_text = NULL, *limit_text = NULL, *remedy = NULL;
  guint per_class;

  if (need <= limit)
    return TRUE;
  need_text = theta_number_format_bytes (need);
  limit_text = theta_run_memory_text (experiment);
  remedy = find_remedy (experiment, data);
  /* Nearly everything grows with the square of the rows. */
  per_class = (guint) (0.9 * rows * sqrt ((double) limit / (double) need)
                       / MAX (data->n_classes, 1));
  g_set_error (error, THETA_ERROR, THETA_ERROR_MEMORY,
               "%u rows and %u layers need %s of memory and %s; take fewer rows "
               "(Dataset.TrainLimit=%u)%s%s",
               rows, theta_network_n_kernels (&experiment->network), need_text, limit_text,
               MAX (per_class, 1), remedy,
               experiment->memory_limit == limit ? " or raise Experiment.MemoryLimit" : "");
  return FALSE;
}

gboolean
theta_plan_check (const ThetaExperiment *experiment, const ThetaDataset *data, GError **error)
{
  if (data->labels != NULL && data->n_classes >= 2)
    return check_memory (experiment, data, error);
  g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
               data->labels == NULL
                   ? "%s has no classes; name the column that holds them (Dataset.Label)"
                   : "%s has one class only; a comparison needs two or more",
               data->name);
  return FALSE;
}

gboolean
theta_run_check (const ThetaExperiment *experiment, const ThetaDataset *data, GError **error)
{
  g_return_val_if_fail (experiment != NULL && data != NULL, FALSE);
  return theta_plan_check (experiment, data, error);
}

gboolean
theta_plan_shares_kernel (const ThetaExperiment *experiment, const ThetaDataset *data)
{
  switch (experiment->standardize)
    {
    case THETA_STANDARDIZE_ALL:
      return TRUE;
    case THETA_STANDARDIZE_NONE:
      /* Missing values are filled from the training rows, fold by fold. */
      return data->values_missing == 0 || experiment->missing != THETA_MISSING_MEAN;
    case THETA_STANDARDIZE_TRAIN:
    default:
      return FALSE;
    }
}

gboolean
theta_run_shares_kernels (const ThetaExperiment *experiment, const ThetaDataset *data)
{
  g_return_val_if_fail (experiment != NULL && data != NULL, FALSE);
  /* Each layer is divided by its mean diagonal over the training rows. */
  return theta_plan_shares_kernel (experiment, data)
         && experiment->normalize == THETA_NORMALIZE_NONE;
}

/* ---- cost ---- */

/* Nanoseconds of a double operation in LAPACK and of reading a stored entry, as
 * measured on one machine of 2020. */
#define FLOP 0.04
#define ENTRY 0.5
#define CONSTANT 2e5

double
theta_plan_factor_cost (double n)
{
  return n * n * n / 3 * FLOP;
}

/* Products with A that conjugate gradients take, about, and nanoseconds an entry. */
#define PRODUCTS 40
#define PRODUCT 2.5

/* Bandwidths that a kernel of distances tries. */
#define BANDWIDTHS 7

static double
grid_points (const ThetaExperiment *experiment)
{
  return pow (experiment->weights.n_grid, theta_network_n_kernels (&experiment->network));
}

guint
theta_plan_model_calls (const ThetaExperiment *experiment, const char *id)
{
  const char *method = learning_method (experiment, id);

  /* As counted; a search seldom needs all its iterations. */
  if (g_strcmp0 (method, "loo") == 0 || g_strcmp0 (method, "evidence") == 0)
    return 7 * experiment->weights.iterations / 2;
  if (g_strcmp0 (method, "algorithm1") == 0)
    return 4 * experiment->weights.iterations;
  if (g_strcmp0 (method, "best-layer") == 0 || g_strcmp0 (method, "prefix") == 0)
    return 4 * theta_network_n_kernels (&experiment->network) + 3;
  if (g_strcmp0 (method, "grid") == 0)
    return (guint) (4 * MIN (grid_points (experiment), 1e6));
  if (theta_model_is_radial (id))
    return 4 * BANDWIDTHS + 6;
  return g_strcmp0 (method, "align") == 0 || g_strcmp0 (method, "alignf") == 0 ? 10
         : g_str_equal (id, "ntk-tuned") || theta_model_layer (id) > 0         ? 6
                                                                               : 3;
}

double
theta_plan_kernel_cost (const ThetaExperiment *experiment, const ThetaDataset *data)
{
  double n = (double) data->x->rows, layers = theta_network_n_kernels (&experiment->network);

  /* The pass itself (a few ns an entry and layer) and two pictures. */
  return CONSTANT
         + n * n / 2 * (2 * (double) data->x->cols * FLOP + 8 * layers + 4 * ENTRY * layers);
}

/* Eigenvalues of @s rows at most: one λ tuned. */
static double
tune_cost (double s)
{
  s = MIN (s, THETA_SYEVD_MAX);
  return 9 * s * s * s * FLOP;
}

/* What learning the weights costs on @s rows. */
static double
method_cost (const ThetaExperiment *experiment, const char *method, double s, double gather)
{
  double layers = theta_network_n_kernels (&experiment->network), t = 0.8 * s, iterations;

  if (g_str_equal (method, "loo") || g_str_equal (method, "evidence"))
    return gather + tune_cost (s) + 35 * (gather + 5.5 * s * s * s / 3 * FLOP);
  if (g_str_equal (method, "best-layer") || g_str_equal (method, "prefix"))
    return layers * (gather + tune_cost (s));
  if (g_str_equal (method, "align") || g_str_equal (method, "alignf"))
    return (layers + 3) * gather + tune_cost (s);
  iterations = g_str_equal (method, "algorithm1") ? experiment->weights.iterations
               : g_str_equal (method, "grid")     ? grid_points (experiment)
                                                  : 0;
  return iterations * (2 * gather + t * t * t / 3 * FLOP);
}

double
theta_plan_model_cost (const ThetaExperiment *experiment, const char *id, gboolean iterative,
                       guint n_train, guint rows)
{
  const char *method = learning_method (experiment, id);
  double pairs = (double) rows * rows / 2;
  double gather = pairs * theta_network_n_kernels (&experiment->network) * ENTRY;
  double fit = CONSTANT + gather
               + (iterative ? PRODUCTS * PRODUCT * pairs
                                  + 2.0 * n_train * THETA_LANDMARKS * THETA_LANDMARKS * FLOP
                            : theta_plan_factor_cost (n_train));
  double s = MIN (n_train, experiment->weights.subsample);

  if (g_str_equal (id, "majority"))
    return CONSTANT;
  if (theta_model_is_radial (id))
    return fit + tune_cost (n_train) + BANDWIDTHS * (10 * pairs + tune_cost (s));
  if (g_str_equal (id, "ntk-tuned") || theta_model_layer (id) > 0)
    return fit + gather + tune_cost (n_train);
  return method != NULL ? fit + method_cost (experiment, method, s, gather) : fit;
}
