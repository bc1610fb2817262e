/* Algorithm 1 of the paper with one Cholesky factorization an iteration
 * (DESIGN 4.5): as printed (plain steps, a new split every iteration), as in the
 * authors' code (scaled steps, one split), and with what else may be chosen; how a
 * step moves the weights stands in algorithm1-step.c. */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "base/random.h"
#include "learn/learn-private.h"
#include "learn/methods-private.h"
#include "learn/refined.h"
#include "learn/step-private.h"
#include "learn/warm-start.h"

struct _ThetaScratch
{
  ThetaWorkspace work;
  ThetaRefined refined;
  ThetaWarmStart alpha, u;
  gboolean new_splits; /* T is drawn anew every iteration, of which there are enough */
};

ThetaScratch *
theta_scratch_new (gboolean new_splits)
{
  ThetaScratch *self = g_new0 (ThetaScratch, 1);

  self->new_splits = new_splits;
  return self;
}

void
theta_scratch_free (ThetaScratch *self, ThetaDevice *device)
{
  if (self == NULL)
    return;
  self->work.device = device;
  theta_workspace_clear (&self->work);
  theta_refined_clear (&self->refined, device);
  theta_warm_start_clear (&self->alpha);
  theta_warm_start_clear (&self->u);
  g_free (self);
}

void
theta_residual_judge (const ThetaTarget *target, const guint8 *mask, const double *residual,
                      double *loss, double *accuracy)
{
  guint c = target->outputs, n = 0, right = 0;
  g_autofree double *f = g_new (double, c);
  double squares = 0;

  for (guint i = 0; i < target->rows; i++)
    {
      if (!mask[i])
        continue;
      for (guint k = 0; k < c; k++)
        {
          double r = residual[(gsize) n * c + k];

          squares += r * r;
          f[k] = target->y[(gsize) i * c + k] + r;
        }
      right += theta_target_decide (target, f) == target->labels[i];
      n++;
    }
  *loss = squares / n;
  *accuracy = (double) right / n;
}

/* res := A_VT α − Y_V, back := A_TV res. */
static gboolean
validate (const ThetaProblem *part, ThetaWorkspace *work, guint n_v, const double *alpha,
          const double *y_v, double *res, double *back, GError **error)
{
  ThetaDevice *device = work->device;
  gsize n_t = part->n_train, c = part->target->outputs;

  if (!theta_status_check (device->ops->multiply (device, FALSE, n_v, n_t, work->avt, c, alpha,
                                                  res),
                           "predicting the validation rows", error))
    return FALSE;
  for (gsize k = 0; k < n_v * c; k++)
    res[k] -= y_v[k];
  return theta_status_check (device->ops->multiply (device, TRUE, n_v, n_t, work->avt, c, res,
                                                    back),
                             "following the gradient back", error);
}

/* @alpha holds Y_T and becomes α; res = A_VT α − Y_V, u = M⁻¹ A_TV res. */
static gboolean
solve_factored (const ThetaProblem *part, const double *a, const guint8 *v, guint n_v,
                ThetaScratch *scratch, const double *y_v, double *alpha, double *res, double *u,
                GError **error)
{
  ThetaWorkspace *work = &scratch->work;
  ThetaDevice *device = part->kernel->device;
  gsize n_t = part->n_train, c = part->target->outputs;

  return theta_ridge_factorize (part, a, part->ridge, v, work, NULL, error)
         && theta_status_check (device->ops->potrs (device, n_t, work->att, c, alpha),
                                "solving for the coefficients", error)
         && validate (part, work, n_v, alpha, y_v, res, u, error)
         && theta_status_check (device->ops->potrs (device, n_t, work->att, c, u),
                                "following the gradient back", error);
}

/* The same from a start each, by what was prepared. */
static gboolean
solve_prepared (const ThetaProblem *part, guint n_v, ThetaScratch *scratch, const double *y_v,
                double *alpha, double *res, double *u, double *x, double *z, gboolean *refused,
                GError **error)
{
  ThetaWorkspace *work = &scratch->work;
  gsize c = part->target->outputs, count = part->n_train * c;
  g_autofree double *back = g_new (double, count);

  if (!theta_refined_solve (&scratch->refined, part, work, c, alpha, x, refused, error))
    return FALSE;
  if (*refused)
    return TRUE;
  if (!validate (part, work, n_v, x, y_v, res, back, error)
      || !theta_refined_solve (&scratch->refined, part, work, c, back, z, refused, error))
    return FALSE;
  if (*refused)
    return TRUE;
  memcpy (alpha, x, count * sizeof *x);
  memcpy (u, z, count * sizeof *z);
  return TRUE;
}

