/* The page of the data. */
#include "support.h"

#include <math.h>

#include "ui/data-page-private.h"
#include "ui/data-scroller.h"
#include "ui/scatter-view.h"

static GtkWidget *
page (void)
{
  return ui_child (window, "data_page");
}

static ThetaScatterView *
scatter (void)
{
  return THETA_SCATTER_VIEW (ui_child (page (), "scatter"));
}

static ThetaDataset *
data (void)
{
  return theta_session_get_dataset (session);
}

/* The first list or grid of rows below @widget: its selection is shared. */
static GtkSingleSelection *
selection (void)
{
  GtkWidget *view = ui_find (ui_child (page (), "rows"), GTK_TYPE_COLUMN_VIEW);

  return GTK_SINGLE_SELECTION (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)));
}

static ThetaDataRows *
rows (void)
{
  return THETA_DATA_PAGE (page ())->shown_rows;
}

static GtkAdjustment *
down (void)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (ui_child (page (), "rows")));
}

static GtkWidget *
list (void)
{
  return ui_find (ui_child (page (), "rows"), GTK_TYPE_LIST_VIEW);
}

static double
line (void)
{
  return gtk_adjustment_get_upper (down ()) / (double) data ()->x->rows;
}

/* The text of a cell of the row widget at a place of the list. */
static const char *
cell (guint place, guint column)
{
  GtkWidget *at = gtk_widget_get_first_child (list ());

  while (at != NULL && place-- > 0)
    at = gtk_widget_get_next_sibling (at);
  for (at = at != NULL ? gtk_widget_get_first_child (at) : NULL; at != NULL && column > 0; column--)
    at = gtk_widget_get_next_sibling (at);
  at = at != NULL ? ui_find (at, GTK_TYPE_INSCRIPTION) : NULL;
  return at != NULL ? gtk_inscription_get_text (GTK_INSCRIPTION (at)) : NULL;
}

/* The number of the row that is seen at a height of the table: what is written there. */
static guint
number_at (double y)
{
  guint found = 0;
  guint place = 0;

  for (GtkWidget *at = gtk_widget_get_first_child (list ()); at != NULL && found == 0;
       at = gtk_widget_get_next_sibling (at), place++)
    {
      graphene_rect_t bounds;

      /* Rows that are not seen stay where they were. */
      if (gtk_widget_get_child_visible (at)
          && gtk_widget_compute_bounds (at, list (), &bounds) && bounds.origin.y <= y
          && bounds.origin.y + bounds.size.height > y)
        found = (guint) g_ascii_strtoull (cell (place, 0), NULL, 10);
    }
  return found;
}

static gboolean
is_filled (void)
{
  return g_list_model_get_n_items (G_LIST_MODEL (selection ())) > 30 && number_at (1) > 0;
}

static gboolean
sees (guint row)
{
  double top = theta_data_rows_get_position (rows (), row) * line ();
  double value = gtk_adjustment_get_value (down ());

  return value <= top + 0.5
         && top + line () <= value + gtk_adjustment_get_page_size (down ()) + 0.5;
}

/* A point that is chosen is chosen in the table and comes into view there, and the other way
 * round. */
static void
test_linked (void)
{
  double x, y;
  g_autofree char *expected = NULL;

  ui_show_data ();
  ui_wait (is_filled ());
  g_assert_true (theta_scatter_view_locate (scatter (), 100, &x, &y));
  g_assert_cmpint (theta_scatter_view_find (scatter (), x, y), >=, 0);
  g_assert_false (sees (100));
  g_signal_emit_by_name (scatter (), "picked", 100);
  ui_settle ();
  g_assert_true (sees (100));
  g_assert_cmpuint (theta_data_rows_get_first (rows ())
                    + gtk_single_selection_get_selected (selection ()), ==, 100);
  expected = g_strdup_printf ("Row %u · %s", data ()->rows[100],
                              data ()->classes[data ()->labels[100]]);
  g_assert_cmpstr (ui_label (page (), "readout"), ==, expected);
  gtk_single_selection_set_selected (selection (), 90 - theta_data_rows_get_first (rows ()));
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 91 · "));
  /* By keys, and in words. */
  g_assert_true (ui_press (GTK_WIDGET (scatter ()), GDK_KEY_Left, 0));
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 90 · "));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (scatter ()),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "178 points; row 90 is selected, cultivar 2");
  g_assert_true (ui_press (GTK_WIDGET (scatter ()), GDK_KEY_Home, 0));
  ui_settle ();
  g_assert_cmpfloat (gtk_adjustment_get_value (down ()), ==, 0);
  g_assert_false (ui_press (GTK_WIDGET (scatter ()), GDK_KEY_a, 0));
  /* The pointer tells, and leaving tells what is selected. */
  g_signal_emit_by_name (scatter (), "hovered", 7);
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 8 · "));
  g_signal_emit_by_name (scatter (), "hovered", -1);
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 1 · "));
}

