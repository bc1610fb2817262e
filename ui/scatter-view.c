#include "ui/scatter-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/data-pictures.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/measure.h"
#include "ui/picture.h"

#define REACH 12
#define RING 6

struct _ThetaScatterView
{
  GtkWidget parent_instance;

  ThetaDataset *data;
  ThetaComponents *points;
  ThetaPoints plane;        /* of the size that is drawn */
  cairo_surface_t *cloud;  /* the points alone, NULL: to be drawn */
  int hovered, selected;   /* rows, −1 */
};

enum { SIGNAL_HOVERED, SIGNAL_PICKED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaScatterView, theta_scatter_view, GTK_TYPE_WIDGET)

/* The index of the point of @row, −1 where it has none: rows ascend. */
static int
find_point (const ThetaScatterView *self, int row)
{
  guint low = 0, high = self->points != NULL ? self->points->n : 0;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if ((int) self->points->rows[middle] < row)
        low = middle + 1;
      else
        high = middle;
    }
  return self->points != NULL && low < self->points->n && (int) self->points->rows[low] == row
             ? (int) low
             : -1;
}

gboolean
theta_scatter_view_locate (ThetaScatterView *self, guint row, double *x, double *y)
{
  int k = find_point (self, (int) row);

  if (k < 0)
    return FALSE;
  theta_points_map (&self->plane, self->points->x[k], self->points->y[k], x, y);
  return TRUE;
}

int
theta_scatter_view_find (ThetaScatterView *self, double x, double y)
{
  double nearest = REACH * REACH;
  int found = -1;

  for (guint k = 0; self->points != NULL && k < self->points->n; k++)
    {
      double at_x, at_y, distance;

      theta_points_map (&self->plane, self->points->x[k], self->points->y[k], &at_x, &at_y);
      distance = (at_x - x) * (at_x - x) + (at_y - y) * (at_y - y);
      if (distance <= nearest)
        {
          nearest = distance;
          found = (int) self->points->rows[k];
        }
    }
  return found;
}

/* ---- in words ---- */

static void
describe (ThetaScatterView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int row = self->hovered >= 0 ? self->hovered : self->selected;

  if (self->data == NULL)
    return;
  g_string_append_printf (text, ngettext ("%u point", "%u points", self->points->n),
                          self->points->n);
  if (row >= 0 && find_point (self, row) >= 0)
    {
      g_string_append (text, "; ");
      g_string_append_printf (text, row == self->selected ? _ ("row %u is selected")
                                                          : _ ("row %u is under the pointer"),
                              self->data->rows[row]);
      if (self->data->labels != NULL)
        g_string_append_printf (text, ", %s", self->data->classes[self->data->labels[row]]);
    }
  theta_draw_describe (GTK_WIDGET (self), text->str);
}

/* ---- pointer and keys ---- */

static void
hover (ThetaScatterView *self, int row)
{
  if (row == self->hovered)
    return;
  self->hovered = row;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe (self);
  g_signal_emit (self, signals[SIGNAL_HOVERED], 0, row);
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, gpointer user_data)
{
  THETA_MEASURED;

  hover (user_data, theta_scatter_view_find (user_data, x, y));
}

static void
on_leave (GtkEventControllerMotion *controller, gpointer user_data)
{
  hover (user_data, -1);
}

static void
on_click (GtkGestureClick *gesture, int presses, double x, double y, gpointer user_data)
{
  ThetaScatterView *self = user_data;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, theta_scatter_view_find (self, x, y));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        gpointer user_data)
{
  ThetaScatterView *self = user_data;
  int at = find_point (self, self->selected), last;

  if (self->points == NULL)
    return FALSE;
  last = (int) self->points->n - 1;
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Up:
      at = MAX (at - 1, 0);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_Down:
      at = MIN (at + 1, last);
      break;
    case GDK_KEY_Home:
      at = 0;
      break;
    case GDK_KEY_End:
      at = last;
      break;
    default:
      return FALSE;
    }
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, (int) self->points->rows[at]);
  return TRUE;
}

/* ---- drawing ---- */

static void
draw_ring (ThetaScatterView *self, cairo_t *cr, const ThetaPalette *palette, int row, double width)
{
  double x, y;

  if (row < 0 || !theta_scatter_view_locate (self, (guint) row, &x, &y))
    return;
  theta_color_set (cr, palette->foreground, 1);
  cairo_set_line_width (cr, width);
  cairo_arc (cr, x, y, RING, 0, 2 * G_PI);
  cairo_stroke (cr);
}

