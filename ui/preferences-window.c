#include "ui/preferences-window.h"

#include <glib/gi18n.h>

#include "figure/palette.h"
#include "ui/combo.h"
#include "ui/draw.h"
#include "ui/preferences.h"

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })
/* Of the little picture of a colour map. */
#define SWATCH_WIDTH 96
#define SWATCH_HEIGHT 16

typedef struct
{
  const char *key, *title, *hint;
  const char *const *values; /* as they are kept */
  const char *const *labels; /* the same for people */
} Choice;

static const Choice colors
    = { "colour-map", N_ ("Values"), N_ ("Of every heatmap, at once and in exports"),
        WORDS ("viridis", "cividis"), WORDS (N_ ("Viridis"), N_ ("Cividis")) };
static const Choice signs
    = { "diverging-map", N_ ("Values about zero"), N_ ("Where signs mix: centred, differences"),
        WORDS ("blue-red", "purple-orange"), WORDS (N_ ("Blue to red"), N_ ("Purple to orange")) };
static const Choice preset
    = { "new-preset", N_ ("Settings"), N_ ("An experiment with changes stays as it is"),
        WORDS ("default", "quick", "paper-uci", "paper-cifar"),
        WORDS (N_ ("Defaults"), N_ ("Quick look"), N_ ("Paper, tables of UCI"),
               N_ ("Paper, images of CIFAR-10")) };
static const Choice device
    = { "device", N_ ("Device"), N_ ("From the next start"), WORDS ("auto", "cpu", "cuda"),
        WORDS (N_ ("The fastest"), N_ ("CPU"), N_ ("CUDA")) };
static const Choice precision
    = { "precision", N_ ("Kernels are stored in"), N_ ("From the next run"),
        WORDS ("auto", "double", "single"),
        WORDS (N_ ("What fits"), N_ ("Double precision"), N_ ("Single precision")) };

/* ---- rows ---- */

/* What is kept to what is selected, and back. */
static gboolean
to_index (GValue *value, GVariant *variant, gpointer user_data)
{
  const Choice *choice = user_data;

  for (guint k = 0; choice->values[k] != NULL; k++)
    if (g_str_equal (choice->values[k], g_variant_get_string (variant, NULL)))
      g_value_set_uint (value, k);
  return TRUE;
}

static GVariant *
to_word (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const Choice *choice = user_data;

  return g_variant_new_string (choice->values[g_value_get_uint (value)]);
}

static AdwComboRow *
add_choice (GSettings *settings, AdwPreferencesGroup *group, const Choice *choice)
{
  AdwComboRow *row = ADW_COMBO_ROW (adw_combo_row_new ());
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (guint k = 0; choice->labels[k] != NULL; k++)
    gtk_string_list_append (list, _ (choice->labels[k]));
  theta_combo_show_whole (row);
  adw_combo_row_set_model (row, G_LIST_MODEL (list));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (choice->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (choice->hint));
  gtk_widget_set_name (GTK_WIDGET (row), choice->key);
  g_settings_bind_with_mapping (settings, choice->key, row, "selected", G_SETTINGS_BIND_DEFAULT,
                                to_index, to_word, (gpointer) choice, NULL);
  adw_preferences_group_add (group, GTK_WIDGET (row));
  return row;
}

static AdwActionRow *
add_row (AdwPreferencesGroup *group, const char *title, const char *hint, GtkWidget *input)
{
  AdwActionRow *row = ADW_ACTION_ROW (adw_action_row_new ());

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (row, hint);
  gtk_widget_set_valign (input, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (row, input);
  adw_action_row_set_activatable_widget (row, input);
  adw_preferences_group_add (group, GTK_WIDGET (row));
  return row;
}

static AdwPreferencesGroup *
add_group (AdwPreferencesPage *page, const char *title, const char *about)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  adw_preferences_group_set_description (group, about);
  adw_preferences_page_add (page, group);
  return group;
}

/* ---- colours ---- */

static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer sign)
{
  ThetaColormap map = sign != NULL ? theta_colormap_diverging () : theta_colormap_sequential ();

  for (int x = 0; x < width; x++)
    {
      guint32 argb = theta_colormap_argb (map, (x + 0.5) / width);

      cairo_set_source_rgb (cr, (argb >> 16 & 255) / 255.0, (argb >> 8 & 255) / 255.0,
                            (argb & 255) / 255.0);
      cairo_rectangle (cr, x, 0, 1, height);
      cairo_fill (cr);
    }
}

static void
add_swatch (AdwComboRow *row, const char *key, gboolean sign)
{
  GtkWidget *area = g_object_new (GTK_TYPE_DRAWING_AREA, "content-width", SWATCH_WIDTH,
                                  "content-height", SWATCH_HEIGHT, "valign", GTK_ALIGN_CENTER,
                                  "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_swatch, GINT_TO_POINTER (sign),
                                  NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), area);
  theta_preferences_watch (key, area, G_CALLBACK (gtk_widget_queue_draw));
}

