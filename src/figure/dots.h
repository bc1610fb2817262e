/* Folds as dots: a row a model, all rows on one axis whose ends are written. */
#pragma once

#include <cairo.h>

#include "figure/palette.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;      /* "NTK, tuned λ"; borrowed */
  const double *values;  /* count, one a fold, NaN left out; borrowed */
  guint count;
  double mean;           /* its tick; NaN: none */
  gboolean accent;       /* drawn in the accent colour */
} ThetaDotsRow;

typedef struct
{
  const ThetaDotsRow *rows; /* borrowed */
  guint n_rows;
  double min, max;       /* the axis; theta_dots_axis() finds it */
  double factor;         /* what is written is the value times this: 100 for per cent */
  const char *unit;      /* written behind the ends: " %", "" */
  int decimals;          /* of the written means */
} ThetaDots;

/* Sets self->min and self->max to round numbers around the values, leaving out
 * those far from the rest (three interquartile ranges from the quartiles) and
 * never leaving [@least, @greatest] (NaN: no limit). */
void theta_dots_axis (ThetaDots *self, double least, double greatest);

/* Names at the left, the axis in the middle, means at the right.  A row is 36
 * units high where there is room.  @height: theta_dots_height() or more. */
void theta_dots_draw (cairo_t *cr, const ThetaDots *self, const ThetaPalette *palette,
                      double width, double height);
double theta_dots_height (const ThetaDots *self);

/* The dots of one row alone, over the whole width (a cell of a table). */
void theta_dots_row_draw (cairo_t *cr, const ThetaDots *self, guint row,
                          const ThetaPalette *palette, double width, double height);
/* "85 %": an end of the axis as text, newly allocated. */
char *theta_dots_end_text (const ThetaDots *self, gboolean high);

G_END_DECLS
