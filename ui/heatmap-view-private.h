#pragma once

/* What drawing (heatmap-view.c) and pointer and keys (heatmap-input.c) share. */

#include "ui/heatmap-view.h"

G_BEGIN_DECLS

struct _ThetaHeatmapView
{
  GtkWidget parent_instance;

  ThetaMaps *maps; /* borrowed: the page's */
  guint index;
  ThetaHeatmap map; /* values, classes and cross are in cells of the window */
  float *values;
  int *row_classes, *column_classes; /* stay when the values have gone */
  gboolean shown;                    /* there is something to show */
  gboolean old;                      /* what is shown is of an earlier run */
  int row, column;                   /* the cross, positions; −1: none */

  GdkTexture *texture;
  guint64 version; /* of the maps that the values are of */
  gboolean dirty;  /* the texture is of earlier values */
  guint side;      /* of the texture, in device pixels */
  int natural;     /* side */
  guint waiting;   /* tick callback that draws what the budget left over */
  double drag_x, drag_y, pinch;
  double pointer_x, pointer_y; /* where it was last */
};

/* The signals say what a person wants: see heatmap-view.h. */
void theta_heatmap_install_signals (void);
void theta_heatmap_add_input (ThetaHeatmapView *self);

G_END_DECLS
