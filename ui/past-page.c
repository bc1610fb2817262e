#include "ui/past-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/number.h"
#include "ui/past-compare.h"
#include "ui/past-runs.h"

/* ---- an item of the list ---- */

#define THETA_TYPE_PAST_ITEM (theta_past_item_get_type ())
G_DECLARE_FINAL_TYPE (ThetaPastItem, theta_past_item, THETA, PAST_ITEM, GObject)

struct _ThetaPastItem
{
  GObject parent_instance;

  ThetaPastRun *run;
  gboolean chosen; /* for comparing */
};

G_DEFINE_FINAL_TYPE (ThetaPastItem, theta_past_item, G_TYPE_OBJECT)

static void
theta_past_item_finalize (GObject *object)
{
  theta_past_run_free (THETA_PAST_ITEM (object)->run);
  G_OBJECT_CLASS (theta_past_item_parent_class)->finalize (object);
}

static void
theta_past_item_class_init (ThetaPastItemClass *class)
{
  G_OBJECT_CLASS (class)->finalize = theta_past_item_finalize;
}

static void
theta_past_item_init (ThetaPastItem *self)
{
}

/* ---- the page ---- */

struct _ThetaPastPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  GListStore *items;          /* of ThetaPastItem, all of them */
  GtkFilterListModel *shown;
  GtkFilter *matches;

  GtkStack *stack;
  AdwStatusPage *empty;
  GtkWidget *filter, *compare_button;
  GtkLabel *title;
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
      = g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "compare") == 0;

  for (guint i = 0; i < all; i++)
    {
      g_autoptr (ThetaPastItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      chosen += item->chosen != FALSE;
    }
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "past.compare", chosen >= 2);
  gtk_widget_set_visible (self->compare_button, !comparing);
  gtk_widget_set_visible (self->filter, !comparing);
  gtk_label_set_label (self->title, comparing ? _ ("Runs Compared") : _ ("Past Runs"));
  if (comparing)
    return;
  adw_status_page_set_title (self->empty, all == 0 ? _ ("No Past Runs") : _ ("No Such Runs"));
  adw_status_page_set_description (
      self->empty, all == 0 ? _ ("Every finished run is kept here, with its settings and results.")
                            : _ ("No run has all of these words."));
  gtk_stack_set_visible_child_name (self->stack, shown > 0 ? "list" : "empty");
}

