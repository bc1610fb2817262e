/* Pictures of every page: thetascope --screenshot=DIR. */
#pragma once

#include "ui/window.h"

G_BEGIN_DECLS

/* Runs the experiment once the window is there and its data are read, saves every
 * page as DIR/PAGE-WIDTHxHEIGHT-STYLE.png, light and dark, and closes the window: in the
 * two sizes of the drawings, or in @width × @height where that is not 0.
 * *@status becomes 1 where something failed, after a sentence on standard error. */
void theta_screenshot_begin (ThetaWindow *window, const char *directory, int width, int height,
                             int *status);

G_END_DECLS
