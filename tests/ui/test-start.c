/* The ways to data: the import of a messy table, the start page, a drop. */
#include "support.h"

#include "ui/import-panel.h"
#include "ui/start-page.h"

static GtkWidget *
page (void)
{
  return ui_child (window, "data_page");
}

static ThetaDataset *
data (void)
{
  return theta_session_get_dataset (session);
}

static const char *
visible_page (void)
{
  return adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (ui_child (window, "stack")));
}

static void
begin (void)
{
  ui_reset ();
  ui_act ("win.page('data')");
  ui_settle ();
}

/* ---- import ---- */

static ThetaImportPanel *
find_panel (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint k = 0; k < g_list_model_get_n_items (windows); k++)
    {
      g_autoptr (GObject) found = g_list_model_get_item (windows, k);

      if (THETA_IS_IMPORT_PANEL (found))
        return THETA_IMPORT_PANEL (found);
    }
  return NULL;
}

static gboolean
has_tried (const char *part)
{
  return strstr (ui_label (find_panel (), "sentence"), part) != NULL;
}

/* A messy file asks by itself, is mended by one click, and is then open. */
static void
test_import (void)
{
  g_autofree char *path
      = ui_write ("messy.csv", "# lab 3\nid;x;y;kind\na1;1;2;\"p, or\nq\"\na2;3;?;r\n"
                               "a3;-;6;\"p, or\nq\"\na4;7;8;r\n");
  g_autofree char *marks = NULL;

  begin ();
  theta_session_open (session, path);
  ui_wait (find_panel () != NULL);
  ui_wait (has_tried ("Line 2: "));
  g_assert_cmpuint (data ()->x->rows, ==, 178);
  g_assert_false (gtk_widget_is_sensitive (ui_child (find_panel (), "open_button")));
  g_assert_true (gtk_widget_get_visible (ui_child (find_panel (), "mend_button")));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (find_panel ()))
                 == ui_child (find_panel (), "mend_button"));
  gtk_widget_activate_action (GTK_WIDGET (find_panel ()), "import.mend", NULL);
  ui_wait (has_tried ("The table can be read."));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (find_panel ()))
                 == ui_child (find_panel (), "open_button"));
  g_assert_cmpuint (theta_import_panel_get_import (find_panel ())->all_rows, ==, 4);
  g_assert_cmpuint (
      adw_combo_row_get_selected (ADW_COMBO_ROW (ui_child (find_panel (), "comment"))), ==, 1);
  gtk_widget_activate_action (GTK_WIDGET (find_panel ()), "import.open", NULL);
  ui_wait (!ui_is_loading () && find_panel () == NULL);
  g_assert_cmpuint (data ()->x->rows, ==, 4);
  g_assert_cmpuint (data ()->x->cols, ==, 2);
  marks = theta_experiment_get (theta_session_get_experiment (session), "Dataset.MissingMarks");
  g_assert_cmpstr (marks, ==, "-");
  g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (ui_child (window, "failure"))));
}

/* From the page: the present choices, changed by hand. */
static void
test_import_again (void)
{
  g_autofree char *path = ui_write ("plain.csv", "1,2,0\n3,4,1\n5,6,0\n7,9,1\n");
  const ThetaImport *import;

  begin ();
  theta_session_open (session, path);
  ui_wait (!ui_is_loading ());
  g_assert_null (find_panel ());
  gtk_widget_activate_action (page (), "data.import", NULL);
  ui_wait (has_tried ("The table can be read."));
  g_assert_cmpuint (theta_import_panel_get_import (find_panel ())->all_rows, ==, 4);
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_child (find_panel (), "header")), 1);
  ui_wait (theta_import_panel_get_import (find_panel ())->all_rows == 3);
  import = theta_import_panel_get_import (find_panel ());
  g_assert_cmpstr (import->names[0], ==, "1");
  adw_combo_row_set_selected (ADW_COMBO_ROW (ui_child (find_panel (), "separator")), 2);
  ui_wait (theta_import_panel_get_import (find_panel ())->columns == 1);
  gtk_window_close (GTK_WINDOW (find_panel ()));
  ui_wait (find_panel () == NULL);
  g_assert_cmpuint (data ()->x->rows, ==, 4);
}

/* Where text is twice as large, the choices stand under each other, each with its value, and
 * the panel fits into a small window; the strip says what it was that failed. */
