#include "ui/models-layout.h"

#include "ui/draw.h"

#define ROW_HEIGHT 36
#define HEAD_HEIGHT 30
#define ROW_TEXT 26     /* what its text takes of that */
#define NAME_WIDTH 180  /* at least: names stand near their numbers, the dots take what is left */
#define DOTS_WIDTH 150
#define DOTS_TEXT 124   /* and of that what is written over the dots, at the usual size */
#define INSET 12        /* by which the tint of a row reaches beyond its texts */
#define BESIDE 12       /* between a mean and its deviation, */
#define APART 24        /* a deviation belongs to the mean before it, not to what follows; */
#define CLOSE 12        /* the verdict stands near the dots */
#define USUAL_WIDTH 940 /* of the table; rows of one twice as wide are half as high again */
#define MOST_GROWTH 1.4
#define AIR 6           /* between rows of two lines */

struct _ThetaModelsLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (ThetaModelsLayout, theta_models_layout, GTK_TYPE_LAYOUT_MANAGER)

/* From the widest to the narrowest. */
typedef enum
{
  PLAN_LINES,   /* everything in one line */
  PLAN_VERDICT, /* p under the verdict */
  PLAN_STACKED, /* and deviations under means, what a model is under its name */
  PLAN_BELOW,   /* and the dots under all that */
  PLANS,
} Plan;

typedef struct
{
  guint row;
  ThetaModelsGroup group;
  ThetaCellPart part;
} Place;

void
theta_models_layout_place (GtkWidget *cell, guint row, ThetaModelsGroup group, ThetaCellPart part)
{
  Place *place = g_new (Place, 1);

  g_return_if_fail (GTK_IS_WIDGET (cell));
  *place = (Place) { row, group, part };
  g_object_set_data_full (G_OBJECT (cell), "theta-place", place, g_free);
}

static const Place *
place_of (GtkWidget *cell)
{
  return g_object_get_data (G_OBJECT (cell), "theta-place");
}

/* ---- widths ---- */

typedef struct
{
  Plan plan;
  double text; /* how much larger than usual it is */
  int first[THETA_MODELS_GROUPS], second[THETA_MODELS_GROUPS]; /* of the parts, side by side */
  int width[THETA_MODELS_GROUPS];
  int names; /* what they would take without a break */
} Columns;

static gboolean
is_stacked (Plan plan, guint group)
{
  return plan >= PLAN_STACKED || (plan == PLAN_VERDICT && group == THETA_MODELS_TEST);
}

/* Whether the group has a line of its own, and none of the width of the others. */
static gboolean
is_below (Plan plan, guint group)
{
  return plan == PLAN_BELOW && group == THETA_MODELS_DOTS;
}

static int
gap_after (Plan plan, guint group)
{
  if (is_below (plan, group) || group + 1 == THETA_MODELS_GROUPS)
    return 0;
  return group == THETA_MODELS_DOTS || plan == PLAN_BELOW ? CLOSE : APART;
}

static int
least_width (guint group, Plan plan, double text)
{
  if (group == THETA_MODELS_NAME)
    return plan >= PLAN_STACKED ? 0 : NAME_WIDTH;
  if (group == THETA_MODELS_DOTS)
    return MAX (DOTS_WIDTH, (int) (DOTS_TEXT * text));
  return 0;
}

/* Parts take their natural width; heads, and names where they are stacked, break their lines
 * rather than to make a column wider than its numbers. */
