/* Exact entries of a kernel in the order of a picture, read in square tiles a piece
 * at a time, so that a map that is zoomed in stays fluid.  One thread's own. */
#pragma once

#include "kernel/kernel.h"

G_BEGIN_DECLS

#define THETA_TILE 32         /* rows and columns of a tile */
#define THETA_TILES_ROWS 256  /* rows and columns that may be asked for at once */

typedef struct _ThetaTiles ThetaTiles;

/* Keeps both. */
ThetaTiles *theta_tiles_new (ThetaKernel *kernel, ThetaPicture *picture);
void theta_tiles_free (ThetaTiles *self);

/* What is looked at: @count × @count entries from position (@row, @column) of the
 * order; at most THETA_TILES_ROWS of each.  TRUE when something of it is missing. */
gboolean theta_tiles_want (ThetaTiles *self, gsize row, gsize column, gsize count);
/* Reads some of what is missing, for about @microseconds; FALSE once all is there. */
gboolean theta_tiles_step (ThetaTiles *self, gint64 microseconds);
/* The layers' entries at two positions of the order (layers doubles, borrowed until
 * the next step), NULL while they have not been read. */
const double *theta_tiles_get (ThetaTiles *self, gsize row, gsize column);
/* The layers' Θ_l(i, i) at a position of the order. */
const double *theta_tiles_diagonal (ThetaTiles *self, gsize row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaTiles, theta_tiles_free)

G_END_DECLS
