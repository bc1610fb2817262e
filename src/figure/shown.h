/* The maps of the kernels as they are looked at: what is shown, in its order, zoomed, with
 * its colours and its cross. */
#pragma once

#include "figure/figures.h"
#include "figure/heatmap.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;    /* "Θ_2" */
  char *value;   /* under the cross */
  int layer;     /* −1: none of them */
  ThetaHeatmap map;
  float *values; /* the map's */
} ThetaShownMap;

typedef struct
{
  char *note; /* under the title */
  GPtrArray *maps;      /* of ThetaShownMap */
  guint layers;
  int *rows, *columns;  /* classes of the maps' cells, or NULL */
  gboolean own_scales;  /* a colour bar for each map, else one for all */
  float *histogram;     /* of the bar for all */
  gsize count;
  char **classes;       /* their names, NULL-terminated, or NULL */
} ThetaShown;

ThetaShown *theta_shown_new (void);
void theta_shown_free (ThetaShown *self);
/* The map takes @values (cells × cells). */
void theta_shown_add (ThetaShown *self, const char *name, const char *value, int layer,
                      const ThetaHeatmap *map, float *values);

double theta_shown_height (const ThetaShown *self, double width);
void theta_shown_draw (cairo_t *cr, const ThetaShown *self, const ThetaPalette *palette,
                       double width, double height, double scale);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaShown, theta_shown_free)

G_END_DECLS
