/* The charts of the learning: a part of the iterations by wheel, drag and keys. */
#include "hand.h"

#include <math.h>
#include <string.h>

#include "experiment/study.h"
#include "figure/export.h"
#include "ui/chart-view-private.h"
#include "ui/eigenvalues-card.h"
#include "ui/learning-page-private.h"
#include "ui/replay-bar.h"
#include "xtest.h"

static ThetaLearningPage *
page (void)
{
  return THETA_LEARNING_PAGE (ui_child (window, "learning_page"));
}

static ThetaChartView *
chart (const char *name)
{
  return THETA_CHART_VIEW (ui_child (page ()->charts, name));
}

static ThetaReplayBar *
bar (void)
{
  return page ()->replay;
}

static void
begin (void)
{
  xtest_park ();
  ui_reset ();
  ui_run ();
  ui_act ("win.page('learning')");
  ui_settle ();
  theta_chart_view_set_range (chart ("weights"), 0, 0);
  theta_replay_bar_go (bar (), G_MAXUINT);
  ui_settle ();
  g_assert_cmpuint (theta_replay_bar_get_position (bar ()), >, 10);
}

/* Both charts show the same part of @end iterations, and say which. */
static void
check_part (double *from, double *to)
{
  static const char *const names[] = { "weights", "loss" };
  g_autofree char *said = NULL;
  double other_from, other_to;

  g_assert_true (theta_chart_view_get_range (chart ("weights"), from, to));
  g_assert_true (theta_chart_view_get_range (chart ("loss"), &other_from, &other_to));
  g_assert_cmpfloat (*from, ==, other_from);
  g_assert_cmpfloat (*to, ==, other_to);
  said = g_strdup_printf ("; iterations %.0f to %.0f are shown", ceil (*from), floor (*to));
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      g_autofree char *words = hand_description (GTK_WIDGET (chart (names[k])));

      g_assert_nonnull (strstr (words, said));
    }
  g_assert_true (gtk_widget_get_mapped (ui_child (page ()->charts, "whole")));
}

static void
check_whole (void)
{
  double from, to;
  g_autofree char *words = hand_description (GTK_WIDGET (chart ("loss")));

  g_assert_false (theta_chart_view_get_range (chart ("weights"), &from, &to));
  g_assert_false (theta_chart_view_get_range (chart ("loss"), &from, &to));
  g_assert_cmpfloat (from, ==, 0);
  g_assert_null (strstr (words, "are shown"));
  g_assert_false (gtk_widget_get_visible (ui_child (page ()->charts, "whole")));
}

/* What the chart looks like; free it. */
static GBytes *
picture_of (ThetaChartView *view)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (view));
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gtk_widget_queue_draw (GTK_WIDGET (view));
  ui_settle ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (GTK_WIDGET (view)),
                          gtk_widget_get_height (GTK_WIDGET (view)));
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  return gdk_texture_save_to_png_bytes (texture);
}

static void
test_wheel (void)
{
  double from, to, next_from, next_to;
  g_autoptr (GBytes) before = NULL, after = NULL;
  GtkWidget *loss;
  guint last;

  begin ();
  check_whole ();
  last = theta_replay_bar_get_position (bar ());
  loss = GTK_WIDGET (chart ("loss"));
  before = picture_of (chart ("weights"));
  hand_wheel (loss, -2); /* the wheel alone is the page's */
  check_whole ();
  hand_wheel_at (loss, 0.4, 0.5, -3, GDK_CONTROL_MASK);
  check_part (&from, &to);
  g_assert_cmpfloat (to - from, <, 0.6 * last);
  g_assert_cmpfloat (from, >, 0);
  g_assert_cmpfloat (to, <, last);
  after = picture_of (chart ("weights"));
  g_assert_false (g_bytes_equal (before, after));
  hand_wheel_at (loss, 0.4, 0.5, 1, GDK_SHIFT_MASK); /* along the axis */
  check_part (&next_from, &next_to);
  g_assert_cmpfloat (next_from, >, from);
  g_assert_cmpfloat_with_epsilon (next_to - next_from, to - from, 1e-9);
  hand_wheel_at (loss, 0.4, 0.5, 12, GDK_CONTROL_MASK);
  check_whole ();
  hand_wheel_at (loss, 0.4, 0.5, -40, GDK_CONTROL_MASK);
  check_part (&from, &to);
  g_assert_cmpfloat_with_epsilon (to - from, 4, 1e-9);
}

