/* A person's hand at the window under test: pointer and keys go through the X server
 * (XTEST) and reach the program as those of a person do.  Widgets are found by their
 * accessible names; nothing knows a place on the screen. */
#pragma once

#include "tests/ui/support.h"

/* What the hand uses for the same journey: the keyboard alone, or the pointer, which
 * types where there is something to type. */
extern gboolean hand_by_keys;

/* Runs the two tests "/journey/NAME/pointer" and "/journey/NAME/keyboard", each after
 * @before; returns the exit status of the program, 77 where the X server takes no
 * events that a program makes. */
int hand_main (int argc, char **argv, const char *name, void (*before) (void),
               void (*journey) (void));

/* One key with its modifiers, as gtk_accelerator_parse() reads it: "<Control>r". */
void hand_key (const char *key);
void hand_keys (const char *key, guint times);
/* Types @text (printable ASCII). */
void hand_type (const char *text);

/* The widget of @type with this accessible name that a person could now use: mapped
 * and sensitive, in the window that is in front.  Waits for it; fails in vain. */
GtkWidget *hand_find (GType type, const char *name);
/* The same below @root alone; NULL where there is none now. */
GtkWidget *hand_find_in (GtkWidget *root, GType type, const char *name);
/* What assistive technology calls @widget; NULL where it has no name.  Free it. */
char *hand_name (GtkWidget *widget);
char *hand_description (GtkWidget *widget);

/* By keys: Tab until it has the focus.  By pointer: over its middle, after scrolling. */
void hand_go (GtkWidget *widget);
/* The same, then a click or Space. */
void hand_press_widget (GtkWidget *widget);
/* A button, switch, row or tab by name: what can have the focus. */
void hand_press (const char *name);
/* Moves to a place in @widget, as fractions of its size, and clicks @presses times. */
void hand_point (GtkWidget *widget, double across, double down, guint presses);
/* Turns the wheel over @widget: clicks downwards, or upwards where negative. */
void hand_wheel (GtkWidget *widget, int clicks);
/* The same with modifiers held, over a place in @widget. */
void hand_wheel_at (GtkWidget *widget, double across, double down, int clicks,
                    GdkModifierType state);
/* Presses the first button there, moves across @widget and lets go. */
void hand_drag (GtkWidget *widget, double from, double to, double down);
/* Chooses @option (a string of its model) of a drop-down or combo row. */
void hand_choose (const char *name, const char *option);
/* Replaces what stands in an entry or spin button, and goes on with Tab. */
void hand_fill (const char *name, const char *text);
/* A shortcut by keys, the button of this name by pointer. */
void hand_do (const char *key, const char *name);
/* Answers the dialog that asks for a file: types @path. */
void hand_answer (const char *path);
/* The pages of the window. */
void hand_page (const char *name);

/* Saves what is on the screen where the window is, as STEP-pointer.png or
 * STEP-keyboard.png in $THETASCOPE_SCREENSHOTS; nothing where that is not set. */
void hand_shot (const char *step);
