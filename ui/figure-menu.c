#include "ui/figure-menu.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "figure/export.h"
#include "ui/export-dialog.h"
#include "ui/figure-head.h"
#include "ui/window-private.h"

/* Pixels of a copied picture for one of the window. */
#define COPY_SCALE 2
/* Widths of a table's window. */
#define TABLE_LEAST 360
#define TABLE_MOST 860

typedef struct
{
  const ThetaFigureMenu *menu;
  gpointer data;
  GtkWidget *widget; /* borrowed: it owns this */
  GMenu *model;
  GtkWidget *popover; /* once it was asked for */
} Menu;

/* ---- the table ---- */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), GPOINTER_TO_UINT (column) == 0 ? 0 : 1);
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkStringObject *row = gtk_list_item_get_item (item);
  g_auto (GStrv) cells = g_strsplit (gtk_string_object_get_string (row), "\t", -1);
  guint c = GPOINTER_TO_UINT (column);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)),
                       c < g_strv_length (cells) ? cells[c] : "");
}

static GtkWidget *
table_new (const char *table)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  g_auto (GStrv) heads = g_strsplit (lines[0] != NULL ? lines[0] : "", "\t", -1);
  GtkStringList *rows = gtk_string_list_new (NULL);
  GtkWidget *view
      = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (rows))));

  gtk_widget_add_css_class (view, "theta-preview");
  for (guint c = 0; heads[c] != NULL; c++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column;

      g_signal_connect (factory, "setup", G_CALLBACK (on_setup), GUINT_TO_POINTER (c));
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind), GUINT_TO_POINTER (c));
      column = gtk_column_view_column_new (heads[c], factory);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
      g_object_unref (column);
    }
  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      gtk_string_list_append (rows, lines[i]);
  return view;
}

GtkWidget *
theta_figure_menu_show_table (GtkWidget *near, const char *title, const char *table)
{
  GtkWidget *window = adw_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *view = table_new (table), *scrolled = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), title);
  /* As wide as its columns, which stand close together. */
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_min_content_width (GTK_SCROLLED_WINDOW (scrolled), TABLE_LEAST);
  gtk_scrolled_window_set_max_content_width (GTK_SCROLLED_WINDOW (scrolled), TABLE_MOST);
  gtk_window_set_default_size (GTK_WINDOW (window), -1, 440);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (near)));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* ---- what the menu does ---- */

static double
head_of (Menu *self, double width)
{
  return theta_figure_head_height (self->widget, _ (self->menu->title), width);
}

/* With the words over it: away from the window nothing else says what it is. */
static void
draw_with_head (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  Menu *self = (Menu *) data;
  double head = head_of (self, width);

  theta_figure_head_show (cr, self->widget, _ (self->menu->title), width);
  cairo_save (cr);
  cairo_translate (cr, 0, head);
  self->menu->draw (cr, width, height - head, scale, self->data);
  cairo_restore (cr);
}

static void
copy_picture (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Menu *self = user_data;
  int width = gtk_widget_get_width (self->widget);
  int height = gtk_widget_get_height (self->widget) + (int) head_of (self, width);
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, width * COPY_SCALE, height * COPY_SCALE);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_scale (cr, COPY_SCALE, COPY_SCALE);
  draw_with_head (cr, width, height, COPY_SCALE, self);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface),
                       stride * (gsize) height * COPY_SCALE);
  texture = gdk_memory_texture_new (width * COPY_SCALE, height * COPY_SCALE, GDK_MEMORY_DEFAULT,
                                    bytes, stride);
  cairo_surface_destroy (surface);
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (self->widget), texture);
}

static void
copy_table (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Menu *self = user_data;
  g_autofree char *table = self->menu->table (self->data);

  if (table != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (self->widget), table);
}

static void
show_table (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Menu *self = user_data;
  g_autofree char *table = self->menu->table (self->data);

  if (table != NULL)
    theta_figure_menu_show_table (self->widget, _ (self->menu->title), table);
}

/* Cells with commas and quotes are quoted as in RFC 4180. */
static char *
table_to_csv (const char *table)
{
  GString *out = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);

  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);

      for (guint c = 0; cells[c] != NULL; c++)
        {
          g_auto (GStrv) parts = g_strsplit (cells[c], "\"", -1);
          g_autofree char *doubled = g_strjoinv ("\"\"", parts);
          const char *quote = strpbrk (cells[c], ",\"") != NULL ? "\"" : "";

          g_string_append_printf (out, "%s%s%s%s", c > 0 ? "," : "", quote, doubled, quote);
        }
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

/* What was asked for, until there is a place for it. */
typedef struct
{
  GtkWidget *widget;
  double width, scale;
  char *ending;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *self = data;

  g_object_unref (self->widget);
  g_free (self->ending);
  g_free (self);
}

static gboolean
write_wanted (Menu *self, const Wanted *wanted, const char *path, GError **error)
{
  g_autofree char *table = NULL, *csv = NULL;
  double shape = (double) gtk_widget_get_height (self->widget)
                 / MAX (gtk_widget_get_width (self->widget), 1);

  if (!g_str_equal (wanted->ending, "csv"))
    return theta_export_file (path, _ (self->menu->title), wanted->width,
                              ceil (wanted->width * shape + head_of (self, wanted->width)),
                              wanted->scale, draw_with_head, self, error);
  table = self->menu->table (self->data);
  csv = table_to_csv (table != NULL ? table : "");
  return g_file_set_contents (path, csv, -1, error);
}