/* A drag moves the part, a press chooses an iteration in it, a double click shows all. */
static void
test_drag (void)
{
  double from, to, next_from, next_to;
  GtkWidget *weights;
  guint last, at;

  begin ();
  last = theta_replay_bar_get_position (bar ());
  weights = GTK_WIDGET (chart ("weights"));
  hand_drag (weights, 0.6, 0.2, 0.5);
  check_whole (); /* of all of it a drag chooses the iteration */
  g_assert_cmpuint (theta_replay_bar_get_position (bar ()), <, last);
  theta_replay_bar_go (bar (), last);
  hand_wheel_at (weights, 0.4, 0.5, -3, GDK_CONTROL_MASK);
  check_part (&from, &to);
  at = theta_replay_bar_get_position (bar ());
  hand_drag (weights, 0.5, 0.3, 0.5);
  check_part (&next_from, &next_to);
  g_assert_cmpfloat (next_from, >, from + 1);
  g_assert_cmpfloat_with_epsilon (next_to - next_from, to - from, 1e-9);
  g_assert_cmpuint (theta_replay_bar_get_position (bar ()), ==, at);
  hand_point (weights, 0.4, 0.5, 1);
  check_part (&from, &to);
  g_assert_cmpfloat (theta_replay_bar_get_position (bar ()), >=, from);
  g_assert_cmpfloat (theta_replay_bar_get_position (bar ()), <=, to);
  hand_point (weights, 0.4, 0.5, 2);
  check_whole ();
}

/* + − 0, wherever the focus is; the arrows and the replay take the part along. */
static void
test_keys (void)
{
  double from, to, next_from, next_to;
  guint last;

  begin ();
  last = theta_replay_bar_get_position (bar ());
  hand_key ("plus");
  hand_key ("plus");
  check_part (&from, &to);
  g_assert_cmpfloat_with_epsilon (to - from, last / 2.25, 1e-6);
  g_assert_cmpfloat (to, ==, last);
  gtk_widget_grab_focus (GTK_WIDGET (chart ("loss")));
  hand_key ("minus");
  check_part (&next_from, &next_to);
  g_assert_cmpfloat_with_epsilon (next_to - next_from, last / 1.5, 1e-6);
  hand_key ("plus");
  hand_keys ("Left", (guint) (last / 2.25) + 2);
  ui_settle ();
  check_part (&next_from, &next_to);
  g_assert_cmpfloat (next_from, <, from);
  g_assert_cmpint (theta_chart_view_get_hover (chart ("loss")), >=, (int) next_from);
  hand_key ("Home"); /* the replay's start */
  ui_settle ();
  check_part (&from, &to);
  g_assert_cmpfloat (from, ==, 0);
  hand_key ("0");
  ui_settle ();
  check_whole ();
  hand_key ("plus");
  hand_press_widget (ui_child (page ()->charts, "whole"));
  check_whole ();
}

/* Two fingers apart show less, together more: by how far they have moved since they were put
 * down.  No X server makes touches: this is what the gesture calls. */
static void
test_pinch (void)
{
  GtkWidget *loss = GTK_WIDGET (chart ("loss"));
  double from, to, at;
  guint last;

  begin ();
  last = theta_replay_bar_get_position (bar ());
  at = theta_chart_view_place (chart ("loss"), gtk_widget_get_width (loss) * 0.3);
  theta_chart_view_pinch (chart ("loss"), 1, 1.25, gtk_widget_get_width (loss) * 0.3);
  theta_chart_view_pinch (chart ("loss"), 1.25, 2, gtk_widget_get_width (loss) * 0.3);
  check_part (&from, &to);
  g_assert_cmpfloat_with_epsilon (to - from, last / 2.0, 1e-6);
  g_assert_cmpfloat_with_epsilon ((at - from) / (to - from), at / last, 1e-3); /* it stays */
  theta_chart_view_pinch (chart ("loss"), 1, 0.75, gtk_widget_get_width (loss) * 0.3);
  check_part (&from, &to);
  g_assert_cmpfloat_with_epsilon (to - from, last / 1.5, 1e-6);
  theta_chart_view_pinch (chart ("loss"), 1, 0.1, 0);
  check_whole ();
}

/* Another fold and further curves keep the part; a story that ends before it shows all. */
static void
test_kept (void)
{
  double from, to, next_from, next_to;

  begin ();
  theta_chart_view_set_range (chart ("weights"), 1, 7);
  check_part (&from, &to);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_child (page (), "training")), TRUE);
  ui_settle ();
  check_part (&next_from, &next_to);
  g_assert_cmpfloat (next_from, ==, from);
  g_assert_cmpfloat (next_to, ==, to);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (ui_child (page (), "training")), FALSE);
  theta_chart_view_set_range (chart ("weights"), 8, 13);
  ui_set ("Weights.Iterations=3");
  ui_run ();
  ui_settle ();
  check_whole ();
}

/* ---- what leaves the window ---- */

static void
draw_charts (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  theta_shown_charts_draw (cr, data, &palette, width, height);
}

