#include "figure/shown.h"

#include <math.h>

#include "figure/figures-private.h"
#include "figure/text-private.h"

#define COLUMNS 3
#define GAP 18.0
#define MAP_HEAD 22.0
#define OWN_BAR 40.0 /* under a map with a scale of its own */
#define BAR_HEIGHT 84.0

static void
map_free (gpointer data)
{
  ThetaShownMap *self = data;

  g_free (self->name);
  g_free (self->value);
  g_free (self->values);
  g_free (self);
}

ThetaShown *
theta_shown_new (void)
{
  ThetaShown *self = g_new0 (ThetaShown, 1);

  self->maps = g_ptr_array_new_with_free_func (map_free);
  return self;
}

void
theta_shown_free (ThetaShown *self)
{
  g_ptr_array_unref (self->maps);
  g_strfreev (self->classes);
  g_free (self->note);
  g_free (self->rows);
  g_free (self->columns);
  g_free (self->histogram);
  g_free (self);
}

void
theta_shown_add (ThetaShown *self, const char *name, const char *value, int layer,
                 const ThetaHeatmap *map, float *values)
{
  ThetaShownMap *added = g_new0 (ThetaShownMap, 1);

  *added = (ThetaShownMap){ .name = g_strdup (name), .value = g_strdup (value), .layer = layer,
                            .map = *map, .values = values };
  added->map.values = values;
  added->map.classes = self->rows;
  added->map.column_classes = self->columns;
  g_ptr_array_add (self->maps, added);
}

/* ---- layout ---- */

typedef struct
{
  guint columns, rows;
  double map, row; /* sides of a map, and of all that belongs to it */
  double bar, key; /* below them: the bar's width and the height of both */
} Layout;

static Layout
lay_out (const ThetaShown *self, double width)
{
  Layout out;

  out.columns = MAX (1, MIN (COLUMNS, self->maps->len));
  out.rows = (self->maps->len + out.columns - 1) / out.columns;
  out.map = floor ((width - (out.columns - 1) * GAP) / out.columns);
  out.row = MAP_HEAD + out.map + (self->own_scales ? OWN_BAR : 0) + GAP;
  out.bar = self->own_scales ? 0 : floor ((width - (COLUMNS - 1) * GAP) / COLUMNS);
  out.key = self->classes != NULL
                ? theta_figure_class_key (NULL, self->classes, theta_palette_light (), 0,
                                          width - out.bar - GAP)
                : 0;
  if (!self->own_scales)
    out.key = fmax (out.key, BAR_HEIGHT);
  return out;
}

double
theta_shown_height (const ThetaShown *self, double width)
{
  Layout layout;

  g_return_val_if_fail (self != NULL, 0);
  layout = lay_out (self, width);
  return THETA_FIGURE_HEAD + layout.rows * layout.row + layout.key;
}

/* ---- drawing ---- */

static void
draw_map (cairo_t *cr, const ThetaShown *self, const ThetaShownMap *map,
          const ThetaPalette *palette, double side, double scale)
{
  ThetaTextStyle name = theta_text_style (palette, THETA_TEXT_HEAD, TRUE, palette->foreground);
  ThetaTextStyle value = theta_text_style (palette, THETA_TEXT_VALUE, FALSE, palette->foreground);
  double inset = self->rows != NULL ? 8 : 0, left = inset;

  if (map->layer >= 0)
    {
      theta_color_set (cr, theta_palette_layer ((guint) map->layer, self->layers), 1);
      cairo_arc (cr, inset + 5, 8, 5, 0, 2 * G_PI);
      cairo_fill (cr);
      left += 16;
    }
  theta_text_draw (cr, &name, map->name, left, 8, 0);
  theta_text_draw (cr, &value, map->value, side, 8, 1);
  cairo_translate (cr, 0, MAP_HEAD);
  theta_heatmap_draw (cr, &map->map, palette, side, side, scale, THETA_LAYER_ALL);
  if (!self->own_scales)
    return;
  cairo_translate (cr, inset, side + 4);
  theta_colorbar_draw (cr, map->map.map, map->map.min, map->map.max, map->map.log, NULL, 0, NAN,
                       palette, side - inset, OWN_BAR);
}

void
theta_shown_draw (cairo_t *cr, const ThetaShown *self, const ThetaPalette *palette, double width,
                  double height, double scale)
{
  Layout layout;
  const ThetaHeatmap *first;

  g_return_if_fail (self != NULL && self->maps->len > 0);
  layout = lay_out (self, width);
  theta_figure_head_draw (cr, palette, "Tangent kernels", self->note, width, height);
  for (guint k = 0; k < self->maps->len; k++)
    {
      cairo_save (cr);
      cairo_translate (cr, k % layout.columns * (layout.map + GAP),
                       THETA_FIGURE_HEAD + k / layout.columns * layout.row);
      draw_map (cr, self, self->maps->pdata[k], palette, layout.map, scale);
      cairo_restore (cr);
    }
  first = &((const ThetaShownMap *) self->maps->pdata[0])->map;
  cairo_save (cr);
  cairo_translate (cr, 0, THETA_FIGURE_HEAD + layout.rows * layout.row);
  if (!self->own_scales)
    theta_colorbar_draw (cr, first->map, first->min, first->max, first->log, self->histogram,
                         self->count, NAN, palette, layout.bar, BAR_HEIGHT - 6);
  if (self->classes != NULL)
    theta_figure_class_key (cr, self->classes, palette, layout.bar + (layout.bar > 0 ? GAP : 0),
                            width - layout.bar - GAP);
  cairo_restore (cr);
}
