#include <math.h>

#include "cli/cli.h"
#include "experiment/json.h"
#include "learn/paper-uci.h"
#include "learn/significance.h"

typedef struct
{
  ThetaCli *cli;
  guint index, count;
  const char *name;
  gint64 begun;
} Step;

static gboolean
show_step (double fraction, const char *stage, gpointer user_data)
{
  Step *self = user_data;
  g_autofree char *text = g_strdup_printf ("%s, %s", self->name, stage);
  double done = (self->index + fraction) / self->count;
  double spent = (double) (g_get_monotonic_time () - self->begun) / G_USEC_PER_SEC;

  theta_cli_progress (self->cli, text, done, done > 0.02 ? spent * (1 - done) / done : NAN);
  return !g_cancellable_is_cancelled (self->cli->cancellable);
}

static void
add_rate (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_row (JsonBuilder *builder, const ThetaPaperUciRow *row)
{
  json_builder_set_member_name (builder, row->id);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "paper");
  json_builder_begin_object (builder);
  add_rate (builder, "ntk", row->paper_ntk);
  add_rate (builder, "wntk", row->paper_wntk);
  add_rate (builder, "network", row->paper_network);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "ours");
  json_builder_begin_object (builder);
  add_rate (builder, "ntk", row->ntk);
  add_rate (builder, "ntk_validation", row->ntk_validation);
  add_rate (builder, "wntk", row->wntk);
  add_rate (builder, "wntk_validation", row->wntk_validation);
  json_builder_set_member_name (builder, "wntk_weights");
  json_builder_begin_array (builder);
  for (guint l = 0; l < G_N_ELEMENTS (row->wntk_weights); l++)
    json_builder_add_double_value (builder, row->wntk_weights[l]);
  json_builder_end_array (builder);
  add_rate (builder, "ntk_tuned", row->ntk_tuned);
  add_rate (builder, "majority_class", row->majority_class);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "nested");
  json_builder_begin_object (builder);
  add_rate (builder, "ntk", row->nested_ntk);
  add_rate (builder, "ntk_tuned", row->nested_ntk_tuned);
  add_rate (builder, "wntk", row->nested_wntk);
  json_builder_end_object (builder);
  add_rate (builder, "majority_class", row->majority_class);
  json_builder_end_object (builder);
}

/* What the WNTK is counted against; ties are what the table prints as equal. */
#define EVEN 0.005

static const struct
{
  const char *protocol, *id, *text;
  gsize own, other;
} duels[] = {
  { "authors_protocol", "ntk", "Authors' protocol, against the NTK",
    G_STRUCT_OFFSET (ThetaPaperUciRow, wntk), G_STRUCT_OFFSET (ThetaPaperUciRow, ntk) },
  { "authors_protocol", "ntk_tuned", "Authors' protocol, against the NTK with tuned λ",
    G_STRUCT_OFFSET (ThetaPaperUciRow, wntk), G_STRUCT_OFFSET (ThetaPaperUciRow, ntk_tuned) },
  { "nested", "ntk", "Nested, against the NTK", G_STRUCT_OFFSET (ThetaPaperUciRow, nested_wntk),
    G_STRUCT_OFFSET (ThetaPaperUciRow, nested_ntk) },
  { "nested", "ntk_tuned", "Nested, against the NTK with tuned λ",
    G_STRUCT_OFFSET (ThetaPaperUciRow, nested_wntk),
    G_STRUCT_OFFSET (ThetaPaperUciRow, nested_ntk_tuned) },
};

static ThetaTally
count_duel (gsize duel, const ThetaPaperUciRow *rows, guint count)
{
  ThetaTally tally = { 0 };

  for (guint k = 0; k < count; k++)
    theta_tally_add (&tally, G_STRUCT_MEMBER (double, &rows[k], duels[duel].own),
                     G_STRUCT_MEMBER (double, &rows[k], duels[duel].other), EVEN);
  return tally;
}

