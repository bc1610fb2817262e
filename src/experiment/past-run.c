/* A past run by itself. */
#include "experiment/store.h"

#include <string.h>

void
theta_past_run_free (ThetaPastRun *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->device);
  g_free (self->experiment);
  g_free (self->sentence);
  g_free (self->note);
  g_free (self->results);
  g_free (self);
}

/* "Wine", "Wine (Iris)": an experiment's name tells little of its data. */
static char *
name_of (const ThetaResults *results)
{
  const char *name = results->experiment->name, *data = results->data->name;

  if (name == NULL || *name == '\0' || g_str_equal (name, data))
    return g_strdup (data);
  return g_strdup_printf ("%s (%s)", name, data);
}

ThetaPastRun *
theta_past_run_new (const ThetaResults *results)
{
  ThetaPastRun *self = g_new0 (ThetaPastRun, 1);

  self->finished = g_get_real_time ();
  self->name = name_of (results);
  self->device = g_strdup (results->device);
  self->seconds = results->seconds;
  self->experiment = theta_experiment_to_full_text (results->experiment);
  self->sentence = theta_results_sentence (results);
  self->note = g_strdup ("");
  self->results = theta_results_to_json (results);
  return self;
}

char *
theta_past_run_date (const ThetaPastRun *self)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->finished / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M") : g_strdup ("");
}

gboolean
theta_past_run_matches (const ThetaPastRun *self, const char *filter)
{
  g_autofree char *date = NULL, *all = NULL, *folded = NULL, *wanted = NULL;
  g_auto (GStrv) words = NULL;

  if (filter == NULL || *filter == '\0')
    return TRUE;
  date = theta_past_run_date (self);
  all = g_strjoin ("\n", self->name, self->note, self->sentence, self->device, date,
                   self->experiment, NULL);
  folded = g_utf8_casefold (all, -1);
  wanted = g_utf8_casefold (filter, -1);
  words = g_strsplit_set (wanted, " \t\n", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (folded, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

ThetaResults *
theta_past_run_read (const ThetaPastRun *self, GError **error)
{
  g_return_val_if_fail (self->results != NULL, NULL);
  return theta_results_from_json (self->results, self->experiment, error);
}
