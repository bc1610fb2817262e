#include "ui/import-panel.h"

#include <glib/gi18n.h>
#include <string.h>

#include "experiment/preview.h"
#include "ui/combo.h"
#include "ui/turn.h"

/* Of the file, and what is looked at of each. */
#define ROWS 12
#define COLUMNS 16
/* What is typed is tried after this pause. */
#define PAUSE_MS 300

/* Below this the two groups of choices stand one under the other. */
#define NARROW 600

struct _ThetaImportPanel
{
  AdwWindow parent_instance;

  ThetaSession *session;
  char *path;
  ThetaReading *reading;
  ThetaTrial *trial;     /* the last that ended, or NULL */
  GCancellable *trying;  /* or NULL */
  gboolean updating;     /* the program chooses */
  guint pause;           /* the source that waits for more typing */
  GStrv labels;          /* of the choices in the label row */

  GtkWidget *open_button, *cancel_button, *mend_button, *mark, *notice;
  GtkLabel *sentence, *offer, *count;
  AdwComboRow *separator, *header, *quote, *comment, *missing, *label;
  AdwEntryRow *marks;
  GtkGrid *preview;
  GtkBox *choices;
  ThetaTurn turn; /* of them */
};

G_DEFINE_FINAL_TYPE (ThetaImportPanel, theta_import_panel, ADW_TYPE_WINDOW)

/* What the rows offer, in their order. */
static const char *const separators[] = { "auto", ",", ";", "tab", "space", "|", NULL };
static const char *const headers[] = { "auto", "yes", "no", NULL };
static const char *const quotes[] = { "\"", "'", NULL };
static const char *const comments[] = { "", "#", "%", NULL };

static void try_reading (ThetaImportPanel *self);

const ThetaImport *
theta_import_panel_get_import (ThetaImportPanel *self)
{
  g_return_val_if_fail (THETA_IS_IMPORT_PANEL (self), NULL);
  return self->trial != NULL ? self->trial->import : NULL;
}

/* ---- the choices ---- */

static guint
place_of (const char *const *values, const char *value)
{
  for (guint k = 0; values[k] != NULL; k++)
    if (g_str_equal (values[k], value))
      return k;
  return 0;
}

static void
take (char **to, const char *value)
{
  g_free (*to);
  *to = g_strdup (value);
}

static void
on_choice (ThetaImportPanel *self)
{
  ThetaReading *reading = self->reading;
  guint label = adw_combo_row_get_selected (self->label);

  if (self->updating)
    return;
  take (&reading->separator, separators[adw_combo_row_get_selected (self->separator)]);
  take (&reading->header, headers[adw_combo_row_get_selected (self->header)]);
  take (&reading->quote, quotes[adw_combo_row_get_selected (self->quote)]);
  take (&reading->comment, comments[adw_combo_row_get_selected (self->comment)]);
  take (&reading->marks, gtk_editable_get_text (GTK_EDITABLE (self->marks)));
  reading->missing = (ThetaMissing) adw_combo_row_get_selected (self->missing);
  if (self->labels != NULL && label < g_strv_length (self->labels))
    take (&reading->label, self->labels[label]);
  try_reading (self);
}

static gboolean
on_pause (gpointer user_data)
{
  ThetaImportPanel *self = user_data;

  self->pause = 0;
  on_choice (self);
  return G_SOURCE_REMOVE;
}

static void
on_typed (ThetaImportPanel *self)
{
  if (self->updating)
    return;
  g_clear_handle_id (&self->pause, g_source_remove);
  self->pause = g_timeout_add (PAUSE_MS, on_pause, self);
}

/* A column is used or left out. */
static void
on_column (GtkCheckButton *check, gpointer user_data)
{
  ThetaImportPanel *self = user_data;
  const char *name = g_object_get_data (G_OBJECT (check), "theta-column");
  g_auto (GStrv) had = theta_names_split (self->reading->ignore);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  for (guint k = 0; had[k] != NULL; k++)
    if (!g_str_equal (had[k], name))
      g_strv_builder_add (names, had[k]);
  if (!gtk_check_button_get_active (check))
    g_strv_builder_add (names, name);
  all = g_strv_builder_end (names);
  g_free (self->reading->ignore);
  self->reading->ignore = theta_names_join ((const char *const *) all);
  try_reading (self);
}

