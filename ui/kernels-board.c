#include "ui/kernels-board.h"

#include <glib/gi18n.h>

#include "ui/draw.h"
#include "ui/kernels-plan.h"
#include "ui/picture.h"

#define COMPACT 552 /* below this height there are not all cards, nor where the width is not left */
#define ALL ((1u << THETA_BOARD_CARDS) - 1)

struct _ThetaKernelsBoard
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  ThetaMapGrid *grid, *pinned;
  GtkWidget *cards[THETA_BOARD_CARDS];
  gboolean compact;
  guint takes;  /* a bit for each card that has room here */
  int spare;    /* width that there is only because the cards stand elsewhere */
  guint source; /* tells that it has changed */
};

G_DEFINE_FINAL_TYPE (ThetaKernelsBoard, theta_kernels_board, GTK_TYPE_WIDGET)

enum { SIGNAL_CARDS, N_SIGNALS };
static guint signals[N_SIGNALS];

void
theta_kernels_board_clear (ThetaKernelsBoard *self)
{
  GtkScrolledWindow *scroller;

  g_return_if_fail (THETA_IS_KERNELS_BOARD (self));
  scroller = GTK_SCROLLED_WINDOW (self->scroller);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (scroller), 0);
  theta_map_grid_clear (self->grid);
  theta_map_grid_clear (self->pinned);
  theta_map_grid_set_columns (self->grid, 4);
}

void
theta_kernels_board_append (ThetaKernelsBoard *self, GtkWidget *head, GtkWidget *map,
                            gboolean pinned)
{
  g_return_if_fail (THETA_IS_KERNELS_BOARD (self));
  theta_map_grid_append (pinned ? self->pinned : self->grid, head, map);
  if (pinned)
    theta_map_grid_set_columns (self->grid, 2);
}

gboolean
theta_kernels_board_is_compact (ThetaKernelsBoard *self)
{
  g_return_val_if_fail (THETA_IS_KERNELS_BOARD (self), FALSE);
  return self->compact;
}

gboolean
theta_kernels_board_takes (ThetaKernelsBoard *self, guint place)
{
  g_return_val_if_fail (THETA_IS_KERNELS_BOARD (self) && place < THETA_BOARD_CARDS, FALSE);
  return (self->takes & (1u << place)) != 0;
}

void
theta_kernels_board_set_spare (ThetaKernelsBoard *self, int width)
{
  g_return_if_fail (THETA_IS_KERNELS_BOARD (self));
  self->spare = width;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
theta_kernels_board_set_card (ThetaKernelsBoard *self, guint place, GtkWidget *card)
{
  g_return_if_fail (THETA_IS_KERNELS_BOARD (self) && place < THETA_BOARD_CARDS);
  g_clear_pointer (&self->cards[place], gtk_widget_unparent);
  self->cards[place] = card;
  if (card != NULL)
    gtk_widget_set_parent (card, GTK_WIDGET (self));
}

/* ---- layout ---- */

static void
measure_card (gpointer board, guint card, int width, int *minimum, int *natural)
{
  ThetaKernelsBoard *self = board;

  *minimum = *natural = 0;
  if (self->cards[card] != NULL)
    gtk_widget_measure (self->cards[card], GTK_ORIENTATION_VERTICAL, width, minimum, natural, NULL,
                        NULL);
}

/* Large and alone, without what stands around it on its page. */
static gboolean
is_presented (ThetaKernelsBoard *self)
{
  return gtk_widget_has_css_class (GTK_WIDGET (self), "theta-presented");
}

static ThetaKernelsPlan
make_plan (ThetaKernelsBoard *self, int width, int height)
{
  ThetaKernelsRoom room = {
    .width = width,
    .height = height,
    .layers = theta_map_grid_count (self->grid),
    .pinned = theta_map_grid_count (self->pinned),
    .head = MAX (theta_map_grid_head (self->grid), theta_map_grid_head (self->pinned)),
    .scale = theta_draw_text_scale (GTK_WIDGET (self)),
    .compact = self->compact,
    .presented = is_presented (self),
    .measure = measure_card,
    .board = self,
  };

  return theta_kernels_plan_make (&room);
}

int
theta_kernels_board_get_width (ThetaKernelsBoard *self, int width, int height)
{
  g_return_val_if_fail (THETA_IS_KERNELS_BOARD (self), width);
  return MIN (make_plan (self, width, height).width + 2 * THETA_BOARD_BELOW, width);
}

static void
allocate (GtkWidget *child, const GdkRectangle *place)
{
  int unused;

  /* Every widget is measured before it is given its place. */
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &unused, NULL, NULL, NULL);
  gtk_widget_size_allocate (child, place, -1);
}

/* Around maps that scroll, where the ring of the focus is not to be cut off; the grid
 * itself keeps its place. */
static GdkRectangle
around (const GdkRectangle *maps)
{
  return (GdkRectangle){ maps->x - THETA_BOARD_BELOW, maps->y, maps->width + 2 * THETA_BOARD_BELOW,
                         maps->height + THETA_BOARD_BELOW };
}

static void
place (ThetaKernelsBoard *self, const ThetaKernelsPlan *plan)
{
  GdkRectangle maps = around (&plan->layers);

  gtk_widget_set_child_visible (self->scroller, plan->layers.width > 0);
  if (plan->layers.width > 0)
    allocate (self->scroller, &maps);
  gtk_widget_set_child_visible (GTK_WIDGET (self->pinned), plan->pinned.width > 0);
  if (plan->pinned.width > 0)
    allocate (GTK_WIDGET (self->pinned), &plan->pinned);
  for (guint k = 0; k < THETA_BOARD_CARDS; k++)
    {
      if (self->cards[k] == NULL)
        continue;
      gtk_widget_set_child_visible (self->cards[k], plan->cards[k].height > 0);
      if (plan->cards[k].height > 0)
        allocate (self->cards[k], &plan->cards[k]);
    }
}

