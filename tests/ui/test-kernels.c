/* The Kernels page beyond its maps: the cards, the inspector, the folds. */
#include "support.h"

#include <string.h>

#include "ui/draw.h"
#include "ui/alignment-card.h"
#include "ui/class-key.h"
#include "ui/color-bar.h"
#include "ui/eigenvalues-card.h"
#include "ui/entries-card.h"
#include "ui/entry-parts.h"
#include "ui/kernels-board.h"
#include "ui/kernels-page.h"
#include "ui/nearest-rows.h"

static GtkWidget *
kernels (void)
{
  return ui_child (window, "kernels_page");
}

/* Whether @widget is seen within @place. */
static gboolean
seen_in (GtkWidget *widget, GtkWidget *place)
{
  return widget != NULL && gtk_widget_get_mapped (widget) && gtk_widget_is_ancestor (widget, place);
}

static gboolean
maps_and_cards_fit (GtkWidget *board)
{
  GtkWidget *card = ui_find (board, THETA_TYPE_ALIGNMENT_CARD);
  double x, y;

  return card != NULL && gtk_widget_translate_coordinates (card, board, 0, 0, &x, &y)
         && y + gtk_widget_get_height (card) <= gtk_widget_get_height (board)
         && x + gtk_widget_get_width (card) <= gtk_widget_get_width (board);
}

/* As drawn at 1280 × 800: maps of 198 pixels beside their strips, and below each column a
 * card that is as wide. */
static void
test_columns (void)
{
  /* Of the window, and of its maps with their strips at least. */
  static const int sizes[][3] = { { 1280, 800, 206 }, { 1360, 960, 230 }, { 1100, 820, 168 } };
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (kernels ());
  GtkWidget *board = ui_child (page, "board");

  ui_show_kernels ();
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      ui_resize_content (sizes[k][0], sizes[k][1]);
      if (k == 2) /* with all of the width for the maps and their cards */
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_child (page, "panel_toggle")), FALSE);
      ui_wait (!theta_kernels_board_is_compact (THETA_KERNELS_BOARD (board)));
      ui_settle ();
      for (guint c = 0; c < 3; c++)
        {
          const GType types[] = { THETA_TYPE_ENTRIES_CARD, THETA_TYPE_EIGENVALUES_CARD,
                                  THETA_TYPE_ALIGNMENT_CARD };
          graphene_rect_t above = ui_bounds (theta_kernels_page_get_map (page, c), board);
          graphene_rect_t below = ui_bounds (theta_kernels_page_get_map (page, c + 3), board);
          graphene_rect_t card = ui_bounds (ui_find (board, types[c]), board);

          g_assert_cmpfloat (above.size.width, >=, sizes[k][2]);
          g_assert_cmpfloat (above.size.height, ==, above.size.width);
          g_assert_cmpfloat (below.origin.x, ==, above.origin.x);
          g_assert_cmpfloat (card.origin.x, ==, above.origin.x);
          g_assert_cmpfloat (card.size.width, ==, above.size.width);
          g_assert_cmpfloat (card.size.height, >=, 140);
          g_assert_cmpfloat (card.size.height, <=, 170);
          g_assert_cmpfloat (card.origin.y, >=, below.origin.y + below.size.height);
        }
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (ui_child (page, "panel_toggle")), TRUE);
  ui_resize (1280, 800);
}

/* As drawn at 900 × 600: one card 196 wide, in which all of the entry is in view with its
 * colour bar, the classes and both jumps, for rows of values and for images. */
static void
test_small (void)
{
  static const char *const sources[] = { "sample:wine", "sample:digits" };
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (kernels ());
  GtkWidget *side = ui_child (page, "side"), *board = ui_child (page, "board");

  for (guint k = 0; k < G_N_ELEMENTS (sources); k++)
    {
      g_autofree char *source = g_strconcat ("Dataset.Source=", sources[k], NULL);
      GtkWidget *seen;

      ui_reset ();
      ui_act ("win.page('data')");
      ui_set (source);
      ui_set ("Weights.Iterations=2");
      ui_set ("Evaluation.Compare=wntk");
      ui_run ();
      ui_act ("win.page('kernels')");
      ui_resize_content (900, 600);
      ui_wait (theta_kernels_board_is_compact (THETA_KERNELS_BOARD (board)));
      ui_settle ();
      seen = ui_child (page, "side_stack");
      g_assert_cmpint (gtk_widget_get_width (side), ==, 196);
      ui_check_within (ui_find_named (side, "apart"), seen);
      ui_check_within (ui_find_named (side, "within"), seen);
      ui_check_within (ui_find (side, THETA_TYPE_COLOR_BAR), seen);
      ui_check_within (ui_find (side, THETA_TYPE_CLASS_KEY), seen);
      ui_check_within (ui_find (side, GTK_TYPE_STACK_SWITCHER), side);
      for (guint m = 0; m < theta_kernels_page_count (page); m++)
        {
          GtkWidget *map = GTK_WIDGET (theta_kernels_page_get_map (page, m));

          g_assert_cmpint (gtk_widget_get_width (map), >=, 200);
          ui_check_within (map, board);
        }
      gtk_stack_set_visible_child_name (GTK_STACK (seen), "nearest");
      ui_settle ();
      g_assert_cmpint (gtk_widget_get_width (side), ==, 196);
      ui_check_within (ui_find (side, THETA_TYPE_NEAREST_ROWS), seen);
      gtk_stack_set_visible_child_name (GTK_STACK (seen), "entry");
    }
  ui_resize (1280, 800);
}

