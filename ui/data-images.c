#include "ui/data-images.h"

#include <glib/gi18n.h>

#include "figure/image.h"
#include "ui/data-chip.h"
#include "ui/data-pictures.h"

#define SIZE 56

typedef struct
{
  ThetaDataset *data;
  double peak;
} Images;

static void
images_free (gpointer data, GClosure *closure)
{
  Images *self = data;

  theta_dataset_unref (self->data);
  g_free (self);
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *picture = gtk_picture_new ();

  gtk_widget_set_size_request (picture, SIZE, SIZE);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), theta_data_chip_new ());
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  const Images *self = user_data;
  guint row = theta_data_rows_get_row (item);
  GtkWidget *picture = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *chip = gtk_widget_get_next_sibling (picture);
  g_autoptr (GdkTexture) texture = theta_data_image_texture (self->data, row, self->peak, SIZE);
  g_autofree char *text = g_strdup_printf (_ ("Row %u"), self->data->rows[row]);

  gtk_picture_set_paintable (GTK_PICTURE (picture), GDK_PAINTABLE (texture));
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), text);
  gtk_widget_set_tooltip_text (gtk_list_item_get_child (item), text);
  gtk_widget_set_visible (chip, self->data->labels != NULL);
  if (self->data->labels != NULL)
    theta_data_chip_set (chip, self->data, self->data->labels[row]);
}

GtkWidget *
theta_data_images_new (ThetaDataset *data, ThetaDataRows *rows)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  Images *self = g_new (Images, 1);
  GtkWidget *view;

  *self = (Images) { theta_dataset_ref (data), theta_image_largest (data) };
  g_signal_connect_data (factory, "setup", G_CALLBACK (on_setup), self, images_free, 0);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  view = gtk_grid_view_new (g_object_ref (theta_data_rows_get_model (rows)), factory);
  gtk_grid_view_set_max_columns (GTK_GRID_VIEW (view), 16);
  gtk_widget_add_css_class (view, "theta-images");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rows as images"), -1);
  return view;
}