static AdwPreferencesPage *
new_looks (GSettings *settings)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = add_group (page, _ ("Colours of kernels"), NULL);
  GtkWidget *less = gtk_switch_new (), *seed = gtk_spin_button_new_with_range (0, 1e15, 1);

  adw_preferences_page_set_title (page, _ ("General"));
  adw_preferences_page_set_icon_name (page, "preferences-system-symbolic");
  add_swatch (add_choice (settings, group, &colors), colors.key, FALSE);
  add_swatch (add_choice (settings, group, &signs), signs.key, TRUE);
  group = add_group (page, _ ("Window"), NULL);
  add_row (group, _ ("Less in the window"),
           _ ("Without device, memory and badges; exports keep them"), less);
  gtk_widget_set_name (less, "less");
  g_settings_bind (settings, "less", less, "active", G_SETTINGS_BIND_DEFAULT);
  group = add_group (page, _ ("New experiments"),
                     _ ("What the program and New… begin with"));
  add_choice (settings, group, &preset);
  add_row (group, _ ("Seed"), _ ("Of folds and other draws"), seed);
  gtk_widget_set_name (seed, "new-seed");
  g_settings_bind (settings, "new-seed", gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (seed)),
                   "value", G_SETTINGS_BIND_DEFAULT);
  return page;
}

/* ---- computing ---- */

static void
find_problem (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, theta_worker_device_problem ("cuda"), g_free);
}

/* Looking for a GPU may take its time: the row says what was found when it is known. */
static void
on_problem (GObject *row, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *problem = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *text = NULL;

  if (problem == NULL)
    return;
  text = g_strdup_printf (_ ("From the next start. CUDA cannot be used: %s"), problem);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
}

static void
add_device (GSettings *settings, AdwPreferencesGroup *group)
{
  AdwComboRow *row = add_choice (settings, group, &device);
  g_autoptr (GTask) task = g_task_new (row, NULL, on_problem, NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  g_task_run_in_thread (task, find_problem);
}

/* Only what can be read is kept; what cannot says so and counts for nothing. */
static void
on_limit (GtkEditable *entry, AdwActionRow *row)
{
  const char *text = gtk_editable_get_text (entry);
  guint64 bytes;
  gboolean good = theta_experiment_parse_bytes (text, &bytes);

  if (good)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
      g_settings_set_string (theta_preferences_settings (), "memory-limit", text);
    }
  else
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  adw_action_row_set_subtitle (row, good ? _ ("auto: what the device has; or an amount such as 4 GB")
                                         : _ ("This is no amount; write auto or 4 GB"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               good ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
}

static void
add_limit (AdwPreferencesGroup *group)
{
  GtkWidget *entry = gtk_entry_new ();
  AdwActionRow *row = add_row (group, _ ("Memory"), NULL, entry);
  g_autofree char *limit = theta_preferences_get_string ("memory-limit");

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 10);
  gtk_widget_set_name (entry, "memory-limit");
  gtk_editable_set_text (GTK_EDITABLE (entry), limit);
  on_limit (GTK_EDITABLE (entry), row);
  g_signal_connect (entry, "changed", G_CALLBACK (on_limit), row);
}

static AdwPreferencesPage *
new_computing (GSettings *settings, ThetaSession *session)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group;
  GtkWidget *threads = gtk_spin_button_new_with_range (0, 1024, 1);
  g_autofree char *now = NULL, *text = NULL;
  /* Why it is not the GPU stands in the row. */
  g_autofree char *made_of = theta_worker_get_made_of (theta_session_get_worker (session));

  g_object_get (session, "device", &now, NULL);
  text = g_strdup_printf (_ ("This window computes with: %s\n%s"), now, made_of);
  adw_preferences_page_set_title (page, _ ("Computing"));
  adw_preferences_page_set_name (page, "computing");
  adw_preferences_page_set_icon_name (page, "applications-science-symbolic");
  group = add_group (page, _ ("Where"), text);
  add_device (settings, group);
  add_row (group, _ ("Threads of the CPU"), _ ("From the next start; 0: one for each core"),
           threads);
  gtk_widget_set_name (threads, "threads");
  g_settings_bind (settings, "threads",
                   gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (threads)), "value",
                   G_SETTINGS_BIND_DEFAULT);
  group = add_group (page, _ ("Where an experiment says “auto”"),
                     _ ("What an experiment’s own settings say comes first. Results tell what "
                        "they were computed with; the command line takes none of this."));
  add_limit (group);
  add_choice (settings, group, &precision);
  return page;
}

/* ---- the window ---- */

static AdwPreferencesPage *
new_missing (void)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());

  add_group (page, _ ("Preferences cannot be kept"),
             _ ("The schema org.thetascope.Thetascope is not installed; install Thetascope with "
                "“meson install”. Until then everything is as it is by default."));
  return page;
}

GtkWidget *
theta_preferences_window_new (ThetaSession *session, GtkWindow *parent)
{
  GtkWidget *window = g_object_new (ADW_TYPE_PREFERENCES_WINDOW, "transient-for", parent, "modal",
                                    TRUE, "title", _ ("Preferences"), "default-width",
                                    theta_draw_dialog_width (GTK_WIDGET (parent), 620),
                                    "default-height", 600, "search-enabled", FALSE, NULL);
  GSettings *settings = theta_preferences_settings ();

  gtk_widget_set_name (window, "preferences");
  if (settings == NULL)
    {
      adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), new_missing ());
      return window;
    }
  for (guint k = 0; k < 2; k++)
    {
      AdwPreferencesPage *page = k == 0 ? new_looks (settings) : new_computing (settings, session);

      theta_draw_widen_page (GTK_WIDGET (page));
      adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), page);
    }
  return window;
}
