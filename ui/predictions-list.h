/* What a model said about single test rows: the wrong ones first, the largest margin
 * before the others, each with its sample. */
#pragma once

#include <gtk/gtk.h>

#include "experiment/results.h"

G_BEGIN_DECLS

#define THETA_TYPE_PREDICTIONS_LIST (theta_predictions_list_get_type ())
G_DECLARE_FINAL_TYPE (ThetaPredictionsList, theta_predictions_list, THETA, PREDICTIONS_LIST,
                      GtkBox)

/* Shows the predictions of @model, one of @results; NULL, NULL: nothing. */
void theta_predictions_list_set (ThetaPredictionsList *self, ThetaResults *results,
                                 const ThetaModelResult *model);
/* How many rows it lists. */
guint theta_predictions_list_count (ThetaPredictionsList *self);
/* Row @i as text: "row 12: a taken for b, margin 0.25"; newly allocated. */
char *theta_predictions_list_describe (ThetaPredictionsList *self, guint i);

G_END_DECLS
