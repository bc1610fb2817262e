/* Learning: Algorithm 1 and leave-one-out against one factorization. */
#include <cblas.h>
#include <lapacke.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench.h"

typedef struct
{
  ThetaBenchProblem problem;
  double *matrix, *work; /* what the reference factorizes: order × order */
  guint order;
  ThetaScratch *scratch, *stale;
  guint calls; /* of time_stale() and time_splits() */
  ThetaScratch *splits;
  guint8 *t, *v; /* time_splits() draws them */
} Learning;

static void
learning_init (Learning *self, guint n, guint outputs, guint depth, gboolean all,
               guint storage)
{
  theta_bench_problem_init (&self->problem, n, 64, outputs, depth, 1, storage);
  self->order = all ? n : self->problem.n_t;
  self->matrix = g_new (double, (gsize) self->order *self->order);
  self->work = g_new (double, (gsize) self->order *self->order);
  self->scratch = self->stale = NULL;
  self->splits = theta_scratch_new (TRUE);
  self->t = g_new (guint8, n);
  self->v = g_new (guint8, n);
  self->calls = 0;
  for (gsize i = 0; i < self->order; i++)
    for (gsize j = 0; j < self->order; j++)
      self->matrix[i * self->order + j] = i == j ? self->order : 1.0 / (1.0 + i + j);
}

static void
learning_clear (Learning *self)
{
  theta_scratch_free (self->scratch, self->problem.device);
  theta_scratch_free (self->stale, self->problem.device);
  theta_scratch_free (self->splits, self->problem.device);
  g_free (self->t);
  g_free (self->v);
  g_free (self->matrix);
  g_free (self->work);
  theta_bench_problem_clear (&self->problem);
}

static double
time_potrf (ThetaBench *bench, gpointer data)
{
  Learning *self = data;
  lapack_int n = (lapack_int) self->order;

  memcpy (self->work, self->matrix, (gsize) n * (gsize) n * sizeof (double));
  openblas_set_num_threads (1);
  theta_bench_start (bench);
  LAPACKE_dpotrf_work (LAPACK_COL_MAJOR, 'U', n, self->work, n);
  return theta_bench_stop (bench);
}

static double
time_iteration (ThetaBench *bench, gpointer data)
{
  static const double ones[10] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  Learning *self = data;
  ThetaProblem exact = self->problem.problem;
  double delta[10];
  ThetaIteration iteration;

  exact.solver = THETA_SOLVER_CHOLESKY;
  theta_bench_start (bench);
  theta_algorithm1_gradient (&exact, ones, self->problem.t, self->problem.v, delta, &iteration,
                             &self->scratch, NULL);
  return theta_bench_stop (bench);
}

/* The same system with a float32 factor made anew, refined. */
static double
time_mixed (ThetaBench *bench, gpointer data)
{
  static const double ones[10] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  Learning *self = data;
  ThetaProblem mixed = self->problem.problem;
  ThetaScratch *fresh = NULL;
  ThetaIteration iteration;
  double delta[10], seconds;

  mixed.solver = THETA_SOLVER_MIXED;
  theta_bench_start (bench);
  theta_algorithm1_gradient (&mixed, ones, self->problem.t, self->problem.v, delta, &iteration,
                             &fresh, NULL);
  seconds = theta_bench_stop (bench);
  theta_scratch_free (fresh, mixed.kernel->device);
  return seconds;
}

/* The factor of the call before, whose weights were up to 1.2 times larger or smaller. */
static double
time_stale (ThetaBench *bench, gpointer data)
{
  Learning *self = data;
  ThetaProblem mixed = self->problem.problem;
  ThetaIteration iteration;
  double a[10], delta[10];

  mixed.solver = THETA_SOLVER_MIXED;
  self->calls++;
  for (guint l = 0; l < 10; l++)
    a[l] = (self->calls + l) % 2 == 0 ? 1.2 : 1;
  theta_bench_start (bench);
  theta_algorithm1_gradient (&mixed, a, self->problem.t, self->problem.v, delta, &iteration,
                             &self->stale, NULL);
  return theta_bench_stop (bench);
}

/* A new split and one inverse, whose weights were up to 1.2 times larger or smaller. */
static double
time_splits (ThetaBench *bench, gpointer data)
{
  Learning *self = data;
  ThetaProblem mixed = self->problem.problem;
  ThetaIteration iteration;
  double a[10], delta[10];

  mixed.solver = THETA_SOLVER_MIXED;
  self->calls++;
  for (guint l = 0; l < 10; l++)
    a[l] = self->calls % 3 == 1 ? 1 : (self->calls + l) % 2 == 0 ? 1.2 : 1 / 1.2;
  for (guint i = 0; i < mixed.target->rows; i++)
    {
      self->t[i] = self->problem.t[(i + 17 * self->calls) % mixed.target->rows];
      self->v[i] = !self->t[i];
    }
  theta_bench_start (bench);
  theta_algorithm1_gradient (&mixed, a, self->t, self->v, delta, &iteration, &self->splits, NULL);
  return theta_bench_stop (bench);
}

