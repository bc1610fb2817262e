/* What one person sees and another shall see, too: views in files, links, drops. */
#include "support.h"

#include <string.h>

#include <math.h>

#include "experiment/study.h"
#include "figure/export.h"
#include "ui/kernels-page.h"
#include "ui/learning-charts.h"
#include "ui/learning-page.h"
#include "ui/replay-bar.h"

static char *folder;

static GtkWidget *
kernels (const char *name)
{
  return ui_child (ui_child (window, "kernels_page"), name);
}

static GtkWidget *
learning (const char *name)
{
  return ui_child (ui_child (window, "learning_page"), name);
}

static const char *
page (void)
{
  return adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (ui_child (window, "stack")));
}

static void
choose (GtkWidget *drop_down, guint k)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), k);
}

static guint
chosen (GtkWidget *drop_down)
{
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down));
}

static void
open_path (const char *path)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (window), "win.open-path", "s", path));
  ui_wait (!ui_is_loading ());
  ui_settle ();
}

static ThetaView
view_now (void)
{
  g_autoptr (ThetaExperiment) viewed = theta_session_dup_viewed (session);

  return viewed->view;
}

static void
assert_same_view (const ThetaView *a, const ThetaView *b)
{
  g_autoptr (ThetaExperiment) plain = theta_experiment_new ("sample:wine");
  g_autoptr (ThetaExperiment) first = theta_experiment_with_view (plain, a);
  g_autoptr (ThetaExperiment) second = theta_experiment_with_view (plain, b);
  g_autofree char *one = theta_experiment_to_file_text (first);
  g_autofree char *two = theta_experiment_to_file_text (second);

  g_assert_cmpstr (one, ==, two);
}

/* As somebody leaves it who has looked closely: nothing is as it was at first. */
static void
look_around (void)
{
  ThetaHeatmapView *map;

  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  choose (kernels ("show"), 1);
  choose (kernels ("colors"), 1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (kernels ("label_check")), TRUE);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (kernels ("panel_toggle")), FALSE);
  ui_settle ();
  map = theta_kernels_page_get_map (THETA_KERNELS_PAGE (ui_child (window, "kernels_page")), 2);
  g_signal_emit_by_name (map, "cross-moved", 20, 90);
  g_signal_emit_by_name (map, "zoomed", 4.0, 0.5, 0.1);
  choose (kernels ("fold"), 3);
  ui_act ("win.page('learning')");
  ui_settle ();
  choose (learning ("show"), 1);
  choose (learning ("fold"), 1);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (learning ("training")), TRUE);
  theta_replay_bar_go (THETA_REPLAY_BAR (learning ("replay")), 3);
  theta_learning_charts_set_range (THETA_LEARNING_CHARTS (learning ("charts")), 5.333, 11.25);
  ui_settle ();
}

static void
look_plainly (void)
{
  ThetaView plain = { .given = TRUE, .inspector = TRUE, .iteration = THETA_VIEW_LAST };

  theta_kernels_page_set_view (THETA_KERNELS_PAGE (ui_child (window, "kernels_page")), &plain);
  theta_learning_page_set_view (THETA_LEARNING_PAGE (ui_child (window, "learning_page")), &plain);
  ui_act ("win.page('data')");
  ui_settle ();
}

static void
test_file (void)
{
  g_autofree char *path = g_build_filename (folder, "seen.theta", NULL);
  g_autoptr (ThetaExperiment) read = NULL;
  ThetaView before, after;

  ui_reset ();
  look_around ();
  before = view_now ();
  g_assert_cmpint (before.page, ==, THETA_VIEW_PAGE_LEARNING);
  g_assert_cmpint (before.show, ==, THETA_SHOW_RAW);
  g_assert_true (before.own_scales && before.labels && before.training && before.log_weights);
  g_assert_false (before.inspector);
  g_assert_cmpuint (before.map, ==, 3);
  g_assert_cmpuint (before.fold, ==, 2);
  g_assert_cmpuint (before.kernel_fold, ==, 4);
  g_assert_cmpuint (before.iteration, ==, 3);
  g_assert_cmpfloat (before.range[0], ==, 5.33);
  g_assert_cmpfloat (before.range[1], ==, 11.25);
  g_assert_cmpfloat (before.zoom[2], <, 60);
  g_assert_cmpuint (before.row, >, 0);
  g_assert_true (theta_session_save (session, path, NULL));
  read = theta_experiment_load (path, NULL);
  assert_same_view (&read->view, &before);

  look_plainly ();
  after = view_now ();
  g_assert_cmpuint (after.map, ==, 0);
  g_assert_cmpuint (after.kernel_fold, ==, 0);
  g_assert_cmpfloat (after.zoom[2], ==, 0);
  g_assert_cmpfloat (after.range[1], ==, 0);
  g_assert_true (after.inspector);
  open_path (path);
  after = view_now ();
  assert_same_view (&after, &before);
  g_assert_cmpstr (page (), ==, "learning");
  g_assert_cmpuint (chosen (learning ("show")), ==, 1);
  g_assert_cmpuint (theta_replay_bar_get_position (THETA_REPLAY_BAR (learning ("replay"))), ==, 3);
  g_assert_cmpuint (chosen (kernels ("show")), ==, 1);
  g_assert_cmpuint (chosen (kernels ("fold")), ==, 3);
  look_plainly ();
}

