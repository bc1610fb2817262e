/* The page of the data. */
#include "support.h"

#include <math.h>

#include "ui/data-rows.h"
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

static gboolean
has_points (void)
{
  return gtk_widget_get_mapped (ui_child (page (), "picture_card"));
}

static gboolean
has_note (const char *prefix)
{
  return g_str_has_prefix (ui_label (page (), "picture_note"), prefix);
}

static void
begin (void)
{
  ui_reset ();
  ui_act ("win.page('data')");
  ui_settle ();
  ui_wait (has_points ());
  ui_settle ();
}

/* The first list or grid of rows below @widget: its selection is shared. */
static GtkSingleSelection *
selection (void)
{
  GtkWidget *view = ui_find (ui_child (page (), "rows"), GTK_TYPE_COLUMN_VIEW);

  return GTK_SINGLE_SELECTION (gtk_column_view_get_model (GTK_COLUMN_VIEW (view)));
}

/* A point that is chosen is chosen in the table, and the other way round, on its page. */
static void
test_linked (void)
{
  double x, y;
  g_autofree char *expected = NULL;

  begin ();
  g_assert_true (theta_scatter_view_locate (scatter (), 100, &x, &y));
  g_assert_cmpint (theta_scatter_view_find (scatter (), x, y), >=, 0);
  g_signal_emit_by_name (scatter (), "picked", 100);
  ui_wait (g_list_model_get_n_items (G_LIST_MODEL (selection ())) == 60
           && gtk_single_selection_get_selected (selection ()) == 40);
  g_assert_cmpstr (ui_label (page (), "pages"), ==, "61 – 120 of 178");
  expected = g_strdup_printf ("Row %u · %s", data ()->rows[100],
                              data ()->classes[data ()->labels[100]]);
  g_assert_cmpstr (ui_label (page (), "readout"), ==, expected);
  gtk_single_selection_set_selected (selection (), 2);
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 63 · "));
  /* By keys, and in words. */
  g_assert_true (ui_press (GTK_WIDGET (scatter ()), GDK_KEY_Left, 0));
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 62 · "));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (scatter ()),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "178 points; row 62 is selected, cultivar 2");
  g_assert_true (ui_press (GTK_WIDGET (scatter ()), GDK_KEY_Home, 0));
  g_assert_cmpstr (ui_label (page (), "pages"), ==, "1 – 60 of 178");
  g_assert_false (ui_press (GTK_WIDGET (scatter ()), GDK_KEY_a, 0));
  /* The pointer tells, and leaving tells what is selected. */
  g_signal_emit_by_name (scatter (), "hovered", 7);
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 8 · "));
  g_signal_emit_by_name (scatter (), "hovered", -1);
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 1 · "));
}

static void
test_pages (void)
{
  begin ();
  g_assert_false (gtk_widget_is_sensitive (ui_child (page (), "previous")));
  g_signal_emit_by_name (ui_child (page (), "next"), "clicked");
  g_signal_emit_by_name (ui_child (page (), "next"), "clicked");
  g_assert_cmpstr (ui_label (page (), "pages"), ==, "121 – 178 of 178");
  g_assert_false (gtk_widget_is_sensitive (ui_child (page (), "next")));
  ui_wait (g_list_model_get_n_items (G_LIST_MODEL (selection ())) == 58);
}

/* The row of the data at a place of the page that is shown; G_MAXUINT beyond it. */
static guint
row_shown (guint place)
{
  g_autoptr (GtkStringObject) item
      = g_list_model_get_item (G_LIST_MODEL (selection ()), place);

  return item != NULL ? (guint) g_ascii_strtoull (gtk_string_object_get_string (item), NULL, 10)
                      : G_MAXUINT;
}

static double
value_shown (guint place, guint column)
{
  guint row = row_shown (place);

  return row != G_MAXUINT ? theta_matrix_row (data ()->x, row)[column] : NAN;
}

static void
turn_to_first (void)
{
  while (gtk_widget_is_sensitive (ui_child (page (), "previous")))
    g_signal_emit_by_name (ui_child (page (), "previous"), "clicked");
}

