#include "ui/measure.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static GPollFunc poll_before;
static gint64 woken, frame_start, in_frames;
static gint64 mark, since_frame; /* of the work since the last frame was drawn */
static gint64 slept;             /* until that frame, and in it in functions of ours */
static int schedule = -1;        /* what the scheduler tells of the main thread */
static ThetaMeasure longest;

/* How long the scheduler has kept the main thread waiting for a core, in µs; 0 where
 * the system does not count it. */
static gint64
waited (void)
{
  char text[96];
  guint64 delay = 0;
  ssize_t length = schedule >= 0 ? pread (schedule, text, sizeof text - 1, 0) : -1;

  if (length <= 0)
    return 0;
  text[length] = '\0';
  return sscanf (text, "%*u %" G_GUINT64_FORMAT, &delay) == 1 ? (gint64) (delay / 1000) : 0;
}

static gint64
computed (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* What a machine's host took from this thread: time in which it neither computed nor waited
 * for a core, without having gone to sleep.  Added up from call to call, on the main thread. */
static gint64
stolen (gint64 now)
{
  static gint64 time_before, cpu_before, all;
  static long sleeps_before;
  gint64 cpu = computed ();
  struct rusage usage = { 0 };

  if (getrusage (RUSAGE_THREAD, &usage) != 0)
    return 0;
  if (usage.ru_nvcsw == sleeps_before && time_before != 0)
    all += MAX (0, (now - time_before) - (cpu - cpu_before));
  time_before = now;
  cpu_before = cpu;
  sleeps_before = usage.ru_nvcsw;
  return all;
}

/* A clock that stands still while others have the cores. */
gint64
theta_measure_now (void)
{
  gint64 now = g_get_monotonic_time () - waited ();

  return now - stolen (now);
}

/* What lies between the end of one poll and the start of the next is the time in
 * which nothing else could be answered. */
static int
measured_poll (GPollFD *fds, guint n_fds, int timeout)
{
  int result;

  if (woken != 0)
    {
      gint64 now = theta_measure_now (), busy = now - woken, handlers = busy - in_frames;

      since_frame += now - mark;
      longest.dispatch = MAX (longest.dispatch, busy / 1000.0);
      longest.handlers = MAX (longest.handlers, handlers / 1000.0);
      longest.handlers_over += handlers > THETA_MEASURE_LIMIT_US;
    }
  result = poll_before (fds, n_fds, timeout);
  in_frames = 0;
  woken = mark = theta_measure_now ();
  return result;
}

void
theta_measure_begin (void)
{
  const char *asked = g_getenv ("THETASCOPE_MEASURE");

  if ((g_strcmp0 (asked, "1") != 0 && g_strcmp0 (asked, "start") != 0) || poll_before != NULL)
    return;
  schedule = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  poll_before = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, measured_poll);
}

gint64
theta_measure_slept (void)
{
  return theta_measure_now () - computed ();
}

static void
on_before_paint (GdkFrameClock *clock, gpointer user_data)
{
  frame_start = theta_measure_now ();
  slept = theta_measure_slept ();
}

/* What the main thread computed since it was last asked, in ms. */
static double
cpu_spent (void)
{
  static gint64 before;
  gint64 all = computed (), spent = all - before;

  before = all;
  return (double) spent / 1000;
}

static void
on_after_paint (GdkFrameClock *clock, gpointer user_data)
{
  gint64 now = theta_measure_now (), painted = now - frame_start, display;

  if (frame_start == 0)
    return;
  display = MAX (0, theta_measure_slept () - slept);
  in_frames += painted;
  painted -= display;
  frame_start = 0;
  since_frame += now - mark;
  mark = now;
  longest.frames++;
  longest.frames_late += since_frame > THETA_MEASURE_FRAME_US;
  longest.display = MAX (longest.display, display / 1000.0);
  since_frame -= display;
  if (since_frame / 1000.0 > longest.frame)
    {
      longest.frame = since_frame / 1000.0;
      longest.paint = painted / 1000.0;
    }
  longest.frames_over += since_frame > THETA_MEASURE_FRAME_US;
  since_frame = 0;
  longest.cpu = fmax (longest.cpu, cpu_spent ());
}

/* Milliseconds since the system started this process; NaN where it does not tell.
 * The 22nd field of its record, counted from boot; 10 ms are its resolution. */
static double
since_start (void)
{
  g_autofree char *text = NULL;
  const char *at;
  struct timespec now;
  double ticks;

  if (!g_file_get_contents ("/proc/self/stat", &text, NULL, NULL)
      || (at = strrchr (text, ')')) == NULL)
    return NAN;
  for (guint field = 2; field < 22 && at != NULL; field++)
    at = strchr (at + 1, ' ');
  if (at == NULL)
    return NAN;
  ticks = g_ascii_strtod (at, NULL);
  clock_gettime (CLOCK_BOOTTIME, &now);
  return 1e3 * ((double) now.tv_sec + 1e-9 * (double) now.tv_nsec
                - ticks / (double) sysconf (_SC_CLK_TCK));
}

static void
on_first_paint (GdkFrameClock *clock, gpointer window)
{
  g_signal_handlers_disconnect_by_func (clock, on_first_paint, window);
  g_printerr ("From the start to the first frame: %.0f ms\n", since_start ());
  if (g_str_equal (g_getenv ("THETASCOPE_MEASURE"), "start"))
    gtk_window_destroy (window);
}

static void
on_realize (GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_after_paint), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (on_first_paint), window);
}

void
theta_measure_watch (GtkWidget *window)
{
  if (poll_before == NULL)
    return;
  if (gtk_widget_get_realized (window))
    on_realize (window);
  else
    g_signal_connect (window, "realize", G_CALLBACK (on_realize), NULL);
}

void
theta_measure_leave (ThetaMeasureScope *scope)
{
  gint64 took = theta_measure_now () - scope->start;

  /* What a function of ours sleeps is ours. */
  slept += MAX (0, theta_measure_slept () - scope->slept);
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
  woken = since_frame = 0;
  mark = theta_measure_now ();
  cpu_spent ();
}

void
theta_measure_skip (void)
{
  woken = since_frame = 0;
  mark = theta_measure_now ();
  cpu_spent ();
}

void
theta_measure_exclude (gint64 start)
{
  gint64 took = theta_measure_now () - start;

  mark += took;
  woken += woken != 0 ? took : 0;
  frame_start += frame_start != 0 ? took : 0;
}

void
theta_measure_print (const char *when)
{
  if (poll_before == NULL || g_strcmp0 (g_getenv ("THETASCOPE_MEASURE"), "1") != 0)
    return;
  g_printerr ("%s: %u of %u frames over 33 ms (longest %.1f ms), handlers at most %.1f ms"
              " (%u over 16 ms), drawing at most %.1f ms in %s (%u over 16 ms),"
              " whole dispatch with GTK's frame %.1f ms\n",
              when, longest.frames_over, longest.frames, longest.frame, longest.handlers,
              longest.handlers_over, longest.drawing,
              longest.drawn_by != NULL ? longest.drawn_by : "nothing", longest.drawing_over,
              longest.dispatch);
}
