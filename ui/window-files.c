/* The window's files: opening, saving, exporting, dropping. */
#include "ui/window-private.h"

#include <glib/gi18n.h>

#include "experiment/link.h"
#include "ui/preferences.h"
#include "ui/recent.h"

/* A native dialog is nobody's child: it lives until it is answered. */
static void
ask (ThetaWindow *self, GtkFileChooserNative *dialog, GCallback answered)
{
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", answered, self, 0);
  g_signal_connect (dialog, "response", G_CALLBACK (g_object_unref), NULL);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static char *
chosen_path (ThetaWindow *self, GtkFileChooserNative *dialog, int response)
{
  g_autoptr (GFile) file = NULL;
  char *path;

  if (response != GTK_RESPONSE_ACCEPT)
    return NULL;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path == NULL)
    theta_window_fail (self, _ ("Only files on this machine can be used; choose another folder"));
  return path;
}

/* ---- replacing ---- */

/* What waits for a path. */
typedef struct
{
  char *ending, *path;
  ThetaWindowWhere where;
  gpointer data;
  GDestroyNotify free;
} Question;

static Question *
question_new (const char *ending, ThetaWindowWhere where, gpointer data, GDestroyNotify free)
{
  Question *self = g_new0 (Question, 1);

  *self = (Question){ g_strdup (ending), NULL, where, data, free };
  return self;
}

static void
question_free (gpointer data)
{
  Question *self = data;

  if (self->free != NULL)
    self->free (self->data);
  g_free (self->ending);
  g_free (self->path);
  g_free (self);
}

static void
on_replace_answer (AdwMessageDialog *dialog, const char *response, ThetaWindow *self)
{
  const Question *question = g_object_get_data (G_OBJECT (dialog), "theta-question");

  theta_window_question_let_go (dialog);
  if (g_str_equal (response, "replace"))
    question->where (self, question->path, question->data);
}

