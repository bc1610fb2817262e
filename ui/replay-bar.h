/* Moves through the iterations of a learning: to the start, play, one step, a slider and
 * the speed.  At the end it stays there while the learning grows ("live").
 *
 * Property "rate" (guint): iterations a second, 0: as fast as it goes.
 * Signals: "moved" the position changed; "step-run" one step was asked for where there
 * is none yet, as the learning is under way; "again" the learning shall begin anew.
 * Actions, all on keys too: replay.first, replay.play, replay.step, replay.last. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define THETA_TYPE_REPLAY_BAR (theta_replay_bar_get_type ())
G_DECLARE_FINAL_TYPE (ThetaReplayBar, theta_replay_bar, THETA, REPLAY_BAR, GtkWidget)

/* Iterations 0 … @last are there; @growing: more may come. */
void theta_replay_bar_set_range (ThetaReplayBar *self, guint last, gboolean growing);
/* Whether "again" can be asked for. */
void theta_replay_bar_set_can_restart (ThetaReplayBar *self, gboolean can);
guint theta_replay_bar_get_position (ThetaReplayBar *self);
/* It stands at the end and goes on with it. */
gboolean theta_replay_bar_is_live (ThetaReplayBar *self);
/* Stops playing and goes to @position, G_MAXUINT: to the end. */
void theta_replay_bar_go (ThetaReplayBar *self, guint position);
guint theta_replay_bar_get_rate (ThetaReplayBar *self);

G_END_DECLS
