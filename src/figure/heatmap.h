/* A square picture of a kernel: pixels by bins, class strips, class boundaries,
 * a cross.  cairo and pango only; the window and the exports make the same call. */
#pragma once

#include <cairo.h>

#include "figure/palette.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_LAYER_PIXELS = 1 << 0, /* the bins */
  THETA_LAYER_AXES = 1 << 1,   /* class strips, boundaries, background */
  THETA_LAYER_OVERLAY = 1 << 2,/* the cross */
  THETA_LAYER_ALL = 7
} ThetaLayers;

typedef struct
{
  guint bins;
  const float *values;  /* bins × bins, borrowed */
  const int *classes;   /* bins, or NULL: no strips */
  const int *column_classes; /* of the columns where they differ from the rows', or NULL */
  double min, max;      /* ends of the colour scale */
  gboolean log;         /* the scale is log10; needs min > 0, values ≤ 0 are grey */
  ThetaColormap map;
  int cross_row, cross_column; /* bins, −1: no cross */
} ThetaHeatmap;

/* @scale: device pixels a unit of width (for crisp lines and the resampling). */
void theta_heatmap_draw (cairo_t *cr, const ThetaHeatmap *self, const ThetaPalette *palette,
                         double width, double height, double scale, ThetaLayers layers);

/* Where the bins lie in a picture of that size: a square. */
void theta_heatmap_area (const ThetaHeatmap *self, double width, double height, double *x,
                         double *y, double *side);
/* The bin under a point; FALSE outside. */
gboolean theta_heatmap_hit (const ThetaHeatmap *self, double width, double height, double x,
                            double y, guint *row, guint *column);

/* The pixels resampled to @side × @side device pixels, ARGB32 with @stride bytes
 * a row: the mean where bins are smaller than pixels, nearest where larger. */
void theta_heatmap_resample (const ThetaHeatmap *self, guint side, guchar *pixels, gsize stride);

/* The range of @values (finite ones) and the map of the program for it: about zero when
 * signs mix. */
void theta_heatmap_range (const float *values, gsize count, double *min, double *max,
                          ThetaColormap *map);

/* Makes of a range and its map one about zero: of values whose sign means something. */
void theta_heatmap_about_zero (double *min, double *max, ThetaColormap *map);

/* One range for two: widens the first.  Begin with INFINITY, −INFINITY and VIRIDIS. */
void theta_heatmap_join (double *min, double *max, ThetaColormap *map, double other_min,
                         double other_max, ThetaColormap other);

/* A horizontal colour bar with ticks and a histogram of @values above it (NULL:
 * none) and a marker at @marker (NaN: none).  @log: as in a heatmap. */
void theta_colorbar_draw (cairo_t *cr, ThetaColormap map, double min, double max, gboolean log,
                          const float *values, gsize count, double marker,
                          const ThetaPalette *palette, double width, double height);
/* How many of @values fall into each of @columns equal parts of the bar, newly allocated;
 * those outside the scale are left out. */
guint *theta_colorbar_counts (double min, double max, gboolean log, const float *values,
                              gsize count, guint columns);
/* The marker alone, over a bar that is already there. */
void theta_colorbar_mark (cairo_t *cr, double min, double max, gboolean log, double marker,
                          const ThetaPalette *palette, double width, double height);

G_END_DECLS
