/* High contrast, where a person asks for it: nothing is said in a pale colour. */
#include "support.h"

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

int
main (int argc, char **argv)
{
  g_setenv ("ADW_DEBUG_HIGH_CONTRAST", "1", TRUE);
  ui_begin (&argc, &argv);
  g_test_add_func ("/contrast/figures", test_figures);
  g_test_add_func ("/contrast/labels", test_labels);
  return ui_end ();
}
