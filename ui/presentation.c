#include "ui/presentation.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "ui/picture.h"
#include "ui/slide.h"

/* Text is at least this much larger than in the window, and grows with the screen. */
#define ZOOM 1.5
#define STEP 0.97 /* between two that are tried */
#define LEAST_ZOOM 0.5
#define ZOOM_HEIGHT 720.0 /* of a window in which everything has its own size */

struct _ThetaPresentation
{
  GtkWidget parent_instance;

  GtkWidget *page;        /* borrowed: that the picture is of, or NULL */
  GtkWidget *picture;     /* ours while it is shown, or NULL */
  GtkWidget *placeholder; /* ours: stands where the picture was taken from */
  GtkAlign halign, valign;
  guint again;            /* idle source: the picture's place has gone */

  GtkWidget *box, *explained, *progress, *hint;
  ThetaSlide *frame;
  GtkLabel *title, *line, *badge, *place, *value, *words;
};

enum { SIGNAL_BEYOND, SIGNAL_LEAVE, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaPresentation, theta_presentation, GTK_TYPE_WIDGET)

GtkWidget *
theta_presentation_get_picture (ThetaPresentation *self)
{
  g_return_val_if_fail (THETA_IS_PRESENTATION (self), NULL);
  return self->picture;
}

void
theta_presentation_explain (ThetaPresentation *self, const char *line, const char *badge)
{
  g_return_if_fail (THETA_IS_PRESENTATION (self));
  gtk_label_set_label (self->line, line != NULL ? line : "");
  gtk_label_set_label (self->badge, badge != NULL ? badge : "");
  gtk_widget_set_visible (GTK_WIDGET (self->badge), badge != NULL);
  gtk_widget_set_visible (self->explained, line != NULL || badge != NULL);
}

void
theta_presentation_set_fraction (ThetaPresentation *self, double fraction)
{
  g_return_if_fail (THETA_IS_PRESENTATION (self));
  gtk_widget_set_visible (self->progress, fraction >= 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), CLAMP (fraction, 0, 1));
}

/* ---- taking a picture and giving it back ---- */

/* Puts @now where @before is; @before is held by somebody else. */
static void
replace (GtkWidget *before, GtkWidget *now)
{
  GtkWidget *parent = gtk_widget_get_parent (before);

  if (ADW_IS_BIN (parent))
    adw_bin_set_child (ADW_BIN (parent), now);
  else if (GTK_IS_VIEWPORT (parent))
    gtk_viewport_set_child (GTK_VIEWPORT (parent), now);
  else if (GTK_IS_OVERLAY (parent) && gtk_overlay_get_child (GTK_OVERLAY (parent)) == before)
    gtk_overlay_set_child (GTK_OVERLAY (parent), now);
  else
    {
      gtk_widget_insert_after (now, parent, before);
      gtk_widget_unparent (before);
    }
}

/* @words, without ": @value" at their end: that stands beside them, larger. */
static char *
without_value (const char *words, const char *value)
{
  g_autofree char *end = g_strdup_printf (": %s", value != NULL ? value : "");

  if (words == NULL || value == NULL || !g_str_has_suffix (words, end))
    return g_strdup (words != NULL ? words : "");
  return g_strndup (words, strlen (words) - strlen (end));
}

static void
on_said (const char *value, const char *words, gpointer data)
{
  ThetaPresentation *self = data;
  g_autofree char *rest = without_value (words, value);

  gtk_label_set_label (self->value, value != NULL ? value : "");
  gtk_widget_set_visible (GTK_WIDGET (self->value), value != NULL);
  gtk_label_set_label (self->words, rest);
}

static gboolean
on_again (gpointer data)
{
  ThetaPresentation *self = data;
  GtkWidget *page = self->page;

  self->again = 0;
  theta_presentation_stop (self);
  if (page != NULL && !theta_presentation_show (self, page, 1))
    g_signal_emit (self, signals[SIGNAL_LEAVE], 0);
  return G_SOURCE_REMOVE;
}

