/* What happens when the window closes, and what is offered after it could not. */
#include "ui/window-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* ---- closing ---- */

static void
destroy (ThetaWindow *self)
{
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_saved (ThetaWindow *self, gboolean saved)
{
  if (saved)
    destroy (self);
}

/* The dialog goes after its answer, and still looks for its window then. */
void
theta_window_question_let_go (AdwMessageDialog *dialog)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
}

static void
on_save_answer (AdwMessageDialog *dialog, const char *response, ThetaWindow *self)
{
  theta_window_question_let_go (dialog);
  if (g_str_equal (response, "save"))
    theta_window_save (self, FALSE, on_saved);
  else if (g_str_equal (response, "discard"))
    destroy (self);
}

GtkWidget *
theta_window_question_new (ThetaWindow *self, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, body);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  return dialog;
}

static void
ask_to_save (ThetaWindow *self)
{
  g_autofree char *name = theta_window_file_name (self);
  g_autofree char *body
      = g_strdup_printf (_ ("“%s” has changes that are not saved. Without saving they are lost."),
                         name);
  GtkWidget *dialog = theta_window_question_new (self, _ ("Save the experiment?"), body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "discard", _ ("_Discard"), "save",
                                    _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_answer), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* Whether the window may close; asks about what would be lost. */
static gboolean
check_saved (ThetaWindow *self)
{
  if (!theta_session_get_modified (theta_window_get_session (self)))
    return TRUE;
  ask_to_save (self);
  return FALSE;
}

static void
on_stop_answer (AdwMessageDialog *dialog, const char *response, ThetaWindow *self)
{
  theta_window_question_let_go (dialog);
  if (!g_str_equal (response, "stop"))
    return;
  theta_session_stop (theta_window_get_session (self));
  if (check_saved (self))
    destroy (self);
}

static void
ask_to_stop (ThetaWindow *self)
{
  GtkWidget *dialog = theta_window_question_new (self, _ ("Stop the run and close?"),
                                                 _ ("The run is not finished; what it has found is lost."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "stop", _ ("_Stop and Close"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_stop_answer), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static gboolean
on_close_request (ThetaWindow *self, gpointer user_data)
{
  theta_window_commit (self);
  if (theta_session_get_running (theta_window_get_session (self)))
    ask_to_stop (self);
  else if (check_saved (self))
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

void
theta_window_guard_closing (ThetaWindow *self)
{
  g_signal_connect (self, "close-request", G_CALLBACK (on_close_request), NULL);
}

/* ---- after a crash ---- */

typedef struct
{
  ThetaWindow *window;
  ThetaAutosave *autosave;
  ThetaLeftover *found;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *self = data;

  /* Not answered: it is offered again by the next start. */
  if (self->found != NULL)
    theta_leftover_free (self->found, FALSE);
  g_free (self);
}

/* "5 minutes ago" says more than a date. */
static char *
age_text (gint64 time)
{
  gint64 minutes = MAX ((g_get_real_time () / G_USEC_PER_SEC - time) / 60, 0);
  gint64 hours = minutes / 60, days = hours / 24;

  if (days > 0)
    return g_strdup_printf (g_dngettext (NULL, "%d day ago", "%d days ago", (gulong) days),
                            (int) days);
  if (hours > 0)
    return g_strdup_printf (g_dngettext (NULL, "%d hour ago", "%d hours ago", (gulong) hours),
                            (int) hours);
  if (minutes > 0)
    return g_strdup_printf (g_dngettext (NULL, "%d minute ago", "%d minutes ago", (gulong) minutes),
                            (int) minutes);
  return g_strdup (_ ("just now"));
}

/* "mine.theta", "wine" of "sample:wine" and of "/data/wine.csv". */
static char *
leftover_name (const ThetaLeftover *found)
{
  const char *source = found->experiment->source, *colon = strchr (source, ':');

  if (found->path != NULL)
    return g_path_get_basename (found->path);
  return colon != NULL ? g_strdup (colon + 1) : g_path_get_basename (source);
}

static void
on_offer_answer (GtkInfoBar *bar, int response, Offer *self)
{
  ThetaWindow *window = self->window;
  ThetaAutosave *autosave = self->autosave;
  ThetaLeftover *found = g_steal_pointer (&self->found);

  if (response == GTK_RESPONSE_ACCEPT)
    theta_session_restore (theta_window_get_session (window), found->experiment, found->path);
  theta_leftover_free (found, TRUE);
  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (bar))), GTK_WIDGET (bar));
  theta_window_offer_leftover (window, autosave);
}

void
theta_window_offer_leftover (ThetaWindow *self, ThetaAutosave *autosave)
{
  ThetaLeftover *found = theta_autosave_find (autosave);
  g_autofree char *name = NULL, *age = NULL, *text = NULL;
  GtkWidget *bar, *label;
  Offer *offer;

  if (found == NULL)
    return;
  offer = g_new0 (Offer, 1);
  *offer = (Offer){ .window = self, .autosave = autosave, .found = found };
  name = leftover_name (found);
  age = age_text (found->time);
  text = g_strdup_printf (_ ("Thetascope ended unexpectedly while “%s” was open, %s"), name, age);
  bar = gtk_info_bar_new ();
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_info_bar_set_message_type (GTK_INFO_BAR (bar), GTK_MESSAGE_QUESTION);
  gtk_info_bar_add_child (GTK_INFO_BAR (bar), label);
  gtk_info_bar_add_button (GTK_INFO_BAR (bar), _ ("_Discard"), GTK_RESPONSE_REJECT);
  gtk_info_bar_add_button (GTK_INFO_BAR (bar), _ ("_Restore"), GTK_RESPONSE_ACCEPT);
  gtk_widget_set_name (bar, "leftover");
  g_object_set_data_full (G_OBJECT (bar), "theta-offer", offer, offer_free);
  g_signal_connect (bar, "response", G_CALLBACK (on_offer_answer), offer);
  theta_window_add_bar (self, bar);
}
