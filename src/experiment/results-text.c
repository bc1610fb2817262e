/* What a person reads: the sentence and the table. */
#include "experiment/run-private.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* Folds in which all weights are zero, and in which one class is said only. */
static void
count_degenerate (const ThetaModelResult *model, guint *zero, guint *single)
{
  *zero = *single = 0;
  for (guint f = 0; f < model->folds->len; f++)
    {
      const ThetaFit *fit = ((ThetaFoldResult *) model->folds->pdata[f])->fit;
      gboolean same = fit->predicted != NULL && fit->n_test > 1, none = fit->weights != NULL;

      for (guint i = 1; same && i < fit->n_test; i++)
        same = same && fit->predicted[i] == fit->predicted[0];
      for (guint l = 0; none && l < fit->layers; l++)
        none = fit->weights[l] == 0;
      *zero += none;
      *single += same;
    }
}

char *
theta_p_text (double p)
{
  g_autofree char *text = theta_number_format (p, 1);

  return p < 0.001 ? g_strdup ("p < 0.001") : g_strdup_printf ("p = %s", text);
}

static const char *
weights_name (const ThetaResults *self, const ThetaModelResult *model)
{
  const char *method = theta_plan_model_method (self->experiment, model->id);

  if (g_strcmp0 (method, "fixed") == 0)
    return "weights set by hand";
  return g_strcmp0 (method, "uniform") == 0 ? "uniform weights" : "learnt weights";
}

/* "The learnt weights lower the squared error of the NTK with tuned λ." */
static void
compare_errors (const ThetaResults *self, const ThetaModelResult *model,
                const ThetaModelResult *other, GString *out)
{
  const char *against = g_str_equal (other->id, "ntk") ? "the NTK" : "the NTK with tuned λ";
  const char *weights = weights_name (self, model);
  ThetaSignificance error, accuracy;
  g_autofree char *p = NULL, *p_accuracy = NULL;

  if (!theta_results_test (self, model, other, G_STRUCT_OFFSET (ThetaMetrics, squared_error),
                           &error))
    {
      g_autofree char *own = theta_number_format (model->mean.squared_error, 3);
      g_autofree char *theirs = theta_number_format (other->mean.squared_error, 3);

      g_string_append_printf (out,
                              "The %s have a squared error of %s, %s has %s; with one fold no test "
                              "can tell whether that is more than chance.",
                              weights, own, against, theirs);
      return;
    }
  theta_results_test (self, model, other, G_STRUCT_OFFSET (ThetaMetrics, accuracy), &accuracy);
  p = theta_p_text (error.p);
  p_accuracy = theta_p_text (accuracy.p);
  if (error.p < THETA_SIGNIFICANT)
    g_string_append_printf (out, "The %s %s the squared error of %s (%s).", weights,
                            error.t < 0 ? "lower" : "raise", against, p);
  else
    g_string_append_printf (out,
                            "Between the %s and %s no difference in squared error is found (%s).",
                            weights, against, p);
  if (!(accuracy.p < THETA_SIGNIFICANT))
    g_string_append (out, error.p < THETA_SIGNIFICANT ? " In accuracy no difference is found."
                                          : " Nor is one in accuracy.");
  else
    g_string_append_printf (out, " The accuracy is %s (%s).", accuracy.t > 0 ? "higher" : "lower",
                            p_accuracy);
}

static void
tell_degenerate (const ThetaModelResult *model, GString *out)
{
  guint zero, single, folds = model->folds->len;

  count_degenerate (model, &zero, &single);
  if (zero > 0)
    g_string_append_printf (out,
                            "In %u of %u folds all weights of %s are zero, and the zero kernel "
                            "always says the same class. ",
                            zero, folds, model->label);
  else if (single > 0)
    g_string_append_printf (out, "In %u of %u folds %s says one class only. ", single, folds,
                            model->label);
}

