#include "ui/data-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "experiment/preview.h"
#include "experiment/remedy.h"
#include "experiment/roles.h"
#include "figure/image.h"
#include "ui/column-roles.h"
#include "ui/data-images.h"
#include "ui/data-pictures.h"
#include "ui/data-table.h"
#include "ui/draw.h"
#include "ui/findings-list.h"
#include "ui/import-panel.h"
#include "ui/scatter-view.h"
#include "ui/turn.h"

/* Below this the cards stand under the rows. */
#define NARROW 640

struct _ThetaDataPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  ThetaDataset *data; /* what is shown, or NULL */
  ThetaTurn turn;     /* of the content */

  ThetaDataRows *shown_rows;   /* of data, or NULL */
  GCancellable *looking; /* for the points of data, or NULL */
  gboolean standardized; /* the points are */
  gboolean updating;     /* the program chooses */

  GtkStack *stack;
  AdwStatusPage *status;
  GtkLabel *title, *note, *picture_title, *picture_note, *readout, *pages;
  GtkBox *content, *findings;
  GtkStack *views;
  GtkScrolledWindow *rows, *images;
  GtkWidget *classes_card, *picture_card, *view_buttons, *images_button, *table_button;
  GtkWidget *pager, *previous, *next, *import_button;
  GtkMenuButton *columns_button;
  GtkPopover *columns;
  GtkGrid *classes;
  ThetaScatterView *scatter;
  GtkDropDown *missing, *standardize;
  GtkLabel *split;
};

G_DEFINE_FINAL_TYPE (ThetaDataPage, theta_data_page, GTK_TYPE_WIDGET)

/* ---- parts ---- */

/* "178 rows · 13 columns · 2 left out" */
static void
update_title (ThetaDataPage *self)
{
  const ThetaDataset *data = self->data;
  guint rows = (guint) data->x->rows, columns = (guint) data->x->cols;
  guint ignored = data->ignored != NULL ? g_strv_length (data->ignored) : 0;
  g_autoptr (GString) note = g_string_new (NULL);

  gtk_label_set_label (self->title, data->name);
  g_string_append_printf (note, ngettext ("%u row", "%u rows", rows), rows);
  g_string_append_printf (note, " · ");
  g_string_append_printf (note, ngettext ("%u column", "%u columns", columns), columns);
  if (ignored > 0)
    {
      g_string_append (note, ", ");
      g_string_append_printf (note, _ ("%u left out"), ignored);
    }
  if (columns > THETA_DATA_TABLE_COLUMNS && !theta_image_is (data))
    {
      g_string_append (note, ", ");
      g_string_append_printf (note, _ ("the first %u shown"), THETA_DATA_TABLE_COLUMNS);
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

/* ---- rows and their selection ---- */

static void
update_pages (ThetaDataPage *self)
{
  guint first = theta_data_rows_get_first (self->shown_rows), n = (guint) self->data->x->rows;
  guint last = MIN (first + THETA_DATA_ROWS_PAGE, n);
  g_autofree char *text = g_strdup_printf (_ ("%u – %u of %u"), first + 1, last, n);

  gtk_label_set_label (self->pages, text);
  gtk_widget_set_visible (self->pager, n > THETA_DATA_ROWS_PAGE);
  gtk_widget_set_sensitive (self->previous, first > 0);
  gtk_widget_set_sensitive (self->next, last < n);
}

static void
on_previous (ThetaDataPage *self)
{
  theta_data_rows_show (self->shown_rows,
                        theta_data_rows_get_first (self->shown_rows) - THETA_DATA_ROWS_PAGE);
}

static void
on_next (ThetaDataPage *self)
{
  theta_data_rows_show (self->shown_rows,
                        theta_data_rows_get_first (self->shown_rows) + THETA_DATA_ROWS_PAGE);
}

/* Which row is meant, under the points; without one, what to do. */
static void
read_out (ThetaDataPage *self, int row)
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
  read_out (self, row);
}

static void
on_hovered (ThetaDataPage *self, int row)
{
  read_out (self, row >= 0 ? row : theta_data_rows_get_selected (self->shown_rows));
}

static void
on_picked (ThetaDataPage *self, int row)
{
  theta_data_rows_select (self->shown_rows, row);
}

static void
clear_rows (ThetaDataPage *self)
{
  if (self->shown_rows != NULL)
    g_signal_handlers_disconnect_by_data (self->shown_rows, self);
  g_clear_object (&self->shown_rows);
}

static void
show_rows (ThetaDataPage *self)
{
  gboolean images = theta_image_is (self->data);

  clear_rows (self);
  self->shown_rows = theta_data_rows_new ((guint) self->data->x->rows);
  g_signal_connect_swapped (self->shown_rows, "page", G_CALLBACK (update_pages), self);
  g_signal_connect_swapped (self->shown_rows, "selected", G_CALLBACK (on_row_selected), self);
  gtk_scrolled_window_set_child (self->rows, theta_data_table_new (self->data, self->shown_rows));
  gtk_scrolled_window_set_child (
      self->images, images ? theta_data_images_new (self->data, self->shown_rows) : NULL);
  gtk_widget_set_visible (self->view_buttons, images);
  gtk_toggle_button_set_active (
      GTK_TOGGLE_BUTTON (images ? self->images_button : self->table_button), TRUE);
  update_pages (self);
}

static void
on_view (ThetaDataPage *self)
{
  gboolean images = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->images_button));

  gtk_stack_set_visible_child_name (self->views, images ? "images" : "table");
}

