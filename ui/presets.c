#include "ui/presets.h"

#include <glib/gi18n.h>

#define KEYS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* Sections 6.1 and 6.2 of the paper; what its published code does otherwise stands
 * in paper-uci.c. */
static const ThetaPreset presets[] = {
  { "quick", N_ ("Quick look"), N_ ("Three layers, one test set, three models: seconds"),
    KEYS ("Network.Depth=3", "Weights.Method=loo", "Weights.Iterations=15",
          "Weights.Initial=1", "Weights.Subsample=500", "Evaluation.Protocol=holdout", "Evaluation.TestFraction=0.2",
          "Evaluation.Compare=majority;ntk;wntk") },
  { "paper-uci", N_ ("Paper, tables of UCI"),
    N_ ("Five ReLU layers, infinite width, inputs not divided, Algorithm 1 as in the authors’ code, "
        "four folds"),
    KEYS ("Network.Depth=5", "Network.Activation=relu", "Network.WeightVariance=1",
          "Network.BiasVariance=0", "Network.BiasKernels=joint", "Regression.Ridge=0.1",
          "Regression.RidgeScale=absolute",
          "Weights.Method=algorithm1", "Weights.Initial=1", "Weights.LearningRate=0.01",
          "Weights.ValidationRatio=0.2", "Weights.Iterations=50", "Weights.Optimizer=fixed",
          "Weights.Stop=iterations", "Weights.Parameterization=scaled", "Weights.Split=once",
          "Weights.Loss=sum", "Dataset.Standardize=train",
          /* Σ^(1) = x·x', as in paper-uci.c. */
          "Dataset.InputScale=none", "Evaluation.Protocol=kfold",
          "Evaluation.Folds=4") },
  { "paper-cifar", N_ ("Paper, images of CIFAR-10"),
    N_ ("Five tanh layers, λ = 1, first weight ¼, Algorithm 1 as printed, raw pixels; dense layers "
        "in place of convolutions"),
    KEYS ("Network.Depth=5", "Network.Activation=tanh", "Network.WeightVariance=1",
          "Network.BiasVariance=0", "Network.BiasKernels=joint", "Regression.Ridge=1",
          "Regression.RidgeScale=absolute", "Weights.Method=algorithm1",
          "Weights.Initial=0.25;1;1;1;1", "Weights.LearningRate=0.01",
          "Weights.ValidationRatio=0.2", "Weights.Iterations=50", "Weights.Optimizer=fixed",
          "Weights.Stop=iterations", "Weights.Parameterization=plain", "Weights.Clip=false",
          "Weights.Split=each", "Weights.Loss=sum", "Dataset.Standardize=none",
          "Dataset.InputScale=1/d",
          "Evaluation.Protocol=holdout", "Evaluation.TestFraction=0.2") },
  { "default", N_ ("Defaults"), N_ ("Five ReLU layers, leave-one-out, five folds"),
    KEYS ("Network.Depth=5", "Network.Activation=relu", "Network.WeightVariance=1",
          "Network.BiasVariance=0", "Network.BiasKernels=joint", "Regression.Ridge=0.1",
          "Regression.RidgeScale=absolute", "Weights.Method=loo", "Weights.Initial=1",
          "Weights.LearningRate=0.01", "Weights.ValidationRatio=0.2", "Weights.Iterations=50",
          "Weights.Optimizer=fixed", "Weights.Stop=iterations", "Weights.Parameterization=plain",
          "Weights.Clip=true", "Weights.Split=each", "Weights.Loss=mean",
          "Weights.Subsample=2000", "Dataset.Standardize=train", "Dataset.InputScale=1/d",
          "Evaluation.Protocol=repeated",
          "Evaluation.Folds=5", "Evaluation.Repeats=1",
          "Evaluation.Compare=majority;ntk;ntk-tuned;best-layer;rbf;wntk") },
};

const ThetaPreset *
theta_presets (guint *n)
{
  *n = G_N_ELEMENTS (presets);
  return presets;
}

const ThetaPreset *
theta_preset_of (const ThetaExperiment *experiment)
{
  for (guint p = 0; p < G_N_ELEMENTS (presets); p++)
    {
      gboolean same = TRUE;

      for (guint k = 0; same && presets[p].assignments[k] != NULL; k++)
        {
          g_auto (GStrv) parts = g_strsplit (presets[p].assignments[k], "=", 2);
          g_autofree char *value = theta_experiment_get (experiment, parts[0]);

          same = g_strcmp0 (value, parts[1]) == 0;
        }
      if (same)
        return &presets[p];
    }
  return NULL;
}

const ThetaPreset *
theta_preset_find (const char *id)
{
  for (guint k = 0; k < G_N_ELEMENTS (presets); k++)
    if (g_strcmp0 (presets[k].id, id) == 0)
      return &presets[k];
  return NULL;
}
