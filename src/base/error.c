#include "base/error.h"

#include <gio/gio.h>

G_DEFINE_QUARK (theta-error, theta_error)

void
theta_set_error_at (GError **error, ThetaErrorCode code, const char *file, guint line, guint column,
                    const char *format, ...)
{
  g_autoptr (GString) text = g_string_new (NULL);
  va_list args;

  if (file != NULL)
    {
      g_string_append (text, file);
      if (line > 0)
        {
          g_string_append_printf (text, ":%u", line);
          if (column > 0)
            g_string_append_printf (text, ":%u", column);
        }
      g_string_append (text, ": ");
    }
  va_start (args, format);
  g_string_append_vprintf (text, format, args);
  va_end (args);
  g_set_error_literal (error, THETA_ERROR, code, text->str);
}

gboolean
theta_error_is_input (const GError *error)
{
  if (error == NULL || error->domain != THETA_ERROR)
    return FALSE;
  switch ((ThetaErrorCode) error->code)
    {
    case THETA_ERROR_PARSE:
    case THETA_ERROR_SHAPE:
    case THETA_ERROR_VALUE:
    case THETA_ERROR_MEMORY:
      return TRUE;
    case THETA_ERROR_NUMERIC:
    case THETA_ERROR_DEVICE:
    case THETA_ERROR_IO:
    default:
      return FALSE;
    }
}

const char *
theta_error_cause (const GError *error)
{
  const char *colon = g_strrstr (error->message, ": ");

  return colon != NULL ? colon + 2 : error->message;
}

gboolean
theta_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}
