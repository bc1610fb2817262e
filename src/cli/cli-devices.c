#include "cli/cli.h"
#include "device/device-error.h"
#include "device/module.h"
#include "experiment/json.h"

/* A device, or why there is none. */
typedef struct
{
  const char *id;
  ThetaDeviceInfo info;
  GError *missing; /* NULL: it can be used */
  gboolean chosen; /* by the options and the environment */
} Entry;

static void
look (Entry *self, ThetaDevice *device)
{
  if (device == NULL)
    return;
  device->ops->describe (device, &self->info);
  theta_device_close (device);
}

static void
add_text (JsonBuilder *json, const char *name, const char *value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, value);
}

static void
add_count (JsonBuilder *json, const char *name, guint64 value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, (gint64) value);
}

static void
add_flag (JsonBuilder *json, const char *name, gboolean value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_boolean_value (json, value);
}

static void
add_entry (JsonBuilder *json, const Entry *entry)
{
  const ThetaDeviceInfo *info = &entry->info;

  json_builder_begin_object (json);
  add_text (json, "id", entry->id);
  add_flag (json, "available", entry->missing == NULL);
  add_flag (json, "chosen", entry->chosen);
  if (entry->missing != NULL)
    add_text (json, "reason", entry->missing->message);
  else
    {
      add_text (json, "name", info->name);
      add_text (json, "library", info->library);
      if (info->driver[0] != '\0')
        add_text (json, "driver", info->driver);
      if (info->threads > 0)
        add_count (json, "threads", info->threads);
      add_count (json, "memory", info->memory_total);
      if (info->memory_used > 0)
        add_count (json, "memory_used", info->memory_used);
    }
  json_builder_end_object (json);
}

static void
print_json (const Entry *entries, guint count)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (json);
  for (guint k = 0; k < count; k++)
    add_entry (json, &entries[k]);
  json_builder_end_array (json);
  root = json_builder_get_root (json);
  text = theta_json_to_text (root);
  g_print ("%s\n", text);
}

static void
print_entry (const Entry *entry)
{
  const ThetaDeviceInfo *info = &entry->info;

  g_print ("%-6s", entry->id);
  if (entry->missing != NULL)
    {
      g_autofree char *line = theta_cli_one_line (entry->missing->message);

      g_print ("not available: %s\n", line);
      return;
    }
  g_print ("%s, ", info->name);
  if (info->threads > 0)
    g_print ("%u threads, ", info->threads);
  g_print ("%s, ", info->library);
  if (info->driver[0] != '\0')
    g_print ("driver %s, ", info->driver);
  if (info->memory_used > 0)
    g_print ("%.1f of ", (double) info->memory_used / 1e9);
  g_print ("%.1f GB%s%s\n", (double) info->memory_total / 1e9,
           info->memory_used > 0 ? " in use" : "", entry->chosen ? " (chosen)" : "");
}

/* The CPU and CUDA; FALSE where the choice makes no sense. */
static gboolean
list (const ThetaCli *cli, Entry *entries, GError **error)
{
  g_autoptr (ThetaDevice) chosen
      = theta_device_choose (cli->device, (guint) cli->threads, NULL, error);
  ThetaDeviceInfo info;

  if (chosen == NULL)
    return FALSE;
  chosen->ops->describe (chosen, &info);
  look (&entries[0], theta_device_open ("cpu", (guint) cli->threads, &entries[0].missing));
  look (&entries[1], theta_cuda_device_open (&entries[1].missing));
  for (guint k = 0; k < 2; k++)
    entries[k].chosen = g_str_equal (entries[k].id, info.id);
  return TRUE;
}

int
theta_cli_devices (int argc, char **argv)
{
  ThetaCli cli = { 0 };
  Entry entries[] = { { .id = "cpu" }, { .id = "cuda" } };
  g_autoptr (GError) error = NULL;
  int status = THETA_EXIT_INPUT;

  if (!theta_cli_parse (&cli, &argc, &argv, NULL,
                        "Lists where Thetascope can compute, and why elsewhere it cannot.", NULL))
    status = THETA_EXIT_INPUT;
  else if (argc != 1)
    status = theta_cli_usage ("devices", "expected no argument");
  else if (!list (&cli, entries, &error))
    status = theta_cli_fail (error);
  else
    {
      if (cli.json)
        print_json (entries, G_N_ELEMENTS (entries));
      else
        for (guint k = 0; k < G_N_ELEMENTS (entries); k++)
          print_entry (&entries[k]);
      status = THETA_EXIT_DONE;
    }
  for (guint k = 0; k < G_N_ELEMENTS (entries); k++)
    g_clear_error (&entries[k].missing);
  theta_cli_clear (&cli);
  return status;
}
