#include "figure/curves.h"

#include <math.h>

/* Three iterations of two layers: a = (1, 3), (4, 0), (0, 0). */
static ThetaHistory *
story (const char *loss)
{
  static const double weights[3][2] = { { 1, 3 }, { 4, 0 }, { 0, 0 } };
  ThetaHistory *self = theta_history_new (0, 2, "planted", loss);

  for (guint i = 0; i < 3; i++)
    {
      ThetaIteration row = { .iteration = i, .train_loss = 0.1 + i, .validation_loss = 0.2 + i,
                             .loo_loss = 0.3 + i, .train_accuracy = 0.9, .validation_accuracy = NAN,
                             .evidence = NAN, .loo_accuracy = 0.7, .ridge = NAN };

      if (g_str_equal (loss, "evidence"))
        row.evidence = 0.5 - i;
      theta_history_append (self, &row, weights[i]);
    }
  return self;
}

static ThetaCurves *
curves_of (const ThetaHistory *history, ThetaCurvesKind kind, gboolean training,
           const ThetaHeldOut *held_out)
{
  ThetaNetwork network;

  theta_network_init (&network);
  return theta_curves_new (kind, history, &network, theta_palette_light (), training, held_out);
}

static void
test_layers (void)
{
  g_autoptr (ThetaHistory) history = story ("loo");
  g_autoptr (ThetaCurves) shares = curves_of (history, THETA_CURVES_SHARES, FALSE, NULL);
  g_autoptr (ThetaCurves) weights = curves_of (history, THETA_CURVES_WEIGHTS, FALSE, NULL);

  g_assert_cmpuint (shares->chart.n_series, ==, 2);
  g_assert_cmpuint (shares->chart.count, ==, 3);
  g_assert_cmpuint (shares->chart.x_max, ==, 2);
  g_assert_true (shares->chart.from_zero && !shares->chart.log);
  g_assert_cmpstr (shares->series[1].name, ==, "Θ₂");
  g_assert_cmpfloat (shares->series[0].y[0], ==, 0.25);
  g_assert_cmpfloat (shares->series[1].y[0], ==, 0.75);
  g_assert_cmpfloat (shares->series[0].y[1], ==, 1);
  g_assert_cmpfloat (shares->series[1].y[1], ==, 0);
  /* A kernel of zero has no shares. */
  g_assert_true (isnan (shares->series[0].y[2]));
  g_assert_true (weights->chart.log);
  g_assert_cmpfloat (weights->series[0].y[1], ==, 4);
  g_assert_true (isnan (weights->series[1].y[1]));
  g_assert_cmpfloat (theta_curves_sum (history, 1), ==, 4);
}

static void
test_aim (void)
{
  g_autoptr (ThetaHistory) loo = story ("loo"), validation = story ("validation");
  g_autoptr (ThetaCurves) first = curves_of (loo, THETA_CURVES_ERROR, FALSE, NULL);
  g_autoptr (ThetaCurves) second = curves_of (validation, THETA_CURVES_ERROR, TRUE, NULL);

  /* What is minimised comes first, as a full line; training only where it is asked for. */
  g_assert_cmpuint (first->chart.n_series, ==, 2);
  g_assert_cmpstr (first->series[0].name, ==, "Leave-one-out");
  g_assert_false (first->series[0].dashed);
  g_assert_cmpfloat (first->series[0].y[2], ==, 2.3);
  g_assert_cmpstr (first->series[1].name, ==, "Validation");
  g_assert_true (first->series[1].dashed);
  g_assert_cmpuint (second->chart.n_series, ==, 3);
  g_assert_cmpstr (second->series[0].name, ==, "Validation");
  g_assert_false (second->series[0].dashed);
  g_assert_cmpstr (second->series[2].name, ==, "Training");
  g_assert_cmpfloat (second->series[2].y[1], ==, 1.1);
}

static void
test_evidence (void)
{
  g_autoptr (ThetaHistory) history = story ("evidence"), other = story ("loo");
  g_autoptr (ThetaCurves) aim = curves_of (history, THETA_CURVES_EVIDENCE, TRUE, NULL);
  g_autoptr (ThetaCurves) error = curves_of (history, THETA_CURVES_ERROR, FALSE, NULL);

  g_assert_cmpuint (aim->chart.n_series, ==, 1);
  g_assert_cmpfloat (aim->series[0].y[2], ==, -1.5);
  g_assert_false (aim->series[0].dashed);
  g_assert_true (error->series[0].dashed);
  g_assert_null (curves_of (other, THETA_CURVES_EVIDENCE, TRUE, NULL));
}

static void
test_accuracy (void)
{
  static const double held[] = { 0.5, 0.6 };
  ThetaHeldOut held_out = { .count = 2, .error = held, .accuracy = held };
  g_autoptr (ThetaHistory) history = story ("loo");
  g_autoptr (ThetaCurves) curves = curves_of (history, THETA_CURVES_ACCURACY, TRUE, &held_out);

  /* Nothing is known of the validation rows. */
  g_assert_cmpuint (curves->chart.n_series, ==, 3);
  g_assert_cmpstr (curves->series[0].name, ==, "Leave-one-out");
  g_assert_cmpfloat (curves->series[0].y[0], ==, 0.7);
  g_assert_cmpstr (curves->series[1].name, ==, "Training");
  g_assert_cmpstr (curves->series[2].name, ==, "Held out");
  g_assert_cmpfloat (curves->series[2].y[1], ==, 0.6);
  /* An iteration that came after the question has no answer. */
  g_assert_true (isnan (curves->series[2].y[2]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curves/layers", test_layers);
  g_test_add_func ("/curves/aim", test_aim);
  g_test_add_func ("/curves/evidence", test_evidence);
  g_test_add_func ("/curves/accuracy", test_accuracy);
  return g_test_run ();
}
