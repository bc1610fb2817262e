/* The layer weights as sliders: shares of Σa, of which the others give way when one is
 * dragged, with a check for each layer that takes it out (a_l = 0); and a slider of λ/Σa.  They follow what is shown until "Weights by hand" is switched on.
 *
 * Property "active" (gboolean): by hand.  Signal "changed": the person changed a weight. */
#pragma once

#include <adwaita.h>

#include "network/network.h"

G_BEGIN_DECLS

#define THETA_TYPE_WEIGHTS_CARD (theta_weights_card_get_type ())
G_DECLARE_FINAL_TYPE (ThetaWeightsCard, theta_weights_card, THETA, WEIGHTS_CARD, GtkWidget)

/* Shows @weights (one a kernel of @network) and λ = @ridge, unless they are set by hand. */
void theta_weights_card_show (ThetaWeightsCard *self, const ThetaNetwork *network,
                              const double *weights, double ridge);
gboolean theta_weights_card_get_active (ThetaWeightsCard *self);
void theta_weights_card_set_active (ThetaWeightsCard *self, gboolean active);
/* Whether it can be switched on, and a sentence under the switch. */
void theta_weights_card_set_usable (ThetaWeightsCard *self, gboolean usable, const char *note);
/* As they stand, one a layer, 0 where a layer is out; borrowed. */
const double *theta_weights_card_get_weights (ThetaWeightsCard *self);
guint theta_weights_card_get_layers (ThetaWeightsCard *self);
double theta_weights_card_get_ridge (ThetaWeightsCard *self);

G_END_DECLS
