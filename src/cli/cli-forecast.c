/* What a run will take, told before it begins. */
#include <math.h>

#include "base/number.h"
#include "cli/cli.h"
#include "experiment/json.h"

typedef struct
{
  guint64 need, available;
  double seconds; /* NaN: unknown */
} Forecast;

static Forecast
make_forecast (const ThetaExperiment *experiment, const ThetaDataset *data, ThetaDevice *device)
{
  return (Forecast){
    .need = theta_run_estimate_bytes (experiment, (guint) data->x->rows, (guint) data->x->cols,
                                      data->n_classes),
    .available = theta_run_memory (experiment),
    .seconds = theta_run_estimate_seconds (experiment, data, theta_run_pace (device)),
  };
}

char *
theta_cli_forecast_text (const ThetaExperiment *experiment, const ThetaDataset *data,
                         ThetaDevice *device)
{
  Forecast self = make_forecast (experiment, data, device);
  g_autofree char *need = theta_number_format_bytes (self.need);
  g_autofree char *available = theta_run_memory_text (experiment);
  g_autofree char *seconds = isnan (self.seconds) ? g_strdup ("a time that is not known")
                                                  : theta_number_format_seconds (self.seconds);

  return g_strdup_printf ("%" G_GSIZE_FORMAT " rows, %" G_GSIZE_FORMAT " columns: about %s of "
                          "memory (%s) and %s",
                          data->x->rows, data->x->cols, need, available, seconds);
}

char *
theta_cli_forecast_json (const ThetaExperiment *experiment, const ThetaDataset *data,
                         ThetaDevice *device)
{
  Forecast self = make_forecast (experiment, data, device);
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "rows");
  json_builder_add_int_value (builder, (gint64) data->x->rows);
  json_builder_set_member_name (builder, "columns");
  json_builder_add_int_value (builder, (gint64) data->x->cols);
  json_builder_set_member_name (builder, "memory");
  json_builder_add_int_value (builder, (gint64) self.need);
  json_builder_set_member_name (builder, "memory_available");
  json_builder_add_int_value (builder, (gint64) self.available);
  json_builder_set_member_name (builder, "seconds");
  if (isnan (self.seconds))
    json_builder_add_null_value (builder);
  else
    json_builder_add_double_value (builder, self.seconds);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return theta_json_to_text (root);
}
