#include "ui/color-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/measure.h"

#define MIN_HEIGHT 56
#define NATURAL_HEIGHT 96
#define ROWS 20 /* of the table: parts of the scale */

struct _ThetaColorBar
{
  GtkWidget parent_instance;

  ThetaColormap map;
  double min, max, marker;
  gboolean log;
  const float *values;
  gsize count;

  GskRenderNode *node; /* all but the marker, which moves with the pointer */
  int width, height;   /* that it was drawn for */
  gboolean dark;
};

G_DEFINE_FINAL_TYPE (ThetaColorBar, theta_color_bar, GTK_TYPE_WIDGET)

static void
describe (ThetaColorBar *self)
{
  g_autofree char *low = theta_number_format (self->min, 2);
  g_autofree char *high = theta_number_format (self->max, 2);
  g_autofree char *at = isfinite (self->marker) ? theta_number_format (self->marker, 2) : NULL;
  g_autofree char *text = at != NULL
                              ? g_strdup_printf (_ ("%s on a scale from %s to %s"), at, low, high)
                              : g_strdup_printf (_ ("A scale from %s to %s"), low, high);

  theta_draw_describe (GTK_WIDGET (self), text);
}

void
theta_color_bar_set (ThetaColorBar *self, ThetaColormap map, double min, double max, gboolean log,
                     const float *values, gsize count, double marker)
{
  g_return_if_fail (THETA_IS_COLOR_BAR (self));
  if (map != self->map || min != self->min || max != self->max || log != self->log
      || (values == NULL) != (self->values == NULL) || count != self->count)
    g_clear_pointer (&self->node, gsk_render_node_unref);
  self->map = map;
  self->min = min;
  self->max = max;
  self->log = log;
  self->values = values;
  self->count = count;
  self->marker = marker;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
theta_color_bar_forget (ThetaColorBar *self)
{
  g_return_if_fail (THETA_IS_COLOR_BAR (self));
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ---- its menu ---- */

/* The scale in equal parts, and how many entries fall into each. */
static char *
make_table (gpointer data)
{
  ThetaColorBar *self = data;
  g_autofree guint *counts = NULL;
  GString *out;

  if (self->values == NULL || !(self->max > self->min))
    return NULL;
  counts = theta_colorbar_counts (self->min, self->max, self->log, self->values, self->count, ROWS);
  out = g_string_new (_ ("from\tto\tcells of the map"));
  for (guint k = 0; k < ROWS; k++)
    {
      double ends[2];
      g_autofree char *low = NULL, *high = NULL;

      for (guint e = 0; e < 2; e++)
        {
          double t = (double) (k + e) / ROWS;

          ends[e] = self->log ? self->min * pow (self->max / self->min, t)
                              : self->min + t * (self->max - self->min);
        }
      low = theta_number_format (ends[0], 3);
      high = theta_number_format (ends[1], 3);
      g_string_append_printf (out, "\n%s\t%s\t%u", low, high, counts[k]);
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static void
draw_export (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const ThetaColorBar *self = data;
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  if (self->values != NULL)
    theta_colorbar_draw (cr, self->map, self->min, self->max, self->log, self->values,
                         self->count, NAN, &palette, width, height);
}

static const ThetaFigureMenu menu
    = { N_ ("Distribution of the entries"), "entries", make_table, draw_export };

/* ---- drawing ---- */

/* Counting the entries takes longer than a frame should where there are many. */
static void
ensure_node (ThetaColorBar *self, const ThetaPalette *palette, int width, int height)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  cairo_t *cr;

  if (self->node != NULL && self->width == width && self->height == height && self->dark == dark)
    return;
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  self->width = width;
  self->height = height;
  self->dark = dark;
  cr = gsk_cairo_node_get_draw_context (self->node);
  theta_colorbar_draw (cr, self->map, self->min, self->max, self->log, self->values, self->count,
                       NAN, palette, width, height);
  cairo_destroy (cr);
}

static void
theta_color_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  THETA_MEASURED;
  ThetaColorBar *self = THETA_COLOR_BAR (widget);
  ThetaPalette palette = theta_draw_palette (widget);
  double scale = theta_draw_text_scale (widget);
  int width = (int) (gtk_widget_get_width (widget) / scale);
  int height = (int) (gtk_widget_get_height (widget) / scale);
  cairo_t *cr;

  if (self->values == NULL)
    return;
  gtk_snapshot_scale (snapshot, (float) scale, (float) scale);
  ensure_node (self, &palette, width, height);
  gtk_snapshot_append_node (snapshot, self->node);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  theta_colorbar_mark (cr, self->min, self->max, self->log, self->marker, &palette, width, height);
  cairo_destroy (cr);
}

static void
theta_color_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  double scale = orientation == GTK_ORIENTATION_VERTICAL ? theta_draw_text_scale (widget) : 0;

  *minimum = (int) (MIN_HEIGHT * scale);
  *natural = (int) (NATURAL_HEIGHT * scale);
  *minimum_baseline = *natural_baseline = -1;
}

static void
theta_color_bar_finalize (GObject *object)
{
  g_clear_pointer (&THETA_COLOR_BAR (object)->node, gsk_render_node_unref);
  G_OBJECT_CLASS (theta_color_bar_parent_class)->finalize (object);
}

static void
theta_color_bar_class_init (ThetaColorBarClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = theta_color_bar_finalize;
  widget_class->snapshot = theta_color_bar_snapshot;
  widget_class->measure = theta_color_bar_measure;
  gtk_widget_class_set_css_name (widget_class, "colorbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
theta_color_bar_init (ThetaColorBar *self)
{
  self->marker = NAN;
  theta_figure_menu_attach (GTK_WIDGET (self), &menu, self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}
