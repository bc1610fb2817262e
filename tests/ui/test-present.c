/* Presentation mode: one picture large. */
#include "support.h"

#include <string.h>

#include "ui/chart-view.h"
#include "ui/confusion-card.h"
#include "ui/entries-card.h"
#include "ui/heatmap-view.h"
#include "ui/kernels-page.h"
#include "ui/picture.h"
#include "ui/presentation.h"

static ThetaPresentation *
presentation (void)
{
  return THETA_PRESENTATION (ui_child (window, "presentation"));
}

static gboolean
presenting (void)
{
  return gtk_widget_get_visible (GTK_WIDGET (presentation ()));
}

static GtkWidget *
picture (void)
{
  return theta_presentation_get_picture (presentation ());
}

static const char *
visible_page (void)
{
  return adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (ui_child (window, "stack")));
}

static void
press (guint key)
{
  g_assert_true (ui_press (GTK_WIDGET (presentation ()), key, 0));
  ui_settle ();
}

/* Through all pictures of all views and back, each given back to its place. */
static void
test_present (void)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  GtkWidget *grid = ui_child (page, "board"), *place = gtk_widget_get_parent (grid), *map;
  g_autofree char *words = NULL;
  guint n = 0;

  ui_reset ();
  ui_run ();
  theta_window_show_page (window, "kernels");
  ui_settle ();
  ui_act ("win.present");
  ui_settle ();
  g_assert_true (presenting ());
  g_assert_true (picture () == grid);
  g_assert_true (gtk_widget_get_parent (grid) != place);
  g_assert_cmpstr (ui_label (presentation (), "title"), ==, theta_picture_get_title (grid));
  g_assert_false (gtk_widget_get_can_focus (ui_child (window, "root")));
  /* How to go on stands where it covers nothing, until one has. */
  g_assert_true (gtk_widget_get_mapped (ui_child (presentation (), "hint")));
  /* One map, on which the arrows still move the cross, read in large type. */
  press (GDK_KEY_Page_Down);
  map = picture ();
  g_assert_true (THETA_IS_HEATMAP_VIEW (map));
  g_assert_true (gtk_widget_get_parent (grid) == place);
  /* All maps, each of the six, and the eigenvalues below them. */
  g_assert_cmpstr (ui_label (presentation (), "place"), ==, "2 of 8");
  g_assert_true (gtk_widget_get_mapped (map));
  g_assert_cmpstr (ui_label (presentation (), "value"), ==,
                   theta_kernels_page_get_value (page, 0));
  words = g_strdup (ui_label (presentation (), "words"));
  g_assert_true (g_str_has_prefix (words, "Cosine of Θ₁ at row "));
  g_assert_false (g_str_has_suffix (words, theta_kernels_page_get_value (page, 0))); /* once */
  g_assert_true (ui_press (map, GDK_KEY_Left, 0));
  g_assert_cmpstr (ui_label (presentation (), "words"), !=, words);
  g_assert_cmpstr (ui_label (presentation (), "value"), ==,
                   theta_kernels_page_get_value (page, 0));
  /* The actions of the page are within reach of the map's menu. */
  g_assert_true (gtk_widget_activate_action (map, "kernels.zoom-in", NULL));
  g_assert_true (gtk_widget_activate_action (map, "kernels.zoom-reset", NULL));
  g_assert_false (gtk_widget_get_visible (ui_child (presentation (), "hint")));
  /* On to the other views. */
  while (strcmp (visible_page (), "results") != 0)
    {
      press (n % 2 == 0 ? GDK_KEY_Tab : GDK_KEY_Page_Down);
      g_assert_true (presenting ());
      g_assert_true (gtk_widget_get_mapped (picture ()));
      g_assert_cmpuint (++n, <, 40);
    }
  g_assert_cmpuint (n, >=, 7); /* the maps, the charts of the learning */
  /* Back by one is the last of the learning. */
  press (GDK_KEY_Page_Up);
  g_assert_cmpstr (visible_page (), ==, "learning");
  ui_act ("win.dismiss");
  ui_settle ();
  g_assert_false (presenting ());
  g_assert_null (picture ());
  g_assert_true (gtk_widget_get_can_focus (ui_child (window, "root")));
}

