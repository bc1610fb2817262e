#include "ui/combo.h"

/* Characters: what a choice keeps beside a long title, and what it takes at most, in its row
 * and in the list. */
#define LEAST 14
#define MOST 40
#define MOST_IN_LIST 60

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (NULL);
  GtkWidget *mark = gtk_image_new_from_icon_name ("object-select-symbolic");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (mark), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), mark);
  gtk_list_item_set_child (item, box);
}

/* What is chosen bears a mark in the list. */
static void
on_selected (AdwComboRow *row, GParamSpec *pspec, GtkListItem *item)
{
  GtkWidget *mark = gtk_widget_get_last_child (gtk_list_item_get_child (item));

  gtk_widget_set_opacity (mark, adw_combo_row_get_selected_item (row)
                                        == gtk_list_item_get_item (item)
                                    ? 1
                                    : 0);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, AdwComboRow *row)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkLabel *label = GTK_LABEL (gtk_widget_get_first_child (box));
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  gboolean listed = gtk_widget_get_ancestor (box, GTK_TYPE_POPOVER) != NULL;
  int length = (int) g_utf8_strlen (text, -1);

  gtk_label_set_label (label, text);
  /* In the row it stands at the arrow, in the list before the mark. */
  gtk_label_set_xalign (label, listed ? 0 : 1);
  gtk_label_set_width_chars (label, listed ? -1 : MIN (length, LEAST));
  gtk_label_set_max_width_chars (label, listed ? MOST_IN_LIST : MOST);
  gtk_widget_set_visible (gtk_widget_get_last_child (box), listed);
  if (!listed)
    return;
  g_signal_connect (row, "notify::selected-item", G_CALLBACK (on_selected), item);
  on_selected (row, NULL, item);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, AdwComboRow *row)
{
  g_signal_handlers_disconnect_by_func (row, on_selected, item);
}

void
theta_combo_show_whole (AdwComboRow *row)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_return_if_fail (ADW_IS_COMBO_ROW (row));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind), row, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind), row, 0);
  adw_combo_row_set_factory (row, factory);
}