static double
time_leave_one_out (ThetaBench *bench, gpointer data)
{
  static const double ones[10] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
  Learning *self = data;
  double loss, gradient[10];

  theta_bench_start (bench);
  theta_ridge_leave_one_out (&self->problem.problem, ones, 0.1, &loss, gradient, NULL, NULL);
  return theta_bench_stop (bench);
}

static void
bench_iteration (ThetaBench *bench, guint n, guint outputs, guint storage, double bar)
{
  Learning learning;
  g_autofree char *name = g_strdup_printf ("Algorithm 1, one iteration, n = %u, c = %u, %s", n,
                                           outputs, theta_bench_storages[storage].name);

  learning_init (&learning, n, outputs, 5, FALSE, storage);
  theta_bench_compare (bench, name, "dpotrf(0.8 n)", bar, time_potrf, time_iteration, &learning);
  learning_clear (&learning);
}

/* Two problems that differ in depth, for what five more layers cost. */
typedef struct
{
  Learning shallow, deep;
  double *stream;
  gsize count;
  double least, more; /* seconds of either, so far */
} Depths;

static double
time_read_of_five (ThetaBench *bench, gpointer data)
{
  Depths *self = data;

  return theta_bench_read (bench, self->stream, self->count);
}

static double
time_five_more (ThetaBench *bench, gpointer data)
{
  Depths *self = data;

  /* The difference of the minima: the least of differences would be noise. */
  for (guint k = 0; k < 3; k++)
    {
      self->least = MIN (self->least, time_iteration (bench, &self->shallow));
      self->more = MIN (self->more, time_iteration (bench, &self->deep));
    }
  return MAX (self->more - self->least, 0);
}

static void
bench_five_more (ThetaBench *bench)
{
  Depths depths = { .least = G_MAXDOUBLE, .more = G_MAXDOUBLE };

  learning_init (&depths.shallow, 4000, 1, 5, FALSE, THETA_BENCH_DOUBLE);
  learning_init (&depths.deep, 4000, 1, 10, FALSE, THETA_BENCH_DOUBLE);
  depths.count = depths.shallow.problem.kernel->bytes / sizeof (double);
  depths.stream = theta_bench_stream_new (depths.count);
  bench->settled = TRUE;
  theta_bench_compare (bench, "five more layers, n = 4000", "read of the five", 5,
                       time_read_of_five, time_five_more, &depths);
  bench->settled = FALSE;
  free (depths.stream);
  learning_clear (&depths.shallow);
  learning_clear (&depths.deep);
}

static void
bench_leave_one_out (ThetaBench *bench, guint storage)
{
  Learning learning;
  g_autofree char *name = g_strdup_printf ("leave-one-out value and gradient, n = 2000, %s",
                                           theta_bench_storages[storage].name);

  learning_init (&learning, 2000, 1, 5, TRUE, storage);
  theta_bench_compare (bench, name, "dpotrf(n)", 12, time_potrf, time_leave_one_out, &learning);
  learning_clear (&learning);
}

static void
bench_refined (ThetaBench *bench, guint n, double bar)
{
  Learning learning;
  g_autofree char *mixed
      = g_strdup_printf ("Algorithm 1, mixed precision, float32 angles, n = %u", n);
  g_autofree char *stale
      = g_strdup_printf ("Algorithm 1, the last factor kept, float32 angles, n = %u", n);

  g_autofree char *splits
      = g_strdup_printf ("Algorithm 1, new splits of one inverse, float32 angles, n = %u", n);

  learning_init (&learning, n, 1, 5, FALSE, THETA_BENCH_ANGLE_SINGLE);
  theta_bench_compare (bench, mixed, "the float64 iteration", 0.8, time_iteration, time_mixed,
                       &learning);
  theta_bench_compare (bench, stale, "dpotrf(0.8 n)", bar, time_potrf, time_stale, &learning);
  learning.calls = 0;
  theta_bench_compare (bench, splits, "the float64 iteration", 0.8, time_iteration, time_splits,
                       &learning);
  learning_clear (&learning);
}

void
theta_bench_learning (ThetaBench *bench)
{
  for (guint storage = 0; storage < THETA_BENCH_STORAGES; storage++)
    {
      bench_iteration (bench, 1000, 1, storage, 2.0);
      bench_iteration (bench, 2000, 1, storage, 1.6);
      bench_iteration (bench, 4000, 1, storage, 1.45);
      bench_leave_one_out (bench, storage);
    }
  bench_refined (bench, 4000, 0.40);
  if (!bench->quick)
    bench_refined (bench, 10000, 0.30);
  if (!bench->quick)
    bench_iteration (bench, 10000, 1, THETA_BENCH_ANGLE, 1.3);
  bench_iteration (bench, 1000, 10, THETA_BENCH_ANGLE, 2.6);
  bench_iteration (bench, 2000, 10, THETA_BENCH_ANGLE, 1.9);
  bench_iteration (bench, 4000, 10, THETA_BENCH_ANGLE, 1.6);
  bench_five_more (bench);
}