/* One scrolls through all rows: what stands at a height is what belongs there, with no more
 * widgets than are near what is seen. */
static void
test_scroll (void)
{
  double page_size;
  guint widgets = 0;

  ui_show_data ();
  ui_set ("Dataset.Source=generator:moons?n=5000");
  ui_settle ();
  ui_wait (is_filled ());
  ui_settle ();
  page_size = gtk_adjustment_get_page_size (down ());
  g_assert_cmpuint (number_at (1), ==, 1);
  for (guint k = 0; k < 40; k++)
    {
      double value = k < 25 ? k * 2.4 * line () : (40 - k) * 320.5 * line ();

      gtk_adjustment_set_value (down (), value);
      ui_settle ();
      g_assert_cmpuint (number_at (1), ==, (guint) ((value + 1) / line ()) + 1);
      g_assert_cmpuint (number_at (page_size - 1), ==,
                        (guint) ((value + page_size - 1) / line ()) + 1);
    }
  gtk_adjustment_set_value (down (), gtk_adjustment_get_upper (down ()));
  ui_settle ();
  g_assert_cmpuint (number_at (page_size - 1), ==, 5000);
  for (GtkWidget *at = gtk_widget_get_first_child (list ()); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    widgets++;
  g_assert_cmpuint (widgets, <, 80);
}

static GtkWidget *
scroller (void)
{
  return gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (ui_child (page (), "rows")));
}

static void
press (guint key, GdkModifierType state, int selected)
{
  g_assert_true (ui_press (scroller (), key, state));
  ui_settle ();
  g_assert_cmpint (theta_data_rows_get_selected (rows ()), ==, selected);
  g_assert_true (sees ((guint) selected));
  /* The row that shows it has the focus. */
  g_assert_true (gtk_widget_is_ancestor (
      gtk_root_get_focus (GTK_ROOT (window)), list ()));
}

static void
test_walk (void)
{
  int shown;

  ui_show_data ();
  ui_wait (is_filled ());
  ui_settle ();
  theta_data_rows_select (rows (), -1);
  gtk_adjustment_set_value (down (), 0);
  g_assert_true (gtk_widget_grab_focus (scroller ()));
  shown = (int) (gtk_adjustment_get_page_size (down ()) / line ());
  press (GDK_KEY_Down, 0, 0);
  press (GDK_KEY_Down, 0, 1);
  press (GDK_KEY_Page_Down, 0, 1 + shown);
  press (GDK_KEY_Page_Down, 0, 1 + 2 * shown);
  press (GDK_KEY_Up, 0, 2 * shown);
  press (GDK_KEY_Page_Up, 0, shown);
  press (GDK_KEY_End, 0, 177);
  press (GDK_KEY_Down, 0, 177);
  press (GDK_KEY_Home, GDK_CONTROL_MASK, 0);
  press (GDK_KEY_End, GDK_CONTROL_MASK, 177);
  press (GDK_KEY_Home, 0, 0);
  /* Whoever scrolls on takes the rows away below the focus, which stays in the table. */
  gtk_adjustment_set_value (down (), 120 * line ());
  ui_settle ();
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) == scroller ());
  press (GDK_KEY_Down, 0, 1);
  g_assert_false (ui_press (scroller (), GDK_KEY_a, 0));
}

static double
value_at (guint position, guint column)
{
  return theta_matrix_row (data ()->x, theta_data_rows_get_row (rows (), position))[column];
}

/* Sorted by a column: equal rows stay as in the file, what is selected keeps its number and
 * comes into view, and the file's order comes back. */
