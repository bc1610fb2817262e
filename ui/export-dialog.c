#include "ui/export-dialog.h"

#include <glib/gi18n.h>

#include "figure/figures.h"
#include "ui/combo.h"
#include "ui/draw.h"

#define FIGURE_WIDTH 760.0 /* as in the report */

typedef struct
{
  ThetaExportWhat what;
  gboolean page;
  const char *title, *ending, *name; /* ending NULL: a picture of the chosen format */
} Item;

typedef struct
{
  GtkWindow *window;
  GArray *items;
  double page_width;
  int dialog_width;
  AdwComboRow *what, *format;
  AdwActionRow *width_row, *scale_row;
  GtkSpinButton *width, *scale;
  ThetaExportChosen chosen;
  gpointer user_data;
} Dialog;

static const char *const formats[] = { "pdf", "svg", "png" };

static void
dialog_free (gpointer data)
{
  Dialog *self = data;

  g_array_unref (self->items);
  g_free (self);
}

static const Item *
chosen_item (Dialog *self)
{
  return &g_array_index (self->items, Item, adw_combo_row_get_selected (self->what));
}

/* Where there are several folds the file's name says of which. */
static const char *
kernel_file (const ThetaResults *results, const char *name, guint fold)
{
  g_autofree char *file = g_strdup_printf ("%s-fold-%u", name, fold + 1);

  return results->folds->len > 1 ? g_intern_string (file) : name;
}

/* Every Θ_l as a table of its own. */
static void
add_layers (GArray *items, const ThetaResults *results, guint fold)
{
  guint layers = results->frame != NULL && results->frame->kernel != NULL
                     ? results->frame->kernel->layers
                     : 0;

  for (guint l = 0; l < layers; l++)
    {
      g_autofree char *kernel = theta_network_kernel_name (&results->experiment->network, l);
      g_autofree char *title = results->folds->len > 1
                                   ? g_strdup_printf (_ ("Kernel %s(i, j) of fold %u (CSV)"),
                                                      kernel, fold + 1)
                                   : g_strdup_printf (_ ("Kernel %s(i, j) (CSV)"), kernel);
      g_autofree char *name = g_strdup_printf ("kernel-%u", l + 1);
      const Item item = { { .kind = THETA_EXPORT_LAYER_CSV, .layer = l, .fold = fold }, FALSE,
                          g_intern_string (title), "csv",
                          kernel_file (results, g_intern_string (name), fold) };

      if (theta_export_has (results, &item.what))
        g_array_append_val (items, item);
    }
}

/* Kernels are of one fold: where there are several their names say of which. */
static void
name_kernels (Item *item, const ThetaResults *results)
{
  guint fold = item->what.fold + 1;
  g_autofree char *title = NULL;

  item->name = kernel_file (results, item->name, item->what.fold);
  if (results->folds->len <= 1)
    return;
  switch (item->what.kind)
    {
    case THETA_EXPORT_TOTAL:
      title = g_strdup_printf (_ ("Weighted kernel A(i, j) of fold %u (NPY)"), fold);
      break;
    case THETA_EXPORT_TOTAL_CSV:
      title = g_strdup_printf (_ ("Weighted kernel A(i, j) of fold %u (CSV)"), fold);
      break;
    default:
      title = g_strdup_printf (_ ("Kernels Θ_l(i, j) of fold %u (NPY)"), fold);
    }
  item->title = g_intern_string (title);
}

static void
add_numbers (GArray *items, const Item *item, const ThetaResults *results, guint fold)
{
  ThetaExportKind kind = item->what.kind;
  Item named = *item;

  named.what.fold = fold;
  if (!theta_export_has (results, &named.what))
    return;
  if (kind == THETA_EXPORT_KERNELS || kind == THETA_EXPORT_TOTAL || kind == THETA_EXPORT_TOTAL_CSV)
    name_kernels (&named, results);
  g_array_append_val (items, named);
  if (kind == THETA_EXPORT_KERNELS)
    add_layers (items, results, fold);
}

