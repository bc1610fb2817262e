/* Text in figures: one line at a time, tabular figures, sizes in units of the
 * drawing.  @y is the middle of the capitals, so that rows line up whatever
 * letters they hold. */
#pragma once

#include <pango/pangocairo.h>

#include "figure/palette.h"

G_BEGIN_DECLS

#define THETA_TEXT_AXIS 12.0  /* axes and notes; nothing is smaller */
#define THETA_TEXT_VALUE 13.0 /* values and names */
#define THETA_TEXT_HEAD 14.0

typedef struct
{
  const ThetaPalette *palette;
  double size;
  gboolean bold;
  ThetaColor color;
} ThetaTextStyle;

ThetaTextStyle theta_text_style (const ThetaPalette *palette, double size, gboolean bold,
                                 ThetaColor color);

/* The width of one line.  @cr may be NULL: the same width as on any surface. */
double theta_text_width (cairo_t *cr, const ThetaTextStyle *style, const char *text);

/* @align: 0 starts at @x, 0.5 is centred on it, 1 ends there. */
void theta_text_draw (cairo_t *cr, const ThetaTextStyle *style, const char *text, double x,
                      double y, double align);
/* The same in at most @width, its end replaced by "…" where it is longer. */
void theta_text_draw_within (cairo_t *cr, const ThetaTextStyle *style, const char *text, double x,
                             double y, double align, double width);
/* One line turned by a quarter, read upwards, @x its middle, from @y upwards. */
void theta_text_draw_upwards (cairo_t *cr, const ThetaTextStyle *style, const char *text, double x,
                              double y, double align, double width);
/* A paragraph broken at @width, its top at @y; returns its height.  With @draw
 * FALSE it is only measured. */
double theta_text_paragraph (cairo_t *cr, const ThetaTextStyle *style, const char *text, double x,
                             double y, double width, gboolean draw);

/* A tick's text: "0.25", "100", "10⁻⁵"; newly allocated. */
char *theta_text_tick (double value, int decimals, gboolean log);

G_END_DECLS
