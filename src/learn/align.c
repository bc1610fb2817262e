/* Weights by how well each layer's kernel, centred, agrees with the labels'
 * (Cortes, Mohri and Rostamizadeh 2012, "align"). */
#include <math.h>

#include "learn/learn-private.h"
#include "learn/methods-private.h"

gboolean
theta_alignment_compute (const ThetaProblem *problem, double *gram, double *agreement,
                         GError **error)
{
  const ThetaTarget *target = problem->target;
  ThetaDevice *device = problem->kernel->device;
  gsize rows = target->rows, c = target->outputs;
  g_autofree double *y = theta_mask_take (problem->train, target->rows, c, target->y);
  g_autofree double *full = g_new0 (double, rows *c);

  /* ⟨H Θ H, Y Yᵀ⟩ = ⟨Θ, HY (HY)ᵀ⟩ */
  for (gsize k = 0; k < c; k++)
    {
      double mean = 0;

      for (gsize i = 0; i < problem->n_train; i++)
        mean += y[i * c + k] / problem->n_train;
      for (gsize i = 0; i < problem->n_train; i++)
        y[i * c + k] -= mean;
    }
  theta_mask_put (problem->train, target->rows, target->outputs, 1, y, full);
  return theta_status_check (device->ops->layer_gram (device, problem->kernel->set, problem->train,
                                                      TRUE, gram),
                             "comparing the layers' kernels", error)
         && theta_status_check (device->ops->contract_low_rank (device, problem->kernel->set, c,
                                                                full, full, agreement),
                                "comparing the kernels with the labels", error);
}

gboolean
theta_alignment_finish (const ThetaProblem *problem, double *a, double *ridge, GPtrArray *notes,
                        GError **error)
{
  guint layers = problem->kernel->layers, largest = 0;
  double sum = 0;

  for (guint l = 0; l < layers; l++)
    {
      sum += a[l];
      largest = a[l] > a[largest] ? l : largest;
    }
  /* Their scale means nothing; this one compares with uniform weights. */
  for (guint l = 0; sum > 0 && l < layers; l++)
    a[l] *= layers / sum;
  if (sum > 0)
    g_ptr_array_add (notes, g_strdup_printf ("Layer %u has the largest weight; λ was tuned by "
                                             "leave-one-out after the alignment.",
                                             largest + 1));
  else
    g_ptr_array_add (notes, g_strdup ("No layer's centred kernel agrees with the labels."));
  return theta_ridge_tune (problem, a, 0, ridge, NULL, NULL, error);
}

static gboolean
learn_align (const ThetaProblem *problem, const ThetaWeightOptions *options, double *a,
             double *ridge, ThetaHistory *history, ThetaHistoryFunc func, gpointer user_data,
             GPtrArray *notes, GError **error)
{
  guint layers = problem->kernel->layers;
  g_autofree double *gram = g_new (double, (gsize) layers *layers);

  if (!theta_alignment_compute (problem, gram, a, error))
    return FALSE;
  for (guint l = 0; l < layers; l++)
    {
      double norm = sqrt (fmax (gram[l * layers + l], 0));

      /* Not below zero but for rounding. */
      a[l] = norm > 0 ? fmax (a[l], 0) / norm : 0;
    }
  return theta_alignment_finish (problem, a, ridge, notes, error);
}

const ThetaWeightMethod theta_method_align = {
  .name = "align",
  .label = "Centred alignment",
  .help = "Weights in proportion to the centred alignment of each layer's kernel with the labels; "
          "then λ is tuned.",
  .learn = learn_align,
  .loss = "",
  .learns = TRUE,
  .tunes_ridge = TRUE,
};
