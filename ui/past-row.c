#include "ui/past-row.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "experiment/experiment.h"
#include "ui/flow-layout.h"

/* ---- an item of the list ---- */

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

/* ---- rows ---- */

#define NAME_MOST 40 /* characters of a name that leave room for the figures beside it */

typedef struct
{
  ThetaPastPage *page;
  GtkListItem *item; /* borrowed: it holds the row */
  GtkWidget *check, *name, *settings, *when, *figures, *note, *texts;
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

/* Two texts, one at each end; what does not fit beside the first goes into a further line. */
static GtkWidget *
line_new (GtkWidget *first, GtkWidget *last)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_set_layout_manager (line, g_object_new (THETA_TYPE_FLOW_LAYOUT, NULL));
  gtk_widget_set_hexpand (last, TRUE);
  gtk_label_set_xalign (GTK_LABEL (last), 1);
  gtk_box_append (GTK_BOX (line), first);
  gtk_box_append (GTK_BOX (line), last);
  return line;
}

static GtkWidget *
texts_new (Row *row)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  row->name = label_new ("theta-head");
  gtk_label_set_max_width_chars (GTK_LABEL (row->name), NAME_MOST);
  row->figures = label_new ("theta-value");
  gtk_widget_set_tooltip_text (row->figures, _ ("Of the learnt weights, the mean of all folds"));
  row->settings = label_new ("theta-note");
  row->when = label_new ("theta-axis");
  row->note = label_new ("theta-value");
  gtk_box_append (GTK_BOX (texts), line_new (row->name, row->figures));
  gtk_box_append (GTK_BOX (texts), line_new (row->settings, row->when));
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
  row->texts = texts_new (row);
  gtk_box_append (GTK_BOX (box), row->texts);
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

/* "5 folds" */
static char *
say_protocol (const ThetaExperiment *experiment)
{
  guint folds = experiment->folds, repeats = experiment->repeats;

  if (experiment->protocol == THETA_PROTOCOL_HOLDOUT)
    return g_strdup_printf (_ ("%.3g\u202f%% for the test"), 100 * experiment->test_fraction);
  if (experiment->protocol == THETA_PROTOCOL_FOLDS)
    return g_strdup (_ ("Folds of the file"));
  if (experiment->protocol == THETA_PROTOCOL_REPEATED && repeats > 1)
    return g_strdup_printf (_ ("%u × %u folds"), repeats, folds);
  return g_strdup_printf (g_dngettext (NULL, "%u fold", "%u folds", folds), folds);
}

/* What tells runs of the same data apart: "5 layers · ReLU · Leave-one-out · λ 0.1 ·
 * 5 folds"; "" where the settings cannot be read. */
static char *
say_settings (const ThetaPastRun *run)
{
  g_autoptr (ThetaExperiment) experiment
      = theta_experiment_parse (run->experiment, NULL, NULL, NULL);
  const ThetaWeightMethod *method;
  g_autofree char *layers = NULL, *activation = NULL, *ridge = NULL, *protocol = NULL;

  if (experiment == NULL)
    return g_strdup ("");
  layers = g_strdup_printf (g_dngettext (NULL, "%u layer", "%u layers", experiment->network.depth),
                            experiment->network.depth);
  activation = theta_network_activation_to_label (&experiment->network);
  method = theta_weight_method_find (experiment->weights.method);
  ridge = theta_experiment_get (experiment, "Regression.Ridge");
  protocol = say_protocol (experiment);
  return g_strdup_printf (_ ("%s · %s · %s · λ %s · %s"), layers, activation,
                          method != NULL ? _ (method->label) : experiment->weights.method, ridge,
                          protocol);
}

/* "Accuracy 98.9 % · squared error 0.072". */
static char *
say_figures (const ThetaPastRun *run)
{
  g_autofree char *accuracy = theta_number_format_fixed (run->accuracy * 100, 1);
  g_autofree char *error = theta_number_format_fixed (run->error, 3);

  if (isnan (run->accuracy) || isnan (run->error))
    return g_strdup (_ ("No error is known"));
  return g_strdup_printf (_ ("Accuracy %s\u2009%% · squared error %s"), accuracy, error);
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
  g_autofree char *settings = say_settings (run), *figures = say_figures (run);
  g_autofree char *compare = g_strdup_printf (_ ("Compare run %d, %s"), (int) run->id, run->name);

  row->binding = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (row->check), past->chosen);
  row->binding = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (row->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  compare, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, run->sentence, -1);
  gtk_label_set_label (GTK_LABEL (row->name), run->name);
  gtk_widget_set_tooltip_text (row->name, run->name);
  gtk_label_set_label (GTK_LABEL (row->settings), settings);
  gtk_label_set_label (GTK_LABEL (row->when), when);
  gtk_label_set_label (GTK_LABEL (row->figures), figures);
  /* What was found reads alike in many runs: it is told to whoever asks. */
  gtk_widget_set_tooltip_text (row->texts, run->sentence);
  gtk_label_set_label (GTK_LABEL (row->note), run->note);
  gtk_widget_set_visible (row->note, *run->note != '\0');
  gtk_editable_set_text (GTK_EDITABLE (row->entry), run->note);
}

GtkListItemFactory *
theta_past_row_factory_new (ThetaPastPage *page)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), page);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), page);
  return factory;
}
