#include "ui/nearest-rows.h"

#include <glib/gi18n.h>

#include "base/number.h"
#include "experiment/maps.h"
#include "figure/image.h"
#include "ui/draw.h"
#include "ui/measure.h"

#define SLICE_ROWS 16 /* rows that are compared between two looks at the clock */
#define SLICE_US 4000 /* of a frame */
#define WAIT 2        /* frames */
#define SIDE 36         /* of a picture */
#define LESS 26         /* where room is scarce */

typedef struct
{
  GtkWidget *button;
  GtkWidget *area;          /* of an image, or NULL */
  GtkWidget *dot;           /* these three of a line, or NULL */
  GtkLabel *number, *cosine;
  GtkLabel *name;           /* of the class */
} Near;

struct _ThetaNearestRows
{
  AdwBin parent_instance;

  gboolean compact;
  ThetaFrame *frame;
  gsize row; /* of the data */
  double largest;
  ThetaNearest *nearest;
  guint looking; /* tick callback */
  guint wait;    /* frames until it begins */

  GtkLabel *title;
  GtkWidget *box;
  Near near[THETA_NEAREST];
  guint count;
  gboolean pictures;
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
  theta_image_draw (cr, self->frame->data, row_of (area), self->largest, theta_draw_is_dark (),
                    width, height);
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

static GtkLabel *
append_value (GtkWidget *box)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, "theta-axis");
  gtk_widget_add_css_class (label, "numeric");
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

/* Picture over the class. */
static GtkWidget *
new_picture (ThetaNearestRows *self, Near *near)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  near->area = theta_draw_area_new ("", draw_picture, self);
  gtk_widget_set_size_request (near->area, self->compact ? LESS : SIDE,
                               self->compact ? LESS : SIDE);
  gtk_box_append (GTK_BOX (box), near->area);
  near->name = append_value (box);
  gtk_label_set_ellipsize (near->name, PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (near->name, 6);
  return box;
}

/* Class, row and cosine in a line. */
static GtkWidget *
new_line (Near *near)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  near->dot = theta_draw_dot_new (theta_palette_class (0));
  gtk_box_append (GTK_BOX (box), near->dot);
  near->name = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (near->name), "theta-value");
  gtk_label_set_ellipsize (near->name, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (near->name));
  near->number = append_value (box);
  near->cosine = append_value (box);
  gtk_widget_set_hexpand (GTK_WIDGET (near->cosine), TRUE);
  gtk_widget_set_halign (GTK_WIDGET (near->cosine), GTK_ALIGN_END);
  return box;
}

/* Buttons are made once for a kind of rows and then say others: a cross that moves would
 * else build and lay out five of them at each step. */
static void
ensure_buttons (ThetaNearestRows *self, gboolean pictures, guint count)
{
  if (self->count == count && self->pictures == pictures)
    return;
  for (guint k = 0; k < self->count; k++)
    gtk_box_remove (GTK_BOX (self->box), self->near[k].button);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->box), pictures
                                                                  ? GTK_ORIENTATION_HORIZONTAL
                                                                  : GTK_ORIENTATION_VERTICAL);
  self->count = count;
  self->pictures = pictures;
  for (guint k = 0; k < count; k++)
    {
      Near *near = self->near + k;

      *near = (Near){ .button = gtk_button_new () };
      gtk_button_set_child (GTK_BUTTON (near->button),
                            pictures ? new_picture (self, near) : new_line (near));
      gtk_widget_add_css_class (near->button, "flat");
      gtk_widget_add_css_class (near->button, "theta-near");
      g_signal_connect (near->button, "clicked", G_CALLBACK (on_clicked), self);
      gtk_box_append (GTK_BOX (self->box), near->button);
    }
}

static void
show_class (Near *near, const ThetaDataset *data, gsize row)
{
  const char *name = data->labels != NULL ? data->classes[data->labels[row]] : NULL;
  guint class = name != NULL ? (guint) data->labels[row] : 0;
  g_autofree char *hex = NULL, *markup = NULL;

  gtk_widget_set_visible (GTK_WIDGET (near->name), name != NULL);
  if (near->dot != NULL)
    {
      gtk_widget_set_visible (near->dot, name != NULL);
      theta_draw_dot_set (near->dot, theta_palette_class (class));
      gtk_label_set_label (near->name, name != NULL ? name : "");
      return;
    }
  hex = theta_draw_class_hex (class);
  markup = g_markup_printf_escaped ("<span color=\"%s\" alpha=\"100%%\">●</span> %s", hex,
                                    name != NULL ? name : "");
  gtk_label_set_markup (near->name, markup);
}

