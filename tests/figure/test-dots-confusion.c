#include <math.h>

#include "canvas.h"
#include "figure/confusion.h"
#include "figure/dots.h"

/* ---- dots ---- */

static void
test_axis (void)
{
  static const double good[] = { 0.91, 0.95, 0.97, 0.96, 0.95 }, bad[] = { 0.1, 0.1 };
  ThetaDotsRow rows[] = { { .name = "a", .values = good, .count = 5 },
                          { .name = "b", .values = good, .count = 5 },
                          { .name = "c", .values = bad, .count = 2 } };
  ThetaDots dots = { .rows = rows, .n_rows = 3, .factor = 100, .unit = " %" };
  g_autofree char *low = NULL, *high = NULL;

  /* One model far off does not press the others into a corner. */
  theta_dots_axis (&dots, 0, 1);
  g_assert_cmpfloat (dots.min, >=, 0.8);
  g_assert_cmpfloat (dots.min, <=, 0.91);
  g_assert_cmpfloat (dots.max, <=, 1);
  g_assert_cmpfloat (dots.max, >=, 0.97);
  dots.min = 0.85;
  dots.max = 1;
  low = theta_dots_end_text (&dots, FALSE);
  high = theta_dots_end_text (&dots, TRUE);
  g_assert_cmpstr (low, ==, "85 %");
  g_assert_cmpstr (high, ==, "100 %");
}

static void
test_axis_ends (void)
{
  static const double same[] = { 0.5, 0.5 }, none[] = { NAN };
  ThetaDotsRow row = { .name = "a", .values = same, .count = 2 };
  ThetaDots dots = { .rows = &row, .n_rows = 1, .factor = 1, .unit = "" };

  theta_dots_axis (&dots, NAN, NAN);
  g_assert_cmpfloat (dots.min, <, 0.5);
  g_assert_cmpfloat (dots.max, >, 0.5);
  row.values = none;
  row.count = 1;
  theta_dots_axis (&dots, 0, 1);
  g_assert_cmpfloat (dots.min, ==, 0);
  g_assert_cmpfloat (dots.max, ==, 1);
  dots.n_rows = 0;
  theta_dots_axis (&dots, NAN, NAN);
  g_assert_cmpfloat (dots.min, <, dots.max);
}

/* Ends that read alike say nothing. */
static void
test_axis_near (void)
{
  static const double near[] = { 0.6666669, 0.66666691, 0.66666692 };
  static const double tiny[] = { 1.1e-9, 2e-9, 4e-9 };
  ThetaDotsRow row = { .name = "a", .values = near, .count = 3 };
  ThetaDots dots = { .rows = &row, .n_rows = 1, .factor = 1, .unit = "" };
  g_autofree char *low = NULL, *high = NULL, *zero = NULL, *small = NULL;

  theta_dots_axis (&dots, 0, NAN);
  low = theta_dots_end_text (&dots, FALSE);
  high = theta_dots_end_text (&dots, TRUE);
  g_assert_cmpstr (low, !=, high);
  row.values = tiny;
  theta_dots_axis (&dots, 0, NAN);
  zero = theta_dots_end_text (&dots, FALSE);
  small = theta_dots_end_text (&dots, TRUE);
  g_assert_cmpstr (zero, !=, small);
}

static void
test_row (void)
{
  static const double values[] = { 0.25, 0.75, 0.75, NAN, 0.75 };
  ThetaDotsRow row = { .name = "a", .values = values, .count = 5, .mean = 0.5 };
  ThetaDots dots = { .rows = &row, .n_rows = 1, .max = 1, .factor = 1, .unit = "", .decimals = 2 };
  const ThetaPalette *palette = theta_palette_light ();
  Canvas canvas = canvas_new (208, 36);

  cairo_set_source_rgb (canvas.cr, 1, 1, 1);
  cairo_paint (canvas.cr);
  theta_dots_row_draw (canvas.cr, &dots, 0, palette, 208, 36);
  /* x = 4 + 200 · value; three equal values stand above each other. */
  g_assert_cmphex (canvas_at (&canvas, 54, 18), ==, argb_of (palette->dim));
  g_assert_cmphex (canvas_at (&canvas, 54, 24), ==, 0xffffffff);
  g_assert_cmphex (canvas_at (&canvas, 154, 12), ==, argb_of (palette->dim));
  g_assert_cmphex (canvas_at (&canvas, 154, 18), ==, argb_of (palette->dim));
  g_assert_cmphex (canvas_at (&canvas, 154, 24), ==, argb_of (palette->dim));
  /* The mean is a tick, higher than a dot; elsewhere only the line. */
  g_assert_cmphex (canvas_at (&canvas, 104, 10), ==, argb_of (palette->foreground));
  g_assert_cmphex (canvas_at (&canvas, 80, 18), ==, argb_of (palette->grid));
  canvas_free (&canvas);
}

