#include "ui/plane-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "figure/decision.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/measure.h"
#include "ui/picture.h"

struct _ThetaPlaneView
{
  AdwBin parent_instance;

  GtkWidget *area;
  ThetaFrame *frame;   /* whose rows are shown, or NULL */
  ThetaAnswer *answer; /* the last with a plane */

  cairo_surface_t *rows; /* the rows alone, NULL: to be drawn; for: */
  ThetaColor ground;
  double width, height, scale;
};

G_DEFINE_FINAL_TYPE (ThetaPlaneView, theta_plane_view, ADW_TYPE_BIN)

gboolean
theta_plane_view_fits (const ThetaFrame *frame)
{
  return frame->inputs != NULL && frame->inputs->cols == 2;
}

/* ---- drawing ---- */

/* FALSE where there is nothing to draw; what @decision borrows belongs to @self. */
static gboolean
find_decision (const ThetaPlaneView *self, ThetaDecision *decision)
{
  const ThetaPlane *plane = self->answer != NULL ? self->answer->plane : NULL;
  const ThetaFold *fold;

  if (plane == NULL || self->frame == NULL || !theta_plane_view_fits (self->frame))
    return FALSE;
  fold = self->frame->folds->pdata[self->frame->picture_fold];
  *decision = (ThetaDecision){ .side = plane->side,
                               .x_min = plane->x_min,
                               .x_max = plane->x_max,
                               .y_min = plane->y_min,
                               .y_max = plane->y_max,
                               .classes = plane->classes,
                               .certainty = plane->certainty,
                               .rows = (guint) self->frame->inputs->rows,
                               .points = self->frame->inputs->data,
                               .labels = self->frame->data->labels,
                               .train = fold->train };
  return TRUE;
}

static void
forget_rows (ThetaPlaneView *self)
{
  g_clear_pointer (&self->rows, cairo_surface_destroy);
}

static gboolean
same_color (ThetaColor a, ThetaColor b)
{
  return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

/* Other weights colour the plane anew and leave a thousand rows where they are: those
 * are drawn once for a size and a style. */
static void
prepare_rows (ThetaPlaneView *self, const ThetaDecision *decision, const ThetaPalette *palette,
              double width, double height)
{
  double scale = theta_draw_scale (self->area) * theta_draw_text_scale (self->area);
  cairo_t *cr;

  if (self->rows != NULL && self->width == width && self->height == height
      && self->scale == scale && same_color (self->ground, palette->background))
    return;
  forget_rows (self);
  self->width = width;
  self->height = height;
  self->scale = scale;
  self->ground = palette->background;
  self->rows = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) ceil (width * scale),
                                           (int) ceil (height * scale));
  cairo_surface_set_device_scale (self->rows, scale, scale);
  cr = cairo_create (self->rows);
  theta_decision_draw_rows (cr, decision, palette, width, height);
  cairo_destroy (cr);
}

static void
draw_plane (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaPlaneView *self = data;
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));
  ThetaDecision decision;

  if (!find_decision (self, &decision))
    return;
  prepare_rows (self, &decision, &palette, width, height);
  theta_decision_draw_plane (cr, &decision, &palette, width, height);
  cairo_set_source_surface (cr, self->rows, 0, 0);
  cairo_paint (cr);
}

static void
draw_export (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  ThetaPalette palette = *theta_palette_light ();
  ThetaDecision decision;

  palette.paper = TRUE;
  if (find_decision (data, &decision))
    theta_decision_draw (cr, &decision, &palette, width, height);
}

/* ---- in words and as a table ---- */

/* The class that is predicted at the nearest point of the grid, whose outermost points lie on
 * the edges; −1 outside. */
static int
predicted_at (const ThetaPlane *plane, double x, double y)
{
  double last = plane->side - 1;
  int column = (int) lround ((x - plane->x_min) / (plane->x_max - plane->x_min) * last);
  int row = (int) lround ((y - plane->y_min) / (plane->y_max - plane->y_min) * last);

  if (column < 0 || row < 0 || column >= (int) plane->side || row >= (int) plane->side)
    return -1;
  return plane->classes[row * (int) plane->side + column];
}

