#include "ui/measure.h"

static GPollFunc poll_before;
static gint64 woken, frame_start, in_frames;
static ThetaMeasure longest;

/* What lies between the end of one poll and the start of the next is the time in
 * which nothing else could be answered. */
static int
measured_poll (GPollFD *fds, guint n_fds, int timeout)
{
  int result;

  if (woken != 0)
    {
      gint64 busy = g_get_monotonic_time () - woken, handlers = busy - in_frames;

      longest.dispatch = MAX (longest.dispatch, busy / 1000.0);
      longest.handlers = MAX (longest.handlers, handlers / 1000.0);
      longest.handlers_over += handlers > THETA_MEASURE_LIMIT_US;
    }
  result = poll_before (fds, n_fds, timeout);
  in_frames = 0;
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

static void
on_before_paint (GdkFrameClock *clock, gpointer user_data)
{
  frame_start = g_get_monotonic_time ();
}

static void
on_after_paint (GdkFrameClock *clock, gpointer user_data)
{
  if (frame_start != 0)
    in_frames += g_get_monotonic_time () - frame_start;
  frame_start = 0;
}

void
theta_measure_watch (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  if (poll_before == NULL)
    return;
  if (clock == NULL)
    {
      g_signal_connect (window, "realize", G_CALLBACK (theta_measure_watch), NULL);
      return;
    }
  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
}

void
theta_measure_leave (ThetaMeasureScope *scope)
{
  gint64 took = g_get_monotonic_time () - scope->start;

  longest.drawing_over += took > THETA_MEASURE_LIMIT_US;
  if (took / 1000.0 <= longest.drawing)
    return;
  longest.drawing = took / 1000.0;
  longest.drawn_by = scope->name;
}

ThetaMeasure
theta_measure_get (void)
{
  return longest;
}

void
theta_measure_reset (void)
{
  longest = (ThetaMeasure) { 0 };
  woken = 0;
}

void
theta_measure_skip (void)
{
  woken = 0;
}

void
theta_measure_print (const char *when)
{
  if (poll_before == NULL)
    return;
  g_printerr ("%s: handlers at most %.1f ms (%u over 16 ms), drawing at most %.1f ms"
              " in %s (%u over 16 ms), whole dispatch with GTK's frame %.1f ms\n",
              when, longest.handlers, longest.handlers_over, longest.drawing,
              longest.drawn_by != NULL ? longest.drawn_by : "nothing", longest.drawing_over,
              longest.dispatch);
}