/* What A shows of the fold that a link names, once that has run: its weights; a fold that there
 * is not is the first. */
static void
test_fold (void)
{
  static const struct
  {
    guint asked, shown;
  } cases[] = { { 3, 2 }, { 6, 0 }, { 0, 0 } };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *link = g_strdup_printf (
          "thetascope:open?Experiment.Seed=%u&Dataset.Source=sample:iris&Evaluation.Compare=wntk"
          "&View.Page=kernels&View.KernelFold=%u",
          40 + k, cases[k].asked);
      ThetaKernelsPage *page_of = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
      ThetaView view;

      open_path (link);
      g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (ui_child (window, "failure"))));
      view = view_now ();
      g_assert_cmpuint (view.kernel_fold, ==, cases[k].asked);
      ui_run ();
      ui_wait (gtk_widget_get_visible (kernels ("fold")));
      g_assert_cmpuint (chosen (kernels ("fold")), ==, cases[k].shown);
      g_assert_cmpuint (theta_kernels_page_get_fold (page_of), ==, cases[k].shown);
      view = view_now ();
      g_assert_cmpuint (view.kernel_fold, ==, cases[k].shown == 0 ? 0 : cases[k].asked);
    }
  /* What a person chooses goes before what was asked for. */
  choose (kernels ("fold"), 1);
  g_assert_cmpuint (view_now ().kernel_fold, ==, 2);
  look_plainly ();
  ui_reset ();
}

/* Another order stands the rows elsewhere; the cross stays on its two samples. */
static void
test_order (void)
{
  g_autofree char *link = NULL;
  ThetaView before, after;

  ui_reset ();
  look_around ();
  ui_act ("win.page('kernels')");
  choose (kernels ("order"), THETA_ORDER_CLUSTER);
  for (guint k = 0; k < 40; k++)
    ui_turn ();
  g_signal_emit_by_name (
      theta_kernels_page_get_map (THETA_KERNELS_PAGE (ui_child (window, "kernels_page")), 1),
      "cross-moved", 7, 100);
  before = view_now ();
  link = theta_session_to_link (session);
  look_plainly ();
  open_path (link);
  for (guint k = 0; k < 40; k++)
    ui_turn ();
  after = view_now ();
  assert_same_view (&after, &before);
  look_plainly ();
}

static void
draw_shown (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  theta_shown_draw (cr, data, &palette, width, height, scale);
}

