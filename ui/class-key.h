/* Which colour is which class: a strip with the names under it where they fit, else dots
 * and names in lines, and how many more there are. */
#pragma once

#include <gtk/gtk.h>

#include "dataset/dataset.h"

G_BEGIN_DECLS

#define THETA_TYPE_CLASS_KEY (theta_class_key_get_type ())
G_DECLARE_FINAL_TYPE (ThetaClassKey, theta_class_key, THETA, CLASS_KEY, GtkWidget)

GtkWidget *theta_class_key_new (void);
/* Takes a reference; NULL or without classes: nothing is shown. */
void theta_class_key_set (ThetaClassKey *self, ThetaDataset *data);

G_END_DECLS
