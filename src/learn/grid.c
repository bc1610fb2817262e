/* The authors' way for the UCI data: every point of a grid of weights, by accuracy
 * on rows held out, λ fixed meanwhile.  The rows held out are training rows here
 * (ValidationRatio of them, from the seed), and the squared error decides between
 * points of the same accuracy: with the authors' "the first" the zero kernel wins
 * wherever nothing beats the majority class. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "learn/learn-private.h"
#include "learn/methods-private.h"

/* More points than this are refused. */
#define LIMIT 20000.0

static const double default_values[] = { 0, 0.125, 0.25, 0.5, 1 };

typedef struct
{
  ThetaProblem part; /* the rows that are fitted */
  guint8 *t, *v;
  guint n_v;
  double *y_v;
  ThetaWorkspace work;
} Grid;

void
theta_grid_point (guint index, const double *values, guint n_values, guint layers, double *a)
{
  for (guint l = layers; l-- > 0; index /= n_values)
    a[l] = values[index % n_values];
}

static void
grid_init (Grid *self, const ThetaProblem *problem, double ratio)
{
  const ThetaTarget *target = problem->target;

  self->t = g_new (guint8, target->rows);
  self->v = g_new (guint8, target->rows);
  self->n_v = theta_split_once (problem, ratio, self->t, self->v);
  self->part = *problem;
  self->part.train = self->t;
  self->part.n_train = problem->n_train - self->n_v;
  self->y_v = theta_mask_take (self->v, target->rows, target->outputs, target->y);
  self->work.device = problem->kernel->device;
}

static void
grid_clear (Grid *self)
{
  theta_workspace_clear (&self->work);
  g_free (self->t);
  g_free (self->v);
  g_free (self->y_v);
}

static gboolean
judge (Grid *self, const double *a, ThetaIteration *iteration, GError **error)
{
  const ThetaTarget *target = self->part.target;
  ThetaDevice *device = self->work.device;
  gsize n_t = self->part.n_train, c = target->outputs;
  g_autofree double *alpha = theta_mask_take (self->t, target->rows, c, target->y);
  g_autofree double *f = g_new (double, self->n_v *c);

  if (!theta_ridge_factorize (&self->part, a, self->part.ridge, self->v, &self->work, NULL, error)
      || !theta_status_check (device->ops->potrs (device, n_t, self->work.att, c, alpha),
                              "solving for the coefficients", error)
      || !theta_status_check (device->ops->multiply (device, FALSE, self->n_v, n_t, self->work.avt,
                                                     c, alpha, f),
                              "predicting the validation rows", error))
    return FALSE;
  for (gsize k = 0; k < self->n_v * c; k++)
    f[k] -= self->y_v[k];
  theta_residual_judge (target, self->v, f, &iteration->validation_loss,
                        &iteration->validation_accuracy);
  return TRUE;
}

static gboolean
is_better (const ThetaIteration *now, const ThetaIteration *best)
{
  return now->validation_accuracy > best->validation_accuracy
         || (now->validation_accuracy == best->validation_accuracy
             && now->validation_loss < best->validation_loss);
}

static gboolean
search (Grid *self, const double *values, guint n_values, guint points, double *a,
        ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data, GError **error)
{
  guint layers = self->part.kernel->layers;
  g_autofree double *trial = g_new (double, layers);
  ThetaIteration best = { 0 };

  for (guint k = 0; k < points; k++)
    {
      ThetaIteration now = theta_iteration_empty (history->count);

      theta_grid_point (k, values, n_values, layers, trial);
      if (!judge (self, trial, &now, error))
        return FALSE;
      if (k > 0 && !is_better (&now, &best))
        continue;
      best = now;
      memcpy (a, trial, layers * sizeof *a);
      theta_history_append (history, &now, a);
      if (func != NULL)
        func (history, user_data);
    }
  return TRUE;
}

gboolean
theta_grid_check (guint n_values, guint layers, GError **error)
{
  double points = pow (n_values, layers);

  if (points <= LIMIT)
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "Weights.Grid has %u values for %u layers, which makes %.4g points; at most %.0f "
               "are tried: name fewer values or choose a smaller Network.Depth",
               n_values, layers, points, LIMIT);
  return FALSE;
}

static gboolean
learn_grid (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
            double *ridge, ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data,
            GPtrArray *notes, GError **error)
{
  const double *values = options->n_grid > 0 ? options->grid : default_values;
  guint n_values = options->n_grid > 0 ? options->n_grid : G_N_ELEMENTS (default_values);
  double points = pow (n_values, problem->kernel->layers);
  Grid grid = { 0 };
  gboolean done;

  if (!theta_grid_check (n_values, problem->kernel->layers, error))
    return FALSE;
  if (problem->n_train < 2)
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_SHAPE,
                           "The grid holds out training rows and needs at least two of them");
      return FALSE;
    }
  grid_init (&grid, problem, options->validation_ratio);
  done = search (&grid, values, n_values, (guint) points, a, history, func, user_data, error);
  if (done)
    g_ptr_array_add (notes, g_strdup_printf ("Of %.0f points of the grid these weights have the "
                                             "highest accuracy on %u held-out training rows; then "
                                             "λ was tuned.",
                                             points, grid.n_v));
  grid_clear (&grid);
  return done && theta_ridge_tune (problem, a, 0, ridge, NULL, NULL, error);
}

const ThetaWeightMethod theta_method_grid = {
  .name = "grid",
  .label = "Grid",
  .help = "Every point of a grid of weights, by accuracy on held-out training rows as in the "
          "authors' code; then λ is tuned.",
  .learn = learn_grid,
  .loss = "validation",
  .learns = TRUE,
  .tunes_ridge = TRUE,
};
