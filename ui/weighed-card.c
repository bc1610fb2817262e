#include "ui/weighed-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/error.h"
#include "base/number.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/heatmap-view.h"
#include "ui/plane-view.h"
#include "ui/total-table.h"

#define MAP_SIDE 128
/* Maps as large as the column, where they fit; less than the smaller is not worth it. */
#define LEAST_LARGE 200
#define MOST_LARGE 256

struct _ThetaWeighedCard
{
  GtkWidget parent_instance;

  ThetaSession *session;
  GCancellable *asking;  /* of all questions that are out */
  ThetaFrame *frame;     /* what is shown, or NULL */
  ThetaMaps *maps;       /* what the map shows of it */
  double shown, before;  /* the error now, and before it was set by hand; NaN: not known */
  gboolean by_hand;
  int room;      /* the height that the card may take */
  int side;      /* of a map */
  guint fitting; /* the idle source */

  GtkWidget *box, *plane_box;
  ThetaPlaneView *plane;
  AdwBin *total_bin, *plane_bin;
  GtkBox *content, *figures, *maps_box;
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
  theta_plane_view_take (self->plane, answer);
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
  theta_plane_view_set_frame (self->plane, frame);
  if (frame != NULL)
    theta_frame_ref (frame);
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->frame = frame;
}

static int
height_of (GtkWidget *widget)
{
  int natural;

  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (widget), NULL,
                      &natural, NULL, NULL);
  return natural;
}

/* Small maps stand side by side, large ones in a column; one small map stands beside the
 * figures, others over them. */
static void
arrange (ThetaWeighedCard *self)
{
  gboolean plane = gtk_widget_get_visible (self->plane_box), large = self->side > MAP_SIDE;

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->maps_box),
                                  large ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_halign (GTK_WIDGET (self->maps_box), large ? GTK_ALIGN_CENTER : GTK_ALIGN_FILL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->content),
                                  plane || large ? GTK_ORIENTATION_VERTICAL
                                                 : GTK_ORIENTATION_HORIZONTAL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->figures),
                                  plane || large ? GTK_ORIENTATION_HORIZONTAL
                                                 : GTK_ORIENTATION_VERTICAL);
  theta_heatmap_view_set_side (self->map, self->side);
  gtk_widget_set_size_request (GTK_WIDGET (self->map), self->side, self->side);
  theta_plane_view_set_side (self->plane, self->side);
}

/* The side of maps in a column that leaves room for all else, or MAP_SIDE. */
static int
find_side (ThetaWeighedCard *self)
{
  int maps = gtk_widget_get_visible (self->plane_box) ? 2 : 1, side;
  int under = height_of (GTK_WIDGET (self->total_label)) + gtk_box_get_spacing (self->maps_box);
  int rest = height_of (GTK_WIDGET (self)) - height_of (GTK_WIDGET (self->content))
             + height_of (GTK_WIDGET (self->figures)) + gtk_box_get_spacing (self->content);

  side = (self->room - rest) / maps - under - gtk_box_get_spacing (self->maps_box);
  return side >= LEAST_LARGE ? MIN (side, MOST_LARGE) : MAP_SIDE;
}

static gboolean
fit (gpointer user_data)
{
  ThetaWeighedCard *self = user_data;
  int side = find_side (self);

  self->fitting = 0;
  if (side != self->side)
    {
      self->side = side;
      arrange (self);
    }
  return G_SOURCE_REMOVE;
}

/* Nothing is moved while sizes are given. */
static void
fit_later (ThetaWeighedCard *self)
{
  if (self->fitting == 0)
    self->fitting = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit, self, NULL);
}

void
theta_weighed_card_set_room (ThetaWeighedCard *self, int height)
{
  g_return_if_fail (THETA_IS_WEIGHED_CARD (self));
  if (height == self->room)
    return;
  self->room = height;
  fit_later (self);
}

static void
show_plane (ThetaWeighedCard *self, gboolean plane)
{
  if (plane == gtk_widget_get_visible (self->plane_box))
    return;
  gtk_widget_set_visible (self->plane_box, plane);
  arrange (self);
  fit_later (self);
}

static void
show_nothing (ThetaWeighedCard *self)
{
  take_frame (self, NULL);
  theta_heatmap_view_show (self->map, NULL, 0, 0, 1, FALSE, THETA_COLORMAP_VIRIDIS);
  theta_maps_set_frame (self->maps, NULL, NULL);
  show_figures (self, NAN, NAN, 0, 0);
}

void
theta_weighed_card_show (ThetaWeighedCard *self, const ThetaWeighing *weighing)
{
  ThetaFrame *frame = weighing != NULL ? weighing->frame : NULL;
  gboolean pooled, known;
  guint what = 0;

  g_return_if_fail (THETA_IS_WEIGHED_CARD (self));
  if (weighing == NULL || (frame != NULL && frame->picture == NULL))
    {
      show_nothing (self);
      return;
    }
  if (frame == NULL)
    {
      /* What is seen stays where a run has gone on to the next fold. */
      if (self->frame == NULL || self->frame->picture_fold != weighing->fold)
        theta_heatmap_view_show (self->map, NULL, 0, 0, 1, FALSE, THETA_COLORMAP_VIRIDIS);
      show_figures (self, weighing->error, weighing->accuracy, 0, 0);
      return;
    }
  take_frame (self, frame);
  pooled = frame->picture->bins < frame->picture->rows;
  known = isfinite (weighing->error) && isfinite (weighing->accuracy);
  show_plane (self, theta_plane_view_fits (frame));
  gtk_label_set_label (self->total_label, frame->data->labels != NULL ? _ ("A, by class")
                                                                      : _ ("A"));
  if (!weighing->ask || frame->kernel == NULL)
    show_total (self, NULL);
  else if (!pooled)
    show_total (self, theta_picture_weigh (frame->picture, frame->kernel, weighing->weights, TRUE,
                                           NULL));
  else
    what |= THETA_ASK_TOTAL;
  if (known || !weighing->ask)
    show_figures (self, weighing->error, weighing->accuracy, 0, 0);
  else
    what |= THETA_ASK_ERROR;
  if (theta_plane_view_fits (frame))
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
  g_clear_handle_id (&self->fitting, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->frame, theta_frame_unref);
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
  CHILD (maps_box);
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
  gtk_widget_set_halign (GTK_WIDGET (self->map), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->map), GTK_ALIGN_START);
  adw_bin_set_child (self->total_bin, GTK_WIDGET (self->map));
  self->plane = THETA_PLANE_VIEW (theta_plane_view_new ());
  adw_bin_set_child (self->plane_bin, GTK_WIDGET (self->plane));
  self->side = MAP_SIDE;
  arrange (self);
}