/* With Tab alone: from map to map, on to the cards and through the inspector, never twice to
 * the same place and without a place where it ends. */
static void
test_focus (void)
{
  static const int sizes[][2] = { { 1280, 800 }, { 900, 600 } };
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (kernels ());

  ui_show_kernels ();
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      GtkWidget *within = ui_find_named (kernels (), "within"), *focus = NULL;
      GtkWidget *bar = ui_find (kernels (), THETA_TYPE_COLOR_BAR);
      g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

      ui_resize_content (sizes[k][0], sizes[k][1]);
      ui_wait (gtk_widget_get_sensitive (within));
      ui_settle ();
      gtk_widget_grab_focus (GTK_WIDGET (theta_kernels_page_get_map (page, 0)));
      for (guint m = 1; m < theta_kernels_page_count (page); m++)
        g_assert_true (ui_tab () == GTK_WIDGET (theta_kernels_page_get_map (page, m)));
      while (focus != within)
        {
          focus = ui_tab ();
          g_assert_true (gtk_widget_is_ancestor (focus, kernels ()));
          g_assert_true (g_hash_table_add (seen, focus));
        }
      g_assert_true (g_hash_table_contains (seen, bar));
      g_assert_true (ui_tab () != within);
    }
  ui_resize (1280, 800);
}

/* Under the maps where there is room, in the side where there is not. */
static void
test_cards (void)
{
  GtkWidget *board = ui_child (kernels (), "board"), *side = ui_child (kernels (), "side");

  ui_show_kernels ();
  ui_resize (1280, 800);
  ui_wait (!theta_kernels_board_is_compact (THETA_KERNELS_BOARD (board)));
  ui_settle ();
  g_assert_true (seen_in (ui_find (board, THETA_TYPE_ENTRIES_CARD), board));
  g_assert_true (seen_in (ui_find (board, THETA_TYPE_EIGENVALUES_CARD), board));
  g_assert_true (maps_and_cards_fit (board));
  ui_resize (900, 600);
  ui_wait (theta_kernels_board_is_compact (THETA_KERNELS_BOARD (board)));
  ui_settle ();
  g_assert_null (ui_find (board, THETA_TYPE_ENTRIES_CARD));
  g_assert_true (seen_in (ui_find (side, THETA_TYPE_ENTRIES_CARD), side));
  g_assert_true (gtk_widget_get_visible (ui_child (kernels (), "side_switcher")));
  ui_resize (1280, 800);
  ui_wait (ui_find (board, THETA_TYPE_ENTRIES_CARD) != NULL);
  g_assert_false (gtk_widget_get_visible (ui_child (kernels (), "side_switcher")));
}

/* A over Σa is the mean of the entries with the weights' shares: it lies between them. */
static void
test_parts (void)
{
  GtkWidget *parts;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  double low = 1e9, high = -1e9, total;
  int sum = 0;

  ui_show_kernels ();
  parts = ui_find (kernels (), THETA_TYPE_ENTRY_PARTS);
  text = theta_entry_parts_get_text (THETA_ENTRY_PARTS (parts));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >=, 7);
  for (guint l = 1; l <= 6; l++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[l], "\t", -1);
      g_autofree char *entry = g_strdelimit (g_strdup (cells[2]), " ", '\0');
      g_autofree char *plain = g_str_has_prefix (entry, "−") ? g_strconcat ("-", entry + 3, NULL)
                                                             : g_strdup (entry);
      double value = g_ascii_strtod (plain, NULL);

      if (l == 6)
        {
          g_assert_cmpstr (cells[0], ==, "A/Σa");
          total = value;
          break;
        }
      sum += (int) (100 * g_ascii_strtod (cells[1], NULL) + 0.5);
      low = MIN (low, value);
      high = MAX (high, value);
    }
  g_assert_cmpint (sum, ==, 100);
  g_assert_cmpfloat (total, >=, low);
  g_assert_cmpfloat (total, <=, high);
}

