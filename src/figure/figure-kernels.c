/* The figure of the kernels: all layers and their weighted sum. */
#include "figure/figures-private.h"

#include <math.h>

#include "base/number.h"
#include "figure/heatmap.h"
#include "figure/text-private.h"

#define COLUMNS 3
#define MOST_COLUMNS 8
#define GAP 18.0
#define MAP_HEAD 22.0
#define BAR_HEIGHT 84.0
#define KEY_ROW 20.0

typedef struct
{
  const ThetaPicture *picture;
  const ThetaFrame *frame;
  const ThetaNetwork *network;
  double min, max;
  ThetaColormap map;
} Maps;

static gboolean
has_kernels (const ThetaResults *results)
{
  return results->frame != NULL && results->frame->picture != NULL
         && results->frame->picture->bins > 0;
}

static guint
count_maps (const ThetaResults *results)
{
  return results->frame->picture->layers + (results->frame->total_cosine != NULL ? 1 : 0);
}

static double
column_width (double width, guint columns)
{
  return floor ((width - (columns - 1) * GAP) / columns);
}

static double
maps_height (guint maps, guint columns, double width)
{
  return (maps + columns - 1) / columns * (MAP_HEAD + column_width (width, columns) + GAP);
}

/* A deep network has more columns, or it would be a strip that no page holds. */
static guint
count_columns (const ThetaResults *results, double width)
{
  guint columns = COLUMNS;

  while (columns < MOST_COLUMNS
         && maps_height (count_maps (results), columns, width) > 1.3 * width)
    columns++;
  return columns;
}

/* One scale for all maps, so that their colours can be compared. */
static void
find_range (Maps *maps)
{
  const ThetaPicture *picture = maps->picture;
  gsize count = (gsize) picture->bins * picture->bins;

  maps->min = INFINITY;
  maps->max = -INFINITY;
  maps->map = THETA_COLORMAP_VIRIDIS;
  for (guint l = 0; l <= picture->layers; l++)
    {
      const float *values = l < picture->layers ? picture->cosine[l] : maps->frame->total_cosine;
      ThetaColormap map;
      double min, max;

      if (values == NULL)
        continue;
      theta_heatmap_range (values, count, &min, &max, &map);
      theta_heatmap_join (&maps->min, &maps->max, &maps->map, min, max, map);
    }
}

/* ---- the key of the classes ---- */

double
theta_figure_class_key (cairo_t *cr, char **classes, const ThetaPalette *palette, double left,
                        double width)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->foreground);
  double x = left, y = KEY_ROW / 2;

  for (guint c = 0; classes != NULL && classes[c] != NULL; c++)
    {
      const char *name = classes[c];
      double room = fmin (theta_text_width (NULL, &style, name), 160);

      if (x > left && x + 14 + room > left + width)
        {
          x = left;
          y += KEY_ROW;
        }
      if (cr != NULL)
        {
          theta_color_set (cr, theta_palette_class (c), 1);
          cairo_arc (cr, x + 4, y, 4, 0, 2 * G_PI);
          cairo_fill (cr);
          theta_text_draw_within (cr, &style, name, x + 14, y, 0, room + 1);
        }
      x += 14 + ceil (room) + 16;
    }
  return classes != NULL ? y + KEY_ROW / 2 : 0;
}

double
theta_figure_kernels_height (const ThetaResults *results, double width)
{
  double key, bar = column_width (width, COLUMNS);

  if (!has_kernels (results))
    return 0;
  key = theta_figure_class_key (NULL, results->data->classes, theta_palette_light (), 0,
                                width - bar - GAP);
  return THETA_FIGURE_HEAD
         + maps_height (count_maps (results), count_columns (results, width), width)
         + fmax (BAR_HEIGHT, key);
}

/* ---- maps ---- */

