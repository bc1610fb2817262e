#include "learn/paper-uci.h"

#include <math.h>
#include <string.h>

#include "learn/learn-private.h"
#include "learn/model.h"
#include "learn/paper-uci-private.h"

/* Table 2 of the paper, in its order. */
#define ROW(id_, name_, ntk_, wntk_, network_)                                                     \
  { .id = id_, .name = name_, .paper_ntk = ntk_, .paper_wntk = wntk_, .paper_network = network_ }
static const ThetaPaperUciRow paper[] = {
  ROW ("breast-tissue", "TISSUE", 69.23, 72.12, 28.52),
  ROW ("echocardiogram", "ECHO", 81.82, 84.09, 75.78),
  ROW ("planning", "PLANNING", 65.55, 71.11, 60.20),
  ROW ("breast-cancer-wisc-prog", "CANCER", 81.63, 84.69, 76.81),
  ROW ("heart-hungarian", "HEART", 83.56, 85.62, 78.41),
  ROW ("haberman-survival", "SURVIVAL", 70.72, 73.68, 66.82),
  ROW ("primary-tumor", "TUMOR", 49.09, 51.83, 15.85),
  ROW ("ilpd-indian-liver", "ILPD", 71.23, 73.29, 66.65),
  ROW ("credit-approval", "CREDIT", 60.61, 64.83, 80.80),
  ROW ("contrac", "CONTRAC", 48.37, 52.51, 39.99),
};
#undef ROW

const ThetaPaperUciRow *
theta_paper_uci_rows (guint *n)
{
  *n = G_N_ELEMENTS (paper);
  return paper;
}

static void
set_clear (ThetaPaperSet *self)
{
  theta_dataset_unref (self->data);
  g_clear_pointer (&self->selection, g_ptr_array_unref);
  g_clear_pointer (&self->folds, g_ptr_array_unref);
  theta_kernel_unref (self->kernel);
  theta_target_free (self->target);
}

static GPtrArray *
read_folds (const char *folder, const char *name, const ThetaDataset *data, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return theta_folds_read (path, data, error);
}

/* Inputs exactly as in the file, Σ^(1) = x·x', one-hot targets. */
static gboolean
set_load (ThetaPaperSet *self, const char *directory, ThetaDevice *device, GError **error)
{
  g_autofree char *folder = g_build_filename (directory, self->row->id, NULL);
  ThetaNetwork network;

  theta_network_init (&network);
  network.input_scaled = FALSE;
  self->data = theta_dataset_load (folder, NULL, NULL, NULL, error);
  if (self->data == NULL)
    return FALSE;
  self->selection = read_folds (folder, "conxuntos.dat", self->data, error);
  if (self->selection == NULL)
    return FALSE;
  self->folds = read_folds (folder, "conxuntos_kfold.dat", self->data, error);
  if (self->folds == NULL)
    return FALSE;
  self->kernel = theta_kernel_new_dense_limit (device, &network, self->data->x, NULL,
                                               THETA_PRECISION_AUTO, error);
  if (self->kernel == NULL)
    return FALSE;
  self->target = theta_target_new (self->data->labels, (guint) self->data->x->rows,
                                   self->data->n_classes, TRUE);
  self->row->rows = (guint) self->data->x->rows;
  self->row->columns = (guint) self->data->x->cols;
  self->row->classes = self->data->n_classes;
  return TRUE;
}

typedef struct
{
  ThetaPaperSet *set;
  guint *right; /* a grid point each */
} Grid;

/* Grid points an item: few enough to share evenly, enough to cost nothing. */
#define CHUNK 25

static gboolean
run_grid (ThetaPaperPool *pool, guint item, ThetaDevice *device, gpointer *scratch,
          GError **error)
{
  Grid *self = pool->data;
  const ThetaFold *fold = g_ptr_array_index (self->set->selection, 0);
  double a[THETA_PAPER_LAYERS];

  for (guint k = item * CHUNK; k < (item + 1) * CHUNK; k++)
    {
      theta_paper_grid_point (k, a);
      if (!theta_paper_count_right (self->set, device, fold, a, &self->right[k],
                                    (ThetaPaperScratch **) scratch, error))
        return FALSE;
    }
  return TRUE;
}

/* The first best point: strictly greater replaces. */
static gboolean
choose_weights (ThetaPaperSet *set, guint threads, ThetaPaperUciFunc func, gpointer user_data,
                GError **error)
{
  g_autofree guint *right = g_new0 (guint, THETA_PAPER_GRID);
  Grid grid = { set, right };
  ThetaPaperPool pool = { .items = THETA_PAPER_GRID / CHUNK, .run = run_grid,
                          .scratch_free = theta_paper_scratch_free, .data = &grid };
  const ThetaFold *fold = g_ptr_array_index (set->selection, 0);
  ThetaPaperUciRow *row = set->row;
  guint best = 0;

  if (!theta_paper_pool_run (&pool, threads, 0, 0.6, "searching the grid of weights", func,
                             user_data, error))
    return FALSE;
  for (guint k = 1; k < THETA_PAPER_GRID; k++)
    if (right[k] > right[best])
      best = k;
  theta_paper_grid_point (best, row->wntk_weights);
  row->wntk_validation = 100.0 * right[best] / fold->n_test;
  row->ntk_validation = 100.0 * right[THETA_PAPER_GRID - 1] / fold->n_test;
  return TRUE;
}

/* What one test fold adds to the row, in per cent. */
typedef struct
{
  double ntk, wntk, ntk_tuned, majority, nested_ntk, nested_tuned, nested_wntk;
} FoldRates;

