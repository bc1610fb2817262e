#include "ui/class-key.h"

#include <glib/gi18n.h>

#include "ui/draw.h"
#include "ui/measure.h"

#define STRIP 5.0
#define BETWEEN 1.0  /* two pieces of the strip */
#define LINE 16      /* height of text of the usual size, */
#define DOT 8.0      /* and of the dot before it */
#define APART 10.0   /* two names in a line */
#define NAMES_SIDE 4 /* a name under the strip keeps this from its neighbours, both sides */
#define NAMED 24     /* classes in the tooltip and the description */

struct _ThetaClassKey
{
  GtkWidget parent_instance;

  ThetaDataset *data;
};

G_DEFINE_FINAL_TYPE (ThetaClassKey, theta_class_key, GTK_TYPE_WIDGET)

static void
describe (ThetaClassKey *self)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = self->data->n_classes;

  for (guint c = 0; c < MIN (n, NAMED); c++)
    g_string_append_printf (names, "%s%s", c > 0 ? ", " : "", self->data->classes[c]);
  if (n > NAMED)
    g_string_append (names, "…");
  theta_draw_describe (GTK_WIDGET (self), names->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), names->str);
}

void
theta_class_key_set (ThetaClassKey *self, ThetaDataset *data)
{
  g_return_if_fail (THETA_IS_CLASS_KEY (self));
  if (data != NULL)
    theta_dataset_ref (data);
  g_clear_pointer (&self->data, theta_dataset_unref);
  self->data = data;
  gtk_widget_set_visible (GTK_WIDGET (self), data != NULL && data->n_classes > 0);
  if (data != NULL && data->n_classes > 0)
    describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static PangoLayout *
layout_of (ThetaClassKey *self, const char *text)
{
  return gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
}

/* The height of a line, which grows with the text. */
static int
line_of (ThetaClassKey *self)
{
  g_autoptr (PangoLayout) layout = layout_of (self, "Ag");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  return MAX (LINE, height - 1);
}

static void
put_text (GtkSnapshot *snapshot, PangoLayout *layout, const GdkRGBA *color, double x, double y)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
put_color (GtkSnapshot *snapshot, guint c, double x, double y, double width, double height,
           double round)
{
  ThetaColor color = theta_palette_class (c);
  GdkRGBA rgba = { (float) color.red, (float) color.green, (float) color.blue, 1 };
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) x, (float) y, (float) width,
                                               (float) height);
  GskRoundedRect clip;

  gsk_rounded_rect_init_from_rect (&clip, &bounds, (float) round);
  gtk_snapshot_push_rounded_clip (snapshot, &clip);
  gtk_snapshot_append_color (snapshot, &rgba, &bounds);
  gtk_snapshot_pop (snapshot);
}

static gboolean
fits_strip (ThetaClassKey *self, double width)
{
  double piece = width / self->data->n_classes;

  for (guint c = 0; c < self->data->n_classes; c++)
    {
      g_autoptr (PangoLayout) layout = layout_of (self, self->data->classes[c]);
      int size;

      pango_layout_get_pixel_size (layout, &size, NULL);
      if (size + NAMES_SIDE > piece)
        return FALSE;
    }
  return TRUE;
}

static void
draw_strip (ThetaClassKey *self, GtkSnapshot *snapshot, const GdkRGBA *color, double width)
{
  double piece = width / self->data->n_classes;

  for (guint c = 0; c < self->data->n_classes; c++)
    {
      g_autoptr (PangoLayout) layout = layout_of (self, self->data->classes[c]);
      int size;

      pango_layout_get_pixel_size (layout, &size, NULL);
      put_color (snapshot, c, c * piece, 0, piece - BETWEEN, STRIP, 0);
      put_text (snapshot, layout, color, c * piece + (piece - BETWEEN - size) / 2, STRIP + 3);
    }
}

/* How many of the classes from @first fit into a line of @width with dots of this size. */
static guint
count_in_line (ThetaClassKey *self, guint first, double width, double dot)
{
  double x = 0;
  guint c;

  for (c = first; c < self->data->n_classes; c++)
    {
      g_autoptr (PangoLayout) layout = layout_of (self, self->data->classes[c]);
      int size;

      pango_layout_get_pixel_size (layout, &size, NULL);
      x += dot + 4 + size;
      if (x > width)
        break;
      x += APART;
    }
  return MAX (c - first, 1);
}

static void
draw_line (ThetaClassKey *self, GtkSnapshot *snapshot, const GdkRGBA *color, guint first,
           guint count, double y, double width, int line)
{
  double x = 0, dot = DOT * line / LINE;

  for (guint c = first; c < MIN (first + count, self->data->n_classes); c++)
    {
      g_autoptr (PangoLayout) layout = layout_of (self, self->data->classes[c]);
      int size;

      pango_layout_set_width (layout, (int) MAX (width - x - dot - 4, 1) * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_get_pixel_size (layout, &size, NULL);
      put_color (snapshot, c, x, y + (line - dot) / 2, dot, dot, dot / 2);
      put_text (snapshot, layout, color, x + dot + 4, y);
      x += dot + 4 + size + APART;
    }
}

static void
draw_lines (ThetaClassKey *self, GtkSnapshot *snapshot, const GdkRGBA *color, double width,
            double height)
{
  int high = line_of (self);
  guint lines = (guint) MAX (height / high, 1), n = self->data->n_classes, c = 0;

  for (guint line = 0; line < lines && c < n; line++)
    {
      guint count = count_in_line (self, c, width, DOT * high / LINE);
      gboolean more = line + 1 == lines && c + count < n;
      g_autofree char *text = g_strdup_printf (_ ("and %u more"), n - c);
      g_autoptr (PangoLayout) layout = layout_of (self, text);

      if (more)
        put_text (snapshot, layout, color, 0, line * high);
      else
        draw_line (self, snapshot, color, c, count, line * high, width, high);
      c += count;
    }
}

static void
theta_class_key_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  THETA_MEASURED;
  ThetaClassKey *self = THETA_CLASS_KEY (widget);
  double width = gtk_widget_get_width (widget);
  GdkRGBA color;

  if (self->data == NULL || self->data->n_classes == 0)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  if (self->data->n_classes <= 20 && fits_strip (self, width))
    draw_strip (self, snapshot, &color, width);
  else
    draw_lines (self, snapshot, &color, width, gtk_widget_get_height (widget));
}

static void
theta_class_key_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  ThetaClassKey *self = THETA_CLASS_KEY (widget);

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = for_size > 0 && self->data != NULL && self->data->n_classes <= 20
                                  && fits_strip (self, for_size)
                              ? (int) STRIP + 3 + line_of (self)
                              : 2 * line_of (self);
}

static GtkSizeRequestMode
theta_class_key_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
theta_class_key_finalize (GObject *object)
{
  g_clear_pointer (&THETA_CLASS_KEY (object)->data, theta_dataset_unref);
  G_OBJECT_CLASS (theta_class_key_parent_class)->finalize (object);
}

static void
theta_class_key_class_init (ThetaClassKeyClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = theta_class_key_finalize;
  widget_class->snapshot = theta_class_key_snapshot;
  widget_class->measure = theta_class_key_measure;
  widget_class->get_request_mode = theta_class_key_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
theta_class_key_init (ThetaClassKey *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "theta-axis");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Classes"), -1);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
theta_class_key_new (void)
{
  return g_object_new (THETA_TYPE_CLASS_KEY, NULL);
}
