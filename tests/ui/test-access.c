/* What those have who see nothing, or have no pointer: names and values of everything that
 * is drawn, and a way to every control with Tab. */
#include "hand.h"

#include <string.h>

#include "ui/chart-view.h"
#include "ui/color-bar.h"
#include "ui/heatmap-view.h"
#include "ui/scatter-view.h"
#include "xtest.h"

static const char *const pages[] = { "data", "kernels", "learning", "results" };

/* ---- names ---- */

/* GTK's own parts of a widget, which is named as a whole. */
static gboolean
is_inner (GtkWidget *widget)
{
  for (GtkWidget *at = gtk_widget_get_parent (widget); at != NULL; at = gtk_widget_get_parent (at))
    if (GTK_IS_DROP_DOWN (at) || GTK_IS_SPIN_BUTTON (at) || GTK_IS_ENTRY (at)
        || GTK_IS_SEARCH_ENTRY (at) || ADW_IS_COMBO_ROW (at) || ADW_IS_ENTRY_ROW (at)
        || GTK_IS_MENU_BUTTON (at) || GTK_IS_COLUMN_VIEW (at) || GTK_IS_LIST_VIEW (at)
        || GTK_IS_GRID_VIEW (at))
      return TRUE;
  return FALSE;
}

static gboolean
is_named (GtkWidget *widget)
{
  g_autofree char *name = hand_name (widget);

  return (name != NULL && *name != '\0')
         || gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                              GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* What a person could act on, and groups that only hold such things. */
static gboolean
is_control (GtkWidget *widget)
{
  return gtk_widget_get_focusable (widget) && !GTK_IS_SCROLLED_WINDOW (widget)
         && !GTK_IS_LIST_BOX (widget) && !GTK_IS_STACK (widget)
         && gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) == NULL
         && !is_inner (widget);
}

static guint
check_names (GtkWidget *widget, const char *page)
{
  guint seen = 0;

  if (!gtk_widget_get_mapped (widget))
    return 0;
  if (is_control (widget))
    {
      seen = 1;
      if (!is_named (widget))
        g_error ("a %s without a name on %s, in a %s", G_OBJECT_TYPE_NAME (widget), page,
                 G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
    }
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    seen += check_names (at, page);
  return seen;
}

static void
show (const char *page)
{
  g_autofree char *action = g_strdup_printf ("win.page('%s')", page);

  ui_act (action);
  ui_settle ();
}

static void
test_names (void)
{
  ui_reset ();
  ui_run ();
  for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
    {
      show (pages[k]);
      g_assert_cmpuint (check_names (GTK_WIDGET (window), pages[k]), >, 15);
    }
  ui_act ("win.new");
  ui_settle ();
  g_assert_cmpuint (check_names (GTK_WIDGET (window), "start"), >, 8);
  ui_act ("win.past-runs");
  ui_settle ();
  check_names (GTK_WIDGET (window), "past runs");
}

/* ---- Tab ---- */

#define MOST_STOPS 300

static GtkWidget *
focus (void)
{
  return gtk_window_get_focus (GTK_WINDOW (window));
}

/* The widgets of @page where Tab stops, until it comes round again. */
static GPtrArray *
walk_round (const char *page)
{
  GPtrArray *stops = g_ptr_array_new ();

  gtk_widget_child_focus (GTK_WIDGET (window), GTK_DIR_TAB_FORWARD);
  while (focus () == NULL || !g_ptr_array_find (stops, focus (), NULL))
    {
      GtkWidget *before = focus ();

      if (stops->len == MOST_STOPS)
        g_error ("Tab does not come round on %s", page);
      if (before != NULL)
        g_ptr_array_add (stops, before);
      hand_key ("Tab");
      if (focus () == before)
        g_error ("Tab stays at a %s on %s", G_OBJECT_TYPE_NAME (before), page);
    }
  /* All the way round, not caught in a part of it. */
  g_assert_true (focus () == stops->pdata[0]);
  return stops;
}

/* Arrows, not Tab, walk inside these. */
static gboolean
is_in_a_list (GtkWidget *widget)
{
  return gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_VIEW) != NULL
         || gtk_widget_get_ancestor (widget, GTK_TYPE_GRID_VIEW) != NULL
         || gtk_widget_get_ancestor (widget, GTK_TYPE_COLUMN_VIEW) != NULL;
}

static gboolean
is_reached (GtkWidget *widget, GPtrArray *stops)
{
  for (guint k = 0; k < stops->len; k++)
    if (stops->pdata[k] == widget || gtk_widget_is_ancestor (stops->pdata[k], widget)
        || gtk_widget_is_ancestor (widget, stops->pdata[k]))
      return TRUE;
  return FALSE;
}

static void
check_reached (GtkWidget *widget, GPtrArray *stops, const char *page)
{
  g_autofree char *name = NULL;

  if (!gtk_widget_get_mapped (widget) || GTK_IS_POPOVER (widget))
    return;
  name = hand_name (widget);
  if (is_control (widget) && gtk_widget_is_sensitive (widget) && !GTK_IS_LABEL (widget)
      && !is_in_a_list (widget) && !is_reached (widget, stops))
    g_error ("Tab never comes to the %s “%s” on %s", G_OBJECT_TYPE_NAME (widget), name, page);
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    check_reached (at, stops, page);
}

