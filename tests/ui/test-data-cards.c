/* The cards beside and below the rows of the data page, and its pictures of rows. */
#include "support.h"

static GtkWidget *
page (void)
{
  return ui_child (window, "data_page");
}

static gboolean
ends_inside (GtkWidget *card)
{
  graphene_rect_t at;

  g_assert_true (gtk_widget_get_mapped (card));
  g_assert_true (gtk_widget_compute_bounds (card, page (), &at));
  return at.origin.y + at.size.height <= (float) gtk_widget_get_height (page ());
}

/* Whether the two cards stand one under the other. */
static gboolean
in_one_column (const char *first, const char *second)
{
  return gtk_widget_get_parent (ui_child (page (), first))
         == gtk_widget_get_parent (ui_child (page (), second));
}

/* Few classes leave room under the points, which then are no taller than wide. */
static void
test_balance (void)
{
  GtkWidget *scatter = ui_child (page (), "scatter");

  ui_show_data ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  ui_settle ();
  ui_settle ();
  g_assert_true (in_one_column ("picture_card", "preparation_card"));
  g_assert_false (in_one_column ("picture_card", "findings_card"));
  g_assert_cmpint (gtk_widget_get_height (scatter), <=, gtk_widget_get_width (scatter));
  /* Ten take it, and the preparation stands before the findings. */
  ui_set ("Dataset.Source=sample:digits");
  ui_wait (!ui_is_loading () && ui_has_points ());
  ui_settle ();
  ui_settle ();
  g_assert_true (in_one_column ("preparation_card", "findings_card"));
  g_assert_false (in_one_column ("picture_card", "preparation_card"));
  g_assert_true (gtk_widget_get_next_sibling (ui_child (page (), "preparation_card"))
                 == ui_child (page (), "findings_card"));
  ui_show_data ();
  ui_wait (ui_has_points ());
  ui_settle ();
  ui_settle ();
  g_assert_true (in_one_column ("picture_card", "preparation_card"));
}

/* All cards are seen whole in a window of the usual size; in a low one the points are. */
static void
test_cards (void)
{
  static const char *const all[]
      = { "classes_card", "picture_card", "preparation_card", "findings_card" };

  ui_show_data ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  ui_settle ();
  ui_settle ();
  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    g_assert_true (ends_inside (ui_child (page (), all[k])));
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 600);
  ui_settle ();
  ui_settle ();
  g_assert_true (ends_inside (ui_child (page (), "picture_card")));
  g_assert_false (ends_inside (ui_child (page (), "findings_card")));
  g_assert_true (gtk_widget_grab_focus (ui_child (page (), "standardize")));
  ui_settle ();
  g_assert_true (ends_inside (ui_child (page (), "standardize")));
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  ui_settle ();
  ui_settle ();
  g_assert_true (ends_inside (ui_child (page (), "findings_card")));
}

static void
test_points (void)
{
  ui_show_data ();
  /* The known shares of the standardised wines. */
  g_assert_cmpstr (ui_label (page (), "picture_note"), ==, "36 % and 19 % of the variance");
  ui_set ("Dataset.Standardize=none");
  ui_wait (g_str_has_prefix (ui_label (page (), "picture_note"), "100"));
  ui_set ("Dataset.Source=generator:moons?n=40");
  ui_wait (ui_has_points ());
  g_assert_cmpstr (ui_label (page (), "picture_title"), ==, "Points");
  g_assert_cmpstr (ui_label (page (), "picture_note"), ==, "x across, y up");
}

/* The brightness of the corner of the first picture in @grid, which is a 0 of the digits. */
static guint
brightness (GtkWidget *grid)
{
  GtkWidget *picture = ui_find (grid, GTK_TYPE_PICTURE);
  GdkTexture *texture = GDK_TEXTURE (gtk_picture_get_paintable (GTK_PICTURE (picture)));
  gsize stride = (gsize) gdk_texture_get_width (texture) * 4;
  g_autofree guchar *pixels = g_malloc (stride * (gsize) gdk_texture_get_height (texture));

  gdk_texture_download (texture, pixels, stride);
  return pixels[1];
}

/* Pictures are ink on the paper of the style, and change with it. */
static void
test_images_dark (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GtkWidget *grid;

  ui_show_data ();
  ui_set ("Dataset.Source=sample:digits");
  ui_wait (!ui_is_loading ());
  ui_settle ();
  grid = ui_find (ui_child (page (), "images"), GTK_TYPE_GRID_VIEW);
  g_assert_cmpuint (brightness (grid), ==, 255);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  ui_settle ();
  g_assert_cmpuint (brightness (grid), <, 80);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  ui_settle ();
  g_assert_cmpuint (brightness (grid), ==, 255);
}

/* How far @widget is from the right end of the card of the preparation. */
static float
gap_at_end (GtkWidget *widget)
{
  GtkWidget *card = ui_child (page (), "preparation_card");
  graphene_rect_t at;

  g_assert_true (gtk_widget_compute_bounds (widget, card, &at));
  return (float) gtk_widget_get_width (card) - at.origin.x - at.size.width;
}

/* In cards of any width the choices have that of their texts, at the end of the line. */
static void
test_choices (void)
{
  static const int sizes[][2] = { { 3840, 2100 }, { 1920, 1080 }, { 1280, 800 } };
  GtkWidget *missing = ui_child (page (), "missing");
  GtkWidget *standardize = ui_child (page (), "standardize");

  ui_show_data ();
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      ui_resize (sizes[k][0], sizes[k][1]);
      g_assert_cmpint (gtk_widget_get_width (standardize), <, 240);
      g_assert_cmpint (gtk_widget_get_width (missing), ==, gtk_widget_get_width (standardize));
      g_assert_cmpfloat (gap_at_end (missing), <, 30);
      g_assert_cmpfloat (gap_at_end (standardize), ==, gap_at_end (missing));
      g_assert_cmpfloat (gap_at_end (ui_child (page (), "split")), ==, gap_at_end (missing));
    }
}

/* On a large screen the points have more than a strip of it; the column is a narrow one again
 * once the window is. */
static void
test_large (void)
{
  GtkWidget *page = ui_child (window, "data_page");
  GtkWidget *side = ui_child (page, "side"), *scatter = ui_child (page, "scatter");

  ui_reset ();
  ui_act ("win.page('data')");
  ui_resize (2600, 1500);
  ui_wait (gtk_widget_get_width (side) > 480);
  ui_settle ();
  g_assert_cmpint (gtk_widget_get_width (scatter), >, 440);
  g_assert_cmpint (gtk_widget_get_width (side), <, 760);
  ui_resize (1280, 800);
  ui_wait (gtk_widget_get_width (side) < 300);
  ui_resize (760, 700);
  ui_wait (gtk_widget_get_width (side) < 760);
  ui_resize (1280, 800);
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/data/cards", test_cards);
  g_test_add_func ("/data/balance", test_balance);
  g_test_add_func ("/data/points", test_points);
  g_test_add_func ("/data/images-dark", test_images_dark);
  g_test_add_func ("/data/choices", test_choices);
  g_test_add_func ("/data/large", test_large);
  return ui_end ();
}
