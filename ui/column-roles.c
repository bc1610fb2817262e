#include "ui/column-roles.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "experiment/roles.h"
#include "ui/data-table.h"

typedef struct
{
  ThetaDataset *data;
  ThetaColumn *columns;
  GtkStringList *roles;
  gboolean binding; /* the program chooses */
} Roles;

static void
roles_free (gpointer data, GClosure *closure)
{
  Roles *self = data;

  g_free (self->columns);
  g_object_unref (self->roles);
  theta_dataset_unref (self->data);
  g_free (self);
}

static guint
item_index (GtkListItem *item)
{
  GtkStringObject *object = gtk_list_item_get_item (item);

  return (guint) strtoul (gtk_string_object_get_string (object), NULL, 10);
}

static void
on_chosen (GtkDropDown *choice, GParamSpec *pspec, gpointer user_data)
{
  static const char *const actions[] = { "data.use", "data.leave-out", "data.label" };
  Roles *self = user_data;
  guint at = gtk_drop_down_get_selected (choice);
  GtkListItem *item = g_object_get_data (G_OBJECT (choice), "theta-item");
  const ThetaColumn *column;

  if (self->binding || at >= G_N_ELEMENTS (actions) || gtk_list_item_get_item (item) == NULL)
    return;
  column = &self->columns[item_index (item)];
  if (at == column->role)
    return;
  gtk_widget_activate_action (GTK_WIDGET (choice), actions[at], "s", column->name);
  /* What was refused is not; what was not shows when the data have been read. */
  self->binding = TRUE;
  gtk_drop_down_set_selected (choice, column->role);
  self->binding = FALSE;
}

/* The first columns alone stand in the table. */
static gboolean
is_in_table (const ThetaDataset *data, const char *name)
{
  if (g_strcmp0 (data->label, name) == 0)
    return data->labels != NULL;
  for (guint c = 0; c < MIN (data->x->cols, THETA_DATA_TABLE_COLUMNS); c++)
    if (g_str_equal (data->columns[c], name))
      return TRUE;
  return FALSE;
}

static GtkWidget *
new_sort (void)
{
  GtkWidget *sort = gtk_button_new_from_icon_name ("view-sort-ascending-symbolic");

  gtk_widget_add_css_class (sort, "flat");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (sort), "s", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (sort), "data.sort");
  return sort;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Roles *self = user_data;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *name = gtk_label_new (NULL);
  GtkWidget *choice = gtk_drop_down_new (g_object_ref (G_LIST_MODEL (self->roles)), NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), choice);
  gtk_box_append (GTK_BOX (row), new_sort ());
  g_object_set_data (G_OBJECT (choice), "theta-item", item);
  g_signal_connect (choice, "notify::selected", G_CALLBACK (on_chosen), self);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, row);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  Roles *self = user_data;
  const ThetaColumn *column = &self->columns[item_index (item)];
  GtkWidget *name = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *choice = gtk_widget_get_next_sibling (name);
  GtkWidget *sort = gtk_widget_get_next_sibling (choice);
  g_autofree char *title = g_strdup_printf (_ ("What “%s” is for"), column->name);
  g_autofree char *by = g_strdup_printf (_ ("Sort the rows by “%s”"), column->name);

  gtk_label_set_label (GTK_LABEL (name), column->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (sort), GTK_ACCESSIBLE_PROPERTY_LABEL, by, -1);
  gtk_widget_set_tooltip_text (sort, by);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (sort), "s", column->name);
  gtk_widget_set_visible (sort, is_in_table (self->data, column->name));
  self->binding = TRUE;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), column->role);
  self->binding = FALSE;
}

/* Under the list: back to the order of the file. */
static GtkWidget *
new_file_order (void)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Rows in File Order"));

  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "data.sort");
  return button;
}

GtkWidget *
theta_column_roles_new (ThetaDataset *data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkStringList *indices = gtk_string_list_new (NULL);
  GtkWidget *view, *box, *scrolled = gtk_scrolled_window_new ();
  Roles *self = g_new0 (Roles, 1);
  guint n;

  self->data = theta_dataset_ref (data);
  self->columns = theta_roles_list (data, &n);
  self->roles = gtk_string_list_new ((const char *const[]) { _ ("Used"), _ ("Left out"), NULL });
  if (data->table)
    gtk_string_list_append (self->roles, _ ("Label"));
  g_signal_connect_data (factory, "setup", G_CALLBACK (on_setup), self, roles_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  /* The label of data that are no table is nothing else. */
  for (guint k = data->table || data->label == NULL ? 0 : 1; k < n; k++)
    {
      g_autofree char *text = g_strdup_printf ("%u", k);

      gtk_string_list_append (indices, text);
    }
  view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (indices))),
                            factory);
  gtk_widget_add_css_class (view, "theta-roles");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Columns"), -1);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 400);
  gtk_widget_set_size_request (scrolled, 300, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), new_file_order ());
  return box;
}
