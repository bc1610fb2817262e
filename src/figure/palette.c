#include "figure/palette.h"

#include <math.h>

#define ENTRIES 256
#define HEX(value) { ((value) >> 16 & 255) / 255.0, ((value) >> 8 & 255) / 255.0, \
                     ((value) & 255) / 255.0 }

const ThetaPalette *
theta_palette_light (void)
{
  static const ThetaPalette palette = {
    .background = HEX (0xffffff),
    .foreground = HEX (0x2e2e33),
    .dim = HEX (0x68686f),
    .grid = HEX (0xe6e6e9),
    .accent = HEX (0x1c71d8),
    .held_out = HEX (0x9a4b24),
    .font = "Cantarell",
  };

  return &palette;
}

const ThetaPalette *
theta_palette_dark (void)
{
  static const ThetaPalette palette = {
    .dark = TRUE,
    .background = HEX (0x353535), /* that of a card */
    .foreground = HEX (0xf4f4f5),
    .dim = HEX (0xb4b4b9),
    .grid = HEX (0x48484b),
    .accent = HEX (0x78aeed),
    .held_out = HEX (0xe3a078),
    .font = "Cantarell",
  };

  return &palette;
}

ThetaColor
theta_color_mix (ThetaColor a, ThetaColor b, double t)
{
  return (ThetaColor){ a.red + (b.red - a.red) * t, a.green + (b.green - a.green) * t,
                       a.blue + (b.blue - a.blue) * t };
}

ThetaColor
theta_palette_layer (guint layer, guint layers)
{
  static const ThetaColor stops[] = { HEX (0x1f3d7a), HEX (0x2b83ba), HEX (0x41a98a),
                                      HEX (0xd99a2b), HEX (0xc2503c) };
  guint last = G_N_ELEMENTS (stops) - 1, lower;
  double at;

  /* One layer alone is the last layer of its network. */
  if (layers < 2)
    return stops[last];
  at = (double) MIN (layer, layers - 1) / (layers - 1) * last;
  lower = MIN ((guint) at, last - 1);
  return theta_color_mix (stops[lower], stops[lower + 1], at - lower);
}

ThetaColor
theta_palette_class (guint c)
{
  static const ThetaColor colors[] = { HEX (0x4477aa), HEX (0xee8866), HEX (0x228833),
                                       HEX (0xaa3377), HEX (0x66ccee), HEX (0xbbae34),
                                       HEX (0x7a5195), HEX (0x994f00), HEX (0x8f9aa3),
                                       HEX (0xdd5f74) };

  return colors[c % G_N_ELEMENTS (colors)];
}

/* ---- contrast ---- */

static double
linear_light (double channel)
{
  return channel <= 0.04045 ? channel / 12.92 : pow ((channel + 0.055) / 1.055, 2.4);
}

double
theta_color_luminance (ThetaColor color)
{
  return 0.2126 * linear_light (color.red) + 0.7152 * linear_light (color.green)
         + 0.0722 * linear_light (color.blue);
}

static double
contrast (ThetaColor a, ThetaColor b)
{
  double first = theta_color_luminance (a), second = theta_color_luminance (b);

  return (fmax (first, second) + 0.05) / (fmin (first, second) + 0.05);
}

ThetaColor
theta_palette_ink (const ThetaPalette *self, ThetaColor color, double least)
{
  ThetaColor ink = color;

  for (int step = 1; step <= 20 && contrast (ink, self->background) < least; step++)
    ink = theta_color_mix (color, self->foreground, step / 20.0);
  return ink;
}

/* ---- colour maps ---- */

/* Ten equally spaced colours of viridis (Smith and van der Walt) and of cividis
 * (Nuñez, Anderton and Renslow 2018); the entries between lie on the cubic
 * through them. */
#define KNOTS 10

static const ThetaColor viridis_knots[KNOTS]
    = { HEX (0x440154), HEX (0x482878), HEX (0x3e4989), HEX (0x31688e), HEX (0x26828e),
        HEX (0x1f9e89), HEX (0x35b779), HEX (0x6ece58), HEX (0xb5de2b), HEX (0xfde725) };
