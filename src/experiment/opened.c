#include <math.h>

#include "base/error.h"
#include "base/number.h"
#include "device/device-error.h"
#include "experiment/opened-private.h"

gboolean
theta_opened_init (ThetaOpened *self, const char *choice, guint threads, GError **error)
{
  self->device = theta_device_choose (choice, threads, &self->fallback, error);
  if (self->device == NULL)
    return FALSE;
  self->prober = theta_prober_new (self->device);
  self->device->ops->describe (self->device, &self->info);
  self->pace = NAN;
  return TRUE;
}

void
theta_opened_clear (ThetaOpened *self)
{
  g_clear_pointer (&self->prober, theta_prober_free);
  g_clear_pointer (&self->device, theta_device_close);
  g_clear_error (&self->fallback);
}

char *
theta_opened_name (const ThetaOpened *self)
{
  const ThetaDeviceInfo *info = &self->info;

  return info->threads == 0 ? g_strdup (info->name)
                            : g_strdup_printf ("%s, %u %s", info->name, info->threads,
                                               info->threads == 1 ? "thread" : "threads");
}

char *
theta_opened_made_of (const ThetaOpened *self)
{
  const ThetaDeviceInfo *info = &self->info;
  GString *text = g_string_new (NULL);

  g_string_append (text, info->library);
  if (info->driver[0] != '\0')
    g_string_append_printf (text, ", driver %s", info->driver);
  g_string_append_c (text, '.');
  if (info->memory_used > 0)
    {
      g_autofree char *used = theta_number_format_bytes (info->memory_used);
      g_autofree char *total = theta_number_format_bytes (info->memory_total);

      g_string_append_printf (text, "\n%s of its %s of memory are in use.", used, total);
    }
  return g_string_free (text, FALSE);
}

char *
theta_opened_detail (const ThetaOpened *self)
{
  g_autofree char *made_of = theta_opened_made_of (self);

  return self->fallback == NULL
             ? g_strdup_printf ("%s computes with %s", self->info.name, made_of)
             : g_strdup_printf ("%s computes with %s\nCUDA is not used. %s.", self->info.name,
                                made_of, self->fallback->message);
}

char *
theta_opened_warning (const ThetaOpened *self)
{
  if (!g_error_matches (self->fallback, THETA_ERROR, THETA_ERROR_DEVICE))
    return NULL;
  return g_strdup_printf ("Computing on the CPU, as CUDA cannot be used. %s.",
                          self->fallback->message);
}