/* ---- points ---- */

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

static void
stop_looking (ThetaDataPage *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
}

static void
look_for_points (ThetaDataPage *self)
{
  ThetaExperiment *experiment = theta_session_get_experiment (self->session);

  stop_looking (self);
  self->standardized = experiment->standardize != THETA_STANDARDIZE_NONE;
  self->looking = g_cancellable_new ();
  theta_components_async (self->data, self->standardized, self->looking, on_points, self);
}

/* ---- roles and preparation ---- */

static void
complain (ThetaDataPage *self, const char *sentence)
{
  g_signal_emit_by_name (self->session, "failed", sentence);
}

static void
act_role (GtkWidget *widget, const char *action, GVariant *name)
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
  if (settings != NULL)
    theta_session_set_all (self->session, (const char *const *) settings, &error);
  if (error != NULL)
    complain (self, error->message);
}

static void
act_import (GtkWidget *widget, const char *action, GVariant *parameter)
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

static void
on_missing (ThetaDataPage *self)
{
  static const char *const values[] = { "refuse", "mean", "drop-row" };

  set_choice (self, "Dataset.Missing", self->missing, values);
}

static void
on_standardize (ThetaDataPage *self)
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

static void
update_preparation (ThetaDataPage *self)
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
static void
fill_columns (GtkMenuButton *button, gpointer user_data)
{
  ThetaDataPage *self = user_data;

  if (self->data != NULL && gtk_popover_get_child (self->columns) == NULL)
    gtk_popover_set_child (self->columns, theta_column_roles_new (self->data));
}

static void
forget_columns (ThetaDataPage *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->columns)))
    gtk_popover_popdown (self->columns);
  gtk_popover_set_child (self->columns, NULL);
}

/* ---- findings ---- */

static void
on_remedy (GtkButton *button, gpointer user_data)
{
  ThetaDataPage *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!theta_session_set (self->session, g_object_get_data (G_OBJECT (button), "theta-remedy"),
                          &error))
    complain (self, error->message);
}

/* The remedy stands under the words of its finding. */
static void
add_remedy (ThetaDataPage *self, GtkWidget *row, const ThetaFinding *finding)
{
  const char *label;
  char *remedy = theta_remedy_find (theta_session_get_experiment (self->session), self->data,
                                    finding, &label);
  GtkWidget *button;

  if (remedy == NULL)
    return;
  button = gtk_button_new_with_label (_ (label));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 3);
  g_object_set_data_full (G_OBJECT (button), "theta-remedy", remedy, g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_remedy), self);
  gtk_box_append (GTK_BOX (gtk_widget_get_last_child (row)), button);
}

