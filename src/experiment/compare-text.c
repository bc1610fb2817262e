/* Runs side by side, as text and as JSON. */
#include "experiment/compare.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "base/number.h"
#include "experiment/json.h"

static const struct
{
  const char *title, *name;
  gsize offset;
  double factor;
  int decimals;
} metrics[] = {
  { "Squared error", "squared_error", G_STRUCT_OFFSET (ThetaMetrics, squared_error), 1, 3 },
  { "Accuracy, %", "accuracy", G_STRUCT_OFFSET (ThetaMetrics, accuracy), 100, 1 },
  { "Balanced accuracy, %", "balanced_accuracy",
    G_STRUCT_OFFSET (ThetaMetrics, balanced_accuracy), 100, 1 },
};

/* ---- a terminal ---- */

/* Rows of cells, each NULL-terminated, with two blanks between columns. */
static void
append_cells (GString *out, const GPtrArray *rows)
{
  guint widths[64] = { 0 };

  for (guint r = 0; r < rows->len; r++)
    for (guint c = 0; c < G_N_ELEMENTS (widths) && ((char **) rows->pdata[r])[c] != NULL; c++)
      widths[c] = MAX (widths[c], theta_text_columns (((char **) rows->pdata[r])[c]));
  for (guint r = 0; r < rows->len; r++)
    {
      char **cells = rows->pdata[r];

      for (guint c = 0; cells[c] != NULL; c++)
        {
          gboolean last = cells[c + 1] == NULL || c + 1 >= G_N_ELEMENTS (widths);
          guint pad = last ? 0 : widths[c] - theta_text_columns (cells[c]) + 2;

          g_string_append_printf (out, "%s%*s", cells[c], (int) pad, "");
        }
      g_string_append_c (out, '\n');
    }
}

static void
append_metric (GString *out, const GPtrArray *runs, const char *const *names,
               const GPtrArray *ids, guint metric)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  char **head = g_new0 (char *, runs->len + 2);

  head[0] = g_strdup (metrics[metric].title);
  for (guint r = 0; r < runs->len; r++)
    head[r + 1] = g_strdup (names[r]);
  g_ptr_array_add (rows, head);
  for (guint i = 0; i < ids->len; i++)
    {
      char **cells = g_new0 (char *, runs->len + 2);

      cells[0] = theta_model_label (ids->pdata[i]);
      for (guint r = 0; r < runs->len; r++)
        {
          const ThetaModelResult *model = theta_results_find (runs->pdata[r], ids->pdata[i]);

          cells[r + 1] = model == NULL
                             ? g_strdup ("–")
                             : theta_number_format_deviation (
                                   G_STRUCT_MEMBER (double, &model->mean, metrics[metric].offset),
                                   G_STRUCT_MEMBER (double, &model->deviation,
                                                    metrics[metric].offset),
                                   metrics[metric].factor, metrics[metric].decimals);
        }
      g_ptr_array_add (rows, cells);
    }
  append_cells (out, rows);
}

static void
append_settings (GString *out, const GPtrArray *runs, const char *const *names)
{
  g_autoptr (GPtrArray) differences = theta_compare_settings (runs);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  char **head = g_new0 (char *, runs->len + 2);

  head[0] = g_strdup ("Settings that differ");
  for (guint r = 0; r < runs->len; r++)
    head[r + 1] = g_strdup (names[r]);
  g_ptr_array_add (rows, head);
  for (guint i = 0; i < differences->len; i++)
    {
      const ThetaDifference *difference = differences->pdata[i];
      char **cells = g_new0 (char *, runs->len + 2);

      cells[0] = g_strdup (difference->key);
      for (guint r = 0; r < runs->len; r++)
        cells[r + 1] = g_strdup (*difference->values[r] != '\0' ? difference->values[r] : "–");
      g_ptr_array_add (rows, cells);
    }
  if (differences->len == 0)
    g_string_append (out, "All settings are the same.\n");
  else
    append_cells (out, rows);
}

static void
append_score (GString *out, const GPtrArray *runs)
{
  g_autoptr (ThetaScore) score = theta_score_new (runs);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autofree char *sentence = theta_score_sentence (score);
  const char *const head[] = { "WNTK on", "against NTK", "against NTK, tuned λ", NULL };

  g_ptr_array_add (rows, g_strdupv ((char **) head));
  for (guint i = 0; i < score->bouts->len; i++)
    {
      const ThetaBout *bout = score->bouts->pdata[i];
      char **cells = g_new0 (char *, 4);

      cells[0] = g_strdup (bout->data);
      cells[1] = theta_verdict_text (bout->ntk, bout->p_ntk);
      cells[2] = theta_verdict_text (bout->tuned, bout->p_tuned);
      g_ptr_array_add (rows, cells);
    }
  append_cells (out, rows);
  g_string_append_printf (out, "\n%s\n", sentence);
}