/* The same by a float32 factor; *@refused where that does not do. */
static gboolean
solve_refined (const ThetaProblem *whole, const ThetaProblem *part, const double *a,
               const guint8 *v, guint n_v, ThetaScratch *scratch, const double *y_v, double *alpha,
               double *res, double *u, gboolean *refused, GError **error)
{
  ThetaWorkspace *work = &scratch->work;
  gsize count = part->n_train * part->target->outputs;
  guint layers = part->kernel->layers;
  gboolean same = scratch->refined.rows != NULL
                  && memcmp (scratch->refined.rows, part->train, part->target->rows) == 0;
  gboolean split = scratch->new_splits && theta_split_inverse_is_due (whole, part->train, v);
  double *x = theta_warm_start_begin (&scratch->alpha, same, count, layers, a);
  double *z = theta_warm_start_begin (&scratch->u, same, count, layers, a);
  gboolean done;

  done = (split ? theta_refined_prepare_split (&scratch->refined, whole, part, a, part->ridge, v,
                                               work, refused, error)
                : theta_refined_prepare (&scratch->refined, part, a, part->ridge, v, work, refused,
                                         error))
         && (*refused
             || solve_prepared (part, n_v, scratch, y_v, alpha, res, u, x, z, refused, error));
  if (!done || *refused)
    {
      theta_warm_start_forget (&scratch->alpha);
      theta_warm_start_forget (&scratch->u);
    }
  return done;
}

static gboolean
solve (const ThetaProblem *whole, const ThetaProblem *part, const double *a, const guint8 *v,
       guint n_v, ThetaScratch *scratch, const double *y_v, double *alpha, double *res, double *u,
       GError **error)
{
  gboolean refused = TRUE;

  if (theta_refined_is_due (part)
      && !solve_refined (whole, part, a, v, n_v, scratch, y_v, alpha, res, u, &refused, error))
    return FALSE;
  return !refused || solve_factored (part, a, v, n_v, scratch, y_v, alpha, res, u, error);
}

gboolean
theta_algorithm1_gradient (const ThetaProblem *problem, const double *a, const guint8 *t,
                           const guint8 *v, double *delta, ThetaIteration *iteration,
                           ThetaScratch **scratch, GError **error)
{
  const ThetaTarget *target = problem->target;
  ThetaDevice *device = problem->kernel->device;
  gsize rows = target->rows, c = target->outputs;
  guint n_v = theta_mask_count (v, target->rows);
  ThetaProblem part = *problem;
  g_autofree double *alpha = theta_mask_take (t, target->rows, target->outputs, target->y);
  g_autofree double *y_v = theta_mask_take (v, target->rows, target->outputs, target->y);
  g_autofree double *res = g_new (double, n_v *c), *u = NULL, *left = NULL, *right = NULL;

  part.train = t;
  part.n_train = theta_mask_count (t, target->rows);
  u = g_new (double, part.n_train *c);
  left = g_new0 (double, rows *c);
  right = g_new0 (double, rows *c);
  if (*scratch == NULL)
    *scratch = theta_scratch_new (FALSE);
  if (!solve (problem, &part, a, v, n_v, *scratch, y_v, alpha, res, u, error))
    return FALSE;
  theta_residual_judge (target, v, res, &iteration->validation_loss,
                        &iteration->validation_accuracy);
  /* Δ_l = 2 leftᵀ Θ_l right with res on V and −u on T at the left, α at the right. */
  theta_mask_put (v, target->rows, target->outputs, 1, res, left);
  theta_mask_put (t, target->rows, target->outputs, -1, u, left);
  theta_mask_put (t, target->rows, target->outputs, 1, alpha, right);
  if (!theta_status_check (device->ops->contract_low_rank (device, problem->kernel->set, c, left,
                                                           right, delta),
                           "contracting the kernels", error))
    return FALSE;
  for (guint l = 0; l < problem->kernel->layers; l++)
    delta[l] *= 2;
  /* On the training rows f − y = −λα exactly. */
  for (gsize k = 0; k < part.n_train * c; k++)
    alpha[k] *= -problem->ridge;
  theta_residual_judge (target, t, alpha, &iteration->train_loss, &iteration->train_accuracy);
  return TRUE;
}

/* One learning. */
typedef struct
{
  const ThetaProblem *problem;
  ThetaProblem raised; /* the problem with the jitter added to its ridge */
  double jitter;
  const ThetaWeightOptions *options;
  double *a, *best, *delta;
  ThetaStep step;
  ThetaRandom random;
  guint *rows; /* the training rows, shuffled in place */
  guint8 *t, *v;
  guint n_v;
  double best_loss;
  guint best_iteration;
} Descent;

