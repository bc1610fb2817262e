/* Nothing that can be worked is without a name, and what stands for a term explains it. */
#include "support.h"

#include <string.h>

#include "ui/draw.h"
#include "ui/chart-view.h"
#include "ui/color-bar.h"
#include "ui/figure-head.h"
#include "ui/figure-menu.h"
#include "ui/heatmap-view.h"
#include "ui/kernels-page.h"

/* ---- names ---- */

static gboolean
has_text (GtkWidget *widget)
{
  gboolean found = GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0';

  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && !found;
       at = gtk_widget_get_next_sibling (at))
    found = !GTK_IS_POPOVER (at) && has_text (at);
  return found;
}

static gboolean
has_name (GtkWidget *widget)
{
  g_autofree char *label = NULL;

  if (gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                        GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    {
      /* No difference from nothing is no name. */
      label = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                  GTK_ACCESSIBLE_PROPERTY_LABEL, "", NULL);
      if (label != NULL)
        return TRUE;
    }
  /* A button is called what is written on it. */
  return (GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget)
          || GTK_IS_LIST_BOX_ROW (widget))
         && has_text (widget);
}

/* What libadwaita and GTK make their own widgets of is their own affair. */
static gboolean
is_inner (GtkWidget *widget)
{
  return ADW_IS_COMBO_ROW (widget)
         || g_strcmp0 (gtk_buildable_get_buildable_id (GTK_BUILDABLE (widget)), "enable_switch") == 0
         || g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkColumnListView");
}

static gboolean
is_worked (GtkWidget *widget)
{
  return GTK_IS_BUTTON (widget) || GTK_IS_CHECK_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget)
         || GTK_IS_SWITCH (widget) || GTK_IS_DROP_DOWN (widget) || GTK_IS_SPIN_BUTTON (widget)
         || GTK_IS_ENTRY (widget) || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_SCALE (widget)
         || GTK_IS_LIST_VIEW (widget) || GTK_IS_COLUMN_VIEW (widget) || GTK_IS_GRID_VIEW (widget)
         || GTK_IS_DRAWING_AREA (widget)
         || (g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Theta")
             && gtk_widget_get_focusable (widget));
}

static const char *
where (GtkWidget *widget)
{
  static char text[400];

  text[0] = '\0';
  for (GtkWidget *at = widget; at != NULL && strlen (text) < 300; at = gtk_widget_get_parent (at))
    {
      g_strlcat (text, " < ", sizeof text);
      g_strlcat (text, G_OBJECT_TYPE_NAME (at), sizeof text);
      if (gtk_buildable_get_buildable_id (GTK_BUILDABLE (at)) != NULL)
        {
          g_strlcat (text, " ", sizeof text);
          g_strlcat (text, gtk_buildable_get_buildable_id (GTK_BUILDABLE (at)), sizeof text);
        }
    }
  return text + 3;
}

/* Counts those that have one; complains of the others. */
static guint
check_names (GtkWidget *widget, guint *nameless)
{
  gboolean worked = !is_inner (widget) && is_worked (widget);
  guint n = worked;
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));

  if (worked && role != GTK_ACCESSIBLE_ROLE_PRESENTATION && !has_name (widget))
    {
      g_test_message ("no name: %s", where (widget));
      (*nameless)++;
    }
  if (is_inner (widget))
    return 0;
  if (worked && !GTK_IS_LIST_VIEW (widget) && !GTK_IS_GRID_VIEW (widget)
      && !GTK_IS_COLUMN_VIEW (widget) && !g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Theta"))
    return n;
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    n += check_names (at, nameless);
  return n;
}

static void
test_names (void)
{
  static const char *const pages[] = { "start", "data", "kernels", "learning", "results" };
  guint nameless = 0, n = 0;

  ui_run ();
  for (guint k = 0; k < G_N_ELEMENTS (pages); k++)
    {
      theta_window_show_page (window, pages[k]);
      ui_settle ();
      n = check_names (GTK_WIDGET (window), &nameless);
    }
  ui_act ("win.past-runs");
  ui_settle ();
  check_names (GTK_WIDGET (window), &nameless);
  g_assert_cmpuint (n, >, 80);
  g_assert_cmpuint (nameless, ==, 0);
}