/* Beyond the axis: words at the end instead of a dot that would lie. */
static void
test_beyond (void)
{
  static const double values[] = { 0.1, 0.1 };
  ThetaDotsRow row = { .name = "a", .values = values, .count = 2, .mean = 0.1 };
  ThetaDots dots = { .rows = &row, .n_rows = 1, .min = 0.8, .max = 1, .factor = 100, .unit = " %" };
  const ThetaPalette *palette = theta_palette_light ();
  Canvas canvas = canvas_new (208, 36);

  cairo_set_source_rgb (canvas.cr, 1, 1, 1);
  cairo_paint (canvas.cr);
  theta_dots_row_draw (canvas.cr, &dots, 0, palette, 208, 36);
  g_assert_cmpuint (canvas_count (&canvas, 0, 8, 50, 20, argb_of (palette->dim), 40), >, 10);
  g_assert_cmpuint (canvas_count (&canvas, 60, 0, 148, 36, argb_of (palette->dim), 40), ==, 0);
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, 208, 36, argb_of (palette->foreground), 10), ==,
                    0);
  canvas_free (&canvas);
}

/* Whatever these words stand on stays as it is around them: the tint of a row, the ground of a
 * presentation; and the line ends before them. */
static void
test_beyond_ground (void)
{
  static const double values[] = { 0.1, 0.1, 0.9, 1.3 };
  ThetaDotsRow row = { .name = "a", .values = values, .count = 4, .mean = 0.9 };
  ThetaDots dots = { .rows = &row, .n_rows = 1, .min = 0.8, .max = 1, .factor = 100, .unit = " %" };
  const ThetaPalette *palette = theta_palette_dark ();
  Canvas canvas = canvas_new (208, 36);
  guint32 card = argb_of (palette->background), ground;

  cairo_set_source_rgb (canvas.cr, 0.05, 0.05, 0.05);
  cairo_paint (canvas.cr);
  ground = canvas_at (&canvas, 0, 0);
  theta_dots_row_draw (canvas.cr, &dots, 0, palette, 208, 36);
  g_assert_cmpuint (canvas_count (&canvas, 0, 8, 50, 20, argb_of (palette->dim), 40), >, 10);
  g_assert_cmpuint (canvas_count (&canvas, 158, 8, 50, 20, argb_of (palette->dim), 40), >, 10);
  g_assert_cmpuint (canvas_count (&canvas, 0, 8, 40, 20, card, 1), <, 12); /* blurred edges */
  g_assert_cmpuint (canvas_count (&canvas, 0, 8, 40, 20, ground, 0), >, 400);
  g_assert_cmpuint (canvas_count (&canvas, 0, 18, 12, 1, argb_of (palette->grid), 1), <, 12);
  g_assert_cmphex (canvas_at (&canvas, 80, 18), ==, argb_of (palette->grid));
  canvas_free (&canvas);
}

/* In a row half as high again dots are larger by as much, and still one over the other. */
static void
test_high (void)
{
  static const double values[] = { 0.25, 0.75, 0.75 };
  ThetaDotsRow row = { .name = "a", .values = values, .count = 3, .mean = NAN };
  ThetaDots dots = { .rows = &row, .n_rows = 1, .max = 1, .factor = 1, .unit = "" };
  guint32 dim = argb_of (theta_palette_light ()->dim);
  guint pixels[2];

  for (int k = 0; k < 2; k++)
    {
      int height = k == 0 ? 36 : 54;
      Canvas canvas = canvas_new (208, height);

      cairo_set_source_rgb (canvas.cr, 1, 1, 1);
      cairo_paint (canvas.cr);
      theta_dots_row_draw (canvas.cr, &dots, 0, theta_palette_light (), 208, height);
      pixels[k] = canvas_count (&canvas, 44, 0, 20, height, dim, 60);
      g_assert_cmphex (canvas_at (&canvas, 154, height / 2), !=, dim); /* between the two */
      canvas_free (&canvas);
    }
  g_assert_cmpuint (pixels[1], >, pixels[0] * 3 / 2);
}

/* Fifty folds with one value stay inside their row. */
static void
test_tall (void)
{
  double values[50];
  ThetaDotsRow row = { .name = "a", .values = values, .count = 50, .mean = NAN };
  ThetaDots dots = { .rows = &row, .n_rows = 1, .max = 1, .factor = 1, .unit = "" };
  const ThetaPalette *palette = theta_palette_light ();
  Canvas canvas = canvas_new (208, 36);

  for (int i = 0; i < 50; i++)
    values[i] = 0.5;
  cairo_set_source_rgb (canvas.cr, 1, 1, 1);
  cairo_paint (canvas.cr);
  theta_dots_row_draw (canvas.cr, &dots, 0, palette, 208, 36);
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, 208, 1, 0xffffffff, 0), ==, 208);
  g_assert_cmpuint (canvas_count (&canvas, 0, 35, 208, 1, 0xffffffff, 0), ==, 208);
  canvas_free (&canvas);
}

