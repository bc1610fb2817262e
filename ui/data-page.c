#include "ui/data-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "figure/image.h"
#include "ui/data-table.h"
#include "ui/draw.h"

/* Below this the cards stand under the rows. */
#define NARROW 640
/* Between these heights, and from this width on, what is found stands under the rows, and
 * beside it the preparation where the other column is full, so that all are seen at once; on
 * higher pages one column holds them all. */
#define LOW 600
#define HIGH 920
#define WIDE 860
/* What is found scrolls by itself under the rows, beyond this height. */
#define FOUND 212
#define BETWEEN 18 /* the two cards */
#define INSIDE 36  /* of a card: its margins */
/* Points are drawn this high at least; less where the page is low. */
#define POINTS 220
#define POINTS_LOW 150
#define POINTS_FLAT 166
#define POINTS_TEXTS 96 /* of their card's height */
/* The column of the cards is as wide as this part of the page, between these widths: rows need no
 * more of a large screen, points become more than a strip. */
#define SIDE_PART 0.25
#define SIDE_LEAST 284
#define SIDE_MOST 760

G_DEFINE_FINAL_TYPE (ThetaDataPage, theta_data_page, GTK_TYPE_WIDGET)

static void fit_findings (ThetaDataPage *self);
static void arrange (ThetaDataPage *self);

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

/* ---- the page ---- */

static void
show_data (ThetaDataPage *self)
{
  gboolean file = self->data->table && !strchr (self->data->source, ':')
                  && !g_str_has_suffix (self->data->source, ".arff");

  theta_scatter_view_set (self->scatter, NULL, NULL);
  gtk_widget_set_visible (self->picture_card, FALSE);
  theta_data_show_rows (self);
  theta_data_read_out (self, -1);
  update_title (self);
  update_classes (self);
  theta_data_update_findings (self);
  arrange (self);
  theta_data_look_for_points (self);
  theta_data_forget_columns (self);
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
  theta_data_update_preparation (self);
  theta_data_update_findings (self);
  fit_findings (self);
  if (self->standardized != (experiment->standardize != THETA_STANDARDIZE_NONE))
    theta_data_look_for_points (self);
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
      theta_data_stop_looking (self);
      g_clear_pointer (&self->data, theta_dataset_unref);
      self->data = data != NULL ? theta_dataset_ref (data) : NULL;
      if (data != NULL)
        show_data (self);
    }
  theta_data_update_preparation (self);
  gtk_stack_set_visible_child_name (self->stack, data != NULL ? "data" : "empty");
  adw_status_page_set_title (self->status, loading ? _ ("Reading the Data") : _ ("No Data"));
  adw_status_page_set_description (self->status, loading ? NULL : problem);
}

static void
move_card (GtkWidget *card, GtkBox *to)
{
  GtkWidget *from = gtk_widget_get_parent (card);

  if (from == GTK_WIDGET (to))
    return;
  g_object_ref (card);
  gtk_box_remove (GTK_BOX (from), card);
  gtk_box_append (to, card);
  g_object_unref (card);
}

static int
height_of (GtkWidget *card, int width)
{
  int natural;

  gtk_widget_measure (card, GTK_ORIENTATION_VERTICAL, width, NULL, &natural, NULL, NULL);
  return natural + BETWEEN;
}

/* Whether the column of classes and points has the height for the preparation, too: not where
 * there are many classes. */
static gboolean
has_room_beside (ThetaDataPage *self)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (GTK_WIDGET (self->side), GTK_TYPE_SCROLLED_WINDOW);
  int width = gtk_widget_get_width (GTK_WIDGET (self->side));
  int left = gtk_widget_get_height (scroller), points;

  gtk_widget_get_size_request (GTK_WIDGET (self->scatter), NULL, &points);
  if (gtk_widget_get_visible (self->classes_card))
    left -= height_of (self->classes_card, width);
  /* Points that are still being found will want their place. */
  if (gtk_widget_get_visible (self->picture_card))
    left -= height_of (self->picture_card, width) - points + POINTS_FLAT;
  else
    left -= (int) (POINTS_TEXTS * theta_draw_text_scale (scroller)) + BETWEEN + POINTS_FLAT;
  return left >= height_of (self->preparation_card, width);
}

