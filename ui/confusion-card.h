/* The confusion matrix of a model that is chosen at its head. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/results.h"

G_BEGIN_DECLS

#define THETA_TYPE_CONFUSION_CARD (theta_confusion_card_get_type ())
G_DECLARE_FINAL_TYPE (ThetaConfusionCard, theta_confusion_card, THETA, CONFUSION_CARD, GtkBox)

/* Shows @results (NULL: nothing).  The model that was chosen stays where it is there,
 * else the first WNTK, else the model with the smallest error.  Signal "changed":
 * another model is shown. */
void theta_confusion_card_set (ThetaConfusionCard *self, ThetaResults *results);
/* The model that is shown, or NULL; of the results. */
const ThetaModelResult *theta_confusion_card_get_model (ThetaConfusionCard *self);
/* Chooses the model with this id, where it is there. */
void theta_confusion_card_choose (ThetaConfusionCard *self, const char *id);
/* Where the cells lie in the picture of the matrix; there are results. */
void theta_confusion_card_get_cells (ThetaConfusionCard *self, graphene_rect_t *cells);

G_END_DECLS