/* A look at one picture leaves the page as it was. */
static void
test_present_focus (void)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  GtkWidget *map;

  ui_reset ();
  ui_run ();
  theta_window_show_page (window, "kernels");
  ui_settle ();
  map = GTK_WIDGET (theta_kernels_page_get_map (page, 5));
  gtk_widget_grab_focus (map);
  ui_act ("win.present");
  ui_settle ();
  press (GDK_KEY_Page_Down);
  g_assert_false (gtk_widget_has_focus (map));
  ui_act ("win.dismiss");
  ui_settle ();
  g_assert_true (gtk_widget_has_focus (map));
}

/* A map is a square, and beside it stands what its colours mean. */
static void
test_present_beside (void)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  GtkWidget *map, *card, *bar;
  graphene_rect_t at;
  double x, y;

  ui_run ();
  theta_window_show_page (window, "kernels");
  gtk_widget_grab_focus (ui_child (page, "show"));
  ui_settle ();
  ui_act ("win.present");
  press (GDK_KEY_Page_Down);
  map = picture ();
  g_assert_true (map == GTK_WIDGET (theta_kernels_page_get_map (page, 0)));
  card = ui_find (GTK_WIDGET (presentation ()), THETA_TYPE_ENTRIES_CARD);
  g_assert_true (card != NULL && gtk_widget_get_mapped (card));
  bar = GTK_WIDGET (theta_entries_card_get_bar (THETA_ENTRIES_CARD (card)));
  g_assert_cmpint (gtk_widget_get_width (map), ==, gtk_widget_get_height (map));
  g_assert_true (gtk_widget_translate_coordinates (map, card, gtk_widget_get_width (map), 0, &x, &y));
  g_assert_cmpfloat (x, <, 0);
  g_assert_cmpint (gtk_widget_get_width (bar), >=, 120);
  /* In a wide window it is larger as a whole, and all of it is seen. */
  ui_resize (1380, 760);
  g_assert_true (gtk_widget_compute_bounds (card, ui_child (presentation (), "frame"), &at));
  g_assert_cmpfloat (at.size.width, >, 1.3 * gtk_widget_get_width (card));
  g_assert_cmpfloat (at.origin.y, >=, 0);
  ui_check_within (card, ui_child (presentation (), "frame"));
  g_assert_cmpint (gtk_widget_get_width (map), ==, gtk_widget_get_height (map));
  ui_resize (1280, 800);
  /* It speaks of the map that is shown, of each in turn. */
  g_assert_nonnull (ui_find (card, GTK_TYPE_LABEL));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (ui_find (card, GTK_TYPE_LABEL))), ==,
                   "Entries of Θ₁");
  for (guint k = 1; k < 6; k++)
    {
      press (GDK_KEY_Page_Down);
      g_assert_true (picture () == GTK_WIDGET (theta_kernels_page_get_map (page, k)));
      g_assert_true (gtk_widget_has_focus (picture ()));
      g_assert_cmpuint (theta_kernels_page_get_selected (page), ==, k);
    }
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (ui_find (card, GTK_TYPE_LABEL))), ==,
                   "Entries of A");
  ui_act ("win.dismiss");
  ui_settle ();
  g_assert_null (gtk_widget_get_parent (card));
}

/* Begun away from the maps, it begins with the chosen one and leaves that chosen. */
static void
test_present_chosen (void)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  ThetaEntriesCard *card;

  ui_run ();
  theta_window_show_page (window, "kernels");
  theta_kernels_page_select (page, 2);
  gtk_widget_grab_focus (ui_child (page, "show"));
  ui_settle ();
  card = THETA_ENTRIES_CARD (ui_find (GTK_WIDGET (page), THETA_TYPE_ENTRIES_CARD));
  ui_act ("win.present");
  ui_settle ();
  g_assert_true (picture () == ui_child (page, "board"));
  g_assert_true (gtk_widget_has_focus (GTK_WIDGET (theta_kernels_page_get_map (page, 2))));
  g_assert_cmpuint (theta_kernels_page_get_selected (page), ==, 2);
  press (GDK_KEY_Page_Down);
  g_assert_cmpuint (theta_kernels_page_get_selected (page), ==, 0);
  ui_act ("win.dismiss");
  ui_settle ();
  g_assert_cmpuint (theta_kernels_page_get_selected (page), ==, 2);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (ui_find (GTK_WIDGET (card), GTK_TYPE_LABEL))), ==,
                   "Entries of Θ₃");
  theta_kernels_page_select (page, 5);
}

