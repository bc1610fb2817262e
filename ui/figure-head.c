#include "ui/figure-head.h"

#include <math.h>

#include "ui/badge.h"
#include "ui/window-private.h"

#define BELOW 12

/* Wrapped to @width, in what the figures are written in. */
static PangoLayout *
make_layout (cairo_t *cr, GtkWidget *picture, const char *title, double width)
{
  GtkRoot *root = gtk_widget_get_root (picture);
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell");
  const char *line = NULL;
  g_autofree char *badge = NULL, *markup = NULL;

  if (THETA_IS_WINDOW (root))
    {
      line = theta_window_get_line (THETA_WINDOW (root));
      badge = theta_badge_text (theta_window_get_session (THETA_WINDOW (root)));
    }
  markup = g_markup_printf_escaped ("<b>%s</b>%s%s%s%s", title, line != NULL ? "\n" : "",
                                    line != NULL ? line : "", badge != NULL ? "\n" : "",
                                    badge != NULL ? badge : "");
  pango_font_description_set_absolute_size (font, 13 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_markup (layout, markup, -1);
  return layout;
}

double
theta_figure_head_height (GtkWidget *picture, const char *title, double width)
{
  cairo_surface_t *nothing = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (nothing);
  g_autoptr (PangoLayout) layout = make_layout (cr, picture, title, width);
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  cairo_destroy (cr);
  cairo_surface_destroy (nothing);
  return height + BELOW;
}

void
theta_figure_head_show (cairo_t *cr, GtkWidget *picture, const char *title, double width)
{
  g_autoptr (PangoLayout) layout = make_layout (cr, picture, title, width);

  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, 0, 0);
  pango_cairo_show_layout (cr, layout);
}