static void
test_import_large (void)
{
  g_autofree char *path = ui_write ("large.csv", "# lab 3\nid;x;kind\n1;2;p\n2;3;r\n");
  g_autofree char *text = NULL;
  GtkSettings *settings = gtk_settings_get_default ();
  /* GTK 4.8 warns of labels when the size of text changes under them. */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  GtkWidget *choices;
  int dpi, least;

  begin ();
  text = g_strdup_printf ("win.open-path('%s')", path);
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  for (int scale = 1; scale <= 2; scale++)
    {
      g_object_set (settings, "gtk-xft-dpi", scale * dpi, NULL);
      ui_settle ();
      ui_act (text);
      ui_wait (find_panel () != NULL);
      ui_wait (has_tried ("Line 2: "));
      g_assert_true (g_str_has_prefix (ui_label (window, "strip_stage"),
                                       "“large.csv” was not opened"));
      choices = ui_child (find_panel (), "choices");
      ui_wait (gtk_widget_get_width (choices) > 0);
      ui_settle ();
      g_assert_cmpint (gtk_orientable_get_orientation (GTK_ORIENTABLE (choices)), ==,
                       scale == 1 ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
      gtk_widget_measure (GTK_WIDGET (find_panel ()), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL,
                          NULL, NULL);
      g_assert_cmpint (least, <=, 900);
      gtk_widget_measure (GTK_WIDGET (find_panel ()), GTK_ORIENTATION_VERTICAL, -1, &least, NULL,
                          NULL, NULL);
      g_assert_cmpint (least, <=, 600);
      gtk_window_close (GTK_WINDOW (find_panel ()));
      ui_wait (find_panel () == NULL);
    }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  ui_settle ();
  g_log_set_always_fatal (fatal);
}

/* ---- start ---- */

static GtkWidget *
find_start (void)
{
  return ui_find (ui_child (window, "stack"), THETA_TYPE_START_PAGE);
}

static void
test_start (void)
{
  ThetaStartPage *start = THETA_START_PAGE (find_start ());
  g_autofree char *source = NULL;

  begin ();
  ui_act ("win.new");
  ui_settle ();
  g_assert_cmpstr (visible_page (), ==, "start");
  /* Keys go on on the page. */
  g_assert_nonnull (gtk_window_get_focus (GTK_WINDOW (window)));
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (window)),
                                         GTK_WIDGET (start)));
  g_assert_false (adw_flap_get_reveal_flap (ADW_FLAP (ui_child (window, "flap"))));
  ui_act ("win.dismiss");
  g_assert_cmpstr (visible_page (), ==, "data");
  ui_act ("win.new");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (ui_child (start, "kind")), 3);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_child (start, "n")), 80);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_child (start, "noise")), 0.25);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (ui_child (start, "seed")), 7);
  g_assert_cmpstr (ui_label (start, "preview_note"), ==, "80 points, two classes");
  source = theta_start_page_get_source (start);
  g_assert_cmpstr (source, ==, "generator:xor?n=80&noise=0.25&seed=7");
  gtk_widget_activate_action (GTK_WIDGET (start), "start.generate", NULL);
  ui_wait (!ui_is_loading ());
  g_assert_cmpstr (visible_page (), ==, "data");
  g_assert_cmpuint (data ()->x->rows, ==, 80);
  g_assert_true (adw_flap_get_reveal_flap (ADW_FLAP (ui_child (window, "flap")))
                 || adw_flap_get_folded (ADW_FLAP (ui_child (window, "flap"))));
}

static void
test_samples (void)
{
  GtkWidget *start = find_start (), *card;

  begin ();
  ui_act ("win.new");
  ui_settle ();
  card = ui_find (ui_child (start, "samples"), GTK_TYPE_FLOW_BOX_CHILD);
  card = gtk_widget_get_next_sibling (card);
  g_signal_emit_by_name (ui_find (card, GTK_TYPE_BUTTON), "clicked");
  ui_wait (!ui_is_loading ());
  g_assert_cmpstr (data ()->source, ==, "sample:iris");
  g_assert_cmpstr (visible_page (), ==, "data");
}

static gboolean
is_any_recent (void)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  gboolean any = items != NULL;

  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  return any;
}

