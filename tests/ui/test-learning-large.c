/* What the learning page makes of a large window. */
#include "support.h"

#include <math.h>

#include "ui/weights-card.h"

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

/* ---- the table of the decisions ---- */

static void
on_text (GObject *source, GAsyncResult *result, gpointer out)
{
  *(char **) out = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer out)
{
  *(ThetaAnswer **) out = theta_session_ask_finish (session, result, NULL);
}

static double
place_of (double least, double most, guint k, guint side)
{
  return least + (most - least) * k / (side - 1);
}

/* The class at the point of the plane that lies nearest, all of them tried. */
static int
slow_nearest (const ThetaPlane *plane, const double *point)
{
  double best = INFINITY;
  int found = -1;

  for (guint r = 0; r < plane->side; r++)
    for (guint c = 0; c < plane->side; c++)
      {
        double x = place_of (plane->x_min, plane->x_max, c, plane->side) - point[0];
        double y = place_of (plane->y_min, plane->y_max, r, plane->side) - point[1];

        if (x * x + y * y < best)
          {
            best = x * x + y * y;
            found = plane->classes[r * plane->side + c];
          }
      }
  return found;
}

/* Each row's line names the class at the nearest point of the plane. */
static void
test_table (void)
{
  ThetaWeightsCard *by_hand = THETA_WEIGHTS_CARD (ui_child (page (), "by_hand"));
  ThetaFrame *frame;
  ThetaAnswer *answer = NULL;
  GtkWidget *area;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  /* Classes that lie in each other, so that their border is long. */
  show_run_of ("generator:moons?n=1500&noise=0.5");
  frame = theta_session_get_frame (session);
  area = gtk_widget_get_first_child (plane ());
  theta_weights_card_set_active (by_hand, TRUE);
  ui_wait_for_answers ();
  theta_session_ask_async (
      session,
      theta_question_new (THETA_ASK_MAP | THETA_ASK_ERROR, frame, theta_session_get_shown (session),
                          theta_weights_card_get_weights (by_hand),
                          theta_weights_card_get_ridge (by_hand), NULL),
      NULL, on_answer, &answer);
  ui_wait (answer != NULL);
  g_assert_nonnull (answer->plane);
  ui_settle ();
  g_assert_true (gtk_widget_activate_action (area != NULL ? area : plane (), "figure.copy-table",
                                             NULL));
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (plane ()), NULL, on_text, &text);
  ui_wait (text != NULL);
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 1 + 1500 + 1);
  for (guint i = 0; i < 1500; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[1 + i], "\t", -1);
      int nearest = slow_nearest (answer->plane, frame->inputs->data + 2 * i);

      g_assert_cmpuint (g_strv_length (cells), ==, 5);
      g_assert_cmpstr (cells[3], ==, frame->data->classes[frame->data->labels[i]]);
      g_assert_cmpstr (cells[4], ==, frame->data->classes[nearest]);
    }
  theta_answer_free (answer);
  theta_weights_card_set_active (by_hand, FALSE);
  ui_wait_for_answers ();
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/learning-large/map", test_map);
  g_test_add_func ("/learning-large/plane", test_plane);
  g_test_add_func ("/learning-large/table", test_table);
  return ui_end ();
}