/* Sorted by a column: every page goes on where the last one ended, equal rows stay as in
 * the file, what is selected keeps its number, and the file's order comes back. */
static void
test_sort (void)
{
  double last = -1;
  guint row = 0;

  begin ();
  turn_to_first ();
  ui_wait (g_list_model_get_n_items (G_LIST_MODEL (selection ())) == 60 && row_shown (5) == 5);
  gtk_single_selection_set_selected (selection (), 5);
  gtk_widget_activate_action (page (), "data.sort", "s", "magnesium");
  g_assert_true (g_str_has_prefix (ui_label (page (), "readout"), "Row 6 · "));
  ui_settle ();
  g_assert_cmpuint (row_shown (gtk_single_selection_get_selected (selection ())), ==, 5);
  turn_to_first ();
  for (guint at = 0; at < 178; at++)
    {
      guint place = at % 60;

      if (at > 0 && place == 0)
        g_signal_emit_by_name (ui_child (page (), "next"), "clicked");
      if (place == 0)
        ui_wait (g_list_model_get_n_items (G_LIST_MODEL (selection ())) == MIN (60, 178 - at)
                 && value_shown (0, 4) >= last);
      ui_settle ();
      g_assert_cmpfloat (value_shown (place, 4), >=, last);
      if (value_shown (place, 4) == last)
        g_assert_cmpuint (row_shown (place), >, row);
      last = value_shown (place, 4);
      row = row_shown (place);
    }
  gtk_widget_activate_action (page (), "data.sort", "s", "magnesium");
  gtk_single_selection_set_selected (selection (), GTK_INVALID_LIST_POSITION);
  gtk_widget_activate_action (page (), "data.sort", "s", "");
  gtk_widget_activate_action (page (), "data.sort", "s", "magnesium");
  gtk_widget_activate_action (page (), "data.sort", "s", "magnesium");
  ui_wait (value_shown (0, 4) == 162); /* the most of all, from there down */
  gtk_widget_activate_action (page (), "data.sort", "s", "");
  ui_wait (row_shown (0) == 0 && row_shown (59) == 59);
  g_assert_cmpstr (ui_label (page (), "pages"), ==, "1 – 60 of 178");
}

static void
test_points (void)
{
  begin ();
  /* The known shares of the standardised wines. */
  g_assert_cmpstr (ui_label (page (), "picture_note"), ==, "36 % and 19 % of the variance");
  ui_set ("Dataset.Standardize=none");
  ui_wait (has_note ("100"));
  ui_set ("Dataset.Source=generator:moons?n=40");
  ui_wait (has_points ());
  g_assert_cmpstr (ui_label (page (), "picture_title"), ==, "Points");
  g_assert_cmpstr (ui_label (page (), "picture_note"), ==, "x across, y up");
}

static void
test_images (void)
{
  GtkWidget *grid;

  begin ();
  g_assert_false (gtk_widget_get_visible (ui_child (page (), "view_buttons")));
  ui_set ("Dataset.Source=sample:digits");
  ui_settle ();
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (ui_child (page (), "views"))), ==,
                   "images");
  grid = ui_find (ui_child (page (), "images"), GTK_TYPE_GRID_VIEW);
  g_assert_true ((gpointer) gtk_grid_view_get_model (GTK_GRID_VIEW (grid))
                 == (gpointer) selection ());
  ui_wait (g_list_model_get_n_items (G_LIST_MODEL (selection ())) == 60);
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

  begin ();
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

  begin ();
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

  begin ();
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
  g_test_add_func ("/data/pages", test_pages);
  g_test_add_func ("/data/sort", test_sort);
  g_test_add_func ("/data/points", test_points);
  g_test_add_func ("/data/images", test_images);
  g_test_add_func ("/data/roles", test_roles);
  g_test_add_func ("/data/columns", test_columns);
  g_test_add_func ("/data/remedy", test_remedy);
  return ui_end ();
}