/* The page has thrown the place of the picture away: it has others now. */
static void
on_place (ThetaPresentation *self)
{
  if (self->again == 0 && gtk_widget_get_parent (self->placeholder) == NULL)
    self->again = g_idle_add (on_again, self);
}

static void
give_back (ThetaPresentation *self)
{
  GtkWidget *picture = self->picture;

  if (picture == NULL)
    return;
  theta_picture_listen (picture, NULL, NULL);
  g_signal_handlers_disconnect_by_data (self->placeholder, self);
  theta_slide_show (self->frame, NULL);
  gtk_widget_remove_css_class (picture, "theta-presented");
  gtk_widget_set_halign (picture, self->halign);
  gtk_widget_set_valign (picture, self->valign);
  if (gtk_widget_get_parent (self->placeholder) != NULL)
    replace (self->placeholder, picture);
  g_clear_object (&self->placeholder);
  g_clear_object (&self->picture);
}

static void
on_proxy (GSimpleAction *action, GVariant *parameter, GtkWidget *page)
{
  const char *full = g_object_get_data (G_OBJECT (action), "theta-full-name");

  gtk_widget_activate_action (page, full, NULL);
}

/* The picture's menu asks for actions of its page, which is not above it now. */
static void
lend_actions (ThetaPresentation *self)
{
  GtkWidgetClass *class = GTK_WIDGET_GET_CLASS (self->page);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autofree char *prefix = NULL;
  const GVariantType *type;
  const char *name, *property;
  GType owner;

  for (guint k = 0; gtk_widget_class_query_action (class, k, &owner, &name, &type, &property); k++)
    {
      const char *dot = strchr (name, '.');
      g_autoptr (GSimpleAction) action = NULL;

      if (owner != G_OBJECT_TYPE (self->page) || dot == NULL || type != NULL || property != NULL)
        continue;
      if (prefix == NULL)
        prefix = g_strndup (name, (gsize) (dot - name));
      action = g_simple_action_new (dot + 1, NULL);
      g_object_set_data_full (G_OBJECT (action), "theta-full-name", g_strdup (name), g_free);
      g_signal_connect_object (action, "activate", G_CALLBACK (on_proxy), self->page, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  if (prefix != NULL)
    gtk_widget_insert_action_group (GTK_WIDGET (self), prefix, G_ACTION_GROUP (group));
}

/* What had the focus in @picture before, else what is to have it first. */
static void
focus_picture (ThetaPresentation *self, GtkWidget *before)
{
  GtkWidget *first = theta_picture_get_first (self->picture);

  if (before != NULL && gtk_widget_is_ancestor (before, GTK_WIDGET (self)))
    first = before;
  if ((first != NULL && gtk_widget_grab_focus (first)) || gtk_widget_grab_focus (self->picture))
    return;
  if (!gtk_widget_child_focus (GTK_WIDGET (self->frame), GTK_DIR_TAB_FORWARD))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
take (ThetaPresentation *self, GtkWidget *picture)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  g_autoptr (GtkWidget) before = NULL; /* a picture may build itself anew when it is presented */

  if (focus != NULL && (focus == picture || gtk_widget_is_ancestor (focus, picture)))
    before = g_object_ref (focus);
  self->picture = g_object_ref (picture);
  self->placeholder = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  gtk_widget_set_hexpand (self->placeholder, TRUE);
  gtk_widget_set_vexpand (self->placeholder, TRUE);
  self->halign = gtk_widget_get_halign (picture);
  self->valign = gtk_widget_get_valign (picture);
  lend_actions (self);
  replace (picture, self->placeholder);
  g_signal_connect_swapped (self->placeholder, "notify::parent", G_CALLBACK (on_place), self);
  gtk_widget_set_halign (picture, GTK_ALIGN_FILL);
  gtk_widget_set_valign (picture, GTK_ALIGN_FILL);
  gtk_widget_add_css_class (picture, "theta-presented");
  theta_slide_show (self->frame, picture);
  gtk_label_set_label (self->title, theta_picture_get_title (picture));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  theta_picture_get_title (picture), -1);
  on_said (NULL, NULL, self);
  theta_picture_listen (picture, on_said, self);
  focus_picture (self, before);
}

static void
show_place (ThetaPresentation *self, guint at, guint n)
{
  g_autofree char *text = g_strdup_printf (_ ("%u of %u"), at + 1, n);

  gtk_label_set_label (self->place, text);
}

/* ---- which picture ---- */

gboolean
theta_presentation_show (ThetaPresentation *self, GtkWidget *page, int step)
{
  g_autoptr (GPtrArray) pictures = NULL;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  guint at;

  g_return_val_if_fail (THETA_IS_PRESENTATION (self) && GTK_IS_WIDGET (page), FALSE);
  give_back (self);
  pictures = theta_picture_list (page);
  self->page = pictures->len > 0 ? page : NULL;
  if (pictures->len == 0)
    return FALSE;
  at = step < 0 ? pictures->len - 1 : 0;
  /* The innermost that has the focus, where the person was looking. */
  for (guint k = 0; focus != NULL && step == 0 && k < pictures->len; k++)
    if (focus == pictures->pdata[k] || gtk_widget_is_ancestor (focus, pictures->pdata[k]))
      at = k;
  take (self, pictures->pdata[at]);
  show_place (self, at, pictures->len);
  return TRUE;
}

void
theta_presentation_step (ThetaPresentation *self, int step)
{
  g_autoptr (GtkWidget) before = NULL;
  g_autoptr (GPtrArray) pictures = NULL;
  guint at = 0;

  g_return_if_fail (THETA_IS_PRESENTATION (self));
  if (self->picture == NULL)
    return;
  gtk_widget_set_visible (self->hint, FALSE); /* it is known */
  before = g_object_ref (self->picture);
  give_back (self);
  pictures = theta_picture_list (self->page);
  if (!g_ptr_array_find (pictures, before, &at) && pictures->len == 0)
    {
      g_signal_emit (self, signals[SIGNAL_LEAVE], 0);
      return;
    }
  if ((int) at + step < 0 || (int) at + step >= (int) pictures->len)
    {
      take (self, pictures->pdata[at]);
      g_signal_emit (self, signals[SIGNAL_BEYOND], 0, step);
      return;
    }
  at = (guint) ((int) at + step);
  take (self, pictures->pdata[at]);
  show_place (self, at, pictures->len);
}

void
theta_presentation_stop (ThetaPresentation *self)
{
  g_return_if_fail (THETA_IS_PRESENTATION (self));
  g_clear_handle_id (&self->again, g_source_remove);
  give_back (self);
  self->page = NULL;
}

/* ---- keys and buttons ---- */

static void
on_next (ThetaPresentation *self)
{
  theta_presentation_step (self, 1);
}

static void
on_previous (ThetaPresentation *self)
{
  theta_presentation_step (self, -1);
}

static void
on_leave (ThetaPresentation *self)
{
  g_signal_emit (self, signals[SIGNAL_LEAVE], 0);
}

/* Before the picture sees them. */
static gboolean
on_turn (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
         ThetaPresentation *self)
{
  gboolean back = (state & GDK_SHIFT_MASK) != 0;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Page_Up || key == GDK_KEY_KP_Page_Up || key == GDK_KEY_ISO_Left_Tab
      || (key == GDK_KEY_Tab && back))
    theta_presentation_step (self, -1);
  else if (key == GDK_KEY_Page_Down || key == GDK_KEY_KP_Page_Down || key == GDK_KEY_Tab)
    theta_presentation_step (self, 1);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* What the picture left over. */
static gboolean
on_rest (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
         ThetaPresentation *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || self->page == NULL)
    return GDK_EVENT_PROPAGATE;
  if (key == GDK_KEY_Left || key == GDK_KEY_Up)
    theta_presentation_step (self, -1);
  else if (key == GDK_KEY_Right || key == GDK_KEY_Down)
    theta_presentation_step (self, 1);
  else if (gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller)) == NULL)
    return GDK_EVENT_PROPAGATE;
  else
    return gtk_event_controller_key_forward (controller, self->page);
  return GDK_EVENT_STOP;
}

