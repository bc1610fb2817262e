#include "ui/setup-rows.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

/* What is typed is taken after this pause: "1e" on the way to "1e-3" is no error. */
#define PAUSE_MS 600

static void
show_refusal (ThetaRow *self, const char *sentence)
{
  GtkWidget *row = GTK_WIDGET (self->row);

  g_free (self->refused);
  self->refused = g_strdup (sentence);
  adw_action_row_set_subtitle (self->row, sentence != NULL         ? sentence
                                          : self->subtitle != NULL ? self->subtitle
                                                                   : "");
  if (sentence != NULL)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  if (self->input == NULL)
    return;
  if (sentence != NULL)
    gtk_widget_add_css_class (self->input, "error");
  else
    gtk_widget_remove_css_class (self->input, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->input), GTK_ACCESSIBLE_STATE_INVALID,
                               sentence != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                                : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->input),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence != NULL ? sentence : "", -1);
}

/* @before: what has to be set with it, "Group.Key=Value", or NULL. */
static void
try_with (ThetaRow *self, const char *value, const char *before)
{
  const char *prefix = self->spec->prefix != NULL ? self->spec->prefix : "";
  g_autofree char *assignment = g_strconcat (self->spec->key, "=", prefix, value, NULL);
  const char *const both[] = { assignment, before, NULL };
  g_autoptr (GError) error = NULL;

  if (self->session == NULL)
    return;
  self->trying = TRUE;
  if (theta_session_set_all (self->session, both, &error))
    show_refusal (self, NULL);
  else
    show_refusal (self, error->message);
  self->trying = FALSE;
  self->changed (self->user_data);
}

void
theta_row_try (ThetaRow *self, const char *value)
{
  try_with (self, value, NULL);
}

/* Whether the last choice lacks what it begins with. */
static gboolean
lacks_first (ThetaRow *self)
{
  const char *first = self->spec->first, *equals = strchr (first, '=');
  g_autofree char *key = g_strndup (first, (gsize) (equals - first)), *value = NULL;

  value = theta_experiment_get (theta_session_get_experiment (self->session), key);
  return *value == '\0';
}

static void
take_choice (ThetaRow *self)
{
  guint at = adw_combo_row_get_selected (ADW_COMBO_ROW (self->row));
  guint n = g_strv_length ((char **) self->spec->values);

  if (at >= n)
    return;
  if (at == n - 1 && self->spec->first != NULL && self->session != NULL && lacks_first (self))
    try_with (self, self->spec->values[at], self->spec->first);
  else
    theta_row_try (self, self->spec->values[at]);
}

static void
take_number (ThetaRow *self)
{
  double value = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->input));
  g_autofree char *text = theta_number_to_string (round (value));

  theta_row_try (self, text);
}

static void
take_text (ThetaRow *self)
{
  g_autofree char *text
      = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->input))));

  theta_row_try (self, text);
}

void
theta_row_commit (ThetaRow *self)
{
  if (self->pending == 0)
    return;
  g_clear_handle_id (&self->pending, g_source_remove);
  if (self->spec->kind == THETA_ROW_TEXT)
    take_text (self);
}

static gboolean
on_pause (gpointer user_data)
{
  ThetaRow *self = user_data;

  self->pending = 0;
  take_text (self);
  return G_SOURCE_REMOVE;
}

static void
on_typed (ThetaRow *self)
{
  if (self->updating)
    return;
  g_clear_handle_id (&self->pending, g_source_remove);
  self->pending = g_timeout_add (PAUSE_MS, on_pause, self);
}

static void
on_value (ThetaRow *self)
{
  if (!self->updating)
    take_number (self);
}

static void
on_selected (ThetaRow *self)
{
  if (!self->updating)
    take_choice (self);
}

ThetaRow *
theta_row_new (const ThetaRowSpec *spec, AdwActionRow *row, GtkWidget *input,
               void (*changed) (gpointer user_data), gpointer user_data)
{
  ThetaRow *self = g_new0 (ThetaRow, 1);
  GtkEventController *focus;

  self->spec = spec;
  self->row = row;
  self->input = input;
  self->changed = changed;
  self->user_data = user_data;
  self->subtitle = g_strdup (adw_action_row_get_subtitle (row));
  if (spec->kind == THETA_ROW_CHOICE)
    {
      g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (on_selected), self);
      return self;
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (input), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), -1);
  if (spec->kind == THETA_ROW_NUMBER)
    {
      g_signal_connect_swapped (input, "value-changed", G_CALLBACK (on_value), self);
      return self;
    }
  g_signal_connect_swapped (input, "changed", G_CALLBACK (on_typed), self);
  g_signal_connect_swapped (input, "activate", G_CALLBACK (theta_row_commit), self);
  focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (theta_row_commit), self);
  gtk_widget_add_controller (input, focus);
  return self;
}

void
theta_row_free (ThetaRow *self)
{
  g_clear_handle_id (&self->pending, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->row, self);
  if (self->input != NULL)
    g_signal_handlers_disconnect_by_data (self->input, self);
  g_free (self->refused);
  g_free (self->subtitle);
  g_free (self);
}

/* ---- showing ---- */

/* "leaky-relu:0.1" is the choice "leaky-relu"; its slope has a row of its own. */
static gboolean
is_choice (const char *value, const char *choice)
{
  gsize length = strlen (choice);

  return strncmp (value, choice, length) == 0
         && (value[length] == '\0' || value[length] == ':');
}

static void
show_value (ThetaRow *self, const char *value)
{
  double number;

  switch (self->spec->kind)
    {
    case THETA_ROW_CHOICE:
      for (guint i = 0; self->spec->values[i] != NULL; i++)
        if (is_choice (value, self->spec->values[i]))
          adw_combo_row_set_selected (ADW_COMBO_ROW (self->row), i);
      break;
    case THETA_ROW_NUMBER:
      if (theta_number_parse (value, &number))
        gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->input), number);
      break;
    case THETA_ROW_TEXT:
      if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->input)), value))
        gtk_editable_set_text (GTK_EDITABLE (self->input), value);
      break;
    }
}

void
theta_row_show (ThetaRow *self, const ThetaExperiment *experiment)
{
  const char *prefix = self->spec->prefix;
  g_autofree char *value = NULL;

  /* What the person is at, and what they have still to mend, is theirs. */
  if (self->refused != NULL || self->pending != 0)
    return;
  value = theta_experiment_get (experiment, self->spec->key);
  if (prefix != NULL && !g_str_has_prefix (value, prefix))
    return;
  self->updating = TRUE;
  show_value (self, value + (prefix != NULL ? strlen (prefix) : 0));
  self->updating = FALSE;
}

void
theta_row_reset (ThetaRow *self, const ThetaExperiment *experiment)
{
  g_clear_handle_id (&self->pending, g_source_remove);
  show_refusal (self, NULL);
  theta_row_show (self, experiment);
}
