/* Preferences: what they change is seen at once, and what an experiment says comes first.
 * With THETASCOPE_SCHEMAS naming an empty place there are none, and nothing breaks. */
#include "support.h"

#include <math.h>
#include <string.h>

#include "ui/command.h"
#include "ui/kernels-page.h"
#include "ui/preferences.h"

/* The window of the preferences, opened as a person does. */
static GtkWidget *
open_window (void)
{
  GListModel *all = gtk_window_get_toplevels ();

  ui_act ("win.preferences");
  ui_settle ();
  for (guint k = 0; k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GtkWidget) at = g_list_model_get_item (all, k);

      if (g_strcmp0 (gtk_widget_get_name (at), "preferences") == 0)
        return at;
    }
  g_assert_not_reached ();
}

static void
choose (GtkWidget *preferences, const char *key, guint k)
{
  GtkWidget *row = ui_find_named (preferences, key);

  g_assert_nonnull (row);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), k);
}

static void
reset_all (void)
{
  static const char *const keys[]
      = { "device",     "threads",       "memory-limit", "precision", "colour-map",
          "diverging-map", "less", "new-preset",   "new-seed" };

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    g_settings_reset (theta_preferences_settings (), keys[k]);
}

/* Θ_1, whose centred values mix signs, or the kernel of the labels, whose values do not. */
static ThetaColormap
map_of (guint i)
{
  return theta_heatmap_view_get_heatmap (theta_kernels_page_get_map (
             THETA_KERNELS_PAGE (ui_child (window, "kernels_page")), i))->map;
}

static void
show_as (ThetaShow show)
{
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (ui_child (ui_child (window, "kernels_page"), "show")), show);
  ui_settle ();
}

/* The colours of the maps follow while the window is open. */
static void
test_colors (void)
{
  GtkWidget *preferences;

  ui_reset ();
  ui_run ();
  ui_act ("win.page('kernels')");
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (ui_child (ui_child (window, "kernels_page"), "label_check")), TRUE);
  show_as (THETA_SHOW_CENTRED);
  g_assert_cmpint (map_of (0), ==, THETA_COLORMAP_DIVERGING);
  g_assert_cmpint (map_of (6), ==, THETA_COLORMAP_VIRIDIS);
  preferences = open_window ();
  choose (preferences, "colour-map", 1);
  ui_settle ();
  g_assert_cmpint (map_of (6), ==, THETA_COLORMAP_CIVIDIS);
  choose (preferences, "diverging-map", 1);
  ui_settle ();
  g_assert_cmpint (map_of (0), ==, THETA_COLORMAP_PURPLE_ORANGE);
  /* Maps that share one scale, and differences, whose sign means something. */
  show_as (THETA_SHOW_COSINE);
  g_assert_cmpint (map_of (0), ==, THETA_COLORMAP_CIVIDIS);
  show_as (THETA_SHOW_DIFFERENCE);
  g_assert_cmpint (map_of (0), ==, THETA_COLORMAP_PURPLE_ORANGE);
  show_as (THETA_SHOW_CENTRED);
  gtk_window_destroy (GTK_WINDOW (preferences));
  reset_all ();
  ui_settle ();
  g_assert_cmpint (map_of (6), ==, THETA_COLORMAP_VIRIDIS);
  g_assert_cmpint (map_of (0), ==, THETA_COLORMAP_DIVERGING);
}

/* What the experiment leaves open is filled, and told by its results and its command. */
static void
test_precision (void)
{
  GtkWidget *preferences;
  g_autofree char *text = NULL, *command = NULL, *own = NULL;
  ThetaResults *results;
  gboolean stale;

  ui_reset ();
  results = ui_run ();
  g_assert_cmpint (results->experiment->precision, ==, THETA_PRECISION_AUTO);
  preferences = open_window ();
  choose (preferences, "precision", 2);
  g_object_get (session, "stale", &stale, NULL);
  g_assert_true (stale);
  g_assert_false (theta_session_get_modified (session)
                  && theta_session_get_path (session) != NULL);
  results = ui_run ();
  g_assert_cmpint (results->experiment->precision, ==, THETA_PRECISION_SINGLE);
  text = theta_experiment_to_text (theta_session_get_experiment (session));
  g_assert_null (strstr (text, "Precision"));
  command = theta_command_new (session);
  g_assert_nonnull (strstr (command, "Precision=single"));
  /* Its own setting comes first. */
  ui_set ("Experiment.Precision=double");
  results = ui_run ();
  own = theta_experiment_get (results->experiment, "Experiment.Precision");
  g_assert_cmpstr (own, ==, "double");
  gtk_window_destroy (GTK_WINDOW (preferences));
  reset_all ();
  ui_reset ();
}