/* An exported figure of the maps is what stands on the page, not what might. */
static void
test_shown (void)
{
  ThetaKernelsPage *page_of = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  static const char *const endings[] = { "png", "pdf", "svg" };
  g_autoptr (ThetaShown) whole = NULL, seen = NULL, alone = NULL;
  const ThetaShownMap *map;
  ThetaResults *results;
  ThetaView view;

  ui_reset ();
  results = ui_run ();
  look_plainly ();
  whole = theta_kernels_page_take (page_of, results); /* though the page is not seen */
  g_assert_cmpuint (whole->maps->len, ==, 6);
  map = whole->maps->pdata[0];
  g_assert_cmpuint (map->map.bins, ==, results->frame->picture->bins);
  look_around ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  seen = theta_kernels_page_take (page_of, results);
  view = view_now ();
  g_assert_cmpuint (seen->maps->len, ==, 7); /* the labels', too */
  g_assert_true (seen->own_scales);
  g_assert_nonnull (strstr (seen->note, "raw values"));
  g_assert_nonnull (strstr (seen->note, "of 178, by class") != NULL
                        ? seen->note : strstr (seen->note, "of 178 by class"));
  map = seen->maps->pdata[2];
  g_assert_cmpuint (map->map.bins, <, 60);
  g_assert_cmpint (ABS (map->map.cross_row - (20 - (int) view.zoom[0])), <=, 1);
  g_assert_cmpint (map->map.cross_column, >=, 0);
  g_assert_cmpstr (map->value, ==, theta_kernels_page_get_value (page_of, 2));
  g_assert_cmpfloat (fabs (map->map.max - 1), >, 0.01); /* not cosines */
  for (guint k = 0; k < G_N_ELEMENTS (endings); k++)
    {
      g_autofree char *name = g_strdup_printf ("shown.%s", endings[k]);
      g_autofree char *path = g_build_filename (
          g_getenv ("SHOWN_DIR") != NULL ? g_getenv ("SHOWN_DIR") : folder, name, NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (theta_export_file (path, "Kernels", 760,
                                        ceil (theta_shown_height (seen, 760)), 2, draw_shown, seen,
                                        &error));
      g_assert_no_error (error);
    }
  view.alone = TRUE;
  theta_kernels_page_set_view (page_of, &view);
  alone = theta_kernels_page_take (page_of, results);
  g_assert_cmpuint (alone->maps->len, ==, 1);
  g_assert_cmpfloat (theta_shown_height (alone, 760), >, 760);
  look_plainly ();
}

/* A link opened where nothing has run shows what it can, runs nothing, and goes to its
 * place when the person runs it. */
static void
test_link (void)
{
  static const char link[]
      = "thetascope:open?Experiment.Seed=4&Dataset.Source=sample:iris&Network.Depth=3&View.Page="
        "kernels&View.Show=difference&View.Map=2&View.Row=12&View.Column=140&View.Zoom=20;60;30"
        "&View.Iteration=2&View.Range=4;9";
  double from, to;
  ThetaView view;
  gboolean stale;

  ui_reset ();
  ui_run ();
  open_path (link);
  g_assert_cmpstr (page (), ==, "kernels");
  g_assert_false (theta_session_get_running (session));
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, "sample:iris");
  g_assert_cmpuint (theta_session_get_experiment (session)->seed, ==, 4);
  g_object_get (session, "stale", &stale, NULL);
  g_assert_true (stale); /* nothing of its own has been computed */
  g_assert_null (theta_session_get_path (session));
  ui_run ();
  view = view_now ();
  g_assert_cmpuint (view.row, ==, 12);
  g_assert_cmpuint (view.column, ==, 140);
  g_assert_cmpfloat (view.zoom[0], ==, 20);
  g_assert_cmpfloat (view.zoom[2], ==, 30);
  g_assert_cmpuint (view.map, ==, 2);
  ui_act ("win.page('learning')");
  ui_settle ();
  g_assert_cmpuint (theta_replay_bar_get_position (THETA_REPLAY_BAR (learning ("replay"))), ==, 2);
  g_assert_true (theta_learning_charts_get_range (THETA_LEARNING_CHARTS (learning ("charts")),
                                                  &from, &to));
  g_assert_cmpfloat (from, ==, 4);
  g_assert_cmpfloat (to, ==, 9);
  ui_act ("win.undo");
  ui_wait (!ui_is_loading ());
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, "sample:wine");
  look_plainly ();
}

static void
test_bad_link (void)
{
  g_autoptr (ThetaExperiment) before = NULL;

  ui_reset ();
  ui_set ("Network.Depth=4");
  before = theta_experiment_ref (theta_session_get_experiment (session));
  open_path ("thetascope:open?Dataset.Source=sample:wine&Network.Depth=many");
  g_assert_true (gtk_info_bar_get_revealed (GTK_INFO_BAR (ui_child (window, "failure"))));
  g_assert_cmpstr (ui_label (window, "failure_label"), ==,
                   "The link cannot be opened: Network.Depth must be a whole number from 1 to 64, "
                   "not “many”");
  g_assert_true (theta_session_get_experiment (session) == before);
  theta_window_fail (window, NULL);
}

