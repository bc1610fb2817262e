/* How long the main thread was ever held, and by whom: THETASCOPE_MEASURE=1 prints it
 * when the program ends; THETASCOPE_MEASURE=start prints the time from the start of the
 * process to the first frame, and ends the program there.
 *
 * All times leave out what the scheduler kept the main thread waiting for a core
 * (/proc/thread-self/schedstat) and what a host took from a virtual machine; what it waits
 * for anything else, a lock, a file, counts.
 * Longest since the last theta_measure_reset():
 * - display: what GTK's layout and drawing slept in one frame, outside functions of ours:
 *   for answers and memory of the display's server, which has to get a core itself;
 * - frame: all that the main thread did from one frame of the window to the next, less
 *   that.  It is ours to the last microsecond, GTK's layout and drawing of our widgets
 *   included: a frame over 33 ms here is a frame that we have lost;
 * - dispatch: from one poll to the next, whatever ran in between;
 * - handlers: the part of a dispatch outside the frames of GTK, an upper bound
 *   for every source, action and signal handler of ours (GTK's own handling of
 *   events, and all that a handler makes GTK do, count in it);
 * - drawing: one function of ours inside a frame, named by THETA_MEASURED. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The length of a 60 Hz frame: what a callback of ours may take. */
#define THETA_MEASURE_LIMIT_US 16000
/* Two of them: longer is a stutter that is seen. */
#define THETA_MEASURE_FRAME_US 33000

typedef struct
{
  double frame, dispatch, handlers, drawing; /* ms, longest */
  double cpu;   /* ms, the most that the main thread computed from one frame to the next */
  double paint; /* of that frame, in GTK's frame itself: layout and drawing */
  double display;
  const char *drawn_by;              /* static; NULL where nothing was drawn */
  guint handlers_over, drawing_over; /* how many took longer than the limit */
  guint frames, frames_over;         /* drawn, and those over 33 ms */
  guint frames_late;                 /* over 33 ms with what the display took */
} ThetaMeasure;

/* Microseconds of a clock that stands still while the scheduler keeps us waiting. */
gint64 theta_measure_now (void);
/* Watches the default main context, where the environment asks for it. */
void theta_measure_begin (void);
/* Tells the frames of @window's clock from what happens between them, from when it
 * is realized.  Without theta_measure_begin() nothing happens. */
void theta_measure_watch (GtkWidget *window);
ThetaMeasure theta_measure_get (void);
void theta_measure_reset (void);
/* Leaves out what the current dispatch has done and still does. */
void theta_measure_skip (void);
/* Leaves out what the main thread has done since @start, a theta_measure_now(): work of
 * whoever measures. */
void theta_measure_exclude (gint64 start);
/* Prints what was measured since the last reset on standard error, after @when;
 * nothing where nothing is watched. */
void theta_measure_print (const char *when);

typedef struct
{
  const char *name;
  gint64 start, slept;
} ThetaMeasureScope;

/* How long the calling thread has slept since it began, waiting for something other than a
 * core, in µs. */
gint64 theta_measure_slept (void);
void theta_measure_leave (ThetaMeasureScope *scope);

/* Times the function of ours in which it stands, to its end. */
#define THETA_MEASURED                                                                            \
  __attribute__ ((cleanup (theta_measure_leave))) ThetaMeasureScope theta_measured                \
      = { G_STRFUNC, theta_measure_now (), theta_measure_slept () }

G_END_DECLS
