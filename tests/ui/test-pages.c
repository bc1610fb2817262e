/* The pages of the window: what each shows, by pointer, by keys and in words. */
#include "support.h"

#include <glib/gstdio.h>
#include <math.h>

#include "base/number.h"
#include "ui/export.h"
#include "ui/kernels-page.h"
#include "ui/results-table.h"
#include "ui/weights-card.h"

static ThetaKernelsPage *
kernels (void)
{
  return THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
}

static void
test_opens (void)
{
  ThetaDataset *data = theta_session_get_dataset (session);

  ui_reset ();
  g_assert_cmpuint (data->x->rows, ==, 178);
  g_assert_true (ui_action_enabled ("win.run"));
  g_assert_false (ui_action_enabled ("win.stop"));
  g_assert_false (ui_action_enabled ("win.export"));
  g_assert_cmpstr (ui_label (window, "strip_stage"), ==, "Ready to run");
  g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (ui_child (window, "failure"))));
}

/* Outlines of as many maps as there will be, and a way to get them. */
static void
test_waits (void)
{
  ui_reset ();
  g_assert_null (theta_session_get_results (session));
  ui_act ("win.page('kernels')");
  ui_settle ();
  g_assert_cmpuint (theta_kernels_page_count (kernels ()), ==, 6);
  ui_set ("Network.Depth=8");
  g_assert_cmpuint (theta_kernels_page_count (kernels ()), ==, 9);
  g_assert_true (gtk_widget_get_mapped (ui_child (kernels (), "empty")));
  g_assert_true (g_str_has_prefix (ui_label (kernels (), "empty_label"),
                                   "Run shows the kernels of 178 rows"));
  ui_wait (isfinite (theta_session_estimate_seconds (session)));
  ui_settle ();
  g_assert_true (g_str_has_prefix (ui_label (kernels (), "empty_label"),
                                   "Run shows the kernels of 178 rows, about "));
  g_assert_null (theta_heatmap_view_get_texture (theta_kernels_page_get_map (kernels (), 0)));
  ui_act ("win.page('learning')");
  g_assert_cmpstr (gtk_stack_get_visible_child_name (
                       GTK_STACK (ui_child (ui_child (window, "learning_page"), "stack"))),
                   ==, "empty");
}

static guint32 *
download (GdkTexture *texture, gsize *n)
{
  int width = gdk_texture_get_width (texture), height = gdk_texture_get_height (texture);
  guint32 *pixels = g_new (guint32, (gsize) width * (gsize) height);

  gdk_texture_download (texture, (guchar *) pixels, (gsize) width * 4);
  *n = (gsize) width * (gsize) height;
  return pixels;
}

static guint
count_colours (const guint32 *pixels, gsize n)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (gsize k = 0; k < n; k++)
    g_hash_table_add (seen, GUINT_TO_POINTER (pixels[k]));
  return g_hash_table_size (seen);
}

static gboolean
all_drawn (void)
{
  for (guint m = 0; m < theta_kernels_page_count (kernels ()); m++)
    if (theta_heatmap_view_get_texture (theta_kernels_page_get_map (kernels (), m)) == NULL)
      return FALSE;
  return TRUE;
}

static void
test_maps (void)
{
  g_autofree guint32 *before = NULL;

  ui_reset ();
  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  ui_wait (all_drawn ());
  g_assert_cmpuint (theta_kernels_page_count (kernels ()), ==, 6);
  for (guint m = 0; m < 6; m++)
    {
      ThetaHeatmapView *view = theta_kernels_page_get_map (kernels (), m);
      GdkTexture *texture = theta_heatmap_view_get_texture (view);
      gsize n;
      guint32 *pixels = download (texture, &n);
      gsize side = (gsize) gdk_texture_get_width (texture);

      /* Not flat, the same on both sides of the diagonal, and no two maps alike. */
      g_assert_cmpuint (n, >, 100 * 100);
      g_assert_cmpuint (count_colours (pixels, n), >, 40);
      for (gsize k = 0; k < n; k++)
        g_assert_cmphex (pixels[k], ==, pixels[k % side * side + k / side]);
      if (before != NULL)
        g_assert_cmpint (memcmp (before, pixels, n * sizeof *pixels), !=, 0);
      g_free (before);
      before = pixels;
    }
  g_assert_false (gtk_widget_get_mapped (ui_child (kernels (), "empty")));
}