static void
test_memory (void)
{
  GtkWidget *preferences, *entry;
  g_autofree char *problem = NULL, *after = NULL, *kept = NULL;

  ui_reset ();
  preferences = open_window ();
  entry = ui_find_named (preferences, "memory-limit");
  gtk_editable_set_text (GTK_EDITABLE (entry), "100 kB");
  g_object_get (session, "problem", &problem, NULL);
  g_assert_nonnull (problem);
  g_assert_nonnull (strstr (problem, "100 kB"));
  /* What is no amount counts for nothing, and says so. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "much");
  kept = theta_preferences_get_string ("memory-limit");
  g_assert_cmpstr (kept, ==, "100 kB");
  g_assert_true (gtk_widget_has_css_class (
      gtk_widget_get_ancestor (entry, ADW_TYPE_ACTION_ROW), "error"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "auto");
  g_object_get (session, "problem", &after, NULL);
  g_assert_null (after);
  gtk_window_destroy (GTK_WINDOW (preferences));
  reset_all ();
}

static void
test_less (void)
{
  GtkWidget *preferences = open_window (), *strip = ui_child (window, "strip_device");
  GtkWidget *badge = ui_child (ui_child (window, "learning_page"), "badge");

  g_assert_true (gtk_widget_get_visible (strip));
  g_assert_true (gtk_widget_get_visible (badge));
  gtk_switch_set_active (GTK_SWITCH (ui_find_named (preferences, "less")), TRUE);
  g_assert_false (gtk_widget_get_visible (strip));
  g_assert_false (gtk_widget_get_visible (badge));
  gtk_window_destroy (GTK_WINDOW (preferences));
  reset_all ();
  g_assert_true (gtk_widget_get_visible (strip));
  g_assert_true (gtk_widget_get_visible (badge));
}

/* New experiments begin so; one that somebody has changed stays as it is. */
static void
test_beginning (void)
{
  GtkWidget *preferences = open_window ();
  const ThetaExperiment *now;

  ui_reset ();
  ui_set ("Network.Depth=9");
  choose (preferences, "new-preset", 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_find_named (preferences, "new-seed")), 77);
  g_assert_cmpuint (g_settings_get_uint64 (theta_preferences_settings (), "new-seed"), ==, 77);
  now = theta_session_get_experiment (session);
  g_assert_cmpuint (now->network.depth, ==, 9);
  g_assert_cmpuint (now->seed, ==, 1);
  gtk_window_destroy (GTK_WINDOW (preferences));
  ui_act ("win.new");
  ui_act ("win.source('sample:iris')");
  ui_wait (g_str_equal (theta_session_get_experiment (session)->source, "sample:iris"));
  now = theta_session_get_experiment (session);
  g_assert_cmpuint (now->network.depth, ==, 3);
  g_assert_cmpint (now->protocol, ==, THETA_PROTOCOL_HOLDOUT);
  g_assert_cmpuint (now->seed, ==, 77);
  g_assert_null (theta_session_get_path (session));
  /* Elsewhere other data are data for this experiment. */
  ui_set ("Network.Depth=4");
  ui_act ("win.source('sample:wine')");
  ui_wait (g_str_equal (theta_session_get_experiment (session)->source, "sample:wine"));
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 4);
  reset_all ();
  ui_reset ();
}

/* A session in which nothing has been done yet follows at once. */
static void
test_untouched (void)
{
  g_autoptr (ThetaSession) fresh = theta_session_new ("cpu", 1, NULL);

  theta_preferences_apply_to (fresh);
  g_assert_cmpuint (theta_session_get_experiment (fresh)->network.depth, ==, 5);
  g_settings_set_string (theta_preferences_settings (), "new-preset", "paper-cifar");
  g_assert_true (theta_session_get_experiment (fresh)->ridge == 1);
  g_assert_false (theta_session_get_modified (fresh));
  g_assert_true (theta_session_set (fresh, "Network.Depth=2", NULL)
                 || theta_session_set (fresh, "Regression.Ridge=2", NULL));
  g_settings_set_string (theta_preferences_settings (), "new-preset", "quick");
  g_assert_true (theta_session_get_experiment (fresh)->ridge != 0.1);
  reset_all ();
}

static void
test_device (void)
{
  GtkWidget *preferences = open_window ();
  AdwActionRow *row = ADW_ACTION_ROW (ui_find_named (preferences, "device"));
  g_autofree char *problem = theta_worker_device_problem ("cuda"), *kept = NULL;

  choose (preferences, "device", 1);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_find_named (preferences, "threads")), 3);
  kept = theta_preferences_get_string ("device");
  g_assert_cmpstr (kept, ==, "cpu");
  g_assert_cmpuint (theta_preferences_get_threads (), ==, 3);
  if (problem != NULL)
    ui_wait (strstr (adw_action_row_get_subtitle (row), problem) != NULL);
  g_assert_true (g_str_has_prefix (adw_action_row_get_subtitle (row), "From the next start"));
  gtk_window_destroy (GTK_WINDOW (preferences));
  reset_all ();
}

/* ---- without the schema ---- */

static void
test_missing (void)
{
  g_autofree char *device = theta_preferences_get_string ("device");
  g_autofree char *colors = theta_preferences_get_string ("colour-map");
  GtkWidget *preferences = open_window ();

  g_assert_null (theta_preferences_settings ());
  g_assert_cmpstr (device, ==, "auto");
  g_assert_cmpstr (colors, ==, "viridis");
  g_assert_null (ui_find_named (preferences, "device"));
  g_assert_nonnull (ui_run ());
  gtk_window_destroy (GTK_WINDOW (preferences));
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  if (g_getenv ("THETASCOPE_SCHEMAS") != NULL)
    {
      g_test_add_func ("/preferences/missing", test_missing);
      return ui_end ();
    }
  g_test_add_func ("/preferences/colors", test_colors);
  g_test_add_func ("/preferences/precision", test_precision);
  g_test_add_func ("/preferences/memory", test_memory);
  g_test_add_func ("/preferences/less", test_less);
  g_test_add_func ("/preferences/beginning", test_beginning);
  g_test_add_func ("/preferences/untouched", test_untouched);
  g_test_add_func ("/preferences/device", test_device);
  return ui_end ();
}
