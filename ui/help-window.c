#include "ui/help-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ui/help-texts.h"

#define MOST_UNBROKEN 40 /* characters of an equation that stays in one line */

struct _ThetaHelpWindow
{
  AdwWindow parent_instance;

  guint topic; /* which is shown */

  AdwLeaflet *leaflet;
  GtkWidget *contents, *page, *search;
  GtkListBox *list;
  AdwWindowTitle *heading;
  GtkScrolledWindow *scrolled;
  GtkBox *body;
};

G_DEFINE_FINAL_TYPE (ThetaHelpWindow, theta_help_window, ADW_TYPE_WINDOW)

const char *
theta_help_window_get_topic (ThetaHelpWindow *self)
{
  guint n;

  g_return_val_if_fail (THETA_IS_HELP_WINDOW (self), NULL);
  return theta_help_topics (&n)[self->topic].id;
}

/* ---- a page ---- */

/* Escaped, with "_w" and "_test" set low, as formulas want them. */
static char *
markup_of (const char *text)
{
  static GRegex *low;
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  if (low == NULL)
    low = g_regex_new ("_([a-z]+|[A-Z])", 0, 0, NULL);
  return g_regex_replace (low, escaped, -1, 0, "<sub>\\1</sub>", 0, NULL);
}

static GtkWidget *
label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);
  g_autofree char *markup = markup_of (text);

  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style);
  return label;
}

/* "Term|what it means": the term bold before it. */
static GtkWidget *
term_new (const char *text)
{
  const char *bar = strchr (text, '|');
  g_autofree char *term = bar != NULL ? g_strndup (text, (gsize) (bar - text)) : g_strdup (text);
  g_autofree char *head = markup_of (term), *rest = markup_of (bar != NULL ? bar + 1 : "");
  g_autofree char *markup = g_strdup_printf ("<b>%s</b>\u2002%s", head, rest);
  GtkWidget *label = label_new ("", "theta-help");

  gtk_label_set_markup (GTK_LABEL (label), markup);
  return label;
}

/* "Ctrl+R|Run": the key as on a keyboard. */
static GtkWidget *
key_new (const char *text, GtkSizeGroup *group)
{
  const char *bar = strchr (text, '|');
  g_autofree char *key = bar != NULL ? g_strndup (text, (gsize) (bar - text)) : g_strdup (text);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *cap = gtk_label_new (key),
            *what = label_new (bar != NULL ? bar + 1 : "", "theta-help");
  GtkWidget *place = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (cap, "theta-key");
  gtk_widget_set_valign (cap, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (what, TRUE);
  gtk_box_append (GTK_BOX (place), cap);
  gtk_size_group_add_widget (group, place);
  gtk_box_append (GTK_BOX (row), place);
  gtk_box_append (GTK_BOX (row), what);
  return row;
}

/* Equations stand three blanks apart: a line ends there rather than in a short one. */
static GtkWidget *
formula_new (const char *text)
{
  g_auto (GStrv) equations = g_strsplit (text, "   ", -1);
  g_autofree char *joined = NULL;
  GtkWidget *label;

  for (guint k = 0; equations[k] != NULL; k++)
    if (g_utf8_strlen (equations[k], -1) <= MOST_UNBROKEN)
      {
        g_autoptr (GString) whole = g_string_new (equations[k]);

        g_string_replace (whole, " ", "\u00a0", 0);
        /* Before which a line could end, too. */
        g_string_replace (whole, "⁽", "\u2060⁽", 0);
        g_string_replace (whole, "(", "\u2060(", 0);
        g_free (equations[k]);
        equations[k] = g_string_free (g_steal_pointer (&whole), FALSE);
      }
  joined = g_strjoinv ("   ", equations);
  label = label_new (joined, "theta-formula");
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_can_focus (label, FALSE); /* it is read, not stopped at */
  return label;
}

static GtkWidget *
part_new (const char *text, GtkSizeGroup *keys)
{
  switch (*text)
    {
    case '#':
      return label_new (text + 1, "theta-finding");
    case '=':
      return formula_new (text + 1);
    case '*':
      return term_new (text + 1);
    case '>':
      return key_new (text + 1, keys);
    default:
      return label_new (text, "theta-help");
    }
}

static void
show_topic (ThetaHelpWindow *self, guint topic)
{
  g_autoptr (GtkSizeGroup) keys = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  guint n;
  const ThetaHelpTopic *shown = &theta_help_topics (&n)[topic];
  GtkWidget *child;

  self->topic = topic;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->body))) != NULL)
    gtk_box_remove (self->body, child);
  for (guint k = 0; shown->parts[k] != NULL; k++)
    gtk_box_append (self->body, part_new (_ (shown->parts[k]), keys));
  adw_window_title_set_title (self->heading, _ (shown->title));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scrolled), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (shown->title), -1);
}

