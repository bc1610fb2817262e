/* A box that lies while there is room and stands where the page is narrow. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct
{
  GtkOrientable *box; /* borrowed */
  int limit;          /* below this width it stands, where text has its usual size */
  int width;          /* less where text is larger */
  guint source;       /* the idle source that turns it */
} ThetaTurn;

/* Tell it the width from size_allocate(); it turns the box a moment later, as
 * nothing may be rearranged while it is being arranged. */
void theta_turn_follow (ThetaTurn *self, int width);
void theta_turn_clear (ThetaTurn *self);

G_END_DECLS
