/* What the learning page makes of a large window. */
#include "support.h"

static GtkWidget *
page (void)
{
  return ui_child (window, "learning_page");
}

static GtkWidget *
map (void)
{
  return gtk_widget_get_first_child (ui_child (ui_child (page (), "weighed"), "total_bin"));
}

static GtkWidget *
plane (void)
{
  return gtk_widget_get_first_child (ui_child (ui_child (page (), "weighed"), "plane_bin"));
}

/* Whether the column under the weights by hand has to be scrolled. */
static gboolean
scrolls (void)
{
  GtkScrolledWindow *scroll = GTK_SCROLLED_WINDOW (ui_child (page (), "side_scroll"));
  GtkAdjustment *up = gtk_scrolled_window_get_vadjustment (scroll);

  return gtk_adjustment_get_upper (up) > gtk_adjustment_get_page_size (up) + 0.5;
}

static void
show_at (int width, int height)
{
  ui_resize (width, height);
  ui_settle ();
}

static void
show_run_of (const char *source)
{
  g_autofree char *assignment = g_strconcat ("Dataset.Source=", source, NULL);

  ui_reset ();
  ui_set (assignment);
  ui_set ("Weights.Iterations=3");
  ui_set ("Evaluation.Protocol=holdout");
  ui_set ("Evaluation.Compare=wntk");
  ui_run ();
  ui_act ("win.page('learning')");
  ui_settle ();
}

/* The error stands in the line of the accuracy. */
static void
check_line (void)
{
  GtkWidget *card = ui_child (page (), "weighed");
  graphene_rect_t first, second;

  g_assert_true (gtk_widget_compute_bounds (ui_child (card, "accuracy"), page (), &first));
  g_assert_true (gtk_widget_compute_bounds (ui_child (card, "error"), page (), &second));
  g_assert_cmpfloat (first.origin.y, ==, second.origin.y);
}

static void
test_map (void)
{
  show_run_of ("sample:wine");
  show_at (1280, 800);
  g_assert_cmpint (gtk_widget_get_width (map ()), <, 150);
  show_at (1920, 1080);
  g_assert_cmpint (gtk_widget_get_width (map ()), ==, 256);
  g_assert_false (scrolls ());
  check_line ();
  show_at (1280, 800);
  g_assert_cmpint (gtk_widget_get_width (map ()), <, 150);
}

/* Two stand side by side where there is no room for two in a column. */
static void
test_plane (void)
{
  graphene_rect_t first, second;

  show_run_of ("generator:moons?n=100");
  show_at (1280, 800);
  g_assert_true (gtk_widget_compute_bounds (map (), page (), &first));
  g_assert_true (gtk_widget_compute_bounds (plane (), page (), &second));
  g_assert_cmpfloat (second.origin.x, >, first.origin.x + 100);
  g_assert_cmpfloat (second.size.width, <, 150);
  show_at (1920, 1500);
  g_assert_true (gtk_widget_compute_bounds (map (), page (), &first));
  g_assert_true (gtk_widget_compute_bounds (plane (), page (), &second));
  g_assert_cmpfloat (second.origin.y, >, first.origin.y + 200);
  g_assert_cmpfloat (second.size.width, ==, first.size.width);
  g_assert_false (scrolls ());
  show_at (1280, 800);
  g_assert_cmpint (gtk_widget_get_width (plane ()), <, 150);
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/learning-large/map", test_map);
  g_test_add_func ("/learning-large/plane", test_plane);
  return ui_end ();
}
