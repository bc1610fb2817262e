/* Events that the X server makes for us, on a connection of our own: the program
 * under test cannot tell them from a person's. */
#pragma once

#include <gtk/gtk.h>

/* FALSE where the server or the library has no XTEST; says so. */
gboolean xtest_open (void);
void xtest_close (void);
/* Says that there is a window manager, as on every desktop; without one GDK looks for it
 * several times a frame. */
void xtest_manage (void);
/* Gives the keyboard to @window, as a window manager would. */
void xtest_focus (GtkWindow *window);
/* Presses and releases one key; fails where this keyboard lacks it. */
void xtest_key (guint keyval, GdkModifierType state);
/* Presses the keys of these modifiers and leaves them down, or lets go of them. */
void xtest_hold (GdkModifierType state, gboolean down);
/* Moves the pointer to (@x, @y) of the surface of @widget's native. */
void xtest_move (GtkWidget *widget, double x, double y);
/* Moves the pointer into the last corner of the screen, where no window is. */
void xtest_park (void);
/* Presses and releases: 1 left, 3 right, 4 and 5 the wheel. */
void xtest_click (guint button);
void xtest_down (guint button);
void xtest_up (guint button);
/* What stands on the screen where @window is, as PNG. */
void xtest_save (GtkWindow *window, const char *path);
