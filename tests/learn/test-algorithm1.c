/* Algorithm 1: its published forms and the others, its stop rules, and how it ends badly. */
#include "base/error.h"
#include "learn-test.h"
#include "learn/methods-private.h"
#include "learn/step-private.h"

static void
test_algorithm1 (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("algorithm1");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  double a[5], again[5];

  planted_init (&p, 120, 3, 5, 0.1);
  options.learning_rate = 0.5;
  options.split = THETA_SPLIT_ONCE;
  for (guint update = 0; update < 2; update++)
    {
      g_autoptr (ThetaHistory) history = NULL, second = NULL;

      options.update = update == 0 ? THETA_UPDATE_PLAIN : THETA_UPDATE_SCALED;
      history = learn (&p, &options, a, notes);
      second = learn (&p, &options, again, notes);
      g_assert_cmpuint (history->count, ==, 51);
      g_assert_cmpmem (a, sizeof a, again, sizeof a); /* the same seed */
      g_assert_cmpfloat (history->iterations[50].validation_loss, <,
                         history->iterations[0].validation_loss);
      g_assert_cmpfloat (history->weights[0], ==, 1);
    }
  g_assert_cmpuint (notes->len, ==, 0);
  planted_clear (&p);
}

/* The sum of the loss is the mean times the validation rows, one step each. */
static void
test_algorithm1_sum (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("algorithm1");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) mean = NULL, sum = NULL;
  double a[5];

  planted_init (&p, 120, 2, 5, 0.1);
  options.iterations = 1;
  mean = learn (&p, &options, a, notes);
  options.loss = THETA_LOSS_SUM;
  sum = learn (&p, &options, a, notes);
  for (guint l = 0; l < 5; l++)
    g_assert_cmpfloat_with_epsilon (sum->weights[5 + l] - 1, 18 * (mean->weights[5 + l] - 1), 1e-10);
  planted_clear (&p);
}

/* Without a clip and with far too large a step the kernel turns indefinite: the
 * learning ends with that reason and with weights that still work. */
static void
test_algorithm1_indefinite (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("algorithm1");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) history = NULL;
  double a[5];
  g_autofree double *f = NULL;

  planted_init (&p, 120, 2, 5, 0.001);
  options.clip = FALSE;
  options.loss = THETA_LOSS_SUM;
  options.learning_rate = 50;
  history = learn (&p, &options, a, notes);
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_nonnull (strstr (notes->pdata[0], "no longer positive definite"));
  g_assert_cmpuint (history->count, <, 51);
  f = theta_ridge_predict (&p.problem, a, 0.001, p.test, NULL, NULL);
  g_assert_nonnull (f);
  planted_clear (&p);
}

static void
test_algorithm1_stops (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("algorithm1");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) tolerance = NULL, patience = NULL;
  double a[5], best = INFINITY;
  guint at = 0;

  planted_init (&p, 120, 2, 5, 0.1);
  options.stop = THETA_STOP_TOLERANCE;
  options.tolerance = 0.9;
  tolerance = learn (&p, &options, a, notes);
  g_assert_cmpuint (tolerance->count, ==, 2);
  options.stop = THETA_STOP_PATIENCE;
  options.patience = 3;
  options.iterations = 200;
  patience = learn (&p, &options, a, notes);
  g_assert_cmpuint (patience->count, <, 201);
  for (guint k = 0; k < patience->count; k++)
    if (patience->iterations[k].validation_loss < best)
      {
        best = patience->iterations[k].validation_loss;
        at = k;
      }
  g_assert_cmpuint (patience->count, ==, at + 4);
  g_assert_cmpmem (a, sizeof a, patience->weights + 5 * at, sizeof a);
  planted_clear (&p);
}

