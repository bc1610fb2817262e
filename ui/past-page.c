#include "ui/past-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "ui/caption-layout.h"
#include "ui/flow-layout.h"
#include "ui/past-compare.h"
#include "ui/past-data.h"
#include "ui/past-order.h"
#include "ui/past-row.h"
#include "ui/past-runs.h"

struct _ThetaPastPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  GListStore *items;          /* of ThetaPastItem, all of them */
  GtkSortListModel *shown; /* those that match, in the order chosen */
  GtkFilter *matches;
  GtkSorter *sorter;

  GtkStack *stack;
  AdwStatusPage *empty;
  GtkWidget *bar, *filter, *compare_button, *back, *title, *sort_box;
  GtkDropDown *data, *order;
  GtkListView *list;
  GtkScrolledWindow *compare;
};

G_DEFINE_FINAL_TYPE (ThetaPastPage, theta_past_page, GTK_TYPE_WIDGET)

/* What an answer from the store holds: the page may have gone when it comes. */
static GWeakRef *
hold_weakly (ThetaPastPage *self)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  return ref;
}

static ThetaPastPage *
take_weakly (gpointer user_data)
{
  GWeakRef *ref = user_data;
  ThetaPastPage *self = g_weak_ref_get (ref);

  g_weak_ref_clear (ref);
  g_free (ref);
  return self;
}

static void
tell (ThetaPastPage *self, AdwToast *toast)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_TOAST_OVERLAY);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
  else
    g_object_unref (g_object_ref_sink (toast));
}

static AdwToast *
toast_new (const char *text)
{
  /* Titles are markup. */
  g_autofree char *markup = g_markup_escape_text (text, -1);

  return adw_toast_new (markup);
}

static void
update_view (ThetaPastPage *self)
{
  guint all = g_list_model_get_n_items (G_LIST_MODEL (self->items)), chosen = 0;
  guint shown = g_list_model_get_n_items (G_LIST_MODEL (self->shown));
  gboolean comparing
      = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "compare") == 0, useful;

  for (guint i = 0; i < all; i++)
    {
      g_autoptr (ThetaPastItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      chosen += item->chosen != FALSE;
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "past.compare", chosen >= 2);
  /* Where no run is there is none to look for. */
  useful = !comparing && all > 0;
  gtk_widget_set_visible (self->compare_button, useful);
  gtk_widget_set_visible (self->filter, useful);
  gtk_widget_set_visible (GTK_WIDGET (self->data), useful);
  gtk_widget_set_visible (self->sort_box, useful);
  gtk_widget_set_visible (self->back, comparing);
  gtk_widget_set_visible (self->title, comparing);
  if (comparing)
    return;
  adw_status_page_set_title (self->empty, all == 0 ? _ ("No Past Runs") : _ ("No Such Runs"));
  adw_status_page_set_description (
      self->empty, all == 0 ? _ ("Every finished run is kept here, with its settings and results.")
                            : _ ("No run of these data has all of these words."));
  gtk_stack_set_visible_child_name (self->stack, shown > 0 ? "list" : "empty");
}

/* ---- the list ---- */

/* The ids of the runs that are ticked: ticks stay where the list is read anew. */
static GHashTable *
chosen_ids (ThetaPastPage *self)
{
  GHashTable *ids = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (ThetaPastItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (item->chosen)
        g_hash_table_add (ids, g_memdup2 (&item->run->id, sizeof item->run->id));
    }
  return ids;
}

/* Nothing has changed: rows that are made anew would lose the focus. */
static gboolean
is_listed (ThetaPastPage *self, const GPtrArray *runs)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->items)) != runs->len)
    return FALSE;
  for (guint i = 0; i < runs->len; i++)
    {
      g_autoptr (ThetaPastItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      const ThetaPastRun *run = runs->pdata[i];

      if (item->run->id != run->id || !g_str_equal (item->run->note, run->note))
        return FALSE;
    }
  return TRUE;
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaPastPage) self = take_weakly (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = theta_past_runs_list_finish (result, &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) chosen = NULL;

  if (self == NULL)
    return;
  if (runs == NULL)
    {
      tell (self, toast_new (error->message));
      return;
    }
  if (is_listed (self, runs))
    {
      update_view (self);
      return;
    }
  chosen = chosen_ids (self);
  for (guint i = 0; i < runs->len; i++)
    {
      ThetaPastItem *item = g_object_new (THETA_TYPE_PAST_ITEM, NULL);

      item->run = g_steal_pointer (&runs->pdata[i]); /* the array lets go of NULL */
      item->chosen = g_hash_table_contains (chosen, &item->run->id);
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
  theta_past_data_fill (self->data, G_LIST_MODEL (self->items));
  update_view (self);
}

void
theta_past_page_update (ThetaPastPage *self)
{
  g_return_if_fail (THETA_IS_PAST_PAGE (self));
  theta_past_runs_list_async (on_listed, hold_weakly (self));
}

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaPastPage) self = take_weakly (user_data);
  g_autoptr (GError) error = NULL;
  gboolean done = theta_past_runs_finish (result, &error);

  if (self == NULL)
    return;
  if (!done)
    tell (self, toast_new (error->message));
  theta_past_page_update (self);
}

