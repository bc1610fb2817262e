/* Everything that can be done stands in a menu and on a key, and every key in the window
 * of shortcuts. */
#include "support.h"

#include <string.h>

#include "ui/figure-menu.h"
#include "ui/chart-view.h"
#include "ui/heatmap-view.h"
#include "ui/kernels-page.h"

static GtkApplication *
app (void)
{
  return GTK_APPLICATION (gtk_window_get_application (GTK_WINDOW (window)));
}

/* ---- what the shortcuts window names ---- */

static void
collect_shortcuts (GtkWidget *widget, GHashTable *found)
{
  if (GTK_IS_SHORTCUT_LABEL (widget))
    {
      GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_ACTION_ROW);
      guint key;
      GdkModifierType state;

      g_assert_nonnull (row);
      g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), !=, "");
      g_assert_true (gtk_accelerator_parse (
          gtk_shortcut_label_get_accelerator (GTK_SHORTCUT_LABEL (widget)), &key, &state));
      g_hash_table_add (found, gtk_accelerator_name (key, state));
    }
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    collect_shortcuts (at, found);
}

static GHashTable *
named_keys (void)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GtkBuilder) builder
      = gtk_builder_new_from_resource ("/org/thetascope/Thetascope/shortcuts.ui");
  GtkWidget *overlay = GTK_WIDGET (gtk_builder_get_object (builder, "shortcuts"));

  collect_shortcuts (overlay, found);
  gtk_window_destroy (GTK_WINDOW (overlay));
  return found;
}

static GtkWidget *
find_shortcuts (void)
{
  GListModel *all = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  for (guint k = 0; k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GtkWidget) at = g_list_model_get_item (all, k);

      if (g_strcmp0 (gtk_widget_get_name (at), "shortcuts") == 0 && gtk_widget_get_mapped (at))
        found = at;
    }
  return found;
}

/* The window of shortcuts comes when it is asked for, and again. */
static void
test_shortcuts (void)
{
  g_auto (GStrv) keys = gtk_application_get_accels_for_action (app (), "win.shortcuts");
  int least;

  g_assert_cmpstr (keys[0], ==, "<Control>question");
  for (guint k = 0; k < 2; k++)
    {
      g_assert_null (find_shortcuts ());
      ui_act ("win.shortcuts");
      ui_settle ();
      g_assert_nonnull (find_shortcuts ());
      g_assert_true (gtk_window_get_transient_for (GTK_WINDOW (find_shortcuts ()))
                     == GTK_WINDOW (window));
      /* It has to fit where text is twice as large. */
      gtk_widget_measure (find_shortcuts (), GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL,
                          NULL);
      g_assert_cmpint (least, <=, 450);
      gtk_window_close (GTK_WINDOW (find_shortcuts ()));
      ui_settle ();
    }
}

static gboolean
names (GHashTable *found, const char *accelerator)
{
  guint key;
  GdkModifierType state;
  g_autofree char *name = NULL;

  g_assert_true (gtk_accelerator_parse (accelerator, &key, &state));
  name = gtk_accelerator_name (key, state);
  return g_hash_table_contains (found, name);
}

static void
test_accelerators (void)
{
  g_autoptr (GHashTable) found = named_keys ();
  g_auto (GStrv) actions = gtk_application_list_action_descriptions (app ());
  guint n = 0;

  g_assert_false (names (found, "<Control><Alt>F12"));
  for (guint k = 0; actions[k] != NULL; k++)
    {
      g_auto (GStrv) keys = gtk_application_get_accels_for_action (app (), actions[k]);

      for (guint i = 0; keys[i] != NULL; i++, n++)
        if (!names (found, keys[i]))
          g_error ("%s of %s is missing in the window of shortcuts", keys[i], actions[k]);
    }
  g_assert_cmpuint (n, >, 25);
}

/* The keys of the pages, which are no accelerators. */
static void
test_page_keys (void)
{
  static const char *const keys[]
      = { "Left", "Right", "Up", "Down", "<Shift>Right", "<Control>Right", "Tab", "Return", "plus",
          "minus", "0", "c", "t", "F8", "space", "period", "Home", "End", "Page_Down", "Page_Up",
          "F11", "<Shift>F10", "F1" };
  g_autoptr (GHashTable) found = named_keys ();

  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    if (!names (found, keys[k]))
      g_error ("%s is missing in the window of shortcuts", keys[k]);
}

