/* Looking up a font that has a sign such as Θ takes several frames the first time. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Looks up the fonts that the pages will need while nothing else is to be done, so
 * that a page does not falter when it is first opened.  Returns the source. */
guint theta_fonts_warm (GtkWidget *widget);

G_END_DECLS
