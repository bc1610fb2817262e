/* The columns of a data set and what each is for. */
#pragma once

#include "dataset/dataset.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A list in which every column has its role to choose; a choice activates "data.use",
 * "data.leave-out" or "data.label" with the name.  @data is held. */
GtkWidget *theta_column_roles_new (ThetaDataset *data);

G_END_DECLS