static void
show_button (Near *near, const ThetaDataset *data, gsize row, double cosine)
{
  g_autofree char *value = theta_number_format_fixed (cosine, 2);
  g_autofree char *number = g_strdup_printf (_ ("row %u"), data->rows[row]);
  g_autofree char *name
      = data->labels != NULL
            ? g_strdup_printf (_ ("Row %u, class %s, cosine %s"), data->rows[row],
                               data->classes[data->labels[row]], value)
            : g_strdup_printf (_ ("Row %u, cosine %s"), data->rows[row], value);

  show_class (near, data, row);
  if (near->number != NULL)
    {
      gtk_label_set_label (near->number, number);
      gtk_label_set_label (near->cosine, value);
    }
  if (near->area != NULL)
    {
      g_object_set_data (G_OBJECT (near->area), "theta-row", GSIZE_TO_POINTER (row));
      gtk_accessible_update_property (GTK_ACCESSIBLE (near->area), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name, -1);
      gtk_widget_queue_draw (near->area);
    }
  theta_draw_tip (near->button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (near->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name, -1);
  g_object_set_data (G_OBJECT (near->button), "theta-row", GSIZE_TO_POINTER (row));
}

static void
stop (ThetaNearestRows *self)
{
  if (self->looking != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->looking);
  self->looking = 0;
  g_clear_pointer (&self->nearest, theta_nearest_free);
}

static void
show_found (ThetaNearestRows *self)
{
  const ThetaDataset *data = self->frame->data;
  gsize rows[THETA_NEAREST];
  double cosines[THETA_NEAREST];
  guint count = theta_nearest_get (self->nearest, rows, cosines);
  g_autofree char *title = g_strdup_printf (_ ("Nearest to row %u"), data->rows[self->row]);

  gtk_label_set_label (self->title, title);
  ensure_buttons (self, theta_image_is (data), count);
  for (guint k = 0; k < count; k++)
    show_button (self->near + k, data, rows[k], cosines[k]);
}

/* A slice a frame, so that frames stay on time. */
static gboolean
on_looking (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  THETA_MEASURED;
  ThetaNearestRows *self = data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  /* The frames in which all else on the page changes have enough to do. */
  if (self->wait > 0)
    {
      self->wait--;
      return G_SOURCE_CONTINUE;
    }
  while (theta_nearest_step (self->nearest, SLICE_ROWS))
    if (g_get_monotonic_time () >= end)
      return G_SOURCE_CONTINUE;
  self->looking = 0;
  show_found (self);
  return G_SOURCE_REMOVE;
}

void
theta_nearest_rows_show (ThetaNearestRows *self, ThetaFrame *frame, gsize row, double largest)
{
  g_autofree guint8 *shown = NULL;
  gboolean can;

  g_return_if_fail (THETA_IS_NEAREST_ROWS (self) && frame != NULL);
  stop (self);
  /* What stands there speaks of the earlier data. */
  if (self->frame == NULL || self->frame->data != frame->data)
    ensure_buttons (self, FALSE, 0);
  theta_frame_ref (frame);
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->frame = frame;
  self->row = row;
  self->largest = largest;
  can = frame->kernel != NULL && frame->weights != NULL;
  gtk_widget_set_visible (GTK_WIDGET (self), can);
  if (!can)
    return;
  shown = theta_picture_mask (frame->picture, frame->kernel);
  self->nearest = theta_nearest_new (frame->kernel, frame->weights, row, shown);
  self->wait = WAIT;
  self->looking = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_looking, self, NULL);
}

void
theta_nearest_rows_set_compact (ThetaNearestRows *self, gboolean compact)
{
  g_return_if_fail (THETA_IS_NEAREST_ROWS (self));
  if (compact == self->compact)
    return;
  self->compact = compact;
  ensure_buttons (self, FALSE, 0);
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