/* A scrolled window does not know how high wrapped text becomes. */
static void
fit_findings (ThetaDataPage *self)
{
  gboolean shared = gtk_widget_get_parent (self->preparation_card) == GTK_WIDGET (self->below);
  int width = gtk_widget_get_width (GTK_WIDGET (self->views));
  int height = -1;

  width = (shared ? (width - BETWEEN) / 2 : width) - INSIDE;
  if (self->flat && width > 0)
    gtk_widget_measure (GTK_WIDGET (self->findings), GTK_ORIENTATION_VERTICAL, width, NULL, &height,
                        NULL, NULL);
  gtk_scrolled_window_set_min_content_height (self->findings_scroll, -1);
  gtk_scrolled_window_set_max_content_height (self->findings_scroll, self->flat ? FOUND : -1);
  gtk_scrolled_window_set_min_content_height (self->findings_scroll, MIN (height, FOUND));
}

static gboolean
on_arrange (gpointer user_data)
{
  ThetaDataPage *self = user_data;
  gboolean beside = !self->flat || has_room_beside (self);
  GtkWidget *side = gtk_widget_get_ancestor (GTK_WIDGET (self->side), GTK_TYPE_SCROLLED_WINDOW);

  self->arranging = 0;
  gtk_widget_set_size_request (side, CLAMP ((int) (SIDE_PART * self->width), SIDE_LEAST, SIDE_MOST),
                               -1);
  move_card (self->preparation_card, beside ? self->side : self->below);
  move_card (self->findings_card, self->flat ? self->below : self->side);
  if (!beside)
    gtk_box_reorder_child_after (self->below, self->preparation_card, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->below), self->flat);
  fit_findings (self);
  gtk_widget_set_size_request (GTK_WIDGET (self->scatter), -1,
                               self->low              ? POINTS_LOW
                               : self->flat && beside ? POINTS_FLAT
                                                      : POINTS);
  return G_SOURCE_REMOVE;
}

static void
arrange (ThetaDataPage *self)
{
  if (self->arranging == 0)
    self->arranging = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_arrange, self, NULL);
}

/* Nothing is moved while sizes are given. */
static void
theta_data_page_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaDataPage *self = THETA_DATA_PAGE (widget);
  double text = theta_draw_text_scale (widget);
  gboolean low = height < LOW * text;
  gboolean flat = !low && height < HIGH * text && width >= WIDE * text;

  gtk_widget_allocate (GTK_WIDGET (self->stack), width, height, baseline, NULL);
  theta_turn_follow (&self->turn, width);
  if (low != self->low || flat != self->flat || width != self->width || height != self->height)
    arrange (self);
  self->width = width;
  self->height = height;
  self->low = low;
  self->flat = flat;
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
  g_clear_handle_id (&self->arranging, g_source_remove);
  theta_data_stop_looking (self);
  theta_data_clear_rows (self);
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
  gtk_widget_class_install_action (widget_class, "data.label", "s", theta_data_act_role);
  gtk_widget_class_install_action (widget_class, "data.use", "s", theta_data_act_role);
  gtk_widget_class_install_action (widget_class, "data.leave-out", "s", theta_data_act_role);
  gtk_widget_class_install_action (widget_class, "data.sort", "s", theta_data_act_sort);
  gtk_widget_class_install_action (widget_class, "data.import", NULL, theta_data_act_import);
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
  CHILD (findings_scroll);
  CHILD (findings_card);
  CHILD (preparation_card);
  CHILD (below);
  CHILD (side);
#undef CHILD
}

static void
theta_data_page_init (ThetaDataPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->columns_button, theta_data_fill_columns, self, NULL);
  g_signal_connect_swapped (self->scatter, "hovered", G_CALLBACK (theta_data_on_hovered), self);
  g_signal_connect_swapped (self->scatter, "picked", G_CALLBACK (theta_data_on_picked), self);
  g_signal_connect_swapped (self->images_button, "toggled", G_CALLBACK (theta_data_on_view), self);
  g_signal_connect_swapped (self->missing, "notify::selected",
                            G_CALLBACK (theta_data_on_missing), self);
  g_signal_connect_swapped (self->standardize, "notify::selected",
                            G_CALLBACK (theta_data_on_standardize), self);
  g_signal_connect_swapped (self->picture_card, "notify::visible", G_CALLBACK (arrange), self);
  self->turn = (ThetaTurn) { .box = GTK_ORIENTABLE (self->content), .limit = NARROW };
}
