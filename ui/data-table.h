/* The first rows and columns of a data set. */
#pragma once

#include <gtk/gtk.h>

#include "dataset/dataset.h"

G_BEGIN_DECLS

#define THETA_DATA_TABLE_ROWS 200
#define THETA_DATA_TABLE_COLUMNS 30

/* A column view of the first rows of @data (held as long as it lives). */
GtkWidget *theta_data_table_new (ThetaDataset *data);

G_END_DECLS
