#include "ui/turn.h"

#include "ui/draw.h"

static gboolean
turn (gpointer user_data)
{
  ThetaTurn *self = user_data;

  self->source = 0;
  gtk_orientable_set_orientation (self->box, self->width < self->limit
                                                 ? GTK_ORIENTATION_VERTICAL
                                                 : GTK_ORIENTATION_HORIZONTAL);
  return G_SOURCE_REMOVE;
}

void
theta_turn_follow (ThetaTurn *self, int width)
{
  gboolean crossed;

  /* Where text is larger, there is room for less of it. */
  width = (int) (width / theta_draw_text_scale (GTK_WIDGET (self->box)));
  crossed = self->width == 0 || (self->width < self->limit) != (width < self->limit);

  self->width = width;
  if (crossed && self->source == 0)
    self->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, turn, self, NULL);
}

void
theta_turn_clear (ThetaTurn *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
}
