#include "figure/palette.h"

#include <math.h>

#include "canvas.h"

static ThetaColor
color_from (guint32 argb)
{
  return (ThetaColor){ (argb >> 16 & 255) / 255.0, (argb >> 8 & 255) / 255.0,
                       (argb & 255) / 255.0 };
}

/* More is brighter, everywhere: what a reader of a heatmap relies on. */
static void
test_monotone (void)
{
  static const ThetaColormap maps[] = { THETA_COLORMAP_VIRIDIS, THETA_COLORMAP_CIVIDIS };

  for (guint m = 0; m < G_N_ELEMENTS (maps); m++)
    {
      double light[256];

      /* Neighbours may round to one brightness, but not four in a row. */
      for (int i = 0; i < 256; i++)
        {
          light[i] = theta_color_luminance (color_from (theta_colormap_argb (maps[m], i / 255.0)));
          g_assert_true (i < 1 || light[i] > light[i - 1] - 5e-4);
          g_assert_true (i < 3 || light[i] > light[i - 3]);
        }
    }
}

/* Entries of the published tables that are not among the points interpolated. */
static void
test_known (void)
{
  static const struct { ThetaColormap map; double t; guint32 argb; } known[] = {
    { THETA_COLORMAP_VIRIDIS, 0, 0xff440154 },       { THETA_COLORMAP_VIRIDIS, 1, 0xfffde725 },
    { THETA_COLORMAP_VIRIDIS, 0.25, 0xff3b528b },    { THETA_COLORMAP_VIRIDIS, 0.5, 0xff21918c },
    { THETA_COLORMAP_VIRIDIS, 0.75, 0xff5ec962 },    { THETA_COLORMAP_CIVIDIS, 0, 0xff00224e },
    { THETA_COLORMAP_CIVIDIS, 0.5, 0xff7d7c78 },     { THETA_COLORMAP_CIVIDIS, 1, 0xfffee838 },
    { THETA_COLORMAP_DIVERGING, 0.5, 0xfff7f7f7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpint (color_distance (theta_colormap_argb (known[i].map, known[i].t), known[i].argb),
                     <=, 4);
}

static void
test_outside (void)
{
  g_assert_cmphex (theta_colormap_argb (THETA_COLORMAP_VIRIDIS, -3), ==,
                   theta_colormap_argb (THETA_COLORMAP_VIRIDIS, 0));
  g_assert_cmphex (theta_colormap_argb (THETA_COLORMAP_CIVIDIS, INFINITY), ==,
                   theta_colormap_argb (THETA_COLORMAP_CIVIDIS, 1));
  for (int map = 0; map < 3; map++)
    g_assert_cmphex (theta_colormap_argb ((ThetaColormap) map, NAN), ==, 0xff808080);
}

/* Both arms of the diverging map grow equally dark, blue below and red above. */
static void
test_diverging (void)
{
  for (int i = 1; i <= 10; i++)
    {
      ThetaColor low = color_from (theta_colormap_argb (THETA_COLORMAP_DIVERGING, 0.5 - i / 20.0));
      ThetaColor high = color_from (theta_colormap_argb (THETA_COLORMAP_DIVERGING, 0.5 + i / 20.0));

      g_assert_cmpfloat (low.blue, >, low.red);
      g_assert_cmpfloat (high.red, >, high.blue);
      g_assert_cmpfloat_with_epsilon (theta_color_luminance (low), theta_color_luminance (high),
                                      0.08);
    }
}

static void
test_layers (void)
{
  static const guint32 five[] = { 0xff1f3d7a, 0xff2b83ba, 0xff41a98a, 0xffd99a2b, 0xffc2503c };

  for (guint l = 0; l < 5; l++)
    g_assert_cmphex (argb_of (theta_palette_layer (l, 5)), ==, five[l]);
  g_assert_cmphex (argb_of (theta_palette_layer (0, 1)), ==, five[4]);
  g_assert_cmphex (argb_of (theta_palette_layer (1, 2)), ==, five[4]);
  g_assert_cmphex (argb_of (theta_palette_layer (1, 3)), ==, five[2]);
  for (guint l = 1; l < 64; l++)
    g_assert_cmphex (argb_of (theta_palette_layer (l, 64)), !=,
                     argb_of (theta_palette_layer (l - 1, 64)));
}

static void
test_classes (void)
{
  g_assert_cmphex (argb_of (theta_palette_class (0)), ==, 0xff4477aa);
  g_assert_cmphex (argb_of (theta_palette_class (9)), ==, 0xffdd5f74);
  for (guint c = 0; c < 10; c++)
    g_assert_cmphex (argb_of (theta_palette_class (c)), ==, argb_of (theta_palette_class (c + 10)));
}

static double
contrast (ThetaColor a, ThetaColor b)
{
  double x = theta_color_luminance (a), y = theta_color_luminance (b);

  return (fmax (x, y) + 0.05) / (fmin (x, y) + 0.05);
}

static void
test_ink (void)
{
  const ThetaPalette *palettes[] = { theta_palette_light (), theta_palette_dark () };

  for (guint p = 0; p < 2; p++)
    {
      g_assert_cmpfloat (contrast (palettes[p]->foreground, palettes[p]->background), >, 10);
      g_assert_cmpfloat (contrast (palettes[p]->dim, palettes[p]->background), >, 4.5);
      g_assert_cmpfloat (contrast (palettes[p]->accent, palettes[p]->background), >, 4.5);
      g_assert_cmpfloat (contrast (palettes[p]->held_out, palettes[p]->background), >, 4.5);
      for (guint l = 0; l < 5; l++)
        {
          ThetaColor ink = theta_palette_ink (palettes[p], theta_palette_layer (l, 5), 4.5);

          g_assert_cmpfloat (contrast (ink, palettes[p]->background), >=, 4.5);
        }
    }
  /* What is readable already keeps its colour. */
  g_assert_cmphex (argb_of (theta_palette_ink (palettes[0], theta_palette_layer (0, 5), 3)), ==,
                   0xff1f3d7a);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/palette/monotone", test_monotone);
  g_test_add_func ("/palette/known", test_known);
  g_test_add_func ("/palette/outside", test_outside);
  g_test_add_func ("/palette/diverging", test_diverging);
  g_test_add_func ("/palette/layers", test_layers);
  g_test_add_func ("/palette/classes", test_classes);
  g_test_add_func ("/palette/ink", test_ink);
  return g_test_run ();
}