typedef struct
{
  ThetaPaperSet *set;
  FoldRates *rates;
} Tests;

static const double initial_weight = 1;
static const ThetaWeightOptions default_options = {
  .method = (char *) "loo",
  .initial = (double *) &initial_weight,
  .n_initial = 1,
  .learning_rate = 0.01,
  .validation_ratio = 0.2,
  .iterations = 50,
  .clip = TRUE,
  .stop = THETA_STOP_ITERATIONS,
  .tolerance = 1e-6,
  .patience = 10,
  .subsample = 2000,
};

static gboolean
fit_accuracy (const char *id, const ThetaProblem *problem, const ThetaFold *fold, double *rate,
              GError **error)
{
  g_autoptr (ThetaFit) fit = theta_model_fit (id, problem, &default_options, fold->test, NULL,
                                              NULL, error);

  if (fit == NULL)
    return FALSE;
  *rate = 100 * fit->metrics.accuracy;
  return TRUE;
}

/* Nested: inputs standardised on the fold's training rows, 1/d, λ and weights
 * learnt there too. */
static gboolean
run_nested (const Tests *self, guint item, ThetaDevice *device, FoldRates *rates, GError **error)
{
  const ThetaDataset *data = self->set->data;
  const ThetaFold *fold = g_ptr_array_index (self->set->folds, item);
  g_autoptr (ThetaMatrix) x = theta_standardize (data->x, fold->train, error);
  g_autoptr (ThetaKernel) kernel = NULL;
  g_autoptr (ThetaTarget) target = NULL;
  ThetaProblem problem = { .train = fold->train, .n_train = fold->n_train,
                           .ridge = THETA_PAPER_RIDGE, .seed = 1, .fold = item };
  ThetaNetwork network;

  theta_network_init (&network);
  if (x == NULL)
    return FALSE;
  kernel = theta_kernel_new_dense_limit (device, &network, x, NULL, THETA_PRECISION_AUTO, error);
  if (kernel == NULL)
    return FALSE;
  target = theta_target_new (data->labels, (guint) x->rows, data->n_classes, FALSE);
  problem.kernel = kernel;
  problem.target = target;
  return fit_accuracy ("ntk", &problem, fold, &rates->nested_ntk, error)
         && fit_accuracy ("ntk-tuned", &problem, fold, &rates->nested_tuned, error)
         && fit_accuracy ("wntk", &problem, fold, &rates->nested_wntk, error);
}

static gboolean
run_test (ThetaPaperPool *pool, guint item, ThetaDevice *device, gpointer *scratch,
          GError **error)
{
  const Tests *self = pool->data;
  ThetaPaperSet *set = self->set;
  const ThetaFold *fold = g_ptr_array_index (set->folds, item);
  FoldRates *rates = &self->rates[item];
  ThetaPaperScratch **work = (ThetaPaperScratch **) scratch;
  const double ones[THETA_PAPER_LAYERS] = { 1, 1, 1, 1, 1 };
  ThetaKernel kernel = *set->kernel;
  ThetaProblem problem = { .kernel = &kernel, .target = set->target, .train = fold->train,
                           .n_train = fold->n_train, .ridge = THETA_PAPER_RIDGE };
  guint ntk, wntk;

  kernel.device = device;
  if (!theta_paper_count_right (set, device, fold, ones, &ntk, work, error)
      || !theta_paper_count_right (set, device, fold, set->row->wntk_weights, &wntk, work, error)
      || !fit_accuracy ("ntk-tuned", &problem, fold, &rates->ntk_tuned, error)
      || !fit_accuracy ("majority", &problem, fold, &rates->majority, error)
      || !run_nested (self, item, device, rates, error))
    return FALSE;
  rates->ntk = 100.0 * ntk / fold->n_test;
  rates->wntk = 100.0 * wntk / fold->n_test;
  return TRUE;
}

static gboolean
run_tests (ThetaPaperSet *set, guint threads, ThetaPaperUciFunc func, gpointer user_data,
           GError **error)
{
  guint n = set->folds->len;
  g_autofree FoldRates *rates = g_new0 (FoldRates, n);
  Tests tests = { set, rates };
  ThetaPaperPool pool = { .items = n, .run = run_test,
                          .scratch_free = theta_paper_scratch_free, .data = &tests };
  ThetaPaperUciRow *row = set->row;

  if (!theta_paper_pool_run (&pool, threads, 0.6, 1, "testing", func, user_data, error))
    return FALSE;
  for (guint k = 0; k < n; k++)
    {
      row->ntk += rates[k].ntk / n;
      row->wntk += rates[k].wntk / n;
      row->ntk_tuned += rates[k].ntk_tuned / n;
      row->majority_class += rates[k].majority / n;
      row->nested_ntk += rates[k].nested_ntk / n;
      row->nested_ntk_tuned += rates[k].nested_tuned / n;
      row->nested_wntk += rates[k].nested_wntk / n;
    }
  return TRUE;
}

gboolean
theta_paper_uci_run (ThetaPaperUciRow *row, const char *directory, guint threads,
                     ThetaPaperUciFunc func, gpointer user_data, GError **error)
{
  ThetaPaperSet set = { .row = row };
  ThetaDevice *device = theta_device_open ("cpu", threads, error);
  gboolean done;

  if (device == NULL)
    return FALSE;
  done = set_load (&set, directory, device, error)
         && choose_weights (&set, threads, func, user_data, error)
         && run_tests (&set, threads, func, user_data, error);
  set_clear (&set);
  theta_device_close (device);
  return done;
}