char *
theta_results_sentence (const ThetaResults *self)
{
  g_autoptr (GString) out = NULL;
  const ThetaModelResult *model, *other, *majority;

  g_return_val_if_fail (self != NULL, NULL);
  /* Without predictions it could not be told again. */
  if (self->sentence != NULL)
    return g_strdup (self->sentence);
  out = g_string_new (NULL);
  model = theta_results_weighted (self);
  other = theta_results_find (self, "ntk-tuned");
  if (other == NULL)
    other = theta_results_find (self, "ntk");
  majority = theta_results_find (self, "majority");
  if (model == NULL || other == NULL)
    {
      const ThetaModelResult *best = self->models->pdata[0];
      g_autofree char *error = theta_number_format (best->mean.squared_error, 3);

      g_string_append_printf (out, "The smallest squared error is that of %s, %s; no WNTK was "
                                   "compared with an NTK.",
                              best->label, error);
      return g_string_free (g_steal_pointer (&out), FALSE);
    }
  tell_degenerate (model, out);
  compare_errors (self, model, other, out);
  if (majority != NULL && model->mean.accuracy <= majority->mean.accuracy)
    g_string_append (out, " It is not above the majority class in accuracy.");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* ---- the table ---- */

guint
theta_text_columns (const char *text)
{
  guint width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return width;
}

char *
theta_model_result_test_text (const ThetaModelResult *model, gboolean tuned)
{
  const ThetaSignificance *test = tuned ? &model->against_tuned : &model->against_ntk;
  g_autofree char *p = NULL;

  if (!(tuned ? model->against_tuned_valid : model->against_ntk_valid))
    return g_strdup ("–");
  p = theta_p_text (test->p);
  if (!(test->p < THETA_SIGNIFICANT))
    return g_strdup_printf ("no difference, %s", p);
  return g_strdup_printf ("%s, %s", test->t < 0 ? "lower" : "higher", p);
}

static char *
format_ridges (const ThetaModelResult *model)
{
  double low = INFINITY, high = -INFINITY;
  g_autofree char *first = NULL, *second = NULL;

  for (guint f = 0; f < model->folds->len; f++)
    {
      double ridge = ((ThetaFoldResult *) model->folds->pdata[f])->fit->ridge;

      low = fmin (low, ridge);
      high = fmax (high, ridge);
    }
  if (!isfinite (low) || !isfinite (high))
    return g_strdup ("–");
  first = theta_number_format (low, 2);
  second = theta_number_format (high, 2);
  return g_str_equal (first, second) ? g_steal_pointer (&first)
                                     : g_strdup_printf ("%s … %s", first, second);
}

#define COLUMNS 6

static void
append_row (GString *out, char *const *cells, const guint *widths)
{
  for (guint c = 0; c < COLUMNS; c++)
    {
      guint pad = widths[c] - theta_text_columns (cells[c]);

      if (c > 0)
        g_string_append (out, "  ");
      /* Names and words start at the left, numbers end at the right. */
      if (c > 0 && c + 1 < COLUMNS)
        g_string_append_printf (out, "%*s%s", (int) pad, "", cells[c]);
      else if (c == 0)
        g_string_append_printf (out, "%s%*s", cells[c], (int) pad, "");
      else
        g_string_append (out, cells[c]);
    }
  g_string_append_c (out, '\n');
}

char *
theta_results_table (const ThetaResults *self)
{
  gboolean tuned;
  guint rows, widths[COLUMNS] = { 0 };
  g_auto (GStrv) cells = NULL;
  g_autoptr (GString) out = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  tuned = theta_results_find (self, "ntk-tuned") != NULL;
  rows = self->models->len + 1;
  cells = g_new0 (char *, rows * COLUMNS + 1);
  cells[0] = g_strdup ("Model");
  cells[1] = g_strdup ("Squared error");
  cells[2] = g_strdup ("Accuracy, %");
  cells[3] = g_strdup ("Balanced, %");
  cells[4] = g_strdup ("λ");
  cells[5] = g_strdup (tuned ? "Error against NTK, tuned λ" : "Error against NTK");
  for (guint m = 0; m < self->models->len; m++)
    {
      const ThetaModelResult *model = self->models->pdata[m];
      char **row = cells + (m + 1) * COLUMNS;
      const ThetaMetrics *mean = &model->mean, *spread = &model->deviation;

      row[0] = g_strdup (model->label);
      row[1] = theta_number_format_deviation (mean->squared_error, spread->squared_error, 1, 3);
      row[2] = theta_number_format_deviation (mean->accuracy, spread->accuracy, 100, 1);
      row[3] = theta_number_format_deviation (mean->balanced_accuracy, spread->balanced_accuracy,
                                              100, 1);
      row[4] = format_ridges (model);
      row[5] = theta_model_result_test_text (model, tuned);
    }
  for (guint i = 0; i < rows * COLUMNS; i++)
    widths[i % COLUMNS] = MAX (widths[i % COLUMNS], theta_text_columns (cells[i]));
  out = g_string_new (NULL);
  for (guint r = 0; r < rows; r++)
    append_row (out, cells + r * COLUMNS, widths);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
theta_results_memory_text (const ThetaResults *self)
{
  g_autofree char *used = theta_number_format_bytes (self->memory_used);
  g_autofree char *total = theta_number_format_bytes (self->memory_total);

  return self->memory_used > 0 && self->memory_total > 0
             ? g_strdup_printf ("at most %s of %s", used, total) : NULL;
}

char *
theta_results_computed_text (const ThetaResults *self)
{
  g_autofree char *seconds = theta_number_format_seconds (self->seconds);
  g_autofree char *memory = theta_results_memory_text (self);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "Computed in %s on %s", seconds, self->device);
  if (self->threads > 0)
    g_string_append_printf (text, ", %u %s", self->threads,
                            self->threads == 1 ? "thread" : "threads");
  g_string_append_printf (text, ", with %s", self->library);
  if (*self->driver != '\0')
    g_string_append_printf (text, ", driver %s", self->driver);
  if (memory != NULL)
    g_string_append_printf (text, "; %s of its memory were in use", memory);
  g_string_append_c (text, '.');
  return g_string_free (text, FALSE);
}
