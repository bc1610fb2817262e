/* The settings, and what happens with bad ones and with bad files. */
#include "support.h"

#include <glib/gstdio.h>
#include <math.h>

#include "ui/compare-row.h"
#include "ui/setup-panel.h"

static GtkWidget *
setup (void)
{
  return ui_child (window, "setup");
}

static void
type (const char *id, const char *text)
{
  g_autofree char *name = g_strconcat (id, "_input", NULL);
  GtkWidget *input = ui_child (setup (), name);

  gtk_editable_set_text (GTK_EDITABLE (input), text);
  g_signal_emit_by_name (input, "activate");
}

static const char *
under (const char *id)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (ui_child (setup (), id)));
}

static void
test_bad_ridge (void)
{
  const char *sentence = "Regression.Ridge must be a number of at least 0, not “a lot”";
  GtkWidget *row = ui_child (setup (), "ridge");

  ui_reset ();
  type ("ridge", "a lot");
  g_assert_cmpstr (under ("ridge"), ==, sentence);
  g_assert_true (gtk_widget_has_css_class (row, "error"));
  g_assert_cmpstr (theta_setup_panel_get_problem (THETA_SETUP_PANEL (setup ())), ==, sentence);
  gtk_test_accessible_assert_state (ui_child (setup (), "ridge_input"),
                                    GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE);
  g_assert_false (ui_action_enabled ("win.run"));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (ui_child (window, "run_button")), ==, sentence);
  g_assert_cmpfloat (theta_session_get_experiment (session)->ridge, ==, 0.1);

  type ("ridge", " 2.5e-1 ");
  g_assert_cmpstr (under ("ridge"), ==, "");
  g_assert_false (gtk_widget_has_css_class (row, "error"));
  g_assert_true (ui_action_enabled ("win.run"));
  g_assert_cmpfloat (theta_session_get_experiment (session)->ridge, ==, 0.25);
}

static GtkWindow *
find_settings_window (void)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint k = 0; k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GtkWindow) at = g_list_model_get_item (all, k);

      if (ADW_IS_PREFERENCES_WINDOW (at))
        return at;
    }
  return NULL;
}

/* The rarer keys have a window of their own, which follows the experiment and
 * changes it, says what it refuses, and takes what is being typed when it closes. */
static void
test_all_settings (void)
{
  GtkWindow *all;
  GtkWidget *stop, *patience, *compare;

  ui_reset ();
  ui_set ("Weights.Patience=7");
  ui_act ("win.settings");
  ui_settle ();
  all = find_settings_window ();
  g_assert_nonnull (all);
  stop = ui_find_named (GTK_WIDGET (all), "Weights.Stop");
  patience = ui_find_named (GTK_WIDGET (all), "Weights.Patience");
  compare = ui_find_named (GTK_WIDGET (all), "Evaluation.Compare");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (patience)), ==, "7");

  adw_combo_row_set_selected (ADW_COMBO_ROW (stop), 2);
  g_assert_cmpint (theta_session_get_experiment (session)->weights.stop, ==, THETA_STOP_PATIENCE);
  ui_set ("Weights.Stop=tolerance");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (stop)), ==, 1);

  gtk_editable_set_text (GTK_EDITABLE (compare), "ntk;nonsense");
  g_signal_emit_by_name (compare, "activate");
  g_assert_true (gtk_widget_has_css_class (compare, "error"));
  g_assert_cmpstr (theta_session_get_experiment (session)->compare[0], ==, "majority");

  gtk_editable_set_text (GTK_EDITABLE (patience), "12");
  gtk_window_close (all);
  ui_settle ();
  g_assert_cmpuint (theta_session_get_experiment (session)->weights.patience, ==, 12);
  g_assert_null (find_settings_window ());
  /* Nothing of the closed window listens any more. */
  ui_set ("Weights.Patience=10");
}

/* The foot tells memory and time; after a run the time that it took. */
static void
test_needs (void)
{
  ui_reset ();
  /* The time follows the device's pace, which is measured once the window stands. */
  ui_wait (strstr (ui_label (setup (), "needs"), "about") != NULL);
  g_assert_nonnull (strstr (ui_label (setup (), "needs"), "MB"));
}

