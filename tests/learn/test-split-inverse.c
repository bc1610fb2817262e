/* New splits served by one inverse, against factorizations of their own. */
#include "learn/refined.h"
#include "learn/weights.h"
#include "learn-test.h"

/* Every fifth training row, from the @k-th on, validates. */
static void
split (const Planted *p, guint k, guint8 *t, guint8 *v)
{
  guint place = k;

  for (guint i = 0; i < p->problem.target->rows; i++)
    {
      v[i] = p->train[i] && place % 5 == 0;
      t[i] = p->train[i] && !v[i];
      place += p->train[i];
    }
}

static ThetaProblem
part_of (const Planted *p, const guint8 *t)
{
  ThetaProblem part = p->problem;

  part.train = t;
  part.n_train = theta_mask_count (t, p->problem.target->rows);
  return part;
}

/* Without drift the blocks of the inverse are the inverse of the block. */
static void
test_schur (void)
{
  enum { N = 120, C = 3 };
  Planted p;
  ThetaSplitInverse inverse = { 0 };
  ThetaWorkspace work = { 0 };
  const double a[] = { 1, 0.5, 2 };
  g_autoptr (GError) error = NULL;
  gboolean refused;

  planted_init (&p, N, C, 3, 0.3);
  g_assert_true (theta_split_inverse_make (&inverse, &p.problem, a, 0.3, &work, &refused, &error));
  g_assert_false (refused);
  for (guint k = 0; k < 3; k++)
    {
      guint8 t[N], v[N];
      ThetaProblem part;
      g_autofree double *b = NULL, *x = NULL, *y = NULL;

      split (&p, k, t, v);
      part = part_of (&p, t);
      b = theta_mask_take (t, N, C, p.target->y);
      x = g_memdup2 (b, part.n_train * C * sizeof *b);
      y = g_new (double, part.n_train *C);
      g_assert_true (theta_split_inverse_take (&inverse, &p.problem, t, v, &refused, &error));
      g_assert_false (refused);
      g_assert_true (theta_split_inverse_apply (&inverse, C, b, y, &error));
      g_assert_true (theta_ridge_factorize (&part, a, 0.3, NULL, &work, NULL, &error));
      g_assert_cmpint (p.device->ops->potrs (p.device, part.n_train, work.att, C, x), ==,
                       THETA_STATUS_OK);
      for (guint i = 0; i < part.n_train * C; i++)
        g_assert_cmpfloat_with_epsilon (x[i], y[i], 1e-4);
    }
  g_assert_cmpuint (inverse.served, ==, 3);
  theta_split_inverse_clear (&inverse);
  theta_workspace_clear (&work);
  planted_clear (&p);
}

/* Solves the system of split @k with the weights @a; the residual is that of the
 * float64 matrix. */
static void
solve_split (Planted *p, ThetaRefined *refined, ThetaWorkspace *work, guint k, const double *a)
{
  guint rows = p->problem.target->rows, c = p->problem.target->outputs;
  g_autofree guint8 *t = g_new (guint8, rows), *v = g_new (guint8, rows);
  g_autofree double *b = NULL, *x = NULL, *y = NULL;
  g_autoptr (GError) error = NULL;
  gboolean refused;
  ThetaProblem part;

  split (p, k, t, v);
  part = part_of (p, t);
  b = theta_mask_take (t, rows, c, p->target->y);
  x = g_new0 (double, part.n_train *c);
  y = g_new (double, part.n_train *c);
  g_assert_true (theta_refined_prepare_split (refined, &p->problem, &part, a, 0.3, v, work,
                                              &refused, &error));
  g_assert_false (refused);
  g_assert_true (theta_refined_solve (refined, &part, work, c, b, x, &refused, &error));
  g_assert_false (refused);
  g_assert_cmpint (p->device->ops->multiply_symmetric (p->device, part.n_train, work->att, c, x,
                                                       y),
                   ==, THETA_STATUS_OK);
  for (guint i = 0; i < part.n_train * c; i++)
    g_assert_cmpfloat_with_epsilon (y[i], b[i], 1e-6);
}

