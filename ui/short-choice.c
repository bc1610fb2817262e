#include "ui/short-choice.h"

#include <glib/gi18n.h>

static void
on_button_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
on_button_bind (GtkSignalListItemFactory *factory, GtkListItem *item, const char *const *names)
{
  guint at = gtk_list_item_get_position (item);

  if (at < g_strv_length ((char **) names))
    gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), _ (names[at]));
}

static void
on_list_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *tick = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_accessible_update_state (GTK_ACCESSIBLE (tick), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (row), label);
  gtk_box_append (GTK_BOX (row), tick);
  gtk_list_item_set_child (item, row);
}

/* The tick keeps its room where it is not seen. */
static void
show_tick (GtkListItem *item, GtkDropDown *choice)
{
  GtkWidget *row = gtk_list_item_get_child (item);
  gboolean chosen = gtk_drop_down_get_selected_item (choice) == gtk_list_item_get_item (item);

  gtk_widget_set_opacity (gtk_widget_get_last_child (row), chosen ? 1 : 0);
}

static void
on_selected (GtkDropDown *choice, GParamSpec *pspec, GtkListItem *item)
{
  show_tick (item, choice);
}

static void
on_list_bind (GtkSignalListItemFactory *factory, GtkListItem *item, GtkDropDown *choice)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  gtk_label_set_label (GTK_LABEL (label),
                       gtk_string_object_get_string (gtk_list_item_get_item (item)));
  g_signal_connect_object (choice, "notify::selected-item", G_CALLBACK (on_selected), item, 0);
  show_tick (item, choice);
}

static void
on_list_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, GtkDropDown *choice)
{
  g_signal_handlers_disconnect_by_func (choice, on_selected, item);
}

void
theta_short_choice (GtkDropDown *choice, const char *const *names)
{
  g_autoptr (GtkListItemFactory) button = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) list = gtk_signal_list_item_factory_new ();

  g_return_if_fail (GTK_IS_DROP_DOWN (choice));
  g_signal_connect (button, "setup", G_CALLBACK (on_button_setup), NULL);
  g_signal_connect (button, "bind", G_CALLBACK (on_button_bind), (gpointer) names);
  g_signal_connect (list, "setup", G_CALLBACK (on_list_setup), NULL);
  /* The drop-down has the factories, and its list goes before it. */
  g_signal_connect (list, "bind", G_CALLBACK (on_list_bind), choice);
  g_signal_connect (list, "unbind", G_CALLBACK (on_list_unbind), choice);
  gtk_drop_down_set_factory (choice, button);
  gtk_drop_down_set_list_factory (choice, list);
}
