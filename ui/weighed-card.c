#include "ui/weighed-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/error.h"
#include "base/number.h"
#include "figure/decision.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/heatmap-view.h"
#include "ui/measure.h"
#include "ui/picture.h"
#include "ui/total-table.h"

#define MAP_SIDE 128

struct _ThetaWeighedCard
{
  GtkWidget parent_instance;

  ThetaSession *session;
  GCancellable *asking;  /* of all questions that are out */
  ThetaFrame *frame;     /* what is shown, or NULL */
  ThetaAnswer *answer;   /* the last with a plane */
  ThetaMaps *maps;       /* what the map shows of it */
  double shown, before;  /* the error now, and before it was set by hand; NaN: not known */
  gboolean by_hand;

  GtkWidget *box, *plane_box, *plane;
  AdwBin *total_bin, *plane_bin;
  GtkBox *content, *figures;
  GtkLabel *total_label, *accuracy, *error, *change;
  GtkWidget *compare;
  ThetaHeatmapView *map;
};

enum { SIGNAL_COMPARE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaWeighedCard, theta_weighed_card, GTK_TYPE_WIDGET)

/* ---- the figures ---- */

static void
show_change (ThetaWeighedCard *self)
{
  double by = self->shown - self->before;
  g_autofree char *size = theta_number_format_fixed (fabs (by), 3), *text = NULL;

  gtk_widget_remove_css_class (GTK_WIDGET (self->change), "lower");
  gtk_widget_remove_css_class (GTK_WIDGET (self->change), "higher");
  if (!self->by_hand || isnan (by))
    text = g_strdup ("");
  else if (fabs (by) < 0.0005)
    text = g_strdup (_ ("as before"));
  else
    {
      text = g_strdup_printf (by < 0 ? _ ("%s below before") : _ ("%s above before"), size);
      gtk_widget_add_css_class (GTK_WIDGET (self->change), by < 0 ? "lower" : "higher");
    }
  gtk_label_set_label (self->change, text);
}

static void
show_figures (ThetaWeighedCard *self, double error, double accuracy, guint rows, guint all)
{
  g_autofree char *number = theta_number_format_fixed (100 * accuracy, 1);
  g_autofree char *percent = g_strdup_printf (_ ("%s %%"), number);
  g_autofree char *size = theta_number_format_fixed (error, 3);
  g_autofree char *part = g_strdup_printf (_ ("On %u of %u training rows"), rows, all);
  g_autofree char *told = NULL;

  self->shown = error;
  gtk_label_set_label (self->accuracy, isfinite (accuracy) ? percent : "–");
  gtk_label_set_label (self->error, size);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->error), rows < all ? part : NULL);
  told = g_strdup_printf (_ ("Leave-one-out squared error %s"), size);
  theta_draw_describe (GTK_WIDGET (self->map), told);
  show_change (self);
}

/* ---- the pictures ---- */

/* Takes @own, or shows the frame's own picture. */
static void
show_total (ThetaWeighedCard *self, float *own)
{
  const ThetaPicture *picture = self->frame->picture;
  const float *values;
  ThetaColormap colors;
  double min, max;

  if (theta_maps_get_frame (self->maps) != self->frame)
    theta_maps_set_frame (self->maps, self->frame, NULL);
  theta_maps_set_total (self->maps, own);
  values = theta_maps_overview (self->maps, picture->layers);
  if (values == NULL)
    return;
  theta_heatmap_range (values, (gsize) picture->bins * picture->bins, &min, &max, &colors);
  theta_heatmap_view_show (self->map, self->maps, picture->layers, min, max, FALSE, colors);
}

static char *
make_total_table (gpointer data)
{
  ThetaWeighedCard *self = data;
  const float *values = self->frame != NULL
                            ? theta_maps_overview (self->maps, self->frame->picture->layers)
                            : NULL;

  return values != NULL ? theta_total_table (self->frame, values) : NULL;
}

static void
draw_total (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const ThetaWeighedCard *self = data;
  const ThetaHeatmap *heatmap = theta_heatmap_view_get_heatmap (self->map);
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  if (heatmap != NULL)
    theta_heatmap_draw (cr, heatmap, &palette, width, height, scale,
                        THETA_LAYER_PIXELS | THETA_LAYER_AXES);
}

static const ThetaFigureMenu total_menu
    = { N_ ("Kernel A with these weights"), "kernel-a", make_total_table, draw_total };

/* Data of two columns can be drawn as they are. */
static gboolean
is_plane (const ThetaFrame *frame)
{
  return frame->inputs != NULL && frame->inputs->cols == 2;
}

static void
draw_decisions (ThetaWeighedCard *self, cairo_t *cr, const ThetaPalette *palette, double width,
                double height)
{
  const ThetaPlane *plane = self->answer != NULL ? self->answer->plane : NULL;
  const ThetaFold *fold;
  ThetaDecision decision;

  if (plane == NULL || self->frame == NULL || !is_plane (self->frame))
    return;
  fold = self->frame->folds->pdata[self->frame->picture_fold];
  decision = (ThetaDecision){ .side = plane->side,
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
  theta_decision_draw (cr, &decision, palette, width, height);
}

static void
draw_plane (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));

  draw_decisions (data, cr, &palette, width, height);
}