/* Weights that drift keep the inverse; weights that jump lose it for good, and the
 * systems are solved all the same. */
static void
test_drift (void)
{
  Planted p;
  ThetaRefined refined = { 0 };
  ThetaWorkspace work = { 0 };
  double a[] = { 1, 1, 1 };

  planted_init (&p, 200, 2, 3, 0.3);
  for (guint k = 0; k < 6; k++)
    {
      a[k % 3] *= 1.1;
      solve_split (&p, &refined, &work, k, a);
      g_assert_true (refined.by_split && !refined.given_up && !refined.tired);
    }
  g_assert_cmpuint (refined.split.served, ==, 6);
  a[0] *= 1e6;
  solve_split (&p, &refined, &work, 6, a);
  solve_split (&p, &refined, &work, 7, a);
  g_assert_true (refined.given_up && !refined.by_split);
  g_assert_null (refined.split.inverse);
  theta_refined_clear (&refined, p.device);
  theta_workspace_clear (&work);
  planted_clear (&p);
}

/* An inverse that has served long enough is made anew when it tires. */
static void
test_renewed (void)
{
  Planted p;
  ThetaRefined refined = { 0 };
  ThetaWorkspace work = { 0 };
  const double a[] = { 1, 1, 1 };

  planted_init (&p, 60, 2, 3, 0.3);
  for (guint k = 0; k < THETA_SPLIT_WORTH; k++)
    solve_split (&p, &refined, &work, k, a);
  refined.tired = TRUE;
  solve_split (&p, &refined, &work, 3, a);
  g_assert_true (refined.by_split && !refined.given_up);
  g_assert_cmpuint (refined.split.served, ==, 1);
  theta_refined_clear (&refined, p.device);
  theta_workspace_clear (&work);
  planted_clear (&p);
}

/* Algorithm 1 as printed, large enough that the inverse serves, against Cholesky. */
static void
test_gradient (void)
{
  const guint n = 5100; /* 3825 training rows, 3060 of them in T */
  Planted p;
  g_autofree guint8 *t = g_new (guint8, n), *v = g_new (guint8, n);
  g_autoptr (GError) error = NULL;
  ThetaScratch *by_inverse = theta_scratch_new (TRUE), *by_factor = NULL;
  double a[] = { 1, 1, 1 };

  planted_init (&p, n, 2, 3, 0.1);
  for (guint k = 0; k < 3; k++)
    {
      ThetaProblem exact = p.problem;
      ThetaIteration x, y;
      double refined[3], exactly[3];

      exact.solver = THETA_SOLVER_CHOLESKY;
      split (&p, k, t, v);
      g_assert_true (theta_split_inverse_is_due (&p.problem, t, v));
      g_assert_true (theta_algorithm1_gradient (&p.problem, a, t, v, refined, &x, &by_inverse,
                                                &error));
      g_assert_true (theta_algorithm1_gradient (&exact, a, t, v, exactly, &y, &by_factor, &error));
      g_assert_cmpfloat_with_epsilon (x.validation_loss, y.validation_loss, 1e-8);
      for (guint l = 0; l < 3; l++)
        g_assert_cmpfloat_with_epsilon (refined[l], exactly[l],
                                        1e-6 * MAX (1, fabs (exactly[l])));
      a[k] *= 1.1;
    }
  v[0] = t[0] = 1;
  g_assert_false (theta_split_inverse_is_due (&p.problem, t, v));
  theta_scratch_free (by_inverse, p.device);
  theta_scratch_free (by_factor, p.device);
  planted_clear (&p);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/split-inverse/schur", test_schur);
  g_test_add_func ("/split-inverse/drift", test_drift);
  g_test_add_func ("/split-inverse/renewed", test_renewed);
  g_test_add_func ("/split-inverse/gradient", test_gradient);
  return g_test_run ();
}