static void
test_tab (void)
{
  ui_reset ();
  ui_run ();
  for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
    {
      g_autoptr (GPtrArray) stops = NULL;

      show (pages[k]);
      stops = walk_round (pages[k]);
      check_reached (GTK_WIDGET (window), stops, pages[k]);
    }
  {
    g_autoptr (GPtrArray) stops = NULL;

    ui_act ("win.past-runs");
    ui_settle ();
    stops = walk_round ("past runs");
    check_reached (GTK_WIDGET (window), stops, "past runs");
  }
}

/* ---- values ---- */

static GtkWidget *
mapped (GtkWidget *widget, GType type, const char *name)
{
  GtkWidget *found = hand_find_in (widget, type, name);

  if (found == NULL)
    g_error ("no %s “%s”", g_type_name (type), name);
  return found;
}

/* The description of @widget, which is not @before; that is freed. */
static char *
another (GtkWidget *widget, char *before)
{
  char *now = hand_description (widget);

  g_assert_nonnull (now);
  g_assert_cmpstr (now, !=, before);
  g_free (before);
  return now;
}

static void
test_kernels (void)
{
  GtkWidget *root = GTK_WIDGET (window), *map, *bar;
  g_autofree char *at = NULL, *scale = NULL, *parts = NULL;

  ui_reset ();
  ui_run ();
  show ("kernels");
  map = mapped (root, THETA_TYPE_HEATMAP_VIEW, "Weighted kernel A");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (map), GTK_ACCESSIBLE_ROLE_IMG);
  at = hand_description (map);
  parts = hand_description (mapped (root, GTK_TYPE_DRAWING_AREA,
                                    "Shares of the layers in A(i, j)"));
  g_assert_true (g_str_has_prefix (at, "Cosine of A at "));
  g_assert_true (g_str_has_prefix (parts, "Θ₁ "));
  gtk_widget_grab_focus (map);
  for (guint k = 0; k < 12; k++)
    hand_key ("<Control>Left");
  hand_keys ("Down", 3);
  at = another (map, g_steal_pointer (&at));
  parts = another (mapped (root, GTK_TYPE_DRAWING_AREA, "Shares of the layers in A(i, j)"),
                   g_steal_pointer (&parts));
  /* Under the maps, or beside them where there is no room. */
  if (hand_find_in (root, THETA_TYPE_COLOR_BAR,
                    "Colour bar with the distribution of the entries") == NULL)
    hand_press ("Spectrum");
  bar = mapped (root, THETA_TYPE_COLOR_BAR, "Colour bar with the distribution of the entries");
  scale = hand_description (bar);
  g_assert_nonnull (strstr (scale, " on a scale from "));
  gtk_widget_grab_focus (map);
  hand_keys ("<Control>Right", 1);
  hand_keys ("Left", 7);
  scale = another (bar, g_steal_pointer (&scale));
}

static void
test_charts (void)
{
  static const char *const names[] = { "Shares of the layer weights",
                                       "Leave-one-out squared error" };
  char *before[G_N_ELEMENTS (names)] = { NULL };

  ui_reset ();
  ui_run ();
  show ("learning");
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    before[k] = hand_description (mapped (GTK_WIDGET (window), THETA_TYPE_CHART_VIEW, names[k]));
  hand_key ("Home");
  ui_settle ();
  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    {
      GtkWidget *chart = mapped (GTK_WIDGET (window), THETA_TYPE_CHART_VIEW, names[k]);

      gtk_test_accessible_assert_role (GTK_ACCESSIBLE (chart), GTK_ACCESSIBLE_ROLE_IMG);
      before[k] = another (chart, g_steal_pointer (&before[k]));
      g_free (before[k]);
    }
}

static void
test_scatter (void)
{
  GtkWidget *points;
  g_autofree char *before = NULL;

  ui_reset ();
  show ("data");
  ui_wait (hand_find_in (GTK_WIDGET (window), THETA_TYPE_SCATTER_VIEW, "Points") != NULL);
  points = mapped (GTK_WIDGET (window), THETA_TYPE_SCATTER_VIEW, "Points");
  before = hand_description (points);
  g_assert_true (g_str_has_prefix (before, "178 points"));
  gtk_widget_grab_focus (points);
  hand_key ("Right");
  before = another (points, g_steal_pointer (&before));
  hand_key ("Right");
  before = another (points, g_steal_pointer (&before));
}

static void
test_results (void)
{
  GtkWidget *root = GTK_WIDGET (window), *matrix;
  g_autofree char *cell = NULL, *folds = NULL;

  ui_reset ();
  ui_run ();
  show ("results");
  folds = hand_description (mapped (root, GTK_TYPE_DRAWING_AREA, "Folds of WNTK"));
  g_assert_nonnull (folds);
  matrix = mapped (root, GTK_TYPE_DRAWING_AREA, "Confusion matrix");
  cell = hand_description (matrix);
  g_assert_true (g_str_has_prefix (cell, "WNTK: "));
  hand_choose ("Model of the confusion matrix and the predictions", "Majority class");
  cell = another (matrix, g_steal_pointer (&cell));
  g_assert_true (g_str_has_prefix (cell, "Majority class: "));
}

int
main (int argc, char **argv)
{
  int status;

  if (!xtest_open ())
    return 77;
  hand_by_keys = TRUE;
  xtest_park ();
  ui_begin (&argc, &argv);
  g_test_add_func ("/access/names", test_names);
  g_test_add_func ("/access/tab", test_tab);
  g_test_add_func ("/access/kernels", test_kernels);
  g_test_add_func ("/access/charts", test_charts);
  g_test_add_func ("/access/scatter", test_scatter);
  g_test_add_func ("/access/results", test_results);
  status = ui_end ();
  xtest_close ();
  return status;
}