/* The value under the cross is the kernel's own, not that of a pixel. */
static void
test_cross (void)
{
  ThetaFrame *frame;
  ThetaHeatmapView *third;
  double entry[5], rows[5], columns[5];
  g_autofree char *cosine = NULL, *raw = NULL, *told = NULL;
  gsize i, j;

  ui_reset ();
  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  frame = theta_session_get_frame (session);
  third = theta_kernels_page_get_map (kernels (), 2);
  g_signal_emit_by_name (third, "cross-moved", 4, 100);
  g_assert_true (ui_press (GTK_WIDGET (third), GDK_KEY_Right, 0));
  g_assert_true (ui_press (GTK_WIDGET (third), GDK_KEY_Down, GDK_SHIFT_MASK));
  g_assert_false (ui_press (GTK_WIDGET (third), GDK_KEY_a, 0));
  /* Row 14, column 101 of the picture; a bin is a row here. */
  g_assert_cmpuint (frame->picture->bins, ==, 178);
  i = frame->picture->order[14];
  j = frame->picture->order[101];
  g_assert_true (theta_kernel_read (frame->kernel, i, j, entry));
  g_assert_true (theta_kernel_read (frame->kernel, i, i, rows));
  g_assert_true (theta_kernel_read (frame->kernel, j, j, columns));
  cosine = theta_number_format_fixed (entry[2] / sqrt (rows[2] * columns[2]), 2);
  g_assert_cmpstr (theta_kernels_page_get_value (kernels (), 2), ==, cosine);
  told = g_strdup_printf ("Cosine of Θ₃ at row %u (class %s), column %u (class %s): %s",
                          frame->data->rows[i], frame->data->classes[frame->data->labels[i]],
                          frame->data->rows[j], frame->data->classes[frame->data->labels[j]],
                          cosine);
  gtk_test_accessible_assert_property (third, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, told);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_child (kernels (), "show")), 1);
  raw = theta_number_format (entry[2], 3);
  g_assert_cmpstr (theta_kernels_page_get_value (kernels (), 2), ==, raw);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_child (kernels (), "show")), 0);
}

static int
column_of (ThetaHeatmapView *view)
{
  ui_settle ();
  return theta_heatmap_view_get_heatmap (view)->cross_column;
}

/* Ctrl and an arrow go to where the next class begins, and back. */
static void
test_class_jump (void)
{
  ThetaHeatmapView *view;
  const ThetaPicture *picture;
  int second = 0;

  ui_reset ();
  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  view = theta_kernels_page_get_map (kernels (), 0);
  picture = theta_session_get_frame (session)->picture;
  while (picture->classes[second] == picture->classes[0])
    second++;
  g_signal_emit_by_name (view, "cross-moved", 0, 3);
  g_assert_true (ui_press (GTK_WIDGET (view), GDK_KEY_Right, GDK_CONTROL_MASK));
  g_assert_cmpint (column_of (view), ==, second);
  g_assert_true (ui_press (GTK_WIDGET (view), GDK_KEY_Left, 0));
  g_assert_cmpint (column_of (view), ==, second - 1);
  g_assert_true (ui_press (GTK_WIDGET (view), GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_true (ui_press (GTK_WIDGET (view), GDK_KEY_Left, 0)); /* already at the edge */
  g_assert_cmpint (column_of (view), ==, 0);
}

/* All maps show one window; the cross takes it along. */
static void
test_zoom (void)
{
  ThetaHeatmapView *first, *last;

  ui_reset ();
  ui_run ();
  ui_act ("win.page('kernels')");
  first = theta_kernels_page_get_map (kernels (), 0);
  last = theta_kernels_page_get_map (kernels (), 5);
  g_signal_emit_by_name (first, "cross-moved", 90, 90);
  g_signal_emit_by_name (first, "zoomed", 4.0, 0.5, 0.5);
  g_assert_cmpint (column_of (first), >, 0);
  g_assert_cmpuint (theta_heatmap_view_get_heatmap (last)->bins, ==, 45);
  g_signal_emit_by_name (first, "cross-moved", 0, 177);
  g_assert_cmpint (column_of (last), ==, 44);
  gtk_widget_activate_action (GTK_WIDGET (kernels ()), "kernels.zoom-reset", NULL);
  g_assert_cmpint (column_of (last), ==, 177);
  g_signal_emit_by_name (first, "opened");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (last)));
  g_signal_emit_by_name (first, "opened");
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (last)));
}

