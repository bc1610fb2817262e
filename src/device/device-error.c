#include "device/device-error.h"

#include "base/error.h"
#include "device/module.h"

gboolean
theta_status_check (ThetaStatus status, const char *doing, GError **error)
{
  ThetaErrorCode code = THETA_ERROR_DEVICE;
  g_autofree char *sentence = theta_module_take_sentence ();

  switch (status)
    {
    case THETA_STATUS_OK:
      return TRUE;
    case THETA_STATUS_CANCELLED:
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled while %s", doing);
      return FALSE;
    case THETA_STATUS_NO_MEMORY:
      code = THETA_ERROR_MEMORY;
      break;
    case THETA_STATUS_NOT_POSITIVE:
    case THETA_STATUS_NOT_CONVERGED:
      code = THETA_ERROR_NUMERIC;
      break;
    case THETA_STATUS_FAILED:
    default:
      break;
    }
  g_set_error (error, THETA_ERROR, code, "Stopped while %s: %s", doing,
               sentence != NULL && code != THETA_ERROR_NUMERIC ? sentence
                                                               : theta_status_to_string (status));
  return FALSE;
}

static gboolean
check_name (const char *name, const char *where, GError **error)
{
  if (g_str_equal (name, "auto") || g_str_equal (name, "cpu") || g_str_equal (name, "cuda"))
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "There is no device “%s”%s; expected auto, cpu or cuda", name, where);
  return FALSE;
}

static ThetaDevice *
open_cpu (guint threads, GError **error)
{
  ThetaDevice *device = NULL;

  if (!theta_status_check (theta_cpu_device_open (threads, &device), "opening the CPU device",
                           error))
    return NULL;
  return device;
}

ThetaDevice *
theta_device_choose (const char *choice, guint threads, GError **fallback, GError **error)
{
  const char *wish = choice != NULL ? choice : "auto";
  const char *given = g_getenv ("THETASCOPE_DEVICE");
  g_autoptr (GError) why = NULL;
  ThetaDevice *device;

  if (!check_name (wish, "", error))
    return NULL;
  if (g_str_equal (wish, "auto") && given != NULL && *given != '\0')
    wish = given;
  if (!check_name (wish, ", which THETASCOPE_DEVICE names", error))
    return NULL;
  if (threads > 1024)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "%u threads are too many; expected 0 (all cores) to 1024", threads);
      return NULL;
    }
  if (g_str_equal (wish, "cpu"))
    return open_cpu (threads, error);
  device = theta_cuda_device_open (&why);
  if (device != NULL)
    return device;
  device = open_cpu (threads, error);
  if (device == NULL)
    return NULL;
  if (g_str_equal (wish, "cuda"))
    why->code = THETA_ERROR_DEVICE;
  g_propagate_error (fallback, g_steal_pointer (&why));
  return device;
}

ThetaDevice *
theta_device_open (const char *choice, guint threads, GError **error)
{
  return theta_device_choose (choice, threads, NULL, error);
}

void
theta_device_close (ThetaDevice *self)
{
  if (self != NULL)
    self->ops->close (self);
}