/* ---- layout: everything larger ---- */

static void
theta_presentation_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                            int *minimum, int *natural, int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = *natural = 0; /* it takes the room that the window has */
  *minimum_baseline = *natural_baseline = -1;
}

/* How much larger than usual all is drawn: as much as is asked for or less, so that nothing is
 * cut off.  Lines that break take more height the larger they are. */
static double
find_zoom (ThetaPresentation *self, int width, int height, double zoom)
{
  int wide, high;

  gtk_widget_measure (self->box, GTK_ORIENTATION_HORIZONTAL, -1, &wide, NULL, NULL, NULL);
  zoom = MIN (zoom, width / (double) MAX (wide, 1));
  for (;; zoom *= STEP)
    {
      gtk_widget_measure (self->box, GTK_ORIENTATION_VERTICAL, (int) (width / zoom), &high, NULL,
                          NULL, NULL);
      if (high * zoom <= height)
        return zoom;
      /* From here on only what is smaller everywhere fits. */
      if (zoom < LEAST_ZOOM)
        return height / (double) high;
    }
}

static void
theta_presentation_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaPresentation *self = THETA_PRESENTATION (widget);
  gboolean text = self->picture != NULL && theta_picture_is_text (self->picture);
  /* What does not fit is drawn as large as it fits; so is text. */
  double zoom
      = find_zoom (self, width, height, text ? G_MAXDOUBLE : MAX (ZOOM, height / ZOOM_HEIGHT));

  gtk_widget_allocate (self->box, (int) (width / zoom), (int) (height / zoom), -1,
                       gsk_transform_scale (NULL, (float) zoom, (float) zoom));
}

