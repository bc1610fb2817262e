/* The menus of the set-up. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Files, samples and generators; the caller owns it. */
GMenuModel *theta_setup_source_menu (void);
/* Settings for a purpose, taken together; the caller owns it. */
GMenuModel *theta_setup_preset_menu (void);

G_END_DECLS
