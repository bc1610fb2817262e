/* Prints whether the window ever stutters: the time from the start to the first frame;
 * 30 seconds of scrolling, zooming and turning pages on 10 000 rows while both cores
 * compute; and how soon what hangs on a weight follows a hand at 1000 rows.  Asserts
 * nothing about speed. */
#include "hand.h"

#include <stdlib.h>
#include <string.h>

#include "base/runtime.h"
#include "ui/heatmap-view.h"
#include "ui/data-table.h"
#include "ui/measure.h"
#include "xtest.h"

static const char *program;
static gint busy = TRUE;

/* ---- the start ---- */

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* A person's environment: what makes tests find faults makes a start slow, and what the
 * program sets when it starts itself once more it has to set. */
static char **
plain_environment (void)
{
  static const char *const not_theirs[] = { "G_DEBUG", "G_SLICE", "MALLOC_PERTURB_",
                                            "OMP_WAIT_POLICY", "OPENBLAS_CORETYPE" };
  char **environment = g_environ_setenv (g_get_environ (), "THETASCOPE_MEASURE", "start", TRUE);

  for (guint k = 0; k < G_N_ELEMENTS (not_theirs); k++)
    environment = g_environ_unsetenv (environment, not_theirs[k]);
  /* There is no bus to be told of. */
  return g_environ_setenv (environment, "GTK_A11Y", "none", TRUE);
}

static void
measure_start (void)
{
  const char *const arguments[] = { program, "--no-history", NULL };
  g_auto (GStrv) environment = plain_environment ();
  double times[9];

  for (guint k = 0; k < G_N_ELEMENTS (times); k++)
    {
      g_autofree char *said = NULL;
      const char *at;

      g_assert_true (g_spawn_sync (NULL, (char **) arguments, environment, 0, NULL, NULL, NULL,
                                   &said, NULL, NULL));
      at = strstr (said, "first frame: ");
      g_assert_nonnull (at);
      times[k] = g_ascii_strtod (at + strlen ("first frame: "), NULL);
    }
  qsort (times, G_N_ELEMENTS (times), sizeof *times, compare);
  g_print ("# Start to first frame: least %.0f ms, median %.0f ms of %u (goal 300)\n", times[0],
           times[G_N_ELEMENTS (times) / 2], (guint) G_N_ELEMENTS (times));
}

/* ---- 30 seconds ---- */

/* As much as another program would take, beside the run. */
static gpointer
spin (gpointer unused)
{
  while (g_atomic_int_get (&busy))
    ;
  return NULL;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer unused)
{
  return G_SOURCE_CONTINUE; /* frames without end, as in a long movement */
}

static void
turn_for (gint64 milliseconds)
{
  gint64 end = g_get_monotonic_time () + 1000 * milliseconds;

  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
}

/* What the program did not do. */
static void
move (GtkWidget *widget, double across, double down)
{
  gint64 start = theta_measure_now ();
  graphene_rect_t at;

  if (gtk_widget_compute_bounds (widget, GTK_WIDGET (gtk_widget_get_native (widget)), &at))
    xtest_move (widget, at.origin.x + across * at.size.width, at.origin.y + down * at.size.height);
  theta_measure_exclude (start);
}

static void
button (void (*act_on) (guint), guint number)
{
  gint64 start = theta_measure_now ();

  act_on (number);
  theta_measure_exclude (start);
}

/* One event every 16 ms, as a wheel or a moving hand sends them. */
static void
wheel (GtkWidget *widget, double across, double down, int clicks)
{
  move (widget, across, down);
  for (int k = 0; k < ABS (clicks); k++)
    {
      button (xtest_click, clicks > 0 ? 5 : 4);
      turn_for (16);
    }
}

static void
drag (GtkWidget *widget, double from, double to)
{
  for (guint k = 0; k <= 30; k++)
    {
      double place = from + (to - from) * k / 30;

      move (widget, place, place);
      if (k == 0)
        button (xtest_down, 1);
      turn_for (16);
    }
  button (xtest_up, 1);
}

static void
keys (guint keyval, guint times)
{
  for (guint k = 0; k < times; k++)
    {
      gint64 start = theta_measure_now ();

      xtest_focus (GTK_WINDOW (window));
      xtest_key (keyval, 0);
      theta_measure_exclude (start);
      turn_for (16);
    }
}

