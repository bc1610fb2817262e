#include "ui/replay-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "ui/turn.h"

/* At full speed a replay takes about this long, whatever its iterations. */
#define REPLAY_MS 4000
#define TICK_MS 40
/* Below this the speed stands under the slider. */
#define NARROW 520

static const guint rates[] = { 0, 10, 3, 1 };

struct _ThetaReplayBar
{
  GtkWidget parent_instance;

  guint last;
  gboolean growing, live, updating;
  guint playing; /* source of the replay */
  double at;     /* of the replay, in iterations */
  ThetaTurn turn;

  GtkWidget *box, *play_button, *live_button;
  GtkLabel *position_label;
  GtkAdjustment *position;
  GtkDropDown *speed;
};

enum { PROP_RATE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { SIGNAL_MOVED, SIGNAL_STEP_RUN, SIGNAL_AGAIN, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaReplayBar, theta_replay_bar, GTK_TYPE_WIDGET)

guint
theta_replay_bar_get_position (ThetaReplayBar *self)
{
  g_return_val_if_fail (THETA_IS_REPLAY_BAR (self), 0);
  return (guint) gtk_adjustment_get_value (self->position);
}

gboolean
theta_replay_bar_is_live (ThetaReplayBar *self)
{
  g_return_val_if_fail (THETA_IS_REPLAY_BAR (self), TRUE);
  return self->live;
}

guint
theta_replay_bar_get_rate (ThetaReplayBar *self)
{
  g_return_val_if_fail (THETA_IS_REPLAY_BAR (self), 0);
  return rates[MIN (gtk_drop_down_get_selected (self->speed), G_N_ELEMENTS (rates) - 1)];
}

static void
update_labels (ThetaReplayBar *self)
{
  guint at = theta_replay_bar_get_position (self);
  g_autofree char *text = g_strdup_printf (_ ("%u of %u"), at, self->last);

  gtk_label_set_label (self->position_label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->play_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_set_visible (self->live_button, self->growing && !self->live);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "replay.first", at > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "replay.step", at < self->last || self->growing);
}

static void
set_position (ThetaReplayBar *self, double value)
{
  self->live = value >= self->last;
  self->updating = TRUE;
  gtk_adjustment_set_value (self->position, MIN (value, self->last));
  self->updating = FALSE;
  update_labels (self);
  g_signal_emit (self, signals[SIGNAL_MOVED], 0);
}

void
theta_replay_bar_set_range (ThetaReplayBar *self, guint last, gboolean growing)
{
  g_return_if_fail (THETA_IS_REPLAY_BAR (self));
  self->last = last;
  self->growing = growing;
  self->updating = TRUE;
  gtk_adjustment_set_upper (self->position, last);
  if (self->live || theta_replay_bar_get_position (self) >= last)
    {
      self->live = self->live || !growing;
      gtk_adjustment_set_value (self->position, last);
    }
  self->updating = FALSE;
  update_labels (self);
}

void
theta_replay_bar_set_can_restart (ThetaReplayBar *self, gboolean can)
{
  g_return_if_fail (THETA_IS_REPLAY_BAR (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "replay.again", can);
}

/* ---- playing ---- */

static void
show_playing (ThetaReplayBar *self, gboolean playing)
{
  gtk_button_set_icon_name (GTK_BUTTON (self->play_button),
                            playing ? "media-playback-pause-symbolic"
                                    : "media-playback-start-symbolic");
  gtk_widget_set_tooltip_text (self->play_button, playing ? _ ("Pause (Space)") : _ ("Play (Space)"));
}

static void
stop_playing (ThetaReplayBar *self)
{
  g_clear_handle_id (&self->playing, g_source_remove);
  show_playing (self, FALSE);
}

static gboolean
on_tick (gpointer user_data)
{
  ThetaReplayBar *self = user_data;
  guint rate = theta_replay_bar_get_rate (self);
  double before = floor (self->at);

  self->at += rate > 0 ? rate * TICK_MS / 1000.0
                       : fmax ((double) self->last * TICK_MS / REPLAY_MS, 0.1);
  if (floor (self->at) > before)
    set_position (self, floor (self->at));
  if (self->at < self->last)
    return G_SOURCE_CONTINUE;
  self->playing = 0;
  show_playing (self, FALSE);
  return G_SOURCE_REMOVE;
}

static void
act_play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaReplayBar *self = THETA_REPLAY_BAR (widget);

  if (self->playing != 0)
    {
      stop_playing (self);
      return;
    }
  self->at = self->live ? 0 : theta_replay_bar_get_position (self);
  set_position (self, self->at);
  self->playing = g_timeout_add (TICK_MS, on_tick, self);
  show_playing (self, TRUE);
}

void
theta_replay_bar_go (ThetaReplayBar *self, guint position)
{
  g_return_if_fail (THETA_IS_REPLAY_BAR (self));
  stop_playing (self);
  set_position (self, position);
}

static void
act_first (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_replay_bar_go (THETA_REPLAY_BAR (widget), 0);
}

static void
act_last (GtkWidget *widget, const char *name, GVariant *parameter)
{
  theta_replay_bar_go (THETA_REPLAY_BAR (widget), G_MAXUINT);
}

static void
act_step (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaReplayBar *self = THETA_REPLAY_BAR (widget);

  if (self->growing && self->live)
    g_signal_emit (self, signals[SIGNAL_STEP_RUN], 0);
  else
    theta_replay_bar_go (self, theta_replay_bar_get_position (self) + 1);
}

static void
act_again (GtkWidget *widget, const char *name, GVariant *parameter)
{
  stop_playing (THETA_REPLAY_BAR (widget));
  g_signal_emit (widget, signals[SIGNAL_AGAIN], 0);
}

/* What the window says in passing stands above this bar while it is seen. */
static void
theta_replay_bar_map (GtkWidget *widget)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  GTK_WIDGET_CLASS (theta_replay_bar_parent_class)->map (widget);
  if (toasts != NULL)
    gtk_widget_add_css_class (toasts, "theta-raised");
}

