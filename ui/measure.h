/* How long the main thread was ever held, and by whom: THETASCOPE_MEASURE=1.
 *
 * Three figures, longest since the last theta_measure_reset():
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

typedef struct
{
  double dispatch, handlers, drawing; /* ms, longest */
  const char *drawn_by;               /* static; NULL where nothing was drawn */
  guint handlers_over, drawing_over;  /* how many took longer than the limit */
} ThetaMeasure;

/* Watches the default main context, where the environment asks for it. */
void theta_measure_begin (void);
/* Tells the frames of @window's clock from what happens between them, from when it
 * is realized.  Without theta_measure_begin() nothing happens. */
void theta_measure_watch (GtkWidget *window);
ThetaMeasure theta_measure_get (void);
void theta_measure_reset (void);
/* Leaves out what the current dispatch has done and still does. */
void theta_measure_skip (void);
/* Prints what was measured since the last reset on standard error, after @when;
 * nothing where nothing is watched. */
void theta_measure_print (const char *when);

typedef struct
{
  const char *name;
  gint64 start;
} ThetaMeasureScope;

void theta_measure_leave (ThetaMeasureScope *scope);

/* Times the function of ours in which it stands, to its end. */
#define THETA_MEASURED                                                                            \
  __attribute__ ((cleanup (theta_measure_leave))) ThetaMeasureScope theta_measured                \
      = { G_STRFUNC, g_get_monotonic_time () }

G_END_DECLS