/* What cannot be opened leaves the choice. */
static void
test_missing (void)
{
  g_autofree char *path = g_build_filename (ui_folder (), "gone.theta", NULL);
  g_autofree char *action = g_strdup_printf ("win.source('%s')", path);

  ui_reset ();
  ui_act ("win.new");
  ui_act (action);
  ui_wait (gtk_info_bar_get_revealed (GTK_INFO_BAR (ui_child (window, "failure"))));
  g_assert_cmpstr (visible_page (), ==, "start");
  ui_act ("win.dismiss");
  ui_act ("win.dismiss");
  g_assert_cmpstr (visible_page (), ==, "data");
}

/* What was opened is offered again. */
static void
test_recent (void)
{
  g_autofree char *path = ui_write ("recent.csv", "x,class\n1,a\n2,b\n3,a\n");
  g_autofree char *parent = g_path_get_dirname (path);
  GtkWidget *start = find_start (), *row;

  begin ();
  theta_session_open (session, path);
  ui_wait (!ui_is_loading ());
  ui_wait (is_any_recent ());
  ui_reset ();
  ui_act ("win.new");
  ui_settle ();
  g_assert_true (gtk_widget_get_visible (ui_child (start, "recent_group")));
  row = ui_find (ui_child (start, "recent"), ADW_TYPE_ACTION_ROW);
  g_assert_nonnull (row);
  g_signal_emit_by_name (row, "activated");
  ui_wait (!ui_is_loading ());
  ui_wait (g_str_equal (visible_page (), "data"));
  g_assert_true (g_str_has_prefix (data ()->source, parent));
}

static void
resize (int width, int height)
{
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  ui_settle ();
  ui_settle ();
}

/* Whether all of @widget lies in @around. */
static gboolean
is_inside (GtkWidget *widget, GtkWidget *around)
{
  graphene_rect_t place, whole;

  g_assert_true (gtk_widget_get_mapped (widget));
  g_assert_true (gtk_widget_compute_bounds (widget, around, &place));
  graphene_rect_init (&whole, 0, 0, (float) gtk_widget_get_width (around),
                      (float) gtk_widget_get_height (around));
  return graphene_rect_contains_rect (&whole, &place);
}

static void
assert_all_inside (GtkWidget *start)
{
  GtkWidget *scroller = ui_child (start, "scroller");

  g_assert_true (is_inside (ui_child (start, "open_button"), scroller));
  g_assert_true (is_inside (ui_child (start, "generate_button"), scroller));
  g_assert_true (is_inside (ui_child (start, "preview_note"), scroller));
  for (GtkWidget *at = gtk_widget_get_first_child (ui_child (start, "samples")); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    g_assert_true (is_inside (at, scroller));
}

/* All that can be chosen is seen without scrolling in a low window, and what comes below it
 * is brought into view with the keys. */
static void
test_low (void)
{
  g_autofree char *path = ui_write ("low.csv", "x,class\n1,a\n2,b\n3,a\n");
  GtkWidget *start = find_start (), *scroller = ui_child (start, "scroller"), *row;

  begin ();
  theta_session_open (session, path);
  ui_wait (!ui_is_loading ());
  ui_wait (is_any_recent ());
  ui_act ("win.new");
  resize (900, 600);
  g_assert_cmpint (gtk_widget_get_height (scroller), <, 560);
  g_assert_true (gtk_widget_has_css_class (ui_child (start, "content"), "theta-low"));
  assert_all_inside (start);
  row = ui_find (ui_child (start, "recent"), ADW_TYPE_ACTION_ROW);
  g_assert_false (is_inside (row, scroller));
  g_assert_true (gtk_widget_grab_focus (row));
  ui_settle ();
  g_assert_true (is_inside (row, scroller));
  resize (1280, 800);
  g_assert_false (gtk_widget_has_css_class (ui_child (start, "content"), "theta-low"));
  ui_act ("win.dismiss");
}

/* Samples in the first row. */
static guint
count_in_row (GtkWidget *start)
{
  GtkWidget *samples = ui_child (start, "samples"), *first = gtk_widget_get_first_child (samples);
  double top = ui_bounds (first, samples).origin.y;
  guint n = 0;

  for (GtkWidget *at = first; at != NULL; at = gtk_widget_get_next_sibling (at))
    n += ui_bounds (at, samples).origin.y == top;
  return n;
}

/* Rows of samples are equally long, and what stands under the preview does not wrap. */
static void
test_rows (void)
{
  GtkWidget *start = find_start ();
  GtkLabel *note = GTK_LABEL (ui_child (start, "preview_note"));
  GtkSettings *settings = gtk_settings_get_default ();
  /* GTK 4.8 warns of labels when the size of text changes under them. */
  GLogLevelFlags fatal = g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_ERROR);
  int dpi;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  begin ();
  ui_act ("win.new");
  resize (1280, 800);
  g_assert_cmpuint (count_in_row (start), ==, 4);
  g_object_set (settings, "gtk-xft-dpi", 2 * dpi, NULL);
  for (int width = 900; width <= 1400; width += 50)
    {
      resize (width, 700);
      ui_settle ();
      g_assert_cmpuint (4 % count_in_row (start), ==, 0);
      g_assert_cmpint (pango_layout_get_line_count (gtk_label_get_layout (note)), ==, 1);
    }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  resize (1280, 800);
  g_log_set_always_fatal (fatal);
  ui_act ("win.dismiss");
}