/* The reason that is given is the reason. */
static void
test_algorithm1_reason (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("algorithm1");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) history = NULL;
  g_autoptr (GError) error = NULL;
  ThetaNetwork network;
  double a[5], ridge;

  planted_init (&p, 40, 2, 5, 0);
  /* Two training rows are the same: splits that keep both are refused. */
  memcpy (p.x->data + 4, p.x->data, 4 * sizeof (double));
  theta_kernel_unref (p.kernel);
  theta_network_init (&network);
  p.kernel = p.problem.kernel
      = theta_kernel_new_dense_limit (p.device, &network, p.x, NULL, THETA_PRECISION_AUTO, NULL);
  for (p.problem.seed = 0; p.problem.seed < 40; p.problem.seed++)
    {
      g_ptr_array_set_size (notes, 0);
      g_clear_error (&error);
      g_clear_pointer (&history, theta_history_unref);
      if (theta_weights_learn (&p.problem, &options, a, &ridge, &history, NULL, NULL, notes,
                               &error))
        break;
      g_assert_error (error, THETA_ERROR, THETA_ERROR_NUMERIC);
      g_assert_nonnull (strstr (error->message, "the smallest ridge that works is λ = "));
    }
  g_assert_cmpuint (p.problem.seed, <, 40); /* a first split without the pair */
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_null (strstr (notes->pdata[0], "fell below zero"));
  g_assert_nonnull (strstr (notes->pdata[0], "the smallest ridge that works is λ = "));
  planted_clear (&p);
}

/* λ > 0 that rounding swallows: a jitter, and it is told. */
static void
test_algorithm1_jitter (void)
{
  Planted p;
  ThetaWeightOptions options = default_options ("algorithm1");
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaFit) fit = NULL;
  ThetaNetwork network;

  planted_init (&p, 40, 2, 5, 1e-40);
  for (guint i = 0; i < 40; i++)
    memcpy (p.x->data + 4 * i, p.x->data + 4 * (i % 5), 4 * sizeof (double));
  theta_kernel_unref (p.kernel);
  theta_network_init (&network);
  p.kernel = p.problem.kernel
      = theta_kernel_new_dense_limit (p.device, &network, p.x, NULL, THETA_PRECISION_AUTO, NULL);
  fit = theta_model_fit ("wntk:algorithm1", &p.problem, &options, p.test, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fit->history->count, ==, 51);
  g_assert_cmpuint (fit->notes->len, >=, 1);
  g_assert_nonnull (strstr (fit->notes->pdata[0], "jitter"));
  planted_clear (&p);
}

/* The float32 factor, refined, gives the float64 iteration: fresh, kept while the
 * weights change, and for another split; the fit too. */
static void
test_mixed (void)
{
  Planted p;
  guint8 t[2][90] = { { 0 } }, v[2][90] = { { 0 } };
  ThetaScratch *mixed = NULL, *exact = NULL;
  g_autoptr (GError) error = NULL;
  double a[4] = { 1, 0.5, 2, 1 }, ridge;
  ThetaProblem other;

  planted_init (&p, 90, 3, 4, 1e-3);
  ridge = p.problem.ridge;
  other = p.problem;
  other.solver = THETA_SOLVER_MIXED;
  p.problem.solver = THETA_SOLVER_CHOLESKY;
  for (guint i = 0; i < 90; i++)
    for (guint s = 0; s < 2; s++)
      (i % 4 == s ? v : t)[s][i] = 1;
  for (guint k = 0; k < 8; k++)
    {
      double exactly[4], refined[4];
      ThetaIteration x, y;

      g_assert_true (theta_algorithm1_gradient (&p.problem, a, t[k / 6], v[k / 6], exactly, &x, &exact,
                                                &error));
      g_assert_true (theta_algorithm1_gradient (&other, a, t[k / 6], v[k / 6], refined, &y, &mixed,
                                                &error));
      g_assert_no_error (error);
      for (guint l = 0; l < 4; l++)
        g_assert_cmpfloat_with_epsilon (exactly[l], refined[l], 1e-6 * MAX (1, fabs (exactly[l])));
      g_assert_cmpfloat_with_epsilon (x.validation_loss, y.validation_loss, 1e-8);
      g_assert_cmpfloat_with_epsilon (x.train_loss, y.train_loss, 1e-8);
      /* In the end ten thousand times: the kept factor is of no use any more. */
      for (guint l = 0; l < 4; l++)
        a[l] *= k == 4 ? 1e4 : 1 + 0.2 * ((k + l) % 3);
    }
  theta_scratch_free (mixed, p.device);
  theta_scratch_free (exact, p.device);
  {
    g_autofree double *f = theta_ridge_predict (&p.problem, a, ridge, p.test, NULL, &error);
    g_autofree double *g = theta_ridge_predict (&other, a, ridge, p.test, NULL, &error);
    guint n = 0;

    g_assert_no_error (error);
    for (guint i = 0; i < 90; i++)
      n += p.test[i] != 0;
    for (guint k = 0; k < n * p.problem.target->outputs; k++)
      g_assert_cmpfloat_with_epsilon (f[k], g[k], 1e-7);
  }
  planted_clear (&p);
}