static void
test_sort (void)
{
  ui_show_data ();
  ui_wait (is_filled ());
  theta_data_rows_select (rows (), 5);
  gtk_widget_activate_action (page (), "data.sort", "s", "magnesium");
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 6 · "));
  ui_settle ();
  g_assert_cmpint (theta_data_rows_get_selected (rows ()), ==, 5);
  g_assert_true (sees (5));
  for (guint at = 1; at < 178; at++)
    {
      g_assert_cmpfloat (value_at (at, 4), >=, value_at (at - 1, 4));
      if (value_at (at, 4) == value_at (at - 1, 4))
        g_assert_cmpuint (theta_data_rows_get_row (rows (), at), >,
                          theta_data_rows_get_row (rows (), at - 1));
    }
  gtk_adjustment_set_value (down (), 0);
  ui_settle ();
  g_assert_cmpuint (number_at (1), ==, data ()->rows[theta_data_rows_get_row (rows (), 0)]);
  gtk_widget_activate_action (page (), "data.sort", "s", "magnesium");
  theta_data_rows_select (rows (), -1);
  gtk_widget_activate_action (page (), "data.sort", "s", "");
  gtk_widget_activate_action (page (), "data.sort", "s", "magnesium");
  gtk_widget_activate_action (page (), "data.sort", "s", "magnesium");
  ui_settle ();
  g_assert_cmpfloat (value_at (0, 4), ==, 162); /* the most of all, from there down */
  g_assert_cmpuint (number_at (1), ==, data ()->rows[theta_data_rows_get_row (rows (), 0)]);
  gtk_widget_activate_action (page (), "data.sort", "s", "");
  ui_settle ();
  g_assert_cmpuint (number_at (1), ==, 1);
  g_assert_cmpuint (theta_data_rows_get_row (rows (), 100), ==, 100);
}

static void
test_images (void)
{
  GtkWidget *grid;
  GtkAdjustment *at;

  ui_show_data ();
  g_assert_false (gtk_widget_get_visible (ui_child (page (), "view_buttons")));
  ui_set ("Dataset.Source=sample:digits");
  ui_settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (ui_child (page (), "views"))), ==,
                   "images");
  grid = ui_find (ui_child (page (), "images"), GTK_TYPE_GRID_VIEW);
  g_assert_true ((gpointer) gtk_grid_view_get_model (GTK_GRID_VIEW (grid))
                 == (gpointer) selection ());
  ui_wait (g_list_model_get_n_items (G_LIST_MODEL (selection ())) > 40);
  ui_settle ();
  at = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (ui_child (page (), "images")));
  gtk_adjustment_set_value (at, gtk_adjustment_get_upper (at));
  ui_settle ();
  /* The last of 1797, which are not all widgets, has come. */
  g_assert_cmpuint (theta_data_rows_get_first (rows ())
                    + g_list_model_get_n_items (G_LIST_MODEL (selection ())), >=, 1797);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (selection ())), <, 400);
  gtk_adjustment_set_value (at, 0);
  ui_settle ();
  g_assert_cmpuint (theta_data_rows_get_first (rows ()), ==, 0);
  /* Table and images have their own places, and the row that is chosen is in both. */
  gtk_adjustment_set_value (at, gtk_adjustment_get_upper (at));
  ui_settle ();
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_child (page (), "table_button")), TRUE);
  ui_settle ();
  ui_settle ();
  g_assert_cmpuint (number_at (1), ==, 1);
  theta_data_rows_select (rows (), 900);
  ui_settle ();
  g_assert_true (sees (900));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_child (page (), "images_button")), TRUE);
  ui_settle ();
  ui_settle ();
  g_assert_cmpuint (theta_data_rows_get_first (rows ()), <=, 900);
  g_assert_cmpuint (theta_data_rows_get_first (rows ())
                    + gtk_single_selection_get_selected (selection ()), ==, 900);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_child (page (), "table_button")), TRUE);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (ui_child (page (), "views"))), ==,
                   "table");
}

/* Whether the toast that is seen speaks of @what and has a button that undoes it.  One that
 * is older stands before it for a while. */
static gboolean
toast_offers (const char *what)
{
  GtkWidget *toast = ui_find (GTK_WIDGET (window), g_type_from_name ("AdwToastWidget"));
  GtkWidget *button = toast != NULL ? ui_find (toast, GTK_TYPE_BUTTON) : NULL;
  GtkWidget *title = toast != NULL ? ui_find (toast, GTK_TYPE_LABEL) : NULL;

  return title != NULL && strstr (gtk_label_get_text (GTK_LABEL (title)), what) != NULL
         && button != NULL
         && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), "win.undo") == 0;
}