/* What is typed but not yet taken is not lost when Run is pressed. */
static void
test_pending (void)
{
  ui_reset ();
  gtk_editable_set_text (GTK_EDITABLE (ui_child (setup (), "seed_input")), "77");
  g_assert_cmpuint (theta_session_get_experiment (session)->seed, ==, 1);
  theta_setup_panel_commit (THETA_SETUP_PANEL (setup ()));
  g_assert_cmpuint (theta_session_get_experiment (session)->seed, ==, 77);
}

/* A pause in typing is enough. */
static void
test_pause (void)
{
  ui_reset ();
  gtk_editable_set_text (GTK_EDITABLE (ui_child (setup (), "seed_input")), "78");
  ui_wait (theta_session_get_experiment (session)->seed == 78);
}

static gboolean
is_shown (const char *id)
{
  return gtk_widget_get_visible (ui_child (setup (), id));
}

static void
choose (const char *id, guint at)
{
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_child (setup (), id)), at);
}

/* A method has its own rows; what was wrong in a row that goes is forgotten. */
static void
test_rows (void)
{
  ui_reset ();
  g_assert_true (is_shown ("iterations"));
  g_assert_false (is_shown ("rate"));
  g_assert_false (is_shown ("initial"));
  choose ("method", 1);
  g_assert_cmpstr (theta_session_get_experiment (session)->weights.method, ==, "algorithm1");
  g_assert_true (is_shown ("rate") && is_shown ("ratio") && is_shown ("update")
                 && is_shown ("split") && is_shown ("loss"));
  type ("ratio", "1.5");
  g_assert_false (ui_action_enabled ("win.run"));
  choose ("method", 9);
  g_assert_true (ui_action_enabled ("win.run"));
  g_assert_false (is_shown ("ratio") || is_shown ("iterations"));
  g_assert_true (is_shown ("initial"));
  type ("initial", "1;2;3");
  g_assert_true (gtk_widget_has_css_class (ui_child (setup (), "initial"), "error"));
  type ("initial", "0;0;1;0;2");
  g_assert_cmpuint (theta_session_get_experiment (session)->weights.n_initial, ==, 5);
  g_assert_true (ui_action_enabled ("win.run"));
}

/* Rows that are folded away say what they hold, and open for what is wrong in them. */
static void
test_folded (void)
{
  AdwExpanderRow *weights, *evaluation;

  ui_reset ();
  weights = ADW_EXPANDER_ROW (ui_child (setup (), "more_weights"));
  evaluation = ADW_EXPANDER_ROW (ui_child (setup (), "more_evaluation"));
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (evaluation)), ==,
                   "5 folds · seed 1");
  ui_set ("Evaluation.Repeats=3");
  ui_set ("Weights.Iterations=7");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (evaluation)), ==,
                   "3 × 5 folds · seed 1");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (weights)), ==,
                   "7 iterations");
  adw_expander_row_set_expanded (evaluation, FALSE);
  type ("seed", "-1");
  g_assert_true (adw_expander_row_get_expanded (evaluation));
  type ("seed", "2");
  ui_set ("Weights.Method=uniform");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (weights)));
}

/* The list of models: ticked as the experiment says, and what is ticked is compared. */
static void
test_compare (void)
{
  ThetaCompareRow *row;
  GtkWidget *button, *check;

  ui_reset ();
  row = THETA_COMPARE_ROW (ui_child (setup (), "compare"));
  button = ui_find (GTK_WIDGET (row), GTK_TYPE_MENU_BUTTON);
  g_assert_cmpstr (gtk_menu_button_get_label (GTK_MENU_BUTTON (button)), ==, "6 models");
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  ui_settle ();
  check = ui_find_named (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), "rbf");
  g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), FALSE);
  check = ui_find_named (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))),
                      "wntk:align");
  g_assert_false (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  g_assert_true (g_strv_contains (
      (const char *const *) theta_session_get_experiment (session)->compare, "wntk:align"));
  g_assert_false (g_strv_contains (
      (const char *const *) theta_session_get_experiment (session)->compare, "rbf"));
  g_assert_cmpstr (gtk_menu_button_get_label (GTK_MENU_BUTTON (button)), ==, "6 models");
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));

  ui_set ("Evaluation.Compare=ntk");
  g_assert_false (theta_compare_row_tick (row, "ntk", FALSE));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "At least one model is needed.");
  g_assert_true (theta_compare_row_tick (row, "layer:2", TRUE));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, "");
}

