#include "experiment/compare.h"

#include <math.h>

#include "base/number.h"
#include "experiment/experiment-private.h"
#include "experiment/run-private.h"

static const ThetaResults *
run_at (const GPtrArray *runs, guint r)
{
  return runs->pdata[r];
}

/* ---- settings ---- */

static void
difference_free (gpointer data)
{
  ThetaDifference *self = data;

  g_free (self->key);
  g_strfreev (self->values);
  g_free (self);
}

/* NULL where all runs agree. */
static ThetaDifference *
compare_key (const GPtrArray *runs, const ThetaKey *key)
{
  g_auto (GStrv) values = g_new0 (char *, runs->len + 1);
  ThetaDifference *self;
  gboolean differs = FALSE;

  for (guint r = 0; r < runs->len; r++)
    {
      values[r] = key->get (run_at (runs, r)->experiment, key);
      differs = differs || !g_str_equal (values[r], values[0]);
    }
  if (!differs)
    return NULL;
  self = g_new0 (ThetaDifference, 1);
  self->key = g_strconcat (key->group, ".", key->name, NULL);
  self->values = g_steal_pointer (&values);
  return self;
}

GPtrArray *
theta_compare_settings (const GPtrArray *runs)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (difference_free);
  const ThetaKey *keys;
  guint n;

  keys = theta_keys (&n);
  for (guint k = 0; k < n; k++)
    {
      ThetaDifference *difference;

      if (theta_key_is_view (&keys[k])
          || (g_str_equal (keys[k].group, "Experiment") && g_str_equal (keys[k].name, "Name")))
        continue;
      difference = compare_key (runs, &keys[k]);
      if (difference != NULL)
        g_ptr_array_add (found, difference);
    }
  return found;
}

/* ---- models ---- */

/* The mean over the runs that have the model. */
static double
mean_error (const GPtrArray *runs, const char *id)
{
  double sum = 0;
  guint n = 0;

  for (guint r = 0; r < runs->len; r++)
    {
      const ThetaModelResult *model = theta_results_find (run_at (runs, r), id);

      sum += model != NULL ? model->mean.squared_error : 0;
      n += model != NULL;
    }
  return sum / n;
}

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer user_data)
{
  double first = mean_error (user_data, *(char *const *) a);
  double second = mean_error (user_data, *(char *const *) b);

  return (first > second) - (first < second);
}

GPtrArray *
theta_compare_models (const GPtrArray *runs)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);

  for (guint r = 0; r < runs->len; r++)
    for (guint m = 0; m < run_at (runs, r)->models->len; m++)
      {
        const ThetaModelResult *model = run_at (runs, r)->models->pdata[m];

        if (!g_ptr_array_find_with_equal_func (ids, model->id, g_str_equal, NULL))
          g_ptr_array_add (ids, g_strdup (model->id));
      }
  g_ptr_array_sort_with_data (ids, compare_ids, (gpointer) runs);
  return ids;
}

/* ---- wins, ties, losses ---- */

static void
bout_free (gpointer data)
{
  ThetaBout *self = data;

  g_free (self->data);
  g_free (self);
}

static ThetaVerdict
judge (const ThetaResults *run, const char *rival, ThetaTally *tally, double *p)
{
  const ThetaModelResult *model = theta_results_weighted (run);
  const ThetaModelResult *other = theta_results_find (run, rival);
  ThetaSignificance test;
  ThetaVerdict verdict = THETA_VERDICT_TIE;

  *p = NAN;
  if (model == NULL || other == NULL
      || !theta_results_test (run, model, other, G_STRUCT_OFFSET (ThetaMetrics, squared_error),
                              &test))
    return THETA_VERDICT_NONE;
  *p = test.p;
  if (test.p < THETA_SIGNIFICANT)
    verdict = test.t < 0 ? THETA_VERDICT_WIN : THETA_VERDICT_LOSS;
  tally->wins += verdict == THETA_VERDICT_WIN;
  tally->ties += verdict == THETA_VERDICT_TIE;
  tally->losses += verdict == THETA_VERDICT_LOSS;
  return verdict;
}

/* Whether two runs are of the same data: the same source, seen in the same way. */
static gboolean
same_data (const ThetaExperiment *a, const ThetaExperiment *b)
{
  return g_str_equal (a->source, b->source) && theta_experiment_same_base (a, b)
         && g_str_equal (a->label, b->label) && g_str_equal (a->classes, b->classes);
}

static gboolean
is_repeated (const GPtrArray *runs, guint run)
{
  for (guint r = 0; r < run; r++)
    if (same_data (run_at (runs, r)->experiment, run_at (runs, run)->experiment))
      return TRUE;
  return FALSE;
}

ThetaScore *
theta_score_new (const GPtrArray *runs)
{
  ThetaScore *self = g_new0 (ThetaScore, 1);

  self->bouts = g_ptr_array_new_with_free_func (bout_free);
  for (guint r = 0; r < runs->len; r++)
    {
      ThetaBout *bout;

      if (is_repeated (runs, r))
        continue;
      bout = g_new0 (ThetaBout, 1);
      bout->data = g_strdup (run_at (runs, r)->data->name);
      bout->run = r;
      bout->ntk = judge (run_at (runs, r), "ntk", &self->ntk, &bout->p_ntk);
      bout->tuned = judge (run_at (runs, r), "ntk-tuned", &self->tuned, &bout->p_tuned);
      g_ptr_array_add (self->bouts, bout);
    }
  return self;
}

void
theta_score_free (ThetaScore *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->bouts);
  g_free (self);
}

static void
append_tally (GString *out, const ThetaTally *tally, const char *rival)
{
  guint tested = tally->wins + tally->ties + tally->losses;

  if (tested > 0)
    g_string_append_printf (out, "%s against %s %u won, %u tied, %u lost",
                            out->len > 0 ? ";" : "The WNTK over the data sets:", rival,
                            tally->wins, tally->ties, tally->losses);
}

char *
theta_score_sentence (const ThetaScore *self)
{
  g_autoptr (GString) out = g_string_new (NULL);

  append_tally (out, &self->ntk, "the NTK");
  append_tally (out, &self->tuned, "the NTK with tuned λ");
  if (out->len == 0)
    return g_strdup ("No run compares a WNTK with an NTK over two folds or more: nothing can be "
                     "counted.");
  g_string_append (out, " (squared error, corrected test, p < 0.05).");
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
theta_verdict_text (ThetaVerdict verdict, double p)
{
  static const char *const names[] = { "not tested", "win", "tie", "loss" };
  g_autofree char *text = NULL;

  if (verdict == THETA_VERDICT_NONE)
    return g_strdup (names[verdict]);
  text = theta_p_text (p);
  return g_strdup_printf ("%s, %s", names[verdict], text);
}