static void
on_finished (ThetaPastPage *self, ThetaResults *results)
{
  theta_past_runs_add_async (results, on_changed, hold_weakly (self));
}

static gboolean
match_item (gpointer item, gpointer user_data)
{
  ThetaPastPage *self = user_data;
  const ThetaPastRun *run = THETA_PAST_ITEM (item)->run;

  return theta_past_data_matches (self->data, run)
         && theta_past_run_matches (run, gtk_editable_get_text (GTK_EDITABLE (self->filter)));
}

static void
on_filter (ThetaPastPage *self)
{
  if (self->shown == NULL) /* the template is being built */
    return;
  gtk_filter_changed (self->matches, GTK_FILTER_CHANGE_DIFFERENT);
  update_view (self);
}

static int
compare_items (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ThetaPastItem *first = a, *second = b;

  return theta_past_order_compare (
      first->run, second->run,
      (ThetaPastOrder) gtk_drop_down_get_selected (THETA_PAST_PAGE (user_data)->order));
}

static void
on_order (ThetaPastPage *self)
{
  /* Not while the template is being built. */
  if (self->sorter == NULL)
    return;
  theta_past_order_keep ((ThetaPastOrder) gtk_drop_down_get_selected (self->order));
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static ThetaPastItem *
item_at (ThetaPastPage *self, guint place)
{
  return g_list_model_get_item (G_LIST_MODEL (self->shown), place);
}

guint
theta_past_page_count (ThetaPastPage *self)
{
  g_return_val_if_fail (THETA_IS_PAST_PAGE (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

const ThetaPastRun *
theta_past_page_get_run (ThetaPastPage *self, guint place)
{
  g_autoptr (ThetaPastItem) item = item_at (self, place);

  g_return_val_if_fail (item != NULL, NULL);
  return item->run; /* the list holds the item, too */
}

void
theta_past_page_choose (ThetaPastPage *self, guint place, gboolean chosen)
{
  g_autoptr (ThetaPastItem) item = item_at (self, place);

  item->chosen = chosen;
  update_view (self);
}

/* ---- note, delete, undo ---- */

void
theta_past_page_set_note (ThetaPastPage *self, guint place, const char *note)
{
  g_autoptr (ThetaPastItem) item = item_at (self, place);

  theta_past_runs_change_async (item->run->id, note, FALSE, on_changed, hold_weakly (self));
}

static void
on_undo (AdwToast *toast, ThetaPastPage *self)
{
  const gint64 *id = g_object_get_data (G_OBJECT (toast), "theta-id");

  theta_past_runs_change_async (*id, NULL, TRUE, on_changed, hold_weakly (self));
}

void
theta_past_page_delete (ThetaPastPage *self, guint place)
{
  g_autoptr (ThetaPastItem) item = item_at (self, place);
  /* Many runs have the name of their data. */
  g_autofree char *text = g_strdup_printf (_ ("Deleted run %u, “%s”"), (guint) item->run->id,
                                           item->run->name);
  AdwToast *toast = toast_new (text);

  adw_toast_set_button_label (toast, _ ("Undo"));
  g_object_set_data_full (G_OBJECT (toast), "theta-id",
                          g_memdup2 (&item->run->id, sizeof item->run->id), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo), self, 0);
  theta_past_runs_change_async (item->run->id, NULL, FALSE, on_changed, hold_weakly (self));
  tell (self, toast);
}

/* ---- reopening and comparing ---- */

static void
on_read_one (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaPastPage) self = take_weakly (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = theta_past_runs_read_finish (result, &error);

  if (self == NULL)
    return;
  if (runs == NULL || runs->len == 0)
    tell (self, toast_new (error != NULL ? error->message : _ ("No history is kept")));
  else if (theta_session_get_running (self->session))
    tell (self, toast_new (_ ("Stop the run first")));
  else
    {
      theta_session_reopen (self->session, runs->pdata[0]);
      gtk_widget_activate_action (GTK_WIDGET (self), "results.present", NULL);
    }
}

void
theta_past_page_reopen (ThetaPastPage *self, guint place)
{
  g_autoptr (ThetaPastItem) item = item_at (self, place);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (ids, item->run->id);
  theta_past_runs_read_async (ids, on_read_one, hold_weakly (self));
}

/* The items that are ticked, the newest first. */
static GPtrArray *
chosen_items (ThetaPastPage *self)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr (ThetaPastItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (item->chosen)
        g_ptr_array_add (chosen, g_object_ref (item));
    }
  return chosen;
}

static void
on_read_several (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaPastPage) self = take_weakly (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = theta_past_runs_read_finish (result, &error), items = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GtkWidget *content;

  if (self == NULL)
    return;
  items = chosen_items (self);
  if (runs == NULL || runs->len != items->len)
    {
      tell (self, toast_new (error != NULL ? error->message : _ ("Choose the runs again")));
      return;
    }
  for (guint i = 0; i < items->len; i++)
    {
      const ThetaPastRun *run = ((ThetaPastItem *) items->pdata[i])->run;

      g_ptr_array_add (names, g_strdup_printf ("#%" G_GINT64_FORMAT " %s", run->id, run->name));
    }
  g_ptr_array_add (names, NULL);
  content = theta_past_compare_new (runs, (const char *const *) names->pdata);
  gtk_widget_add_css_class (content, "theta-compare");
  gtk_scrolled_window_set_child (self->compare, content);
  gtk_stack_set_visible_child_name (self->stack, "compare");
  update_view (self);
}

static void
act_compare (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaPastPage *self = THETA_PAST_PAGE (widget);
  g_autoptr (GPtrArray) items = chosen_items (self);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < items->len; i++)
    g_array_append_val (ids, ((ThetaPastItem *) items->pdata[i])->run->id);
  theta_past_runs_read_async (ids, on_read_several, hold_weakly (self));
}

/* From the comparison to the list, from the list to the present run. */
static void
act_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaPastPage *self = THETA_PAST_PAGE (widget);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "compare") != 0)
    {
      gtk_widget_activate_action (widget, "results.present", NULL);
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "list");
  update_view (self);
}