static gboolean
is_in_the_middle (void)
{
  double fraction;

  g_object_get (session, "fraction", &fraction, NULL);
  return fraction > 0 && fraction < 1;
}

static void
test_stop (void)
{
  ThetaResults *before;
  g_autofree char *marked = NULL;

  ui_reset ();
  before = ui_run ();
  ui_set ("Evaluation.Repeats=1000");
  g_assert_true (gtk_revealer_get_reveal_child (GTK_REVEALER (ui_child (window, "stale"))));
  ui_act ("win.run");
  g_assert_false (ui_action_enabled ("win.run"));
  g_assert_true (gtk_widget_get_visible (ui_child (window, "stop_button")));
  g_assert_false (gtk_widget_get_visible (ui_child (window, "run_button")));
  ui_wait (is_in_the_middle ());
  g_assert_true (gtk_widget_get_visible (ui_child (window, "strip_progress")));
  ui_act ("win.stop");
  ui_wait (!theta_session_get_running (session));
  g_assert_true (g_str_has_prefix (ui_label (window, "strip_stage"), "Stopped at: "));
  g_assert_true (theta_session_get_results (session) == before);
  g_assert_true (ui_action_enabled ("win.run"));
  g_assert_true (gtk_widget_get_visible (ui_child (window, "run_button")));
  g_assert_false (gtk_widget_get_visible (ui_child (window, "strip_progress")));
}

static void
test_results (void)
{
  ThetaResults *results;
  ThetaResultsTable *table;
  g_autofree char *sentence = NULL;

  ui_reset ();
  results = ui_run ();
  ui_act ("win.page('results')");
  ui_settle ();
  table = THETA_RESULTS_TABLE (ui_child (ui_child (window, "results_page"), "table"));
  g_assert_cmpuint (theta_results_table_count (table), ==, 6);
  for (guint m = 0; m < 6; m++)
    {
      const ThetaModelResult *model = results->models->pdata[m];

      g_assert_cmpstr (theta_results_table_get_model (table, m), ==, model->id);
      if (m > 0)
        g_assert_cmpfloat (model->mean.squared_error, >=,
                           ((ThetaModelResult *) results->models->pdata[m - 1])
                               ->mean.squared_error);
    }
  g_assert_cmpstr (theta_results_table_get_model (table, 5), ==, "majority");
  sentence = theta_results_sentence (results);
  g_assert_cmpstr (ui_label (ui_child (window, "results_page"), "sentence"), ==, sentence);
}

static void
test_replay (void)
{
  GtkWidget *page = ui_child (window, "learning_page"), *bar = ui_child (page, "replay");
  GtkAdjustment *position;
  guint last;
  g_autofree char *end = NULL, *start = NULL;

  ui_reset ();
  last = ((ThetaHistory *) ui_run ()->histories->pdata[0])->count - 1;
  ui_act ("win.page('learning')");
  ui_settle ();
  position = GTK_ADJUSTMENT (
      gtk_widget_get_template_child (bar, G_OBJECT_TYPE (bar), "position"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_child (page, "fold")), 0);
  end = g_strdup_printf ("%u of %u", last, last);
  start = g_strdup_printf ("0 of %u", last);
  g_assert_cmpfloat (gtk_adjustment_get_value (position), ==, last);
  g_assert_cmpstr (ui_label (bar, "position_label"), ==, end);
  gtk_adjustment_set_value (position, 0);
  g_assert_cmpstr (ui_label (bar, "position_label"), ==, start);
  /* All layers begin with the same weight. */
  {
    g_autofree char *told = g_strdup_printf (
        "Iteration 0 of %u: Θ₁ 0.20, Θ₂ 0.20, Θ₃ 0.20, Θ₄ 0.20, Θ₅ 0.20", last);

    gtk_test_accessible_assert_property (ui_child (ui_child (page, "charts"), "weights"),
                                         GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, told);
  }
  gtk_widget_activate_action (bar, "replay.play", NULL);
  ui_wait (gtk_adjustment_get_value (position) > 2);
  ui_wait (gtk_adjustment_get_value (position) >= last);
}