/* ---- terms ---- */

/* A tooltip on the widget or on what holds it, the page not included. */
static const char *
tooltip_of (GtkWidget *widget)
{
  for (guint k = 0; widget != NULL && k < 4; k++, widget = gtk_widget_get_parent (widget))
    if (theta_draw_get_tip (widget) != NULL)
      return theta_draw_get_tip (widget);
  return NULL;
}

static void
check_drop_downs (GtkWidget *widget, guint *without, guint *n)
{
  if (GTK_IS_DROP_DOWN (widget) && ++*n > 0 && tooltip_of (widget) == NULL)
    {
      g_test_message ("no explanation: %s", where (widget));
      (*without)++;
    }
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    check_drop_downs (at, without, n);
}

/* Every drop-down of the pages and of the settings says what it chooses. */
static void
test_drop_downs (void)
{
  guint without = 0, n = 0;

  ui_run ();
  check_drop_downs (GTK_WIDGET (window), &without, &n);
  g_assert_cmpuint (n, >, 10);
  g_assert_cmpuint (without, ==, 0);
}

/* Whether a label that begins with @text at or below @widget is explained by @formula. */
static gboolean
is_explained (GtkWidget *widget, const char *text, const char *formula)
{
  gboolean found = FALSE;

  /* What a list offers is explained by its drop-down. */
  if (GTK_IS_DROP_DOWN (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), text))
    {
      const char *tooltip = tooltip_of (widget);

      found = tooltip != NULL && strstr (tooltip, formula) != NULL;
    }
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL && !found;
       at = gtk_widget_get_next_sibling (at))
    found = is_explained (at, text, formula);
  return found;
}

static void
check_term (const char *page, const char *text, const char *formula)
{
  if (!is_explained (ui_child (window, page), text, formula))
    g_error ("“%s” on %s is not explained by “%s”", text, page, formula);
}

static void
test_terms (void)
{
  ui_run ();
  check_term ("results_page", "Accuracy, %", "Right predictions ⁄ all");
  check_term ("results_page", "Balanced, %", "1 ⁄ classes");
  check_term ("results_page", "Squared error", "Σ (f(x) − y)²");
  check_term ("results_page", "Error compared", "t = mean(d)");
  check_term ("kernels_page", "rank", "exp(−Σ p log p)");
  check_term ("kernels_page", "Condition", "(largest eigenvalue + λ)");
  check_term ("learning_page", "Effective ridge", "λ ⁄ Σa");
  theta_window_show_page (window, "learning");
  ui_settle ();
  check_term ("learning_page", "Squared error", "[M⁻¹]ᵢᵢ");
  check_term ("kernels_page", "Alignment", "⟨HΘH, HYH⟩");
}

/* ---- tables ---- */

static void
count_menus (GtkWidget *widget, guint *n)
{
  *n += g_object_get_data (G_OBJECT (widget), "theta-figure-menu") != NULL;
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    count_menus (at, n);
}

static GtkWindow *
find_titled (const char *beginning)
{
  GListModel *all = gtk_window_get_toplevels ();
  GtkWindow *found = NULL;

  for (guint k = 0; k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GtkWindow) at = g_list_model_get_item (all, k);
      const char *title = gtk_window_get_title (at);

      if (title != NULL && g_str_has_prefix (title, beginning))
        found = at;
    }
  return found;
}

/* Opens the table of the picture that says it with @action, and counts its rows. */
static guint
table_rows (GtkWidget *picture, const char *action, const char *title)
{
  GtkWindow *table;
  GtkWidget *view;
  guint n;

  g_assert_true (gtk_widget_activate_action (picture, action, NULL));
  table = find_titled (title);
  g_assert_nonnull (table);
  view = ui_find (GTK_WIDGET (table), GTK_TYPE_COLUMN_VIEW);
  n = g_list_model_get_n_items (
      G_LIST_MODEL (gtk_column_view_get_model (GTK_COLUMN_VIEW (view))));
  gtk_window_destroy (table);
  return n;
}

