/* What is around the pages: the way back, presets, files, closing, what is left over. */
#include "support.h"

#include <string.h>

#include "ui/presets.h"
#include "ui/recent.h"
#include "ui/terms.h"
#include "ui/window-private.h"

static const char *
tooltip (const char *name)
{
  return gtk_widget_get_tooltip_text (ui_child (window, name));
}

static const ThetaExperiment *
experiment (void)
{
  return theta_session_get_experiment (session);
}

/* The last window of @type but the main one, or NULL. */
static GtkWindow *
find_dialog (GType type)
{
  GListModel *all = gtk_window_get_toplevels ();
  GtkWindow *found = NULL;

  for (guint k = 0; k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GtkWindow) at = g_list_model_get_item (all, k);

      if (G_TYPE_CHECK_INSTANCE_TYPE (at, type))
        found = at;
    }
  return found;
}

static void
test_undo (void)
{
  GtkWidget *spin = ui_child (ui_child (window, "setup"), "depth_input");

  ui_reset ();
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 6);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), 7);
  g_assert_cmpstr (tooltip ("undo_button"), ==, "Undo (Ctrl+Z): Layers: 7 instead of 5");
  g_assert_true (ui_action_enabled ("win.undo"));
  g_assert_false (ui_action_enabled ("win.redo"));
  ui_act ("win.undo");
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 5);
  g_assert_cmpuint (experiment ()->network.depth, ==, 5);
  g_assert_cmpstr (tooltip ("redo_button"), ==, "Redo (Ctrl+Shift+Z): Layers: 7 instead of 5");
  ui_act ("win.redo");
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (spin)), ==, 7);
  g_assert_false (ui_action_enabled ("win.redo"));
  /* What is being typed is undone first. */
  gtk_editable_set_text (GTK_EDITABLE (ui_child (ui_child (window, "setup"), "ridge_input")), "3");
  ui_act ("win.undo");
  g_assert_cmpfloat (experiment ()->ridge, ==, 0.1);
  g_assert_cmpuint (experiment ()->network.depth, ==, 7);
  g_assert_cmpstr (
      gtk_editable_get_text (GTK_EDITABLE (ui_child (ui_child (window, "setup"), "ridge_input"))),
      ==, "0.1");
}

/* Each preset can be taken, is recognised, and is one step to undo. */
static void
test_presets (void)
{
  GtkWidget *purpose = ui_child (ui_child (window, "setup"), "purpose");
  guint n;
  const ThetaPreset *all = theta_presets (&n);

  ui_reset ();
  g_assert_cmpstr (gtk_menu_button_get_label (GTK_MENU_BUTTON (purpose)), ==, "Defaults");
  g_assert_cmpuint (n, >=, 3);
  for (guint k = 0; k < n; k++)
    {
      g_autofree char *action = g_strdup_printf ("win.preset('%s')", all[k].id);
      g_autofree char *problem = NULL;

      ui_reset ();
      ui_set ("Network.Depth=9");
      ui_act (action);
      g_assert_cmpstr (gtk_menu_button_get_label (GTK_MENU_BUTTON (purpose)), ==, all[k].title);
      g_object_get (session, "problem", &problem, NULL);
      g_assert_cmpstr (problem, ==, NULL);
      ui_act ("win.undo");
      g_assert_cmpuint (experiment ()->network.depth, ==, 9);
      g_assert_cmpstr (gtk_menu_button_get_label (GTK_MENU_BUTTON (purpose)), ==, "Own settings");
    }
  /* One after the other: nothing of one stands in the way of the next. */
  for (guint a = 0; a < n * n; a++)
    {
      g_assert_true (theta_session_set_all (session, all[a / n].assignments, NULL));
      g_assert_true (theta_session_set_all (session, all[a % n].assignments, NULL));
      g_assert_true (theta_preset_of (experiment ()) == &all[a % n]);
    }
}

