/* The smooth activations without a closed form, as functions. */
#pragma once

#include "network/network.h"

G_BEGIN_DECLS

typedef struct _ThetaSmooth ThetaSmooth;

/* The activation of @network, for which theta_network_is_series() is TRUE and
 * which has passed theta_network_check().  Errors: PARSE (the formula). */
ThetaSmooth *theta_smooth_new (const ThetaNetwork *network, GError **error);
void theta_smooth_free (ThetaSmooth *self);

/* σ(u), and σ'(u) in @slope. */
double theta_smooth_evaluate (const ThetaSmooth *self, double u, double *slope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ThetaSmooth, theta_smooth_free)

G_END_DECLS