static const Item numbers[] = {
  { { THETA_EXPORT_MODELS }, FALSE, N_ ("Comparison of the models (CSV)"), "csv", "models" },
  { { THETA_EXPORT_WEIGHTS }, FALSE, N_ ("Weights of every iteration (CSV)"), "csv", "weights" },
  { { THETA_EXPORT_PREDICTIONS }, FALSE, N_ ("Predictions (CSV)"), "csv", "predictions" },
  { { THETA_EXPORT_NUMBERS }, FALSE, N_ ("All numbers (JSON)"), "json", "results" },
  { { THETA_EXPORT_KERNELS }, FALSE, N_ ("Kernels Θ_l(i, j) (NPY)"), "npy", "kernels" },
  { { THETA_EXPORT_TOTAL }, FALSE, N_ ("Weighted kernel A(i, j) (NPY)"), "npy", "kernel-a" },
  { { THETA_EXPORT_TOTAL_CSV }, FALSE, N_ ("Weighted kernel A(i, j) (CSV)"), "csv", "kernel-a" },
  { { THETA_EXPORT_FOLDER }, FALSE, N_ ("Everything and a report (folder)"), "", "results" },
};

static void
add_items (GArray *items, const ThetaResults *results, guint fold)
{
  const Item page = { .page = TRUE, .title = N_ ("This page as on the screen"), .name = "page" };
  const Item shown = { { THETA_EXPORT_SHOWN, NULL, FIGURE_WIDTH, 1 }, FALSE,
                       N_ ("Kernels as on the screen"), NULL, "kernels-shown" };
  const Item charts = { { THETA_EXPORT_CHARTS, NULL, FIGURE_WIDTH, 1 }, FALSE,
                        N_ ("Learning as on the screen"), NULL, "learning-shown" };
  guint n;
  const ThetaFigure *figures = theta_figures (&n);

  g_array_append_val (items, page);
  if (results->frame != NULL && results->frame->picture != NULL)
    g_array_append_val (items, shown);
  if (theta_figure_history (results) != NULL)
    g_array_append_val (items, charts);
  for (guint k = 0; k < n; k++)
    {
      const Item item = { { THETA_EXPORT_FIGURE, &figures[k], FIGURE_WIDTH, 1 }, FALSE,
                          figures[k].title, NULL, figures[k].name };

      if (!theta_export_has (results, &item.what))
        continue;
      g_array_append_val (items, item);
      g_array_index (items, Item, items->len - 1).what.fold = fold;
    }
  for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
    add_numbers (items, &numbers[k], results, fold);
}

static void
on_what (Dialog *self)
{
  const Item *item = chosen_item (self);
  gboolean picture = item->ending == NULL;
  gboolean pixels = adw_combo_row_get_selected (self->format) == 2;

  gtk_widget_set_visible (GTK_WIDGET (self->format), picture);
  gtk_widget_set_visible (GTK_WIDGET (self->width_row), picture);
  gtk_widget_set_visible (GTK_WIDGET (self->scale_row), picture && pixels);
  /* As high as the rows that are left. */
  gtk_window_set_default_size (self->window, self->dialog_width, -1);
}

static void
on_page (Dialog *self)
{
  const Item *item = chosen_item (self);

  gtk_spin_button_set_value (self->width, item->page ? self->page_width : item->what.width);
  on_what (self);
}

static void
on_export (Dialog *self)
{
  Item item = *chosen_item (self);
  const char *ending = item.ending != NULL ? item.ending
                                           : formats[adw_combo_row_get_selected (self->format)];

  item.what.width = gtk_spin_button_get_value (self->width);
  item.what.scale = gtk_spin_button_get_value (self->scale);
  /* The question where to put it stands over the window, not over this dialog. */
  gtk_widget_hide (GTK_WIDGET (self->window));
  self->chosen (&item.what, item.page, ending, item.name, self->user_data);
  gtk_window_destroy (self->window);
}

static AdwComboRow *
new_choice (const char *title, GtkStringList *list)
{
  AdwComboRow *row = g_object_new (ADW_TYPE_COMBO_ROW, "title", title, NULL);

  theta_combo_show_whole (row);
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  return row;
}