static void
tell (const char *where)
{
  ThetaMeasure now = theta_measure_get ();

  g_print ("#   %-20s %3u of %4u frames over 33 ms, longest %5.1f (%5.1f painting), %5.1f of one"
           " core; callbacks at most %5.1f ms"
           " (%u over 16); drawing at most %4.1f ms in %s\n", where, now.frames_over, now.frames,
           now.frame, now.paint, now.cpu, now.handlers, now.handlers_over, now.drawing,
           now.drawn_by != NULL ? now.drawn_by : "nothing");
}

static ThetaMeasure all;

static void
add (const char *where)
{
  ThetaMeasure now = theta_measure_get ();

  tell (where);
  all.frames += now.frames;
  all.frames_over += now.frames_over;
  all.frames_late += now.frames_late;
  all.display = MAX (all.display, now.display);
  all.frame = MAX (all.frame, now.frame);
  all.handlers = MAX (all.handlers, now.handlers);
  all.handlers_over += now.handlers_over;
  if (now.drawing > all.drawing)
    all.drawn_by = now.drawn_by;
  all.drawing = MAX (all.drawing, now.drawing);
  theta_measure_reset ();
}

static void
on_kernels (GtkWidget *map)
{
  wheel (map, 0.3, 0.6, -14);
  drag (map, 0.7, 0.2);
  keys (GDK_KEY_Right, 10);
  keys (GDK_KEY_Down, 10);
  wheel (map, 0.5, 0.5, 14);
}

static void
act (const char *detailed)
{
  ui_act (detailed);
  turn_for (250);
}

static gboolean
on_sort (gpointer column)
{
  gtk_widget_activate_action (ui_child (window, "data_page"), "data.sort", "s", column);
  return G_SOURCE_REMOVE;
}

/* By a column and back, or back and by a column. */
static void
sort (const char *column)
{
  g_idle_add (on_sort, (gpointer) column);
  turn_for (250);
  g_idle_add (on_sort, (gpointer) "");
  turn_for (250);
}

/* Through all rows, as the hand on the bar pulls. */
static void
pull (void)
{
  GtkWidget *rows = ui_child (ui_child (window, "data_page"), "rows");
  GtkAdjustment *at = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (rows));
  double upper = gtk_adjustment_get_upper (at);

  for (guint k = 0; k <= 20; k++)
    {
      gtk_adjustment_set_value (at, upper * k / 20);
      turn_for (16);
    }
  gtk_adjustment_set_value (at, 0);
  turn_for (16);
}

/* Rows of as many columns as a table shows. */
static void
measure_rows (void)
{
  GtkWidget *rows;

  ui_set ("Dataset.Source=generator:linear?n=10000&d=30");
  ui_act ("win.page('data')");
  rows = ui_find (ui_child (window, "data_page"), GTK_TYPE_COLUMN_VIEW);
  g_print ("# 10 000 rows of %u columns\n", THETA_DATA_TABLE_COLUMNS);
  turn_for (1500);
  theta_measure_reset ();
  wheel (rows, 0.5, 0.5, 100);
  add ("scrolling rows");
  pull ();
  add ("pulling the bar");
  sort ("x3");
  add ("sorting rows");
  memset (&all, 0, sizeof all);
}