/* Rows that repeat and a λ below float32's reach: Cholesky in float64 takes over. */
static void
test_mixed_refused (void)
{
  Planted p;
  guint8 t[40] = { 0 }, v[40] = { 0 };
  ThetaScratch *mixed = NULL, *exact = NULL;
  g_autoptr (GError) error = NULL;
  ThetaNetwork network;
  double ones[5] = { 1, 1, 1, 1, 1 }, exactly[5], refined[5];
  ThetaIteration x, y;

  planted_init (&p, 40, 2, 5, 1e-11);
  for (guint i = 0; i < 40; i++)
    {
      (i % 4 == 0 ? v : t)[i] = 1;
      memcpy (p.x->data + 4 * i, p.x->data + 4 * (i % 10), 4 * sizeof (double));
    }
  theta_kernel_unref (p.kernel);
  theta_network_init (&network);
  p.kernel = p.problem.kernel
      = theta_kernel_new_dense_limit (p.device, &network, p.x, NULL, THETA_PRECISION_AUTO, NULL);
  p.problem.solver = THETA_SOLVER_CHOLESKY;
  g_assert_true (theta_algorithm1_gradient (&p.problem, ones, t, v, exactly, &x, &exact, &error));
  p.problem.solver = THETA_SOLVER_MIXED;
  g_assert_true (theta_algorithm1_gradient (&p.problem, ones, t, v, refined, &y, &mixed, &error));
  g_assert_no_error (error);
  for (guint l = 0; l < 5; l++)
    g_assert_cmpfloat_with_epsilon (exactly[l], refined[l], 1e-4 * MAX (1, fabs (exactly[l])));
  theta_scratch_free (mixed, p.device);
  theta_scratch_free (exact, p.device);
  planted_clear (&p);
}

/* The parameter's gradient is the slope of the summed validation loss. */
static void
test_step_gradients (void)
{
  static const ThetaUpdate updates[] = { THETA_UPDATE_PLAIN, THETA_UPDATE_SQUARE,
                                         THETA_UPDATE_LOG };

  for (guint u = 0; u < G_N_ELEMENTS (updates); u++)
    {
      ThetaWeightOptions options = default_options ("algorithm1");
      double a[4] = { 0.5, 1.5, 0.25, 2 }, delta[4];
      guint8 t[80], v[80];
      ThetaScratch *scratch = NULL;
      ThetaIteration iteration;
      ThetaStep step;
      guint n_v;
      Planted p;

      planted_init (&p, 80, 3, 4, 0.1);
      options.update = updates[u];
      theta_step_init (&step, &options, 4, a);
      n_v = theta_split_once (&p.problem, 0.3, t, v);
      g_assert_true (theta_algorithm1_gradient (&p.problem, a, t, v, delta, &iteration, &scratch,
                                                NULL));
      for (guint l = 0; l < 4; l++)
        {
          double h = 1e-5, sides[2], kept = a[l], unused[4];

          for (guint side = 0; side < 2; side++)
            {
              double w = step.w[l] + (side == 0 ? -h : h);

              a[l] = u == 0 ? w : u == 1 ? w * w : exp (w);
              theta_algorithm1_gradient (&p.problem, a, t, v, unused, &iteration, &scratch, NULL);
              sides[side] = n_v * iteration.validation_loss;
            }
          a[l] = kept;
          g_assert_cmpfloat_with_epsilon (theta_step_gradient (&step, l, a[l], delta[l]),
                                          (sides[1] - sides[0]) / (2 * h), 1e-6);
        }
      theta_step_clear (&step);
      theta_scratch_free (scratch, p.device);
      planted_clear (&p);
    }
}