/* A row of the list says class and row, and leads there. */
static void
test_nearest (void)
{
  GtkWidget *list, *button;
  g_autofree char *before = NULL;

  ui_show_kernels ();
  list = ui_find (kernels (), THETA_TYPE_NEAREST_ROWS);
  ui_wait (ui_find (list, GTK_TYPE_BUTTON) != NULL);
  button = ui_find (list, GTK_TYPE_BUTTON);
  before = g_strdup (theta_kernels_page_get_value (THETA_KERNELS_PAGE (kernels ()), 5));
  g_assert_nonnull (strstr (theta_draw_get_tip (button), "class cultivar"));
  g_signal_emit_by_name (button, "clicked");
  ui_settle ();
  g_assert_cmpstr (theta_kernels_page_get_value (THETA_KERNELS_PAGE (kernels ()), 5), !=, before);
}

/* The rows of the map: bins, which are rows here. */
static guint
shown_rows (void)
{
  const ThetaHeatmap *map = theta_heatmap_view_get_heatmap (
      theta_kernels_page_get_map (THETA_KERNELS_PAGE (kernels ()), 5));

  return map != NULL ? map->bins : 0;
}

/* This fold's training rows, or its test rows, alone; the jumps lead to rows that are shown
 * and the view remembers it. */
static void
test_rows (void)
{
  GtkDropDown *rows = GTK_DROP_DOWN (ui_child (kernels (), "rows"));
  GtkDropDown *fold = GTK_DROP_DOWN (ui_child (kernels (), "fold"));
  GtkWidget *entry = ui_child (kernels (), "entry");
  const ThetaFold *first, *second;
  ThetaView view = { 0 };

  ui_show_kernels ();
  ui_wait (gtk_widget_get_visible (GTK_WIDGET (rows)) && shown_rows () == 178);
  first = theta_session_get_frame (session)->folds->pdata[0];
  second = theta_session_get_frame (session)->folds->pdata[1];
  g_assert_false (gtk_widget_get_visible (ui_child (kernels (), "badge")));
  gtk_drop_down_set_selected (rows, 2);
  ui_wait (shown_rows () == first->n_test);
  ui_wait (gtk_widget_get_sensitive (ui_find_named (entry, "apart")));
  g_signal_emit_by_name (ui_find_named (entry, "apart"), "clicked");
  ui_settle ();
  theta_kernels_page_get_view (THETA_KERNELS_PAGE (kernels ()), &view);
  g_assert_cmpint (view.rows, ==, 2);
  g_assert_true (first->test[view.row - 1] && first->test[view.column - 1]);
  gtk_drop_down_set_selected (fold, 1);
  ui_wait (shown_rows () == second->n_test);
  ui_settle ();
  gtk_drop_down_set_selected (rows, 1);
  ui_wait (shown_rows () == second->n_train);
  view.rows = 0;
  view.row = view.column = 0;
  theta_kernels_page_set_view (THETA_KERNELS_PAGE (kernels ()), &view);
  ui_wait (shown_rows () == 178);
  gtk_drop_down_set_selected (fold, 0);
  ui_settle ();
}

/* Every label that is mapped has the height that its text takes, and ends in the window. */
static void
check_labels (GtkWidget *widget, const char *when)
{
  int minimum;
  double x, y;

  if (GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget))
    {
      /* A width to measure for has the margins in it. */
      gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL,
                          gtk_widget_get_width (widget) + gtk_widget_get_margin_start (widget)
                              + gtk_widget_get_margin_end (widget),
                          &minimum, NULL, NULL, NULL);
      g_assert_true (gtk_widget_translate_coordinates (widget, GTK_WIDGET (window), 0, 0, &x, &y));
      if (gtk_widget_get_height (widget) < minimum || x < 0
          || x + gtk_widget_get_width (widget) > gtk_widget_get_width (GTK_WIDGET (window)))
        g_error ("“%s” is cut off at %s", gtk_label_get_text (GTK_LABEL (widget)), when);
    }
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    check_labels (at, when);
}

