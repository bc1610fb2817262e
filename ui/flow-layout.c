#include "ui/flow-layout.h"

#include "ui/caption-layout.h"

#define BESIDE 12 /* between children of a line */
#define BELOW 6   /* between lines */

struct _ThetaFlowLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (ThetaFlowLayout, theta_flow_layout, GTK_TYPE_LAYOUT_MANAGER)

/* One line: children from @first up to, not with, @end; from @bare on, if any, without captions. */
typedef struct
{
  GtkWidget *first, *end, *bare;
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
width_of (GtkWidget *child, int most, gboolean bare)
{
  int minimum, natural;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  if (bare && theta_caption_layout_yields (child))
    return minimum;
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
take_line (GtkWidget *child, int width, GtkWidget *bare)
{
  Line line = { .first = child, .bare = bare };
  gboolean without = FALSE;

  for (; child != NULL; child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int gap = child != line.first ? BESIDE : 0, own;

      without |= child == bare;
      own = width_of (child, width, without);
      if (child != line.first && width >= 0 && line.width + gap + own > width)
        break;
      line.width += gap + own;
      line.height = MAX (line.height, height_of (child, own));
      line.expanding += gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
    }
  line.end = child;
  return line;
}

/* Where the children begin that do without their captions, so that all fit into one line of
 * @width: as few as that takes, NULL where it takes none or would not do. */
static GtkWidget *
find_bare (GtkWidget *widget, int width)
{
  int all = -BESIDE;

  if (width < 0)
    return NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      all += BESIDE + width_of (child, -1, FALSE);
  if (all <= width)
    return NULL;
  for (GtkWidget *child = gtk_widget_get_last_child (widget); child != NULL;
       child = gtk_widget_get_prev_sibling (child))
    {
      if (!gtk_widget_should_layout (child) || !theta_caption_layout_yields (child))
        continue;
      all -= width_of (child, -1, FALSE) - width_of (child, -1, TRUE);
      if (all <= width)
        return child;
    }
  return NULL;
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
  GtkWidget *child = next_shown (gtk_widget_get_first_child (widget)), *bare;

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural = take_line (child, -1, NULL).width;
      for (; child != NULL; child = next_shown (gtk_widget_get_next_sibling (child)))
        *minimum = MAX (*minimum, width_of (child, 0, FALSE));
      return;
    }
  bare = find_bare (widget, for_size);
  while (child != NULL)
    {
      Line line = take_line (child, for_size, bare);

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
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL, bare = FALSE;

  for (GtkWidget *child = line->first; child != line->end;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int own;

      bare |= child == line->bare;
      own = width_of (child, width, bare);
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
  GtkWidget *bare = find_bare (widget, width);
  int y = 0;

  while (child != NULL)
    {
      Line line = take_line (child, width, bare);
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
