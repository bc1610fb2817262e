/* Axes: from data to [0, 1], and where the ticks go.  Pure functions. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double min, max;    /* widened to round numbers where asked; min < max */
  gboolean log;       /* log10 */
} ThetaScale;

/* Covers [min, max] (widened when they are equal or not finite). */
void theta_scale_init (ThetaScale *self, double min, double max, gboolean log, gboolean nice);
double theta_scale_map (const ThetaScale *self, double value);

/* At most @most round tick values inside the scale, ascending; @decimals: digits
 * after the point that tell them apart (linear).  Newly allocated. */
double *theta_scale_ticks (const ThetaScale *self, guint most, guint *n, int *decimals);

G_END_DECLS