/* Every row of the settings says what it means. */
static void
test_terms (void)
{
  GtkWidget *setup = ui_child (window, "setup");
  static const char *const rows[] = { "standardize", "depth", "activation", "variance",
                                      "method", "ridge", "iterations", "rate", "ratio",
                                      "protocol", "folds", "repeats", "fraction", "seed" };
  g_autofree char *change = theta_terms_change ("Weights.Method: grid instead of loo");
  g_autofree char *plain = theta_terms_change ("3 settings");

  for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
    g_assert_nonnull (gtk_widget_get_tooltip_text (ui_child (setup, rows[k])));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (ui_child (setup, "ridge")), "(A + λI)⁻¹"));
  g_assert_cmpstr (change, ==, "Method: grid instead of loo");
  g_assert_cmpstr (plain, ==, "3 settings");
  g_assert_null (theta_terms_text ("No.Key"));
}

/* Saved, changed, saved again: the title and the file say so. */
static void
test_save (void)
{
  g_autofree char *path = g_build_filename (ui_folder (), "mine.theta", NULL);
  g_autoptr (ThetaExperiment) read = NULL;
  g_auto (GStrv) recent = NULL;

  ui_reset ();
  ui_set ("Network.Depth=4");
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "• Wine – Thetascope");
  g_assert_true (theta_session_save (session, path, NULL));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "mine.theta – Thetascope");
  g_assert_cmpstr (ui_label (window, "file_label"), ==, "mine.theta");
  ui_set ("Network.Depth=3");
  g_assert_cmpstr (ui_label (window, "file_label"), ==, "• mine.theta");
  ui_act ("win.save"); /* it has a file: nothing is asked */
  g_assert_cmpstr (ui_label (window, "file_label"), ==, "mine.theta");
  read = theta_experiment_load (path, NULL);
  g_assert_cmpuint (read->network.depth, ==, 3);
  ui_settle ();
  recent = theta_recent_list (4);
  g_assert_cmpstr (recent[0], ==, path);
  g_assert_cmpint (g_menu_model_get_n_items (G_MENU_MODEL (
                       gtk_widget_get_template_child (GTK_WIDGET (window), THETA_TYPE_WINDOW,
                                                      "recent_menu"))),
                   ==, 1);
}

/* Opened files can be had back from; bad ones leave no promise. */
static void
test_open (void)
{
  g_autofree char *path = g_build_filename (ui_folder (), "mine.theta", NULL);
  g_autofree char *action = g_strdup_printf ("win.open-path('%s')", path);
  gboolean loading = TRUE;

  ui_reset ();
  ui_set ("Network.Depth=8");
  ui_act (action);
  while (loading)
    {
      ui_turn ();
      g_object_get (session, "loading", &loading, NULL);
    }
  g_assert_cmpuint (experiment ()->network.depth, ==, 3);
  g_assert_cmpstr (ui_label (window, "file_label"), ==, "mine.theta");
  ui_act ("win.undo");
  g_assert_cmpuint (experiment ()->network.depth, ==, 8);
  ui_reset ();
}

/* The toast that is seen, or NULL; its sentence. */
static GtkWidget *
find_toast (void)
{
  return ui_find (GTK_WIDGET (window), g_type_from_name ("AdwToastWidget"));
}

static gboolean
toast_says (const char *sentence)
{
  GtkWidget *toast = find_toast (), *title = toast != NULL ? ui_find (toast, GTK_TYPE_LABEL) : NULL;

  return title != NULL && g_str_equal (gtk_label_get_text (GTK_LABEL (title)), sentence);
}