static const ThetaColor cividis_knots[KNOTS]
    = { HEX (0x00224e), HEX (0x123570), HEX (0x3b496c), HEX (0x575d6d), HEX (0x707173),
        HEX (0x8a8678), HEX (0xa59c74), HEX (0xc3b369), HEX (0xe1cc55), HEX (0xfee838) };
/* Blue, white, red; the two arms are equally dark. */
static const ThetaColor diverging_knots[]
    = { HEX (0x17407f), HEX (0x2f79b5), HEX (0x86bbda), HEX (0xd3e5f0), HEX (0xf7f7f7),
        HEX (0xfadbc8), HEX (0xeda07e), HEX (0xc94741), HEX (0x7f1028) };

static const ThetaColor purple_knots[]
    = { HEX (0x3c1a6e), HEX (0x7a67ae), HEX (0xb5add4), HEX (0xdfdcec), HEX (0xf7f7f7),
        HEX (0xfae0bd), HEX (0xefb064), HEX (0xc9781f), HEX (0x7a3d06) };

/* Catmull and Rom's cubic through equally spaced points. */
static double
cubic (double a, double b, double c, double d, double t)
{
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

static guint32
knots_at (const ThetaColor *knots, guint n, double t)
{
  guint last = n - 1, k = MIN ((guint) (t * last), last - 1);
  const double *p[4];
  double u = t * last - k;
  guint32 argb = 255;

  for (int i = 0; i < 4; i++)
    p[i] = &knots[CLAMP ((int) k + i - 1, 0, (int) last)].red;
  for (int channel = 0; channel < 3; channel++)
    {
      double value = cubic (p[0][channel], p[1][channel], p[2][channel], p[3][channel], u);

      argb = argb << 8 | (guint32) lrint (CLAMP (value, 0, 1) * 255);
    }
  return argb;
}

typedef struct
{
  guint32 argb[4][ENTRIES];
} Tables;

static gpointer
make_tables (gpointer unused)
{
  static Tables tables;

  for (guint i = 0; i < ENTRIES; i++)
    {
      double t = i / (ENTRIES - 1.0);

      tables.argb[THETA_COLORMAP_VIRIDIS][i] = knots_at (viridis_knots, KNOTS, t);
      tables.argb[THETA_COLORMAP_CIVIDIS][i] = knots_at (cividis_knots, KNOTS, t);
      tables.argb[THETA_COLORMAP_DIVERGING][i]
          = knots_at (diverging_knots, G_N_ELEMENTS (diverging_knots), t);
      tables.argb[THETA_COLORMAP_PURPLE_ORANGE][i]
          = knots_at (purple_knots, G_N_ELEMENTS (purple_knots), t);
    }
  return &tables;
}

guint32
theta_colormap_argb (ThetaColormap map, double t)
{
  static GOnce once = G_ONCE_INIT;
  const Tables *tables = g_once (&once, make_tables, NULL);

  if (isnan (t))
    return 0xff808080;
  return tables->argb[map][(guint) (CLAMP (t, 0, 1) * (ENTRIES - 1) + 0.5)];
}

static int sequential_map = THETA_COLORMAP_VIRIDIS;
static int diverging_map = THETA_COLORMAP_DIVERGING;

void
theta_colormap_choose (ThetaColormap sequential, ThetaColormap diverging)
{
  g_atomic_int_set (&sequential_map, (int) sequential);
  g_atomic_int_set (&diverging_map, (int) diverging);
}

ThetaColormap
theta_colormap_sequential (void)
{
  return (ThetaColormap) g_atomic_int_get (&sequential_map);
}

ThetaColormap
theta_colormap_diverging (void)
{
  return (ThetaColormap) g_atomic_int_get (&diverging_map);
}

void
theta_color_set (cairo_t *cr, ThetaColor color, double alpha)
{
  cairo_set_source_rgba (cr, color.red, color.green, color.blue, alpha);
}
