/* The strip at the foot of the window: what the run does, for how long, and where. */
#include "ui/window-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/draw.h"
#include "ui/preferences.h"

static gpointer
child (ThetaWindow *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, name);
}

void
theta_window_bind_strip (GtkWidgetClass *class)
{
  static const char *const names[] = { "strip_icon",   "strip_stage",  "strip_percent",
                                       "strip_left",   "strip_memory", "strip_progress" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    gtk_widget_class_bind_template_child_full (class, names[k], FALSE, 0);
}

/* ---- what failed ---- */

#define WHAT "theta-failed"
#define ENDED "theta-ended"

void
theta_window_set_ended (ThetaWindow *self, gboolean ended)
{
  g_object_set_data (G_OBJECT (self), ENDED, GINT_TO_POINTER (ended));
}

void
theta_window_fail_at (ThetaWindow *self, const char *what, const char *sentence)
{
  theta_window_fail (self, NULL);
  g_object_set_data_full (G_OBJECT (self), WHAT, g_strdup (what), g_free);
  theta_window_fail (self, sentence);
}

void
theta_window_succeed_at (ThetaWindow *self, const char *what)
{
  if (g_strcmp0 (g_object_get_data (G_OBJECT (self), WHAT), what) == 0)
    theta_window_fail (self, NULL);
}

void
theta_window_fail_session (ThetaWindow *self, const char *sentence)
{
  const char *opening = theta_window_get_opening (self);
  g_autofree char *name = opening != NULL ? g_path_get_basename (opening) : NULL;
  g_autofree char *what = name != NULL ? g_strdup_printf (_ ("“%s” was not opened"), name) : NULL;

  if (g_object_get_data (G_OBJECT (self), ENDED) != NULL)
    theta_window_fail_at (self, _ ("The run failed"), sentence);
  else if (what != NULL)
    theta_window_fail_at (self, what, sentence);
  else
    theta_window_fail (self, sentence);
  theta_window_set_ended (self, FALSE);
}

/* Newly allocated; earlier results are those of a run that went well. */
static char *
failure_text (ThetaWindow *self, gboolean results)
{
  const char *what = g_object_get_data (G_OBJECT (self), WHAT);

  /* What was found stays what it was where a file could not be written or read. */
  results = results && (what == NULL || g_str_equal (what, _ ("The run failed")));
  if (what == NULL)
    what = _ ("Not done, for the reason above");
  return results ? g_strdup_printf (_ ("%s; earlier results are shown"), what) : g_strdup (what);
}

/* ---- the strip ---- */

/* What the run does now, or how the last one ended; newly allocated. */
static char *
stage_text (ThetaWindow *self, gboolean running, const char **icon)
{
  ThetaSession *session = theta_window_get_session (self);
  ThetaResults *results = theta_session_get_results (session);
  const char *stopped = theta_window_get_stopped (self);
  g_autofree char *stage = NULL, *problem = NULL, *seconds = NULL;
  gboolean loading;

  *icon = NULL;
  g_object_get (session, "loading", &loading, "stage-text", &stage, "problem", &problem, NULL);
  if (running)
    {
      const char *now = stage != NULL && *stage != '\0' ? stage : _ ("Starting");

      return theta_session_get_paused (session) ? g_strdup_printf (_ ("Paused: %s"), now)
                                                : g_strdup (now);
    }
  if (loading)
    return g_strdup (_ ("Reading the data"));
  if (stopped != NULL)
    {
      *icon = "media-playback-stop-symbolic";
      return g_strdup_printf (_ ("Stopped at: %s"), stopped);
    }
  if (theta_window_is_failed (self))
    {
      *icon = "dialog-warning-symbolic";
      return failure_text (self, results != NULL);
    }
  if (results == NULL)
    return g_strdup (problem != NULL ? problem : _ ("Ready to run"));
  seconds = theta_number_format_seconds (results->seconds);
  *icon = "object-select-symbolic";
  return g_strdup_printf (_ ("Done in %s"), seconds);
}

static void
update_stage (ThetaWindow *self, gboolean running)
{
  GtkWidget *picture = child (self, "strip_icon");
  GtkLabel *label = child (self, "strip_stage");
  const char *icon;
  g_autofree char *text = stage_text (self, running, &icon);

  gtk_widget_set_visible (picture, icon != NULL);
  if (icon != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (picture), icon);
  if (theta_window_get_stopped (self) != NULL || theta_window_is_failed (self))
    gtk_widget_remove_css_class (picture, "success");
  else
    gtk_widget_add_css_class (picture, "success");
  if (!g_str_equal (gtk_label_get_label (label), text))
    gtk_label_set_label (label, text);
  theta_draw_tip (GTK_WIDGET (label), text);
}

static void
update_memory (ThetaWindow *self, gboolean shown)
{
  ThetaExperiment *experiment = theta_session_get_filled (theta_window_get_session (self));
  ThetaDataset *data = theta_session_get_dataset (theta_window_get_session (self));
  GtkWidget *label = child (self, "strip_memory");

  gtk_widget_set_visible (label, shown && data != NULL);
  if (data != NULL)
    {
      guint64 bytes = theta_run_estimate_bytes (experiment, (guint) data->x->rows,
                                                (guint) data->x->cols, data->n_classes);
      g_autofree char *needed = theta_number_format_bytes (bytes);
      g_autofree char *limit = theta_number_format_bytes (experiment->memory_limit);
      g_autofree char *of = g_strdup_printf (_ ("%s of %s"), needed, limit);

      gtk_label_set_label (GTK_LABEL (label), experiment->memory_limit > 0 ? of : needed);
    }
}

/* Half a per cent is less than a pixel or two, and each step lays the window out anew. */
static void
show_fraction (GtkProgressBar *bar, double fraction)
{
  double shown = gtk_progress_bar_get_fraction (bar);

  if (fabs (fraction - shown) >= 0.005 || fraction < shown || fraction == 1)
    gtk_progress_bar_set_fraction (bar, fraction);
}

void
theta_window_update_strip (ThetaWindow *self)
{
  ThetaSession *session = theta_window_get_session (self);
  gboolean running = theta_session_get_running (session);
  gboolean wide = theta_window_is_wide (self);
  GtkWidget *progress = child (self, "strip_progress"), *percent = child (self, "strip_percent");
  double fraction, left;
  g_autofree char *share = NULL, *seconds = NULL, *time = NULL;

  if (!theta_window_is_failed (self))
    g_object_set_data (G_OBJECT (self), WHAT, NULL);
  g_object_get (session, "fraction", &fraction, "seconds-left", &left, NULL);
  update_stage (self, running);
  gtk_widget_set_visible (progress, running);
  gtk_widget_set_visible (percent, running);
  gtk_widget_set_size_request (progress, wide ? 220 : 80, -1);
  show_fraction (GTK_PROGRESS_BAR (progress), CLAMP (fraction, 0, 1));
  share = g_strdup_printf (_ ("%d %%"), (int) floor (CLAMP (fraction, 0, 1) * 100));
  gtk_label_set_label (GTK_LABEL (percent), share);
  if (running && isfinite (left))
    {
      seconds = theta_number_format_seconds (left);
      time = g_strdup_printf (_ ("%s left"), seconds);
    }
  gtk_label_set_label (child (self, "strip_left"), time != NULL ? time : "");
  theta_window_set_device_shown (self, wide && !theta_preferences_get_less ());
  update_memory (self, wide && !theta_preferences_get_less ());
}
