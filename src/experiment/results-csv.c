/* weights.csv and predictions.csv, in the layout of DESIGN 7. */
#include "experiment/run-private.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "dataset/fold.h"

/* A field with quotes where RFC 4180 asks for them. */
static void
append_field (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

/* A comma and the number; nothing after the comma for what was not computed. */
static void
append_number (GString *out, double value)
{
  g_string_append_c (out, ',');
  if (!isnan (value))
    {
      g_autofree char *text = theta_number_to_string (value);

      g_string_append (out, text);
    }
}

char *
theta_results_weights_csv (const ThetaResults *self)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  out = g_string_new ("fold,iteration");
  for (guint l = 0; l < theta_network_n_kernels (&self->experiment->network); l++)
    g_string_append_printf (out, ",a_%u", l + 1);
  g_string_append (out, ",sum_a,train_loss,validation_loss,loo_loss,train_accuracy,"
                        "validation_accuracy\n");
  for (guint f = 0; f < self->histories->len; f++)
    {
      const ThetaHistory *history = self->histories->pdata[f];

      for (guint i = 0; i < history->count; i++)
        {
          const ThetaIteration *row = &history->iterations[i];
          double sum = 0;

          g_string_append_printf (out, "%u,%u", history->fold + 1, row->iteration);
          for (guint l = 0; l < history->layers; l++)
            {
              double a = history->weights[(gsize) i * history->layers + l];

              append_number (out, a);
              sum += a;
            }
          append_number (out, sum);
          append_number (out, row->train_loss);
          append_number (out, row->validation_loss);
          append_number (out, row->loo_loss);
          append_number (out, row->train_accuracy);
          append_number (out, row->validation_accuracy);
          g_string_append_c (out, '\n');
        }
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_predictions (GString *out, const ThetaResults *self, const ThetaModelResult *model, guint f)
{
  const ThetaDataset *data = self->data;
  const ThetaFold *fold = self->folds->pdata[f];
  const ThetaFit *fit = ((ThetaFoldResult *) model->folds->pdata[f])->fit;
  /* Two classes share one output, negative for the first. */
  guint outputs = data->n_classes == 2 ? 1 : data->n_classes;

  for (guint i = 0, k = 0; i < fold->n; i++)
    {
      const double *f_row = fit->outputs + (gsize) k * outputs;

      if (!fold->test[i])
        continue;
      append_field (out, model->id);
      g_string_append_printf (out, ",%u,%u,", f + 1, data->rows[i]);
      append_field (out, data->classes[data->labels[i]]);
      g_string_append_c (out, ',');
      append_field (out, data->classes[fit->predicted[k]]);
      for (guint c = 0; c < data->n_classes; c++)
        append_number (out, outputs > 1 ? f_row[c] : c == 0 ? -f_row[0] : f_row[0]);
      g_string_append_c (out, '\n');
      k++;
    }
}

char *
theta_results_predictions_csv (const ThetaResults *self)
{
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  out = g_string_new ("model,fold,row,true,predicted");
  for (guint c = 0; c < self->data->n_classes; c++)
    {
      g_autofree char *name = g_strconcat ("output_", self->data->classes[c], NULL);

      g_string_append_c (out, ',');
      append_field (out, name);
    }
  g_string_append_c (out, '\n');
  for (guint m = 0; !self->restored && m < self->models->len; m++)
    for (guint f = 0; f < self->folds->len; f++)
      append_predictions (out, self, self->models->pdata[m], f);
  return g_string_free (g_steal_pointer (&out), FALSE);
}
