#include "figure/heatmap.h"

#include <math.h>

#include "canvas.h"

/* 10 × 10 values that differ, two classes of five. */
typedef struct
{
  float values[100];
  int classes[10];
  ThetaHeatmap map;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  for (int k = 0; k < 100; k++)
    self->values[k] = (float) ((k * 37) % 100);
  for (int k = 0; k < 10; k++)
    self->classes[k] = k / 5;
  self->map = (ThetaHeatmap){ .bins = 10, .values = self->values, .classes = self->classes,
                              .min = 0, .max = 99, .cross_row = -1, .cross_column = -1 };
}

static void
tear_down (Fixture *self, gconstpointer unused)
{
}

static guint32
color_of (const Fixture *self, int row, int column)
{
  return theta_colormap_argb (self->map.map, self->values[row * 10 + column] / 99);
}

static void
test_pixels (Fixture *self, gconstpointer unused)
{
  for (int scale = 1; scale <= 2; scale++)
    {
      Canvas canvas = canvas_new (208 * scale, 208 * scale);

      cairo_scale (canvas.cr, scale, scale);
      theta_heatmap_draw (canvas.cr, &self->map, theta_palette_light (), 208, 208, scale,
                          THETA_LAYER_ALL);
      for (int row = 0; row < 10; row++)
        for (int column = 0; column < 10; column++)
          {
            int x = (8 + column * 20 + 10) * scale, y = (8 + row * 20 + 10) * scale;

            g_assert_cmphex (canvas_at (&canvas, x, y), ==, color_of (self, row, column));
            /* Bins end on whole pixels: no blur at their first one. */
            g_assert_cmphex (canvas_at (&canvas, x - 10 * scale, y), ==,
                             color_of (self, row, column));
          }
      canvas_free (&canvas);
    }
}

static void
test_strips (Fixture *self, gconstpointer unused)
{
  Canvas canvas = canvas_new (208, 208);
  guint32 first = argb_of (theta_palette_class (0)), second = argb_of (theta_palette_class (1));

  theta_heatmap_draw (canvas.cr, &self->map, theta_palette_light (), 208, 208, 1, THETA_LAYER_ALL);
  for (int k = 0; k < 5; k++)
    {
      g_assert_cmphex (canvas_at (&canvas, 20, k), ==, first);
      g_assert_cmphex (canvas_at (&canvas, 180, k), ==, second);
      g_assert_cmphex (canvas_at (&canvas, k, 20), ==, first);
      g_assert_cmphex (canvas_at (&canvas, k, 180), ==, second);
    }
  for (int k = 5; k < 8; k++)
    g_assert_cmphex (canvas_at (&canvas, 20, k), ==, 0xffffffff);
  /* The line between the classes is lighter than the bin it lies on. */
  g_assert_cmphex (canvas_at (&canvas, 107, 18), !=, color_of (self, 0, 4));
  g_assert_cmpint (canvas_at (&canvas, 107, 18) & 255, >, color_of (self, 0, 4) & 255);
  g_assert_cmphex (canvas_at (&canvas, 106, 18), ==, color_of (self, 0, 4));
  canvas_free (&canvas);
}

static void
test_area (Fixture *self, gconstpointer unused)
{
  double x, y, side;

  theta_heatmap_area (&self->map, 300, 208, &x, &y, &side);
  g_assert_cmpfloat (side, ==, 200);
  g_assert_cmpfloat (y, ==, 8);
  g_assert_cmpfloat (x, ==, 54);
  self->map.classes = NULL;
  theta_heatmap_area (&self->map, 198, 240, &x, &y, &side);
  g_assert_cmpfloat (side, ==, 198);
  g_assert_cmpfloat (x, ==, 0);
  theta_heatmap_area (&self->map, 0, 0, &x, &y, &side);
  g_assert_cmpfloat (side, ==, 0);
}

static void
test_hit (Fixture *self, gconstpointer unused)
{
  double x, y, side;
  guint row, column;

  theta_heatmap_area (&self->map, 321, 257, &x, &y, &side);
  for (guint i = 0; i < 10; i++)
    for (guint j = 0; j < 10; j++)
      {
        g_assert_true (theta_heatmap_hit (&self->map, 321, 257, x + (j + 0.5) * side / 10,
                                          y + (i + 0.5) * side / 10, &row, &column));
        g_assert_cmpuint (row, ==, i);
        g_assert_cmpuint (column, ==, j);
      }
  g_assert_true (theta_heatmap_hit (&self->map, 321, 257, x, y, &row, &column));
  g_assert_false (theta_heatmap_hit (&self->map, 321, 257, x - 0.1, y, &row, &column));
  g_assert_false (theta_heatmap_hit (&self->map, 321, 257, x + side, y, &row, &column));
  g_assert_false (theta_heatmap_hit (&self->map, 321, 257, x, y + side, &row, &column));
}