static void
on_where (ThetaWindow *window, const char *path, gpointer user_data)
{
  const Wanted *wanted = user_data;
  Menu *self = g_object_get_data (G_OBJECT (wanted->widget), "theta-figure-menu");
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_path_get_basename (path), *sentence = NULL;

  if (self == NULL)
    return;
  if (!write_wanted (self, wanted, path, &error))
    {
      theta_window_fail_at (window, _ ("Exporting failed"), error->message);
      return;
    }
  sentence = g_strdup_printf (_ ("Exported to “%s”"), name);
  theta_window_succeed_at (window, _ ("Exporting failed"));
  theta_window_toast (window, sentence);
}

static void
on_chosen (const ThetaExportWhat *what, gboolean page, const char *ending, const char *name,
           gpointer user_data)
{
  Menu *self = user_data;
  Wanted *wanted = g_new (Wanted, 1);
  g_autofree char *suffix = g_strconcat (".", ending, NULL);
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  *wanted = (Wanted){ g_object_ref (self->widget), what->width, what->scale, g_strdup (ending) };
  theta_window_ask_where (THETA_WINDOW (gtk_widget_get_root (self->widget)), _ ("Export"), file,
                          suffix, on_where, wanted, wanted_free);
}

static void
export_figure (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Menu *self = user_data;
  GtkWindow *dialog = theta_export_dialog_new_figure (
      GTK_WINDOW (gtk_widget_get_root (self->widget)), self->menu->file,
      gtk_widget_get_width (self->widget), on_chosen, self);

  /* The figure stays as long as it is asked about. */
  g_object_set_data_full (G_OBJECT (dialog), "theta-figure", g_object_ref (self->widget),
                          g_object_unref);
  gtk_window_present (dialog);
}

static const GActionEntry actions[] = {
  { .name = "copy", .activate = copy_picture },
  { .name = "copy-table", .activate = copy_table },
  { .name = "table", .activate = show_table },
  { .name = "export", .activate = export_figure },
};

/* ---- the menu ---- */

static void
on_destroy (GtkWidget *widget, Menu *self)
{
  g_clear_pointer (&self->popover, gtk_widget_unparent);
}

/* Building a menu takes a while, and a window has a dozen of them at its start. */
static void
ensure_popover (Menu *self)
{
  if (self->popover != NULL)
    return;
  self->popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (self->model));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, self->widget);
}

static void
open_menu (Menu *self, double x, double y)
{
  GdkRectangle at = { (int) x, (int) y, 1, 1 };

  ensure_popover (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_pressed (GtkGestureClick *gesture, int n, double x, double y, gpointer user_data)
{
  open_menu (user_data, x, y);
}

static gboolean
on_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  open_menu (user_data, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
  return TRUE;
}

static void
add_controllers (Menu *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *trigger = gtk_alternative_trigger_new (
      gtk_keyval_trigger_new (GDK_KEY_F10, GDK_SHIFT_MASK),
      gtk_keyval_trigger_new (GDK_KEY_Menu, 0));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (self->widget, GTK_EVENT_CONTROLLER (click));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (trigger, gtk_callback_action_new (on_key, self, NULL)));
  gtk_widget_add_controller (self->widget, keys);
}

static void
menu_free (gpointer data)
{
  Menu *self = data;

  g_object_unref (self->model);
  g_free (self);
}

void
theta_figure_menu_attach (GtkWidget *widget, const ThetaFigureMenu *menu, gpointer data)
{
  Menu *self = g_new0 (Menu, 1);
  g_autoptr (GMenu) own = g_menu_new ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  *self = (Menu) { .menu = menu, .data = data, .widget = widget, .model = g_menu_new () };
  g_action_map_add_action_entries (G_ACTION_MAP (group), actions, G_N_ELEMENTS (actions), self);
  gtk_widget_insert_action_group (widget, "figure", G_ACTION_GROUP (group));
  g_menu_append (own, _ ("_Copy Picture"), "figure.copy");
  g_menu_append (own, _ ("Copy _Numbers"), "figure.copy-table");
  g_menu_append (own, _ ("_Show as Table"), "figure.table");
  g_menu_append (own, _ ("_Export…"), "figure.export");
  g_menu_append_section (self->model, NULL, G_MENU_MODEL (own));
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (widget, "destroy", G_CALLBACK (on_destroy), self);
  g_object_set_data_full (G_OBJECT (widget), "theta-figure-menu", self, menu_free);
  add_controllers (self);
}

void
theta_figure_menu_extend (GtkWidget *widget, GMenuModel *section)
{
  Menu *self = g_object_get_data (G_OBJECT (widget), "theta-figure-menu");

  g_return_if_fail (self != NULL && G_IS_MENU_MODEL (section));
  g_menu_append_section (self->model, NULL, section);
}

GMenuModel *
theta_figure_menu_get_model (GtkWidget *widget)
{
  Menu *self = g_object_get_data (G_OBJECT (widget), "theta-figure-menu");

  return self != NULL ? G_MENU_MODEL (self->model) : NULL;
}