/* The labels that can be chosen: found out, none, and the columns. */
static void
show_labels (ThetaImportPanel *self, const ThetaImport *import)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  g_autofree char *found = NULL;
  guint at = 0;

  found = import->label >= 0 && g_str_equal (self->reading->label, "auto")
              ? g_strdup_printf (_ ("Found out: %s"), import->names[import->label])
              : g_strdup (_ ("Found out"));
  gtk_string_list_append (list, found);
  gtk_string_list_append (list, _ ("None"));
  g_strv_builder_add_many (values, "auto", "none", NULL);
  if (g_str_equal (self->reading->label, "none"))
    at = 1;
  for (guint k = 0; k < import->columns; k++)
    {
      if (g_str_equal (self->reading->label, import->names[k])
          || (g_str_equal (self->reading->label, "last") && k + 1 == import->columns))
        at = k + 2;
      gtk_string_list_append (list, import->names[k]);
      g_strv_builder_add (values, import->names[k]);
    }
  g_strfreev (self->labels);
  self->labels = g_strv_builder_end (values);
  adw_combo_row_set_model (self->label, G_LIST_MODEL (list));
  adw_combo_row_set_selected (self->label, at);
}

static void
show_choices (ThetaImportPanel *self)
{
  const ThetaReading *reading = self->reading;

  adw_combo_row_set_selected (self->separator, place_of (separators, reading->separator));
  adw_combo_row_set_selected (self->header, place_of (headers, reading->header));
  adw_combo_row_set_selected (self->quote, place_of (quotes, reading->quote));
  adw_combo_row_set_selected (self->comment, place_of (comments, reading->comment));
  adw_combo_row_set_selected (self->missing, reading->missing);
  if (!g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->marks)), reading->marks))
    gtk_editable_set_text (GTK_EDITABLE (self->marks), reading->marks);
}

/* ---- what comes of them ---- */

static GtkWidget *
cell_new (const ThetaImport *import, guint row, guint column, gboolean used)
{
  static const char *const classes[] = { "theta-value", "theta-missing", "theta-text", "theta-class" };
  gsize at = (gsize) row * import->columns + column;
  const char *text = import->cells[at];
  GtkWidget *label = gtk_label_new (*text != '\0' ? text : "–");
  ThetaCellKind kind = import->kinds[at];

  gtk_label_set_xalign (GTK_LABEL (label), kind == THETA_CELL_CLASS ? 0 : 1);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
  gtk_label_set_width_chars (GTK_LABEL (label), (int) MIN (strlen (text), 12));
  gtk_widget_add_css_class (label, "theta-value");
  gtk_widget_add_css_class (label, used ? classes[kind] : "dim-label");
  if (used && kind == THETA_CELL_TEXT)
    gtk_widget_set_tooltip_text (label, _ ("This is no number"));
  if (used && kind == THETA_CELL_MISSING)
    gtk_widget_set_tooltip_text (label, _ ("A missing value"));
  return label;
}

static void
attach_column (ThetaImportPanel *self, const ThetaImport *import, guint k)
{
  gboolean used = !theta_names_contain (self->reading->ignore, import->names[k]);
  GtkWidget *head;

  if ((int) k == import->label)
    {
      head = gtk_label_new (import->names[k]);
      gtk_label_set_xalign (GTK_LABEL (head), 0);
      gtk_widget_set_tooltip_text (head, _ ("The label"));
    }
  else
    {
      head = gtk_check_button_new_with_label (import->names[k]);
      gtk_check_button_set_active (GTK_CHECK_BUTTON (head), used);
      gtk_widget_set_halign (head, GTK_ALIGN_END);
      gtk_widget_set_tooltip_text (head, _ ("Whether this column is used"));
      g_object_set_data_full (G_OBJECT (head), "theta-column", g_strdup (import->names[k]), g_free);
      g_signal_connect (head, "toggled", G_CALLBACK (on_column), self);
    }
  gtk_widget_add_css_class (head, "theta-head");
  gtk_grid_attach (self->preview, head, (int) k, 0, 1, 1);
  for (guint i = 0; i < import->rows; i++)
    gtk_grid_attach (self->preview, cell_new (import, i, k, used || (int) k == import->label),
                     (int) k, (int) i + 1, 1, 1);
}

