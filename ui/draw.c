#include "ui/draw.h"

#include <adwaita.h>
#include <math.h>

#include "ui/picture.h"
#include "ui/presentation.h"

#define DOT_SIZE 10

/* The dots an inch that text has at its usual size, times what GTK multiplies it by. */
#define DPI (96.0 * 1024.0)

double
theta_draw_text_scale (GtkWidget *widget)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (widget), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? CLAMP (dpi / DPI, 0.5, 3) : 1;
}

static void
on_text_size (GtkWidget *widget)
{
  int width = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), "theta-width"));

  gtk_widget_set_size_request (widget, (int) (width * CLAMP (theta_draw_text_scale (widget), 1, 1.5)),
                               -1);
}

int
theta_draw_dialog_width (GtkWidget *widget, int width)
{
  return (int) (width * CLAMP (theta_draw_text_scale (widget), 1, 1.4));
}

/* In libadwaita 1.2 a page keeps its width whatever the size of text. */
void
theta_draw_widen_page (GtkWidget *page)
{
  double scale = CLAMP (theta_draw_text_scale (page), 1, 2);

  for (GtkWidget *at = gtk_widget_get_first_child (page); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    if (ADW_IS_CLAMP (at))
      {
        adw_clamp_set_maximum_size (ADW_CLAMP (at),
                                    (int) (scale * adw_clamp_get_maximum_size (ADW_CLAMP (at))));
        adw_clamp_set_tightening_threshold (
            ADW_CLAMP (at), (int) (scale * adw_clamp_get_tightening_threshold (ADW_CLAMP (at))));
      }
    else
      theta_draw_widen_page (at);
}

void
theta_draw_keep_width (GtkWidget *widget, int width)
{
  gboolean again = g_object_get_data (G_OBJECT (widget), "theta-width") != NULL;

  g_object_set_data (G_OBJECT (widget), "theta-width", GINT_TO_POINTER (width));
  if (!again)
    g_signal_connect_object (gtk_widget_get_settings (widget), "notify::gtk-xft-dpi",
                             G_CALLBACK (on_text_size), widget, G_CONNECT_SWAPPED);
  on_text_size (widget);
}

/* ---- lines ---- */

#define SHORT 18 /* characters */

static void
on_line (GtkLabel *label)
{
  gboolean large = theta_draw_text_scale (GTK_WIDGET (label)) > 1;

  gtk_label_set_wrap (label, large || g_utf8_strlen (gtk_label_get_text (label), -1) > SHORT);
}

static void
keep_line (GtkLabel *label)
{
  g_signal_connect (label, "notify::label", G_CALLBACK (on_line), NULL);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (label)), "notify::gtk-xft-dpi",
                           G_CALLBACK (on_line), label, G_CONNECT_SWAPPED);
  on_line (label);
}

void
theta_draw_keep_lines (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    if (!GTK_IS_LABEL (child))
      theta_draw_keep_lines (child);
    else if (gtk_label_get_wrap (GTK_LABEL (child)))
      keep_line (GTK_LABEL (child));
}

gboolean
theta_draw_is_dark (void)
{
  return adw_style_manager_get_dark (adw_style_manager_get_default ());
}

/* Presented pictures leave their card: their ground is that of a view. */
static void
take_ground (GtkWidget *widget, ThetaPalette *palette)
{
  GdkRGBA ground;

  if (gtk_widget_get_ancestor (widget, THETA_TYPE_PRESENTATION) != NULL
      && gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "view_bg_color",
                                         &ground))
    palette->background = (ThetaColor){ ground.red, ground.green, ground.blue };
}

ThetaPalette
theta_draw_palette (GtkWidget *widget)
{
  ThetaPalette palette = theta_draw_is_dark () ? *theta_palette_dark () : *theta_palette_light ();

  palette.paper = TRUE;
  take_ground (widget, &palette);
  if (adw_style_manager_get_high_contrast (adw_style_manager_get_default ()))
    palette.dim = palette.foreground;
  return palette;
}

/* Drawing areas do not know by themselves that the style changed. */
static void
on_style (GtkWidget *area)
{
  gtk_widget_queue_draw (area);
}

typedef struct
{
  GtkDrawingAreaDrawFunc draw;
  gpointer data;
} Drawing;

