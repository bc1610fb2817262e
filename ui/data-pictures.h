/* Rows as pictures: images as thumbnails, two-dimensional rows as points. */
#pragma once

#include <gtk/gtk.h>

#include "dataset/dataset.h"

G_BEGIN_DECLS

/* Whether the rows of @data can be drawn: images, or two columns. */
gboolean theta_data_pictures_can (const ThetaDataset *data);
/* What the picture is called: "Images", "Points". */
const char *theta_data_pictures_title (const ThetaDataset *data);
/* The picture; @data is held as long as it lives. */
GtkWidget *theta_data_pictures_new (ThetaDataset *data);

G_END_DECLS