/* win_tie_loss: protocol → rival → [wins, ties, losses] of the WNTK. */
static void
add_duels (JsonBuilder *builder, const ThetaPaperUciRow *rows, guint count)
{
  json_builder_set_member_name (builder, "win_tie_loss");
  json_builder_begin_object (builder);
  for (gsize k = 0; k < G_N_ELEMENTS (duels); k++)
    {
      ThetaTally tally = count_duel (k, rows, count);

      if (k % 2 == 0)
        {
          json_builder_set_member_name (builder, duels[k].protocol);
          json_builder_begin_object (builder);
        }
      json_builder_set_member_name (builder, duels[k].id);
      json_builder_begin_array (builder);
      json_builder_add_int_value (builder, tally.wins);
      json_builder_add_int_value (builder, tally.ties);
      json_builder_add_int_value (builder, tally.losses);
      json_builder_end_array (builder);
      if (k % 2 == 1)
        json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static const char description[] =
    "Table 2 of the paper. ours: as the authors' published code computes it (lambda = 0.1, L = 5, "
    "ReLU, Sigma1 = x.x' without 1/d, weights from the grid {0,1/8,1/4,1/2,1}^5 by accuracy on the "
    "second row of conxuntos.dat, which shares rows with the test folds: it leaks), mean accuracy "
    "over the folds of conxuntos_kfold.dat. nested: inputs standardised, lambda and weights learnt "
    "on each fold's training rows only.";

static void
print_json (const ThetaPaperUciRow *rows, guint count)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "description");
  json_builder_add_string_value (builder, description);
  json_builder_set_member_name (builder, "unit");
  json_builder_add_string_value (builder, "percent");
  json_builder_set_member_name (builder, "data_sets");
  json_builder_begin_object (builder);
  for (guint k = 0; k < count; k++)
    add_row (builder, &rows[k]);
  json_builder_end_object (builder);
  add_duels (builder, rows, count);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = theta_json_to_text (root);
  g_print ("%s\n", text);
}

static void
print_table (const ThetaPaperUciRow *rows, guint count)
{
  g_print ("Accuracy in per cent.\n"
           "            ---- paper ----  -- authors' protocol, computed here --  ------ nested ------\n"
           "Set           NTK   WNTK     NTK   WNTK  NTK tuned λ  majority     NTK   tuned   WNTK\n");
  for (guint k = 0; k < count; k++)
    g_print ("%-10s  %5.2f  %5.2f   %5.2f  %5.2f        %5.2f     %5.2f   %5.2f   %5.2f  %5.2f\n",
             rows[k].name, rows[k].paper_ntk, rows[k].paper_wntk, rows[k].ntk, rows[k].wntk,
             rows[k].ntk_tuned, rows[k].majority_class, rows[k].nested_ntk,
             rows[k].nested_ntk_tuned, rows[k].nested_wntk);
  g_print ("\nThe WNTK wins, ties, loses over the %u sets (a tie: equal as printed):\n", count);
  for (gsize k = 0; k < G_N_ELEMENTS (duels); k++)
    {
      ThetaTally tally = count_duel (k, rows, count);
      int pad = 48 - (int) g_utf8_strlen (duels[k].text, -1);

      g_print ("  %s%*s  %2u  %2u  %2u\n", duels[k].text, pad, "", tally.wins, tally.ties,
               tally.losses);
    }
  g_print ("\nThe authors' protocol picks the weights by accuracy on rows that the test folds hold "
           "too: it leaks.\nNested: λ and weights see each fold's training rows only.\nThe paper's "
           "figures for CREDIT cannot be had from its published code: both are shown.\n");
  for (guint k = 0; k < count; k++)
    {
      double sum = 0;

      for (guint l = 0; l < G_N_ELEMENTS (rows[k].wntk_weights); l++)
        sum += rows[k].wntk_weights[l];
      if (sum == 0)
        g_print ("%s: the weights chosen are all zero; that WNTK says one class for every row.\n",
                 rows[k].name);
    }
}

static gboolean
compute (ThetaCli *cli, const char *directory, GArray *rows, GError **error)
{
  guint count;
  const ThetaPaperUciRow *paper = theta_paper_uci_rows (&count);
  gint64 begun = g_get_monotonic_time ();

  for (guint k = 0; k < count; k++)
    {
      ThetaPaperUciRow row = paper[k];
      Step step = { cli, k, count, row.name, begun };

      if (!theta_paper_uci_run (&row, directory, (guint) cli->threads, show_step, &step, error))
        return FALSE;
      g_array_append_val (rows, row);
    }
  return TRUE;
}

int
theta_cli_paper (int argc, char **argv)
{
  ThetaCli cli = { 0 };
  g_autofree char *directory = NULL;
  const GOptionEntry entries[] = {
    { "data", 0, 0, G_OPTION_ARG_FILENAME, &directory,
      "The folder that holds the paper's data sets, one folder each", "DIR" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (ThetaPaperUciRow));
  int status;

  if (!theta_cli_parse (&cli, &argc, &argv, "table2",
                        "Computes the paper's Table 2 as the authors' code does, with honest "
                        "columns beside it.",
                        entries))
    status = THETA_EXIT_INPUT;
  else if (argc != 2 || !g_str_equal (argv[1], "table2") || directory == NULL)
    status = theta_cli_usage ("paper", "expected table2 --data DIR");
  else
    {
      compute (&cli, directory, rows, &error);
      theta_cli_progress_end (&cli);
      if (error == NULL && cli.json)
        print_json ((ThetaPaperUciRow *) (gpointer) rows->data, rows->len);
      else if (error == NULL)
        print_table ((ThetaPaperUciRow *) (gpointer) rows->data, rows->len);
      status = error != NULL ? theta_cli_fail (error) : THETA_EXIT_DONE;
    }
  theta_cli_clear (&cli);
  return status;
}
