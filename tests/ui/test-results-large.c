/* The results page in little and in much room: large text, long names, large screens. */
#include "support.h"

#include "ui/confusion-card.h"

static GtkWidget *
results_page (void)
{
  return ui_child (window, "results_page");
}

static void
show (void)
{
  ui_act ("win.page('results')");
  ui_settle ();
}

/* ---- the table in little and in much room ---- */

/* Every text within the table and as wide as it is. */
static void
check_cells (GtkWidget *widget, GtkWidget *table)
{
  double x, y;
  int minimum;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    {
      gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (gtk_widget_get_width (widget), >=, minimum);
      gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (widget),
                          &minimum, NULL, NULL, NULL);
      g_assert_cmpint (gtk_widget_get_height (widget), >=, minimum);
      g_assert_true (gtk_widget_translate_coordinates (widget, table, 0, 0, &x, &y));
      g_assert_cmpfloat (x, >=, 0);
      g_assert_cmpfloat (x + gtk_widget_get_width (widget), <=, gtk_widget_get_width (table));
      g_assert_cmpfloat (y + gtk_widget_get_height (widget), <=, gtk_widget_get_height (table));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_cells (child, table);
}

/* How far below "higher" its p begins. */
static double
fall_of_p (GtkWidget *table)
{
  GtkWidget *verdict = ui_find_label (table, "higher"), *p = ui_find_label (table, "p < 0.001");
  double x, y;

  g_assert_nonnull (verdict);
  g_assert_nonnull (p);
  /* The majority class is the last, and clearly worse. */
  while (gtk_widget_get_next_sibling (verdict) != p)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (verdict);

      g_assert_nonnull (next);
      verdict = next;
    }
  g_assert_true (gtk_widget_translate_coordinates (p, verdict, 0, 0, &x, &y));
  return y;
}

/* At 200 % nothing is cut and nothing scrolls sideways: what stood beside stands below. */
static void
test_large_text (void)
{
  static const int sizes[][2] = { { 1280, 800 }, { 900, 600 } };
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *table = ui_child (results_page (), "table");
  GtkScrolledWindow *scroll = GTK_SCROLLED_WINDOW (ui_child (results_page (), "scroll"));
  GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (scroll);
  int dpi;

  ui_reset ();
  ui_run ();
  show ();
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  for (guint k = 0; k < 3 * G_N_ELEMENTS (sizes); k++)
    {
      g_object_set (settings, "gtk-xft-dpi", dpi * (2 + (int) (k % 3)) / 2, NULL);
      ui_resize (sizes[k / 3][0], sizes[k / 3][1]);
      check_cells (table, table);
      g_assert_cmpfloat (gtk_adjustment_get_upper (across), <=,
                         gtk_adjustment_get_page_size (across));
      if (k % 3 == 0)
        g_assert_cmpfloat (fall_of_p (table), <, 6);
      else if (k % 3 == 2)
        g_assert_cmpfloat (fall_of_p (table), >, 20);
    }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  ui_resize (1280, 800);
}

/* Long names break their line rather than make the table wider than the page. */
static void
test_long_names (void)
{
  static const int sizes[][2] = { { 1280, 800 }, { 900, 600 } };
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *table = ui_child (results_page (), "table");
  GtkScrolledWindow *scroll = GTK_SCROLLED_WINDOW (ui_child (results_page (), "scroll"));
  GtkAdjustment *across = gtk_scrolled_window_get_hadjustment (scroll);
  int dpi;

  ui_reset ();
  ui_set ("Evaluation.Compare=ntk-tuned;wntk;wntk:evidence;wntk:align;wntk:alignf;wntk:prefix");
  ui_run ();
  show ();
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * dpi, NULL);
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      GtkWidget *name;

      ui_resize (sizes[k][0], sizes[k][1]);
      check_cells (table, table);
      g_assert_cmpfloat (gtk_adjustment_get_upper (across), <=,
                         gtk_adjustment_get_page_size (across));
      name = ui_find_label (table, "WNTK, Alignment of the sum");
      g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (name))), ==,
                       2);
    }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  ui_resize (1280, 800);
  ui_reset ();
}

/* ---- on large screens ---- */

/* Where @widget lies in the scrolled part of the page. */
static graphene_rect_t
place_of (GtkWidget *widget)
{
  graphene_rect_t place;

  g_assert_true (gtk_widget_get_mapped (widget));
  g_assert_true (gtk_widget_compute_bounds (widget, ui_child (results_page (), "scroll"), &place));
  return place;
}

typedef struct
{
  graphene_rect_t table, matrix, list, findings;
} Places;

/* All within the page, none over another. */
static Places
find_places (void)
{
  GtkWidget *scroll = ui_child (results_page (), "scroll");
  Places places = { place_of (ui_child (results_page (), "table")),
                    place_of (ui_child (results_page (), "confusion")),
                    place_of (ui_child (results_page (), "predictions")),
                    place_of (gtk_widget_get_parent (ui_child (results_page (),
                                                               "findings_scroll"))) };
  const graphene_rect_t *all[] = { &places.table, &places.matrix, &places.list,
                                   &places.findings };

  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    {
      g_assert_cmpfloat (all[k]->origin.y + all[k]->size.height, <=,
                         gtk_widget_get_height (scroll));
      for (guint l = 0; l < k; l++)
        g_assert_false (graphene_rect_intersection (all[k], all[l], NULL));
    }
  return places;
}

static float
end_of (const graphene_rect_t *place)
{
  return place->origin.y + place->size.height;
}

static float
right_of (const graphene_rect_t *place)
{
  return place->origin.x + place->size.width;
}

