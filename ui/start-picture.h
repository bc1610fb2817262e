/* A picture of data as they come, for the cards of the start page: points of two principal
 * components, or images. */
#pragma once

#include <gtk/gtk.h>

#include "dataset/dataset.h"

G_BEGIN_DECLS

/* Called @name for those who cannot see it; empty at first.  @note (borrowed, or NULL) is told
 * how many rows, columns and classes the data that are loaded have. */
GtkWidget *theta_start_picture_new (const char *name, GtkLabel *note);
/* Reads @source beside the window; where that fails the picture stays empty. */
void theta_start_picture_load (GtkWidget *area, const char *source);
/* @data: points (taken), or NULL for none. */
void theta_start_picture_set (GtkWidget *area, ThetaDataset *data);

G_END_DECLS
