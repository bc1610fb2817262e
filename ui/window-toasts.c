/* What the window says in passing. */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "ui/terms.h"

static gpointer
child (ThetaWindow *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, name);
}

static AdwToastOverlay *
toasts (ThetaWindow *self)
{
  return ADW_TOAST_OVERLAY (child (self, "toasts"));
}

static AdwToast *
new_toast (const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1); /* titles are markup */

  return adw_toast_new (escaped);
}

void
theta_window_add_toast (ThetaWindow *self, AdwToast *toast)
{
  g_return_if_fail (THETA_IS_WINDOW (self));
  adw_toast_overlay_add_toast (toasts (self), toast);
}

void
theta_window_toast (ThetaWindow *self, const char *sentence)
{
  g_return_if_fail (THETA_IS_WINDOW (self));
  adw_toast_overlay_add_toast (toasts (self), new_toast (sentence));
}

/* ---- what can be undone ---- */

/* A toast that offers to undo, and what that would undo. */
typedef struct
{
  AdwToast *toast;
  char *undoes;
} Offer;

static void
offer_free (gpointer data)
{
  Offer *self = data;

  adw_toast_dismiss (self->toast);
  g_object_unref (self->toast);
  g_free (self->undoes);
  g_free (self);
}

static char *
undo_text (ThetaWindow *self)
{
  char *text;

  g_object_get (theta_window_get_session (self), "undo-text", &text, NULL);
  return text;
}

/* The button of a toast whose change is no longer the last one would undo another. */
static void
on_undo_text (ThetaSession *session, GParamSpec *pspec, ThetaWindow *self)
{
  const Offer *offer = g_object_get_data (G_OBJECT (self), "theta-undo-offer");
  g_autofree char *text = undo_text (self);

  if (offer != NULL && g_strcmp0 (offer->undoes, text) != 0)
    g_object_set_data (G_OBJECT (self), "theta-undo-offer", NULL);
}

void
theta_window_toast_undo (ThetaWindow *self, const char *sentence)
{
  AdwToast *toast = new_toast (sentence);
  Offer *offer;

  g_return_if_fail (THETA_IS_WINDOW (self));
  if (g_object_get_data (G_OBJECT (self), "theta-undo-offer") == NULL)
    {
      ThetaSession *session = theta_window_get_session (self);

      g_signal_handlers_disconnect_by_func (session, on_undo_text, self);
      g_signal_connect_object (session, "notify::undo-text", G_CALLBACK (on_undo_text), self, 0);
    }
  offer = g_new0 (Offer, 1);
  *offer = (Offer){ .toast = g_object_ref (toast), .undoes = undo_text (self) };
  g_object_set_data_full (G_OBJECT (self), "theta-undo-offer", offer, offer_free);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  adw_toast_overlay_add_toast (toasts (self), toast);
}

void
theta_window_tell_change (GtkWidget *from)
{
  GtkRoot *root = gtk_widget_get_root (from);
  g_autofree char *text = NULL, *change = NULL;

  if (!THETA_IS_WINDOW (root))
    return;
  g_object_get (theta_window_get_session (THETA_WINDOW (root)), "undo-text", &text, NULL);
  if (text == NULL)
    return;
  change = theta_terms_change (text);
  theta_window_toast_undo (THETA_WINDOW (root), change);
}

void
theta_window_add_bar (ThetaWindow *self, GtkWidget *bar)
{
  gtk_box_insert_child_after (GTK_BOX (child (self, "root")), bar, child (self, "failure"));
}