/* A picture that leaves the window says what it is, as wide as it is. */
static void
test_heads (void)
{
  GtkWidget *chart = ui_find (ui_child (window, "learning_page"), THETA_TYPE_CHART_VIEW);

  ui_run ();
  theta_window_show_page (window, "start"); /* nothing is said of it */
  g_assert_cmpfloat (theta_figure_head_height (chart, "Chart", 900), <, 50);
  theta_window_show_page (window, "learning");
  g_assert_cmpfloat (theta_figure_head_height (chart, "Chart", 900), >, 50);
  g_assert_cmpfloat (theta_figure_head_height (chart, "Chart", 200), >,
                     theta_figure_head_height (chart, "Chart", 900) + 20);
}

/* Beside each picture there is a table of its numbers. */
static void
test_tables (void)
{
  ThetaResults *results = ui_run ();
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (ui_child (window, "kernels_page"));
  GtkWidget *data = ui_child (window, "data_page"), *learning = ui_child (window, "learning_page");
  GtkWidget *table = ui_child (ui_child (window, "results_page"), "table");
  const ThetaHistory *history = results->histories->pdata[0];
  guint n = 0;

  theta_window_show_page (window, "kernels");
  ui_settle ();
  g_assert_cmpuint (table_rows (GTK_WIDGET (theta_kernels_page_get_map (page, 0)), "kernels.table",
                                "Row "),
                    ==, results->data->x->rows);
  g_assert_cmpuint (table_rows (ui_find (GTK_WIDGET (page), THETA_TYPE_COLOR_BAR), "figure.table",
                                "Distribution"),
                    ==, 20);
  theta_window_show_page (window, "learning");
  ui_settle ();
  /* A, as means between classes. */
  g_assert_cmpuint (table_rows (ui_find (learning, THETA_TYPE_HEATMAP_VIEW), "figure.table",
                                "Kernel A"),
                    ==, results->data->n_classes);
  g_assert_cmpuint (table_rows (ui_find (learning, THETA_TYPE_CHART_VIEW), "figure.table", "Chart"),
                    ==, history->count);
  theta_window_show_page (window, "data");
  ui_settle ();
  g_assert_cmpuint (table_rows (ui_child (data, "scatter"), "figure.table", "Points"), ==,
                    results->data->x->rows);
  theta_window_show_page (window, "results");
  ui_settle ();
  g_assert_cmpuint (table_rows (table, "figure.table", "Models"), ==, results->models->len);
  count_menus (GTK_WIDGET (window), &n);
  /* Scatter, three charts, A, plane, models, confusion, eigenvalues, entries. */
  g_assert_cmpuint (n, >=, 10);
}

/* A table that was shown goes with its window. */
static void
test_table (void)
{
  GtkWidget *shown = theta_figure_menu_show_table (GTK_WIDGET (window), "Numbers",
                                                   "a\tb\n1\t2\n3\t4\n");
  gpointer gone = shown;

  ui_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (
                        GTK_COLUMN_VIEW (ui_find (shown, GTK_TYPE_COLUMN_VIEW))))),
                    ==, 2);
  g_object_add_weak_pointer (G_OBJECT (shown), &gone);
  gtk_window_destroy (GTK_WINDOW (shown));
  ui_settle ();
  g_assert_null (gone);
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/terms/names", test_names);
  g_test_add_func ("/terms/drop-downs", test_drop_downs);
  g_test_add_func ("/terms/terms", test_terms);
  g_test_add_func ("/terms/tables", test_tables);
  g_test_add_func ("/terms/table", test_table);
  g_test_add_func ("/terms/heads", test_heads);
  return ui_end ();
}