/* The zoom of the presentation. */
static double
zoom (void)
{
  graphene_matrix_t matrix;

  g_assert_true (gtk_widget_compute_transform (ui_child (presentation (), "box"),
                                               GTK_WIDGET (window), &matrix));
  return graphene_matrix_get_x_scale (&matrix);
}

/* In a small window the eigenvalues are offered though they are behind a tab or away, and
 * the table of models is still larger than in the window. */
static void
test_present_small (void)
{
  GtkWidget *page = ui_child (window, "kernels_page"), *table;
  GtkStack *tabs = GTK_STACK (ui_child (page, "side_stack"));
  GtkToggleButton *toggle = GTK_TOGGLE_BUTTON (ui_child (page, "panel_toggle"));
  int least;

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  ui_run ();
  theta_window_show_page (window, "kernels");
  gtk_widget_grab_focus (ui_child (page, "show"));
  ui_wait (gtk_widget_get_visible (ui_child (page, "side_switcher")));
  ui_settle ();
  for (guint away = 0; away < 2; away++)
    {
      gtk_toggle_button_set_active (toggle, away == 0);
      ui_settle ();
      g_assert_cmpstr (gtk_stack_get_visible_child_name (tabs), ==, "entry");
      ui_act ("win.present");
      for (guint k = 0; k < 7; k++)
        press (GDK_KEY_Page_Down);
      g_assert_cmpstr (ui_label (presentation (), "title"), ==, "Eigenvalues");
      g_assert_cmpstr (ui_label (presentation (), "place"), ==, "8 of 8");
      g_assert_true (gtk_widget_get_mapped (picture ()));
      g_assert_cmpint (gtk_widget_get_height (picture ()), >, 200);
      ui_act ("win.dismiss");
      ui_settle ();
    }
  gtk_toggle_button_set_active (toggle, TRUE);
  theta_window_show_page (window, "results");
  ui_settle ();
  ui_act ("win.present");
  ui_settle ();
  table = picture ();
  g_assert_cmpstr (ui_label (presentation (), "title"), ==, "Models compared");
  g_assert_cmpfloat (zoom (), >, 1);
  gtk_widget_measure (table, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (table), &least, NULL,
                      NULL, NULL);
  g_assert_cmpint (gtk_widget_get_height (table), >=, least);
  ui_act ("win.dismiss");
  ui_settle ();
  g_assert_true (gtk_widget_get_mapped (table));
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  ui_settle ();
}

/* Text is at least half as large again, and what does not fit is made smaller. */
static void
test_present_size (void)
{
  GtkWidget *box = ui_child (presentation (), "box");
  graphene_matrix_t matrix;

  ui_run ();
  theta_window_show_page (window, "learning");
  ui_settle ();
  ui_act ("win.present");
  ui_settle ();
  g_assert_true (THETA_IS_CHART_VIEW (picture ()));
  g_assert_true (gtk_widget_compute_transform (box, GTK_WIDGET (window), &matrix));
  g_assert_cmpfloat (graphene_matrix_get_x_scale (&matrix), >=, 1.499);
  /* The pointer's place is read on the chart: by key here. */
  g_assert_true (ui_press (picture (), GDK_KEY_Left, 0));
  g_assert_nonnull (strstr (ui_label (presentation (), "words"), "Θ"));
  ui_act ("win.present");
  ui_settle ();
  g_assert_false (presenting ());
}