static void
measure_frames (void)
{
  GtkWidget *map, *rows;
  GThread *threads[2];
  gint64 end;

  ui_set ("Dataset.Source=generator:moons?n=10000");
  ui_act ("win.run");
  ui_wait (theta_session_get_frame (session) != NULL
           && theta_session_get_frame (session)->picture != NULL);
  ui_act ("win.page('data')");
  ui_settle ();
  rows = ui_find (ui_child (window, "data_page"), GTK_TYPE_COLUMN_VIEW);
  ui_act ("win.page('kernels')");
  map = hand_find (THETA_TYPE_HEATMAP_VIEW, "Weighted kernel A");
  gtk_widget_add_tick_callback (GTK_WIDGET (window), on_tick, NULL, NULL);
  for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
    threads[k] = g_thread_new ("busy", spin, NULL);
  g_print ("# 10 000 rows, a run and two threads that never sleep\n");
  turn_for (500);
  theta_measure_reset ();
  for (end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC; g_get_monotonic_time () < end;)
    {
      act ("win.page('data')");
      add ("to Data");
      wheel (rows, 0.5, 0.5, 20);
      wheel (rows, 0.5, 0.5, -20);
      add ("scrolling rows");
      pull ();
      add ("pulling the bar");
      sort ("x");
      add ("sorting rows");
      act ("win.page('kernels')");
      add ("to Kernels");
      on_kernels (map);
      add ("zooming maps");
      act ("win.page('learning')");
      add ("to Learning");
      act ("win.page('results')");
      add ("to Results");
    }
  g_atomic_int_set (&busy, FALSE);
  for (guint k = 0; k < G_N_ELEMENTS (threads); k++)
    g_thread_join (threads[k]);
  g_print ("# In all: %u of %u frames over 33 ms are ours, the longest %.1f ms; with"
           " what GTK slept while it drew, waiting for the display, %u were over 33 ms (at most"
           " %.1f ms of sleep); callbacks at most %.1f ms (%u over 16); drawing at most %.1f ms in"
           " %s\n", all.frames_over, all.frames, all.frame, all.frames_late, all.display, all.handlers, all.handlers_over, all.drawing,
           all.drawn_by != NULL ? all.drawn_by : "nothing");
  g_assert_true (theta_session_get_running (session));
  ui_act ("win.stop");
  ui_wait (!theta_session_get_running (session));
}

/* ---- weights by hand ---- */

static gint64 answered; /* when the frame with the new error was drawn; 0: not yet */
static gboolean changed;

static void
on_error (void)
{
  changed = TRUE;
}

static void
on_painted (void)
{
  if (changed && answered == 0)
    answered = g_get_monotonic_time ();
}

/* From a key on the slider to the frame that shows the error that belongs to it. */
static void
measure_weights (void)
{
  GtkWidget *page = ui_child (window, "learning_page"), *slider;
  double times[21];

  ui_set ("Dataset.Source=generator:spirals?n=1250&noise=0.3");
  ui_set ("Weights.Iterations=3");
  ui_set ("Evaluation.Protocol=holdout");
  ui_set ("Evaluation.Compare=wntk");
  ui_run ();
  ui_act ("win.page('learning')");
  ui_settle ();
  hand_by_keys = TRUE;
  hand_press ("Weights by hand");
  slider = hand_find (GTK_TYPE_SCALE, "Weight of Θ₁");
  gtk_widget_grab_focus (slider);
  g_signal_connect (ui_child (ui_child (page, "weighed"), "error"), "notify::label",
                    G_CALLBACK (on_error), NULL);
  g_signal_connect_after (gtk_widget_get_frame_clock (slider), "after-paint",
                          G_CALLBACK (on_painted), NULL);
  for (guint k = 0; k < G_N_ELEMENTS (times); k++)
    {
      gint64 start;

      turn_for (400);
      changed = FALSE;
      answered = 0;
      start = g_get_monotonic_time ();
      xtest_focus (GTK_WINDOW (window));
      xtest_key (k % 2 == 0 ? GDK_KEY_End : GDK_KEY_Home, 0);
      ui_wait (answered != 0);
      times[k] = (double) (answered - start) / 1000;
    }
  qsort (times, G_N_ELEMENTS (times), sizeof *times, compare);
  g_print ("# 1000 training rows: the leave-one-out error follows a weight within %.0f ms (median"
           " %.0f, least %.0f; goal 100)\n", times[G_N_ELEMENTS (times) - 1],
           times[G_N_ELEMENTS (times) / 2], times[0]);
}

int
main (int argc, char **argv)
{
  int status;

  /* As the program does: OpenMP's threads sleep, and BLAS uses the processor. */
  theta_runtime_prepare (argv);
  if (argc < 2 || !xtest_open ())
    return 77;
  xtest_manage ();
  program = argv[1];
  g_setenv ("THETASCOPE_MEASURE", "1", TRUE);
  theta_measure_begin ();
  ui_begin (&argc, &argv);
  g_test_add_func ("/measure/start", measure_start);
  g_test_add_func ("/measure/rows", measure_rows);
  g_test_add_func ("/measure/frames", measure_frames);
  g_test_add_func ("/measure/weights", measure_weights);
  status = ui_end ();
  xtest_close ();
  return status;
}
