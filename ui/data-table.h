/* The rows and the first columns of a data set. */
#pragma once

#include "dataset/dataset.h"
#include "ui/data-rows.h"

G_BEGIN_DECLS

/* Every cell is a widget, all of which GTK measures when the page is opened: more
 * of them than this are felt. */
#define THETA_DATA_TABLE_COLUMNS 24

/* A scroller with a column view of @data (held as long as it lives), which adds its columns from
 * idle handlers and then starts @rows.  The menus of its heads activate "data.label",
 * "data.use" and "data.leave-out" with the name of the column. */
GtkWidget *theta_data_table_new (ThetaDataset *data, ThetaDataRows *rows);

/* Sorts the rows of such a table by the column with this title, the second time in a row
 * the other way round. */
void theta_data_table_sort (GtkWidget *table, const char *title);
/* As the data have them. */
void theta_data_table_restore (GtkWidget *table);

G_END_DECLS
