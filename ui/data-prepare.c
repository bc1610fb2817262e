#include "ui/data-page-private.h"

#include <glib/gi18n.h>

#include "experiment/remedy.h"
#include "experiment/roles.h"
#include "ui/column-roles.h"
#include "ui/findings-list.h"
#include "ui/import-panel.h"
#include "ui/window.h"

static void
complain (ThetaDataPage *self, const char *sentence)
{
  g_signal_emit_by_name (self->session, "failed", sentence);
}

void
theta_data_act_role (GtkWidget *widget, const char *action, GVariant *name)
{
  ThetaDataPage *self = THETA_DATA_PAGE (widget);
  ThetaRole role = g_str_equal (action, "data.label")  ? THETA_ROLE_LABEL
                   : g_str_equal (action, "data.use") ? THETA_ROLE_USED
                                                       : THETA_ROLE_IGNORED;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) settings = NULL;

  if (self->data == NULL)
    return;
  settings = theta_roles_assign (theta_session_get_experiment (self->session), self->data,
                                 g_variant_get_string (name, NULL), role, &error);
  if (settings != NULL
      && theta_session_set_all (self->session, (const char *const *) settings, &error))
    theta_window_tell_change (widget);
  if (error != NULL)
    complain (self, error->message);
}

void
theta_data_act_import (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ThetaDataPage *self = THETA_DATA_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  g_autofree char *path = g_canonicalize_filename (
      self->data->source, theta_session_get_experiment (self->session)->base_dir);

  gtk_window_present (GTK_WINDOW (theta_import_panel_new (
      self->session, path, TRUE, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL)));
}

static void
set_choice (ThetaDataPage *self, const char *key, GtkDropDown *choice, const char *const *values)
{
  g_autofree char *text
      = g_strconcat (key, "=", values[gtk_drop_down_get_selected (choice)], NULL);
  g_autoptr (GError) error = NULL;

  if (!self->updating && self->session != NULL
      && !theta_session_set (self->session, text, &error))
    complain (self, error->message);
}

void
theta_data_on_missing (ThetaDataPage *self)
{
  static const char *const values[] = { "refuse", "mean", "drop-row" };

  set_choice (self, "Dataset.Missing", self->missing, values);
}

void
theta_data_on_standardize (ThetaDataPage *self)
{
  static const char *const values[] = { "train", "all", "none" };

  set_choice (self, "Dataset.Standardize", self->standardize, values);
}

/* "5 folds: 142 rows train, 36 test" */
static char *
say_split (const ThetaExperiment *experiment, const ThetaDataset *data)
{
  guint n = (guint) data->x->rows, folds = experiment->folds;
  guint test = experiment->protocol == THETA_PROTOCOL_HOLDOUT
                   ? (guint) (experiment->test_fraction * n + 0.5)
                   : n / MAX (folds, 1);

  if (*experiment->test_source != '\0')
    return g_strdup (_ ("The test data are a file of their own"));
  if (experiment->protocol == THETA_PROTOCOL_FOLDS)
    return g_strdup (_ ("The folds are a file’s"));
  if (experiment->protocol == THETA_PROTOCOL_HOLDOUT)
    return g_strdup_printf (_ ("About %u rows train, %u test"), n - test, test);
  return g_strdup_printf (_ ("%u folds: about %u rows train, %u test"), folds, n - test, test);
}

void
theta_data_update_preparation (ThetaDataPage *self)
{
  ThetaExperiment *experiment = theta_session_get_experiment (self->session);
  g_autofree char *split = NULL;

  if (self->data == NULL)
    return;
  split = say_split (experiment, self->data);
  self->updating = TRUE;
  gtk_drop_down_set_selected (self->missing, experiment->missing);
  gtk_drop_down_set_selected (self->standardize, experiment->standardize);
  self->updating = FALSE;
  gtk_label_set_label (self->split, split);
}

/* The list of columns takes a while where there are many: it is made when it is asked
 * for. */
void
theta_data_fill_columns (GtkMenuButton *button, gpointer user_data)
{
  ThetaDataPage *self = user_data;

  if (self->data != NULL && gtk_popover_get_child (self->columns) == NULL)
    gtk_popover_set_child (self->columns, theta_column_roles_new (self->data));
}

void
theta_data_forget_columns (ThetaDataPage *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->columns)))
    gtk_popover_popdown (self->columns);
  gtk_popover_set_child (self->columns, NULL);
}

static void
on_remedy (GtkButton *button, gpointer user_data)
{
  ThetaDataPage *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!theta_session_set (self->session, g_object_get_data (G_OBJECT (button), "theta-remedy"),
                          &error))
    complain (self, error->message);
  else
    theta_window_tell_change (GTK_WIDGET (self));
}

static void
add_remedy (ThetaDataPage *self, guint k)
{
  const ThetaFinding *finding = self->data->findings->pdata[k];
  const char *label;
  char *remedy = theta_remedy_find (theta_session_get_experiment (self->session), self->data,
                                    finding, &label);
  GtkWidget *button;

  if (remedy == NULL)
    return;
  button = gtk_button_new_with_label (_ (label));
  gtk_widget_set_margin_top (button, 3);
  g_object_set_data_full (G_OBJECT (button), "theta-remedy", remedy, g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_remedy), self);
  theta_findings_list_add_button (self->findings, k, button);
}

void
theta_data_update_findings (ThetaDataPage *self)
{
  GPtrArray *findings = self->data->findings;

  theta_findings_list_fill (self->findings, findings, _ ("Nothing to worry about"),
                            _ ("No missing values, constant columns or repeated rows."));
  for (guint k = 0; k < findings->len; k++)
    add_remedy (self, k);
}