static Columns
measure_columns (GtkWidget *widget, Plan plan)
{
  Columns self = { .plan = plan, .text = theta_draw_text_scale (widget) };
  int whole[THETA_MODELS_GROUPS] = { 0 };

  for (GtkWidget *cell = gtk_widget_get_first_child (widget); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell))
    {
      const Place *place = place_of (cell);
      int minimum, natural, *width;
      gboolean breaks;

      if (place == NULL || place->group == THETA_MODELS_GROUPS)
        continue;
      gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      breaks = is_stacked (plan, place->group) && place->part == THETA_CELL_WHOLE;
      width = place->part == THETA_CELL_WHOLE   ? whole
              : place->part == THETA_CELL_FIRST ? self.first
                                                : self.second;
      width[place->group] = MAX (width[place->group], breaks ? minimum : natural);
      if (place->group == THETA_MODELS_NAME)
        self.names = MAX (self.names, natural);
    }
  for (guint g = 0; g < THETA_MODELS_GROUPS; g++)
    {
      int parts = is_stacked (plan, g) ? MAX (self.first[g], self.second[g])
                  : self.second[g] > 0 ? self.first[g] + BESIDE + self.second[g]
                                       : self.first[g];

      self.width[g] = MAX (MAX (parts, whole[g]), least_width (g, plan, self.text));
    }
  return self;
}

static int
start_of (const Columns *self, guint group)
{
  int x = INSET;

  for (guint g = 0; g < group && !is_below (self->plan, group); g++)
    x += (is_below (self->plan, g) ? 0 : self->width[g]) + gap_after (self->plan, g);
  return x;
}

static int
total_width (const Columns *self)
{
  int least = is_below (self->plan, THETA_MODELS_DOTS) ? self->width[THETA_MODELS_DOTS] : 0;

  return MAX (least, start_of (self, THETA_MODELS_GROUPS)) + INSET;
}

/* The first plan that fits into @width (−1: any); what is left of it goes to the dots, and half
 * of it to names that would break. */
static Columns
choose_columns (GtkWidget *widget, int width)
{
  Columns self;
  int left = -1;

  for (guint plan = PLAN_LINES; left < 0 && plan < PLANS; plan++)
    {
      self = measure_columns (widget, plan);
      left = width < 0 ? 0 : width - total_width (&self);
    }
  left = MAX (left, 0);
  if (!is_below (self.plan, THETA_MODELS_DOTS))
    {
      int names = CLAMP (self.names - self.width[THETA_MODELS_NAME], 0, left / 2);

      self.width[THETA_MODELS_NAME] += names;
      self.width[THETA_MODELS_DOTS] += left - names;
    }
  else
    {
      /* Numbers move towards the verdicts. */
      self.width[THETA_MODELS_NAME] += left;
      self.width[THETA_MODELS_DOTS] = width - 2 * INSET;
    }
  return self;
}

/* ---- heights ---- */

static int
least_height (const Columns *self, guint row)
{
  double growth = total_width (self) / (USUAL_WIDTH * MAX (self->text, 1));
  int least = MAX (row == 0 ? HEAD_HEIGHT : ROW_HEIGHT, (int) (ROW_TEXT * self->text));

  return (int) (least * CLAMP ((1 + growth) / 2, 1, MOST_GROWTH));
}

static int
height_of (GtkWidget *cell, int width)
{
  int minimum, natural;

  gtk_widget_measure (cell, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL, NULL);
  return natural;
}

/* The width of a cell of one part, which is at the end of its group where it is stacked. */
static int
width_of (const Columns *self, const Place *place, GtkWidget *cell)
{
  guint g = place->group;
  int minimum, natural;

  if (place->part != THETA_CELL_WHOLE && !is_stacked (self->plan, g))
    return place->part == THETA_CELL_FIRST ? self->first[g] : self->second[g];
  if (!is_stacked (self->plan, g) || g == THETA_MODELS_NAME || g == THETA_MODELS_DOTS)
    return self->width[g];
  gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MIN (natural, self->width[g]);
}

typedef struct
{
  int height; /* of the whole row, */
  int below;  /* and of it of what stands below */
} Row;

