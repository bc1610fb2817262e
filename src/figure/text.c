#include "figure/text-private.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* Capitals are this part of the size high. */
#define CAP 0.7

ThetaTextStyle
theta_text_style (const ThetaPalette *palette, double size, gboolean bold, ThetaColor color)
{
  return (ThetaTextStyle){ .palette = palette, .size = size, .bold = bold, .color = color };
}

static PangoLayout *
make_layout (cairo_t *cr, const ThetaTextStyle *style, const char *text)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoFontDescription) font = pango_font_description_new ();
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoAttrList *attributes = pango_attr_list_new ();
  PangoLayout *layout;

  /* Without hinted metrics a line is as wide on paper as on the screen. */
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_SLIGHT);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);
  if (cr != NULL)
    pango_cairo_update_context (cr, context);
  pango_font_description_set_family (font, style->palette->font);
  pango_font_description_set_weight (font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size (font, style->size * PANGO_SCALE);
  layout = pango_layout_new (context);
  g_object_unref (context);
  pango_layout_set_font_description (layout, font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  /* A name with a line break in it is shown whole. */
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static double
layout_width (PangoLayout *layout)
{
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

/* @point moved to a whole pixel where the surface has pixels: letters that sit
 * between two are blurred. */
static void
snap_to_pixels (cairo_t *cr, double *x, double *y)
{
  cairo_user_to_device (cr, x, y);
  *x = round (*x);
  *y = round (*y);
  cairo_device_to_user (cr, x, y);
}

static void
show_line (cairo_t *cr, const ThetaTextStyle *style, PangoLayout *layout, double x, double y)
{
  snap_to_pixels (cr, &x, &y);
  cairo_move_to (cr, x, y);
  theta_color_set (cr, style->color, 1);
  pango_cairo_show_layout_line (cr, pango_layout_get_line_readonly (layout, 0));
  cairo_new_path (cr);
}

double
theta_text_width (cairo_t *cr, const ThetaTextStyle *style, const char *text)
{
  g_autoptr (PangoLayout) layout = make_layout (cr, style, text);

  return layout_width (layout);
}

void
theta_text_draw (cairo_t *cr, const ThetaTextStyle *style, const char *text, double x, double y,
                 double align)
{
  theta_text_draw_within (cr, style, text, x, y, align, INFINITY);
}

static void
limit_width (PangoLayout *layout, double width)
{
  if (layout_width (layout) <= width)
    return;
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) (fmax (width, 0) * PANGO_SCALE));
}

/* An ellipsized layout says its limit, not its width. */
static double
line_width (PangoLayout *layout)
{
  PangoRectangle logical;

  pango_layout_line_get_extents (pango_layout_get_line_readonly (layout, 0), NULL, &logical);
  return (double) logical.width / PANGO_SCALE;
}

void
theta_text_draw_within (cairo_t *cr, const ThetaTextStyle *style, const char *text, double x,
                        double y, double align, double width)
{
  g_autoptr (PangoLayout) layout = make_layout (cr, style, text);

  limit_width (layout, width);
  show_line (cr, style, layout, x - align * line_width (layout), y + CAP / 2 * style->size);
}

void
theta_text_draw_upwards (cairo_t *cr, const ThetaTextStyle *style, const char *text, double x,
                         double y, double align, double width)
{
  g_autoptr (PangoLayout) layout = NULL;

  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_rotate (cr, -G_PI / 2);
  layout = make_layout (cr, style, text);
  limit_width (layout, width);
  show_line (cr, style, layout, -align * line_width (layout), CAP / 2 * style->size);
  cairo_restore (cr);
}

double
theta_text_paragraph (cairo_t *cr, const ThetaTextStyle *style, const char *text, double x,
                      double y, double width, gboolean draw)
{
  g_autoptr (PangoLayout) layout = make_layout (cr, style, text);
  int height;

  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_line_spacing (layout, 1.1f);
  pango_layout_get_size (layout, NULL, &height);
  if (draw)
    {
      snap_to_pixels (cr, &x, &y);
      cairo_move_to (cr, x, y);
      theta_color_set (cr, style->color, 1);
      pango_cairo_show_layout (cr, layout);
      cairo_new_path (cr);
    }
  return (double) height / PANGO_SCALE;
}

char *
theta_text_tick (double value, int decimals, gboolean log)
{
  g_autofree char *text = NULL;
  double size = fabs (value);
  int digits = log ? 1 : 3;

  if (!log && (value == 0 || (decimals <= 4 && size < 1e5)))
    return theta_number_format_fixed (value, decimals);
  /* As many as tell it from the next tick. */
  if (!log && decimals > 4)
    digits = CLAMP ((int) floor (log10 (size)) + 1 + decimals, 3, 15);
  text = theta_number_format (value, digits);
  return g_strdup (g_str_has_prefix (text, "1 × ") ? text + strlen ("1 × ") : text);
}