static void
test_cross (Fixture *self, gconstpointer unused)
{
  Canvas canvas = canvas_new (208, 208);

  self->map.cross_row = 2;
  self->map.cross_column = 7;
  theta_heatmap_draw (canvas.cr, &self->map, theta_palette_light (), 208, 208, 1, THETA_LAYER_ALL);
  /* Middle of bin (2, 7): x = 8 + 150, y = 8 + 50; the white line is one pixel. */
  g_assert_cmphex (canvas_at (&canvas, 30, 58), ==, 0xffffffff);
  g_assert_cmphex (canvas_at (&canvas, 158, 190), ==, 0xffffffff);
  /* Its edges darken what they lie on. */
  g_assert_cmpint (color_distance (canvas_at (&canvas, 30, 57), color_of (self, 2, 1)), >, 20);
  g_assert_cmpint (color_distance (canvas_at (&canvas, 30, 59), color_of (self, 2, 1)), >, 20);
  /* The frame is open: the bin itself is seen. */
  for (int dx = -3; dx <= 3; dx++)
    for (int dy = -3; dy <= 3; dy++)
      g_assert_cmphex (canvas_at (&canvas, 158 + dx, 58 + dy), ==, color_of (self, 2, 7));
  g_assert_cmpint (color_distance (canvas_at (&canvas, 152, 58), 0xffffffff), <=, 2);
  canvas_free (&canvas);
}

/* The overlay alone leaves everything else as it was; so do the axes. */
static void
test_layers (Fixture *self, gconstpointer unused)
{
  Canvas whole = canvas_new (208, 208), parts = canvas_new (208, 208);
  static const ThetaLayers layers[] = { THETA_LAYER_PIXELS, THETA_LAYER_AXES, THETA_LAYER_OVERLAY };

  self->map.cross_row = self->map.cross_column = 3;
  theta_heatmap_draw (whole.cr, &self->map, theta_palette_dark (), 208, 208, 1, THETA_LAYER_ALL);
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    theta_heatmap_draw (parts.cr, &self->map, theta_palette_dark (), 208, 208, 1, layers[i]);
  for (int y = 0; y < 208; y++)
    for (int x = 0; x < 208; x++)
      g_assert_cmphex (canvas_at (&whole, x, y), ==, canvas_at (&parts, x, y));
  canvas_free (&whole);
  canvas_free (&parts);
}

static void
test_shrink (void)
{
  float values[36];
  ThetaHeatmap map = { .bins = 6, .values = values, .max = 35, .map = THETA_COLORMAP_CIVIDIS };
  guint32 pixels[16];

  for (int k = 0; k < 36; k++)
    values[k] = (float) k;
  /* Two bins a pixel: their plain mean. */
  theta_heatmap_resample (&map, 3, (guchar *) pixels, 3 * sizeof *pixels);
  for (int y = 0; y < 3; y++)
    for (int x = 0; x < 3; x++)
      g_assert_cmphex (pixels[y * 3 + x], ==,
                       theta_colormap_argb (map.map, (12 * y + 2 * x + 3.5) / 35));
  /* One and a half bins: the second bin counts half. */
  theta_heatmap_resample (&map, 4, (guchar *) pixels, 4 * sizeof *pixels);
  g_assert_cmphex (pixels[0], ==, theta_colormap_argb (map.map, (7 / 3.0) / 35));
  /* What is absent is left out of the mean; a pixel of nothing is grey. */
  values[0] = NAN;
  theta_heatmap_resample (&map, 3, (guchar *) pixels, 3 * sizeof *pixels);
  g_assert_cmphex (pixels[0], ==, theta_colormap_argb (map.map, (1 + 6 + 7) / 3.0 / 35));
  values[1] = values[6] = values[7] = NAN;
  theta_heatmap_resample (&map, 3, (guchar *) pixels, 3 * sizeof *pixels);
  g_assert_cmphex (pixels[0], ==, 0xff808080);
}

static void
test_grow (void)
{
  static const float values[] = { 0, 1, 2, 3 };
  ThetaHeatmap map = { .bins = 2, .values = values, .min = 0, .max = 3 };
  guint32 pixels[7 * 10];

  /* A stride longer than the row stays untouched behind it. */
  for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
    pixels[i] = 0x12345678;
  theta_heatmap_resample (&map, 7, (guchar *) pixels, 10 * sizeof *pixels);
  for (int y = 0; y < 7; y++)
    for (int x = 0; x < 10; x++)
      g_assert_cmphex (pixels[y * 10 + x], ==,
                       x >= 7 ? 0x12345678
                              : theta_colormap_argb (map.map, values[(y >= 3) * 2 + (x >= 3)] / 3));
}

