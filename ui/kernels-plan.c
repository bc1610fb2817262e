#include "ui/kernels-plan.h"

#include "ui/map-grid.h"

#define CARD 144      /* height where it can be chosen, at the usual size of text; */
#define MOST_CARD 168 /* what is left over makes them higher, up to this; */
#define MOST_WIDE 264 /* under four columns of maps, which the width keeps low */
#define LESS_CARD 128 /* the entries', where the list of alignments is long */
#define NEARLY 48     /* room beside the maps that is not worth centring in */
#define ABOVE 12      /* a card */
#define IN_VIEW 6     /* maps in three columns, of many */
#define ENTRIES 0     /* the cards, by their places */
#define EIGENVALUES 1
#define ALIGNMENT 2

static int
scaled (const ThetaKernelsRoom *room, int size)
{
  return (int) (size * room->scale);
}

/* The height that @card needs. */
static int
least (const ThetaKernelsRoom *room, guint card, int width)
{
  int minimum, natural;

  room->measure (room->board, card, width, &minimum, &natural);
  return MAX (minimum, scaled (room, CARD));
}

static int
natural_of (const ThetaKernelsRoom *room, guint card, int width)
{
  int minimum, natural;

  room->measure (room->board, card, width, &minimum, &natural);
  return MAX (natural, least (room, card, width));
}

/* In the middle, unless that would only miss the edge of what stands above (nothing in a
 * presentation). */
static int
start_of (const ThetaKernelsRoom *room, int width)
{
  return room->width - width > NEARLY || room->presented ? (room->width - width) / 2 : 0;
}

/* ---- a grid with the cards in a row below ---- */

static void
place_in_rows (const ThetaKernelsRoom *room, ThetaKernelsPlan *plan, gboolean beside, int cell,
               int gap, int height)
{
  int x = start_of (room, plan->width);

  if (beside)
    {
      plan->layers = (GdkRectangle){ x, 0, 2 * cell + gap, height };
      plan->pinned = (GdkRectangle){ x + 2 * (cell + gap), 0, cell, height };
    }
  else if (room->layers == 0)
    plan->pinned = (GdkRectangle){ x, 0, plan->width, height };
  else if (room->pinned > 0)
    {
      /* Too narrow for three columns: the upper half and the lower. */
      plan->layers = (GdkRectangle){ 0, 0, room->width, height / 2 - THETA_BOARD_BELOW };
      plan->pinned = (GdkRectangle){ 0, height / 2, room->width, height - height / 2 };
    }
  else
    plan->layers = (GdkRectangle){ x, 0, plan->width, height };
}

/* Below the columns of the maps, or where these are narrow over all of the width. */
static void
place_foot (const ThetaKernelsRoom *room, ThetaKernelsPlan *plan, guint columns, int cell, int gap,
            int y, int foot)
{
  gboolean under = columns == 3 && cell >= scaled (room, THETA_BOARD_LEAST_CARD);
  int size = under ? cell : (room->width - 2 * THETA_BOARD_APART) / 3;
  int x = under ? start_of (room, plan->width) : 0;

  for (int k = 0; k < THETA_BOARD_CARDS; k++)
    plan->cards[k]
        = (GdkRectangle){ x + k * (size + (under ? gap : THETA_BOARD_APART)), y, size, foot };
}

static ThetaKernelsPlan
plan_rows (const ThetaKernelsRoom *room, guint columns)
{
  ThetaKernelsPlan plan = { 0 };
  gboolean many = room->layers > 0 && room->pinned > 0, beside = many && columns == 3;
  guint n = many ? IN_VIEW : MAX (room->layers + room->pinned, 1);
  guint rows = (n + columns - 1) / columns;
  int bottom = room->height - THETA_BOARD_BELOW, foot = 0, y = bottom, cell, gap;

  for (guint k = 0; k < THETA_BOARD_CARDS && !room->compact && !room->presented; k++)
    foot = MAX (foot, least (room, k, MAX (THETA_BOARD_LEAST_CARD,
                                           room->width / 3 - THETA_BOARD_APART)));
  y = foot > 0 ? bottom - foot - ABOVE : bottom;
  cell = theta_map_grid_fit (n, columns, room->width, y, room->head, &gap);
  if (beside)
    gap = THETA_MAP_GRID_GAP;
  plan.width = (int) columns * cell + (int) (columns - 1) * gap;
  if (foot > 0 && rows <= 2)
    {
      y = MIN (y, theta_map_grid_height (rows, cell, room->head));
      foot = CLAMP (bottom - y - ABOVE, foot,
                    MAX (foot, scaled (room, columns > 3 ? MOST_WIDE : MOST_CARD)));
    }
  place_in_rows (room, &plan, beside, cell, gap, y);
  if (foot > 0)
    place_foot (room, &plan, columns, cell, gap, y + ABOVE, foot);
  return plan;
}

/* ---- A beside many layers, the cards under it ---- */

/* Three columns of maps, of which the first two go on @height far. */
static void
place_columns (const ThetaKernelsRoom *room, ThetaKernelsPlan *plan, int cell, int height)
{
  int step = cell + THETA_MAP_GRID_GAP, x;

  plan->width = 2 * step + cell;
  x = start_of (room, plan->width);
  plan->layers = (GdkRectangle){ x, 0, step + cell, height };
  plan->pinned = (GdkRectangle){ x + 2 * step, 0, cell, room->head + cell };
}

