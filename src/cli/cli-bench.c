#include "cli/bench-device.h"
#include "experiment/json.h"

static void
print_table (const ThetaBench *bench)
{
  g_print ("Ratio of the least time of five to that of the reference, timed alternately.\n\n"
           "Measure                                        Ratio    Bar  Reference\n");
  for (guint k = 0; k < bench->rows->len; k++)
    {
      const ThetaBenchRow *row = &g_array_index (bench->rows, ThetaBenchRow, k);
      double ratio = row->seconds / row->reference_seconds;

      g_print ("%-44s %7.2f %6.2f  %s (%.2g %s)%s\n", row->name, ratio, row->bar, row->reference,
               row->bytes ? row->reference_seconds / 1e9 : row->reference_seconds,
               row->bytes ? "GB" : "s", ratio > row->bar ? "  ABOVE THE BAR" : "");
    }
}

static void
print_json (const ThetaBench *bench)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (builder);
  for (guint k = 0; k < bench->rows->len; k++)
    {
      const ThetaBenchRow *row = &g_array_index (bench->rows, ThetaBenchRow, k);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, row->name);
      json_builder_set_member_name (builder, "ratio");
      json_builder_add_double_value (builder, row->seconds / row->reference_seconds);
      json_builder_set_member_name (builder, "bar");
      json_builder_add_double_value (builder, row->bar);
      json_builder_set_member_name (builder, "reference");
      json_builder_add_string_value (builder, row->reference);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = theta_json_to_text (root);
  g_print ("%s\n", text);
}

static void
row_clear (gpointer data)
{
  ThetaBenchRow *row = data;

  g_free (row->name);
  g_free (row->reference);
}

int
theta_cli_bench (int argc, char **argv)
{
  ThetaCli cli = { 0 };
  ThetaBench bench = { .cli = &cli };
  int rows = G_MAXINT;
  const GOptionEntry entries[] = {
    { "quick", 0, 0, G_OPTION_ARG_NONE, &bench.quick, "Leave out what needs more than 5000 rows",
      NULL },
    { "rows", 0, 0, G_OPTION_ARG_INT, &rows, "With --device: sizes of at most N rows", "N" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &bench.only, "Only measures whose name has TEXT in it",
      "TEXT" },
    { NULL },
  };
  int status = THETA_EXIT_DONE;

  if (!theta_cli_parse (&cli, &argc, &argv, NULL,
                        "Times what Thetascope does most, as ratios to a reference timed in the "
                        "same run; one thread unless said.  With --device=cpu or cuda: every "
                        "operation of that device, beside its floor.",
                        entries))
    status = THETA_EXIT_INPUT;
  else if (argc != 1)
    status = theta_cli_usage ("bench", "expected no argument");
  else if (rows < 50)
    status = theta_cli_usage ("bench", "expected 50 rows or more after --rows");
  else if (cli.device != NULL)
    status = theta_cli_bench_device (&cli, bench.quick ? MIN (5000, (guint) rows) : (guint) rows);
  else
    {
      bench.rows = g_array_new (FALSE, FALSE, sizeof (ThetaBenchRow));
      g_array_set_clear_func (bench.rows, row_clear);
      theta_bench_kernels (&bench);
      theta_bench_series (&bench);
      theta_bench_learning (&bench);
      theta_bench_matrix_free (&bench);
      theta_bench_memory (&bench);
      if (g_cancellable_is_cancelled (cli.cancellable))
        status = THETA_EXIT_CANCELLED;
      else
        (cli.json ? print_json : print_table) (&bench);
      g_array_unref (bench.rows);
    }
  g_free (bench.only);
  theta_cli_clear (&cli);
  return status;
}