/* One step of each form and optimizer by its formula. */
static void
test_step_formulas (void)
{
  double start[2] = { 0.5, 2 }, delta[2] = { 3, -1 };

  for (int update = THETA_UPDATE_PLAIN; update <= THETA_UPDATE_LOG; update++)
    for (int optimizer = THETA_OPTIMIZER_FIXED; optimizer <= THETA_OPTIMIZER_ADAM; optimizer++)
      {
        ThetaWeightOptions options = default_options ("algorithm1");
        double a[2] = { 0.5, 2 };
        ThetaStep step;

        options.update = update;
        options.optimizer = optimizer;
        options.learning_rate = 0.1;
        theta_step_init (&step, &options, 2, a);
        theta_step_take (&step, a, delta, 0.5);
        for (guint l = 0; l < 2; l++)
          {
            double b = start[l], w = sqrt (b), d = 0.5 * delta[l], sign = delta[l] > 0 ? 1 : -1;
            double moves[] = { d, b * d, 2 * w * d, b * d };
            /* Adam's first step is the learning rate. */
            double move = 0.1 * (optimizer == THETA_OPTIMIZER_ADAM ? sign : moves[update]);
            double expected[] = { b - move, b - move, (w - move) * (w - move), b * exp (-move) };

            g_assert_cmpfloat_with_epsilon (a[l], expected[update], 1e-7);
          }
        theta_step_clear (&step);
      }
}

/* Every form lowers the validation loss of one split. */
static void
test_forms (void)
{
  for (int update = THETA_UPDATE_PLAIN; update <= THETA_UPDATE_LOG; update++)
    for (int optimizer = THETA_OPTIMIZER_FIXED; optimizer <= THETA_OPTIMIZER_ADAM; optimizer++)
      {
        ThetaWeightOptions options = default_options ("algorithm1");
        g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
        g_autoptr (ThetaHistory) history = NULL;
        double a[4], ridge;
        Planted p;

        planted_init (&p, 80, 2, 4, 0.1);
        options.update = update;
        options.optimizer = optimizer;
        options.split = THETA_SPLIT_ONCE;
        options.learning_rate = 0.05;
        g_assert_true (theta_weights_learn (&p.problem, &options, a, &ridge, &history, NULL, NULL,
                                            notes, NULL));
        g_assert_cmpuint (history->count, ==, 51);
        g_assert_cmpfloat (history->iterations[50].validation_loss, <,
                           history->iterations[0].validation_loss);
        planted_clear (&p);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/algorithm1/forms", test_algorithm1);
  g_test_add_func ("/learn/algorithm1/sum", test_algorithm1_sum);
  g_test_add_func ("/learn/algorithm1/indefinite", test_algorithm1_indefinite);
  g_test_add_func ("/learn/algorithm1/stops", test_algorithm1_stops);
  g_test_add_func ("/learn/algorithm1/reason", test_algorithm1_reason);
  g_test_add_func ("/learn/algorithm1/jitter", test_algorithm1_jitter);
  g_test_add_func ("/learn/algorithm1/mixed", test_mixed);
  g_test_add_func ("/learn/algorithm1/mixed-refused", test_mixed_refused);
  g_test_add_func ("/learn/algorithm1/gradients", test_step_gradients);
  g_test_add_func ("/learn/algorithm1/formulas", test_step_formulas);
  g_test_add_func ("/learn/algorithm1/all-forms", test_forms);
  return g_test_run ();
}
