#include "device/device-error.h"

#include "base/error.h"

gboolean
theta_status_check (ThetaStatus status, const char *doing, GError **error)
{
  ThetaErrorCode code = THETA_ERROR_DEVICE;

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
               theta_status_to_string (status));
  return FALSE;
}

ThetaDevice *
theta_device_open (const char *choice, guint threads, GError **error)
{
  ThetaDevice *device = NULL;

  if (choice != NULL && !g_str_equal (choice, "auto") && !g_str_equal (choice, "cpu"))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "There is no device “%s”; expected auto or cpu", choice);
      return NULL;
    }
  if (threads > 1024)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "%u threads are too many; expected 0 (all cores) to 1024", threads);
      return NULL;
    }
  if (!theta_status_check (theta_cpu_device_open (threads, &device), "opening the CPU device",
                           error))
    return NULL;
  return device;
}

void
theta_device_close (ThetaDevice *self)
{
  if (self != NULL)
    self->ops->close (self);
}
