/* The rows of a page as images with their classes. */
#pragma once

#include "dataset/dataset.h"
#include "ui/data-rows.h"

G_BEGIN_DECLS

/* A grid that shares the selection of @rows; @data is held. */
GtkWidget *theta_data_images_new (ThetaDataset *data, ThetaDataRows *rows);

G_END_DECLS
