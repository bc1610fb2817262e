/* The name of a class on its colour. */
#pragma once

#include <gtk/gtk.h>

#include "dataset/dataset.h"

G_BEGIN_DECLS

/* As wide as the longest name of @data, whichever it shows: a new one moves nothing. */
GtkWidget *theta_data_chip_new (const ThetaDataset *data);
void theta_data_chip_set (GtkWidget *chip, const ThetaDataset *data, int c);

G_END_DECLS