/* No text is cut off where it is larger: bars go on in a further line, heads grow. */
static void
test_large_text (void)
{
  static const int sizes[][2] = { { 1280, 800 }, { 900, 600 } };
  GtkSettings *settings = gtk_settings_get_default ();
  GtkWidget *results = ui_child (window, "results_page");
  int dpi;

  ui_show_kernels ();
  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  for (guint k = 0; k < 3 * G_N_ELEMENTS (sizes); k++)
    {
      int percent = 100 + 50 * ((int) k % 3);
      const int *size = sizes[k / 3];
      g_autofree char *when = g_strdup_printf ("%d %%, %d × %d", percent, size[0], size[1]);

      g_object_set (settings, "gtk-xft-dpi", dpi * percent / 100, NULL);
      ui_resize (size[0], size[1]);
      check_labels (kernels (), when);
      ui_act ("win.page('results')");
      ui_settle ();
      check_labels (ui_child (results, "cards"), when);
      check_labels (ui_child (results, "sentence"), when);
      ui_act ("win.page('kernels')");
    }
  g_object_set (settings, "gtk-xft-dpi", dpi, NULL);
  ui_resize (1280, 800);
}

/* Low maps leave their height to the cards, and the lines of the alignment fill theirs. */
static void
check_foot (GtkWidget *board)
{
  GtkWidget *card = ui_find (board, THETA_TYPE_ALIGNMENT_CARD);
  graphene_rect_t at = ui_bounds (card, board);
  graphene_rect_t last = ui_bounds (gtk_widget_get_last_child (ui_find (card, GTK_TYPE_GRID)), card);

  g_assert_cmpfloat (at.origin.y + at.size.height, >=, gtk_widget_get_height (board) - 12);
  g_assert_cmpfloat (at.size.height, >, 200);
  g_assert_cmpfloat (last.origin.y + last.size.height, >=, at.size.height - 30);
}

/* The kernel of the labels is seen at once, with all others, and so is every value. */
static void
test_labels (void)
{
  static const int sizes[][2] = { { 1280, 800 }, { 900, 600 } };
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (kernels ());
  GtkCheckButton *check = GTK_CHECK_BUTTON (ui_child (page, "label_check"));
  GtkWidget *board = ui_child (page, "board");

  ui_show_kernels ();
  gtk_check_button_set_active (check, TRUE);
  ui_settle ();
  g_assert_cmpuint (theta_kernels_page_count (page), ==, 7);
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      ui_resize_content (sizes[k][0], sizes[k][1]);
      ui_wait (theta_kernels_board_is_compact (THETA_KERNELS_BOARD (board)) == (k == 1));
      ui_settle ();
      for (guint m = 0; m < 7; m++)
        ui_check_within (GTK_WIDGET (theta_kernels_page_get_map (page, m)), board);
      if (k == 0)
        check_foot (board);
    }
  gtk_check_button_set_active (check, FALSE);
  ui_resize (1280, 800);
}

/* The value in the card of the entries has room for powers of ten. */
static void
test_value (void)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (kernels ());
  GtkWidget *value;
  g_autoptr (PangoLayout) layout = NULL;
  int width;

  ui_show_kernels ();
  ui_resize_content (1280, 800);
  ui_settle ();
  value = ui_find (ui_find (GTK_WIDGET (page), THETA_TYPE_ENTRIES_CARD), GTK_TYPE_INSCRIPTION);
  layout = gtk_widget_create_pango_layout (value, "4.64 × 10⁻⁴");
  pango_layout_get_pixel_size (layout, &width, NULL);
  g_assert_cmpint (gtk_widget_get_width (value), >=, width);
}

/* The lines of the classes' names stand clear of each other however large the text is. */
static void
test_key_lines (void)
{
  GtkWidget *key;
  int dpi;

  ui_show_kernels ();
  key = ui_find (kernels (), THETA_TYPE_CLASS_KEY);
  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  for (int text = 1; text <= 3; text++)
    {
      g_autoptr (PangoLayout) layout = NULL;
      int high, two;

      g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", text * dpi, NULL);
      ui_settle ();
      layout = gtk_widget_create_pango_layout (key, "Ag");
      pango_layout_get_pixel_size (layout, NULL, &high);
      gtk_widget_measure (key, GTK_ORIENTATION_VERTICAL, 60, NULL, &two, NULL, NULL);
      g_assert_cmpint (two, >=, 2 * (high - 1));
    }
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", dpi, NULL);
  ui_settle ();
}

int
main (int argc, char *argv[])
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/kernels/cards", test_cards);
  g_test_add_func ("/kernels/columns", test_columns);
  g_test_add_func ("/kernels/small", test_small);
  g_test_add_func ("/kernels/focus", test_focus);
  g_test_add_func ("/kernels/parts", test_parts);
  g_test_add_func ("/kernels/nearest", test_nearest);
  g_test_add_func ("/kernels/rows", test_rows);
  g_test_add_func ("/kernels/labels", test_labels);
  g_test_add_func ("/kernels/value", test_value);
  g_test_add_func ("/kernels/large-text", test_large_text);
  g_test_add_func ("/kernels/key-lines", test_key_lines);
  return ui_end ();
}