/* The first layer's share is what its slider says, and all of them add up. */
static void
assert_shares (GtkWidget *card, double first)
{
  const double *weights = theta_weights_card_get_weights (THETA_WEIGHTS_CARD (card));
  double sum = 0;

  for (guint l = 0; l < 5; l++)
    sum += weights[l];
  g_assert_cmpfloat_with_epsilon (weights[0] / sum, first, 1e-9);
  for (guint l = 0; l < 5; l++)
    g_assert_cmpfloat_with_epsilon (
        gtk_range_get_value (GTK_RANGE (gtk_grid_get_child_at (
            GTK_GRID (ui_child (card, "grid")), 3, (int) l))),
        weights[l] / sum, 1e-9);
}

/* The sliders follow the replay until they are taken over; A and the leave-one-out
 * error follow them, and the weights become a row of the results. */
static void
test_by_hand (void)
{
  GtkWidget *page = ui_child (window, "learning_page"), *card = ui_child (page, "by_hand");
  GtkWidget *weighed = ui_child (page, "weighed"), *slider;
  g_autofree char *before = NULL, *learnt = NULL;
  guint models;

  ui_reset ();
  models = ui_run ()->models->len;
  ui_act ("win.page('learning')");
  ui_settle ();
  slider = ui_find (ui_child (card, "grid"), GTK_TYPE_SCALE);
  g_assert_false (gtk_widget_get_sensitive (slider));
  ui_wait (g_strcmp0 (ui_label (weighed, "error"), "–") != 0);
  before = g_strdup (ui_label (weighed, "error"));
  learnt = g_strdup (ui_label (card, "effective"));
  gtk_switch_set_active (GTK_SWITCH (ui_child (card, "active")), TRUE);
  g_assert_true (gtk_widget_get_sensitive (slider));
  gtk_range_set_value (GTK_RANGE (slider), 0.6);
  assert_shares (card, 0.6);
  g_assert_cmpstr (ui_label (card, "effective"), ==, learnt);
  gtk_range_set_value (GTK_RANGE (ui_child (card, "strength")), 1);
  g_assert_cmpstr (ui_label (card, "effective"), !=, learnt);
  ui_wait (g_strcmp0 (ui_label (weighed, "error"), before) != 0);
  g_assert_true (g_str_has_suffix (ui_label (weighed, "change"), "before"));
  g_signal_emit_by_name (ui_child (weighed, "compare"), "clicked");
  ui_wait (theta_session_get_results (session)->models->len == models + 1);
  gtk_switch_set_active (GTK_SWITCH (ui_child (card, "active")), FALSE);
  g_assert_cmpstr (ui_label (card, "effective"), ==, learnt);
  ui_wait (g_strcmp0 (ui_label (weighed, "error"), before) == 0);
}

static void
test_keys (void)
{
  static const char *const pages[] = { "data", "kernels", "learning", "results" };
  GtkApplication *app = gtk_window_get_application (GTK_WINDOW (window));

  for (guint k = 0; k < 4; k++)
    {
      g_autofree char *key = g_strdup_printf ("<Alt>%u", k + 1);
      g_auto (GStrv) actions = gtk_application_get_actions_for_accel (app, key);

      g_assert_cmpuint (g_strv_length (actions), ==, 1);
      ui_act (actions[0]);
      g_assert_cmpstr (adw_view_stack_get_visible_child_name (
                           ADW_VIEW_STACK (ui_child (window, "stack"))), ==, pages[k]);
      ui_settle ();
    }
  ui_act ("win.sidebar");
  g_assert_false (adw_flap_get_reveal_flap (ADW_FLAP (ui_child (window, "flap"))));
  ui_act ("win.sidebar");
  g_assert_true (adw_flap_get_reveal_flap (ADW_FLAP (ui_child (window, "flap"))));
}