/* Takes @question. */
static void
ask_to_replace (ThetaWindow *self, Question *question)
{
  g_autofree char *name = g_path_get_basename (question->path);
  g_autofree char *heading = g_strdup_printf (_ ("Replace “%s”?"), name);
  GtkWidget *dialog = theta_window_question_new (
      self, heading, _ ("A file of this name is there already. What is in it would be lost."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "replace", _ ("_Replace"));
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "replace",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_object_set_data_full (G_OBJECT (dialog), "theta-question", question, question_free);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_replace_answer), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The dialog asked before it replaced @chosen, but knows nothing of the ending.  Takes
 * @question. */
static void
complete (ThetaWindow *self, const char *chosen, Question *question)
{
  if (g_str_has_suffix (chosen, question->ending))
    question->path = g_strdup (chosen);
  else
    question->path = g_strconcat (chosen, question->ending, NULL);
  if (!g_str_equal (question->path, chosen)
      && g_file_test (question->path, G_FILE_TEST_IS_REGULAR))
    {
      ask_to_replace (self, question);
      return;
    }
  question->where (self, question->path, question->data);
  question_free (question);
}

void
theta_window_complete (ThetaWindow *self, const char *chosen, const char *ending,
                       ThetaWindowWhere where, gpointer data, GDestroyNotify free)
{
  complete (self, chosen, question_new (ending, where, data, free));
}

/* ---- opening ---- */

static void
add_filter (GtkFileChooserNative *dialog, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
}

static void
on_open_response (GtkFileChooserNative *dialog, int response, ThetaWindow *self)
{
  g_autofree char *path = chosen_path (self, dialog, response);

  if (path != NULL)
    theta_window_open_path (self, path);
}

static void on_opened (ThetaSession *session, GParamSpec *pspec, ThetaWindow *self);
static void on_not_opened (ThetaSession *session, const char *sentence, ThetaWindow *self);

static void
forget_opening (ThetaWindow *self, ThetaSession *session)
{
  g_signal_handlers_disconnect_by_func (session, on_opened, self);
  g_signal_handlers_disconnect_by_func (session, on_not_opened, self);
  g_object_set_data (G_OBJECT (self), "theta-opened", NULL);
}

const char *
theta_window_get_opening (ThetaWindow *self)
{
  return g_object_get_data (G_OBJECT (self), "theta-opened");
}

static void
on_not_opened (ThetaSession *session, const char *sentence, ThetaWindow *self)
{
  forget_opening (self, session);
}

/* "wine.theta" of a file, "Iris" of a sample. */
static char *
opened_name (ThetaSession *session, const char *source)
{
  ThetaDataset *data = theta_session_get_dataset (session);
  gboolean made = g_str_has_prefix (source, "sample:") || g_str_has_prefix (source, "generator:");

  return made && data != NULL ? g_strdup (data->name) : g_path_get_basename (source);
}

/* Told once the data are there: what cannot be opened changes nothing. */
static void
on_opened (ThetaSession *session, GParamSpec *pspec, ThetaWindow *self)
{
  g_autofree char *opened = NULL, *last = NULL, *text = NULL, *shown = NULL;

  g_object_get (session, "undo-text", &last, NULL);
  /* Something else may be set while the data are being read. */
  if (last == NULL
      || !(g_str_has_prefix (last, "opening ") || g_str_has_prefix (last, "Dataset.Source:")))
    return;
  opened = g_strdup (theta_window_get_opening (self));
  forget_opening (self, session);
  shown = opened_name (session, opened);
  text = theta_link_is (opened) ? g_strdup (_ ("Opened the link"))
                                : g_strdup_printf (_ ("Opened “%s”"), shown);
  theta_window_toast_undo (self, text);
}

static void
await_opening (ThetaWindow *self, const char *path)
{
  ThetaSession *session = theta_window_get_session (self);

  forget_opening (self, session);
  g_object_set_data_full (G_OBJECT (self), "theta-opened", g_strdup (path), g_free);
  g_signal_connect_object (session, "notify::can-undo", G_CALLBACK (on_opened), self, 0);
  g_signal_connect_object (session, "failed", G_CALLBACK (on_not_opened), self, 0);
}

void
theta_window_begin_with (ThetaWindow *self, const char *source)
{
  g_auto (GStrv) beginning = theta_preferences_beginning ();
  g_autoptr (GError) error = NULL;

  await_opening (self, source);
  theta_window_leave_start (self);
  if (!theta_session_begin_with (theta_window_get_session (self), source,
                                 (const char *const *) beginning, &error))
    theta_window_fail (self, error->message);
}

void
theta_window_open_path (ThetaWindow *self, const char *path)
{
  ThetaSession *session = theta_window_get_session (self);
  g_autoptr (GError) error = NULL;

  await_opening (self, path);
  if (!theta_link_is (path))
    theta_session_open (session, path);
  else if (theta_session_open_link (session, path, &error))
    theta_window_leave_start (self);
  else
    {
      forget_opening (self, session);
      theta_window_fail (self, error->message);
    }
}

void
theta_window_open_dialog (ThetaWindow *self)
{
  static const char *const known[] = { "*.theta", "*.csv",  "*.tsv", "*.arff", "*.dat",
                                       "*.txt",   "*.CSV",  "*.npy", "*.npz",  "*.libsvm",
                                       "*.svm",   "*-ubyte", "*.idx", "*.gz",   "*.bin",
                                       NULL };
  static const char *const all[] = { "*", NULL };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open Data or an Experiment"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN,
      _ ("_Open"), _ ("_Cancel"));

  add_filter (dialog, _ ("Data and experiments"), known);
  add_filter (dialog, _ ("All files"), all);
  ask (self, dialog, G_CALLBACK (on_open_response));
}

