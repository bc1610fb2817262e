/* The window on a GPU, the kernels as loops: where it names the device, what it offers when
 * that fails in the middle of a run, and that the CPU then serves. */
#include "hand.h"
#include "xtest.h"

#include <string.h>

static GtkInfoBar *
failure (void)
{
  return GTK_INFO_BAR (ui_child (window, "failure"));
}

static gboolean
is_running (void)
{
  return theta_session_get_running (session);
}

static void
assert_part (const char *text, const char *part)
{
  if (text == NULL || strstr (text, part) == NULL)
    g_error ("“%s” does not say “%s”", text, part);
}

static GtkWidget *
find_window (const char *name)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint k = 0; k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GtkWidget) at = g_list_model_get_item (all, k);

      if (g_strcmp0 (gtk_widget_get_name (at), name) == 0)
        return at;
    }
  return NULL;
}

/* Name, libraries, driver and memory: in the strip, in Preferences and with the results. */
static void
test_named (void)
{
  const char *const parts[] = { "CUDA as loops", "CUDA 13.0", "cuBLAS 13.0.2", "cuSOLVER 12.0.3",
                                "driver CUDA 13.0", "of its 1.1 GB of memory are in use" };
  GtkWidget *device = ui_child (window, "strip_device"), *preferences, *group;

  ui_reset ();
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (device)), ==, "CUDA as loops");
  for (gsize k = 0; k < G_N_ELEMENTS (parts); k++)
    assert_part (gtk_widget_get_tooltip_text (device), parts[k]);
  ui_act ("win.preferences");
  ui_settle ();
  preferences = find_window ("preferences");
  g_assert_nonnull (preferences);
  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences),
                                                "computing");
  group = ui_find_named (preferences, "device");
  g_assert_nonnull (group);
  group = gtk_widget_get_ancestor (group, ADW_TYPE_PREFERENCES_GROUP);
  for (gsize k = 0; k < G_N_ELEMENTS (parts); k++)
    assert_part (adw_preferences_group_get_description (ADW_PREFERENCES_GROUP (group)), parts[k]);
  ui_settle ();
  hand_shot ("device-preferences");
  gtk_window_destroy (GTK_WINDOW (preferences));
  ui_run ();
  ui_act ("win.page::results");
  for (gsize k = 0; k + 1 < G_N_ELEMENTS (parts); k++)
    assert_part (ui_label (ui_child (window, "results_page"), "computed"), parts[k]);
  assert_part (ui_label (ui_child (window, "results_page"), "computed"),
               "MB of 1.1 GB of its memory were in use.");
  ui_settle ();
  hand_shot ("device-results");
}

/* In the middle of a run: one bar with the reason and one button, which is pressed. */
static void
test_offer (void)
{
  GtkWidget *button = ui_child (window, "failure_cpu");

  ui_reset ();
  ui_set ("Network.Depth=4"); /* nothing of it has been computed */
  g_assert_false (gtk_info_bar_get_revealed (failure ()));
  g_assert_false (gtk_widget_get_visible (button));
  g_setenv ("THETA_TEST_FAULT", "memory:40", TRUE);
  ui_act ("win.run");
  ui_wait (!is_running ());
  g_assert_true (gtk_info_bar_get_revealed (failure ()));
  assert_part (ui_label (window, "failure_label"), "The GPU has no memory left");
  assert_part (ui_label (window, "failure_label"), "GB are free");
  assert_part (ui_label (window, "strip_stage"), "The run failed");
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "_Run on the CPU");
  g_assert_true (gtk_widget_is_sensitive (button));
  ui_settle ();
  hand_shot ("device-offer");
  hand_press ("Run on the CPU");
  ui_wait (is_running ());
  g_assert_false (gtk_info_bar_get_revealed (failure ()));
  ui_wait (!is_running ());
  g_unsetenv ("THETA_TEST_FAULT");
  g_assert_false (gtk_info_bar_get_revealed (failure ()));
  g_assert_false (gtk_widget_get_visible (button));
  g_assert_cmpstr (theta_session_get_results (session)->device_id, ==, "cpu");
  assert_part (ui_label (window, "strip_device"), "CPU, ");
  assert_part (ui_label (ui_child (window, "results_page"), "computed"), "on CPU, ");
  g_assert_cmpstr (theta_session_get_experiment (session)->device, ==, "cpu");
}

static gboolean
tells (const char *part)
{
  GtkWidget *toast = ui_find (GTK_WIDGET (window), g_type_from_name ("AdwToastWidget"));
  GtkWidget *title = toast != NULL ? ui_find (toast, GTK_TYPE_LABEL) : NULL;

  return title != NULL && strstr (gtk_label_get_text (GTK_LABEL (title)), part) != NULL;
}

/* The kernels of a fold that cannot be had: why is said, and what was seen stays. */
static void
test_fold (void)
{
  GtkWidget *kernels = ui_child (window, "kernels_page"), *learning;
  GtkDropDown *fold = GTK_DROP_DOWN (ui_child (kernels, "fold"));

  ui_show_kernels ();
  ui_wait_for_answers ();
  g_setenv ("THETA_TEST_FAULT", "memory:1", TRUE);
  gtk_drop_down_set_selected (fold, 1);
  ui_wait (tells ("The GPU has no memory left"));
  g_assert_cmpuint (gtk_drop_down_get_selected (fold), ==, 0);
  learning = ui_child (window, "learning_page");
  ui_act ("win.page('learning')");
  ui_settle ();
  g_setenv ("THETA_TEST_FAULT", "memory:1", TRUE);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_child (learning, "fold")), 1);
  ui_wait (ui_find_label (learning, "The kernels of this fold are not there") != NULL);
  g_unsetenv ("THETA_TEST_FAULT");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_child (learning, "fold")), 0);
  ui_wait (ui_find_label (learning, "Switch on and drag") != NULL);
}

/* The reason why Run cannot be pressed is the GPU's memory. */
static void
test_memory (void)
{
  g_autofree char *problem = NULL;

  ui_reset ();
  ui_set ("Dataset.Source=generator:moons?n=14000");
  ui_set ("Evaluation.Compare=ntk");
  ui_set ("Regression.Solver=cholesky");
  ui_wait (!ui_action_enabled ("win.run") && theta_session_get_dataset (session) != NULL
           && theta_session_get_dataset (session)->x->rows == 14000);
  g_object_get (session, "problem", &problem, NULL);
  assert_part (problem, "and the GPU has 1.1 GB; take fewer rows");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (ui_child (window, "run_button")), ==, problem);
  ui_set ("Experiment.Device=cpu");
  ui_set ("Experiment.MemoryLimit=64 GB");
  g_assert_true (ui_action_enabled ("win.run"));
}

int
main (int argc, char **argv)
{
  int status;

  if (!xtest_open ())
    return 77;
  ui_begin (&argc, &argv);
  g_test_add_func ("/device/named", test_named);
  g_test_add_func ("/device/offer", test_offer);
  g_test_add_func ("/device/fold", test_fold);
  g_test_add_func ("/device/memory", test_memory);
  status = ui_end ();
  xtest_close ();
  return status;
}