/* What a toast offers to undo is what was done last, and it never stands over the replay. */
static void
test_toasts (void)
{
  GtkWidget *bar = ui_child (ui_child (window, "learning_page"), "replay");
  graphene_rect_t toast, replay;

  ui_reset ();
  ui_run ();
  ui_act ("win.page('learning')");
  ui_act ("win.source('sample:iris')");
  ui_wait (toast_says ("Opened “Iris”"));
  ui_settle ();
  toast = ui_bounds (find_toast (), GTK_WIDGET (window));
  replay = ui_bounds (bar, GTK_WIDGET (window));
  g_assert_cmpfloat (toast.origin.y + toast.size.height, <=, replay.origin.y);
  ui_act ("win.source('sample:wdbc')");
  ui_wait (!ui_is_loading ());
  ui_settle ();
  g_assert_true (toast_says ("Opened “Breast cancer”"));
  ui_act ("win.undo");
  ui_wait (!ui_is_loading ());
  ui_settle ();
  g_assert_null (find_toast ());
  ui_act ("win.page('data')");
  ui_act ("win.source('sample:iris')");
  ui_wait (!ui_is_loading ());
  ui_reset ();
}

static AdwMessageDialog *
close_and_find (GtkWindow *other)
{
  GtkWindow *dialog;

  gtk_window_close (other);
  dialog = find_dialog (ADW_TYPE_MESSAGE_DIALOG);
  return dialog != NULL ? ADW_MESSAGE_DIALOG (dialog) : NULL;
}

/* As a click on a button does: the dialog goes, then its answer comes. */
static void
answer (AdwMessageDialog *dialog, const char *response)
{
  g_object_ref (dialog);
  gtk_window_destroy (GTK_WINDOW (dialog));
  adw_message_dialog_response (dialog, response);
  g_object_unref (dialog);
}

/* A second window of the session is closed: the first goes on with the tests. */
static GtkWindow *
second_window (void)
{
  GtkWindow *other = GTK_WINDOW (theta_window_new (gtk_window_get_application (GTK_WINDOW (window)),
                                                   session));

  gtk_window_present (other);
  return other;
}

static void
on_where (ThetaWindow *self, const char *path, gpointer data)
{
  *(char **) data = g_strdup (path);
}

/* Only who names the ending has been asked by the dialog for files whether to replace one. */
static void
test_replace (void)
{
  g_autofree char *there = ui_write ("there.pdf", "old"), *named = NULL;
  g_autofree char *short_name = g_build_filename (ui_folder (), "there", NULL);
  g_autofree char *other = g_build_filename (ui_folder (), "other", NULL);
  AdwMessageDialog *dialog;

  theta_window_complete (window, there, ".pdf", on_where, &named, NULL);
  g_assert_cmpstr (named, ==, there);
  g_clear_pointer (&named, g_free);
  theta_window_complete (window, other, ".pdf", on_where, &named, NULL);
  g_assert_true (g_str_has_suffix (named, "other.pdf"));
  g_clear_pointer (&named, g_free);
  theta_window_complete (window, short_name, ".pdf", on_where, &named, NULL);
  g_assert_null (named);
  dialog = ADW_MESSAGE_DIALOG (find_dialog (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, "Replace “there.pdf”?");
  answer (dialog, "cancel");
  g_assert_null (named);
  theta_window_complete (window, short_name, ".pdf", on_where, &named, NULL);
  answer (ADW_MESSAGE_DIALOG (find_dialog (ADW_TYPE_MESSAGE_DIALOG)), "replace");
  g_assert_cmpstr (named, ==, there);
  ui_settle ();
}

static void
test_close (void)
{
  g_autofree char *path = g_build_filename (ui_folder (), "closing.theta", NULL);
  g_autoptr (ThetaExperiment) read = NULL;
  AdwMessageDialog *dialog;
  GtkWindow *other = second_window ();
  gpointer gone = other;

  g_object_add_weak_pointer (G_OBJECT (other), &gone);
  ui_reset ();
  ui_set ("Network.Depth=2");
  dialog = close_and_find (other);
  g_assert_nonnull (dialog);
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, "Save the experiment?");
  answer (dialog, "cancel");
  ui_settle ();
  g_assert_nonnull (gone);
  dialog = close_and_find (other);
  answer (dialog, "discard");
  ui_settle ();
  g_assert_null (gone);

  gone = other = second_window ();
  g_object_add_weak_pointer (G_OBJECT (other), &gone);
  g_assert_true (theta_session_save (session, path, NULL));
  ui_set ("Network.Depth=6");
  dialog = close_and_find (other);
  answer (dialog, "save");
  ui_settle ();
  g_assert_null (gone);
  read = theta_experiment_load (path, NULL);
  g_assert_cmpuint (read->network.depth, ==, 6);

  /* Nothing would be lost: nothing is asked. */
  gone = other = second_window ();
  g_object_add_weak_pointer (G_OBJECT (other), &gone);
  g_assert_null (close_and_find (other));
  ui_settle ();
  g_assert_null (gone);
}