static void
test_narrow (void)
{
  AdwFlap *flap = ADW_FLAP (ui_child (window, "flap"));
  AdwViewSwitcherBar *bar = ADW_VIEW_SWITCHER_BAR (
      ui_find (GTK_WIDGET (window), ADW_TYPE_VIEW_SWITCHER_BAR));

  /* A window cannot become narrower at once than its unfolded settings let it. */
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 500);
  ui_wait (adw_flap_get_folded (flap));
  g_assert_false (adw_view_switcher_bar_get_reveal (bar));
  ui_settle ();
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 500);
  ui_wait (adw_flap_get_folded (flap) && adw_view_switcher_bar_get_reveal (bar));
  for (guint k = 0; k < 4; k++)
    {
      g_autofree char *action = g_strdup_printf (
          "win.page('%s')", ((const char *[]){ "data", "kernels", "learning", "results" })[k]);

      ui_act (action);
      ui_settle ();
      g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, 480);
    }
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  ui_wait (!adw_flap_get_folded (flap) && !adw_view_switcher_bar_get_reveal (bar));
}

static void
assert_named (gpointer widget, const char *name, GtkAccessibleRole role)
{
  gtk_test_accessible_assert_role (widget, role);
  gtk_test_accessible_assert_property (widget, GTK_ACCESSIBLE_PROPERTY_LABEL, name);
}

static void
test_accessible (void)
{
  GtkWidget *learning = ui_child (ui_child (window, "learning_page"), "charts");

  ui_reset ();
  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  assert_named (theta_kernels_page_get_map (kernels (), 0), "Kernel Θ₁", GTK_ACCESSIBLE_ROLE_IMG);
  assert_named (theta_kernels_page_get_map (kernels (), 5), "Weighted kernel A",
                GTK_ACCESSIBLE_ROLE_IMG);
  for (guint m = 0; m < 6; m++)
    g_assert_true (gtk_widget_get_focusable (
        GTK_WIDGET (theta_kernels_page_get_map (kernels (), m))));
  ui_act ("win.page('learning')");
  ui_settle ();
  assert_named (ui_child (learning, "weights"), "Shares of the layer weights",
                GTK_ACCESSIBLE_ROLE_IMG);
  assert_named (ui_child (learning, "loss"), "Leave-one-out squared error",
                GTK_ACCESSIBLE_ROLE_IMG);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  char **directory = user_data;

  *directory = theta_export_finish_path (result, &error);
  g_assert_no_error (error);
}

static void
test_export (void)
{
  g_autofree char *parent = g_dir_make_tmp ("theta-ui-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (parent, "wine-results", NULL);
  g_autofree char *report = g_build_filename (folder, "report.pdf", NULL);
  g_autofree char *json = g_build_filename (folder, "results.json", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", parent);
  g_autofree char *directory = NULL;

  ui_reset ();
  theta_export_async (session, ui_run (), &(ThetaExportWhat){ THETA_EXPORT_FOLDER }, folder, NULL,
                      NULL, on_exported, &directory);
  ui_wait (directory != NULL);
  g_assert_cmpstr (directory, ==, folder);
  g_assert_true (g_file_test (report, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_test (json, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  /* The first two are about a window that has run nothing yet. */
  g_test_add_func ("/pages/opens", test_opens);
  g_test_add_func ("/pages/waits", test_waits);
  g_test_add_func ("/pages/maps", test_maps);
  g_test_add_func ("/pages/cross", test_cross);
  g_test_add_func ("/pages/class-jump", test_class_jump);
  g_test_add_func ("/pages/zoom", test_zoom);
  g_test_add_func ("/pages/results", test_results);
  g_test_add_func ("/pages/replay", test_replay);
  g_test_add_func ("/pages/by-hand", test_by_hand);
  g_test_add_func ("/pages/keys", test_keys);
  g_test_add_func ("/pages/accessible", test_accessible);
  g_test_add_func ("/pages/narrow", test_narrow);
  g_test_add_func ("/pages/export", test_export);
  g_test_add_func ("/pages/stop", test_stop);
  return ui_end ();
}
