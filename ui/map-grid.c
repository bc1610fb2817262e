#include "ui/map-grid.h"

#include "ui/draw.h"

#define HEAD 24       /* of a map; more where larger text is asked for */
#define COLUMN_GAP THETA_MAP_GRID_GAP
#define WIDE_GAP 24 /* maps that could be wider, but not higher, stand this far apart */
#define ROW_GAP 6
#define MIN_CELL 120
#define LEAST_FOR_THREE 420 /* width at which three columns fit */
#define LEAST_FOR_TWO 260
#define OVER_THREE 7   /* maps that would be three rows of three columns, but are two of four */
#define HEAD_TEXT 126 /* width that a name and a value take, at the usual size of text */

struct _ThetaMapGrid
{
  GtkWidget parent_instance;

  guint most; /* columns */
};

G_DEFINE_FINAL_TYPE (ThetaMapGrid, theta_map_grid, GTK_TYPE_WIDGET)

void
theta_map_grid_append (ThetaMapGrid *self, GtkWidget *head, GtkWidget *map)
{
  g_return_if_fail (THETA_IS_MAP_GRID (self));
  gtk_widget_set_parent (head, GTK_WIDGET (self));
  gtk_widget_set_parent (map, GTK_WIDGET (self));
}

void
theta_map_grid_clear (ThetaMapGrid *self)
{
  GtkWidget *child;

  g_return_if_fail (THETA_IS_MAP_GRID (self));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

void
theta_map_grid_set_columns (ThetaMapGrid *self, guint most)
{
  g_return_if_fail (THETA_IS_MAP_GRID (self) && most > 0);
  self->most = most;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

guint
theta_map_grid_count (ThetaMapGrid *self)
{
  guint n = 0;

  for (GtkWidget *at = gtk_widget_get_first_child (GTK_WIDGET (self)); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    n += gtk_widget_get_visible (at);
  return n / 2;
}

int
theta_map_grid_head (ThetaMapGrid *self)
{
  int head = (int) (HEAD * theta_draw_text_scale (GTK_WIDGET (self)));

  g_return_val_if_fail (THETA_IS_MAP_GRID (self), HEAD);
  for (GtkWidget *at = gtk_widget_get_first_child (GTK_WIDGET (self)); at != NULL;
       at = gtk_widget_get_next_sibling (gtk_widget_get_next_sibling (at)))
    {
      int natural = 0;

      if (gtk_widget_get_visible (at))
        gtk_widget_measure (at, GTK_ORIENTATION_VERTICAL, -1, NULL, &natural, NULL, NULL);
      head = MAX (head, natural);
    }
  return head;
}

guint
theta_map_grid_columns (guint n, int width, double scale)
{
  int text = (int) (HEAD_TEXT * scale) + COLUMN_GAP;
  guint fit = width >= MAX (LEAST_FOR_THREE, 3 * text - COLUMN_GAP) ? 3
              : width >= MAX (LEAST_FOR_TWO, 2 * text - COLUMN_GAP) ? 2
                                                                    : 1;

  if (n == OVER_THREE && width >= 4 * text - COLUMN_GAP)
    return 4;
  return CLAMP (n, 1, fit);
}

static int
cell_for_width (guint columns, int width)
{
  return (width - (int) (columns - 1) * COLUMN_GAP) / (int) columns;
}

int
theta_map_grid_height (guint rows, int side, int head)
{
  return (int) rows * (head + side) + (int) (rows - 1) * ROW_GAP;
}

int
theta_map_grid_fit (guint n, guint columns, int width, int height, int head, int *gap)
{
  guint rows = (n + columns - 1) / columns;
  int cell = cell_for_width (columns, width);

  /* Two rows fit; where there are more the grid scrolls. */
  if (rows <= 2)
    cell = MAX (MIN (cell, (height - (int) rows * head - (int) (rows - 1) * ROW_GAP) / (int) rows),
                MIN_CELL);
  *gap = columns < 2 ? COLUMN_GAP
                     : CLAMP ((width - (int) columns * cell) / (int) (columns - 1), COLUMN_GAP,
                              WIDE_GAP);
  return cell;
}

static GtkSizeRequestMode
theta_map_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
theta_map_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                        int *natural, int *minimum_baseline, int *natural_baseline)
{
  guint n = MAX (theta_map_grid_count (THETA_MAP_GRID (widget)), 1), columns, rows;
  double scale = theta_draw_text_scale (widget);
  int cell, head;

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_CELL;
      *natural = (int) MIN (n, 3) * (206 + COLUMN_GAP) - COLUMN_GAP;
      return;
    }
  head = theta_map_grid_head (THETA_MAP_GRID (widget));
  columns = MIN (theta_map_grid_columns (n, for_size > 0 ? for_size : LEAST_FOR_THREE, scale),
                 THETA_MAP_GRID (widget)->most);
  rows = (n + columns - 1) / columns;
  cell = for_size > 0 ? MAX (cell_for_width (columns, for_size), MIN_CELL) : MIN_CELL;
  *natural = theta_map_grid_height (rows, cell, head);
  *minimum = rows <= 2 ? theta_map_grid_height (rows, MIN (cell, MIN_CELL), head) : *natural;
}

static void
theta_map_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  guint n = MAX (theta_map_grid_count (THETA_MAP_GRID (widget)), 1), i = 0;
  guint columns = MIN (theta_map_grid_columns (n, width, theta_draw_text_scale (widget)),
                       THETA_MAP_GRID (widget)->most);
  int head_height = theta_map_grid_head (THETA_MAP_GRID (widget));
  int gap, unused, cell = theta_map_grid_fit (n, columns, width, height, head_height, &gap);

  for (GtkWidget *head = gtk_widget_get_first_child (widget), *map; head != NULL;
       head = gtk_widget_get_next_sibling (map))
    {
      int x = (int) (i % columns) * (cell + gap);
      int y = (int) (i / columns) * (head_height + cell + ROW_GAP);

      map = gtk_widget_get_next_sibling (head);
      if (!gtk_widget_get_visible (head))
        continue;
      i++;

      /* Every widget is measured before it is given its place. */
      gtk_widget_measure (head, GTK_ORIENTATION_HORIZONTAL, -1, &unused, NULL, NULL, NULL);
      gtk_widget_measure (map, GTK_ORIENTATION_HORIZONTAL, -1, &unused, NULL, NULL, NULL);
      gtk_widget_size_allocate (head, &(GtkAllocation){ x, y, cell, head_height }, -1);
      gtk_widget_size_allocate (map, &(GtkAllocation){ x, y + head_height, cell, cell }, -1);
    }
}

static void
theta_map_grid_dispose (GObject *object)
{
  theta_map_grid_clear (THETA_MAP_GRID (object));
  G_OBJECT_CLASS (theta_map_grid_parent_class)->dispose (object);
}

static void
theta_map_grid_class_init (ThetaMapGridClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_map_grid_dispose;
  widget_class->measure = theta_map_grid_measure;
  widget_class->size_allocate = theta_map_grid_size_allocate;
  widget_class->get_request_mode = theta_map_grid_get_request_mode;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
theta_map_grid_init (ThetaMapGrid *self)
{
  self->most = 4;
}
