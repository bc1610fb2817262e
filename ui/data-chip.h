/* The name of a class on its colour. */
#pragma once

#include <gtk/gtk.h>

#include "dataset/dataset.h"

G_BEGIN_DECLS

GtkWidget *theta_data_chip_new (void);
void theta_data_chip_set (GtkWidget *chip, const ThetaDataset *data, int c);

G_END_DECLS
