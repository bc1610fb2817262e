/* The weight methods that choose, align or maximise evidence: planted answers,
 * brute force, finite differences. */
#include "base/error.h"
#include "learn/methods-private.h"
#include "secret.h"

/* Each method by its name in Compare finds the layer from which the classes come. */
static void
test_secret (gconstpointer data)
{
  guint classes = GPOINTER_TO_UINT (data);
  static const struct
  {
    const char *id, *note;
    double share; /* that layer SECRET gets at least */
  } cases[] = {
    { "best-layer", "Layer 3 alone has the lowest leave-one-out error of the 4 layers", 1 },
    { "wntk:best-layer", "Layer 3 alone", 1 },
    { "wntk:prefix", "The first 2 of 4 layers frozen", 0.5 },
    { "wntk:align", "Layer 3 has the largest weight", 0.4 },
    { "wntk:alignf", "Layer 3 has the largest weight", 0.8 },
    { "wntk:evidence", "λ was learnt with the weights", 0.8 },
    { "wntk:loo", NULL, 0.8 },
    { "wntk:grid", "Of 625 points of the grid", 0.3 },
  };
  ThetaWeightOptions options = default_options ("loo");
  Secret p;

  secret_init (&p, classes);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaFit) fit = theta_model_fit (cases[k].id, &p.problem, &options, p.test, NULL,
                                                  NULL, &error);
      double sum = 0;

      g_assert_no_error (error);
      for (guint l = 0; l < LAYERS; l++)
        {
          g_assert_cmpfloat (fit->weights[l], >=, 0);
          sum += fit->weights[l];
        }
      g_assert_cmpfloat (fit->weights[SECRET] / sum, >=, cases[k].share);
      g_assert_true (cases[k].note == NULL || has_note (fit, cases[k].note));
      g_assert_cmpfloat (fit->metrics.accuracy, >, 0.7);
      g_assert_cmpfloat (fit->ridge, >, 0);
    }
  secret_clear (&p);
}

/* A layer alone, λ tuned; one that is not there is refused. */
static void
test_single_layer (void)
{
  ThetaWeightOptions options = default_options ("loo");
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaFit) fit = NULL, best = NULL;
  g_autofree char *label = theta_model_label ("layer:3");
  Secret p;

  secret_init (&p, 2);
  fit = theta_model_fit ("layer:3", &p.problem, &options, p.test, NULL, NULL, NULL);
  best = theta_model_fit ("best-layer", &p.problem, &options, p.test, NULL, NULL, NULL);
  g_assert_cmpmem (fit->weights, sizeof (double) * LAYERS, best->weights, sizeof (double) * LAYERS);
  g_assert_cmpfloat (fit->ridge, ==, best->ridge);
  g_assert_cmpfloat (fit->metrics.squared_error, ==, best->metrics.squared_error);
  g_assert_cmpstr (label, ==, "Layer 3");
  g_assert_null (theta_model_fit ("layer:5", &p.problem, &options, p.test, NULL, NULL, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==, "There is no layer 5; the network has 4 layers");
  secret_clear (&p);
}

/* ---- alignment ---- */

/* Σ over training rows of the centred product of two matrices given by entries. */
static void
slow_alignment (const Secret *p, double *gram, double *agreement)
{
  guint n = p->problem.n_train, rows[N], count = 0, c = p->target->outputs;
  double *centred[LAYERS + 1];

  for (guint i = 0; i < N; i++)
    if (p->train[i])
      rows[count++] = i;
  for (guint l = 0; l <= LAYERS; l++)
    {
      double total = 0, mean[N] = { 0 };

      centred[l] = g_new0 (double, n *n);
      for (guint i = 0; i < n * n; i++)
        {
          double values[LAYERS], *out = &centred[l][i];

          theta_kernel_read (p->kernel, rows[i / n], rows[i % n], values);
          if (l < LAYERS)
            *out = values[l];
          for (guint k = 0; l == LAYERS && k < c; k++)
            *out += p->target->y[rows[i / n] * c + k] * p->target->y[rows[i % n] * c + k];
          mean[i / n] += *out / n;
          total += *out / n / n;
        }
      for (guint i = 0; i < n * n; i++)
        centred[l][i] -= mean[i / n] + mean[i % n] - total;
    }
  for (guint l = 0; l < LAYERS; l++)
    for (guint k = 0; k <= LAYERS; k++)
      {
        double sum = 0;

        for (guint i = 0; i < n * n; i++)
          sum += centred[l][i] * centred[k][i];
        if (k < LAYERS)
          gram[l * LAYERS + k] = sum;
        else
          agreement[l] = sum;
      }
  for (guint l = 0; l <= LAYERS; l++)
    g_free (centred[l]);
}