/* ---- the plane's menu ---- */

/* The class that is predicted at the field a point lies in, −1 outside. */
static int
predicted_at (const ThetaPlane *plane, double x, double y)
{
  int column = (int) floor ((x - plane->x_min) / (plane->x_max - plane->x_min) * plane->side);
  int row = (int) floor ((y - plane->y_min) / (plane->y_max - plane->y_min) * plane->side);

  if (column < 0 || row < 0 || column >= (int) plane->side || row >= (int) plane->side)
    return -1;
  return plane->classes[row * (int) plane->side + column];
}

/* The points, and what is predicted where they lie. */
static char *
make_table (gpointer data)
{
  ThetaWeighedCard *self = data;
  const ThetaPlane *plane = self->answer != NULL ? self->answer->plane : NULL;
  GString *out;

  if (plane == NULL || self->frame == NULL || !is_plane (self->frame))
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

static void
draw_export (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  draw_decisions ((ThetaWeighedCard *) data, cr, &palette, width, height);
}

static const ThetaFigureMenu plane_menu
    = { N_ ("Decisions over the plane"), "decisions", make_table, draw_export };

static void
describe_plane (ThetaWeighedCard *self)
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
  theta_draw_describe (self->plane, text);
}

/* ---- asking ---- */

typedef struct
{
  ThetaWeighedCard *card; /* referenced */
  gconstpointer kernel; /* only to be compared */
} Ticket;

static void
take_answer (ThetaWeighedCard *self, ThetaAnswer *answer)
{
  if (isfinite (answer->error))
    show_figures (self, answer->error, answer->accuracy, answer->rows, answer->all_rows);
  if (answer->total != NULL)
    show_total (self, g_steal_pointer (&answer->total));
  if (answer->plane == NULL)
    {
      theta_answer_free (answer);
      return;
    }
  g_clear_pointer (&self->answer, theta_answer_free);
  self->answer = answer;
  describe_plane (self);
  gtk_widget_queue_draw (self->plane);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ticket *ticket = user_data;
  ThetaWeighedCard *self = ticket->card;
  g_autoptr (GError) error = NULL;
  ThetaAnswer *answer = theta_session_ask_finish (self->session, result, &error);

  if (answer != NULL && self->frame != NULL && ticket->kernel == self->frame->kernel)
    take_answer (self, answer);
  else if (answer != NULL)
    theta_answer_free (answer);
  else if (self->frame != NULL && !theta_error_is_cancelled (error))
    {
      /* A matrix that is not positive definite has no leave-one-out error. */
      show_figures (self, NAN, NAN, 0, 0);
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->error), error->message);
    }
  g_object_unref (ticket->card);
  g_free (ticket);
}

/* One that still waits gives way to this one; one that is being answered is shown, so
 * that something follows while a slider moves. */
static void
ask (ThetaWeighedCard *self, guint what, const ThetaWeighing *weighing)
{
  ThetaQuestion *question
      = theta_question_new (what, self->frame, theta_session_get_shown (self->session),
                            weighing->weights, weighing->ridge, NULL);
  Ticket *ticket;

  if (question == NULL)
    return;
  ticket = g_new (Ticket, 1);
  ticket->card = g_object_ref (self);
  ticket->kernel = self->frame->kernel;
  theta_session_ask_async (self->session, question, self->asking, on_answer, ticket);
}

/* ---- what is shown ---- */

static void
take_frame (ThetaWeighedCard *self, ThetaFrame *frame)
{
  if (frame == self->frame)
    return;
  if (frame == NULL || self->frame == NULL || frame->inputs != self->frame->inputs)
    g_clear_pointer (&self->answer, theta_answer_free);
  if (frame != NULL)
    theta_frame_ref (frame);
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->frame = frame;
}

/* Two maps stand over the figures, one beside them. */
static void
arrange (ThetaWeighedCard *self, gboolean plane)
{
  gtk_widget_set_visible (self->plane_box, plane);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->content), plane
                                                                      ? GTK_ORIENTATION_VERTICAL
                                                                      : GTK_ORIENTATION_HORIZONTAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->figures),
                                  plane ? GTK_ORIENTATION_HORIZONTAL : GTK_ORIENTATION_VERTICAL);
}

static void
show_nothing (ThetaWeighedCard *self)
{
  take_frame (self, NULL);
  theta_heatmap_view_show (self->map, NULL, 0, 0, 1, FALSE, THETA_COLORMAP_VIRIDIS);
  theta_maps_set_frame (self->maps, NULL, NULL);
  show_figures (self, NAN, NAN, 0, 0);
  gtk_widget_queue_draw (self->plane);
}