/* The points, drawn once for a size and a style. */
static void
draw_cloud (ThetaScatterView *self, const ThetaPalette *palette, int width, int height)
{
  THETA_MEASURED;
  double scale = theta_draw_scale (GTK_WIDGET (self));
  cairo_t *cr;

  self->cloud = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width * scale),
                                            (int) ceil (height * scale));
  cairo_surface_set_device_scale (self->cloud, scale, scale);
  cr = cairo_create (self->cloud);
  theta_points_draw (&self->plane, cr, palette, self->data, self->points, 3);
  cairo_destroy (cr);
}

static void
theta_scatter_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ThetaScatterView *self = THETA_SCATTER_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  ThetaPalette palette = theta_draw_palette (widget);
  cairo_t *cr;

  if (self->points == NULL || width < 1 || height < 1)
    return;
  if (self->cloud == NULL)
    draw_cloud (self, &palette, width, height);
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_set_source_surface (cr, self->cloud, 0, 0);
  cairo_paint (cr);
  draw_ring (self, cr, &palette, self->hovered, 1);
  draw_ring (self, cr, &palette, self->selected, 2);
  cairo_destroy (cr);
}

static void
forget_cloud (ThetaScatterView *self)
{
  g_clear_pointer (&self->cloud, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
theta_scatter_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaScatterView *self = THETA_SCATTER_VIEW (widget);

  theta_points_init (&self->plane, self->points, width, height);
  g_clear_pointer (&self->cloud, cairo_surface_destroy);
}

/* ---- its menu ---- */

static char *
make_table (gpointer data)
{
  ThetaScatterView *self = data;
  GString *out;

  if (self->points == NULL)
    return NULL;
  out = g_string_new (_ ("row"));
  g_string_append_printf (out, "\t%s\t%s\t%s\n", _ ("across"), _ ("up"), _ ("class"));
  for (guint k = 0; k < self->points->n; k++)
    {
      guint row = self->points->rows[k];
      g_autofree char *x = theta_number_format (self->points->x[k], 4);
      g_autofree char *y = theta_number_format (self->points->y[k], 4);

      g_string_append_printf (out, "%u\t%s\t%s\t%s\n", self->data->rows[row], x, y,
                              self->data->labels != NULL
                                  ? self->data->classes[self->data->labels[row]] : "");
    }
  return g_string_free (out, FALSE);
}

static void
draw_export (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const ThetaScatterView *self = data;
  ThetaPalette palette = *theta_palette_light ();
  ThetaPoints plane;

  if (self->points == NULL)
    return;
  palette.paper = TRUE;
  theta_points_init (&plane, self->points, (int) width, (int) height);
  theta_points_draw (&plane, cr, &palette, self->data, self->points, 3);
}

static const ThetaFigureMenu menu = { N_ ("Points"), "points", make_table, draw_export };

/* ---- the object ---- */

void
theta_scatter_view_set (ThetaScatterView *self, ThetaDataset *data, ThetaComponents *points)
{
  g_return_if_fail (THETA_IS_SCATTER_VIEW (self) && (data == NULL) == (points == NULL));
  if (data != NULL)
    theta_dataset_ref (data);
  g_clear_pointer (&self->data, theta_dataset_unref);
  g_clear_pointer (&self->points, theta_components_free);
  self->data = data;
  self->points = points;
  self->hovered = self->selected = -1;
  theta_points_init (&self->plane, points, gtk_widget_get_width (GTK_WIDGET (self)),
                    gtk_widget_get_height (GTK_WIDGET (self)));
  forget_cloud (self);
  describe (self);
}

void
theta_scatter_view_select (ThetaScatterView *self, int row)
{
  g_return_if_fail (THETA_IS_SCATTER_VIEW (self));
  self->selected = row;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe (self);
}

static void
theta_scatter_view_dispose (GObject *object)
{
  ThetaScatterView *self = THETA_SCATTER_VIEW (object);

  g_clear_pointer (&self->data, theta_dataset_unref);
  g_clear_pointer (&self->points, theta_components_free);
  g_clear_pointer (&self->cloud, cairo_surface_destroy);
  G_OBJECT_CLASS (theta_scatter_view_parent_class)->dispose (object);
}

static void
theta_scatter_view_class_init (ThetaScatterViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_scatter_view_dispose;
  widget_class->snapshot = theta_scatter_view_snapshot;
  widget_class->size_allocate = theta_scatter_view_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "scatterview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[SIGNAL_HOVERED] = g_signal_new ("hovered", THETA_TYPE_SCATTER_VIEW, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_PICKED] = g_signal_new ("picked", THETA_TYPE_SCATTER_VIEW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
theta_scatter_view_init (ThetaScatterView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->hovered = self->selected = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "pressed", G_CALLBACK (on_click), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (forget_cloud), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (forget_cloud), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Points"), -1);
  theta_figure_menu_attach (GTK_WIDGET (self), &menu, self);
  theta_picture_offer (GTK_WIDGET (self), _ ("Points"));
}
