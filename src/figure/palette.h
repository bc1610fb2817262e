/* Colours of figures, light and dark, and their colour maps. */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double red, green, blue; /* 0 … 1, sRGB */
} ThetaColor;

typedef struct
{
  gboolean dark;
  gboolean paper;   /* paint no background (PDF, SVG) */
  ThetaColor background, foreground, dim, grid, accent, held_out;
  const char *font; /* "Cantarell" */
} ThetaPalette;

const ThetaPalette *theta_palette_light (void);
const ThetaPalette *theta_palette_dark (void);

/* Layer @layer of @layers (first is coldest; in between for other depths). */
ThetaColor theta_palette_layer (guint layer, guint layers);
/* Class @c; repeats beyond ten. */
ThetaColor theta_palette_class (guint c);

typedef enum
{
  THETA_COLORMAP_VIRIDIS,
  THETA_COLORMAP_CIVIDIS,
  THETA_COLORMAP_DIVERGING,    /* blue, white, red */
  THETA_COLORMAP_PURPLE_ORANGE /* diverging, too */
} ThetaColormap;

/* The two maps of this program: for values of one sign, and where signs mix.  VIRIDIS and
 * DIVERGING until others are chosen; any thread may ask. */
void theta_colormap_choose (ThetaColormap sequential, ThetaColormap diverging);
ThetaColormap theta_colormap_sequential (void);
ThetaColormap theta_colormap_diverging (void);

/* 0xAARRGGBB, alpha 255, of @t in [0, 1] (clamped; NaN is mid grey). */
guint32 theta_colormap_argb (ThetaColormap map, double t);

void theta_color_set (cairo_t *cr, ThetaColor color, double alpha);
/* @a at @t = 0, @b at @t = 1. */
ThetaColor theta_color_mix (ThetaColor a, ThetaColor b, double t);
/* Relative luminance, 0 … 1 (WCAG 2). */
double theta_color_luminance (ThetaColor color);
/* @color, moved towards the foreground until its contrast with the background is
 * @least (WCAG 2; 3 for marks, 4.5 for text): the first layers on dark, the
 * fourth on white. */
ThetaColor theta_palette_ink (const ThetaPalette *self, ThetaColor color, double least);

G_END_DECLS