/* As a stack below A that ends at @bottom: each @heights high, the first what is left over. */
static void
stack_cards (ThetaKernelsPlan *plan, const guint *cards, const int *heights, guint n, int bottom)
{
  int y = bottom;

  for (guint k = n; k-- > 0;)
    {
      int top = k > 0 ? y - heights[k] : plan->pinned.height + ABOVE;

      plan->cards[cards[k]] = (GdkRectangle){ plan->pinned.x, top, plan->pinned.width, y - top };
      y = top - ABOVE;
    }
}

/* The entries alone: the others are in the side. */
static gboolean
stack_one (const ThetaKernelsRoom *room, ThetaKernelsPlan *plan, int cell, int bottom)
{
  static const guint cards[] = { ENTRIES };

  place_columns (room, plan, cell, bottom);
  if (bottom - plan->pinned.height - ABOVE < least (room, ENTRIES, cell))
    return FALSE;
  stack_cards (plan, cards, &cell, G_N_ELEMENTS (cards), bottom);
  return TRUE;
}

/* All three, on a large screen. */
static gboolean
stack_three (const ThetaKernelsRoom *room, ThetaKernelsPlan *plan, int cell, int bottom)
{
  static const guint cards[] = { ENTRIES, EIGENVALUES, ALIGNMENT };
  int alignment = natural_of (room, ALIGNMENT, cell), each;

  place_columns (room, plan, cell, bottom);
  each = (bottom - plan->pinned.height - 3 * ABOVE - alignment) / 2;
  if (each < MAX (scaled (room, MOST_CARD), least (room, ENTRIES, cell)))
    return FALSE;
  stack_cards (plan, cards, (const int[]){ each, each, alignment }, G_N_ELEMENTS (cards), bottom);
  return TRUE;
}

/* Entries and the long list of alignments under A, the eigenvalues under the layers. */
static gboolean
stack_two (const ThetaKernelsRoom *room, ThetaKernelsPlan *plan, int bottom)
{
  static const guint cards[] = { ENTRIES, ALIGNMENT };
  guint rows = (room->layers + 1) / 2;
  int gap, foot = least (room, EIGENVALUES, THETA_BOARD_LEAST_CARD), y = bottom - foot - ABOVE;
  int cell = theta_map_grid_fit (IN_VIEW, 3, room->width, y, room->head, &gap);
  int rest, alignment, entries, unused;

  if (cell < scaled (room, THETA_BOARD_LEAST_CARD))
    return FALSE;
  y = MIN (y, theta_map_grid_height (rows, cell, room->head));
  foot = CLAMP (bottom - y - ABOVE, foot, MAX (foot, scaled (room, MOST_CARD)));
  place_columns (room, plan, cell, y);
  bottom = y + ABOVE + foot;
  room->measure (room->board, ENTRIES, cell, &entries, &unused);
  rest = bottom - plan->pinned.height - 2 * ABOVE - MAX (entries, scaled (room, LESS_CARD));
  if (rest < least (room, ALIGNMENT, cell))
    return FALSE;
  alignment = MIN (rest, natural_of (room, ALIGNMENT, cell));
  stack_cards (plan, cards, (const int[]){ 0, alignment }, G_N_ELEMENTS (cards), bottom);
  plan->cards[EIGENVALUES]
      = (GdkRectangle){ plan->layers.x, y + ABOVE, plan->layers.width, foot };
  return TRUE;
}

static gboolean
plan_stack (const ThetaKernelsRoom *room, ThetaKernelsPlan *plan)
{
  int bottom = room->height - THETA_BOARD_BELOW, gap;
  int cell = theta_map_grid_fit (IN_VIEW, 3, room->width, bottom, room->head, &gap);

  if (cell < scaled (room, THETA_BOARD_LEAST_CARD))
    return FALSE;
  if (room->compact)
    return stack_one (room, plan, cell, bottom);
  return stack_three (room, plan, cell, bottom) || stack_two (room, plan, bottom);
}

/* ---- in a presentation: A as high as two layers ---- */

static ThetaKernelsPlan
plan_large (const ThetaKernelsRoom *room)
{
  ThetaKernelsPlan plan = { 0 };
  int bottom = room->height - THETA_BOARD_BELOW, gap, total, x;
  int cell = theta_map_grid_fit (4, 2, room->width, bottom, room->head, &gap), y;

  gap = THETA_MAP_GRID_GAP;
  cell = MIN (cell, (room->width - 2 * gap - theta_map_grid_height (2, 0, room->head)
                     + room->head) / 4);
  total = theta_map_grid_height (2, cell, room->head) - room->head;
  plan.width = 2 * (cell + gap) + total;
  x = (room->width - plan.width) / 2;
  y = MAX (bottom - room->head - total, 0) / 2;
  plan.layers = (GdkRectangle){ x, y, 2 * cell + gap, room->head + total };
  plan.pinned = (GdkRectangle){ x + 2 * (cell + gap), y, total, room->head + total };
  return plan;
}

ThetaKernelsPlan
theta_kernels_plan_make (const ThetaKernelsRoom *room)
{
  gboolean many = room->layers > 0 && room->pinned > 0;
  guint n = many ? IN_VIEW : MAX (room->layers + room->pinned, 1);
  guint columns = theta_map_grid_columns (n, room->width, room->scale);
  ThetaKernelsPlan plan = { 0 };

  if (many && room->pinned == 1 && columns == 3)
    {
      if (room->presented)
        return plan_large (room);
      if (plan_stack (room, &plan))
        return plan;
    }
  return plan_rows (room, columns);
}