/* ---- the list ---- */

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaPastPage) self = take_weakly (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = theta_past_runs_list_finish (result, &error);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  if (self == NULL)
    return;
  if (runs == NULL)
    {
      tell (self, toast_new (error->message));
      return;
    }
  for (guint i = 0; i < runs->len; i++)
    {
      ThetaPastItem *item = g_object_new (THETA_TYPE_PAST_ITEM, NULL);

      item->run = g_steal_pointer (&runs->pdata[i]); /* the array lets go of NULL */
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
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

  return theta_past_run_matches (THETA_PAST_ITEM (item)->run,
                                 gtk_editable_get_text (GTK_EDITABLE (self->filter)));
}

static void
on_filter (ThetaPastPage *self)
{
  gtk_filter_changed (self->matches, GTK_FILTER_CHANGE_DIFFERENT);
  update_view (self);
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
  g_autofree char *text = g_strdup_printf (_ ("Deleted “%s”"), item->run->name);
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

/* The items that are ticked, in the order of the list. */
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

/* ---- rows ---- */

typedef struct
{
  ThetaPastPage *page;
  GtkListItem *item; /* borrowed: it holds the row */
  GtkWidget *check, *name, *when, *sentence, *note;
  GtkWidget *popover, *entry;
  gboolean binding;
} Row;

static void
on_check (Row *row)
{
  if (!row->binding)
    theta_past_page_choose (row->page, gtk_list_item_get_position (row->item),
                            gtk_check_button_get_active (GTK_CHECK_BUTTON (row->check)));
}

static void
on_reopen (Row *row)
{
  theta_past_page_reopen (row->page, gtk_list_item_get_position (row->item));
}

static void
on_delete (Row *row)
{
  theta_past_page_delete (row->page, gtk_list_item_get_position (row->item));
}

static void
on_note (Row *row)
{
  gtk_popover_popdown (GTK_POPOVER (row->popover));
  theta_past_page_set_note (row->page, gtk_list_item_get_position (row->item),
                            gtk_editable_get_text (GTK_EDITABLE (row->entry)));
}

static GtkWidget *
label_new (const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
add_button (GtkWidget *box, GtkWidget *button, const char *icon, const char *tip)
{
  if (GTK_IS_MENU_BUTTON (button))
    gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), icon);
  else
    gtk_button_set_icon_name (GTK_BUTTON (button), icon);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
texts_new (Row *row)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  row->name = label_new ("theta-head");
  row->when = label_new ("theta-axis");
  row->sentence = label_new ("theta-note");
  row->note = label_new ("theta-value");
  gtk_box_append (GTK_BOX (head), row->name);
  gtk_box_append (GTK_BOX (head), row->when);
  gtk_box_append (GTK_BOX (texts), head);
  gtk_box_append (GTK_BOX (texts), row->sentence);
  gtk_box_append (GTK_BOX (texts), row->note);
  gtk_widget_set_hexpand (texts, TRUE);
  return texts;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, ThetaPastPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *button;
  Row *row = g_new0 (Row, 1);

  row->page = self;
  row->item = item;
  row->check = gtk_check_button_new ();
  gtk_widget_set_valign (row->check, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (row->check, _ ("Compare this run"));
  g_signal_connect_swapped (row->check, "toggled", G_CALLBACK (on_check), row);
  gtk_box_append (GTK_BOX (box), row->check);
  gtk_box_append (GTK_BOX (box), texts_new (row));
  button = add_button (box, gtk_button_new (), "document-open-symbolic",
                       _ ("Reopen with its settings and results"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_reopen), row);
  row->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (row->entry), _ ("Note"));
  gtk_editable_set_width_chars (GTK_EDITABLE (row->entry), 36);
  g_signal_connect_swapped (row->entry, "activate", G_CALLBACK (on_note), row);
  row->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (row->popover), row->entry);
  button = add_button (box, gtk_menu_button_new (), "document-edit-symbolic",
                       _ ("Write a note; Enter keeps it"));
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), row->popover);
  button = add_button (box, gtk_button_new (), "user-trash-symbolic", _ ("Delete"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (on_delete), row);
  gtk_list_item_set_child (item, box);
  gtk_list_item_set_activatable (item, FALSE);
  g_object_set_data_full (G_OBJECT (box), "theta-row", row, g_free);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, ThetaPastPage *self)
{
  Row *row = g_object_get_data (G_OBJECT (gtk_list_item_get_child (item)), "theta-row");
  ThetaPastItem *past = gtk_list_item_get_item (item);
  const ThetaPastRun *run = past->run;
  g_autofree char *date = theta_past_run_date (run);
  g_autofree char *seconds = theta_number_format_seconds (run->seconds);
  g_autofree char *when = g_strdup_printf (_ ("#%d · %s · %s in %s"), (int) run->id, date,
                                           run->device, seconds);
  g_autofree char *compare = g_strdup_printf (_ ("Compare run %d, %s"), (int) run->id, run->name);

  row->binding = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->check), past->chosen);
  row->binding = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  compare, -1);
  gtk_label_set_label (GTK_LABEL (row->name), run->name);
  gtk_label_set_label (GTK_LABEL (row->when), when);
  gtk_label_set_label (GTK_LABEL (row->sentence), run->sentence);
  gtk_widget_set_tooltip_text (row->sentence, run->sentence);
  gtk_label_set_label (GTK_LABEL (row->note), run->note);
  gtk_widget_set_visible (row->note, *run->note != '\0');
  gtk_editable_set_text (GTK_EDITABLE (row->entry), run->note);
}

/* ---- the object ---- */

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
  g_clear_object (&self->items);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (theta_past_page_parent_class)->dispose (object);
}

static void
theta_past_page_class_init (ThetaPastPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_past_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/past-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaPastPage, name)
  CHILD (stack);
  CHILD (empty);
  CHILD (filter);
  CHILD (compare_button);
  CHILD (title);
  CHILD (list);
  CHILD (compare);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_filter);
  gtk_widget_class_install_action (widget_class, "past.compare", NULL, act_compare);
  gtk_widget_class_install_action (widget_class, "past.back", NULL, act_back);
}

static void
theta_past_page_init (ThetaPastPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkNoSelection) model = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (THETA_TYPE_PAST_ITEM);
  self->matches = GTK_FILTER (gtk_custom_filter_new (match_item, self, NULL));
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)),
                                           self->matches);
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), self);
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)));
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  update_view (self);
}
