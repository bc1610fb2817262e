#include "ui/measure.h"

static GPollFunc poll_before;
static gint64 woken, longest;
static guint over;

/* What lies between the end of one poll and the start of the next is the time in
 * which nothing else could be answered. */
static int
measured_poll (GPollFD *fds, guint n_fds, int timeout)
{
  int result;

  if (woken != 0)
    {
      gint64 busy = g_get_monotonic_time () - woken;

      longest = MAX (longest, busy);
      over += busy > 16000;
    }
  result = poll_before (fds, n_fds, timeout);
  woken = g_get_monotonic_time ();
  return result;
}

void
theta_measure_begin (void)
{
  if (g_strcmp0 (g_getenv ("THETASCOPE_MEASURE"), "1") != 0 || poll_before != NULL)
    return;
  poll_before = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, measured_poll);
}

double
theta_measure_longest (void)
{
  return longest / 1000.0;
}

void
theta_measure_reset (void)
{
  longest = 0;
  over = 0;
  woken = 0;
}

void
theta_measure_end (void)
{
  if (poll_before != NULL)
    g_printerr ("longest main loop dispatch %.1f ms, %u over 16 ms\n", longest / 1000.0, over);
}
