#include "ui/flow-layout.h"

#define BESIDE 12 /* between children of a line */
#define BELOW 6   /* between lines */

struct _ThetaFlowLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (ThetaFlowLayout, theta_flow_layout, GTK_TYPE_LAYOUT_MANAGER)

/* One line: children from @first up to, not with, @end. */
typedef struct
{
  GtkWidget *first, *end;
  int width, height; /* without what expands */
  guint expanding;
} Line;

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static int
width_of (GtkWidget *child, int most)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return most < 0 ? natural : MAX (minimum, MIN (natural, most));
}

static int
height_of (GtkWidget *child, int width)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL, NULL);
  return natural;
}

/* The line that begins with @child in @width units (−1: no end). */
static Line
take_line (GtkWidget *child, int width)
{
  Line line = { .first = child };

  for (; child != NULL; child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int own = width_of (child, width), gap = child != line.first ? BESIDE : 0;

      if (child != line.first && width >= 0 && line.width + gap + own > width)
        break;
      line.width += gap + own;
      line.height = MAX (line.height, height_of (child, own));
      line.expanding += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
    }
  line.end = child;
  return line;
}

static GtkSizeRequestMode
theta_flow_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
theta_flow_layout_measure (GtkLayoutManager *manager, GtkWidget *widget,
                           GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *child = next_shown (gtk_widget_get_first_child (widget));

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = take_line (child, -1).width;
      for (; child != NULL; child = next_shown (gtk_widget_get_next_sibling (child)))
        *minimum = MAX (*minimum, width_of (child, 0));
      return;
    }
  while (child != NULL)
    {
      Line line = take_line (child, for_size);

      *minimum += line.height + (*minimum > 0 ? BELOW : 0);
      child = line.end;
    }
  *natural = *minimum;
}

static void
place_line (GtkWidget *widget, const Line *line, int y, int width, int height)
{
  int spare = MAX (width - line->width, 0), x = 0;
  guint expanding = line->expanding;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *child = line->first; child != line->end;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int own = width_of (child, width);

      if (gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL))
        {
          int share = spare / (int) expanding--;

          own += share;
          spare -= share;
        }
      gtk_widget_size_allocate (
          child, &(GtkAllocation){ mirrored ? width - x - own : x, y, own, height }, -1);
      x += own + BESIDE;
    }
}

static void
theta_flow_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                            int baseline)
{
  GtkWidget *child = next_shown (gtk_widget_get_first_child (widget));
  int y = 0;

  while (child != NULL)
    {
      Line line = take_line (child, width);
      /* A single line stands in the middle of the bar. */
      int high = y == 0 && line.end == NULL ? MAX (line.height, height) : line.height;

      place_line (widget, &line, y, width, high);
      y += line.height + BELOW;
      child = line.end;
    }
}

static void
theta_flow_layout_class_init (ThetaFlowLayoutClass *class)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  layout_class->get_request_mode = theta_flow_layout_get_request_mode;
  layout_class->measure = theta_flow_layout_measure;
  layout_class->allocate = theta_flow_layout_allocate;
}

static void
theta_flow_layout_init (ThetaFlowLayout *self)
{
}