char *
theta_compare_text (const GPtrArray *runs, const char *const *names)
{
  g_autoptr (GPtrArray) ids = theta_compare_models (runs);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint k = 0; k < G_N_ELEMENTS (metrics); k++)
    {
      append_metric (out, runs, names, ids, k);
      g_string_append_c (out, '\n');
    }
  append_settings (out, runs, names);
  g_string_append_c (out, '\n');
  append_score (out, runs);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* ---- JSON ---- */

static void
add_number (JsonBuilder *json, const char *name, double value)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

static void
add_text (JsonBuilder *json, const char *name, const char *value)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, value);
}

static void
begin_array (JsonBuilder *json, const char *name)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
}

/* { "squared_error": [one a run, null where the model is not in it], … } */
static void
add_models (JsonBuilder *json, const GPtrArray *runs)
{
  g_autoptr (GPtrArray) ids = theta_compare_models (runs);

  begin_array (json, "models");
  for (guint i = 0; i < ids->len; i++)
    {
      json_builder_begin_object (json);
      add_text (json, "name", ids->pdata[i]);
      for (guint k = 0; k < G_N_ELEMENTS (metrics); k++)
        {
          begin_array (json, metrics[k].name);
          for (guint r = 0; r < runs->len; r++)
            {
              const ThetaModelResult *model = theta_results_find (runs->pdata[r], ids->pdata[i]);

              add_number (json, NULL,
                          model != NULL
                              ? G_STRUCT_MEMBER (double, &model->mean, metrics[k].offset)
                              : NAN);
            }
          json_builder_end_array (json);
        }
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_settings (JsonBuilder *json, const GPtrArray *runs)
{
  g_autoptr (GPtrArray) differences = theta_compare_settings (runs);

  json_builder_set_member_name (json, "settings");
  json_builder_begin_object (json);
  for (guint i = 0; i < differences->len; i++)
    {
      const ThetaDifference *difference = differences->pdata[i];

      begin_array (json, difference->key);
      for (guint r = 0; r < runs->len; r++)
        add_text (json, NULL, difference->values[r]);
      json_builder_end_array (json);
    }
  json_builder_end_object (json);
}

static void
add_tally (JsonBuilder *json, const char *name, const ThetaTally *tally)
{
  begin_array (json, name);
  json_builder_add_int_value (json, tally->wins);
  json_builder_add_int_value (json, tally->ties);
  json_builder_add_int_value (json, tally->losses);
  json_builder_end_array (json);
}

static void
add_score (JsonBuilder *json, const GPtrArray *runs, const gint64 *ids)
{
  static const char *const names[] = { NULL, "win", "tie", "loss" };
  g_autoptr (ThetaScore) score = theta_score_new (runs);

  begin_array (json, "data_sets");
  for (guint i = 0; i < score->bouts->len; i++)
    {
      const ThetaBout *bout = score->bouts->pdata[i];

      json_builder_begin_object (json);
      add_text (json, "name", bout->data);
      json_builder_set_member_name (json, "run");
      json_builder_add_int_value (json, ids[bout->run]);
      add_text (json, "ntk", names[bout->ntk]);
      add_number (json, "p_ntk", bout->p_ntk);
      add_text (json, "ntk_tuned", names[bout->tuned]);
      add_number (json, "p_ntk_tuned", bout->p_tuned);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_set_member_name (json, "win_tie_loss");
  json_builder_begin_object (json);
  add_tally (json, "ntk", &score->ntk);
  add_tally (json, "ntk_tuned", &score->tuned);
  json_builder_end_object (json);
}

char *
theta_compare_json (const GPtrArray *runs, const gint64 *ids, const char *const *names)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  begin_array (json, "runs");
  for (guint r = 0; r < runs->len; r++)
    {
      json_builder_begin_object (json);
      json_builder_set_member_name (json, "id");
      json_builder_add_int_value (json, ids[r]);
      add_text (json, "name", names[r]);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  add_models (json, runs);
  add_settings (json, runs);
  add_score (json, runs, ids);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = theta_json_to_text (root);
  return g_strconcat (text, "\n", NULL);
}