/* The rows, of Row: each as high as its highest group. */
static GArray *
measure_rows (GtkWidget *widget, const Columns *columns)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (Row));
  int firsts[THETA_MODELS_GROUPS] = { 0 };

  for (GtkWidget *cell = gtk_widget_get_first_child (widget); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell))
    {
      const Place *place = place_of (cell);
      Row *row;
      int height;

      if (place == NULL)
        continue;
      for (guint r = rows->len; r <= place->row; r++)
        {
          Row next = { .height = least_height (columns, r) };

          g_array_append_val (rows, next);
        }
      if (place->group == THETA_MODELS_GROUPS)
        continue;
      row = &g_array_index (rows, Row, place->row);
      height = height_of (cell, width_of (columns, place, cell));
      /* A first part comes before its second. */
      if (place->part == THETA_CELL_FIRST)
        firsts[place->group] = height;
      else if (place->part == THETA_CELL_SECOND && is_stacked (columns->plan, place->group))
        height += firsts[place->group] + AIR;
      if (is_below (columns->plan, place->group))
        row->below = MAX (height, least_height (columns, place->row));
      else
        row->height = MAX (row->height, height);
    }
  for (guint r = 0; r < rows->len; r++)
    g_array_index (rows, Row, r).height += g_array_index (rows, Row, r).below;
  return rows;
}

/* ---- the layout ---- */

static GtkSizeRequestMode
theta_models_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
theta_models_layout_measure (GtkLayoutManager *manager, GtkWidget *widget,
                             GtkOrientation orientation, int for_size, int *minimum, int *natural,
                             int *minimum_baseline, int *natural_baseline)
{
  Columns columns;
  g_autoptr (GArray) rows = NULL;

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (gtk_widget_get_first_child (widget) == NULL)
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      columns = measure_columns (widget, PLAN_BELOW);
      *minimum = total_width (&columns);
      columns = measure_columns (widget, PLAN_LINES);
      *natural = MAX (*minimum, total_width (&columns));
      return;
    }
  columns = choose_columns (widget, for_size);
  rows = measure_rows (widget, &columns);
  for (guint r = 0; r < rows->len; r++)
    *minimum += g_array_index (rows, Row, r).height;
  *natural = *minimum;
}

/* @row is the place of the whole row, of which @below is left to the dots. */
static GtkAllocation
allocation_of (const Columns *self, GtkWidget *cell, const Place *place, GtkAllocation row,
               int below)
{
  GtkAllocation area = row;
  guint g = place->group;
  int own;

  if (g == THETA_MODELS_GROUPS)
    return row;
  row.height -= below;
  area.y += is_below (self->plan, g) ? row.height : 0;
  area.height = is_below (self->plan, g) ? below : row.height;
  area.width = width_of (self, place, cell);
  area.x = start_of (self, g);
  if (is_stacked (self->plan, g) || place->part == THETA_CELL_SECOND)
    area.x += self->width[g] - area.width;
  if (!is_stacked (self->plan, g) || place->part == THETA_CELL_WHOLE)
    return area;
  /* The two lines are in the middle of the row together. */
  own = height_of (cell, area.width);
  area.y += place->part == THETA_CELL_FIRST ? row.height / 2 - own : row.height / 2;
  area.height = own;
  return area;
}

static void
theta_models_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                              int baseline)
{
  Columns columns = choose_columns (widget, width);
  g_autoptr (GArray) rows = measure_rows (widget, &columns);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (GtkWidget *cell = gtk_widget_get_first_child (widget); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell))
    {
      const Place *place = place_of (cell);
      GtkAllocation row = { .width = width }, area;

      if (place == NULL)
        continue;
      for (guint r = 0; r < place->row; r++)
        row.y += g_array_index (rows, Row, r).height;
      row.height = g_array_index (rows, Row, place->row).height;
      area = allocation_of (&columns, cell, place, row,
                            g_array_index (rows, Row, place->row).below);
      if (mirrored)
        area.x = width - area.x - area.width;
      gtk_widget_size_allocate (cell, &area, -1);
    }
}

static void
theta_models_layout_class_init (ThetaModelsLayoutClass *class)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  layout_class->get_request_mode = theta_models_layout_get_request_mode;
  layout_class->measure = theta_models_layout_measure;
  layout_class->allocate = theta_models_layout_allocate;
}

static void
theta_models_layout_init (ThetaModelsLayout *self)
{
}