/* The points, and what is predicted where they lie. */
static char *
make_table (gpointer data)
{
  ThetaPlaneView *self = data;
  const ThetaPlane *plane = self->answer != NULL ? self->answer->plane : NULL;
  GString *out;

  if (plane == NULL || self->frame == NULL || !theta_plane_view_fits (self->frame))
    return NULL;
  out = g_string_new (_ ("row"));
  g_string_append_printf (out, "\tx\ty\t%s\t%s\n", _ ("class"), _ ("predicted there"));
  for (gsize i = 0; i < self->frame->inputs->rows; i++)
    {
      const double *point = self->frame->inputs->data + 2 * i;
      const ThetaDataset *set = self->frame->data;
      int c = predicted_at (plane, point[0], point[1]);
      g_autofree char *x = theta_number_format (point[0], 4);
      g_autofree char *y = theta_number_format (point[1], 4);

      g_string_append_printf (out, "%u\t%s\t%s\t%s\t%s\n", set->rows[i], x, y,
                              set->labels != NULL ? set->classes[set->labels[i]] : "",
                              c >= 0 ? set->classes[c] : "");
    }
  return g_string_free (out, FALSE);
}

static const ThetaFigureMenu plane_menu
    = { N_ ("Decisions over the plane"), "decisions", make_table, draw_export };

static void
describe_plane (ThetaPlaneView *self)
{
  const ThetaPlane *plane = self->answer->plane;
  guint points = plane->side * plane->side, most = 0, best = 0;
  g_autofree guint *count = g_new0 (guint, self->frame->data->n_classes);
  g_autofree char *text = NULL;

  for (guint k = 0; k < points; k++)
    if (++count[plane->classes[k]] > most)
      {
        most = count[plane->classes[k]];
        best = (guint) plane->classes[k];
      }
  text = g_strdup_printf (_ ("%s is predicted on %u %% of the plane"),
                          self->frame->data->classes[best], 100 * most / points);
  theta_draw_describe (self->area, text);
}

/* ---- what is shown ---- */

void
theta_plane_view_set_frame (ThetaPlaneView *self, ThetaFrame *frame)
{
  g_return_if_fail (THETA_IS_PLANE_VIEW (self));
  if (frame == self->frame)
    return;
  if (frame == NULL || self->frame == NULL || frame->inputs != self->frame->inputs)
    g_clear_pointer (&self->answer, theta_answer_free);
  if (frame != NULL)
    theta_frame_ref (frame);
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->frame = frame;
  forget_rows (self);
  gtk_widget_queue_draw (self->area);
}

void
theta_plane_view_take (ThetaPlaneView *self, ThetaAnswer *answer)
{
  g_return_if_fail (THETA_IS_PLANE_VIEW (self) && self->frame != NULL);
  if (answer->plane == NULL)
    {
      theta_answer_free (answer);
      return;
    }
  g_clear_pointer (&self->answer, theta_answer_free);
  self->answer = answer;
  describe_plane (self);
  gtk_widget_queue_draw (self->area);
}

/* ---- the widget ---- */

static void
theta_plane_view_dispose (GObject *object)
{
  ThetaPlaneView *self = THETA_PLANE_VIEW (object);

  g_clear_pointer (&self->frame, theta_frame_unref);
  g_clear_pointer (&self->answer, theta_answer_free);
  forget_rows (self);
  G_OBJECT_CLASS (theta_plane_view_parent_class)->dispose (object);
}

static void
theta_plane_view_class_init (ThetaPlaneViewClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_plane_view_dispose;
}

static void
theta_plane_view_init (ThetaPlaneView *self)
{
  self->area = theta_draw_area_new (_ ("Decisions over the plane"), draw_plane, self);
  theta_figure_menu_attach (self->area, &plane_menu, self);
  theta_picture_offer (self->area, _ ("Decisions over the plane"));
  gtk_widget_set_halign (self->area, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->area, GTK_ALIGN_START);
  adw_bin_set_child (ADW_BIN (self), self->area);
}

GtkWidget *
theta_plane_view_new (void)
{
  return g_object_new (THETA_TYPE_PLANE_VIEW, NULL);
}

void
theta_plane_view_set_side (ThetaPlaneView *self, int side)
{
  g_return_if_fail (THETA_IS_PLANE_VIEW (self));
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->area), side);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->area), side);
}
