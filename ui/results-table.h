/* The models in rows, sorted by squared error: means with deviations, the folds as
 * dots on one axis, and what the corrected test says. */
#pragma once

#include <adwaita.h>

#include "experiment/results.h"

G_BEGIN_DECLS

typedef enum
{
  THETA_METRIC_ACCURACY,
  THETA_METRIC_BALANCED,
  THETA_METRIC_ERROR
} ThetaMetric; /* what the dots show */

#define THETA_TYPE_RESULTS_TABLE (theta_results_table_get_type ())
G_DECLARE_FINAL_TYPE (ThetaResultsTable, theta_results_table, THETA, RESULTS_TABLE, GtkWidget)

/* Shows @results (NULL: nothing), tested against the NTK with tuned λ where @tuned. */
void theta_results_table_set (ThetaResultsTable *self, ThetaResults *results, ThetaMetric metric,
                              gboolean tuned);

/* How many models it shows, and the name of the one in row @i (from 0; borrowed). */
guint theta_results_table_count (ThetaResultsTable *self);
const char *theta_results_table_get_model (ThetaResultsTable *self, guint i);

G_END_DECLS
