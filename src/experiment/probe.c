#include "experiment/probe.h"

#include <math.h>

/* The kernels between the plane and the rows hold at most this many entries. */
#define PLANE_ENTRIES 8e6
#define PLANE_LEAST 24
#define PLANE_MOST 96
/* Beyond the outermost rows, of their spread. */
#define PLANE_MARGIN 0.08

struct _ThetaProber
{
  ThetaDevice *device;
  ThetaMatrix *inputs; /* what kernel was computed for, or NULL */
  ThetaKernel *kernel; /* the points of the plane against all rows */
  ThetaPlane frame;    /* where they lie */
};

ThetaQuestion *
theta_question_new (guint what, ThetaFrame *frame, ThetaExperiment *experiment,
                    const double *weights, double ridge, ThetaHistory *history)
{
  ThetaQuestion *self;

  g_return_val_if_fail (frame != NULL && experiment != NULL, NULL);
  if (frame->kernel == NULL || frame->picture == NULL || frame->folds == NULL || isnan (ridge))
    return NULL;
  self = g_new0 (ThetaQuestion, 1);
  self->what = what;
  self->frame = theta_frame_ref (frame);
  self->experiment = theta_experiment_ref (experiment);
  self->weights = g_memdup2 (weights, frame->picture->layers * sizeof *weights);
  self->ridge = ridge;
  self->history = history != NULL ? theta_history_ref (history) : NULL;
  return self;
}

void
theta_question_free (ThetaQuestion *self)
{
  theta_frame_unref (self->frame);
  theta_experiment_unref (self->experiment);
  g_clear_pointer (&self->history, theta_history_unref);
  g_free (self->weights);
  g_free (self);
}

static void
plane_free (ThetaPlane *self)
{
  g_free (self->classes);
  g_free (self->certainty);
  g_free (self);
}

void
theta_answer_free (ThetaAnswer *self)
{
  g_free (self->total);
  g_clear_pointer (&self->plane, plane_free);
  g_free (self->held_out_error);
  g_free (self->held_out_accuracy);
  g_free (self);
}

ThetaProber *
theta_prober_new (ThetaDevice *device)
{
  ThetaProber *self = g_new0 (ThetaProber, 1);

  self->device = device;
  return self;
}

void
theta_prober_free (ThetaProber *self)
{
  g_clear_pointer (&self->kernel, theta_kernel_unref);
  g_clear_pointer (&self->inputs, theta_matrix_unref);
  g_free (self);
}

/* ---- the plane ---- */

static void
range_of (const ThetaMatrix *x, gsize column, double *min, double *max)
{
  *min = INFINITY;
  *max = -INFINITY;
  for (gsize i = 0; i < x->rows; i++)
    {
      *min = fmin (*min, x->data[i * x->cols + column]);
      *max = fmax (*max, x->data[i * x->cols + column]);
    }
}

static double
at (double min, double max, guint k, guint side)
{
  return min + (max - min) * k / (side - 1);
}

static ThetaMatrix *
plane_points (const ThetaPlane *plane, GError **error)
{
  guint side = plane->side;
  ThetaMatrix *points = theta_matrix_new ((gsize) side * side, 2, error);

  for (guint k = 0; points != NULL && k < side * side; k++)
    {
      points->data[2 * k] = at (plane->x_min, plane->x_max, k % side, side);
      points->data[2 * k + 1] = at (plane->y_min, plane->y_max, k / side, side);
    }
  return points;
}

/* A square about all rows, so that distances look as the network sees them. */
static void
place_plane (ThetaPlane *self, const ThetaMatrix *x, guint layers)
{
  double half;

  self->side = (guint) CLAMP (sqrt (PLANE_ENTRIES / ((double) x->rows * layers)), 0, PLANE_MOST);
  range_of (x, 0, &self->x_min, &self->x_max);
  range_of (x, 1, &self->y_min, &self->y_max);
  half = fmax (self->x_max - self->x_min, self->y_max - self->y_min) * (0.5 + PLANE_MARGIN);
  half = half > 0 ? half : 1;
  self->x_min = (self->x_min + self->x_max) / 2 - half;
  self->x_max = self->x_min + 2 * half;
  self->y_min = (self->y_min + self->y_max) / 2 - half;
  self->y_max = self->y_min + 2 * half;
}

/* The kernel of the plane with the rows of @frame; FALSE without an error where there
 * are too many of them. */
static gboolean
prepare_plane (ThetaProber *self, const ThetaQuestion *question, GError **error)
{
  ThetaMatrix *inputs = question->frame->inputs;
  const ThetaNetwork *network = &question->experiment->network;
  g_autoptr (ThetaMatrix) points = NULL;

  if (inputs == self->inputs)
    return self->kernel != NULL;
  g_clear_pointer (&self->kernel, theta_kernel_unref);
  g_clear_pointer (&self->inputs, theta_matrix_unref);
  place_plane (&self->frame, inputs, theta_network_n_kernels (network));
  if (self->frame.side >= PLANE_LEAST)
    {
      points = plane_points (&self->frame, error);
      if (points == NULL)
        return FALSE;
      self->kernel = theta_kernel_new_dense_limit (self->device, network, points, inputs,
                                                   THETA_PRECISION_DOUBLE, error);
      if (self->kernel == NULL)
        return FALSE;
    }
  self->inputs = theta_matrix_ref (inputs);
  return self->kernel != NULL;
}