/* Every activation and every method that the rows offer is taken; a formula begins
 * with one that can be run, and a bad one is refused under its row. */
static void
test_every_choice (void)
{
  static const struct
  {
    const char *id, *key;
    guint n;
  } rows[] = { { "activation", "Network.Activation", 14 }, { "method", "Weights.Method", 10 } };

  ui_reset ();
  for (guint r = 0; r < G_N_ELEMENTS (rows); r++)
    {
      AdwComboRow *row = ADW_COMBO_ROW (ui_child (setup (), rows[r].id));
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      g_assert_cmpuint (g_list_model_get_n_items (adw_combo_row_get_model (row)), ==, rows[r].n);
      for (guint k = 0; k < rows[r].n; k++)
        {
          choose (rows[r].id, k);
          g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
          g_assert_cmpuint (adw_combo_row_get_selected (row), ==, k);
          g_hash_table_add (seen, theta_experiment_get (theta_session_get_experiment (session),
                                                        rows[r].key));
        }
      g_assert_cmpuint (g_hash_table_size (seen), ==, rows[r].n);
    }
  g_assert_cmpint (theta_session_get_experiment (session)->network.activation, ==,
                   THETA_ACTIVATION_FORMULA);
  g_assert_true (is_shown ("formula"));
  type ("formula", "tanh(x");
  g_assert_true (gtk_widget_has_css_class (ui_child (setup (), "formula"), "error"));
  type ("formula", "x*exp(-x^2)");
  g_assert_cmpstr (theta_session_get_experiment (session)->network.formula, ==, "x*exp(-x^2)");
}

static void
test_slope (void)
{
  ui_reset ();
  g_assert_false (is_shown ("slope"));
  choose ("activation", 1);
  g_assert_true (is_shown ("slope"));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_child (setup (), "slope_input"))), ==,
                   "0.01");
  type ("slope", "0.2");
  g_assert_cmpfloat (theta_session_get_experiment (session)->network.slope, ==, 0.2);
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (ui_child (setup (), "activation"))),
                    ==, 1);
  choose ("activation", 2);
  g_assert_false (is_shown ("slope"));
}

static void
test_protocol (void)
{
  ui_reset ();
  g_assert_true (is_shown ("folds") && is_shown ("repeats") && !is_shown ("fraction"));
  choose ("protocol", 1);
  g_assert_cmpint (theta_session_get_experiment (session)->protocol, ==, THETA_PROTOCOL_HOLDOUT);
  g_assert_true (!is_shown ("folds") && !is_shown ("repeats") && is_shown ("fraction"));
}

/* A whole experiment from elsewhere shows in every row and clears what was wrong. */
static void
test_replaced (void)
{
  g_autoptr (ThetaExperiment) other = NULL;
  g_autoptr (GError) error = NULL;

  ui_reset ();
  type ("ridge", "nonsense");
  g_assert_false (ui_action_enabled ("win.run"));
  other = theta_experiment_parse ("[Experiment]\nVersion=1\nSeed=9\n[Dataset]\nSource=sample:wine\n"
                                  "[Network]\nDepth=3\n[Regression]\nRidge=7\n",
                                  NULL, NULL, &error);
  g_assert_no_error (error);
  theta_session_set_experiment (session, other);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (ui_child (setup (), "ridge_input"))), ==,
                   "7");
  g_assert_cmpfloat (
      gtk_spin_button_get_value (GTK_SPIN_BUTTON (ui_child (setup (), "depth_input"))), ==, 3);
  g_assert_null (theta_setup_panel_get_problem (THETA_SETUP_PANEL (setup ())));
}

/* Settings that fit alone and not together: Run says why it cannot be pressed. */
static void
test_memory (void)
{
  g_autofree char *problem = NULL;

  ui_reset ();
  ui_set ("Experiment.MemoryLimit=1 MB");
  g_object_get (session, "problem", &problem, NULL);
  g_assert_nonnull (problem);
  g_assert_false (ui_action_enabled ("win.run"));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (ui_child (window, "run_button")), ==, problem);
  g_assert_cmpstr (ui_label (setup (), "needs"), ==, problem);
}