/* In a large one it stands in the middle, and its pictures are large. */
static void
test_large (void)
{
  GtkWidget *start = find_start (), *content = ui_child (start, "content");
  GtkWidget *scroller = ui_child (start, "scroller");
  graphene_rect_t place;
  float below;

  begin ();
  ui_act ("win.new");
  resize (1900, 1400);
  assert_all_inside (start);
  g_assert_true (gtk_widget_has_css_class (content, "theta-roomy"));
  g_assert_true (gtk_widget_compute_bounds (content, scroller, &place));
  below = (float) gtk_widget_get_height (scroller) - place.origin.y - place.size.height;
  g_assert_cmpfloat_with_epsilon (place.origin.y, below, 2);
  g_assert_cmpfloat (below, >, 0);
  /* On a very large one a choice still stands near its name. */
  resize (2790, 1990);
  g_assert_true (gtk_widget_has_css_class (content, "theta-large"));
  g_assert_cmpint (gtk_widget_get_width (ui_child (start, "choices")), <, 600);
  g_assert_cmpint (gtk_widget_get_width (ui_child (start, "preview_card")), >, 1200);
  assert_all_inside (start);
  resize (1280, 800);
  g_assert_cmpint (gtk_widget_get_allocated_width (ui_child (start, "choices")), ==,
                   gtk_widget_get_allocated_width (ui_child (start, "preview_card")));
  g_assert_false (gtk_widget_has_css_class (content, "theta-roomy"));
  assert_all_inside (start);
  ui_act ("win.dismiss");
}

/* A folder that is dropped is opened as a file is, whatever page is shown. */
static void
test_drop (void)
{
  g_autofree char *path = ui_write ("dropped.csv", "x,class\n1,a\n2,b\n3,a\n4,b\n");
  g_autoptr (GListModel) controllers = NULL;
  GtkDropTarget *target = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GSList *files = g_slist_prepend (NULL, file);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  begin ();
  ui_act ("win.page('results')");
  controllers = gtk_widget_observe_controllers (GTK_WIDGET (window));
  for (guint k = 0; k < g_list_model_get_n_items (controllers); k++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, k);

      if (GTK_IS_DROP_TARGET (controller))
        target = GTK_DROP_TARGET (controller);
    }
  g_assert_nonnull (target);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_set_boxed (&value, files);
  g_signal_emit_by_name (target, "drop", &value, 5.0, 5.0, &taken);
  g_slist_free (files);
  g_assert_true (taken);
  ui_wait (!ui_is_loading ());
  g_assert_cmpstr (data ()->name, ==, "dropped");
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/import/messy", test_import);
  g_test_add_func ("/import/again", test_import_again);
  g_test_add_func ("/import/large", test_import_large);
  g_test_add_func ("/start/generator", test_start);
  g_test_add_func ("/start/samples", test_samples);
  g_test_add_func ("/start/missing", test_missing);
  g_test_add_func ("/start/recent", test_recent);
  g_test_add_func ("/start/low", test_low);
  g_test_add_func ("/start/rows", test_rows);
  g_test_add_func ("/start/large", test_large);
  g_test_add_func ("/start/drop", test_drop);
  return ui_end ();
}