/* From 1920 × 1080 on the list of predictions is as high as the page, beside the table and what
 * is under it. */
static void
test_columns (void)
{
  static const int sizes[][2] = { { 1920, 1080 }, { 2560, 1080 }, { 3840, 2100 } };

  ui_reset ();
  ui_run ();
  show ();
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      int page;
      Places at;

      ui_resize (sizes[k][0], sizes[k][1]);
      page = gtk_widget_get_height (ui_child (results_page (), "scroll"));
      at = find_places ();
      g_assert_cmpfloat (at.list.origin.y, ==, at.table.origin.y);
      g_assert_cmpfloat (at.list.origin.x, >, right_of (&at.table));
      g_assert_cmpfloat (at.list.size.width, <=, 800);
      g_assert_cmpfloat (at.list.size.height, >, 700);
      g_assert_cmpfloat (at.table.size.width, >=, 860); /* as in a window of 900 */
      g_assert_cmpfloat (end_of (&at.matrix), >, page - 30);
      g_assert_cmpfloat (end_of (&at.findings), >, page - 30);
      if (k < 2)
        {
          g_assert_cmpfloat (end_of (&at.list), >, page - 30);
          g_assert_cmpfloat (at.findings.origin.y, ==, at.matrix.origin.y);
          g_assert_cmpfloat (right_of (&at.findings), ==, right_of (&at.table));
        }
      else
        {
          g_assert_cmpfloat (at.findings.origin.y, >, end_of (&at.list));
          g_assert_cmpfloat (at.matrix.size.width, ==, at.table.size.width);
        }
    }
  ui_resize (1280, 800);
}

/* The findings under the list take what they need, no more and no less, and a small matrix
 * stands in the middle of its card, larger than usual but not without end. */
static void
test_very_large (void)
{
  GtkWidget *content = ui_child (results_page (), "content");
  GtkScrolledWindow *findings
      = GTK_SCROLLED_WINDOW (ui_child (results_page (), "findings_scroll"));
  GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (findings);
  GtkWidget *area = gtk_widget_get_last_child (ui_child (results_page (), "confusion"));
  GtkWidget *dots;
  graphene_rect_t cells, last, whole;
  int usual, room;
  double x, y, above, below;

  ui_reset ();
  ui_run ();
  show ();
  dots = ui_find (ui_child (results_page (), "table"), GTK_TYPE_DRAWING_AREA);
  usual = gtk_widget_get_height (dots);
  ui_resize (3840, 2100);
  room = gtk_widget_get_width (results_page ());
  g_assert_cmpint (gtk_widget_get_width (content), <=, 2300);
  g_assert_true (gtk_widget_translate_coordinates (content, results_page (), 0, 0, &x, &y));
  g_assert_cmpfloat (ABS (2 * x + gtk_widget_get_width (content) - room), <=, 40);
  g_assert_cmpint (gtk_widget_get_height (dots), >, usual * 9 / 8);
  g_assert_cmpfloat (gtk_adjustment_get_upper (down), <=, gtk_adjustment_get_page_size (down));
  last = place_of (ui_child (results_page (), "computed"));
  whole = place_of (GTK_WIDGET (findings));
  g_assert_cmpfloat (end_of (&last), >, end_of (&whole) - 2);
  theta_confusion_card_get_cells (THETA_CONFUSION_CARD (ui_child (results_page (), "confusion")),
                                  &cells);
  g_assert_cmpfloat (cells.size.width, >, 700);
  g_assert_cmpfloat (cells.size.width, <=, 3 * 320);
  above = cells.origin.y;
  below = gtk_widget_get_height (area) - end_of (&cells);
  g_assert_cmpfloat (below, >, 100);
  g_assert_cmpfloat (ABS (above - below), <, 120); /* the names are part of it */
  ui_resize (1280, 800);
}

/* Text of twice the size makes of 4K what usual text makes of half of it. */
static void
test_columns_large_text (void)
{
  GtkSettings *settings = gtk_settings_get_default ();
  Places at;
  int dpi;

  ui_reset ();
  ui_run ();
  show ();
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  g_object_set (settings, "gtk-xft-dpi", 2 * dpi, NULL);
  ui_resize (3840, 2100);
  at = find_places ();
  check_cells (ui_child (results_page (), "table"), ui_child (results_page (), "table"));
  g_assert_cmpfloat (at.list.origin.y, ==, at.table.origin.y);
  g_assert_cmpfloat (at.list.size.height, >, 1280);
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  ui_resize (1280, 800);
}

/* A tall window has the list at the bottom, as wide as the page. */
static void
test_tall (void)
{
  Places at;

  ui_reset ();
  ui_run ();
  show ();
  ui_resize (1200, 1900);
  at = find_places ();
  g_assert_cmpfloat (at.list.size.width, ==, at.table.size.width);
  g_assert_cmpfloat (at.list.origin.y, >, end_of (&at.matrix));
  g_assert_cmpfloat (end_of (&at.list), >,
                     gtk_widget_get_height (ui_child (results_page (), "scroll")) - 30);
  g_assert_cmpfloat (at.findings.origin.y, ==, at.matrix.origin.y);
  ui_resize (1280, 800);
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/results-large/text", test_large_text);
  g_test_add_func ("/results-large/names", test_long_names);
  g_test_add_func ("/results-large/columns", test_columns);
  g_test_add_func ("/results-large/very-large", test_very_large);
  g_test_add_func ("/results-large/columns-text", test_columns_large_text);
  g_test_add_func ("/results-large/tall", test_tall);
  return ui_end ();
}