static gboolean
on_cards (gpointer data)
{
  ThetaKernelsBoard *self = data;

  self->source = 0;
  g_signal_emit (self, signals[SIGNAL_CARDS], 0);
  return G_SOURCE_REMOVE;
}

/* Which cards stand here, of which the page is told once all is laid out. */
static void
follow_cards (ThetaKernelsBoard *self, const ThetaKernelsPlan *plan, gboolean compact)
{
  guint takes = 0;

  for (guint k = 0; k < THETA_BOARD_CARDS; k++)
    takes |= !compact || plan->cards[k].height > 0 ? 1u << k : 0;
  if (takes == self->takes)
    return;
  self->takes = takes;
  if (self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_cards, self, NULL);
}

static void
theta_kernels_board_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaKernelsBoard *self = THETA_KERNELS_BOARD (widget);
  double scale = theta_draw_text_scale (widget);
  int with = width - (self->compact ? self->spare : 0); /* the cards */
  ThetaKernelsPlan plan;

  if (!is_presented (self))
    self->compact = height < COMPACT * scale
                    || with < 3 * THETA_BOARD_LEAST_CARD * scale + 2 * THETA_BOARD_APART;
  plan = make_plan (self, width, height);
  if (!is_presented (self))
    follow_cards (self, &plan, self->compact);
  place (self, &plan);
}

/* With Tab the layers come first, then A, then the cards, wherever these stand. */
static gboolean
theta_kernels_board_focus (GtkWidget *widget, GtkDirectionType direction)
{
  ThetaKernelsBoard *self = THETA_KERNELS_BOARD (widget);
  GtkWidget *parts[] = { self->scroller, GTK_WIDGET (self->pinned), self->cards[0], self->cards[1],
                         self->cards[2] };
  GtkWidget *within = gtk_widget_get_focus_child (widget);
  gboolean forward = direction == GTK_DIR_TAB_FORWARD;
  int n = G_N_ELEMENTS (parts), at = forward ? 0 : n - 1;

  if (!forward && direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (theta_kernels_board_parent_class)->focus (widget, direction);
  for (int k = 0; within != NULL && k < n; k++)
    if (parts[k] == within)
      at = k;
  for (; at >= 0 && at < n; at += forward ? 1 : -1)
    if (parts[at] != NULL && gtk_widget_get_mapped (parts[at])
        && gtk_widget_child_focus (parts[at], direction))
      return TRUE;
  return FALSE;
}

static void
theta_kernels_board_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                             int *minimum, int *natural, int *minimum_baseline,
                             int *natural_baseline)
{
  ThetaKernelsBoard *self = THETA_KERNELS_BOARD (widget);

  *minimum_baseline = *natural_baseline = -1;
  gtk_widget_measure (GTK_WIDGET (self->grid), GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural,
                      NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  *minimum = *minimum * 2;
  *natural = *natural + THETA_BOARD_LEAST_CARD;
}

/* ---- the object ---- */

static void
theta_kernels_board_dispose (GObject *object)
{
  ThetaKernelsBoard *self = THETA_KERNELS_BOARD (object);

  g_clear_handle_id (&self->source, g_source_remove);
  for (guint k = 0; k < THETA_BOARD_CARDS; k++)
    g_clear_pointer (&self->cards[k], gtk_widget_unparent);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  if (self->pinned != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->pinned));
  self->pinned = NULL;
  G_OBJECT_CLASS (theta_kernels_board_parent_class)->dispose (object);
}

static void
theta_kernels_board_class_init (ThetaKernelsBoardClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_kernels_board_dispose;
  widget_class->focus = theta_kernels_board_focus;
  widget_class->measure = theta_kernels_board_measure;
  gtk_widget_class_set_css_name (widget_class, "kernelsboard");
  widget_class->size_allocate = theta_kernels_board_size_allocate;
  signals[SIGNAL_CARDS]
      = g_signal_new ("cards", THETA_TYPE_KERNELS_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                      G_TYPE_NONE, 0);
}

/* Back on its page the cards are there at once, for those who look for pictures. */
static void
on_classes (ThetaKernelsBoard *self)
{
  for (guint k = 0; k < THETA_BOARD_CARDS && !is_presented (self); k++)
    if (self->cards[k] != NULL)
      gtk_widget_set_child_visible (self->cards[k], TRUE);
}

static void
theta_kernels_board_init (ThetaKernelsBoard *self)
{
  self->takes = ALL;
  theta_picture_offer (GTK_WIDGET (self), _ ("All kernels"));
  g_signal_connect (self, "notify::css-classes", G_CALLBACK (on_classes), NULL);
  self->grid = g_object_new (THETA_TYPE_MAP_GRID, NULL);
  self->pinned = g_object_new (THETA_TYPE_MAP_GRID, NULL);
  theta_map_grid_set_columns (self->pinned, 1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_margin_start (GTK_WIDGET (self->grid), THETA_BOARD_BELOW);
  gtk_widget_set_margin_end (GTK_WIDGET (self->grid), THETA_BOARD_BELOW);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->grid), THETA_BOARD_BELOW);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->grid));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->pinned), GTK_WIDGET (self));
}
