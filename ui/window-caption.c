/* The line under the title that says what one sees, and the badge: of which network. */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "ui/badge.h"
#include "ui/draw.h"
#include "ui/remember.h"

#define KEY "WhatOneSees"

static const struct
{
  const char *view, *line;
} lines[] = {
  { "data", N_ ("Every row is a sample, its colour the class that is to be predicted. What is "
                "learnt sees the training rows only.") },
  { "kernels", N_ ("Each square is a layer’s kernel: entry (i, j) says how alike it finds samples i "
                   "and j. A is their weighted sum.") },
  { "learning", N_ ("The weights aₗ of the layers, step by step, and below the error that the "
                    "method makes smaller by them.") },
  { "results", N_ ("Every model predicts rows that it has not seen. A dot is one fold, the tick "
                   "the mean of them.") },
  { "past", N_ ("Runs of this program on this machine. Tick two or more to put "
                "them side by side.") },
};

static gpointer
child (ThetaWindow *self, const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, name);
}

static GSimpleAction *
action (ThetaWindow *self)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "explain"));
}

void
theta_window_bind_caption (GtkWidgetClass *class)
{
  static const char *const names[] = { "caption", "caption_line", "caption_badge" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    gtk_widget_class_bind_template_child_full (class, names[k], FALSE, 0);
}

const char *
theta_window_get_line (ThetaWindow *self)
{
  const char *view = theta_window_get_view (self);

  for (guint k = 0; k < G_N_ELEMENTS (lines); k++)
    if (g_strcmp0 (lines[k].view, view) == 0)
      return _ (lines[k].line);
  return NULL;
}

void
theta_window_update_caption (ThetaWindow *self)
{
  const char *line = theta_window_get_line (self);
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (action (self)));
  g_autofree char *badge = theta_badge_text (theta_window_get_session (self));

  gtk_widget_set_visible (child (self, "caption"), line != NULL && g_variant_get_boolean (state));
  if (line != NULL)
    gtk_label_set_label (child (self, "caption_line"), line);
  theta_draw_set_tooltip (child (self, "caption_line"), line);
  gtk_label_set_label (child (self, "caption_badge"), badge);
  theta_draw_set_tooltip (child (self, "caption_badge"), theta_badge_tooltip ());
  /* It speaks of the experiment in the window, which past runs need not be like. */
  gtk_widget_set_visible (child (self, "caption_badge"),
                          g_strcmp0 (theta_window_get_view (self), "past") != 0);
}

static void
set_state (ThetaWindow *self, gboolean shown)
{
  g_simple_action_set_state (action (self), g_variant_new_boolean (shown));
  theta_window_update_caption (self);
}

static void
on_explain (GSimpleAction *simple, GVariant *value, ThetaWindow *self)
{
  theta_remember_set (KEY, g_variant_get_boolean (value));
  set_state (self, g_variant_get_boolean (value));
}

void
theta_window_allow_caption (ThetaWindow *self, gboolean allowed)
{
  gboolean chosen = theta_remember_get (KEY, TRUE) == theta_remember_get (KEY, FALSE);

  if (!chosen)
    set_state (self, allowed);
}

void
theta_window_add_caption (ThetaWindow *self)
{
  g_autoptr (GSimpleAction) explain = g_simple_action_new_stateful (
      "explain", NULL, g_variant_new_boolean (theta_remember_get (KEY, FALSE)));

  g_signal_connect (explain, "change-state", G_CALLBACK (on_explain), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (explain));
}
