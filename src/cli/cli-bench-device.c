#include <math.h>

#include "cli/bench-device.h"
#include "device/device-error.h"
#include "experiment/json.h"

/* @value with @decimals in a column of @width; a dash where there is none. */
static void
print_number (double value, int width, int decimals)
{
  if (isnan (value))
    g_print (" %*s–", width - 1, "");
  else
    g_print (" %*.*f", width, decimals, value);
}

static void
print_table (const ThetaDeviceBench *bench, const ThetaDeviceInfo *info)
{
  g_print ("%s, %s: %.0f GB/s, %.0f GFLOP/s in float64\n\n"
           "Operation                            n     Time, ms    Floor, ms    Ratio      Error\n",
           info->name, info->library, bench->bandwidth / 1e9, bench->rate / 1e9);
  for (guint k = 0; k < bench->rows->len; k++)
    {
      const ThetaDeviceRow *row = &g_array_index (bench->rows, ThetaDeviceRow, k);

      if (k == bench->first_step)
        g_print ("\nLearning                             n     Time, ms   Per second\n");
      g_print ("%-31s %6zu", row->name, row->n);
      print_number (row->seconds * 1e3, 12, 3);
      if (k >= bench->first_step)
        print_number (1 / row->seconds, 12, 2);
      else
        {
          print_number (row->floor * 1e3, 12, 3);
          print_number (row->seconds / row->floor, 8, 2);
          if (isnan (row->error))
            g_print ("          –");
          else
            g_print (" %10.1e", row->error);
        }
      g_print ("\n");
    }
}

static void
add_number (JsonBuilder *json, const char *name, double value)
{
  json_builder_set_member_name (json, name);
  if (isnan (value))
    json_builder_add_null_value (json);
  else
    json_builder_add_double_value (json, value);
}

static void
add_text (JsonBuilder *json, const char *name, const char *value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, value);
}

static void
print_json (const ThetaDeviceBench *bench, const ThetaDeviceInfo *info)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  add_text (json, "id", info->id);
  add_text (json, "name", info->name);
  add_text (json, "library", info->library);
  add_text (json, "driver", info->driver);
  add_number (json, "threads", info->threads);
  add_number (json, "bandwidth", bench->bandwidth);
  add_number (json, "rate", bench->rate);
  json_builder_set_member_name (json, "rows");
  json_builder_begin_array (json);
  for (guint k = 0; k < bench->rows->len; k++)
    {
      const ThetaDeviceRow *row = &g_array_index (bench->rows, ThetaDeviceRow, k);

      json_builder_begin_object (json);
      add_text (json, "name", row->name);
      add_text (json, "kind", k < bench->first_step ? "operation" : "learning");
      add_number (json, "n", (double) row->n);
      add_number (json, "seconds", row->seconds);
      add_number (json, "floor", row->floor);
      add_number (json, "error", row->error);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = theta_json_to_text (root);
  g_print ("%s\n", text);
}

int
theta_cli_bench_device (ThetaCli *cli, guint most)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDevice) device = theta_cli_open_device (cli, NULL, &error);
  ThetaDeviceBench bench = { .device = device, .cli = cli, .most = MAX (most / 5 * 5, 50) };
  ThetaDeviceInfo info;

  if (device == NULL)
    return theta_cli_fail (error);
  bench.rows = g_array_new (FALSE, TRUE, sizeof (ThetaDeviceRow));
  theta_device_bench_run (&bench);
  device->ops->describe (device, &info);
  if (bench.rows->len > 0)
    (cli->json ? print_json : print_table) (&bench, &info);
  g_array_unref (bench.rows);
  return g_cancellable_is_cancelled (cli->cancellable) ? THETA_EXIT_CANCELLED : THETA_EXIT_DONE;
}