/* ---- the object ---- */

static void
theta_presentation_dispose (GObject *object)
{
  ThetaPresentation *self = THETA_PRESENTATION (object);

  theta_presentation_stop (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (theta_presentation_parent_class)->dispose (object);
}

static void
theta_presentation_class_init (ThetaPresentationClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_presentation_dispose;
  g_type_ensure (THETA_TYPE_SLIDE);
  widget_class->measure = theta_presentation_measure;
  widget_class->size_allocate = theta_presentation_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "presentation");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/presentation.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaPresentation, name)
  CHILD (box);
  CHILD (progress);
  CHILD (frame);
  CHILD (title);
  CHILD (explained);
  CHILD (line);
  CHILD (badge);
  CHILD (place);
  CHILD (value);
  CHILD (words);
  CHILD (hint);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_next);
  gtk_widget_class_bind_template_callback (widget_class, on_previous);
  gtk_widget_class_bind_template_callback (widget_class, on_leave);
  signals[SIGNAL_BEYOND] = g_signal_new ("beyond", THETA_TYPE_PRESENTATION, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[SIGNAL_LEAVE] = g_signal_new ("leave", THETA_TYPE_PRESENTATION, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
theta_presentation_init (ThetaPresentation *self)
{
  GtkEventController *before = gtk_event_controller_key_new ();
  GtkEventController *after = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Presentation"), -1);
  gtk_event_controller_set_propagation_phase (before, GTK_PHASE_CAPTURE);
  g_signal_connect (before, "key-pressed", G_CALLBACK (on_turn), self);
  g_signal_connect (after, "key-pressed", G_CALLBACK (on_rest), self);
  gtk_widget_add_controller (GTK_WIDGET (self), before);
  gtk_widget_add_controller (GTK_WIDGET (self), after);
}

GtkWidget *
theta_presentation_new (void)
{
  return g_object_new (THETA_TYPE_PRESENTATION, NULL);
}
