#include "ui/data-images.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "figure/image.h"
#include "ui/data-chip.h"
#include "ui/data-pictures.h"
#include "ui/data-scroller.h"
#include "ui/draw.h"

#define SIZE 56

typedef struct
{
  ThetaDataset *data;
  double peak;
} Images;

static void
images_free (gpointer data)
{
  Images *self = data;

  theta_dataset_unref (self->data);
  g_free (self);
}

static void
show_picture (const Images *self, GtkPicture *picture, guint row)
{
  g_autoptr (GdkTexture) texture = NULL;

  texture = theta_data_image_texture (self->data, row, self->peak, SIZE);
  gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
}

/* The row that is shown anew, in the colours of the other style. */
static void
on_style (GtkPicture *picture)
{
  const Images *self = g_object_get_data (G_OBJECT (picture), "theta-images");

  if (self != NULL && gtk_picture_get_paintable (picture) != NULL)
    show_picture (self, picture,
                  GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (picture), "theta-row")));
}

static GtkWidget *
make_widget (gpointer user_data)
{
  const Images *self = user_data;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *picture = gtk_picture_new ();

  gtk_widget_set_size_request (picture, SIZE, SIZE);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (on_style), picture, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), picture);
  if (self->data->labels != NULL)
    gtk_box_append (GTK_BOX (box), theta_data_chip_new (self->data));
  return box;
}

static void
show_row (GtkWidget *widget, guint row, gpointer user_data)
{
  const Images *self = user_data;
  GtkWidget *picture = gtk_widget_get_first_child (widget);
  g_autofree char *text = g_strdup_printf (_ ("Row %u"), self->data->rows[row]);

  g_object_set_data (G_OBJECT (picture), "theta-images", (gpointer) self);
  g_object_set_data (G_OBJECT (picture), "theta-row", GUINT_TO_POINTER (row));
  show_picture (self, GTK_PICTURE (picture), row);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), text);
  theta_draw_tip (widget, text);
  if (self->data->labels != NULL)
    theta_data_chip_set (gtk_widget_get_next_sibling (picture), self->data,
                         self->data->labels[row]);
}

GtkWidget *
theta_data_images_new (ThetaDataset *data, ThetaDataRows *rows)
{
  Images *self = g_new (Images, 1);
  GtkWidget *view;

  *self = (Images) { theta_dataset_ref (data), theta_image_largest (data) };
  view = gtk_grid_view_new (g_object_ref (theta_data_rows_get_model (rows)),
                            theta_data_rows_make_factory (rows, make_widget, show_row, self,
                                                          images_free));
  gtk_grid_view_set_max_columns (GTK_GRID_VIEW (view), 16);
  gtk_widget_add_css_class (view, "theta-images");
  return theta_data_scroller_new (view, _ ("Rows as images"), rows);
}
