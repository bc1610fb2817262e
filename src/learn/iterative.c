#include "learn/iterative.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "learn/conjugate.h"

/* Iterations at most; a few dozen are usual. */
#define MOST 150
/* Added to the landmarks' matrix where Cholesky refuses it, in mean diagonals. */
#define LANDMARK_JITTER 1e-12

typedef struct
{
  const ThetaProblem *problem;
  const double *a;
  double ridge;
  ThetaWorkspace work; /* att: the factor of λW + CᵀC; avt: C, n_T × m */
  guint m;
  double *full, *image; /* rows × outputs */
  double *small;        /* m × outputs */
} Iterative;

/* image := A full over all rows. */
static gboolean
apply (Iterative *self, gsize c, GError **error)
{
  ThetaKernel *kernel = self->problem->kernel;

  return theta_status_check (kernel->device->ops->weighted_product (kernel->device, kernel->set,
                                                                    self->a, c, self->full,
                                                                    self->image),
                             "multiplying by the kernel", error);
}

static gboolean
multiply (gpointer data, gsize c, const double *x, double *y, GError **error)
{
  Iterative *self = data;
  const ThetaProblem *problem = self->problem;
  guint rows = problem->target->rows;
  gsize place = 0;

  memset (self->full, 0, rows * c * sizeof (double));
  theta_mask_put (problem->train, rows, (guint) c, 1, x, self->full);
  if (!apply (self, c, error))
    return FALSE;
  for (guint i = 0; i < rows; i++)
    for (gsize k = 0; problem->train[i] && k < c; k++, place++)
      y[place] = self->image[i * c + k] + self->ridge * x[place];
  return TRUE;
}

/* y := (x − C (λW + CᵀC)⁻¹ Cᵀ x) / λ, by the Woodbury identity. */
static gboolean
precondition (gpointer data, gsize c, const double *x, double *y, GError **error)
{
  Iterative *self = data;
  ThetaDevice *device = self->work.device;
  gsize n = self->problem->n_train;

  if (!theta_status_check (device->ops->multiply (device, TRUE, n, self->m, self->work.avt, c, x,
                                                  self->small),
                           "preconditioning", error)
      || !theta_status_check (device->ops->potrs (device, self->m, self->work.att, c, self->small),
                              "preconditioning", error)
      || !theta_status_check (device->ops->multiply (device, FALSE, n, self->m, self->work.avt, c,
                                                     self->small, y),
                              "preconditioning", error))
    return FALSE;
  for (gsize k = 0; k < n * c; k++)
    y[k] = (x[k] - y[k]) / self->ridge;
  return TRUE;
}

/* work->att := the Cholesky factor of λW + CᵀC, from W in it. */
static gboolean
factorize_landmarks (Iterative *self, GError **error)
{
  ThetaDevice *device = self->work.device;
  gsize n = self->problem->n_train, m = self->m;
  g_autofree double *c = g_new (double, n *m), *w = g_new (double, m *m), *k = g_new (double, m *m);
  double mean = 0, jitter = 0;
  ThetaStatus status = THETA_STATUS_NOT_POSITIVE;

  if (!theta_status_check (device->ops->download (device, self->work.avt, 0, c, n * m),
                           "reading the landmarks", error)
      || !theta_status_check (device->ops->download (device, self->work.att, 0, w, m * m),
                              "reading the landmarks", error)
      || !theta_status_check (device->ops->multiply (device, TRUE, n, m, self->work.avt, m, c, k),
                              "multiplying the landmarks", error))
    return FALSE;
  for (gsize i = 0; i < m; i++)
    {
      for (gsize j = 0; j <= i; j++)
        k[i * m + j] += self->ridge * w[i * m + j];
      mean += k[i * m + i] / (double) m;
    }
  for (guint attempt = 0; attempt < 8 && status == THETA_STATUS_NOT_POSITIVE; attempt++)
    {
      double added = attempt == 0 ? 0 : LANDMARK_JITTER * mean * pow (10, attempt - 1);

      for (gsize i = 0; i < m; i++)
        k[i * m + i] += added - jitter;
      jitter = added;
      if (!theta_status_check (device->ops->upload (device, self->work.att, 0, k, m * m),
                               "storing the landmarks", error))
        return FALSE;
      status = device->ops->potrf (device, m, self->work.att);
    }
  return theta_status_check (status, "factorizing the landmarks", error);
}

static gboolean
prepare (Iterative *self, GError **error)
{
  const ThetaProblem *problem = self->problem;
  ThetaDevice *device = problem->kernel->device;
  g_autofree guint8 *landmarks = theta_subsample_new (problem, THETA_LANDMARKS, &self->m);
  gsize rows = problem->target->rows, c = problem->target->outputs;

  self->work.device = device;
  self->full = g_new (double, rows *c);
  self->image = g_new (double, rows *c);
  self->small = g_new (double, self->m *c);
  return theta_workspace_reserve (&self->work, &self->work.att, &self->work.att_count,
                                  (gsize) self->m * self->m, error)
         && theta_workspace_reserve (&self->work, &self->work.avt, &self->work.avt_count,
                                     (gsize) self->m * problem->n_train, error)
         && theta_status_check (device->ops->gather (device, problem->kernel->set, self->a,
                                                     landmarks, problem->train, 0, self->work.att,
                                                     self->work.avt),
                                "gathering the landmarks", error)
         && factorize_landmarks (self, error);
}

static gboolean
solve (Iterative *self, double *alpha, double *residual, GError **error)
{
  const ThetaProblem *problem = self->problem;
  const ThetaTarget *target = problem->target;
  ThetaConjugate task = { .n = problem->n_train, .c = target->outputs, .multiply = multiply,
                          .precondition = precondition, .data = self,
                          .tolerance = THETA_ITERATIVE_TOLERANCE, .most = MOST };
  g_autofree double *y = theta_mask_take (problem->train, target->rows, target->outputs, target->y);

  if (!theta_conjugate_solve (&task, y, alpha, error))
    return FALSE;
  *residual = task.residual;
  if (task.residual <= THETA_ITERATIVE_LAST)
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_NUMERIC,
               "Conjugate gradients left a residual of %.0e after %u iterations; raise "
               "Regression.Ridge or choose Regression.Solver=cholesky",
               task.residual, task.iterations);
  return FALSE;
}

double *
theta_iterative_predict (const ThetaProblem *problem, const double *a, double ridge,
                         const guint8 *test, double *residual, GError **error)
{
  const ThetaTarget *target = problem->target;
  Iterative self = { .problem = problem, .a = a, .ridge = ridge };
  guint c = target->outputs;
  g_autofree double *alpha = g_new0 (double, (gsize) problem->n_train *c), *f = NULL;
  gboolean done = prepare (&self, error) && solve (&self, alpha, residual, error);

  if (done)
    {
      memset (self.full, 0, (gsize) target->rows * c * sizeof (double));
      theta_mask_put (problem->train, target->rows, c, 1, alpha, self.full);
      done = apply (&self, c, error);
    }
  if (done)
    f = theta_mask_take (test, target->rows, c, self.image);
  theta_workspace_clear (&self.work);
  g_free (self.full);
  g_free (self.image);
  g_free (self.small);
  return done ? g_steal_pointer (&f) : NULL;
}