/* A run goes on under it, and makes other maps where the network has others. */
static void
test_present_live (void)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  gboolean seen = FALSE;

  ui_run ();
  theta_window_show_page (window, "kernels");
  ui_settle ();
  ui_act ("win.present");
  press (GDK_KEY_Page_Down);
  g_assert_true (picture () == GTK_WIDGET (theta_kernels_page_get_map (page, 0)));
  ui_set ("Network.Depth=3");
  ui_act ("win.run");
  g_assert_true (presenting ());
  ui_wait ((seen = seen || gtk_widget_get_visible (ui_child (presentation (), "progress")),
            !theta_session_get_running (session)));
  ui_settle ();
  g_assert_true (seen);
  g_assert_false (gtk_widget_get_visible (ui_child (presentation (), "progress")));
  g_assert_cmpuint (theta_kernels_page_count (page), ==, 4);
  g_assert_true (presenting ());
  /* The old map has gone with its place; what is shown is one of the new. */
  g_assert_true (gtk_widget_get_mapped (picture ()));
  g_assert_true (picture () == ui_child (page, "board"));
  ui_act ("win.present");
  ui_settle ();
  g_assert_false (presenting ());
  ui_reset ();
}

/* Without a picture it says so and stays where it is. */
static void
test_present_nothing (void)
{
  theta_window_show_page (window, "start");
  ui_settle ();
  ui_act ("win.present");
  ui_settle ();
  g_assert_false (presenting ());
  g_assert_true (gtk_widget_get_can_focus (ui_child (window, "root")));
  theta_window_show_page (window, "data");
}

/* What a pointer at this place of @area reads. */
static const char *
read_at (GtkWidget *area, double x, double y)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (area);

  for (guint k = 0; k < g_list_model_get_n_items (controllers); k++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, k);

      if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
        g_signal_emit_by_name (controller, "motion", x, y);
    }
  return ui_label (presentation (), "words");
}

/* The confusion matrix is as high as there is room, in the middle, and its fields are where they
 * are drawn. */
static void
test_present_confusion (void)
{
  static const int sizes[][2] = { { 900, 600 }, { 1000, 950 }, { 1380, 980 } };
  ThetaConfusionCard *card;
  graphene_rect_t cells;
  GtkWidget *area;
  double before = 0;

  ui_run ();
  theta_window_show_page (window, "results");
  ui_settle ();
  card = THETA_CONFUSION_CARD (ui_find (ui_child (window, "results_page"),
                                        THETA_TYPE_CONFUSION_CARD));
  area = gtk_widget_get_last_child (GTK_WIDGET (card));
  gtk_widget_grab_focus (area);
  ui_act ("win.present");
  ui_settle ();
  g_assert_true (picture () == area);
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      double width, height, side;

      ui_resize (sizes[k][0], sizes[k][1]);
      ui_settle ();
      width = gtk_widget_get_width (area);
      height = gtk_widget_get_height (area);
      theta_confusion_card_get_cells (card, &cells);
      side = cells.size.height;
      g_assert_cmpfloat (side, >=, 0.7 * MIN (width, height));
      g_assert_cmpfloat (cells.origin.y + side, <=, height);
      g_assert_cmpfloat (cells.origin.x + side, <=, width);
      /* The names at the left are part of it. */
      g_assert_cmpfloat (cells.origin.x + side, >=, width / 2);
      g_assert_cmpfloat (cells.origin.x, <=, width / 2);
      g_assert_cmpfloat (side * zoom (), >, before);
      before = side * zoom ();
      g_assert_nonnull (strstr (read_at (area, cells.origin.x + side * 0.17,
                                         cells.origin.y + side * 0.17),
                                "of class cultivar 1 were recognised"));
      g_assert_nonnull (strstr (read_at (area, cells.origin.x + side * 0.83,
                                         cells.origin.y + side * 0.83),
                                "of class cultivar 3 were recognised"));
    }
  ui_act ("win.dismiss");
  ui_settle ();
  theta_confusion_card_get_cells (card, &cells);
  g_assert_cmpfloat (cells.origin.x, <, 160); /* on its page at the left, again */
  ui_resize (1280, 800);
}

int
main (int argc, char *argv[])
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/present/pictures", test_present);
  g_test_add_func ("/present/focus", test_present_focus);
  g_test_add_func ("/present/beside", test_present_beside);
  g_test_add_func ("/present/chosen", test_present_chosen);
  g_test_add_func ("/present/small", test_present_small);
  g_test_add_func ("/present/size", test_present_size);
  g_test_add_func ("/present/confusion", test_present_confusion);
  g_test_add_func ("/present/live", test_present_live);
  g_test_add_func ("/present/nothing", test_present_nothing);
  return ui_end ();
}
