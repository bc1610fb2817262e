#include "ui/kernels-board.h"

#include <glib/gi18n.h>

#include "ui/draw.h"
#include "ui/picture.h"

#define COMPACT 552    /* below this height there are no cards; */
#define LEAST_CARD 168 /* nor where this width is not left for each: at the usual size of text */
#define CARD 144       /* height where it can be chosen, at the usual size of text; */
#define MOST_CARD 168  /* what is left over makes them higher, up to this */
#define NEARLY 48      /* room beside the maps that is not worth centring in */
#define ABOVE 12       /* a card */
#define BELOW 6        /* all of it; and as much beside the maps, for the ring of the focus */
#define APART 18       /* two cards that do not stand under maps */

struct _ThetaKernelsBoard
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  ThetaMapGrid *grid, *pinned;
  GtkWidget *cards[THETA_BOARD_CARDS];
  gboolean compact;
  int spare;    /* width that there is only because the cards stand elsewhere */
  guint source; /* tells that it has changed */
};

G_DEFINE_FINAL_TYPE (ThetaKernelsBoard, theta_kernels_board, GTK_TYPE_WIDGET)

enum { SIGNAL_COMPACT, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct
{
  guint columns, rows; /* of what is in view at once */
  int cell, gap, x, width;
  gboolean beside; /* A stands beside the others */
  int foot, y;     /* of the cards: height, 0 where there are none, and top */
} Plan;

void
theta_kernels_board_clear (ThetaKernelsBoard *self)
{
  g_return_if_fail (THETA_IS_KERNELS_BOARD (self));
  theta_map_grid_clear (self->grid);
  theta_map_grid_clear (self->pinned);
  theta_map_grid_set_columns (self->grid, 3);
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

static int
least_foot (ThetaKernelsBoard *self, int width)
{
  int most = (int) (CARD * theta_draw_text_scale (GTK_WIDGET (self)));

  for (guint k = 0; k < THETA_BOARD_CARDS; k++)
    {
      int minimum;

      if (self->cards[k] == NULL)
        return 0;
      gtk_widget_measure (self->cards[k], GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL,
                          NULL);
      most = MAX (most, minimum);
    }
  return most;
}

/* Large and alone, without what stands around it on its page. */
static gboolean
is_presented (ThetaKernelsBoard *self)
{
  return gtk_widget_has_css_class (GTK_WIDGET (self), "theta-presented");
}

static Plan
make_plan (ThetaKernelsBoard *self, int width, int height)
{
  guint layers = theta_map_grid_count (self->grid), pinned = theta_map_grid_count (self->pinned);
  Plan plan = { .beside = layers > 0 && pinned > 0 };
  guint n = MAX (plan.beside ? 6 : layers + pinned, 1);
  int room, head = MAX (theta_map_grid_head (self->grid), theta_map_grid_head (self->pinned));
  double scale = theta_draw_text_scale (GTK_WIDGET (self));
  gboolean centred;

  plan.columns = theta_map_grid_columns (n, width, scale);
  plan.rows = (n + plan.columns - 1) / plan.columns;
  if (!self->compact && !is_presented (self))
    plan.foot = least_foot (self, MAX (LEAST_CARD, width / 3 - APART));
  room = height - BELOW - (plan.foot > 0 ? plan.foot + ABOVE : 0);
  plan.beside = plan.beside && plan.columns == 3;
  plan.cell = theta_map_grid_fit (n, plan.columns, width, room, head, &plan.gap);
  if (plan.beside)
    plan.gap = THETA_MAP_GRID_GAP;
  plan.width = (int) plan.columns * plan.cell + (int) (plan.columns - 1) * plan.gap;
  /* In the middle, unless that would only miss the edge of what stands above (nothing in a
   * presentation). */
  centred = width - plan.width > NEARLY || is_presented (self);
  plan.x = centred ? (width - plan.width) / 2 : 0;
  plan.y = height - plan.foot - BELOW;
  if (plan.foot > 0 && plan.rows <= 2)
    {
      plan.y = MIN (plan.y, theta_map_grid_height (plan.rows, plan.cell, head) + ABOVE);
      plan.foot = CLAMP (height - plan.y - BELOW, plan.foot,
                         MAX (plan.foot, (int) (MOST_CARD * scale)));
    }
  return plan;
}

int
theta_kernels_board_get_width (ThetaKernelsBoard *self, int width, int height)
{
  g_return_val_if_fail (THETA_IS_KERNELS_BOARD (self), width);
  return MIN (make_plan (self, width, height).width + 2 * BELOW, width);
}

static void
allocate (GtkWidget *child, int x, int y, int width, int height)
{
  int unused;

  /* Every widget is measured before it is given its place. */
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &unused, NULL, NULL, NULL);
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, width, height }, -1);
}