static void
theta_replay_bar_unmap (GtkWidget *widget)
{
  GtkWidget *toasts = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  if (toasts != NULL)
    gtk_widget_remove_css_class (toasts, "theta-raised");
  GTK_WIDGET_CLASS (theta_replay_bar_parent_class)->unmap (widget);
}

static void
on_position (ThetaReplayBar *self)
{
  if (!self->updating)
    theta_replay_bar_go (self, (guint) round (gtk_adjustment_get_value (self->position)));
}

static void
on_speed (ThetaReplayBar *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RATE]);
}

/* ---- the widget ---- */

static void
theta_replay_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaReplayBar *self = THETA_REPLAY_BAR (widget);

  gtk_widget_allocate (self->box, width, height, baseline, NULL);
  theta_turn_follow (&self->turn, width);
}

static void
theta_replay_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                          int *minimum, int *natural, int *minimum_baseline,
                          int *natural_baseline)
{
  gtk_widget_measure (THETA_REPLAY_BAR (widget)->box, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
  /* It turns upright before it has to be wider. */
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = MIN (*minimum, 284);
}

static void
theta_replay_bar_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_RATE)
    g_value_set_uint (value, theta_replay_bar_get_rate (THETA_REPLAY_BAR (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
theta_replay_bar_dispose (GObject *object)
{
  ThetaReplayBar *self = THETA_REPLAY_BAR (object);

  g_clear_handle_id (&self->playing, g_source_remove);
  theta_turn_clear (&self->turn);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (theta_replay_bar_parent_class)->dispose (object);
}

static void
theta_replay_bar_class_init (ThetaReplayBarClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  const GType type = THETA_TYPE_REPLAY_BAR;

  object_class->get_property = theta_replay_bar_get_property;
  object_class->dispose = theta_replay_bar_dispose;
  widget_class->map = theta_replay_bar_map;
  widget_class->unmap = theta_replay_bar_unmap;
  widget_class->size_allocate = theta_replay_bar_size_allocate;
  widget_class->measure = theta_replay_bar_measure;
  props[PROP_RATE] = g_param_spec_uint ("rate", NULL, NULL, 0, G_MAXUINT, 0,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_MOVED] = g_signal_new ("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  signals[SIGNAL_STEP_RUN] = g_signal_new ("step-run", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                           NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_AGAIN] = g_signal_new ("again", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/replay-bar.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaReplayBar, name)
  CHILD (box);
  CHILD (play_button);
  CHILD (live_button);
  CHILD (position_label);
  CHILD (position);
  CHILD (speed);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_position);
  gtk_widget_class_bind_template_callback (widget_class, on_speed);
  gtk_widget_class_install_action (widget_class, "replay.first", NULL, act_first);
  gtk_widget_class_install_action (widget_class, "replay.play", NULL, act_play);
  gtk_widget_class_install_action (widget_class, "replay.step", NULL, act_step);
  gtk_widget_class_install_action (widget_class, "replay.last", NULL, act_last);
  gtk_widget_class_install_action (widget_class, "replay.again", NULL, act_again);
}

static void
theta_replay_bar_init (ThetaReplayBar *self)
{
  self->live = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->turn = (ThetaTurn){ .box = GTK_ORIENTABLE (self->box), .limit = NARROW };
  update_labels (self);
}
