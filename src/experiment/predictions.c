/* What a model said about each test row, the worst first. */
#include "experiment/run-private.h"

#include <math.h>

#include "dataset/fold.h"

/* The output of class @c: two classes share one output, negative for the first. */
static double
output_of (const double *outputs, guint n_classes, int c)
{
  if (n_classes > 2)
    return outputs[c];
  return c == 0 ? -outputs[0] : outputs[0];
}

static double
margin_of (const double *outputs, guint n_classes, int truth, int predicted)
{
  double rival = -INFINITY;

  if (truth != predicted)
    return output_of (outputs, n_classes, predicted) - output_of (outputs, n_classes, truth);
  for (int c = 0; c < (int) n_classes; c++)
    if (c != truth)
      rival = fmax (rival, output_of (outputs, n_classes, c));
  return output_of (outputs, n_classes, truth) - rival;
}

static int
compare_predictions (gconstpointer a, gconstpointer b)
{
  const ThetaPrediction *first = a, *second = b;
  gboolean first_right = first->truth == first->predicted;
  gboolean second_right = second->truth == second->predicted;

  if (first_right != second_right)
    return first_right ? 1 : -1;
  if (first->margin != second->margin)
    return (first->margin > second->margin) == first_right ? 1 : -1;
  if (first->row != second->row)
    return first->row > second->row ? 1 : -1;
  return (first->fold > second->fold) - (first->fold < second->fold);
}

static void
append_fold (GArray *all, const ThetaResults *self, const ThetaModelResult *model, guint f)
{
  const ThetaFold *fold = self->folds->pdata[f];
  const ThetaFit *fit = ((ThetaFoldResult *) model->folds->pdata[f])->fit;
  guint classes = self->data->n_classes, outputs = classes == 2 ? 1 : classes;

  for (guint i = 0, k = 0; i < fold->n; i++)
    if (fold->test[i])
      {
        ThetaPrediction one = { .fold = f, .row = i, .truth = self->data->labels[i],
                                .predicted = fit->predicted[k] };

        one.margin = margin_of (fit->outputs + (gsize) k * outputs, classes, one.truth,
                                one.predicted);
        g_array_append_val (all, one);
        k++;
      }
}

GArray *
theta_results_predictions (const ThetaResults *self, const ThetaModelResult *model)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (ThetaPrediction));

  g_return_val_if_fail (self != NULL && model != NULL, all);
  for (guint f = 0; !self->restored && f < self->folds->len; f++)
    append_fold (all, self, model, f);
  g_array_sort (all, compare_predictions);
  return all;
}
