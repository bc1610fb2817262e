#include "ui/data-page.h"

#include <glib/gi18n.h>

#include "ui/data-pictures.h"
#include "ui/data-table.h"
#include "ui/draw.h"
#include "ui/findings-list.h"
#include "ui/turn.h"

/* Below this the cards stand under the rows. */
#define NARROW 640

struct _ThetaDataPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  ThetaDataset *data; /* what is shown, or NULL */
  ThetaTurn turn;     /* of the content */

  GtkStack *stack;
  AdwStatusPage *status;
  GtkLabel *title, *note, *picture_title;
  GtkBox *content, *findings;
  GtkScrolledWindow *rows;
  GtkWidget *classes_card, *picture_card;
  GtkGrid *classes;
  AdwBin *picture;
};

G_DEFINE_FINAL_TYPE (ThetaDataPage, theta_data_page, GTK_TYPE_WIDGET)

/* ---- parts ---- */

static void
update_title (ThetaDataPage *self)
{
  const ThetaDataset *data = self->data;
  guint rows = (guint) data->x->rows, columns = (guint) data->x->cols;
  g_autoptr (GString) note = g_string_new (NULL);

  gtk_label_set_label (self->title, data->name);
  g_string_append_printf (note, ngettext ("%u row", "%u rows", rows), rows);
  g_string_append_printf (note, " · ");
  g_string_append_printf (note, ngettext ("%u column", "%u columns", columns), columns);
  if (rows > THETA_DATA_TABLE_ROWS || columns > THETA_DATA_TABLE_COLUMNS)
    {
      g_string_append (note, " · ");
      g_string_append_printf (note, _ ("shown: %u rows, %u columns"),
                              MIN (rows, THETA_DATA_TABLE_ROWS),
                              MIN (columns, THETA_DATA_TABLE_COLUMNS));
    }
  gtk_label_set_label (self->note, note->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->note), data->label_why);
}

static void
attach_class (ThetaDataPage *self, guint c, guint most)
{
  guint count = theta_dataset_count_class (self->data, (int) c);
  g_autofree char *number = g_strdup_printf ("%u", count);
  GtkWidget *name = gtk_label_new (self->data->classes[c]), *bar = gtk_progress_bar_new ();
  GtkWidget *value = gtk_label_new (number);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 16);
  gtk_label_set_width_chars (GTK_LABEL (name),
                             (int) MIN (g_utf8_strlen (self->data->classes[c], -1), 12));
  gtk_widget_set_tooltip_text (name, self->data->classes[c]);
  gtk_label_set_xalign (GTK_LABEL (value), 1);
  gtk_widget_add_css_class (name, "theta-value");
  gtk_widget_add_css_class (value, "theta-value");
  gtk_widget_add_css_class (bar, "theta-count");
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), most > 0 ? (double) count / most : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->data->classes[c], -1);
  gtk_grid_attach (self->classes, theta_draw_dot_new (theta_palette_class (c)), 0, (int) c, 1, 1);
  gtk_grid_attach (self->classes, name, 1, (int) c, 1, 1);
  gtk_grid_attach (self->classes, bar, 2, (int) c, 1, 1);
  gtk_grid_attach (self->classes, value, 3, (int) c, 1, 1);
}

static void
update_classes (ThetaDataPage *self)
{
  GtkWidget *child;
  guint most = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->classes))) != NULL)
    gtk_grid_remove (self->classes, child);
  gtk_widget_set_visible (self->classes_card, self->data->n_classes > 0);
  for (guint c = 0; c < self->data->n_classes; c++)
    most = MAX (most, theta_dataset_count_class (self->data, (int) c));
  for (guint c = 0; c < self->data->n_classes; c++)
    attach_class (self, c, most);
}

static void
update_picture (ThetaDataPage *self)
{
  gboolean can = theta_data_pictures_can (self->data);

  gtk_widget_set_visible (self->picture_card, can);
  adw_bin_set_child (self->picture, can ? theta_data_pictures_new (self->data) : NULL);
  if (can)
    gtk_label_set_label (self->picture_title, theta_data_pictures_title (self->data));
}

/* ---- the page ---- */

static void
show_data (ThetaDataPage *self)
{
  update_title (self);
  gtk_scrolled_window_set_child (self->rows, theta_data_table_new (self->data));
  update_classes (self);
  update_picture (self);
  theta_findings_list_fill (self->findings, self->data->findings, _ ("Nothing to worry about"),
                            _ ("No missing values, constant columns or repeated rows."));
}

static void
update (ThetaDataPage *self)
{
  ThetaDataset *data = theta_session_get_dataset (self->session);
  g_autofree char *problem = NULL;
  gboolean loading;

  g_object_get (self->session, "loading", &loading, "problem", &problem, NULL);
  if (data != self->data)
    {
      g_clear_pointer (&self->data, theta_dataset_unref);
      self->data = data != NULL ? theta_dataset_ref (data) : NULL;
      if (data != NULL)
        show_data (self);
    }
  gtk_stack_set_visible_child_name (self->stack, data != NULL ? "data" : "empty");
  adw_status_page_set_title (self->status, loading ? _ ("Reading the Data") : _ ("No Data"));
  adw_status_page_set_description (self->status, loading ? NULL : problem);
}

static void
theta_data_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaDataPage *self = THETA_DATA_PAGE (widget);

  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
  theta_turn_follow (&self->turn, width);
}

static void
theta_data_page_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (THETA_DATA_PAGE (widget)->stack), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
  /* It turns upright before it has to be wider. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 320);
}

void
theta_data_page_set_session (ThetaDataPage *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_DATA_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify::dataset", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "notify::loading", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "notify::problem", G_CALLBACK (update), self);
  update (self);
}

static void
theta_data_page_dispose (GObject *object)
{
  ThetaDataPage *self = THETA_DATA_PAGE (object);
  GtkWidget *child;

  theta_turn_clear (&self->turn);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->data, theta_dataset_unref);
  G_OBJECT_CLASS (theta_data_page_parent_class)->dispose (object);
}

static void
theta_data_page_class_init (ThetaDataPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_data_page_dispose;
  widget_class->size_allocate = theta_data_page_size_allocate;
  widget_class->measure = theta_data_page_measure;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/data-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaDataPage, name)
  CHILD (stack);
  CHILD (status);
  CHILD (title);
  CHILD (note);
  CHILD (content);
  CHILD (rows);
  CHILD (classes_card);
  CHILD (classes);
  CHILD (picture_card);
  CHILD (picture_title);
  CHILD (picture);
  CHILD (findings);
#undef CHILD
}

static void
theta_data_page_init (ThetaDataPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->turn = (ThetaTurn) { .box = GTK_ORIENTABLE (self->content), .limit = NARROW };
}