/* Shuffles @rows (the training rows); the first @n_v are V, the others T. */
static void
draw_split (const ThetaProblem *problem, ThetaRandom *random, guint *rows, guint n_v, guint8 *t,
            guint8 *v)
{
  theta_random_shuffle (random, rows, problem->n_train);
  memset (t, 0, problem->target->rows);
  memset (v, 0, problem->target->rows);
  for (guint k = 0; k < problem->n_train; k++)
    (k < n_v ? v : t)[rows[k]] = 1;
}

/* Draws without stratification, as in the paper. */
static guint
start_split (const ThetaProblem *problem, double ratio, ThetaRandom *random, guint *rows, guint8 *t,
             guint8 *v)
{
  guint n_v = (guint) MAX (1, round (ratio * problem->n_train)), n = 0;

  n_v = MIN (n_v, problem->n_train - 1);
  for (guint i = 0; i < problem->target->rows; i++)
    if (problem->train[i])
      rows[n++] = i;
  theta_random_init (random, problem->seed, THETA_STREAM_SPLIT, problem->fold);
  draw_split (problem, random, rows, n_v, t, v);
  return n_v;
}

guint
theta_split_once (const ThetaProblem *problem, double ratio, guint8 *t, guint8 *v)
{
  g_autofree guint *rows = g_new (guint, problem->n_train);
  ThetaRandom random;

  return start_split (problem, ratio, &random, rows, t, v);
}

static void
descent_init (Descent *self, const ThetaProblem *problem, const ThetaWeightOptions *options,
              double *a)
{
  guint rows = problem->target->rows;

  self->raised = *problem;
  self->problem = problem;
  self->options = options;
  self->a = a;
  self->best = g_memdup2 (a, problem->kernel->layers * sizeof *a);
  self->delta = g_new (double, problem->kernel->layers);
  self->rows = g_new (guint, problem->n_train);
  self->t = g_new (guint8, rows);
  self->v = g_new (guint8, rows);
  self->best_loss = INFINITY;
  self->n_v = start_split (problem, options->validation_ratio, &self->random, self->rows, self->t,
                           self->v);
  theta_step_init (&self->step, options, problem->kernel->layers, a);
}

static void
descent_clear (Descent *self)
{
  theta_step_clear (&self->step);
  g_free (self->best);
  g_free (self->delta);
  g_free (self->rows);
  g_free (self->t);
  g_free (self->v);
}

/* A step that is not a number would otherwise pass for a weight of zero. */
static gboolean
values_are_finite (const Descent *self, const double *values)
{
  for (guint l = 0; l < self->problem->kernel->layers; l++)
    if (!isfinite (values[l]) || fabs (values[l]) > 1e100)
      return FALSE;
  return TRUE;
}

static gboolean
has_negative (const Descent *self)
{
  for (guint l = 0; l < self->problem->kernel->layers; l++)
    if (self->a[l] < 0)
      return TRUE;
  return FALSE;
}

/* The gradient, with a jitter in steps of ten where Cholesky refuses positive
 * weights and λ > 0; the jitter then stays, so that the losses compare. */
static gboolean
gradient_with_jitter (Descent *self, ThetaIteration *iteration, ThetaScratch **scratch,
                      GError **error)
{
  g_autoptr (GError) local = NULL;
  double mean;

  while (!theta_algorithm1_gradient (&self->raised, self->a, self->t, self->v, self->delta,
                                     iteration, scratch, &local))
    {
      if (!g_error_matches (local, THETA_ERROR, THETA_ERROR_NUMERIC) || has_negative (self)
          || !(self->problem->ridge > 0)
          || !theta_ridge_mean_diagonal (self->problem, self->a, &mean, NULL)
          || self->jitter >= THETA_LAST_JITTER * mean)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      g_clear_error (&local);
      self->jitter = MAX (10 * self->jitter, THETA_FIRST_JITTER * mean);
      self->raised.ridge = self->problem->ridge + self->jitter;
    }
  return TRUE;
}

/* Whether the rule says that @iteration is the last; keeps the best weights. */
static gboolean
should_stop (Descent *self, const ThetaIteration *iteration, double change)
{
  const ThetaWeightOptions *options = self->options;

  if (options->stop == THETA_STOP_TOLERANCE)
    return change < options->tolerance;
  if (options->stop == THETA_STOP_PATIENCE)
    return iteration->iteration >= self->best_iteration + options->patience;
  return FALSE;
}

/* The gradient at the weights now; FALSE with @why (newly allocated) where A + λI is
 * not positive definite or the weights have left the numbers, with @error otherwise. */
