/* Someone who wants to see how the weights were learnt: replay, single steps, slow motion,
 * once more from the same seed, and then weights of their own. */
#include "hand.h"

#include <string.h>

#include "ui/chart-view.h"
#include "ui/replay-bar.h"
#include "ui/weights-card.h"

static void
before (void)
{
  ui_reset ();
  ui_set ("Dataset.Source=sample:iris");
  ui_set ("Weights.Iterations=20");
  ui_act ("win.page('data')");
}

static GtkWidget *
page (void)
{
  return ui_child (window, "learning_page");
}

static ThetaReplayBar *
bar (void)
{
  return THETA_REPLAY_BAR (ui_child (page (), "replay"));
}

static ThetaWeightsCard *
by_hand (void)
{
  return THETA_WEIGHTS_CARD (ui_child (page (), "by_hand"));
}

static const char *
said (const char *label)
{
  return ui_label (ui_child (page (), "weighed"), label);
}

static ThetaHistory *
history (guint fold)
{
  return g_ptr_array_index (theta_session_get_results (session)->histories, fold);
}

static void
check_same (const ThetaHistory *one, const ThetaHistory *other)
{
  g_assert_cmpuint (one->count, ==, other->count);
  g_assert_cmpmem (one->weights, sizeof (double) * one->count * one->layers, other->weights,
                   sizeof (double) * other->count * other->layers);
  for (guint k = 0; k < one->count; k++)
    g_assert_cmpfloat (one->iterations[k].loo_loss, ==, other->iterations[k].loo_loss);
}

static void
replay (void)
{
  guint last = theta_replay_bar_get_position (bar ());

  g_assert_cmpuint (last, >, 5);
  hand_do ("Home", "To the start");
  g_assert_cmpuint (theta_replay_bar_get_position (bar ()), ==, 0);
  hand_do ("period", "One step");
  hand_do ("period", "One step");
  g_assert_cmpuint (theta_replay_bar_get_position (bar ()), ==, 2);
  hand_shot ("2-step");
  /* Slow motion: three iterations a second. */
  hand_choose ("Speed", "3 a second");
  g_assert_cmpuint (theta_replay_bar_get_rate (bar ()), ==, 3);
  hand_press ("Play the learning again");
  ui_wait (theta_replay_bar_get_position (bar ()) >= 4);
  hand_shot ("3-slow");
  g_assert_cmpuint (theta_replay_bar_get_position (bar ()), <, last);
  hand_choose ("Speed", "Full speed");
  ui_wait (theta_replay_bar_get_position (bar ()) == last);
}

/* Closer to a part of the iterations, and back to all of them. */
static void
look_closer (void)
{
  ThetaChartView *chart
      = THETA_CHART_VIEW (hand_find (THETA_TYPE_CHART_VIEW, "Leave-one-out squared error"));
  double from, to, last = theta_replay_bar_get_position (bar ());

  if (hand_by_keys)
    hand_keys ("plus", 2);
  else
    hand_wheel_at (GTK_WIDGET (chart), 0.4, 0.5, -4, GDK_CONTROL_MASK);
  ui_settle ();
  g_assert_true (theta_chart_view_get_range (chart, &from, &to));
  g_assert_cmpfloat (to - from, <, last / 2);
  hand_shot ("3-closer");
  if (hand_by_keys)
    hand_key ("0");
  else
    hand_point (GTK_WIDGET (chart), 0.4, 0.5, 2);
  ui_settle ();
  g_assert_false (theta_chart_view_get_range (chart, &from, &to));
  theta_replay_bar_go (bar (), (guint) last); /* a double click chooses, too */
}

/* The same seed gives the same numbers, to the last bit. */
static void
again (void)
{
  g_autoptr (ThetaResults) first = theta_results_ref (theta_session_get_results (session));

  hand_press ("Learn again from the start, with the same seed");
  ui_wait (theta_session_get_results (session) != NULL
           && theta_session_get_results (session) != first
           && !theta_session_get_running (session));
  ui_settle ();
  for (guint f = 0; f < first->histories->len; f++)
    check_same (g_ptr_array_index (first->histories, f), history (f));
}

/* A layer is dragged up, another one taken out; error and A follow. */
static void
own_weights (void)
{
  g_autofree char *error = NULL, *next = NULL;
  double before_it;
  GtkWidget *slider;

  hand_press ("Weights by hand");
  ui_wait (theta_weights_card_get_active (by_hand ()));
  error = g_strdup (said ("error"));
  before_it = theta_weights_card_get_weights (by_hand ())[2];
  slider = hand_find (GTK_TYPE_SCALE, "Weight of Θ₃");
  if (hand_by_keys)
    {
      hand_go (slider);
      hand_keys ("Page_Up", 8);
    }
  else
    {
      hand_go (slider);
      hand_point (slider, 0.85, 0.5, 1);
    }
  g_assert_cmpfloat (theta_weights_card_get_weights (by_hand ())[2], !=, before_it);
  ui_wait (!g_str_equal (said ("error"), error));
  hand_shot ("4-by-hand");
  next = g_strdup (said ("error"));
  hand_press ("Θ₃ takes part; off: its weight is 0");
  g_assert_cmpfloat (theta_weights_card_get_weights (by_hand ())[2], ==, 0);
  ui_wait (!g_str_equal (said ("error"), next));
  hand_shot ("5-frozen");
}

static void
compare (void)
{
  guint models = theta_session_get_results (session)->models->len;
  const ThetaModelResult *chosen;

  hand_press ("Compare these weights");
  ui_wait (theta_session_get_results (session)->models->len == models + 1);
  chosen = theta_results_find (theta_session_get_results (session), "by-hand");
  g_assert_nonnull (chosen);
  hand_page ("Results");
  hand_shot ("6-compared");
}

static void
journey (void)
{
  hand_do ("<Control>r", "Run");
  hand_page ("Learning");
  ui_wait (!theta_session_get_running (session));
  ui_settle ();
  hand_shot ("1-learnt");
  replay ();
  look_closer ();
  again ();
  own_weights ();
  compare ();
}

int
main (int argc, char **argv)
{
  return hand_main (argc, argv, "replayer", before, journey);
}