/* ---- what the menus hold ---- */

static void
collect_menu (GMenuModel *menu, GHashTable *found)
{
  for (int k = 0; k < g_menu_model_get_n_items (menu); k++)
    {
      g_autofree char *action = NULL, *label = NULL;
      g_autoptr (GVariant) target = g_menu_model_get_item_attribute_value (menu, k, "target", NULL);
      g_autoptr (GMenuLinkIter) links = g_menu_model_iterate_item_links (menu, k);

      g_menu_model_get_item_attribute (menu, k, "label", "s", &label);
      if (g_menu_model_get_item_attribute (menu, k, "action", "s", &action))
        {
          g_assert_true (label != NULL && *label != '\0');
          g_hash_table_add (found, g_strdup (action));
          if (target != NULL)
            g_hash_table_add (found, g_action_print_detailed_name (action, target));
        }
      while (g_menu_link_iter_next (links))
        {
          g_autoptr (GMenuModel) linked = g_menu_link_iter_get_value (links);

          collect_menu (linked, found);
        }
    }
}

static GHashTable *
menu_of (GMenuModel *menu)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  collect_menu (menu, found);
  return found;
}

/* What a menu cannot ask for: it needs a name or a number that a row or a card has. */
static gboolean
is_for_rows (const char *name)
{
  static const char *const others[]
      = { "win.source", "win.open-path", "win.preset", "win.page", "win.dismiss",
          "win.run-on-cpu" /* a button where another device has failed */ };

  for (guint k = 0; k < G_N_ELEMENTS (others); k++)
    if (g_str_equal (name, others[k]))
      return TRUE;
  return FALSE;
}

static gboolean
has_key (const char *name)
{
  g_auto (GStrv) keys = gtk_application_get_accels_for_action (app (), name);

  return keys[0] != NULL;
}

static void
check_action (GHashTable *menu, const char *name)
{
  if (is_for_rows (name))
    return;
  if (!g_hash_table_contains (menu, name))
    g_error ("%s is in no menu", name);
  if (!has_key (name))
    g_error ("%s is on no key", name);
}

/* The one that F10 opens. */
static GtkWidget *
find_primary (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (GTK_IS_MENU_BUTTON (widget) && gtk_menu_button_get_primary (GTK_MENU_BUTTON (widget)))
    return widget;
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && found == NULL;
       at = gtk_widget_get_next_sibling (at))
    found = find_primary (at);
  return found;
}

static void
test_main_menu (void)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (find_primary (GTK_WIDGET (window)));
  g_autoptr (GHashTable) menu = menu_of (gtk_menu_button_get_menu_model (button));
  g_auto (GStrv) of_window = g_action_group_list_actions (G_ACTION_GROUP (window));
  g_auto (GStrv) of_app = g_action_group_list_actions (G_ACTION_GROUP (app ()));
  static const char *const pages[] = { "win.page::data", "win.page::kernels",
                                       "win.page::learning", "win.page::results" };
  const GVariantType *type;
  const char *name, *property;
  GType owner;
  guint n = 0;

  for (guint k = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (window), k, &owner, &name,
                                                   &type, &property); k++)
    if (owner == THETA_TYPE_WINDOW && ++n > 0)
      check_action (menu, name);
  g_assert_cmpuint (n, >, 15);
  for (guint k = 0; of_window[k] != NULL; k++)
    {
      g_autofree char *full = g_strconcat ("win.", of_window[k], NULL);

      check_action (menu, full);
    }
  for (guint k = 0; of_app[k] != NULL; k++)
    {
      g_autofree char *full = g_strconcat ("app.", of_app[k], NULL);

      check_action (menu, full);
    }
  for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
    {
      g_assert_true (g_hash_table_contains (menu, pages[k]));
      g_assert_true (has_key (pages[k]));
    }
  g_assert_true (has_key ("win.dismiss"));
}

static GtkPopoverMenu *
popover_of (GtkWidget *widget)
{
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    if (GTK_IS_POPOVER_MENU (at))
      return GTK_POPOVER_MENU (at);
  return NULL;
}

