/* The combination of layers with the largest centred alignment with the labels
 * (Cortes, Mohri and Rostamizadeh 2012, "alignf"): v ≥ 0 with the smallest
 * v' M v − 2 v' a, M the centred Gram matrix of the layers, a = ⟨Θ_l, Y Yᵀ⟩ centred
 * (their proposition 9). */
#include "learn/methods-private.h"

static gboolean
learn_alignf (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
              double *ridge, ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data,
              GPtrArray *notes, GError **error)
{
  guint layers = problem->kernel->layers;
  g_autofree double *gram = g_new (double, (gsize) layers *layers);
  g_autofree double *agreement = g_new (double, layers);

  if (!theta_alignment_compute (problem, gram, agreement, error))
    return FALSE;
  theta_nonnegative_solve (layers, gram, agreement, a);
  return theta_alignment_finish (problem, a, ridge, notes, error);
}

const ThetaWeightMethod theta_method_alignf = {
  .name = "alignf",
  .label = "Alignment of the sum",
  .help = "The weights whose sum of kernels has the largest centred alignment with the labels; "
          "then λ is tuned.",
  .learn = learn_alignf,
  .loss = "",
  .learns = TRUE,
  .tunes_ridge = TRUE,
};
