#include "cli/cli.h"

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/number.h"
#include "device/device-error.h"

/* A handler may only write: what it writes wakes the thread that cancels.  (Blocking
 * the signals and waiting for them would not do: OpenBLAS starts its threads
 * before main() and they would take them.) */
static int signal_pipe[2];

static void
on_signal (int number)
{
  int kept = errno;

  if (write (signal_pipe[1], "", 1) < 0)
    _exit (THETA_EXIT_CANCELLED);
  errno = kept;
}

/* The first signal asks the work to stop; a second one ends the program. */
static gpointer
wait_for_signal (gpointer data)
{
  char byte;

  while (read (signal_pipe[0], &byte, 1) < 0 && errno == EINTR)
    ;
  g_cancellable_cancel (data);
  while (read (signal_pipe[0], &byte, 1) < 0 && errno == EINTR)
    ;
  _exit (THETA_EXIT_CANCELLED);
}

static void
listen_to_signals (GCancellable *cancellable)
{
  struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESTART };

  if (pipe (signal_pipe) != 0)
    return;
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
  g_thread_unref (g_thread_new ("theta-signals", wait_for_signal, g_object_ref (cancellable)));
}

char *
theta_cli_one_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *out = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);
      GUnicodeType type = g_unichar_type (c);

      if (type == G_UNICODE_CONTROL || type == G_UNICODE_LINE_SEPARATOR
          || type == G_UNICODE_PARAGRAPH_SEPARATOR)
        c = ' ';
      g_string_append_unichar (out, c);
    }
  return g_string_free (out, FALSE);
}

void
theta_cli_complain (const char *format, ...)
{
  g_autofree char *text = NULL, *line = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  line = theta_cli_one_line (text);
  g_printerr ("%s\n", line);
}

gboolean
theta_cli_parse (ThetaCli *self, int *argc, char ***argv, const char *usage, const char *summary,
                 const GOptionEntry *entries)
{
  const GOptionEntry shared[] = {
    { "device", 0, 0, G_OPTION_ARG_STRING, &self->device,
      "Where to compute: auto, cpu or cuda (an NVIDIA GPU)", "NAME" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &self->threads, "Compute threads, 0 for all cores", "N" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &self->seed, "Seed of every random draw", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->json, "Print one JSON document instead", NULL },
    { "progress", 0, 0, G_OPTION_ARG_NONE, &self->progress,
      "Tell progress on standard error even where it is no terminal", NULL },
    { NULL },
  };
  g_autofree char *name = g_strdup_printf ("thetascope-cli %s", (*argv)[0]);
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;

  g_set_prgname (name);
  g_option_context_set_summary (context, summary);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, shared, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      theta_cli_complain ("%s: %s; see %s --help", name, error->message, name);
      return FALSE;
    }
  if (self->threads < 0)
    {
      theta_cli_complain ("%s: --threads is %d; expected 0 (all cores) or more", name,
                          self->threads);
      return FALSE;
    }
  self->cancellable = g_cancellable_new ();
  listen_to_signals (self->cancellable);
  return TRUE;
}

void
theta_cli_clear (ThetaCli *self)
{
  g_free (self->device);
  g_free (self->seed);
  g_clear_object (&self->cancellable);
}

int
theta_cli_fail (const GError *error)
{
  if (theta_error_is_cancelled (error))
    {
      theta_cli_complain ("Cancelled.");
      return THETA_EXIT_CANCELLED;
    }
  theta_cli_complain ("%s", error->message);
  return theta_error_is_input (error) ? THETA_EXIT_INPUT : THETA_EXIT_FAILED;
}

int
theta_cli_usage (const char *subcommand, const char *message)
{
  theta_cli_complain ("thetascope-cli %s: %s; see thetascope-cli %s --help", subcommand, message,
                      subcommand);
  return THETA_EXIT_INPUT;
}

ThetaExperiment *
theta_cli_adjust (const ThetaCli *self, ThetaExperiment *experiment, char **assignments,
                  GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  if (self->seed != NULL)
    g_ptr_array_add (all, g_strconcat ("Experiment.Seed=", self->seed, NULL));
  if (self->device != NULL)
    g_ptr_array_add (all, g_strconcat ("Experiment.Device=", self->device, NULL));
  for (guint k = 0; assignments != NULL && assignments[k] != NULL; k++)
    g_ptr_array_add (all, g_strdup (assignments[k]));
  g_ptr_array_add (all, NULL);
  return theta_experiment_with_all (experiment, (const char *const *) all->pdata, error);
}

ThetaDevice *
theta_cli_open_device (const ThetaCli *self, const ThetaExperiment *experiment, GError **error)
{
  g_autoptr (GError) fallback = NULL;
  ThetaDevice *device
      = theta_device_choose (experiment != NULL ? experiment->device : self->device,
                             (guint) self->threads, &fallback, error);

  if (g_error_matches (fallback, THETA_ERROR, THETA_ERROR_DEVICE))
    theta_cli_complain ("Computing on the CPU, as CUDA cannot be used. %s.", fallback->message);
  return device;
}

gboolean
theta_cli_shows_progress (const ThetaCli *self)
{
  return self->progress || isatty (STDERR_FILENO);
}

void
theta_cli_progress (ThetaCli *self, const char *text, double fraction, double seconds_left)
{
  gint64 now = g_get_monotonic_time ();
  g_autofree char *left = NULL;

  if (!theta_cli_shows_progress (self) || (self->shown > 0 && now - self->shown < 100000))
    return;
  self->shown = now;
  left = isnan (seconds_left) ? g_strdup ("") : theta_number_format_seconds (seconds_left);
  if (isatty (STDERR_FILENO))
    fprintf (stderr, "\r\033[K%3.0f %%  %s%s%s", 100 * fraction, text,
             *left != '\0' ? ", left: " : "", left);
  else
    fprintf (stderr, "%3.0f %%  %s%s%s\n", 100 * fraction, text, *left != '\0' ? ", left: " : "",
             left);
  fflush (stderr);
}

void
theta_cli_progress_end (ThetaCli *self)
{
  if (self->shown > 0 && isatty (STDERR_FILENO))
    fputs ("\r\033[K", stderr);
  self->shown = 0;
}
