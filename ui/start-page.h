/* What a new experiment begins with: recent files, samples, generators. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define THETA_TYPE_START_PAGE (theta_start_page_get_type ())
G_DECLARE_FINAL_TYPE (ThetaStartPage, theta_start_page, THETA, START_PAGE, GtkWidget)

/* What the generator would be asked for now: "generator:moons?n=200&noise=0.1&seed=1".
 * Newly allocated. */
char *theta_start_page_get_source (ThetaStartPage *self);

G_END_DECLS
