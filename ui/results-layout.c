#include "ui/results-layout.h"

#include "ui/draw.h"

#define BELOW 12 /* under the table */
#define GAP 18   /* between cards */
#define NARROW 664 /* below this they stand one under the other */
/* Of cards side by side, at least: what six models leave at 1280×800, with the row that tells
 * of changed settings. */
#define BESIDE_HEIGHT 250
#define STACKED_HEIGHT 360 /* of a matrix and a list that have the width to themselves */
#define BESIDE_SHARE 0.47  /* of the width: cards side by side are not higher than that */
#define TALL 1.6           /* times that is room for a list under the others */
#define WIDE 1440          /* from here on the list may have a column, */
#define LIST_SHARE 0.4     /* of this share of the width, */
#define LIST_MOST 800      /* as wide as its lines are still read across, */
#define ROOM 400           /* where this height is left under the table */
#define LIST_HIGH 640      /* so high it stays with the findings under it, else they stand */
#define MATRIX_SHARE 0.55  /* beside the matrix, which takes this share */

struct _ThetaResultsLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (ThetaResultsLayout, theta_results_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  TABLE,
  MATRIX,
  LIST,
  FINDINGS,
  PARTS,
};

typedef struct
{
  GtkWidget *parts[PARTS];
  double text; /* how much larger than usual it is */
} Page;

typedef GdkRectangle Areas[PARTS];

static Page
page_of (GtkWidget *widget)
{
  Page self = { .text = theta_draw_text_scale (widget) };
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (guint k = 0; k < PARTS; k++, child = gtk_widget_get_next_sibling (child))
    self.parts[k] = child;
  return self;
}

static int
least_width (const Page *self, guint part)
{
  int minimum;

  gtk_widget_measure (self->parts[part], GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL,
                      NULL);
  return minimum;
}

static int
height_of (const Page *self, guint part, int width, gboolean least)
{
  int minimum, natural;

  gtk_widget_measure (self->parts[part], GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL,
                      NULL);
  return least ? minimum : natural;
}

/* Where column @k of three begins. */
static int
start_of (int k, int width)
{
  return (k * (width + GAP) + 2) / 3;
}

static int
third (int width)
{
  return (width - 2 * GAP) / 3;
}

/* The findings with all that scrolls in their card: a scrolled window asks its child for its
 * height without telling it the width. */