/* Around maps that scroll, where the ring of the focus is not to be cut off; the grid
 * itself keeps its place. */
static void
allocate_scroller (ThetaKernelsBoard *self, int x, int width, int height)
{
  allocate (self->scroller, x - BELOW, 0, width + 2 * BELOW, height + BELOW);
}

/* @height: of the maps. */
static void
place_maps (ThetaKernelsBoard *self, const Plan *plan, int width, int height)
{
  gboolean alone = theta_map_grid_count (self->grid) == 0;
  int right = plan->x + 2 * (plan->cell + plan->gap);

  gtk_widget_set_child_visible (self->scroller, !alone);
  gtk_widget_set_child_visible (GTK_WIDGET (self->pinned),
                                theta_map_grid_count (self->pinned) > 0);
  if (plan->beside)
    {
      allocate_scroller (self, plan->x, 2 * plan->cell + plan->gap, height);
      allocate (GTK_WIDGET (self->pinned), right, 0, plan->cell, height);
    }
  else if (alone)
    allocate (GTK_WIDGET (self->pinned), plan->x, 0, plan->width, height);
  else if (theta_map_grid_count (self->pinned) > 0)
    {
      /* Too narrow for three columns: the upper half and the lower. */
      allocate_scroller (self, 0, width, height / 2 - BELOW);
      allocate (GTK_WIDGET (self->pinned), 0, height / 2, width, height - height / 2);
    }
  else
    allocate_scroller (self, plan->x, plan->width, height);
}

static void
place_cards (ThetaKernelsBoard *self, const Plan *plan, int width)
{
  gboolean under = plan->columns == 3
                   && plan->cell >= LEAST_CARD * theta_draw_text_scale (GTK_WIDGET (self));
  int size = under ? plan->cell : (width - 2 * APART) / 3;

  for (guint k = 0; k < THETA_BOARD_CARDS; k++)
    {
      int x = under ? plan->x + (int) k * (plan->cell + plan->gap) : (int) k * (size + APART);

      if (self->cards[k] == NULL)
        continue;
      gtk_widget_set_child_visible (self->cards[k], plan->foot > 0);
      if (plan->foot > 0)
        allocate (self->cards[k], x, plan->y, size, plan->foot);
    }
}

static gboolean
on_compact (gpointer data)
{
  ThetaKernelsBoard *self = data;

  self->source = 0;
  g_signal_emit (self, signals[SIGNAL_COMPACT], 0);
  return G_SOURCE_REMOVE;
}

static void
theta_kernels_board_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaKernelsBoard *self = THETA_KERNELS_BOARD (widget);
  double scale = theta_draw_text_scale (widget);
  int with = width - (self->compact ? self->spare : 0); /* the cards */
  gboolean compact = height < COMPACT * scale || with < 3 * LEAST_CARD * scale + 2 * APART;
  Plan plan;

  if (compact != self->compact && !is_presented (self))
    {
      self->compact = compact;
      if (self->source == 0)
        self->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_compact, self, NULL);
    }
  plan = make_plan (self, width, height);
  place_maps (self, &plan, width, plan.foot > 0 ? plan.y - ABOVE : height - BELOW);
  place_cards (self, &plan, width);
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
  *natural = *natural + CARD;
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
  widget_class->measure = theta_kernels_board_measure;
  gtk_widget_class_set_css_name (widget_class, "kernelsboard");
  widget_class->size_allocate = theta_kernels_board_size_allocate;
  signals[SIGNAL_COMPACT]
      = g_signal_new ("compact", THETA_TYPE_KERNELS_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
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
  theta_picture_offer (GTK_WIDGET (self), _ ("All kernels"));
  g_signal_connect (self, "notify::css-classes", G_CALLBACK (on_classes), NULL);
  self->grid = g_object_new (THETA_TYPE_MAP_GRID, NULL);
  self->pinned = g_object_new (THETA_TYPE_MAP_GRID, NULL);
  theta_map_grid_set_columns (self->pinned, 1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_margin_start (GTK_WIDGET (self->grid), BELOW);
  gtk_widget_set_margin_end (GTK_WIDGET (self->grid), BELOW);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->grid), BELOW);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->grid));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->pinned), GTK_WIDGET (self));
}
