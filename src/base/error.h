/* One error domain for the whole library. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What kind of thing went wrong.  PARSE, SHAPE, VALUE, MEMORY: the input is
 * bad (the command line exits with 2).  NUMERIC, DEVICE, IO: the work failed
 * (exit status 1).  Cancellation is G_IO_ERROR_CANCELLED, never one of these. */
typedef enum
{
  THETA_ERROR_PARSE,   /* a text that cannot be read: message starts with file:line:column */
  THETA_ERROR_SHAPE,   /* sizes that do not fit, too few rows or classes */
  THETA_ERROR_VALUE,   /* a setting or a number outside what is allowed */
  THETA_ERROR_NUMERIC, /* a factorization refused, an iteration that did not converge */
  THETA_ERROR_MEMORY,  /* more memory than there is or than the limit allows */
  THETA_ERROR_DEVICE,  /* the compute device is absent or failed */
  THETA_ERROR_IO       /* a file or folder that cannot be read or written */
} ThetaErrorCode;

#define THETA_ERROR (theta_error_quark ())
GQuark theta_error_quark (void);

/* Sets @error to "file:line:column: message".  @line and @column count from 1;
 * 0 leaves that part (and what follows it) out; @file may be NULL, which leaves
 * out the whole place. */
void theta_set_error_at (GError **error, ThetaErrorCode code, const char *file, guint line,
                         guint column, const char *format, ...) G_GNUC_PRINTF (6, 7);

/* Whether @error says that the input was bad, not that the work failed. */
gboolean theta_error_is_input (const GError *error);

/* Why, of an error of GLib's about a file whose name is told already: "Is a directory" of "Failed
 * to rename file “a” to “b”: Is a directory".  Part of @error's message. */
const char *theta_error_cause (const GError *error);

/* Whether @error is a cancellation. */
gboolean theta_error_is_cancelled (const GError *error);

G_END_DECLS
