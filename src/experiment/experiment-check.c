/* What no key can check alone. */
#include "experiment/experiment-private.h"

#include "base/error.h"
#include "learn/model.h"

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

/* The key that is to blame where the network is refused. */
static const char *
network_key (const ThetaNetwork *network)
{
  if (network->activation == THETA_ACTIVATION_FORMULA && *network->formula == '\0')
    return "Network.Activation";
  if (network->bias_apart && network->bias_variance == 0)
    return "Network.BiasKernels";
  if (network->bias_variance > THETA_NETWORK_VARIANCE_MAX)
    return "Network.BiasVariance";
  return network->weight_variance > THETA_NETWORK_VARIANCE_MAX ? "Network.WeightVariance"
                                                               : "Network.Depth";
}

/* Layers that are there, and a grid that can be searched. */
static gboolean
check_models (const ThetaExperiment *self, const char **key, GError **error)
{
  guint kernels = theta_network_n_kernels (&self->network);

  for (guint m = 0; self->compare[m] != NULL; m++)
    {
      const char *id = self->compare[m];

      *key = "Evaluation.Compare";
      if (theta_model_layer (id) > kernels)
        {
          g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                       "Evaluation.Compare names %s, and the network has %u %s", id, kernels,
                       kernels == 1 ? "layer" : "layers");
          return FALSE;
        }
      *key = "Weights.Grid";
      if ((g_str_equal (id, "wntk:grid")
           || (g_str_equal (id, "wntk") && g_str_equal (self->weights.method, "grid")))
          && !theta_grid_check (self->weights.n_grid, kernels, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
theta_experiment_check (const ThetaExperiment *self, const char **key, GError **error)
{
  guint n = self->weights.n_initial, kernels = theta_network_n_kernels (&self->network);

  if (!check_sources (self, key, error))
    return FALSE;
  *key = "Weights.Initial";
  if (n != 1 && n != kernels)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "Weights.Initial has %u values for a network of %u %s; give one value or %u", n,
                   kernels,
                   self->network.bias_apart ? "weight and bias kernels"
                   : kernels == 1           ? "layer"
                                            : "layers",
                   kernels);
      return FALSE;
    }
  if (!check_models (self, key, error))
    return FALSE;
  *key = network_key (&self->network);
  return theta_network_check (&self->network, error);
}
