/* High contrast, where a person asks for it: nothing is said in a pale colour. */
#include "support.h"

#include "ui/entry-parts.h"

#include "ui/draw.h"

static double
contrast (ThetaColor a, ThetaColor b)
{
  double x = theta_color_luminance (a), y = theta_color_luminance (b);

  return (MAX (x, y) + 0.05) / (MIN (x, y) + 0.05);
}

/* Figures: what stands at axes is as strong as the rest (WCAG 2, AAA). */
static void
test_figures (void)
{
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (window));

  g_assert_true (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()));
  g_assert_cmpfloat (contrast (palette.dim, palette.background), >=, 7);
  g_assert_cmpfloat (contrast (palette.foreground, palette.background), >=, 7);
}

/* Labels that are paler than what is around them otherwise, and are seen. */
static guint
count_strong (GtkWidget *widget)
{
  guint n = 0;

  if (!gtk_widget_get_mapped (widget))
    return 0;
  if (GTK_IS_LABEL (widget) && gtk_widget_is_sensitive (widget)
      && (gtk_widget_has_css_class (widget, "theta-note")
          || gtk_widget_has_css_class (widget, "theta-axis")))
    {
      GdkRGBA color, around;

      gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
      gtk_style_context_get_color (
          gtk_widget_get_style_context (gtk_widget_get_parent (widget)), &around);
      g_assert_cmpfloat (color.alpha, >=, around.alpha - 0.01);
      n++;
    }
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    n += count_strong (at);
  return n;
}

static void
test_labels (void)
{
  static const char *const pages[] = { "data", "kernels", "learning", "results" };
  guint n = 0;

  ui_reset ();
  ui_run ();
  for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
    {
      theta_window_show_page (window, pages[k]);
      ui_settle ();
      n += count_strong (GTK_WIDGET (window));
    }
  g_assert_cmpuint (n, >, 10);
}

/* The label of the square of layer 1, with its colour. */
static const char *
square (void)
{
  GtkWidget *parts = ui_find (ui_child (window, "kernels_page"), THETA_TYPE_ENTRY_PARTS);
  GtkGrid *table = GTK_GRID (ui_find (parts, GTK_TYPE_GRID));

  return gtk_label_get_label (GTK_LABEL (gtk_grid_get_child_at (table, 0, 1)));
}

/* The squares of the layers have the colours of the style, of another at once. */
static void
test_squares (void)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  g_autofree char *light = NULL, *dark = NULL;

  ui_run ();
  ui_act ("win.page('kernels')");
  ui_settle ();
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  light = g_strdup (square ());
  g_assert_true (g_str_has_suffix (light, "■</span> Θ₁"));
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_DARK);
  dark = g_strdup (square ());
  g_assert_cmpstr (dark, !=, light); /* dark blue would not be seen */
  g_assert_true (g_str_has_suffix (dark, "■</span> Θ₁"));
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_assert_cmpstr (square (), ==, light);
  adw_style_manager_set_color_scheme (style, ADW_COLOR_SCHEME_DEFAULT);
  ui_settle ();
}

int
main (int argc, char **argv)
{
  g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  ui_begin (&argc, &argv);
  g_test_add_func ("/contrast/figures", test_figures);
  g_test_add_func ("/contrast/labels", test_labels);
  g_test_add_func ("/contrast/squares", test_squares);
  return ui_end ();
}