static void
show_preview (ThetaImportPanel *self, const ThetaImport *import)
{
  GtkWidget *child;
  g_autofree char *rows = NULL, *columns = NULL, *text = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->preview))) != NULL)
    gtk_grid_remove (self->preview, child);
  for (guint k = 0; k < MIN (import->columns, COLUMNS); k++)
    attach_column (self, import, k);
  rows = g_strdup_printf (ngettext ("%u row", "%u rows", import->all_rows), import->all_rows);
  columns = g_strdup_printf (ngettext ("%u column", "%u columns", import->columns),
                             import->columns);
  text = import->all_rows > import->rows || import->columns > COLUMNS
             ? g_strdup_printf (_ ("%s, %s; the first ones are shown"), rows, columns)
             : g_strdup_printf (_ ("%s, %s"), rows, columns);
  gtk_label_set_label (self->count, text);
}

/* One sentence: what is wrong and where, what may be meant otherwise, or that all is well. */
static void
show_sentence (ThetaImportPanel *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  gboolean ask = focus == NULL || focus == self->mend_button || focus == self->cancel_button;
  const ThetaTrial *trial = self->trial;
  const char *problem = trial->import->problem, *doubt = trial->import->doubt;

  gtk_label_set_label (self->sentence, problem != NULL ? problem
                                       : doubt != NULL ? doubt
                                                       : _ ("The table can be read."));
  gtk_image_set_from_icon_name (GTK_IMAGE (self->mark), problem == NULL && doubt == NULL
                                                            ? "object-select-symbolic"
                                                            : "dialog-warning-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->offer), trial->mended != NULL);
  gtk_widget_set_visible (self->mend_button, trial->mended != NULL);
  if (trial->mended != NULL)
    {
      gtk_label_set_label (self->offer, trial->what);
    }
  gtk_widget_set_sensitive (self->open_button, problem == NULL);
  /* Enter goes on, until something else is chosen: it mends, then opens. */
  if (ask && trial->mended != NULL)
    gtk_widget_grab_focus (self->mend_button);
  else if (ask)
    gtk_widget_grab_focus (problem == NULL ? self->open_button : GTK_WIDGET (self->separator));
}

static void
on_tried (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaImportPanel) self = user_data;
  g_autoptr (GError) error = NULL;
  ThetaTrial *trial = theta_trial_finish (result, &error);

  /* Something else is being tried, or the window is closed. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->trying);
  if (trial == NULL)
    {
      gtk_label_set_label (self->sentence, error->message);
      gtk_widget_set_sensitive (self->open_button, FALSE);
      return;
    }
  theta_trial_free (self->trial);
  self->trial = trial;
  self->updating = TRUE;
  show_labels (self, trial->import);
  show_preview (self, trial->import);
  show_sentence (self);
  self->updating = FALSE;
}

static void
stop_trying (ThetaImportPanel *self)
{
  if (self->trying != NULL)
    g_cancellable_cancel (self->trying);
  g_clear_object (&self->trying);
}

static void
try_reading (ThetaImportPanel *self)
{
  stop_trying (self);
  self->trying = g_cancellable_new ();
  theta_trial_async (self->path, self->reading, ROWS, self->trying, on_tried,
                     g_object_ref (self));
}

/* ---- the buttons ---- */

static void
act_mend (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ThetaImportPanel *self = THETA_IMPORT_PANEL (widget);
  ThetaDatasetOptions options;

  if (self->trial == NULL || self->trial->mended == NULL)
    return;
  options = theta_reading_options (self->trial->mended);
  theta_reading_free (self->reading);
  self->reading = theta_reading_new (&options);
  self->updating = TRUE;
  show_choices (self);
  self->updating = FALSE;
  try_reading (self);
}

static void
act_open (GtkWidget *widget, const char *action, GVariant *parameter)
{
  ThetaImportPanel *self = THETA_IMPORT_PANEL (widget);
  g_auto (GStrv) settings = theta_reading_assignments (self->reading);
  g_autoptr (GError) error = NULL;

  if (theta_session_open_with (self->session, self->path, (const char *const *) settings, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    gtk_label_set_label (self->sentence, error->message);
}

/* ---- the object ---- */

static void
theta_import_panel_dispose (GObject *object)
{
  ThetaImportPanel *self = THETA_IMPORT_PANEL (object);

  stop_trying (self);
  theta_turn_clear (&self->turn);
  g_clear_handle_id (&self->pause, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->reading, theta_reading_free);
  g_clear_pointer (&self->trial, theta_trial_free);
  g_clear_pointer (&self->labels, g_strfreev);
  G_OBJECT_CLASS (theta_import_panel_parent_class)->dispose (object);
}

static void
on_destroy (GtkWidget *widget)
{
  stop_trying (THETA_IMPORT_PANEL (widget));
}

/* Groups beside each other are equally wide, not equally high under each other. */
static void
on_turned (GtkBox *choices)
{
  gtk_box_set_homogeneous (choices, gtk_orientable_get_orientation (GTK_ORIENTABLE (choices))
                                        == GTK_ORIENTATION_HORIZONTAL);
}

static void
theta_import_panel_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (theta_import_panel_parent_class)
      ->size_allocate (widget, width, height, baseline);
  theta_turn_follow (&THETA_IMPORT_PANEL (widget)->turn, width);
}

static void
theta_import_panel_class_init (ThetaImportPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_import_panel_dispose;
  widget_class->size_allocate = theta_import_panel_size_allocate;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/import-panel.ui");
  gtk_widget_class_install_action (widget_class, "import.mend", NULL, act_mend);
  gtk_widget_class_install_action (widget_class, "import.open", NULL, act_open);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaImportPanel, name)
  CHILD (open_button);
  CHILD (cancel_button);
  CHILD (mend_button);
  CHILD (mark);
  CHILD (notice);
  CHILD (sentence);
  CHILD (offer);
  CHILD (count);
  CHILD (separator);
  CHILD (header);
  CHILD (quote);
  CHILD (comment);
  CHILD (missing);
  CHILD (label);
  CHILD (marks);
  CHILD (preview);
  CHILD (choices);
#undef CHILD
}

static void
theta_import_panel_init (ThetaImportPanel *self)
{
  AdwComboRow **rows[] = { &self->separator, &self->header,  &self->quote,
                           &self->comment,   &self->missing, &self->label };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->turn = (ThetaTurn){ .box = GTK_ORIENTABLE (self->choices), .limit = NARROW };
  g_signal_connect (self->choices, "notify::orientation", G_CALLBACK (on_turned), NULL);
  g_signal_connect (self, "destroy", G_CALLBACK (on_destroy), NULL);
  for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
    {
      theta_combo_show_whole (*rows[k]);
      g_signal_connect_swapped (*rows[k], "notify::selected", G_CALLBACK (on_choice), self);
    }
  g_signal_connect_swapped (self->marks, "changed", G_CALLBACK (on_typed), self);
}

/* How the file that is open is read now. */
static ThetaReading *
present_reading (ThetaExperiment *experiment)
{
  ThetaDatasetOptions options = {
    .label = experiment->label,
    .separator = experiment->separator,
    .header = experiment->header,
    .quote = experiment->quote,
    .comment = experiment->comment,
    .marks = experiment->missing_marks,
    .ignore = experiment->ignore,
    .missing = experiment->missing,
  };

  return theta_reading_new (&options);
}

GtkWidget *
theta_import_panel_new (ThetaSession *session, const char *path, gboolean present,
                        GtkWindow *parent)
{
  ThetaImportPanel *self
      = g_object_new (THETA_TYPE_IMPORT_PANEL, "transient-for", parent, "modal", TRUE,
                      "destroy-with-parent", TRUE, NULL);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *title = g_strdup_printf (_ ("Import “%s”"), name);

  gtk_window_set_title (GTK_WINDOW (self), title);
  self->session = g_object_ref (session);
  self->path = g_strdup (path);
  self->reading = present ? present_reading (theta_session_get_experiment (session))
                          : theta_reading_new (NULL);
  self->updating = TRUE;
  show_choices (self);
  self->updating = FALSE;
  try_reading (self);
  return GTK_WIDGET (self);
}
