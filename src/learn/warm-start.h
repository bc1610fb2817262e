/* Where an iterative solve begins while the weights move on: at the solutions before,
 * carried on along their change. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gsize count;
  guint layers, known; /* solutions of this system with other weights: 0, 1 or 2 (or more) */
  double *x, *before;  /* the last and the one before, count each */
  double *a, *a_before; /* the weights that they belong to, layers each */
} ThetaWarmStart;

/* The start for the weights @a, owned by @self: the caller lets the solver turn it into
 * the solution.  Zero where @same is FALSE, that is where the system is another one
 * than before but for its weights. */
double *theta_warm_start_begin (ThetaWarmStart *self, gboolean same, gsize count, guint layers,
                                const double *a);
/* The start became no solution. */
void theta_warm_start_forget (ThetaWarmStart *self);
void theta_warm_start_clear (ThetaWarmStart *self);

G_END_DECLS