static void
draw_map_head (cairo_t *cr, const Maps *maps, guint index, const ThetaPalette *palette,
               double inset, double width)
{
  ThetaTextStyle name = theta_text_style (palette, THETA_TEXT_HEAD, TRUE, palette->foreground);
  ThetaTextStyle dim = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);
  ThetaTextStyle value = theta_text_style (palette, THETA_TEXT_VALUE, FALSE, palette->foreground);
  guint layers = maps->picture->layers;
  const double *a = maps->frame->weights;
  double sum = 0, room;
  g_autofree char *text = NULL, *layer = NULL;

  if (index == layers)
    {
      theta_text_draw (cr, &name, "A", inset, 8, 0);
      if (theta_text_width (cr, &dim, "= Σ aₗ Θₗ") <= width - inset - 16)
        theta_text_draw (cr, &dim, "= Σ aₗ Θₗ", inset + 16, 8, 0);
      return;
    }
  layer = theta_network_kernel_name (maps->network, index);
  theta_color_set (cr, theta_palette_layer (index, layers), 1);
  cairo_arc (cr, inset + 5, 8, 5, 0, 2 * G_PI);
  cairo_fill (cr);
  theta_text_draw (cr, &name, layer, inset + 16, 8, 0);
  for (guint l = 0; a != NULL && l < layers; l++)
    sum += a[l];
  if (!(sum > 0))
    return;
  /* Of many small maps the head holds the layer's name alone. */
  text = theta_number_format_fixed (a[index] / sum, 2);
  room = width - inset - 16 - theta_text_width (cr, &name, layer)
         - theta_text_width (cr, &value, text) - 6;
  if (room >= 0)
    theta_text_draw (cr, &value, text, width, 8, 1);
  if (room >= theta_text_width (cr, &dim, "share") + 6)
    theta_text_draw (cr, &dim, "share", width - theta_text_width (cr, &value, text) - 6, 8, 1);
}

static void
draw_map (cairo_t *cr, const Maps *maps, guint index, const ThetaPalette *palette, double width,
          double scale)
{
  const ThetaPicture *picture = maps->picture;
  gboolean labelled = picture->classes != NULL && picture->classes[0] >= 0;
  const int *classes = labelled ? picture->classes : NULL;
  ThetaHeatmap heatmap = { .bins = picture->bins, .classes = classes, .min = maps->min,
                           .max = maps->max, .map = maps->map, .cross_row = -1,
                           .cross_column = -1 };

  heatmap.values = index < picture->layers ? picture->cosine[index] : maps->frame->total_cosine;
  draw_map_head (cr, maps, index, palette, classes != NULL ? 8 : 0, width);
  cairo_translate (cr, 0, MAP_HEAD);
  theta_heatmap_draw (cr, &heatmap, palette, width, width, scale, THETA_LAYER_ALL);
}

void
theta_figure_kernels_draw (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette,
                           double width, double height, double scale)
{
  Maps maps = { .frame = results->frame, .network = &results->experiment->network };
  double map, bar = column_width (width, COLUMNS);
  guint columns;
  g_autofree char *note = NULL, *badge = NULL, *fold = NULL;
  const float *all;

  if (!has_kernels (results))
    return;
  maps.picture = results->frame->picture;
  columns = count_columns (results, width);
  map = column_width (width, columns);
  find_range (&maps);
  badge = theta_figure_badge (results);
  fold = theta_figure_fold (results, results->frame);
  note = g_strdup_printf ("%s · cosine, %" G_GSIZE_FORMAT " rows%s, %s · %s",
                          results->data->name, maps.picture->rows,
                          results->data->labels != NULL ? " by class" : "",
                          fold, badge);
  theta_figure_head_draw (cr, palette, "Tangent kernels", note, width, height);
  for (guint i = 0; i < count_maps (results); i++)
    {
      cairo_save (cr);
      cairo_translate (cr, i % columns * (map + GAP),
                       THETA_FIGURE_HEAD + i / columns * (MAP_HEAD + map + GAP));
      draw_map (cr, &maps, i, palette, map, scale);
      cairo_restore (cr);
    }
  cairo_save (cr);
  cairo_translate (cr, 0,
                   THETA_FIGURE_HEAD + maps_height (count_maps (results), columns, width));
  all = maps.frame->total_cosine != NULL ? maps.frame->total_cosine : maps.picture->cosine[0];
  theta_colorbar_draw (cr, maps.map, maps.min, maps.max, FALSE, all,
                       (gsize) maps.picture->bins * maps.picture->bins, NAN, palette, bar,
                       BAR_HEIGHT - 6);
  theta_figure_class_key (cr, results->data->classes, palette, bar + GAP, width - bar - GAP);
  cairo_restore (cr);
}