static void
test_dots_whole (void)
{
  static const double values[] = { 0.5, 0.6 };
  ThetaDotsRow rows[] = { { .name = "A model with a rather long name that must not meet the dots",
                            .values = values, .count = 2, .mean = 0.55, .accent = TRUE },
                          { .name = "b", .values = values, .count = 2, .mean = 0.55 } };
  ThetaDots dots = { .rows = rows, .n_rows = 2, .min = 0.4, .max = 0.7, .factor = 1, .unit = "",
                     .decimals = 2 };
  const ThetaPalette *palette = theta_palette_dark ();
  Canvas canvas = canvas_new (400, 110);

  g_assert_cmpfloat (theta_dots_height (&dots), <=, 110);
  theta_dots_draw (canvas.cr, &dots, palette, 400, 110);
  g_assert_cmphex (canvas_at (&canvas, 399, 109), ==, argb_of (palette->background));
  g_assert_cmpuint (canvas_count (&canvas, 160, 30, 200, 36, argb_of (palette->accent), 4), >, 20);
  g_assert_cmpuint (canvas_count (&canvas, 160, 67, 200, 36, argb_of (palette->accent), 4), ==, 0);
  canvas_free (&canvas);
}

/* ---- confusion ---- */

static const char *const names[] = { "a", "b", "c" };

static void
test_cells (void)
{
  static const guint counts[] = { 30, 0, 2, 0, 30, 0, 0, 0, 1 };
  ThetaConfusion confusion = { .n_classes = 3, .counts = counts, .names = names };
  Canvas canvas = canvas_new (300, 300);
  double x, y, cell;

  theta_confusion_draw (canvas.cr, &confusion, theta_palette_light (), 300, 300);
  theta_confusion_area (&confusion, 300, 300, &x, &y, &cell);
  g_assert_cmpfloat (x + 3 * cell, <=, 300);
  g_assert_cmpfloat (y + 3 * cell, <=, 300);
  for (int k = 0; k < 9; k++)
    {
      int left = (int) (x + k % 3 * cell), top = (int) (y + k / 3 * cell);
      guint32 color = canvas_at (&canvas, left + 3, top + 3);
      int red = (int) (color >> 16 & 255), blue = (int) (color & 255);

      if (counts[k] == 0)
        {
          /* Blank: no colour and no number. */
          g_assert_cmpint (ABS (red - blue), <=, 8);
          g_assert_cmpuint (canvas_count (&canvas, left + 2, top + 2, (int) cell - 4,
                                          (int) cell - 4, color, 0),
                            ==, (guint) ((cell - 4) * (cell - 4)));
        }
      else if (k % 4 == 0)
        g_assert_cmpint (blue - red, >, 20);
      else
        g_assert_cmpint (red - blue, >, 20);
    }
  canvas_free (&canvas);
}

static void
test_confusion_hit (void)
{
  static const guint counts[9] = { 0 };
  ThetaConfusion confusion = { .n_classes = 3, .counts = counts, .names = names };
  double x, y, cell;
  guint truth, predicted;

  theta_confusion_area (&confusion, 300, 240, &x, &y, &cell);
  for (guint i = 0; i < 3; i++)
    for (guint j = 0; j < 3; j++)
      {
        g_assert_true (theta_confusion_hit (&confusion, 300, 240, x + (j + 0.5) * cell,
                                            y + (i + 0.5) * cell, &truth, &predicted));
        g_assert_cmpuint (truth, ==, i);
        g_assert_cmpuint (predicted, ==, j);
      }
  g_assert_false (theta_confusion_hit (&confusion, 300, 240, x - 1, y, &truth, &predicted));
  g_assert_false (theta_confusion_hit (&confusion, 300, 240, x, y + 3 * cell, &truth, &predicted));
}

static void
test_confusion_sizes (void)
{
  static const char *const longs[] = { "a class with a very long name indeed", "x", "y" };
  static const guint counts[] = { 123456, 7, 0, 0, 1000, 0, 1, 0, 9 };
  ThetaConfusion confusion = { .n_classes = 3, .counts = counts, .names = longs };
  double x, y, cell;

  for (int side = 20; side <= 620; side += 100)
    {
      Canvas canvas = canvas_new (side, side);

      theta_confusion_draw (canvas.cr, &confusion, theta_palette_dark (), side, side);
      theta_confusion_area (&confusion, side, side, &x, &y, &cell);
      g_assert_cmpfloat (cell, >=, 1);
      if (side >= 220)
        g_assert_cmpfloat (fmax (x, y) + 3 * cell, <=, side);
      /* Where there is room, it is taken. */
      if (side == 620)
        g_assert_cmpfloat (cell, >=, 150);
      canvas_free (&canvas);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dots/axis", test_axis);
  g_test_add_func ("/dots/axis-ends", test_axis_ends);
  g_test_add_func ("/dots/axis-near", test_axis_near);
  g_test_add_func ("/dots/row", test_row);
  g_test_add_func ("/dots/beyond", test_beyond);
  g_test_add_func ("/dots/beyond-ground", test_beyond_ground);
  g_test_add_func ("/dots/high", test_high);
  g_test_add_func ("/dots/tall", test_tall);
  g_test_add_func ("/dots/whole", test_dots_whole);
  g_test_add_func ("/confusion/cells", test_cells);
  g_test_add_func ("/confusion/hit", test_confusion_hit);
  g_test_add_func ("/confusion/sizes", test_confusion_sizes);
  return g_test_run ();
}