/* Roles are settings, whoever asks for them. */
static void
test_roles (void)
{
  g_autofree char *ignored = NULL, *missing = NULL;

  ui_show_data ();
  gtk_widget_activate_action (page (), "data.leave-out", "s", "ash");
  ui_wait (!ui_is_loading ());
  g_assert_cmpuint (data ()->x->cols, ==, 12);
  g_assert_cmpstr (ui_label (page (), "note"), ==, "178 rows · 12 columns, 1 left out");
  ignored = theta_experiment_get (theta_session_get_experiment (session), "Dataset.Ignore");
  g_assert_cmpstr (ignored, ==, "ash");
  ui_wait (toast_offers ("ash"));
  gtk_widget_activate_action (page (), "data.use", "s", "ash");
  ui_wait (!ui_is_loading ());
  g_assert_cmpuint (data ()->x->cols, ==, 13);
  /* What cannot be is said, and nothing is lost. */
  gtk_widget_activate_action (page (), "data.label", "s", "proline");
  g_assert_true (gtk_info_bar_get_revealed (GTK_INFO_BAR (ui_child (window, "failure"))));
  g_assert_nonnull (strstr (ui_label (window, "failure_label"), "“proline” has 121 different"));
  g_assert_cmpuint (data ()->x->cols, ==, 13);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_child (page (), "missing")), 1);
  missing = theta_experiment_get (theta_session_get_experiment (session), "Dataset.Missing");
  g_assert_cmpstr (missing, ==, "mean");
  ui_wait (!ui_is_loading ());
}

/* The list of columns does the same by choice. */
static void
test_columns (void)
{
  GtkPopover *popover;
  GtkWidget *list, *choice;

  ui_show_data ();
  popover = GTK_POPOVER (ui_child (page (), "columns"));
  gtk_menu_button_popup (GTK_MENU_BUTTON (ui_child (page (), "columns_button")));
  ui_settle ();
  list = ui_find (GTK_WIDGET (popover), GTK_TYPE_LIST_VIEW);
  choice = ui_find (list, GTK_TYPE_DROP_DOWN);
  /* The label stands first. */
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (choice)), ==, 2);
  choice = ui_find (gtk_widget_get_next_sibling (gtk_widget_get_first_child (list)),
                    GTK_TYPE_DROP_DOWN);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "What “alcohol” is for");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), 1);
  ui_wait (!ui_is_loading ());
  g_assert_cmpuint (data ()->x->cols, ==, 12);
  g_assert_cmpstr (data ()->columns[0], ==, "malic_acid");
}

static void
test_remedy (void)
{
  g_autofree char *path
      = ui_write ("constant.csv", "x,y,flat,class\n1,2,5,a\n2,1,5,b\n3,7,5,a\n4,0,5,b\n"
                                  "5,2,5,a\n6,3,5,b\n7,7,5,a\n8,0,5,b\n9,9,5,a\n3,1,5,b\n");
  GtkWidget *button;

  ui_show_data ();
  theta_session_open (session, path);
  ui_wait (!ui_is_loading ());
  ui_settle ();
  button = ui_find (ui_child (page (), "findings"), GTK_TYPE_BUTTON);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Leave Out");
  g_signal_emit_by_name (button, "clicked");
  ui_wait (!ui_is_loading ());
  g_assert_cmpuint (data ()->x->cols, ==, 2);
  g_assert_null (ui_find (ui_child (page (), "findings"), GTK_TYPE_BUTTON));
  /* It says what was done, and offers the way back. */
  ui_wait (toast_offers ("flat"));
  ui_act ("win.undo");
  ui_wait (!ui_is_loading ());
  g_assert_cmpuint (data ()->x->cols, ==, 3);
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/data/linked", test_linked);
  g_test_add_func ("/data/scroll", test_scroll);
  g_test_add_func ("/data/walk", test_walk);
  g_test_add_func ("/data/sort", test_sort);
  g_test_add_func ("/data/images", test_images);
  g_test_add_func ("/data/roles", test_roles);
  g_test_add_func ("/data/columns", test_columns);
  g_test_add_func ("/data/remedy", test_remedy);
  return ui_end ();
}