static void
test_range (void)
{
  static const float plain[] = { 2, NAN, 5, INFINITY }, mixed[] = { -1, 3 }, none[] = { NAN };
  static const float nearly[] = { -0.04f, 1 }, seldom[] = { -0.5f, 1, 1, 1 };
  float many[200];
  double min, max;
  ThetaColormap map;

  theta_heatmap_range (plain, 4, &min, &max, &map);
  g_assert_cmpfloat (min, ==, 2);
  g_assert_cmpfloat (max, ==, 5);
  g_assert_cmpint (map, ==, THETA_COLORMAP_VIRIDIS);
  theta_heatmap_range (mixed, 2, &min, &max, &map);
  g_assert_cmpfloat (min, ==, -3);
  g_assert_cmpfloat (max, ==, 3);
  g_assert_cmpint (map, ==, THETA_COLORMAP_DIVERGING);
  theta_heatmap_range (nearly, 2, &min, &max, &map);
  g_assert_cmpint (map, ==, THETA_COLORMAP_VIRIDIS);
  for (guint i = 0; i < 200; i++)
    many[i] = i == 0 ? -0.5f : 1;
  theta_heatmap_range (many, 200, &min, &max, &map);
  g_assert_cmpint (map, ==, THETA_COLORMAP_VIRIDIS);
  g_assert_cmpfloat (min, ==, -0.5);
  theta_heatmap_range (seldom, 4, &min, &max, &map);
  g_assert_cmpint (map, ==, THETA_COLORMAP_DIVERGING);
  min = 0.2;
  max = 2;
  map = THETA_COLORMAP_VIRIDIS;
  theta_heatmap_join (&min, &max, &map, -1, 1, THETA_COLORMAP_DIVERGING);
  g_assert_cmpint (map, ==, THETA_COLORMAP_DIVERGING);
  g_assert_cmpfloat (min, ==, -2);
  theta_heatmap_range (none, 1, &min, &max, &map);
  g_assert_cmpfloat (min, <, max);
  min = INFINITY;
  max = -INFINITY;
  map = THETA_COLORMAP_VIRIDIS;
  theta_heatmap_join (&min, &max, &map, 1, 4, THETA_COLORMAP_CIVIDIS);
  g_assert_cmpint (map, ==, THETA_COLORMAP_CIVIDIS);
  theta_heatmap_about_zero (&min, &max, &map);
  g_assert_cmpint (map, ==, THETA_COLORMAP_DIVERGING);
  g_assert_cmpfloat (min, ==, -4);
  g_assert_cmpfloat (max, ==, 4);
}

static void
test_colorbar (void)
{
  static const float values[] = { 0.1f, 0.1f, 0.1f, 0.9f };
  Canvas canvas = canvas_new (200, 80);
  const ThetaPalette *palette = theta_palette_light ();

  theta_colorbar_draw (canvas.cr, THETA_COLORMAP_VIRIDIS, 0, 1, FALSE, values, 4, 0.5, palette, 200,
                       80);
  g_assert_cmpint (color_distance (canvas_at (&canvas, 1, 54), 0xff440154), <=, 6);
  g_assert_cmpint (color_distance (canvas_at (&canvas, 198, 54), 0xfffde725), <=, 6);
  g_assert_cmphex (canvas_at (&canvas, 100, 54), ==, argb_of (palette->foreground));
  /* The column at 0.1 is three times as high as that at 0.9. */
  g_assert_cmpuint (canvas_count (&canvas, 15, 5, 8, 1, 0xffffffff, 0), ==, 6);
  g_assert_cmpuint (canvas_count (&canvas, 176, 5, 10, 1, 0xffffffff, 0), ==, 10);
  g_assert_cmpuint (canvas_count (&canvas, 176, 40, 10, 1, 0xffffffff, 0), ==, 8);
  canvas_free (&canvas);
}

int
main (int argc, char **argv)
{
  static const struct { const char *path; void (*test) (Fixture *, gconstpointer); } tests[] = {
    { "/heatmap/pixels", test_pixels }, { "/heatmap/strips", test_strips },
    { "/heatmap/area", test_area },     { "/heatmap/hit", test_hit },
    { "/heatmap/cross", test_cross },   { "/heatmap/layers", test_layers },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/heatmap/shrink", test_shrink);
  g_test_add_func ("/heatmap/grow", test_grow);
  g_test_add_func ("/heatmap/range", test_range);
  g_test_add_func ("/heatmap/colorbar", test_colorbar);
  return g_test_run ();
}