/* The path of a file on this machine, or a link; NULL for anything else. */
static char *
dropped_path (const GValue *value)
{
  GSList *files;

  if (G_VALUE_HOLDS_STRING (value))
    return theta_link_is (g_value_get_string (value)) ? g_value_dup_string (value) : NULL;
  files = g_value_get_boxed (value);
  if (files != NULL && g_file_has_uri_scheme (files->data, THETA_LINK_SCHEME))
    return g_file_get_uri (files->data);
  return files != NULL ? g_file_get_path (files->data) : NULL;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer user_data)
{
  ThetaWindow *self = user_data;
  g_autofree char *path = dropped_path (value);

  if (path == NULL && G_VALUE_HOLDS_STRING (value))
    {
      theta_window_fail (self, _ ("This text is no Thetascope link; drop a file or a link"));
      return FALSE;
    }
  if (path == NULL)
    {
      theta_window_fail (self, _ ("Only files on this machine can be opened; copy it here first"));
      return FALSE;
    }
  theta_window_open_path (self, path);
  return TRUE;
}

void
theta_window_accept_drops (ThetaWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, G_TYPE_STRING };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* ---- saving ---- */

static void
save_to (ThetaWindow *self, const char *path, ThetaWindowSaved done)
{
  g_autoptr (GError) error = NULL;
  gboolean saved = theta_session_save (theta_window_get_session (self), path, &error);

  if (saved)
    {
      theta_recent_add (path);
      theta_window_succeed_at (self, _ ("Saving failed"));
      theta_window_toast (self, _ ("Experiment saved"));
    }
  else
    theta_window_fail_at (self, _ ("Saving failed"), error->message);
  if (done != NULL)
    done (self, saved);
}

static void
on_save_where (ThetaWindow *self, const char *path, gpointer done)
{
  save_to (self, path, (ThetaWindowSaved) done);
}

static void
on_save_response (GtkFileChooserNative *dialog, int response, ThetaWindow *self)
{
  g_autofree char *chosen = chosen_path (self, dialog, response);

  if (chosen != NULL)
    theta_window_complete (self, chosen, ".theta", on_save_where,
                           g_object_get_data (G_OBJECT (dialog), "theta-done"), NULL);
}

/* "wine" of "wine" or "/data/wine.csv": what a new file is called at first. */
static char *
short_name (ThetaSession *session)
{
  ThetaDataset *data = theta_session_get_dataset (session);
  char *name = g_strdup (data != NULL ? data->name : "experiment");

  return g_strdelimit (name, "/?*:|\"<>\\", '-');
}

static void
ask_where (ThetaWindow *self, ThetaWindowSaved done)
{
  g_autofree char *name = short_name (theta_window_get_session (self));
  g_autofree char *file = g_strconcat (name, ".theta", NULL);
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (_ ("Save the Experiment"), GTK_WINDOW (self),
                                     GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file);
  g_object_set_data (G_OBJECT (dialog), "theta-done", (gpointer) done);
  ask (self, dialog, G_CALLBACK (on_save_response));
}

void
theta_window_save (ThetaWindow *self, gboolean elsewhere, ThetaWindowSaved done)
{
  const char *path = theta_session_get_path (theta_window_get_session (self));
  g_autofree char *same = g_strdup (path);

  if (same == NULL || elsewhere)
    ask_where (self, done);
  else
    save_to (self, same, done);
}

/* ---- asking where ---- */

static void
on_where_response (GtkFileChooserNative *dialog, int response, ThetaWindow *self)
{
  g_autofree char *path = chosen_path (self, dialog, response);

  if (path != NULL)
    complete (self, path, g_object_steal_data (G_OBJECT (dialog), "theta-question"));
}

void
theta_window_ask_where (ThetaWindow *self, const char *title, const char *name,
                        const char *ending, ThetaWindowWhere where, gpointer data,
                        GDestroyNotify free)
{
  GtkFileChooserNative *dialog
      = gtk_file_chooser_native_new (title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE,
                                     _ ("_Export"), _ ("_Cancel"));

  g_object_set_data_full (G_OBJECT (dialog), "theta-question",
                          question_new (ending, where, data, free), question_free);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  ask (self, dialog, G_CALLBACK (on_where_response));
}