static AdwActionRow *
new_number (const char *title, const char *hint, double low, double high, double value,
            GtkSpinButton **spin)
{
  AdwActionRow *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", title, "subtitle", hint, NULL);

  *spin = GTK_SPIN_BUTTON (gtk_spin_button_new_with_range (low, high, 1));
  gtk_spin_button_set_value (*spin, value);
  gtk_widget_set_valign (GTK_WIDGET (*spin), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  adw_action_row_add_suffix (row, GTK_WIDGET (*spin));
  adw_action_row_set_activatable_widget (row, GTK_WIDGET (*spin));
  return row;
}

static GtkWidget *
new_header (Dialog *self)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *go = gtk_button_new_with_mnemonic (_ ("_Export…"));

  gtk_widget_add_css_class (go, "suggested-action");
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (header), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), go);
  gtk_window_set_default_widget (self->window, go);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), self->window);
  g_signal_connect_swapped (go, "clicked", G_CALLBACK (on_export), self);
  return header;
}

static GtkWidget *
new_rows (Dialog *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GtkStringList) what = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) format = gtk_string_list_new (NULL);

  for (guint k = 0; k < self->items->len; k++)
    gtk_string_list_append (what, _ (g_array_index (self->items, Item, k).title));
  gtk_string_list_append (format, _ ("PDF, lines stay sharp"));
  gtk_string_list_append (format, _ ("SVG, lines stay sharp"));
  gtk_string_list_append (format, _ ("PNG, pixels"));
  self->what = new_choice (_ ("What"), what);
  self->format = new_choice (_ ("Format"), format);
  self->width_row = new_number (_ ("Width"), _ ("In units of 1/96 inch; the height follows"), 200,
                                4000, self->page_width, &self->width);
  self->scale_row = new_number (_ ("Scale"), _ ("Pixels in each unit"), 1, 8, 2, &self->scale);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->what));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->format));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->width_row));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->scale_row));
  gtk_widget_set_name (GTK_WIDGET (self->what), "what");
  gtk_widget_set_name (GTK_WIDGET (self->format), "format");
  gtk_widget_set_name (GTK_WIDGET (self->width), "width");
  gtk_widget_set_name (GTK_WIDGET (self->scale_row), "scale");
  g_signal_connect_swapped (self->what, "notify::selected", G_CALLBACK (on_page), self);
  g_signal_connect_swapped (self->format, "notify::selected", G_CALLBACK (on_what), self);
  gtk_widget_set_margin_start (group, 18);
  gtk_widget_set_margin_end (group, 18);
  gtk_widget_set_margin_top (group, 12);
  gtk_widget_set_margin_bottom (group, 18);
  return group;
}

/* Takes @items. */
static GtkWindow *
dialog_new (GtkWindow *parent, GArray *items, double page_width, ThetaExportChosen chosen,
            gpointer user_data)
{
  Dialog *self = g_new0 (Dialog, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->items = items;
  self->page_width = page_width;
  self->dialog_width = theta_draw_dialog_width (GTK_WIDGET (parent), 460);
  self->chosen = chosen;
  self->user_data = user_data;
  self->window = g_object_new (ADW_TYPE_WINDOW, "transient-for", parent, "modal", TRUE, "title",
                               _ ("Export"), "name", "export", NULL);
  g_object_set_data_full (G_OBJECT (self->window), "theta-export", self, dialog_free);
  gtk_box_append (GTK_BOX (box), new_header (self));
  gtk_box_append (GTK_BOX (box), new_rows (self));
  adw_window_set_content (ADW_WINDOW (self->window), box);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (self->window), keys);
  on_what (self);
  /* What is asked first, rather than the button that gives up. */
  gtk_window_set_focus (self->window, GTK_WIDGET (self->what));
  return self->window;
}

GtkWindow *
theta_export_dialog_new (GtkWindow *parent, const ThetaResults *results, guint fold,
                         double page_width, ThetaExportChosen chosen, gpointer user_data)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));

  add_items (items, results, fold);
  return dialog_new (parent, items, page_width, chosen, user_data);
}

GtkWindow *
theta_export_dialog_new_figure (GtkWindow *parent, const char *name, double width,
                                ThetaExportChosen chosen, gpointer user_data)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));
  const Item figure[] = {
    { { THETA_EXPORT_SHOWN, NULL, width, 1 }, FALSE, N_ ("The picture"), NULL, name },
    { { THETA_EXPORT_SHOWN }, FALSE, N_ ("Its numbers (CSV)"), "csv", name },
  };

  g_array_append_vals (items, figure, G_N_ELEMENTS (figure));
  return dialog_new (parent, items, width, chosen, user_data);
}