/* ---- the object ---- */

GtkWidget *
theta_past_page_get_switch (ThetaPastPage *self)
{
  g_return_val_if_fail (THETA_IS_PAST_PAGE (self), NULL);
  return gtk_widget_get_first_child (self->bar);
}

void
theta_past_page_set_session (ThetaPastPage *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_PAST_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "finished", G_CALLBACK (on_finished), self,
                           G_CONNECT_SWAPPED);
}

static void
theta_past_page_dispose (GObject *object)
{
  ThetaPastPage *self = THETA_PAST_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->shown);
  self->sorter = NULL;
  g_clear_object (&self->items);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (theta_past_page_parent_class)->dispose (object);
}

static void
theta_past_page_class_init (ThetaPastPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_past_page_dispose;
  g_type_ensure (THETA_TYPE_CAPTION_LAYOUT);
  g_type_ensure (THETA_TYPE_FLOW_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/past-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaPastPage, name)
  CHILD (bar);
  CHILD (stack);
  CHILD (empty);
  CHILD (filter);
  CHILD (compare_button);
  CHILD (back);
  CHILD (title);
  CHILD (data);
  CHILD (sort_box);
  CHILD (order);
  CHILD (list);
  CHILD (compare);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_filter);
  gtk_widget_class_bind_template_callback (widget_class, on_order);
  gtk_widget_class_install_action (widget_class, "past.compare", NULL, act_compare);
  gtk_widget_class_install_action (widget_class, "past.back", NULL, act_back);
}

static void
theta_past_page_init (ThetaPastPage *self)
{
  g_autoptr (GtkListItemFactory) factory = theta_past_row_factory_new (self);
  g_autoptr (GtkNoSelection) model = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drop_down_set_selected (self->order, theta_past_order_recall ());
  self->items = g_list_store_new (THETA_TYPE_PAST_ITEM);
  self->matches = GTK_FILTER (gtk_custom_filter_new (match_item, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_items, self, NULL));
  self->shown = gtk_sort_list_model_new (
      G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)),
                                               self->matches)),
      self->sorter);
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  update_view (self);
}