static void
click_secondary (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint k = 0; k < g_list_model_get_n_items (controllers); k++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, k);

      if (GTK_IS_GESTURE_CLICK (controller)
          && gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller))
                 == GDK_BUTTON_SECONDARY)
        g_signal_emit_by_name (controller, "pressed", 1, 5.0, 5.0);
    }
}

/* All actions of a page are in the menu of its pictures. */
static void
check_page_menu (GtkWidget *page, GMenuModel *model)
{
  g_autoptr (GHashTable) menu = menu_of (model);
  const GVariantType *type;
  const char *name, *property;
  GType owner;
  guint n = 0;

  for (guint k = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (page), k, &owner, &name,
                                                   &type, &property); k++)
    if (owner == G_OBJECT_TYPE (page) && type == NULL)
      {
        n++;
        if (!g_hash_table_contains (menu, name))
          g_error ("%s is in no menu", name);
      }
  g_assert_cmpuint (n, >=, 5);
}

static void
test_picture_menus (void)
{
  ThetaKernelsPage *kernels = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  GtkWidget *learning = ui_child (window, "learning_page"), *map, *chart;

  ui_run ();
  theta_window_show_page (window, "kernels");
  ui_settle ();
  map = GTK_WIDGET (theta_kernels_page_get_map (kernels, 0));
  g_assert_false (ui_press (map, GDK_KEY_F10, 0)); /* that of the window */
  g_assert_null (popover_of (map));
  g_assert_true (ui_press (map, GDK_KEY_F10, GDK_SHIFT_MASK));
  g_assert_nonnull (popover_of (map));
  check_page_menu (GTK_WIDGET (kernels), gtk_popover_menu_get_menu_model (popover_of (map)));
  gtk_popover_popdown (GTK_POPOVER (popover_of (map)));
  ui_settle ();
  theta_window_show_page (window, "learning");
  ui_settle ();
  chart = ui_find (learning, THETA_TYPE_CHART_VIEW);
  check_page_menu (learning, theta_figure_menu_get_model (chart));
  /* It is built when it is asked for. */
  g_assert_null (popover_of (chart));
  click_secondary (chart);
  g_assert_nonnull (popover_of (chart));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (popover_of (chart))));
  gtk_popover_popdown (GTK_POPOVER (popover_of (chart)));
}

/* The replay follows the actions of the menu. */
static void
test_replay_actions (void)
{
  GtkWidget *learning = ui_child (window, "learning_page");
  GtkWidget *chart = ui_find (learning, THETA_TYPE_CHART_VIEW), *replay;

  ui_run ();
  theta_window_show_page (window, "learning");
  ui_settle ();
  replay = ui_child (learning, "replay");
  g_assert_true (gtk_widget_activate_action (chart, "learning.first", NULL));
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (ui_find (replay, GTK_TYPE_SCALE))), ==, 0);
  g_assert_true (gtk_widget_activate_action (chart, "learning.last", NULL));
  g_assert_cmpfloat (gtk_range_get_value (GTK_RANGE (ui_find (replay, GTK_TYPE_SCALE))), >, 0);
}

/* F8 turns to the kernels first, and then opens and closes the inspector. */
static void
test_inspector (void)
{
  AdwViewStack *stack;
  GtkWidget *toggle;

  ui_run ();
  toggle = ui_child (ui_child (window, "kernels_page"), "panel_toggle");
  theta_window_show_page (window, "data");
  ui_act ("win.inspector");
  stack = ADW_VIEW_STACK (ui_child (window, "stack"));
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (stack), ==, "kernels");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)));
  ui_act ("win.inspector");
  g_assert_false (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)));
  ui_act ("win.inspector");
  g_assert_true (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (toggle)));
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/keys/shortcuts", test_shortcuts);
  g_test_add_func ("/keys/accelerators", test_accelerators);
  g_test_add_func ("/keys/pages", test_page_keys);
  g_test_add_func ("/keys/main-menu", test_main_menu);
  g_test_add_func ("/keys/picture-menus", test_picture_menus);
  g_test_add_func ("/keys/replay", test_replay_actions);
  g_test_add_func ("/keys/inspector", test_inspector);
  return ui_end ();
}
