#include "ui/data-page-private.h"

#include <glib/gi18n.h>

#include "experiment/preview.h"
#include "figure/image.h"
#include "ui/data-images.h"
#include "ui/data-table.h"

/* Which row is meant, under the points; without one, what to do. */
void
theta_data_read_out (ThetaDataPage *self, int row)
{
  g_autofree char *text = NULL;

  if (row < 0)
    text = g_strdup (_ ("Point at a row to read it here"));
  else if (self->data->labels != NULL)
    text = g_strdup_printf (_ ("Row %u · %s"), self->data->rows[row],
                            self->data->classes[self->data->labels[row]]);
  else
    text = g_strdup_printf (_ ("Row %u"), self->data->rows[row]);
  gtk_label_set_label (self->readout, text);
}

static void
on_row_selected (ThetaDataPage *self, int row)
{
  theta_scatter_view_select (self->scatter, row);
  theta_data_read_out (self, row);
}

void
theta_data_on_hovered (ThetaDataPage *self, int row)
{
  theta_data_read_out (self, row >= 0 ? row : theta_data_rows_get_selected (self->shown_rows));
}

void
theta_data_on_picked (ThetaDataPage *self, int row)
{
  theta_data_rows_select (self->shown_rows, row);
}

void
theta_data_clear_rows (ThetaDataPage *self)
{
  if (self->shown_rows != NULL)
    g_signal_handlers_disconnect_by_data (self->shown_rows, self);
  g_clear_object (&self->shown_rows);
}

void
theta_data_show_rows (ThetaDataPage *self)
{
  gboolean images = theta_image_is (self->data);

  theta_data_clear_rows (self);
  self->shown_rows = theta_data_rows_new ((guint) self->data->x->rows);
  g_signal_connect_swapped (self->shown_rows, "selected", G_CALLBACK (on_row_selected), self);
  gtk_scrolled_window_set_child (self->rows, theta_data_table_new (self->data, self->shown_rows));
  gtk_scrolled_window_set_child (
      self->images, images ? theta_data_images_new (self->data, self->shown_rows) : NULL);
  gtk_widget_set_visible (self->view_buttons, images);
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (images ? self->images_button : self->table_button), TRUE);
}

void
theta_data_on_view (ThetaDataPage *self)
{
  gboolean images = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->images_button));

  gtk_stack_set_visible_child_name (self->views, images ? "images" : "table");
}

void
theta_data_act_sort (GtkWidget *widget, const char *action, GVariant *name)
{
  ThetaDataPage *self = THETA_DATA_PAGE (widget);
  GtkWidget *table = self->data != NULL ? gtk_scrolled_window_get_child (self->rows) : NULL;
  const char *title = g_variant_get_string (name, NULL);

  if (table != NULL && *title == '\0')
    theta_data_table_restore (table);
  else if (table != NULL)
    theta_data_table_sort (table, title);
}

static void
say_points (ThetaDataPage *self, const ThetaComponents *points)
{
  g_autoptr (GString) text = g_string_new (NULL);

  gtk_label_set_label (self->picture_title,
                       points->plain ? _ ("Points") : _ ("Principal components"));
  if (points->plain)
    g_string_append_printf (text, _ ("%s across, %s up"), self->data->columns[0],
                            self->data->columns[1]);
  else
    g_string_append_printf (text, _ ("%.0f %% and %.0f %% of the variance"),
                            100 * points->share[0], 100 * points->share[1]);
  if (points->n < self->data->x->rows)
    {
      g_string_append (text, "; ");
      g_string_append_printf (text, _ ("%u rows of %u"), points->n, (guint) self->data->x->rows);
    }
  gtk_label_set_label (self->picture_note, text->str);
}

static void
on_points (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ThetaDataPage *self = user_data;
  g_autoptr (GError) error = NULL;
  ThetaComponents *points = theta_components_finish (result, &error);

  /* Whoever cancelled it shows other data, or is gone. */
  if (points == NULL)
    return;
  g_clear_object (&self->looking);
  say_points (self, points);
  theta_scatter_view_set (self->scatter, self->data, points);
  theta_scatter_view_select (self->scatter, theta_data_rows_get_selected (self->shown_rows));
  gtk_widget_set_visible (self->picture_card, TRUE);
}

void
theta_data_stop_looking (ThetaDataPage *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

void
theta_data_look_for_points (ThetaDataPage *self)
{
  ThetaExperiment *experiment = theta_session_get_experiment (self->session);

  theta_data_stop_looking (self);
  self->standardized = experiment->standardize != THETA_STANDARDIZE_NONE;
  self->looking = g_cancellable_new ();
  theta_components_async (self->data, self->standardized, self->looking, on_points, self);
}
