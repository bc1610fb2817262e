#include "figure/decision.h"

#include "canvas.h"

#define SIDE 5
#define SIZE 100

static guint32
tint_of (guint c, double t)
{
  ThetaColor color = theta_color_mix (theta_palette_light ()->background, theta_palette_class (c),
                                      t);

  return 0xff000000u | (guint32) (color.red * 255 + 0.5) << 16
         | (guint32) (color.green * 255 + 0.5) << 8 | (guint32) (color.blue * 255 + 0.5);
}

/* The rows on a layer of their own, as the window keeps them, or @whole. */
static void
draw_parts (cairo_t *cr, const ThetaDecision *decision, gboolean whole, int width, int height)
{
  const ThetaPalette *palette = theta_palette_light ();

  if (whole)
    {
      theta_decision_draw (cr, decision, palette, width, height);
      return;
    }
  theta_decision_draw_plane (cr, decision, palette, width, height);
  cairo_push_group (cr);
  theta_decision_draw_rows (cr, decision, palette, width, height);
  cairo_pop_group_to_source (cr);
  cairo_paint (cr);
}

/* The left half is the first class, the upper half certain; one row of the second. */
static Canvas
draw_as (int width, int height, gboolean trains, gboolean whole)
{
  static int classes[SIDE * SIDE];
  static float certainty[SIDE * SIDE];
  static const double points[] = { 0.5, 0.75 };
  static const int labels[] = { 1 };
  guint8 train[] = { trains != FALSE };
  ThetaDecision decision = { .side = SIDE, .x_min = 0, .x_max = 1, .y_min = 0, .y_max = 1,
                             .classes = classes, .certainty = certainty, .rows = 1,
                             .points = points, .labels = labels, .train = train };
  Canvas canvas = canvas_new (width, height);

  for (guint k = 0; k < SIDE * SIDE; k++)
    {
      classes[k] = k % SIDE < 3 ? 0 : 1;
      certainty[k] = k / SIDE < 3 ? 0 : 1;
    }
  draw_parts (canvas.cr, &decision, whole, width, height);
  return canvas;
}

static Canvas
draw (int width, int height, gboolean trains)
{
  return draw_as (width, height, trains, TRUE);
}

static void
test_plane (void)
{
  Canvas canvas = draw (SIZE, SIZE, TRUE);

  /* High y is above. */
  g_assert_cmpint (color_distance (canvas_at (&canvas, 2, 97), tint_of (0, 0.12)), <=, 2);
  g_assert_cmpint (color_distance (canvas_at (&canvas, 97, 97), tint_of (1, 0.12)), <=, 2);
  g_assert_cmpint (color_distance (canvas_at (&canvas, 2, 2), tint_of (0, 0.62)), <=, 2);
  g_assert_cmpint (color_distance (canvas_at (&canvas, 97, 2), tint_of (1, 0.62)), <=, 2);
  /* The row stands where its coordinates say, in the colour of its own class. */
  g_assert_cmpint (color_distance (canvas_at (&canvas, 50, 25), tint_of (1, 1)), <=, 2);
  canvas_free (&canvas);
}

static void
test_ring (void)
{
  Canvas canvas = draw (SIZE, SIZE, FALSE);

  g_assert_cmpint (color_distance (canvas_at (&canvas, 50, 25), tint_of (1, 1)), >, 60);
  canvas_free (&canvas);
}

static void
test_square (void)
{
  Canvas canvas = draw (200, SIZE, TRUE);

  g_assert_cmpuint (canvas_at (&canvas, 20, 50), ==, 0);
  g_assert_cmpuint (canvas_at (&canvas, 100, 50), !=, 0);
  canvas_free (&canvas);
}

/* Rows that are kept between two planes look as those drawn with one. */
static void
test_layers (void)
{
  Canvas whole = draw (SIZE, SIZE, TRUE), parts = draw_as (SIZE, SIZE, TRUE, FALSE);

  for (int y = 0; y < SIZE; y++)
    for (int x = 0; x < SIZE; x++)
      g_assert_cmpint (color_distance (canvas_at (&whole, x, y), canvas_at (&parts, x, y)), <=, 6);
  canvas_free (&whole);
  canvas_free (&parts);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/decision/plane", test_plane);
  g_test_add_func ("/decision/ring", test_ring);
  g_test_add_func ("/decision/square", test_square);
  g_test_add_func ("/decision/layers", test_layers);
  return g_test_run ();
}