/* ---- the list ---- */

static void
on_row (ThetaHelpWindow *self, GtkListBoxRow *row)
{
  if (row != NULL)
    show_topic (self, (guint) gtk_list_box_row_get_index (row));
}

static void
on_row_activated (ThetaHelpWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->page);
  gtk_widget_grab_focus (GTK_WIDGET (self->scrolled));
}

static void
on_back (ThetaHelpWindow *self)
{
  adw_leaflet_set_visible_child (self->leaflet, self->contents);
}

static gboolean
filter (GtkListBoxRow *row, gpointer data)
{
  ThetaHelpWindow *self = data;
  guint n;

  return theta_help_matches (&theta_help_topics (&n)[gtk_list_box_row_get_index (row)],
                             gtk_editable_get_text (GTK_EDITABLE (self->search)));
}

static GtkListBoxRow *
first_found (ThetaHelpWindow *self)
{
  GtkListBoxRow *row;

  for (int k = 0; (row = gtk_list_box_get_row_at_index (self->list, k)) != NULL; k++)
    if (gtk_widget_get_child_visible (GTK_WIDGET (row)))
      return row;
  return NULL;
}

static void
on_search (ThetaHelpWindow *self)
{
  gtk_list_box_invalidate_filter (self->list);
  gtk_list_box_select_row (self->list, first_found (self));
}

static void
on_activate (ThetaHelpWindow *self)
{
  if (first_found (self) != NULL)
    on_row_activated (self);
}

/* ---- the object ---- */

static void
theta_help_window_class_init (ThetaHelpWindowClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/help-window.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaHelpWindow, name)
  CHILD (leaflet);
  CHILD (contents);
  CHILD (page);
  CHILD (search);
  CHILD (list);
  CHILD (heading);
  CHILD (scrolled);
  CHILD (body);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_row);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_back);
  gtk_widget_class_bind_template_callback (widget_class, on_search);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
theta_help_window_init (ThetaHelpWindow *self)
{
  guint n;
  const ThetaHelpTopic *topics = theta_help_topics (&n);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self->scrolled), TRUE); /* so that keys scroll it */
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search), GTK_WIDGET (self));
  for (guint k = 0; k < n; k++)
    gtk_list_box_append (self->list, label_new (_ (topics[k].title), "theta-name"));
  gtk_list_box_set_filter_func (self->list, filter, self, NULL);
}

ThetaHelpWindow *
theta_help_window_show (GtkWindow *parent, const char *topic)
{
  GListModel *all = gtk_window_get_toplevels ();
  ThetaHelpWindow *self = NULL;
  guint at = theta_help_find (topic);

  for (guint k = 0; self == NULL && k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, k);

      self = THETA_IS_HELP_WINDOW (window) ? THETA_HELP_WINDOW (window) : NULL;
    }
  if (self == NULL)
    self = g_object_new (THETA_TYPE_HELP_WINDOW, "transient-for", parent,
                         "destroy-with-parent", TRUE, NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  gtk_list_box_invalidate_filter (self->list);
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, (int) at));
  adw_leaflet_set_visible_child (self->leaflet, self->page);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->scrolled));
  return self;
}
