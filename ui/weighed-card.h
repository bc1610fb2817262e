/* What the network would be with the weights shown: A, the decisions over the plane where
 * the data have one, the leave-one-out error and accuracy; the compute thread is asked.
 *
 * Signal "compare": the person wants these weights among the results. */
#pragma once

#include <adwaita.h>

#include "experiment/session.h"

G_BEGIN_DECLS

#define THETA_TYPE_WEIGHED_CARD (theta_weighed_card_get_type ())
G_DECLARE_FINAL_TYPE (ThetaWeighedCard, theta_weighed_card, THETA, WEIGHED_CARD, GtkWidget)

void theta_weighed_card_set_session (ThetaWeighedCard *self, ThetaSession *session);

typedef struct
{
  guint fold;             /* that the weights belong to, from 0 */
  ThetaFrame *frame;      /* of it, borrowed; NULL: not there, yet */
  const double *weights;  /* one a layer; borrowed for the call */
  double ridge;
  double error, accuracy; /* leave-one-out where they are known, else NaN */
  gboolean ask;           /* what is not known may be asked for */
} ThetaWeighing;

/* The card may be @height units high: its maps grow where they fit. */
void theta_weighed_card_set_room (ThetaWeighedCard *self, int height);

/* NULL: nothing to weigh. */
void theta_weighed_card_show (ThetaWeighedCard *self, const ThetaWeighing *weighing);
/* From now on (@by_hand) the error is compared with the one that stands there. */
void theta_weighed_card_set_by_hand (ThetaWeighedCard *self, gboolean by_hand);
void theta_weighed_card_set_can_compare (ThetaWeighedCard *self, gboolean can);

G_END_DECLS