/* The bytes of @shown as a file with this ending; free them. */
static char *
write_charts (const ThetaShownCharts *shown, const char *ending, gsize *length)
{
  g_autofree char *name = g_strconcat ("learning.", ending, NULL);
  g_autofree char *path = g_build_filename (ui_folder (), name, NULL);
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;

  theta_export_file (path, "Learning", 760, ceil (theta_shown_charts_height (shown, 760)), 2,
                     draw_charts, shown, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, length, NULL));
  return bytes;
}

/* An exported figure of the learning is what is looked at: its curves, its fold, the
 * iterations that are shown. */
static void
test_shown (void)
{
  static const char *const endings[] = { "pdf", "svg", "png" };
  g_autoptr (ThetaShownCharts) whole = NULL, part = NULL;
  const ThetaShownChart *weights, *loss;
  ThetaResults *results;

  begin ();
  results = theta_session_get_results (session);
  whole = theta_learning_page_take (page (), results);
  g_assert_cmpuint (whole->charts->len, ==, 2);
  g_assert_nonnull (strstr (whole->note, "31 iterations · "));
  g_assert_nonnull (strstr (whole->note, "fold 1 of 5"));
  gtk_drop_down_set_selected (page ()->fold, 2);
  gtk_drop_down_set_selected (page ()->show, 1);
  gtk_check_button_set_active (page ()->accuracy, TRUE);
  ui_settle ();
  theta_chart_view_set_range (chart ("weights"), 2.5, 9);
  theta_replay_bar_go (bar (), 5);
  part = theta_learning_page_take (page (), results);
  g_assert_cmpuint (part->charts->len, ==, 3);
  weights = part->charts->pdata[0];
  loss = part->charts->pdata[1];
  g_assert_cmpfloat (weights->curves->chart.x_from, ==, 2.5);
  g_assert_cmpfloat (loss->curves->chart.x_to, ==, 9);
  g_assert_cmpfloat (loss->curves->chart.cursor, ==, 5);
  g_assert_true (weights->curves->chart.log);
  g_assert_nonnull (strstr (part->note, "fold 3 of 5, iterations 3–9 of "));
  g_assert_nonnull (strstr (part->note, ", values at 5 · "));
  for (guint k = 0; k < G_N_ELEMENTS (endings); k++)
    {
      gsize length, other;
      g_autofree char *bytes = write_charts (part, endings[k], &length), *all = NULL;

      /* The axis is drawn: the same curves of all iterations are another picture. */
      for (guint c = 0; c < part->charts->len; c++)
        ((ThetaShownChart *) part->charts->pdata[c])->curves->chart.x_to = 0;
      all = write_charts (part, endings[k], &other);
      g_assert_false (length == other && memcmp (bytes, all, length) == 0);
      for (guint c = 0; c < part->charts->len; c++)
        ((ThetaShownChart *) part->charts->pdata[c])->curves->chart.x_to = 9;
    }
  gtk_drop_down_set_selected (page ()->show, 0);
  gtk_check_button_set_active (page ()->accuracy, FALSE);
}

static void
on_text (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
on_texture (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  g_autoptr (GdkTexture) texture
      = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (clipboard), result, NULL);

  *(GBytes **) data = gdk_texture_save_to_png_bytes (texture);
}

/* What "Copy Picture" of @view's menu gives; free it. */
static GBytes *
copy_picture (ThetaChartView *view)
{
  GBytes *png = NULL;

  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (view), "figure.copy", NULL));
  gdk_clipboard_read_texture_async (gtk_widget_get_clipboard (GTK_WIDGET (view)), NULL, on_texture,
                                    &png);
  ui_wait (png != NULL);
  return png;
}

/* A chart's own menu gives what the chart shows, as picture and as numbers. */
static void
test_copied (void)
{
  GdkClipboard *clipboard;
  g_autoptr (GBytes) whole = NULL, part = NULL, again = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  begin ();
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (chart ("loss")));
  whole = copy_picture (chart ("loss"));
  theta_chart_view_set_range (chart ("weights"), 2.5, 9);
  part = copy_picture (chart ("loss"));
  g_assert_false (g_bytes_equal (whole, part));
  gtk_widget_activate_action (GTK_WIDGET (chart ("loss")), "figure.copy-table", NULL);
  gdk_clipboard_read_text_async (clipboard, NULL, on_text, &text);
  ui_wait (text != NULL);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 7 + 1); /* heads, 3 … 9, the end */
  g_assert_true (g_str_has_prefix (lines[1], "3\t"));
  g_assert_true (g_str_has_prefix (lines[7], "9\t"));
  theta_chart_view_set_range (chart ("weights"), 0, 0);
  again = copy_picture (chart ("loss"));
  g_assert_true (g_bytes_equal (whole, again));
}

