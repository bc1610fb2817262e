/* What the maps of the kernels show: one window into all of them.  Everything is a
 * plain function of a frame; positions count rows in the order of its picture.  One
 * thread's own (the window's). */
#pragma once

#include "experiment/frame.h"
#include "experiment/study.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_SHOW_COSINE,
  THETA_SHOW_RAW,       /* A over Σa, here and centred */
  THETA_SHOW_CENTRED,   /* (HKH)(i, j), H = I − 11ᵀ/n */
  THETA_SHOW_DIFFERENCE /* cosine less the layers' mean cosine */
} ThetaShow;

/* Fewer rows than this are never a whole window. */
#define THETA_MAPS_LEAST 8

typedef struct _ThetaMaps ThetaMaps;

ThetaMaps *theta_maps_new (void);
void theta_maps_free (ThetaMaps *self);

/* Keeps both; either may be NULL.  Without the study single entries cannot be
 * centred.  The window stays where it is when the rows are the same in number. */
void theta_maps_set_frame (ThetaMaps *self, ThetaFrame *frame, ThetaStudy *study);
ThetaFrame *theta_maps_get_frame (ThetaMaps *self);
void theta_maps_set_show (ThetaMaps *self, ThetaShow show);
ThetaShow theta_maps_get_show (ThetaMaps *self);

/* A's cosines (bins × bins, taken) with other weights than the frame's, in their place
 * until there is another frame; NULL: the frame's.  Single entries stay the frame's. */
void theta_maps_set_total (ThetaMaps *self, float *cosine);

/* Maps are numbered Θ_1 … Θ_L, A, then the kernel of the labels: 1 for two rows of a
 * class, 0 else. */

/* The whole picture of map @map, bins × bins, for scales and histograms; NULL where
 * there is none.  Borrowed until the frame or what is shown changes. */
const float *theta_maps_overview (ThetaMaps *self, guint map);
/* Changes whenever it does. */
guint64 theta_maps_overview_version (ThetaMaps *self, guint map);

/* ---- the window: @span rows and columns from (@row, @column) ---- */

void theta_maps_get_window (ThetaMaps *self, double *row, double *column, double *span);
void theta_maps_set_window (ThetaMaps *self, double row, double column, double span);
/* @factor > 1: closer; the point at the shares (@across, @down) of the map stays. */
void theta_maps_zoom (ThetaMaps *self, double factor, double across, double down);
gboolean theta_maps_is_whole (ThetaMaps *self);
/* Moves the window as little as needed to hold a position. */
void theta_maps_reveal (ThetaMaps *self, gsize row, gsize column);
/* Changes whenever the cells of map @map do; with a run's weights those of A alone. */
guint64 theta_maps_version (ThetaMaps *self, guint map);

/* Cells: rows where the window is small enough for single rows, bins else. */
guint theta_maps_cells (ThetaMaps *self);
/* cells × cells values of map @map; newly allocated, NULL where there are none.
 * Entries not read yet are the mean of their bins. */
float *theta_maps_values (ThetaMaps *self, guint map);
/* The classes of the cells, newly allocated; NULL without labels. */
int *theta_maps_classes (ThetaMaps *self, gboolean columns);
/* Reads entries that the window needs, for about @microseconds; TRUE while more are
 * missing. */
gboolean theta_maps_load (ThetaMaps *self, gint64 microseconds);
/* From a cell to the position in its middle, and back (−1: outside the window). */
gsize theta_maps_position (ThetaMaps *self, gboolean column, guint cell);
int theta_maps_cell (ThetaMaps *self, gboolean column, gsize position);

/* ---- one entry ---- */

/* The row of the data at a position, and back: G_MAXSIZE for a row that is not shown. */
gsize theta_maps_row (ThetaMaps *self, gsize position);
gsize theta_maps_position_of_row (ThetaMaps *self, gsize row);
/* What the maps show at two positions: layers values, A's, the labels'.  Exact where
 * the frame holds its kernel, the means of the bins else. */
void theta_maps_read (ThetaMaps *self, gsize row, gsize column, double *values);
/* Θ_l(i, j) of all layers as they are; FALSE where the frame has no kernel. */
gboolean theta_maps_read_raw (ThetaMaps *self, gsize row, gsize column, double *values);
/* The next position whose class differs, in direction @step (±1): the first of the
 * next class, or of this one and then of the one before; the end without labels. */
gsize theta_maps_next_class (ThetaMaps *self, gsize position, int step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaMaps, theta_maps_free)

G_END_DECLS
