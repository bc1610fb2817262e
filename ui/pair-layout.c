#include "ui/pair-layout.h"

#define GAP 18

struct _ThetaPairLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (ThetaPairLayout, theta_pair_layout, GTK_TYPE_LAYOUT_MANAGER)

/* The largest width that a card needs, and that one wants. */
static void
find_widths (GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *card = gtk_widget_get_first_child (widget); card != NULL;
       card = gtk_widget_get_next_sibling (card))
    {
      int least, usual;

      gtk_widget_measure (card, GTK_ORIENTATION_HORIZONTAL, -1, &least, &usual, NULL, NULL);
      *minimum = MAX (*minimum, least);
      *natural = MAX (*natural, usual);
    }
}

/* Of a card: half of @width where all find room in that. */
static int
card_width (GtkWidget *widget, int width)
{
  int half = (width - GAP) / 2, minimum, natural;

  find_widths (widget, &minimum, &natural);
  return natural <= half ? half : width;
}

static int
height_of (GtkWidget *card, int width)
{
  int natural;

  if (card == NULL)
    return 0;
  gtk_widget_measure (card, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural;
}

/* Tells the height, and gives the cards their places where @place says so. */
static int
lay_out (GtkWidget *widget, int width, gboolean place)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *first = gtk_widget_get_first_child (widget), *second;
  int own = card_width (widget, width), y = 0;

  for (; first != NULL; first = gtk_widget_get_next_sibling (second != NULL ? second : first))
    {
      int height;

      second = own < width ? gtk_widget_get_next_sibling (first) : NULL;
      height = MAX (height_of (first, own), height_of (second, own));
      y += y > 0 ? GAP : 0;
      for (int k = 0; place && k < (second != NULL ? 2 : 1); k++)
        {
          int x = k * (width - own);

          gtk_widget_size_allocate (
              k == 0 ? first : second,
              &(GtkAllocation){ mirrored ? width - own - x : x, y, own, height }, -1);
        }
      y += height;
    }
  return y;
}

static GtkSizeRequestMode
theta_pair_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
theta_pair_layout_measure (GtkLayoutManager *manager, GtkWidget *widget,
                           GtkOrientation orientation, int for_size, int *minimum, int *natural,
                           int *minimum_baseline, int *natural_baseline)
{
  *minimum_baseline = *natural_baseline = -1;
  find_widths (widget, minimum, natural);
  *natural = 2 * *natural + GAP;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = lay_out (widget, for_size >= 0 ? for_size : *natural, FALSE);
}

static void
theta_pair_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                            int baseline)
{
  lay_out (widget, width, TRUE);
}

static void
theta_pair_layout_class_init (ThetaPairLayoutClass *class)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  layout_class->get_request_mode = theta_pair_layout_get_request_mode;
  layout_class->measure = theta_pair_layout_measure;
  layout_class->allocate = theta_pair_layout_allocate;
}

static void
theta_pair_layout_init (ThetaPairLayout *self)
{
}