/* In a small window, too, the charts are no strips, the weights stand beside them without
 * scrolling, and no slider stands there before it can be used. */
static void
test_small (void)
{
  GtkWidget *scroll = ui_child (page (), "scroll");
  GtkWidget *side = ui_child (page (), "side_scroll");
  GtkWidget *by_hand = ui_child (page (), "by_hand"), *strength;
  GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroll));
  double x, y;

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  begin ();
  ui_wait (adw_flap_get_folded (ADW_FLAP (ui_child (window, "flap"))));
  ui_settle ();
  g_assert_cmpfloat (gtk_adjustment_get_upper (down), <=, gtk_adjustment_get_page_size (down));
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (chart ("weights"))), >=, 130);
  g_assert_cmpint (gtk_widget_get_height (GTK_WIDGET (chart ("loss"))), >=, 130);
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (chart ("loss"))), >=, 480);
  g_assert_true (gtk_widget_translate_coordinates (by_hand, side, 0, 0, &x, &y));
  g_assert_cmpfloat (y + gtk_widget_get_height (by_hand), <=, gtk_widget_get_height (side));
  strength = ui_child (by_hand, "strength");
  g_assert_false (gtk_widget_get_mapped (strength));
  theta_weights_card_set_active (THETA_WEIGHTS_CARD (by_hand), TRUE);
  ui_settle ();
  g_assert_true (gtk_widget_get_mapped (strength));
  g_assert_true (gtk_widget_is_sensitive (strength));
  theta_weights_card_set_active (THETA_WEIGHTS_CARD (by_hand), FALSE);
  /* Below that they stand one under the other and the page scrolls. */
  gtk_window_set_default_size (GTK_WINDOW (window), 600, 600);
  ui_wait (gtk_orientable_get_orientation (GTK_ORIENTABLE (ui_child (page (), "content")))
           == GTK_ORIENTATION_VERTICAL);
  ui_settle ();
  g_assert_cmpfloat (gtk_adjustment_get_upper (down), >, gtk_adjustment_get_page_size (down));
  down = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (side));
  g_assert_cmpfloat (gtk_adjustment_get_upper (down), <=, gtk_adjustment_get_page_size (down));
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  ui_settle ();
}

static gboolean
knows_eigenvalues (void)
{
  GtkWidget *card = ui_find (ui_child (window, "kernels_page"), THETA_TYPE_EIGENVALUES_CARD);
  g_autofree char *words = hand_description (ui_find (card, GTK_TYPE_DRAWING_AREA));

  return strstr (words, "condition") != NULL;
}

static void
on_ordered (GObject *source, GAsyncResult *result, gpointer data)
{
  *(ThetaFrame **) data = theta_order_finish (session, result, NULL);
}

/* What is computed for the Kernels page ends where that is left, so that the weights by
 * hand have the compute thread for themselves, and begins anew where it is seen again. */
static void
test_left_kernels (void)
{
  g_autoptr (ThetaFrame) later = NULL;
  ThetaFrame *frame;

  ui_set ("Dataset.Source=generator:spirals?n=1300");
  ui_set ("Weights.Iterations=2");
  ui_set ("Evaluation.Protocol=holdout");
  ui_set ("Evaluation.Compare=wntk");
  ui_act ("win.page('learning')");
  ui_run ();
  ui_act ("win.page('kernels')");
  g_assert_false (knows_eigenvalues ());
  ui_act ("win.page('learning')");
  /* Whatever was asked before this has been served when it is. */
  frame = theta_session_get_frame (session);
  theta_order_async (session, frame, THETA_ORDER_CLASS, THETA_ROWS_ALL, NULL, NULL, on_ordered,
                     &later);
  ui_wait (later != NULL);
  ui_settle ();
  g_assert_false (knows_eigenvalues ());
  ui_act ("win.page('kernels')");
  ui_wait (knows_eigenvalues ());
  ui_act ("win.page('learning')");
  g_assert_true (knows_eigenvalues ());
  ui_reset ();
}

int
main (int argc, char **argv)
{
  int status;

  if (!xtest_open ())
    return 77;
  hand_by_keys = TRUE;
  xtest_park ();
  ui_begin (&argc, &argv);
  g_test_add_func ("/learning/wheel", test_wheel);
  g_test_add_func ("/learning/drag", test_drag);
  g_test_add_func ("/learning/keys", test_keys);
  g_test_add_func ("/learning/pinch", test_pinch);
  g_test_add_func ("/learning/kept", test_kept);
  g_test_add_func ("/learning/shown", test_shown);
  g_test_add_func ("/learning/copied", test_copied);
  g_test_add_func ("/learning/small", test_small);
  g_test_add_func ("/learning/left-kernels", test_left_kernels);
  status = ui_end ();
  xtest_close ();
  return status;
}