static void
test_bad_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("theta-ui-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bad.csv", NULL);
  GtkInfoBar *failure = GTK_INFO_BAR (ui_child (window, "failure"));
  const char *sentence;

  ui_reset ();
  g_assert_true (g_file_set_contents (path, "a,b,class\n1,2,x\n3,what,y\n5,6,x\n7,8,y\n", -1, NULL));
  theta_session_open (session, path);
  ui_wait (gtk_info_bar_get_revealed (failure));
  sentence = ui_label (window, "failure_label");
  g_assert_nonnull (strstr (sentence, "bad.csv:3:3:"));
  /* What was there is there still. */
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, "sample:wine");
  g_assert_nonnull (theta_session_get_dataset (session));
  g_assert_true (ui_action_enabled ("win.run"));
  ui_act ("win.dismiss");
  g_assert_false (gtk_info_bar_get_revealed (failure));
  g_remove (path);
  g_rmdir (folder);
}

static void
test_sources (void)
{
  static const char *const sources[] = { "sample:digits", "generator:moons", "sample:iris" };

  ui_reset ();
  ui_act ("win.page('data')");
  for (guint k = 0; k < G_N_ELEMENTS (sources); k++)
    {
      g_autofree char *action = g_strdup_printf ("win.source('%s')", sources[k]);

      ui_act (action);
      ui_wait (g_str_equal (theta_session_get_experiment (session)->source, sources[k]));
      ui_settle ();
      g_assert_cmpstr (adw_preferences_row_get_title (
                           ADW_PREFERENCES_ROW (ui_child (setup (), "source"))),
                       ==, theta_session_get_dataset (session)->name);
    }
}

static void
test_stale (void)
{
  GtkRevealer *stale = GTK_REVEALER (ui_child (window, "stale"));

  ui_reset ();
  ui_set ("Evaluation.Folds=2");
  ui_run ();
  g_assert_false (gtk_revealer_get_reveal_child (stale));
  type ("ridge", "0.3");
  g_assert_true (gtk_revealer_get_reveal_child (stale));
  type ("ridge", "0.1");
  g_assert_false (gtk_revealer_get_reveal_child (stale));
}

/* The label in @widget that says @text, or NULL. */
static GtkLabel *
find_label (GtkWidget *widget, const char *text)
{
  GtkWidget *at = gtk_widget_get_first_child (widget);
  GtkLabel *found = NULL;

  if (GTK_IS_LABEL (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return GTK_LABEL (widget);
  for (; at != NULL && found == NULL; at = gtk_widget_get_next_sibling (at))
    found = find_label (at, text);
  return found;
}

/* Short titles stay in a line while text has its usual size, sentences never do. */
static void
test_lines (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *row = ui_child (setup (), "ridge");
  GtkLabel *title = find_label (row, "Ridge λ");
  int dpi;

  g_assert_nonnull (title);
  g_assert_false (gtk_label_get_wrap (title));
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * dpi, NULL);
  g_assert_true (gtk_label_get_wrap (title));
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  g_assert_false (gtk_label_get_wrap (title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), "It has to be a number of zero or more");
  g_assert_true (
      gtk_label_get_wrap (find_label (row, "It has to be a number of zero or more")));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), "");
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/settings/bad-ridge", test_bad_ridge);
  g_test_add_func ("/settings/all-settings", test_all_settings);
  g_test_add_func ("/settings/needs", test_needs);
  g_test_add_func ("/settings/pending", test_pending);
  g_test_add_func ("/settings/pause", test_pause);
  g_test_add_func ("/settings/rows", test_rows);
  g_test_add_func ("/settings/folded", test_folded);
  g_test_add_func ("/settings/compare", test_compare);
  g_test_add_func ("/settings/every-choice", test_every_choice);
  g_test_add_func ("/settings/slope", test_slope);
  g_test_add_func ("/settings/protocol", test_protocol);
  g_test_add_func ("/settings/replaced", test_replaced);
  g_test_add_func ("/settings/memory", test_memory);
  g_test_add_func ("/settings/bad-file", test_bad_file);
  g_test_add_func ("/settings/sources", test_sources);
  g_test_add_func ("/settings/stale", test_stale);
  g_test_add_func ("/settings/lines", test_lines);
  return ui_end ();
}
