/* What the files of the hand share. */
#pragma once

#include "tests/ui/hand.h"

/* The window that a window manager would have in front. */
GtkWindow *hand_front (void);
gboolean hand_has_focus (GtkWidget *widget);
/* Turns the wheel until the middle of @widget is not scrolled away; a popover stands over
 * what its own widget stands in. */
void hand_scroll_to (GtkWidget *widget);