/* As a whole, so that what stands beside a text keeps its room. */
static void
draw_larger (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const Drawing *drawing = data;
  double scale = theta_draw_text_scale (GTK_WIDGET (area));

  cairo_scale (cr, scale, scale);
  drawing->draw (area, cr, (int) (width / scale), (int) (height / scale), drawing->data);
}

GtkWidget *
theta_draw_area_new (const char *name, GtkDrawingAreaDrawFunc draw, gpointer data)
{
  GtkWidget *area = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_IMG, NULL);
  Drawing *drawing;

  drawing = g_new (Drawing, 1);
  *drawing = (Drawing){ .draw = draw, .data = data };
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_larger, drawing, g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_style),
                           area, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (on_style), area, G_CONNECT_SWAPPED);
  return area;
}

void
theta_draw_describe (GtkWidget *area, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  theta_picture_say (area, NULL, text);
}

void
theta_draw_describe_value (GtkWidget *area, const char *value, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  theta_picture_say (area, value, text);
}

double
theta_draw_scale (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  graphene_matrix_t matrix;
  double zoom = 1;

  if (native != NULL && gtk_widget_compute_transform (widget, GTK_WIDGET (native), &matrix))
    zoom = graphene_matrix_get_x_scale (&matrix);
  return zoom * gtk_widget_get_scale_factor (widget);
}

/* ---- dots ---- */

static void
draw_dot (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));
  ThetaColor color = theta_palette_ink (&palette, *(const ThetaColor *) data, 2.2);

  theta_color_set (cr, color, 1);
  cairo_arc (cr, width / 2.0, height / 2.0, DOT_SIZE / 2.0, 0, 2 * G_PI);
  cairo_fill (cr);
}

void
theta_draw_set_tooltip (GtkWidget *widget, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (widget), text) != 0)
    gtk_widget_set_tooltip_text (widget, text);
}

static gboolean
on_query_tip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *text = theta_draw_get_tip (widget);

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

/* GTK asks the display where the pointer is whenever a tooltip's text changes. */
void
theta_draw_tip (GtkWidget *widget, const char *text)
{
  gboolean known = g_object_get_data (G_OBJECT (widget), "theta-tip") != NULL;

  if (g_strcmp0 (theta_draw_get_tip (widget), text) == 0)
    return;
  g_object_set_data_full (G_OBJECT (widget), "theta-tip", g_strdup (text != NULL ? text : ""),
                          g_free);
  if (known)
    return;
  gtk_widget_set_has_tooltip (widget, TRUE);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query_tip), NULL);
}

const char *
theta_draw_get_tip (GtkWidget *widget)
{
  const char *text = g_object_get_data (G_OBJECT (widget), "theta-tip");

  if (text == NULL)
    return gtk_widget_get_tooltip_text (widget);
  return *text != '\0' ? text : NULL;
}

GtkWidget *
theta_draw_value_new (guint chars)
{
  GtkWidget *value = gtk_inscription_new (NULL);

  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (value), chars);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (value), chars);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (value), 1);
  gtk_widget_add_css_class (value, "theta-head");
  gtk_widget_add_css_class (value, "numeric");
  return value;
}

void
theta_draw_dot_set (GtkWidget *dot, ThetaColor color)
{
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (dot), draw_dot,
                                  g_memdup2 (&color, sizeof color), g_free);
}

GtkWidget *
theta_draw_dot_new (ThetaColor color)
{
  GtkWidget *dot = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role",
                                 GTK_ACCESSIBLE_ROLE_PRESENTATION, "content-width", DOT_SIZE,
                                 "content-height", DOT_SIZE, "valign", GTK_ALIGN_CENTER, NULL);

  theta_draw_dot_set (dot, color);
  return dot;
}

char *
theta_draw_class_hex (guint c)
{
  ThetaColor color = theta_palette_class (c);

  return g_strdup_printf ("#%02x%02x%02x", (guint) lround (color.red * 255),
                          (guint) lround (color.green * 255), (guint) lround (color.blue * 255));
}

/* ---- the time of a frame ---- */

static gint64 frame_of, spent;

gint64
theta_draw_spent (GtkWidget *widget)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (widget);
  gint64 frame = clock != NULL ? gdk_frame_clock_get_frame_counter (clock) : -1;

  if (frame != frame_of)
    {
      frame_of = frame;
      spent = 0;
    }
  return spent;
}

void
theta_draw_spend (gint64 microseconds)
{
  spent += microseconds;
}
