#include "ui/entries-card.h"

#include <glib/gi18n.h>

#include "ui/draw.h"

#define VALUE_CHARS 6 /* at least; all that the title leaves */

struct _ThetaEntriesCard
{
  AdwBin parent_instance;

  GtkLabel *title;
  GtkInscription *value;
  ThetaColorBar *bar;
  ThetaClassKey *key;
};

G_DEFINE_FINAL_TYPE (ThetaEntriesCard, theta_entries_card, ADW_TYPE_BIN)

void
theta_entries_card_name (ThetaEntriesCard *self, const char *name, const char *value)
{
  g_autofree char *title = g_strdup_printf (_ ("Entries of %s"), name);

  g_return_if_fail (THETA_IS_ENTRIES_CARD (self));
  gtk_label_set_label (self->title, title);
  gtk_inscription_set_text (self->value, value);
}

void
theta_entries_card_set_filling (ThetaEntriesCard *self, gboolean filling)
{
  g_return_if_fail (THETA_IS_ENTRIES_CARD (self));
  gtk_widget_set_vexpand (GTK_WIDGET (self->bar), filling);
}

ThetaColorBar *
theta_entries_card_get_bar (ThetaEntriesCard *self)
{
  g_return_val_if_fail (THETA_IS_ENTRIES_CARD (self), NULL);
  return self->bar;
}

ThetaClassKey *
theta_entries_card_get_key (ThetaEntriesCard *self)
{
  g_return_val_if_fail (THETA_IS_ENTRIES_CARD (self), NULL);
  return self->key;
}

static void
theta_entries_card_class_init (ThetaEntriesCardClass *class)
{
}

static void
theta_entries_card_init (ThetaEntriesCard *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->title = GTK_LABEL (gtk_label_new (NULL));
  self->value = GTK_INSCRIPTION (theta_draw_value_new (VALUE_CHARS));
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "theta-head");
  gtk_label_set_xalign (self->title, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->value), TRUE);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->value));
  self->bar = g_object_new (THETA_TYPE_COLOR_BAR, "vexpand", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colour bar with the distribution of the entries"), -1);
  self->key = THETA_CLASS_KEY (theta_class_key_new ());
  gtk_box_append (box, head);
  gtk_box_append (box, GTK_WIDGET (self->bar));
  gtk_box_append (box, GTK_WIDGET (self->key));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (box));
}

GtkWidget *
theta_entries_card_new (void)
{
  return g_object_new (THETA_TYPE_ENTRIES_CARD, NULL);
}
