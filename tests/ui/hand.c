#include "tests/ui/hand.h"

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

/* The window that a window manager would have in front. */
static GtkWindow *
front (void)
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

  while ((found = hand_find_in (GTK_WIDGET (front ()), type, name)) == NULL)
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
  xtest_focus (front ());
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

static gboolean
has_focus (GtkWidget *widget)
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
  for (guint k = 0; k < MOST_STOPS && !has_focus (row); k++)
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

  for (guint k = 0; !has_focus (widget); k++)
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

/* Turns the wheel until the middle of @widget is not scrolled away; a popover stands over
 * what its own widget stands in. */
static void
scroll_to (GtkWidget *widget)
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
hand_wheel (GtkWidget *widget, int clicks)
{
  move_to (widget, 0.5, 0.5);
  for (int k = 0; k < ABS (clicks); k++)
    {
      xtest_click (clicks > 0 ? 5 : 4);
      ui_turn ();
    }
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
  scroll_to (widget);
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

/* A row of settings may bear the name of a button. */
void
hand_press (const char *name)
{
  GtkWidget *button = hand_find_in (GTK_WIDGET (front ()), GTK_TYPE_BUTTON, name);

  hand_press_widget (button != NULL ? button : hand_find (GTK_TYPE_WIDGET, name));
}

static guint
find_option (GListModel *model, const char *option)
{
  for (guint k = 0; k < g_list_model_get_n_items (model); k++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, k);

      if (GTK_IS_STRING_OBJECT (item)
          && g_str_equal (gtk_string_object_get_string (GTK_STRING_OBJECT (item)), option))
        return k;
    }
  g_error ("there is no choice “%s”", option);
}

/* Lists hold only what is near to what they show. */
static GtkWidget *
scroll_to_option (GtkWidget *popover, const char *option, int direction)
{
  GtkWidget *pane = ui_find (popover, GTK_TYPE_SCROLLED_WINDOW), *label = NULL;

  for (guint k = 0; k < MOST_WHEEL && label == NULL; k++)
    {
      label = hand_find_in (popover, GTK_TYPE_LABEL, option);
      if (label == NULL)
        hand_wheel (pane, direction);
    }
  if (label == NULL)
    g_error ("the list never shows “%s”", option);
  scroll_to (label);
  return label;
}

void
hand_choose (const char *name, const char *option)
{
  GtkWidget *found = hand_find_in (GTK_WIDGET (front ()), ADW_TYPE_COMBO_ROW, name);
  GtkWidget *widget = found != NULL ? found : hand_find (GTK_TYPE_DROP_DOWN, name);
  gboolean row = found != NULL;
  guint wanted, now;

  wanted = find_option (row ? adw_combo_row_get_model (ADW_COMBO_ROW (widget))
                            : gtk_drop_down_get_model (GTK_DROP_DOWN (widget)), option);
  now = row ? adw_combo_row_get_selected (ADW_COMBO_ROW (widget))
            : gtk_drop_down_get_selected (GTK_DROP_DOWN (widget));
  if (wanted == now)
    return;
  hand_press_widget (widget);
  if (hand_by_keys)
    {
      GtkWidget *popover = ui_find (widget, GTK_TYPE_POPOVER);

      ui_wait (gtk_widget_get_mapped (popover) && has_focus (popover));
      /* The list begins at what is chosen, or at its first row, as it likes. */
      hand_key ("Home");
      hand_keys ("Down", wanted);
      hand_key ("Return");
    }
  else
    {
      GtkWidget *label = scroll_to_option (ui_find (widget, GTK_TYPE_POPOVER), option,
                                           wanted > now ? 1 : -1);

      hand_point (label, 0.5, 0.5, 1);
    }
  ui_settle ();
  now = row ? adw_combo_row_get_selected (ADW_COMBO_ROW (widget))
            : gtk_drop_down_get_selected (GTK_DROP_DOWN (widget));
  g_assert_cmpuint (now, ==, wanted);
}

void
hand_fill (const char *name, const char *text)
{
  GtkWidget *widget = hand_find (GTK_TYPE_WIDGET, name);
  GtkWidget *field = ui_find (widget, GTK_TYPE_TEXT);

  g_assert_nonnull (field);
  hand_go (field);
  if (!hand_by_keys)
    hand_point (field, 0.5, 0.5, 1);
  hand_key ("<Control>a");
  hand_type (text);
  hand_key ("Tab");
  ui_settle ();
}

void
hand_do (const char *key, const char *name)
{
  if (hand_by_keys)
    hand_key (key);
  else
    hand_press (name);
  ui_settle ();
}

void
hand_answer (const char *path)
{
  GtkWidget *dialog;

  ui_wait (GTK_IS_FILE_CHOOSER_DIALOG (front ()));
  dialog = GTK_WIDGET (front ());
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  ui_settle ();
  if (gtk_file_chooser_get_action (GTK_FILE_CHOOSER (dialog)) == GTK_FILE_CHOOSER_ACTION_SAVE)
    hand_key ("<Control>a");
  /* A slash opens the place for a path where there is none. */
  hand_type (path);
  ui_settle ();
  hand_key ("Return");
  ui_wait (dialog == NULL || !gtk_widget_get_mapped (dialog));
  if (dialog != NULL)
    g_object_remove_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  ui_settle ();
}

void
hand_page (const char *name)
{
  static const char *const names[] = { "Data", "Kernels", "Learning", "Results" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    if (g_str_equal (names[k], name))
      {
        g_autofree char *key = g_strdup_printf ("<Alt>%u", k + 1);

        hand_do (key, name);
        return;
      }
  g_error ("no page “%s”", name);
}

void
hand_shot (const char *step)
{
  const char *folder = g_getenv ("THETASCOPE_SCREENSHOTS");
  g_autofree char *program = g_path_get_basename (g_get_prgname ()), *name = NULL, *path = NULL;

  if (folder == NULL)
    return;
  name = g_strdup_printf ("%s-%s-%s.png", program, step,
                          hand_by_keys ? "keyboard" : "pointer");
  g_mkdir_with_parents (folder, 0777);
  path = g_build_filename (folder, name, NULL);
  ui_settle ();
  xtest_save (front (), path);
}

/* ---- the program ---- */

static void (*begin) (void), (*walk) (void);

static void
by_pointer (void)
{
  hand_by_keys = FALSE;
  begin ();
  walk ();
}

static void
by_keyboard (void)
{
  hand_by_keys = TRUE;
  xtest_park ();
  begin ();
  walk ();
}

int
hand_main (int argc, char **argv, const char *name, void (*before) (void), void (*journey) (void))
{
  g_autofree char *pointer = g_strdup_printf ("/journey/%s/pointer", name);
  g_autofree char *keyboard = g_strdup_printf ("/journey/%s/keyboard", name);
  int status;

  if (!xtest_open ())
    return 77;
  begin = before;
  walk = journey;
  ui_begin (&argc, &argv);
  g_set_prgname (name);
  g_test_add_func (pointer, by_pointer);
  g_test_add_func (keyboard, by_keyboard);
  status = ui_end ();
  xtest_close ();
  return status;
}
