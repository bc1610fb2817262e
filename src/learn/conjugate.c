#include "learn/conjugate.h"

#include <math.h>
#include <string.h>

/* The vectors of all columns, n × c each, and the numbers of each column. */
typedef struct
{
  ThetaConjugate *task;
  double *x;                      /* the caller's */
  double *r, *z, *p, *q;          /* residual, preconditioned, direction, its product */
  double *norm, *rho, *step, *at; /* |b|, ⟨r, z⟩, scratch, |r| */
} State;

static double *
new_vectors (const ThetaConjugate *task)
{
  return g_new0 (double, MAX (task->n *task->c, 1));
}

static void
state_init (State *self, ThetaConjugate *task, double *x)
{
  *self = (State) { .task = task, .x = x };
  self->r = new_vectors (task);
  self->z = new_vectors (task);
  self->p = new_vectors (task);
  self->q = new_vectors (task);
  self->norm = g_new0 (double, task->c);
  self->rho = g_new0 (double, task->c);
  self->step = g_new0 (double, task->c);
  self->at = g_new0 (double, task->c);
}

static void
state_clear (State *self)
{
  g_free (self->r);
  g_free (self->z);
  g_free (self->p);
  g_free (self->q);
  g_free (self->norm);
  g_free (self->rho);
  g_free (self->step);
  g_free (self->at);
}

/* out[k] := ⟨a_k, b_k⟩ of every column. */
static void
dot (const ThetaConjugate *task, const double *a, const double *b, double *out)
{
  memset (out, 0, task->c * sizeof *out);
  for (gsize i = 0; i < task->n; i++)
    for (gsize k = 0; k < task->c; k++)
      out[k] += a[i * task->c + k] * b[i * task->c + k];
}

/* a_k := s_k a_k + t_k b_k of every column, s NULL: 1. */
static void
combine (const ThetaConjugate *task, const double *s, double *a, const double *t, double sign,
         const double *b)
{
  for (gsize i = 0; i < task->n; i++)
    for (gsize k = 0; k < task->c; k++)
      {
        gsize at = i * task->c + k;

        a[at] = (s != NULL ? s[k] : 1) * a[at] + sign * (t != NULL ? t[k] : 1) * b[at];
      }
}

/* Relative residuals; TRUE when every column is solved. */
static gboolean
is_solved (State *self)
{
  ThetaConjugate *task = self->task;

  dot (task, self->r, self->r, self->at);
  task->residual = 0;
  for (gsize k = 0; k < task->c; k++)
    {
      double relative = self->norm[k] > 0 ? sqrt (self->at[k]) / self->norm[k] : 0;

      task->residual = relative > task->residual || isnan (relative) ? relative : task->residual;
    }
  return task->residual <= task->tolerance;
}

static gboolean
precondition (State *self, GError **error)
{
  const ThetaConjugate *task = self->task;

  if (task->precondition != NULL)
    return task->precondition (task->data, task->c, self->r, self->z, error);
  memcpy (self->z, self->r, task->n * task->c * sizeof (double));
  return TRUE;
}

/* r := b − M x. */
static gboolean
begin (State *self, const double *b, GError **error)
{
  const ThetaConjugate *task = self->task;
  gsize bytes = task->n * task->c * sizeof (double);
  gboolean zero = TRUE;

  for (gsize k = 0; zero && k < task->n * task->c; k++)
    zero = self->x[k] == 0;
  memcpy (self->r, b, bytes);
  dot (task, b, b, self->norm);
  for (gsize k = 0; k < task->c; k++)
    self->norm[k] = sqrt (self->norm[k]);
  if (!zero)
    {
      if (!task->multiply (task->data, task->c, self->x, self->q, error))
        return FALSE;
      combine (task, NULL, self->r, NULL, -1, self->q);
    }
  return TRUE;
}

/* One step of every column that still moves; FALSE with no error where M or P is not
 * positive definite. */
static gboolean
advance (State *self, GError **error)
{
  ThetaConjugate *task = self->task;

  if (!task->multiply (task->data, task->c, self->p, self->q, error))
    return FALSE;
  dot (task, self->p, self->q, self->step);
  for (gsize k = 0; k < task->c; k++)
    {
      if (self->rho[k] < 0 || (self->rho[k] > 0 && !(self->step[k] > 0)))
        {
          task->residual = NAN;
          return FALSE;
        }
      self->step[k] = self->rho[k] > 0 ? self->rho[k] / self->step[k] : 0;
    }
  combine (task, NULL, self->x, self->step, 1, self->p);
  combine (task, NULL, self->r, self->step, -1, self->q);
  task->iterations++;
  return TRUE;
}

/* z := P r, p := z + β p with β = ⟨r, z⟩ after and before; at first p = z. */
static gboolean
turn (State *self, GError **error)
{
  ThetaConjugate *task = self->task;

  if (!precondition (self, error))
    return FALSE;
  dot (task, self->r, self->z, self->step);
  for (gsize k = 0; k < task->c; k++)
    {
      double after = self->step[k];

      self->step[k] = self->rho[k] > 0 ? after / self->rho[k] : 0;
      self->rho[k] = after;
    }
  combine (task, self->step, self->p, NULL, 1, self->z);
  return TRUE;
}

gboolean
theta_conjugate_solve (ThetaConjugate *self, const double *b, double *x, GError **error)
{
  State state;
  GError *local = NULL;
  gboolean going;

  g_return_val_if_fail (self != NULL && b != NULL && x != NULL, FALSE);
  self->iterations = 0;
  self->residual = 0;
  state_init (&state, self, x);
  going = begin (&state, b, &local);
  while (going && !is_solved (&state) && isfinite (self->residual)
         && self->iterations < self->most)
    going = turn (&state, &local) && advance (&state, &local);
  state_clear (&state);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}
