#include "tests/ui/hand-private.h"

#include <string.h>

#include "tests/ui/xtest.h"

/* More Tabs than any page has stops. */
#define MOST_STOPS 250
#define MOST_WHEEL 120

gboolean hand_by_keys;

/* ---- names ---- */

/* What is set for @property: asking whether it is something that it cannot be gives
 * what it is. */
static char *
property_of (GtkWidget *widget, GtkAccessibleProperty property)
{
  char *value;

  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), property))
    return NULL;
  value = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property, "\1");
  if (value != NULL && *value == '\0')
    g_clear_pointer (&value, g_free);
  return value;
}

/* The first label in @widget that says something: badges and the like may be empty. */
static const char *
first_text (GtkWidget *widget)
{
  const char *text = NULL;

  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return gtk_label_get_text (GTK_LABEL (widget));
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && text == NULL;
       at = gtk_widget_get_next_sibling (at))
    text = first_text (at);
  return text;
}

char *
hand_name (GtkWidget *widget)
{
  char *name = property_of (widget, GTK_ACCESSIBLE_PROPERTY_LABEL);

  /* GTK writes the underline of a mnemonic into the name. */
  if (name != NULL && GTK_IS_BUTTON (widget) && gtk_button_get_use_underline (GTK_BUTTON (widget))
      && strchr (name, '_') != NULL)
    memmove (strchr (name, '_'), strchr (name, '_') + 1, strlen (strchr (name, '_')));
  if (name != NULL)
    return name;
  if (GTK_IS_LABEL (widget))
    return g_strdup (gtk_label_get_text (GTK_LABEL (widget)));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return g_strdup (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
  if (!GTK_IS_BUTTON (widget) && !GTK_IS_CHECK_BUTTON (widget) && !GTK_IS_LIST_BOX_ROW (widget)
      && !g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkModelButton"))
    return NULL;
  return g_strdup (first_text (widget));
}

char *
hand_description (GtkWidget *widget)
{
  return property_of (widget, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/* ---- where things are ---- */

GtkWindow *
hand_front (void)
{
  GListModel *all = gtk_window_get_toplevels ();
  GtkWindow *found = GTK_WINDOW (window);

  for (guint k = 0; k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GtkWindow) at = g_list_model_get_item (all, k);

      if (at != found && gtk_widget_get_mapped (GTK_WIDGET (at))
          && gtk_window_get_transient_for (at) == found)
        {
          found = at;
          k = (guint) -1; /* what stands on top of that */
        }
    }
  return found;
}

GtkWidget *
hand_find_in (GtkWidget *widget, GType type, const char *name)
{
  g_autofree char *own = NULL;

  if (!gtk_widget_get_mapped (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && gtk_widget_is_sensitive (widget)
      && (type != GTK_TYPE_WIDGET || gtk_widget_get_focusable (widget)))
    {
      own = hand_name (widget);
      if (g_strcmp0 (own, name) == 0)
        return widget;
    }
  /* What was opened last stands last: popovers come after what they belong to. */
  for (GtkWidget *at = gtk_widget_get_last_child (widget); at != NULL;
       at = gtk_widget_get_prev_sibling (at))
    {
      GtkWidget *found = hand_find_in (at, type, name);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
hand_find (GType type, const char *name)
{
  gint64 deadline = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  GtkWidget *found;

  while ((found = hand_find_in (GTK_WIDGET (hand_front ()), type, name)) == NULL)
    {
      if (g_get_monotonic_time () > deadline)
        {
          hand_shot ("failed");
          g_error ("no %s “%s” that could be used", g_type_name (type), name);
        }
      ui_turn ();
    }
  return found;
}

static graphene_rect_t
bounds_in (GtkWidget *widget, GtkWidget *other)
{
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (widget, other, &bounds))
    g_error ("a widget without a place");
  return bounds;
}

/* ---- keys ---- */

static void
press (guint keyval, GdkModifierType state)
{
  xtest_focus (hand_front ());
  xtest_key (keyval, state);
  ui_turn ();
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
hand_key (const char *key)
{
  guint keyval;
  GdkModifierType state;

  if (!gtk_accelerator_parse (key, &keyval, &state))
    g_error ("no key “%s”", key);
  press (keyval, state);
}

void
hand_keys (const char *key, guint times)
{
  for (guint k = 0; k < times; k++)
    hand_key (key);
  ui_settle ();
}

void
hand_type (const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    press (gdk_unicode_to_keyval ((guchar) *at), 0);
}

gboolean
hand_has_focus (GtkWidget *widget)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* Tab, until the focus has moved: were the next one pressed before, it would be missed. */
static void
tab (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *before = gtk_root_get_focus (root);
  gint64 deadline = g_get_monotonic_time () + G_USEC_PER_SEC / 5;

  hand_key ("Tab");
  while (gtk_root_get_focus (root) == before && g_get_monotonic_time () < deadline)
    ui_turn ();
}

static void tab_to (GtkWidget *widget);

static GtkWidget *
focus_of (GtkWidget *widget)
{
  return gtk_root_get_focus (gtk_widget_get_root (widget));
}

/* Tab comes to a list, arrows to its rows. */
static void
arrow_to (GtkWidget *widget, GtkWidget *list)
{
  GtkWidget *row = widget;

  tab_to (list);
  while (gtk_widget_get_parent (row) != list)
    row = gtk_widget_get_parent (row);
  for (guint k = 0; k < MOST_STOPS && !hand_has_focus (row); k++)
    {
      graphene_rect_t at = bounds_in (focus_of (widget), list), wanted = bounds_in (row, list);

      hand_keys (wanted.origin.y > at.origin.y ? "Down" : "Up", 1);
    }
}

static void
tab_to (GtkWidget *widget)
{
  g_autofree char *name = hand_name (widget);
  GtkWidget *list = gtk_widget_get_ancestor (gtk_widget_get_parent (widget), GTK_TYPE_LIST_VIEW);

  if (list != NULL)
    arrow_to (widget, list);

  for (guint k = 0; !hand_has_focus (widget); k++)
    {
      if (k == MOST_STOPS)
        {
          hand_shot ("failed");
          g_error ("Tab never comes to the %s “%s”", G_OBJECT_TYPE_NAME (widget), name);
        }
      tab (widget);
    }
}

/* ---- the pointer ---- */

static gboolean
is_between (float low, float high, float least, float most)
{
  float middle = (low + high) / 2;

  return middle > least && middle < most;
}

void
hand_scroll_to (GtkWidget *widget)
{
  for (GtkWidget *pane = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
       pane != NULL && gtk_widget_get_native (pane) == gtk_widget_get_native (widget);
       pane = gtk_widget_get_ancestor (gtk_widget_get_parent (pane), GTK_TYPE_SCROLLED_WINDOW))
    for (guint k = 0; k < MOST_WHEEL; k++)
      {
        graphene_rect_t at = bounds_in (widget, pane);
        float height = (float) gtk_widget_get_height (pane);

        if (is_between (at.origin.y, at.origin.y + at.size.height, 4, height - 4))
          break;
        hand_wheel (pane, at.origin.y + at.size.height / 2 > height / 2 ? 1 : -1);
      }
}

static void
move_to (GtkWidget *widget, double across, double down)
{
  graphene_rect_t at = bounds_in (widget, GTK_WIDGET (gtk_widget_get_native (widget)));

  xtest_move (widget, at.origin.x + across * at.size.width, at.origin.y + down * at.size.height);
  ui_turn ();
}

void
hand_point (GtkWidget *widget, double across, double down, guint presses)
{
  move_to (widget, across, down);
  for (guint k = 0; k < presses; k++)
    xtest_click (1);
  ui_settle ();
}

void
hand_wheel_at (GtkWidget *widget, double across, double down, int clicks, GdkModifierType state)
{
  move_to (widget, across, down);
  xtest_hold (state, TRUE);
  for (int k = 0; k < ABS (clicks); k++)
    {
      xtest_click (clicks > 0 ? 5 : 4);
      ui_turn ();
    }
  xtest_hold (state, FALSE);
  ui_settle ();
}

void
hand_wheel (GtkWidget *widget, int clicks)
{
  hand_wheel_at (widget, 0.5, 0.5, clicks, 0);
}

void
hand_drag (GtkWidget *widget, double from, double to, double down)
{
  move_to (widget, from, down);
  xtest_down (1);
  ui_turn ();
  for (int k = 1; k <= 8; k++)
    move_to (widget, from + (to - from) * k / 8, down);
  xtest_up (1);
  ui_settle ();
}

/* ---- either ---- */

void
hand_go (GtkWidget *widget)
{
  if (hand_by_keys)
    {
      tab_to (widget);
      return;
    }
  hand_scroll_to (widget);
  hand_point (widget, 0.5, 0.5, 0);
}

/* A button that a key presses looks pressed for a quarter of a second, then acts. */
#define KEY_PRESS_US 300000

void
hand_press_widget (GtkWidget *widget)
{
  gint64 end;

  hand_go (widget);
  if (!hand_by_keys)
    {
      xtest_click (1);
      ui_settle ();
      return;
    }
  /* Return would be the default button's, where a window has one. */
  hand_key ("space");
  for (end = g_get_monotonic_time () + KEY_PRESS_US; g_get_monotonic_time () < end;)
    ui_turn ();
  ui_settle ();
}