/* The clipboard carries it there and back, and text that is none is told. */
static void
test_clipboard (void)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (window));
  GtkInfoBar *failure = GTK_INFO_BAR (ui_child (window, "failure"));

  ui_reset ();
  ui_set ("Network.Depth=6");
  ui_act ("win.page('results')");
  ui_act ("win.copy-link");
  ui_set ("Network.Depth=2");
  ui_act ("win.page('data')");
  ui_act ("win.paste-link");
  ui_wait (theta_session_get_experiment (session)->network.depth == 6);
  g_assert_cmpstr (page (), ==, "results");
  gdk_clipboard_set_text (clipboard, "Liebe Grüße");
  ui_act ("win.paste-link");
  ui_wait (gtk_info_bar_get_revealed (failure));
  g_assert_nonnull (strstr (ui_label (window, "failure_label"), "no Thetascope link"));
  g_assert_cmpuint (theta_session_get_experiment (session)->network.depth, ==, 6);
  theta_window_fail (window, NULL);
}

/* ---- drops ---- */

static gboolean
drop (const GValue *value)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));
  gboolean taken = FALSE;

  for (guint k = 0; k < g_list_model_get_n_items (controllers); k++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, k);

      if (GTK_IS_DROP_TARGET (controller))
        g_signal_emit_by_name (controller, "drop", value, 30.0, 30.0, &taken);
    }
  ui_wait (!ui_is_loading ());
  return taken;
}

static gboolean
drop_text (const char *text)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  return drop (&value);
}

static gboolean
drop_file (const char *uri)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  GSList *files = g_slist_append (NULL, file);

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  g_slist_free (files);
  return drop (&value);
}

static void
test_drop (void)
{
  g_autofree char *path = g_build_filename (folder, "a b.csv", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  ui_reset ();
  g_assert_true (g_file_set_contents (
      path, "x,y,class\n1,2,a\n2,1,a\n3,3,a\n1,1,b\n5,5,b\n5,6,b\n6,5,b\n0,1,a\n", -1, NULL));
  g_assert_true (drop_file (uri));
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, path);
  g_assert_true (drop_text ("thetascope:open?Dataset.Source=sample:iris&View.Page=results"));
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, "sample:iris");
  g_assert_cmpstr (page (), ==, "results");
  g_assert_true (drop_file ("thetascope:open?Dataset.Source=sample:wine&View.Page=data"));
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, "sample:wine");
  g_assert_cmpstr (page (), ==, "data");
  g_assert_false (drop_text ("rm -rf /"));
  g_assert_cmpstr (ui_label (window, "failure_label"), ==,
                   "This text is no Thetascope link; drop a file or a link");
  g_assert_false (drop_file ("https://example.org/wine.csv"));
  g_assert_cmpstr (theta_session_get_experiment (session)->source, ==, "sample:wine");
  theta_window_fail (window, NULL);
}

/* The folder holds what the tests wrote and nothing that a link brought about. */
static void
test_nothing_written (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_assert_true (g_str_has_prefix (name, "shown.") || g_str_equal (name, "seen.theta")
                     || g_str_equal (name, "a b.csv"));
      n++;
    }
  g_assert_cmpuint (n, ==, g_getenv ("SHOWN_DIR") != NULL ? 2 : 5);
}

static void
remove_folder (void)
{
  g_autoptr (GFile) dir = g_file_new_for_path (folder);
  static const char *const names[]
      = { "seen.theta", "a b.csv", "shown.png", "shown.pdf", "shown.svg" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autoptr (GFile) file = g_file_get_child (dir, names[k]);

      g_file_delete (file, NULL, NULL);
    }
  g_file_delete (dir, NULL, NULL);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  int status;

  ui_begin (&argc, &argv);
  folder = g_dir_make_tmp ("thetascope-share-XXXXXX", NULL);
  g_test_add_func ("/share/file", test_file);
  g_test_add_func ("/share/order", test_order);
  g_test_add_func ("/share/shown", test_shown);
  g_test_add_func ("/share/link", test_link);
  g_test_add_func ("/share/fold", test_fold);
  g_test_add_func ("/share/bad-link", test_bad_link);
  g_test_add_func ("/share/clipboard", test_clipboard);
  g_test_add_func ("/share/drop", test_drop);
  g_test_add_func ("/share/nothing-written", test_nothing_written);
  status = ui_end ();
  remove_folder ();
  return status;
}
