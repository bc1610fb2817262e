/* What the files of the maps share. */
#pragma once

#include "experiment/maps.h"
#include "kernel/tiles.h"

G_BEGIN_DECLS

struct _ThetaMaps
{
  ThetaFrame *frame;
  ThetaStudy *study;
  ThetaTiles *tiles; /* where a bin is more than a row and the frame has its kernel */
  ThetaShow show;
  guint layers;
  double row, column, span; /* the window */
  float *total;      /* A's cosines with other weights than the frame's, or NULL */
  float **computed;  /* layers + 2 overviews that are not a picture of the frame */
  float *mean;       /* bins × bins: of the layers' cosines */
  gsize *place;      /* of each row in the order; G_MAXSIZE of one that is not shown */
  gsize places;
  /* How often the window or its cells changed, the overviews, and those of A alone. */
  guint64 windows, overviews, totals;
};

/* The overviews and means depend on what is shown and of what; A's on the weights too. */
void theta_maps_forget (ThetaMaps *self);
void theta_maps_forget_total (ThetaMaps *self);
/* Whether the window's cells are rows read one by one. */
gboolean theta_maps_is_exact (ThetaMaps *self);
guint theta_maps_bin (const ThetaPicture *picture, gsize position);
/* From the layers' entries at two positions (and their diagonals) to what is shown:
 * layers + 2 values; @from only: −1, or the one map that is wanted. */
void theta_maps_entry (ThetaMaps *self, gsize row, gsize column, const double *entry,
                       const double *rows, const double *columns, int only, double *values);

G_END_DECLS
