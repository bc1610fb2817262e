/* The first rows and columns of a data set. */
#pragma once

#include <gtk/gtk.h>

#include "dataset/dataset.h"

G_BEGIN_DECLS

/* Every cell is a widget, all of which GTK measures when the page is opened: more
 * of them than this are felt. */
#define THETA_DATA_TABLE_ROWS 60
#define THETA_DATA_TABLE_COLUMNS 24

/* A column view of the first rows of @data (held as long as it lives), which fills
 * from idle handlers. */
GtkWidget *theta_data_table_new (ThetaDataset *data);

G_END_DECLS