static float
certainty_of (const ThetaTarget *target, const double *f)
{
  double first = -INFINITY, second = -INFINITY;

  if (target->outputs == 1)
    return (float) fmin (fabs (f[0]), 1);
  for (guint k = 0; k < target->outputs; k++)
    if (f[k] > first)
      {
        second = first;
        first = f[k];
      }
    else
      second = fmax (second, f[k]);
  return (float) CLAMP (first - second, 0, 1);
}

/* The weights of the plain Θ_l that the plane's kernel has, where those of the frame are
 * normalised: a_l over the mean diagonal, which is the same at every entry. */
static double *
plain_weights (ThetaKernel *kernel, const double *a)
{
  double *plain = g_memdup2 (a, kernel->layers * sizeof *a);
  g_autofree double *own = g_new (double, kernel->layers), *from = g_new (double, kernel->layers);

  for (guint l = 0; kernel->plain != NULL && l < kernel->layers; l++)
    for (gsize i = 0; i < kernel->rows; i++)
      if (theta_kernel_read (kernel, i, i, own) && theta_kernel_read (kernel->plain, i, i, from)
          && from[l] > 0)
        {
          plain[l] = a[l] * own[l] / from[l];
          break;
        }
  return plain;
}

/* @known: the coefficients, or NULL. */
static gboolean
answer_plane (ThetaProber *self, const ThetaQuestion *question, const ThetaProblem *problem,
              const double *known, ThetaAnswer *answer, GError **error)
{
  const ThetaTarget *target = problem->target;
  gsize points, c = target->outputs;
  g_autofree double *own = NULL, *f = NULL, *weights = NULL;
  ThetaPlane *plane;

  if (!prepare_plane (self, question, error))
    return error == NULL || *error == NULL;
  if (known == NULL)
    known = own = theta_ridge_coefficients (problem, question->weights, question->ridge, error);
  if (known == NULL)
    return FALSE;
  points = (gsize) self->frame.side * self->frame.side;
  f = g_new (double, points *c);
  weights = plain_weights (problem->kernel, question->weights);
  if (!theta_status_check (self->device->ops->weighted_product (self->device, self->kernel->set,
                                                                weights, c, known, f),
                           "predicting the plane", error))
    return FALSE;
  plane = answer->plane = g_new (ThetaPlane, 1);
  *plane = self->frame;
  plane->classes = g_new (int, points);
  plane->certainty = g_new (float, points);
  for (gsize k = 0; k < points; k++)
    {
      plane->classes[k] = theta_target_decide (target, f + k * c);
      plane->certainty[k] = certainty_of (target, f + k * c);
    }
  return TRUE;
}

/* ---- the held-out rows ---- */

static gboolean
answer_held_out (const ThetaQuestion *question, const ThetaProblem *problem,
                 const ThetaFold *fold, ThetaAnswer *answer, GError **error)
{
  const ThetaHistory *history = question->history;
  const ThetaTarget *target = problem->target;
  g_autofree int *predicted = g_new (int, MAX (fold->n_test, 1));

  answer->held_out_error = g_new (double, history->count);
  answer->held_out_accuracy = g_new (double, history->count);
  for (guint i = 0; i < history->count; i++)
    {
      const double *a = history->weights + (gsize) i * history->layers;
      double own = history->iterations[i].ridge;
      g_autofree double *f = theta_ridge_predict (problem, a, isfinite (own) ? own : problem->ridge,
                                                  fold->test, NULL, error);
      ThetaMetrics metrics;

      if (f == NULL)
        return FALSE;
      for (guint k = 0; k < fold->n_test; k++)
        predicted[k] = theta_target_decide (target, f + (gsize) k * target->outputs);
      theta_metrics_compute (&metrics, target, fold->test, f, predicted);
      answer->held_out_error[i] = metrics.squared_error;
      answer->held_out_accuracy[i] = metrics.accuracy;
    }
  answer->count = history->count;
  return TRUE;
}

/* ---- all of it ---- */

ThetaAnswer *
theta_prober_ask (ThetaProber *self, const ThetaQuestion *question, GError **error)
{
  const ThetaFrame *frame = question->frame;
  const ThetaFold *fold = frame->folds->pdata[frame->picture_fold];
  g_autoptr (ThetaTarget) target = theta_target_new (frame->data->labels,
                                                     (guint) frame->data->x->rows,
                                                     frame->data->n_classes, FALSE);
  ThetaProblem problem = { .kernel = frame->kernel, .target = target, .train = fold->train,
                           .n_train = fold->n_train, .ridge = question->ridge,
                           .seed = question->experiment->seed, .fold = frame->picture_fold };
  g_autoptr (ThetaAnswer) answer = g_new0 (ThetaAnswer, 1);
  g_autofree double *coefficients = NULL;

  answer->error = answer->accuracy = NAN;
  answer->all_rows = fold->n_train;
  if ((question->what & THETA_ASK_TOTAL) != 0)
    {
      answer->total = theta_picture_weigh (frame->picture, frame->kernel, question->weights, TRUE,
                                           error);
      if (answer->total == NULL)
        return NULL;
    }
  if ((question->what & THETA_ASK_ERROR) != 0
      && !theta_weights_judge (&problem, question->weights, question->ridge, THETA_PROBE_ROWS,
                               &answer->error, &answer->accuracy, &answer->rows, &coefficients,
                               error))
    return NULL;
  if ((question->what & THETA_ASK_MAP) != 0 && frame->inputs != NULL
      && frame->inputs->cols == 2
      && !answer_plane (self, question, &problem, coefficients, answer, error))
    return NULL;
  if ((question->what & THETA_ASK_HELD_OUT) != 0 && question->history != NULL
      && !answer_held_out (question, &problem, fold, answer, error))
    return NULL;
  return g_steal_pointer (&answer);
}