static void
test_alignment (void)
{
  double gram[LAYERS * LAYERS], agreement[LAYERS], slow_gram[LAYERS * LAYERS], slow[LAYERS];
  double a[LAYERS] = { 1, 1, 1, 1 }, sum = 0, ridge;
  ThetaWeightOptions options = default_options ("align");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) history = NULL;
  Secret p;

  secret_init (&p, 3);
  g_assert_true (theta_alignment_compute (&p.problem, gram, agreement, NULL));
  slow_alignment (&p, slow_gram, slow);
  for (guint k = 0; k < LAYERS * LAYERS; k++)
    g_assert_cmpfloat_with_epsilon (gram[k] / slow_gram[k], 1, 1e-11);
  for (guint l = 0; l < LAYERS; l++)
    g_assert_cmpfloat_with_epsilon (agreement[l] / slow[l], 1, 1e-11);
  g_assert_true (theta_weights_learn (&p.problem, &options, a, &ridge, &history, NULL, NULL, notes,
                                      NULL));
  for (guint l = 0; l < LAYERS; l++)
    sum += slow[l] / sqrt (slow_gram[l * LAYERS + l]) / LAYERS;
  for (guint l = 0; l < LAYERS; l++)
    g_assert_cmpfloat_with_epsilon (a[l], slow[l] / sqrt (slow_gram[l * LAYERS + l]) / sum, 1e-10);
  g_assert_cmpuint (history->count, ==, 0);
  secret_clear (&p);
}

/* ---- evidence ---- */

/* y' M⁻¹ y summed over outputs and log |M| by elimination. */
static double
slow_evidence (const Secret *p, const double *a, double ridge)
{
  guint n = p->problem.n_train, c = p->target->outputs, rows[N], count = 0, width = n + c;
  g_autofree double *m = g_new0 (double, n *width);
  double value = 0, logarithm = 0;

  for (guint i = 0; i < N; i++)
    if (p->train[i])
      rows[count++] = i;
  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < n; j++)
        {
          double values[LAYERS];

          theta_kernel_read (p->kernel, rows[i], rows[j], values);
          for (guint l = 0; l < LAYERS; l++)
            m[i * width + j] += a[l] * values[l];
        }
      m[i * width + i] += ridge;
      for (guint k = 0; k < c; k++)
        m[i * width + n + k] = p->target->y[rows[i] * c + k];
    }
  /* Σ y'M⁻¹y is what elimination takes from the outputs' own block. */
  for (guint i = 0; i < n; i++)
    {
      logarithm += log (m[i * width + i]);
      for (guint k = 0; k < c; k++)
        value += m[i * width + n + k] * m[i * width + n + k] / m[i * width + i];
      for (guint j = i + 1; j < n; j++)
        {
          double factor = m[j * width + i] / m[i * width + i];

          for (guint k = i; k < width; k++)
            m[j * width + k] -= factor * m[i * width + k];
        }
    }
  return 0.5 * value / n / c + 0.5 * logarithm / n + 0.5 * log (2 * G_PI);
}

static void
test_evidence (void)
{
  double a[LAYERS] = { 0.3, 1, 0.02, 2 }, ridge = 0.4, value, gradient[LAYERS + 1], quadratic, loo;
  double expected_loo;
  Secret p;

  secret_init (&p, 3);
  g_assert_true (theta_ridge_evidence (&p.problem, a, ridge, &value, gradient, &quadratic, &loo,
                                       NULL));
  g_assert_cmpfloat_with_epsilon (value, slow_evidence (&p, a, ridge), 1e-11);
  g_assert_true (theta_ridge_leave_one_out (&p.problem, a, ridge, &expected_loo, NULL, NULL, NULL));
  g_assert_cmpfloat_with_epsilon (loo, expected_loo, 1e-12);
  for (guint k = 0; k <= LAYERS; k++)
    {
      double step = 1e-5, sides[2], *variable = k < LAYERS ? &a[k] : &ridge, kept = *variable;

      for (guint side = 0; side < 2; side++)
        {
          *variable = kept * exp (side == 0 ? -step : step);
          theta_ridge_evidence (&p.problem, a, ridge, &sides[side], NULL, &quadratic, NULL, NULL);
        }
      *variable = kept;
      g_assert_cmpfloat_with_epsilon (gradient[k], (sides[1] - sides[0]) / (2 * step), 1e-8);
    }
  secret_clear (&p);
}