static gboolean
evaluate (Descent *self, guint k, ThetaIteration *iteration, ThetaScratch **scratch, char **why,
          GError **error)
{
  g_autoptr (GError) local = NULL;

  *iteration = theta_iteration_empty (k);
  if (!values_are_finite (self, self->a))
    *why = g_strdup ("the weights grew without bound; choose a smaller learning rate or "
                     "Loss=mean");
  else if (gradient_with_jitter (self, iteration, scratch, &local))
    {
      if (values_are_finite (self, self->delta))
        return TRUE;
      *why = g_strdup ("the gradient grew without bound; raise Regression.Ridge");
    }
  else if (!g_error_matches (local, THETA_ERROR, THETA_ERROR_NUMERIC) || k == 0)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (has_negative (self))
    *why = g_strdup ("A + λI was no longer positive definite, because a weight fell below zero; "
                     "Clip=true prevents that");
  else
    *why = g_strdup (local->message);
  return FALSE;
}

static gboolean
descend (Descent *self, ThetaScratch **scratch, ThetaHistory *history, ThetaHistoryFunc func,
         gpointer user_data, GPtrArray *notes, GError **error)
{
  const ThetaWeightOptions *options = self->options;
  gsize bytes = self->problem->kernel->layers * sizeof *self->a;
  g_autofree double *good = g_memdup2 (self->a, bytes);
  double change = INFINITY;
  g_autofree char *why = NULL;

  for (guint k = 0; k <= options->iterations; k++)
    {
      ThetaIteration iteration;

      if (!evaluate (self, k, &iteration, scratch, &why, error))
        {
          if (why == NULL)
            return FALSE;
          memcpy (self->a, good, bytes);
          g_ptr_array_add (notes, g_strdup_printf ("Algorithm 1 stopped at iteration %u: %s.", k,
                                                   why));
          break;
        }
      theta_history_append (history, &iteration, self->a);
      if (func != NULL)
        func (history, user_data);
      if (iteration.validation_loss < self->best_loss)
        {
          self->best_loss = iteration.validation_loss;
          self->best_iteration = k;
          memcpy (self->best, self->a, bytes);
        }
      if (k == options->iterations || should_stop (self, &iteration, change))
        break;
      memcpy (good, self->a, bytes);
      change = theta_step_take (&self->step, self->a, self->delta,
                                options->loss == THETA_LOSS_MEAN ? 1.0 / self->n_v : 1.0);
      if (options->split == THETA_SPLIT_EACH)
        draw_split (self->problem, &self->random, self->rows, self->n_v, self->t, self->v);
    }
  if (options->stop == THETA_STOP_PATIENCE)
    memcpy (self->a, self->best, bytes);
  return TRUE;
}

/* w = √a and log a have no place for weights below zero. */
static gboolean
has_negative_start (const ThetaWeightOptions *options, const double *a, guint layers,
                    GError **error)
{
  for (guint l = 0; l < layers; l++)
    if (a[l] < 0
        && (options->update == THETA_UPDATE_SQUARE || options->update == THETA_UPDATE_LOG))
      {
        g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                     "Weights.Initial is %g for layer %u; Weights.Parameterization=%s needs weights "
                     "of at least 0",
                     a[l], l + 1, options->update == THETA_UPDATE_LOG ? "log" : "square");
        return TRUE;
      }
  return FALSE;
}

static gboolean
learn_algorithm1 (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
                  double *ridge, ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data,
                  GPtrArray *notes, GError **error)
{
  Descent descent = { 0 };
  ThetaScratch *scratch;
  gboolean done;

  if (problem->n_train < 2)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
                   "Algorithm 1 splits the training rows and needs at least two of them");
      return FALSE;
    }
  if (has_negative_start (options, a, problem->kernel->layers, error))
    return FALSE;
  scratch = theta_scratch_new (options->split == THETA_SPLIT_EACH
                               && options->iterations >= THETA_SPLIT_WORTH);
  descent_init (&descent, problem, options, a);
  done = descend (&descent, &scratch, history, func, user_data, notes, error);
  if (done && descent.jitter > 0)
    {
      g_autofree char *text = theta_number_format (descent.jitter, 2);

      g_ptr_array_add (notes, g_strdup_printf ("A jitter of %s was added to the diagonal while the "
                                               "weights were learnt, because A + λI was not "
                                               "positive definite.",
                                               text));
    }
  theta_scratch_free (scratch, problem->kernel->device);
  descent_clear (&descent);
  return done;
}

const ThetaWeightMethod theta_method_algorithm1 = {
  .name = "algorithm1",
  .label = "Algorithm 1",
  .help = "Gradient descent on the error of held-out training rows, as in the paper.",
  .learn = learn_algorithm1,
  .loss = "validation",
  .learns = TRUE,
};