static void
test_close_running (void)
{
  g_autofree char *path = g_build_filename (ui_folder (), "running.theta", NULL);
  AdwMessageDialog *dialog;
  GtkWindow *other = second_window ();
  gpointer gone = other;

  g_object_add_weak_pointer (G_OBJECT (other), &gone);
  ui_reset ();
  ui_set ("Weights.Method=algorithm1");
  ui_set ("Weights.Iterations=1000000");
  g_assert_true (theta_session_save (session, path, NULL));
  ui_act ("win.run");
  dialog = close_and_find (other);
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, "Stop the run and close?");
  answer (dialog, "cancel");
  ui_settle ();
  g_assert_nonnull (gone);
  g_assert_true (theta_session_get_running (session));
  dialog = close_and_find (other);
  answer (dialog, "stop");
  ui_settle ();
  g_assert_null (gone);
  ui_wait (!theta_session_get_running (session));
  ui_reset ();
}

/* What was left behind is offered above the pages, and comes back, or goes. */
static void
test_leftover (void)
{
  g_autoptr (ThetaAutosave) autosave = theta_autosave_new (session, ui_folder (), NULL);
  g_autofree char *first = g_build_filename (ui_folder (), "open-7.session", NULL);
  g_autofree char *second = g_build_filename (ui_folder (), "open-8.session", NULL);
  GtkWidget *bar;

  ui_reset ();
  g_assert_true (g_file_set_contents (first, "[Thetascope]\nTime=5\nExperiment=[Dataset]\\n"
                                             "Source=sample:iris\\n[Network]\\nDepth=7\\n\n",
                                      -1, NULL));
  g_assert_true (g_file_set_contents (second, "[Thetascope]\nTime=9\nExperiment=[Dataset]\\n"
                                              "Source=sample:wine\\n[Network]\\nDepth=3\\n\n",
                                      -1, NULL));
  theta_window_offer_leftover (window, autosave);
  bar = ui_find_named (GTK_WIDGET (window), "leftover");
  g_assert_nonnull (bar);
  gtk_info_bar_response (GTK_INFO_BAR (bar), GTK_RESPONSE_REJECT);
  g_assert_cmpuint (experiment ()->network.depth, ==, 5);
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  bar = ui_find_named (GTK_WIDGET (window), "leftover");
  g_assert_nonnull (bar);
  gtk_info_bar_response (GTK_INFO_BAR (bar), GTK_RESPONSE_ACCEPT);
  g_assert_cmpuint (experiment ()->network.depth, ==, 7);
  g_assert_cmpstr (experiment ()->source, ==, "sample:iris");
  g_assert_true (theta_session_get_modified (session));
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_null (ui_find_named (GTK_WIDGET (window), "leftover"));
  ui_settle ();
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/around/undo", test_undo);
  g_test_add_func ("/around/presets", test_presets);
  g_test_add_func ("/around/terms", test_terms);
  g_test_add_func ("/around/save", test_save);
  g_test_add_func ("/around/open", test_open);
  g_test_add_func ("/around/toasts", test_toasts);
  g_test_add_func ("/around/replace", test_replace);
  g_test_add_func ("/around/close", test_close);
  g_test_add_func ("/around/close-running", test_close_running);
  g_test_add_func ("/around/leftover", test_leftover);
  return ui_end ();
}
