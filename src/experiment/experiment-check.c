/* What no key can check alone. */
#include "experiment/experiment-private.h"

#include "base/error.h"

gboolean
theta_source_is_path (const char *source)
{
  return *source != '\0' && !g_str_has_prefix (source, "sample:")
         && !g_str_has_prefix (source, "generator:");
}

static gboolean
check_sources (const ThetaExperiment *self, const char **key, GError **error)
{
  if (*self->source == '\0')
    {
      *key = "Dataset.Source";
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_VALUE,
                           "Dataset.Source is missing; name a data file, a folder, a sample or a "
                           "generator");
      return FALSE;
    }
  if (self->test_limit > 0 && *self->test_source == '\0')
    {
      *key = "Dataset.TestLimit";
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_VALUE,
                           "Dataset.TestLimit holds for the rows of Dataset.TestSource, which is "
                           "not set; name the test data or leave the limit out");
      return FALSE;
    }
  if (self->protocol != THETA_PROTOCOL_FOLDS)
    return TRUE;
  *key = "Evaluation.Protocol";
  if (*self->folds_source == '\0')
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_VALUE,
                           "Evaluation.Protocol=folds needs the file with the folds; set "
                           "Dataset.FoldsSource first");
      return FALSE;
    }
  if (*self->test_source != '\0')
    {
      g_set_error_literal (error, THETA_ERROR, THETA_ERROR_VALUE,
                           "Evaluation.Protocol=folds and Dataset.TestSource both say which rows "
                           "test; leave one of them out");
      return FALSE;
    }
  return TRUE;
}

gboolean
theta_experiment_check (const ThetaExperiment *self, const char **key, GError **error)
{
  guint n = self->weights.n_initial, depth = self->network.depth;

  if (!check_sources (self, key, error))
    return FALSE;
  *key = "Weights.Initial";
  if (n != 1 && n != depth)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "Weights.Initial has %u values for a network of %u %s; give one value or %u", n,
                   depth, depth == 1 ? "layer" : "layers", depth);
      return FALSE;
    }
  *key = "Network.Depth";
  return theta_network_check (&self->network, error);
}
