/* Tables of Mehler's series for activations without a closed form (DESIGN 4.1):
 * every E[σ(u)], E[σ(u)²] and E[σ'(u) He_k(z)] by one quadrature in one
 * dimension, all rows against all terms as a matrix product on the device. */
#pragma once

#include "base/matrix.h"
#include "device/device-error.h"
#include "network/network.h"

G_BEGIN_DECLS

typedef struct _ThetaSeriesTables ThetaSeriesTables;

/* For the rows of @x and of @y (NULL: @x alone), of which @input_scale is the factor
 * of x·x'.  As many terms a layer as the tail at |ρ| = 1 asks for.  Errors: VALUE
 * (the tail of THETA_MAX_TERMS terms is still too large, the function is not
 * finite or grows too fast: the sentence names the layer and its variance), MEMORY,
 * PARSE, DEVICE, cancelled. */
ThetaSeriesTables *theta_series_tables_new (ThetaDevice *device, const ThetaNetwork *network,
                                            double input_scale, const ThetaMatrix *x,
                                            const ThetaMatrix *y, GError **error);
void theta_series_tables_free (ThetaSeriesTables *self);

/* Borrowed. */
const ThetaMehler *theta_series_tables_get (const ThetaSeriesTables *self);
/* A bound on what truncation does to any entry, relative to its layer's largest diagonal
 * entry among the rows of both sides; see series-bound.c. */
double theta_series_tables_get_error (const ThetaSeriesTables *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaSeriesTables, theta_series_tables_free)

G_END_DECLS
