#include "ui/nearest-rows.h"

#include <glib/gi18n.h>

#include "base/number.h"
#include "experiment/maps.h"
#include "figure/image.h"
#include "ui/draw.h"
#include "ui/measure.h"

#define SLICE 500 /* rows that are compared in one idle slice */
#define SIDE 36   /* of a picture; */
#define LESS 26   /* where room is scarce */

struct _ThetaNearestRows
{
  AdwBin parent_instance;

  gboolean compact;
  ThetaFrame *frame;
  gsize row; /* of the data */
  double largest;
  ThetaNearest *nearest;
  guint idle;

  GtkLabel *title;
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (ThetaNearestRows, theta_nearest_rows, ADW_TYPE_BIN)

enum { SIGNAL_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

static gsize
row_of (gpointer widget)
{
  return GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (widget), "theta-row"));
}

static void
draw_picture (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaNearestRows *self = data;
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));

  if (self->frame == NULL || !theta_image_is (self->frame->data))
    return;
  theta_image_draw (cr, self->frame->data, row_of (area), self->largest, width, height);
  theta_color_set (cr, palette.grid, 1);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, 0.5, 0.5, width - 1, height - 1);
  cairo_stroke (cr);
}

static void
on_clicked (GtkButton *button, ThetaNearestRows *self)
{
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, (guint) row_of (button));
}

static GtkWidget *
new_value (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "theta-axis");
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

/* Picture over the class. */
static GtkWidget *
new_picture (ThetaNearestRows *self, gsize row, const char *name)
{
  const ThetaDataset *data = self->frame->data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *area = theta_draw_area_new (name, draw_picture, self), *label;
  g_autofree char *hex = NULL, *markup = NULL;

  g_object_set_data (G_OBJECT (area), "theta-row", GSIZE_TO_POINTER (row));
  gtk_widget_set_size_request (area, self->compact ? LESS : SIDE, self->compact ? LESS : SIDE);
  gtk_box_append (GTK_BOX (box), area);
  if (data->labels == NULL)
    return box;
  hex = theta_draw_class_hex ((guint) data->labels[row]);
  markup = g_markup_printf_escaped ("<span color=\"%s\" alpha=\"100%%\">●</span> %s", hex,
                                    data->classes[data->labels[row]]);
  label = new_value (NULL);
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 6);
  gtk_box_append (GTK_BOX (box), label);
  return box;
}

/* Class, row and cosine in a line. */
static GtkWidget *
new_line (ThetaNearestRows *self, gsize row, const char *cosine)
{
  const ThetaDataset *data = self->frame->data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *name;
  g_autofree char *number = g_strdup_printf (_ ("row %u"), data->rows[row]);

  if (data->labels != NULL)
    {
      gtk_box_append (GTK_BOX (box),
                      theta_draw_dot_new (theta_palette_class ((guint) data->labels[row])));
      name = gtk_label_new (data->classes[data->labels[row]]);
      gtk_widget_add_css_class (name, "theta-value");
      gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), name);
    }
  gtk_box_append (GTK_BOX (box), new_value (number));
  name = new_value (cosine);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_set_halign (name, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (box), name);
  return box;
}

static GtkWidget *
new_button (ThetaNearestRows *self, gsize row, double cosine)
{
  const ThetaDataset *data = self->frame->data;
  GtkWidget *button = gtk_button_new ();
  g_autofree char *value = theta_number_format_fixed (cosine, 2);
  g_autofree char *name
      = data->labels != NULL
            ? g_strdup_printf (_ ("Row %u, class %s, cosine %s"), data->rows[row],
                               data->classes[data->labels[row]], value)
            : g_strdup_printf (_ ("Row %u, cosine %s"), data->rows[row], value);

  gtk_button_set_child (GTK_BUTTON (button), theta_image_is (data)
                                                 ? new_picture (self, row, name)
                                                 : new_line (self, row, value));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "theta-near");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (button), "theta-row", GSIZE_TO_POINTER (row));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked), self);
  return button;
}

static void
stop (ThetaNearestRows *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->nearest, theta_nearest_free);
}

static gboolean
on_idle (gpointer data)
{
  THETA_MEASURED;
  ThetaNearestRows *self = data;
  gsize rows[THETA_NEAREST];
  double cosines[THETA_NEAREST];
  guint layers = self->frame->picture->layers;

  if (theta_nearest_step (self->nearest, MAX (SLICE / layers, 8)))
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  for (guint k = 0, n = theta_nearest_get (self->nearest, rows, cosines); k < n; k++)
    gtk_box_append (GTK_BOX (self->box), new_button (self, rows[k], cosines[k]));
  return G_SOURCE_REMOVE;
}

void
theta_nearest_rows_show (ThetaNearestRows *self, ThetaFrame *frame, gsize row, double largest)
{
  g_autofree char *title = NULL;
  g_autofree guint8 *shown = NULL;
  GtkWidget *child;
  gboolean pictures;

  g_return_if_fail (THETA_IS_NEAREST_ROWS (self) && frame != NULL);
  stop (self);
  theta_frame_ref (frame); /* it may be ours already */
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->frame = frame;
  self->row = row;
  self->largest = largest;
  pictures = theta_image_is (frame->data);
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), pictures
                                                                  ? GTK_ORIENTATION_HORIZONTAL
                                                                  : GTK_ORIENTATION_VERTICAL);
  title = g_strdup_printf (_ ("Nearest to row %u"), frame->data->rows[row]);
  gtk_label_set_label (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self), frame->kernel != NULL && frame->weights != NULL);
  if (frame->kernel == NULL || frame->weights == NULL)
    return;
  shown = theta_picture_mask (frame->picture, frame->kernel);
  self->nearest = theta_nearest_new (frame->kernel, frame->weights, row, shown);
  self->idle = g_idle_add (on_idle, self);
}

void
theta_nearest_rows_set_compact (ThetaNearestRows *self, gboolean compact)
{
  g_return_if_fail (THETA_IS_NEAREST_ROWS (self));
  if (compact == self->compact)
    return;
  self->compact = compact;
  if (self->frame != NULL)
    theta_nearest_rows_show (self, self->frame, self->row, self->largest);
}

static void
theta_nearest_rows_dispose (GObject *object)
{
  ThetaNearestRows *self = THETA_NEAREST_ROWS (object);

  stop (self);
  g_clear_pointer (&self->frame, theta_frame_unref);
  G_OBJECT_CLASS (theta_nearest_rows_parent_class)->dispose (object);
}

static void
theta_nearest_rows_class_init (ThetaNearestRowsClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_nearest_rows_dispose;
  signals[SIGNAL_PICKED]
      = g_signal_new ("picked", THETA_TYPE_NEAREST_ROWS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
theta_nearest_rows_init (ThetaNearestRows *self)
{
  GtkWidget *whole = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "theta-axis");
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_set_homogeneous (GTK_BOX (self->box), TRUE);
  gtk_box_append (GTK_BOX (whole), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (whole), self->box);
  adw_bin_set_child (ADW_BIN (self), whole);
}

GtkWidget *
theta_nearest_rows_new (void)
{
  return g_object_new (THETA_TYPE_NEAREST_ROWS, NULL);
}