static int
findings_height (const Page *self, int width)
{
  GtkWidget *card = self->parts[FINDINGS], *scroll = gtk_widget_get_last_child (card);
  GtkWidget *content = gtk_widget_get_first_child (gtk_widget_get_first_child (scroll));
  GtkBorder padding;
  int least, natural;

  gtk_style_context_get_padding (gtk_widget_get_style_context (card), &padding);
  width -= padding.left + padding.right;
  gtk_widget_measure (scroll, GTK_ORIENTATION_VERTICAL, width, &least, NULL, NULL, NULL);
  gtk_widget_measure (content, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return height_of (self, FINDINGS, width, TRUE) + MAX (natural - least, 0);
}

static gboolean
is_stacked (const Page *self, int width)
{
  if (width < NARROW * self->text)
    return TRUE;
  for (guint k = MATRIX; k < PARTS; k++)
    if (least_width (self, k) > third (width))
      return TRUE;
  return FALSE;
}

static int
stacked_height (const Page *self, guint part, int width)
{
  if (part == FINDINGS)
    return findings_height (self, width);
  return part == TABLE ? height_of (self, part, width, FALSE)
                       : MAX (STACKED_HEIGHT, height_of (self, part, width, TRUE));
}

static int
beside_height (const Page *self, int width)
{
  int least = BESIDE_HEIGHT;

  for (guint k = MATRIX; k < PARTS; k++)
    least = MAX (least, height_of (self, k, third (width), TRUE));
  return least;
}

/* ---- where the parts go ---- */

static void
stack (const Page *self, int width, Areas areas)
{
  int y = 0;

  for (guint k = 0; k < PARTS; k++)
    {
      areas[k] = (GdkRectangle){ 0, y, width, stacked_height (self, k, width) };
      y += areas[k].height + (k == TABLE ? BELOW : GAP);
    }
}

/* Two cards in a row of @width × @height at @y. */
static void
pair (int width, int y, int height, Areas areas)
{
  int first = (int) (MATRIX_SHARE * (width - GAP));

  areas[MATRIX] = (GdkRectangle){ 0, y, first, height };
  areas[FINDINGS] = (GdkRectangle){ first + GAP, y, width - GAP - first, height };
}

static void
lay_beside (const Page *self, int width, int height, Areas areas)
{
  int table = height_of (self, TABLE, width, FALSE), y = table + BELOW, room = height - y;
  int least = beside_height (self, width), most = MAX (least, (int) (BESIDE_SHARE * width));

  areas[TABLE] = (GdkRectangle){ 0, 0, width, table };
  if (room > TALL * most)
    {
      pair (width, y, most, areas);
      areas[LIST] = (GdkRectangle){ 0, y + most + GAP, width, room - most - GAP };
      return;
    }
  for (int k = 0; k < 3; k++)
    areas[MATRIX + k] = (GdkRectangle){ start_of (k, width), y,
                                        start_of (k + 1, width) - GAP - start_of (k, width),
                                        CLAMP (room, least, most) };
}

/* FALSE where there is not the room for it. */
static gboolean
lay_columns (const Page *self, int width, int height, Areas areas)
{
  int list = (int) MIN (LIST_SHARE * width, LIST_MOST * self->text), left = width - GAP - list;
  int table, y, room, findings;

  if (width < WIDE * self->text)
    return FALSE;
  table = height_of (self, TABLE, left, FALSE);
  y = table + BELOW;
  room = height - y;
  if (room < ROOM * self->text)
    return FALSE;
  areas[TABLE] = (GdkRectangle){ 0, 0, left, table };
  areas[LIST] = (GdkRectangle){ left + GAP, 0, list, height };
  findings = findings_height (self, list);
  if (height - GAP - findings < LIST_HIGH * self->text)
    {
      pair (left, y, room, areas);
      return TRUE;
    }
  areas[MATRIX] = (GdkRectangle){ 0, y, left, room };
  areas[LIST].height = height - GAP - findings;
  areas[FINDINGS] = (GdkRectangle){ left + GAP, height - findings, list, findings };
  return TRUE;
}

/* ---- the layout ---- */

static GtkSizeRequestMode
theta_results_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
theta_results_layout_measure (GtkLayoutManager *manager, GtkWidget *widget,
                              GtkOrientation orientation, int for_size, int *minimum, int *natural,
                              int *minimum_baseline, int *natural_baseline)
{
  Page page = page_of (widget);
  int width = for_size;

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL || width < 0)
    {
      gtk_widget_measure (page.parts[TABLE], GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL,
                          NULL);
      for (guint k = MATRIX; k < PARTS; k++)
        *minimum = MAX (*minimum, least_width (&page, k));
      *natural = MAX (*natural, *minimum);
      width = *natural;
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  if (is_stacked (&page, width))
    {
      Areas areas;

      stack (&page, width, areas);
      *minimum = areas[PARTS - 1].y + areas[PARTS - 1].height;
    }
  else
    *minimum = height_of (&page, TABLE, width, FALSE) + BELOW + beside_height (&page, width);
  *natural = *minimum;
}

static void
theta_results_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                               int baseline)
{
  Page page = page_of (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Areas areas;

  if (is_stacked (&page, width))
    stack (&page, width, areas);
  else if (!lay_columns (&page, width, height, areas))
    lay_beside (&page, width, height, areas);
  for (guint k = 0; k < PARTS; k++)
    {
      if (mirrored)
        areas[k].x = width - areas[k].x - areas[k].width;
      gtk_widget_size_allocate (page.parts[k], &areas[k], -1);
    }
}

static void
theta_results_layout_class_init (ThetaResultsLayoutClass *class)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  layout_class->get_request_mode = theta_results_layout_get_request_mode;
  layout_class->measure = theta_results_layout_measure;
  layout_class->allocate = theta_results_layout_allocate;
}

static void
theta_results_layout_init (ThetaResultsLayout *self)
{
}