/* The story only falls, and the start has the best common scale. */
static void
test_evidence_story (void)
{
  ThetaWeightOptions options = default_options ("evidence");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) history = NULL;
  double a[LAYERS], ridge, value, gradient[LAYERS + 1], quadratic, sum = 0;
  Secret p;

  secret_init (&p, 2);
  g_assert_true (theta_weights_learn (&p.problem, &options, a, &ridge, &history, NULL, NULL, notes,
                                      NULL));
  g_assert_cmpuint (history->count, >, 3);
  for (guint k = 1; k < history->count; k++)
    {
      g_assert_cmpfloat (history->iterations[k].evidence, <, history->iterations[k - 1].evidence);
      g_assert_true (isfinite (history->iterations[k].loo_loss));
    }
  g_assert_true (theta_ridge_evidence (&p.problem, a, ridge, &value, gradient, &quadratic, NULL,
                                       NULL));
  g_assert_cmpfloat (value, ==, history->iterations[history->count - 1].evidence);
  for (guint k = 0; k <= LAYERS; k++)
    sum += gradient[k]; /* along the common scale */
  g_assert_cmpfloat (fabs (sum), <, 1e-3);
  secret_clear (&p);
}

/* ---- grid ---- */

static void
test_grid (void)
{
  static double values[] = { 0, 0.5, 3 };
  ThetaWeightOptions options = default_options ("grid");
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (ThetaHistory) history = NULL;
  guint8 t[N], v[N];
  double a[LAYERS], best[LAYERS], ridge, accuracy = -1, loss = INFINITY, tuned;
  ThetaProblem part;
  Secret p;

  secret_init (&p, 3);
  options.grid = values;
  options.n_grid = G_N_ELEMENTS (values);
  g_assert_true (theta_weights_learn (&p.problem, &options, a, &ridge, &history, NULL, NULL, notes,
                                      NULL));
  part = p.problem;
  part.train = t;
  part.n_train = p.problem.n_train - theta_split_once (&p.problem, 0.2, t, v);
  for (guint k = 0; k < 81; k++)
    {
      double trial[LAYERS] = { values[k / 27], values[k / 9 % 3], values[k / 3 % 3], values[k % 3] };
      g_autofree double *f = theta_ridge_predict (&part, trial, 0.1, v, NULL, NULL);
      int predicted[N];
      ThetaMetrics metrics;

      for (guint i = 0; i < p.problem.n_train - part.n_train; i++)
        predicted[i] = theta_target_decide (p.target, f + 3 * i);
      theta_metrics_compute (&metrics, p.target, v, f, predicted);
      if (metrics.accuracy > accuracy
          || (metrics.accuracy == accuracy && metrics.squared_error < loss))
        {
          accuracy = metrics.accuracy;
          loss = metrics.squared_error;
          memcpy (best, trial, sizeof best);
        }
    }
  g_assert_cmpmem (a, sizeof a, best, sizeof best);
  g_assert_cmpfloat_with_epsilon (history->iterations[history->count - 1].validation_loss, loss,
                                  1e-12);
  g_assert_true (theta_ridge_tune (&p.problem, best, 0, &tuned, NULL, NULL, NULL));
  g_assert_cmpfloat (ridge, ==, tuned);
  secret_clear (&p);
}

static void
test_grid_refused (void)
{
  double values[20] = { 0 };
  ThetaWeightOptions options = default_options ("grid");
  g_autoptr (GError) error = NULL;
  ThetaHistory *history = NULL;
  double a[LAYERS], ridge;
  Secret p;

  secret_init (&p, 2);
  options.grid = values;
  options.n_grid = 20;
  g_assert_false (theta_weights_learn (&p.problem, &options, a, &ridge, &history, NULL, NULL, NULL,
                                       &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_cmpstr (error->message, ==,
                   "Weights.Grid has 20 values for 4 layers, which makes 1.6e+05 points; at most "
                   "20000 are tried: name fewer values or choose a smaller Network.Depth");
  secret_clear (&p);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/learn/methods/secret-layer/two", GUINT_TO_POINTER (2), test_secret);
  g_test_add_data_func ("/learn/methods/secret-layer/three", GUINT_TO_POINTER (3), test_secret);
  g_test_add_func ("/learn/methods/single-layer", test_single_layer);
  g_test_add_func ("/learn/methods/alignment", test_alignment);
  g_test_add_func ("/learn/methods/evidence", test_evidence);
  g_test_add_func ("/learn/methods/evidence-story", test_evidence_story);
  g_test_add_func ("/learn/methods/grid", test_grid);
  g_test_add_func ("/learn/methods/grid-refused", test_grid_refused);
  return g_test_run ();
}
