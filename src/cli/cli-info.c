#include "cli/cli.h"
#include "experiment/json.h"

static void
print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = theta_json_to_text (root);

  g_print ("%s\n", text);
}

static void
add_image_json (JsonBuilder *builder, const ThetaDataset *data)
{
  json_builder_set_member_name (builder, "image");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "width");
  json_builder_add_int_value (builder, data->image_width);
  json_builder_set_member_name (builder, "height");
  json_builder_add_int_value (builder, data->image_height);
  json_builder_set_member_name (builder, "channels");
  json_builder_add_int_value (builder, data->image_channels);
  json_builder_end_object (builder);
}

static void
print_info_json (const ThetaDataset *data)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "source");
  json_builder_add_string_value (builder, data->source);
  json_builder_set_member_name (builder, "rows");
  json_builder_add_int_value (builder, (gint64) data->x->rows);
  json_builder_set_member_name (builder, "columns");
  json_builder_add_int_value (builder, (gint64) data->x->cols);
  if (data->image_width > 0)
    add_image_json (builder, data);
  json_builder_set_member_name (builder, "dropped");
  json_builder_add_int_value (builder, data->rows_dropped);
  json_builder_set_member_name (builder, "missing");
  json_builder_add_int_value (builder, data->values_missing);
  json_builder_set_member_name (builder, "label");
  if (data->label != NULL)
    json_builder_add_string_value (builder, data->label);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "classes");
  json_builder_begin_array (builder);
  for (guint c = 0; c < data->n_classes; c++)
    {
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, data->classes[c]);
      json_builder_set_member_name (builder, "rows");
      json_builder_add_int_value (builder, theta_dataset_count_class (data, (int) c));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint k = 0; k < data->findings->len; k++)
    {
      const ThetaFinding *finding = data->findings->pdata[k];

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "title");
      json_builder_add_string_value (builder, finding->title);
      json_builder_set_member_name (builder, "detail");
      json_builder_add_string_value (builder, finding->detail);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  print_json (builder);
}

static void
print_line (const char *text)
{
  g_autofree char *line = theta_cli_one_line (text);

  g_print ("%s\n", line);
}

static void
print_info (const ThetaDataset *data)
{
  guint widest = 24;
  g_autofree char *title = theta_cli_one_line (data->name);

  g_print ("%s: %u rows, %u columns", title, (guint) data->x->rows, (guint) data->x->cols);
  if (data->n_classes > 0)
    g_print (", %u classes", data->n_classes);
  g_print ("\n");
  if (data->image_width > 0)
    g_print ("Images of %u × %u pixels, %u channel%s\n", data->image_width, data->image_height,
             data->image_channels, data->image_channels == 1 ? "" : "s");
  if (data->label_why != NULL)
    print_line (data->label_why);
  for (guint c = 0; c < data->n_classes; c++)
    widest = MAX (widest, theta_text_columns (data->classes[c]));
  if (data->n_classes > 0)
    g_print ("\nClass%*s   Rows\n", (int) widest - 5, "");
  for (guint c = 0; c < data->n_classes; c++)
    {
      g_autofree char *name = theta_cli_one_line (data->classes[c]);

      g_print ("%s%*s %6u\n", name, (int) (widest - theta_text_columns (name)), "",
               theta_dataset_count_class (data, (int) c));
    }
  for (guint k = 0; k < data->findings->len; k++)
    {
      const ThetaFinding *finding = data->findings->pdata[k];

      g_autofree char *text = g_strdup_printf ("%s. %s", finding->title, finding->detail);

      g_print ("\n");
      print_line (text);
    }
}

/* An experiment stands for the data that it names. */
static ThetaExperiment *
find_experiment (const char *source, GError **error)
{
  return g_str_has_suffix (source, ".theta") ? theta_experiment_load (source, error)
                                             : theta_experiment_new (source);
}

int
theta_cli_info (int argc, char **argv)
{
  ThetaCli cli = { 0 };
  g_auto (GStrv) assignments = NULL;
  const GOptionEntry entries[] = {
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &assignments, "Change a setting", "Group.Key=Value" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaExperiment) experiment = NULL;
  g_autoptr (ThetaDataset) data = NULL;
  guint n_train;
  int status;

  if (!theta_cli_parse (&cli, &argc, &argv, "DATA",
                        "Tells what a data set holds.  DATA is a file, a folder, sample:NAME, "
                        "generator:NAME?n=200, or an experiment FILE.theta for the data that it "
                        "names.",
                        entries))
    status = THETA_EXIT_INPUT;
  else if (argc != 2)
    status = theta_cli_usage ("info", "expected one data set");
  else
    {
      g_autoptr (ThetaExperiment) named = find_experiment (argv[1], &error);

      if (named != NULL)
        experiment = theta_cli_adjust (&cli, named, assignments, &error);
      if (experiment != NULL)
        data = theta_experiment_load_data (experiment, &n_train, cli.cancellable, &error);
      if (data != NULL)
        (cli.json ? print_info_json : print_info) (data);
      status = error != NULL ? theta_cli_fail (error) : THETA_EXIT_DONE;
    }
  theta_cli_clear (&cli);
  return status;
}