static void
update_findings (ThetaDataPage *self)
{
  GPtrArray *findings = self->data->findings;
  GtkWidget *row;

  theta_findings_list_fill (self->findings, findings, _ ("Nothing to worry about"),
                            _ ("No missing values, constant columns or repeated rows."));
  row = gtk_widget_get_first_child (GTK_WIDGET (self->findings));
  for (guint k = 0; k < findings->len; k++, row = gtk_widget_get_next_sibling (row))
    add_remedy (self, row, findings->pdata[k]);
}

/* ---- the page ---- */

static void
show_data (ThetaDataPage *self)
{
  gboolean file = self->data->table && !strchr (self->data->source, ':')
                  && !g_str_has_suffix (self->data->source, ".arff");

  theta_scatter_view_set (self->scatter, NULL, NULL);
  gtk_widget_set_visible (self->picture_card, FALSE);
  show_rows (self);
  read_out (self, -1);
  update_title (self);
  update_classes (self);
  update_findings (self);
  look_for_points (self);
  forget_columns (self);
  gtk_widget_set_visible (GTK_WIDGET (self->columns_button), !theta_image_is (self->data));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "data.import", file);
  gtk_widget_set_visible (self->import_button, file);
}

/* What is said of the data and depends on other settings. */
static void
on_experiment (ThetaDataPage *self)
{
  ThetaExperiment *experiment = theta_session_get_experiment (self->session);

  if (self->data == NULL)
    return;
  update_preparation (self);
  update_findings (self);
  if (self->standardized != (experiment->standardize != THETA_STANDARDIZE_NONE))
    look_for_points (self);
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
      stop_looking (self);
      g_clear_pointer (&self->data, theta_dataset_unref);
      self->data = data != NULL ? theta_dataset_ref (data) : NULL;
      if (data != NULL)
        show_data (self);
    }
  update_preparation (self);
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
  g_signal_connect_swapped (session, "notify::experiment", G_CALLBACK (on_experiment), self);
  update (self);
}

static void
theta_data_page_dispose (GObject *object)
{
  ThetaDataPage *self = THETA_DATA_PAGE (object);
  GtkWidget *child;

  theta_turn_clear (&self->turn);
  stop_looking (self);
  clear_rows (self);
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
  g_type_ensure (THETA_TYPE_SCATTER_VIEW);
  gtk_widget_class_install_action (widget_class, "data.label", "s", act_role);
  gtk_widget_class_install_action (widget_class, "data.use", "s", act_role);
  gtk_widget_class_install_action (widget_class, "data.leave-out", "s", act_role);
  gtk_widget_class_install_action (widget_class, "data.import", NULL, act_import);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/data-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaDataPage, name)
  CHILD (stack);
  CHILD (status);
  CHILD (title);
  CHILD (note);
  CHILD (content);
  CHILD (rows);
  CHILD (images);
  CHILD (views);
  CHILD (view_buttons);
  CHILD (images_button);
  CHILD (table_button);
  CHILD (pager);
  CHILD (previous);
  CHILD (next);
  CHILD (pages);
  CHILD (import_button);
  CHILD (columns_button);
  CHILD (columns);
  CHILD (classes_card);
  CHILD (classes);
  CHILD (picture_card);
  CHILD (picture_title);
  CHILD (picture_note);
  CHILD (readout);
  CHILD (scatter);
  CHILD (missing);
  CHILD (standardize);
  CHILD (split);
  CHILD (findings);
#undef CHILD
}

static void
theta_data_page_init (ThetaDataPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->columns_button, fill_columns, self, NULL);
  g_signal_connect_swapped (self->scatter, "hovered", G_CALLBACK (on_hovered), self);
  g_signal_connect_swapped (self->scatter, "picked", G_CALLBACK (on_picked), self);
  g_signal_connect_swapped (self->previous, "clicked", G_CALLBACK (on_previous), self);
  g_signal_connect_swapped (self->next, "clicked", G_CALLBACK (on_next), self);
  g_signal_connect_swapped (self->images_button, "toggled", G_CALLBACK (on_view), self);
  g_signal_connect_swapped (self->missing, "notify::selected", G_CALLBACK (on_missing), self);
  g_signal_connect_swapped (self->standardize, "notify::selected", G_CALLBACK (on_standardize),
                            self);
  self->turn = (ThetaTurn) { .box = GTK_ORIENTABLE (self->content), .limit = NARROW };
}