void
theta_weighed_card_show (ThetaWeighedCard *self, const ThetaWeighing *weighing)
{
  ThetaFrame *frame = theta_session_get_frame (self->session);
  gboolean pooled, known;
  guint what = 0;

  g_return_if_fail (THETA_IS_WEIGHED_CARD (self));
  if (weighing == NULL || frame == NULL || frame->picture == NULL)
    {
      show_nothing (self);
      return;
    }
  take_frame (self, frame);
  pooled = frame->picture->bins < frame->picture->rows;
  known = isfinite (weighing->error) && isfinite (weighing->accuracy);
  arrange (self, is_plane (frame));
  gtk_label_set_label (self->total_label, frame->data->labels != NULL ? _ ("A, by class")
                                                                      : _ ("A"));
  if (!weighing->ask || frame->kernel == NULL)
    show_total (self, NULL);
  else if (!pooled)
    show_total (self, theta_picture_weigh (frame->picture, frame->kernel, weighing->weights, TRUE,
                                           NULL));
  else
    what |= THETA_ASK_TOTAL;
  if (known || !weighing->ask || !weighing->own_fold)
    show_figures (self, weighing->error, weighing->accuracy, 0, 0);
  else
    what |= THETA_ASK_ERROR;
  if (is_plane (frame))
    what |= THETA_ASK_MAP;
  if (what != 0 && weighing->ask)
    ask (self, what, weighing);
}

void
theta_weighed_card_set_by_hand (ThetaWeighedCard *self, gboolean by_hand)
{
  g_return_if_fail (THETA_IS_WEIGHED_CARD (self));
  self->by_hand = by_hand;
  self->before = self->shown;
  show_change (self);
}

void
theta_weighed_card_set_can_compare (ThetaWeighedCard *self, gboolean can)
{
  g_return_if_fail (THETA_IS_WEIGHED_CARD (self));
  gtk_widget_set_sensitive (self->compare, can);
}

void
theta_weighed_card_set_session (ThetaWeighedCard *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_WEIGHED_CARD (self) && self->session == NULL);
  self->session = g_object_ref (session);
}

static void
on_compare (ThetaWeighedCard *self)
{
  g_signal_emit (self, signals[SIGNAL_COMPARE], 0);
}

/* ---- the widget ---- */

static void
theta_weighed_card_dispose (GObject *object)
{
  ThetaWeighedCard *self = THETA_WEIGHED_CARD (object);

  g_cancellable_cancel (self->asking);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->frame, theta_frame_unref);
  g_clear_pointer (&self->answer, theta_answer_free);
  g_clear_pointer (&self->maps, theta_maps_free);
  G_OBJECT_CLASS (theta_weighed_card_parent_class)->dispose (object);
}

static void
theta_weighed_card_finalize (GObject *object)
{
  ThetaWeighedCard *self = THETA_WEIGHED_CARD (object);

  g_clear_object (&self->session);
  g_object_unref (self->asking);
  G_OBJECT_CLASS (theta_weighed_card_parent_class)->finalize (object);
}

static void
theta_weighed_card_class_init (ThetaWeighedCardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_weighed_card_dispose;
  G_OBJECT_CLASS (class)->finalize = theta_weighed_card_finalize;
  signals[SIGNAL_COMPARE] = g_signal_new ("compare", THETA_TYPE_WEIGHED_CARD, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/weighed-card.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaWeighedCard, name)
  CHILD (box);
  CHILD (plane_box);
  CHILD (total_bin);
  CHILD (plane_bin);
  CHILD (content);
  CHILD (figures);
  CHILD (total_label);
  CHILD (accuracy);
  CHILD (error);
  CHILD (change);
  CHILD (compare);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_compare);
}

static void
theta_weighed_card_init (ThetaWeighedCard *self)
{
  self->asking = g_cancellable_new ();
  self->shown = self->before = NAN;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->maps = theta_maps_new ();
  self->map = THETA_HEATMAP_VIEW (theta_heatmap_view_new (_ ("Kernel A with these weights")));
  theta_figure_menu_attach (GTK_WIDGET (self->map), &total_menu, self);
  theta_heatmap_view_set_side (self->map, MAP_SIDE);
  gtk_widget_set_size_request (GTK_WIDGET (self->map), MAP_SIDE, MAP_SIDE);
  gtk_widget_set_halign (GTK_WIDGET (self->map), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->map), GTK_ALIGN_START);
  adw_bin_set_child (self->total_bin, GTK_WIDGET (self->map));
  self->plane = theta_draw_area_new (_ ("Decisions over the plane"), draw_plane, self);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->plane), MAP_SIDE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->plane), MAP_SIDE);
  theta_figure_menu_attach (self->plane, &plane_menu, self);
  theta_picture_offer (self->plane, _ ("Decisions over the plane"));
  gtk_widget_set_halign (self->plane, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->plane, GTK_ALIGN_START);
  adw_bin_set_child (self->plane_bin, self->plane);
}
