#include "ui/all-settings.h"

#include <glib/gi18n.h>

#include "ui/combo.h"
#include "ui/draw.h"
#include "ui/setup-rows.h"
#include "ui/terms.h"

/* Of a field beside a long hint, and where there is room. */
#define LEAST_CHARS 9
#define MOST_CHARS 18
#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

typedef struct
{
  ThetaRowSpec row;
  const char *title, *hint;
  const char *const *labels; /* of a choice, in the order of its values */
} Setting;

typedef struct
{
  const char *title, *icon;
  const Setting *settings;
  gsize n;
} Page;

#define TEXT(key_, title_, hint_)                                                                 \
  { .row = { .id = key_, .key = key_, .kind = THETA_ROW_TEXT }, .title = title_, .hint = hint_ }
#define CHOICE(key_, title_, hint_, values_, labels_)                                             \
  { .row = { .id = key_, .key = key_, .kind = THETA_ROW_CHOICE, .values = values_ },              \
    .title = title_, .hint = hint_, .labels = labels_ }

static const Setting data_settings[] = {
  TEXT ("Dataset.Label", N_ ("Label"), N_ ("auto, last, none or the name of a column")),
  TEXT ("Dataset.TestSource", N_ ("Test data"), N_ ("A file of its own for the test rows")),
  TEXT ("Dataset.FoldsSource", N_ ("Folds from"), N_ ("A conxuntos file, for the protocol folds")),
  TEXT ("Dataset.Classes", N_ ("Order of the classes"), N_ ("Names separated by “;”")),
  TEXT ("Dataset.TrainLimit", N_ ("Training rows of each class"), N_ ("The first ones; 0: all")),
  TEXT ("Dataset.TestLimit", N_ ("Test rows of each class"), N_ ("Of the test data; 0: all")),
  CHOICE ("Dataset.Missing", N_ ("Missing values"), NULL, WORDS ("refuse", "mean", "drop-row"),
          WORDS (N_ ("Refuse"), N_ ("Mean of the training rows"), N_ ("Drop the row"))),
  CHOICE ("Dataset.InputScale", N_ ("First layer"),
          N_ ("Whether inner products are divided by the number of inputs"), WORDS ("1/d", "none"),
          WORDS (N_ ("Divided"), N_ ("Not divided"))),
  TEXT ("Dataset.Separator", N_ ("Separator of a text file"), N_ ("auto, or the character")),
  CHOICE ("Dataset.Header", N_ ("Header of a text file"), NULL, WORDS ("auto", "yes", "no"),
          WORDS (N_ ("Found out"), N_ ("Yes"), N_ ("No"))),
  TEXT ("Dataset.Quote", N_ ("Quote of a text file"), N_ ("The character around a text")),
  TEXT ("Dataset.Comment", N_ ("Comments of a text file"),
        N_ ("Lines that begin with this character are left out")),
  TEXT ("Dataset.MissingMarks", N_ ("Marks of missing values"),
        N_ ("Beside ? and NA; separated by “;”")),
  TEXT ("Dataset.Ignore", N_ ("Columns left out"), N_ ("Names separated by “;”")),
  CHOICE ("Dataset.Duplicates", N_ ("Repeated rows"), N_ ("Of the same class"),
          WORDS ("keep", "drop"), WORDS (N_ ("Keep"), N_ ("Leave out"))),
};

static const Setting network_settings[] = {
  TEXT ("Network.BiasVariance", N_ ("Bias variance"), N_ ("σ_b²; 0: no biases, as in the paper")),
  CHOICE ("Network.BiasKernels", N_ ("Kernels of weights and biases"), NULL,
          WORDS ("joint", "apart"), WORDS (N_ ("Joint"), N_ ("Apart"))),
  CHOICE ("Experiment.Precision", N_ ("Kernels are stored in"),
          N_ ("They are always computed in double precision"), WORDS ("auto", "double", "single"),
          WORDS (N_ ("What fits"), N_ ("Double precision"), N_ ("Single precision"))),
};

static const Setting weight_settings[] = {
  CHOICE ("Regression.RidgeScale", N_ ("Ridge is"), NULL, WORDS ("absolute", "trace"),
          WORDS (N_ ("Absolute"), N_ ("Times the mean diagonal"))),
  CHOICE ("Regression.Normalize", N_ ("Kernels of the layers"),
          N_ ("Dividing gives the weights one unit, and λ another"), WORDS ("none", "trace"),
          WORDS (N_ ("As they are"), N_ ("Divided by their mean diagonal"))),
  CHOICE ("Regression.Solver", N_ ("Solver"), N_ ("How systems with A + λI are solved"),
          WORDS ("auto", "cholesky", "mixed", "cg"),
          WORDS (N_ ("What fits"), N_ ("Cholesky"), N_ ("Cholesky in single precision, refined"),
                 N_ ("Conjugate gradients"))),
  TEXT ("Weights.Initial", N_ ("Initial weights"), N_ ("One number, or one a layer, with “;”")),
  TEXT ("Weights.Subsample", N_ ("Learn from at most"), N_ ("Training rows, drawn by class")),
  CHOICE ("Weights.Stop", N_ ("Stop"), NULL, WORDS ("iterations", "tolerance", "patience"),
          WORDS (N_ ("After the iterations"), N_ ("When the weights stand still"),
                 N_ ("When the loss falls no more"))),
  CHOICE ("Weights.Optimizer", N_ ("Steps of Algorithm 1"), NULL, WORDS ("fixed", "adam"),
          WORDS (N_ ("Learning rate times gradient"), N_ ("Adam"))),
  TEXT ("Weights.Grid", N_ ("Grid"), N_ ("The weights that the grid tries, with “;”")),
  TEXT ("Weights.Tolerance", N_ ("Tolerance"), N_ ("Of the weights, relative")),
  TEXT ("Weights.Patience", N_ ("Patience"), N_ ("Iterations without a lower loss")),
};

static const Setting run_settings[] = {
  TEXT ("Experiment.Name", N_ ("Name"), N_ ("Stands over the report")),
  TEXT ("Evaluation.Compare", N_ ("Models that are compared"), N_ ("Separated by “;”")),
  TEXT ("Experiment.MemoryLimit", N_ ("Memory"), N_ ("auto, or an amount such as 4GB")),
};

static const Page pages[] = {
  { N_ ("Data"), "theta-data-symbolic", data_settings, G_N_ELEMENTS (data_settings) },
  { N_ ("Network"), "theta-kernels-symbolic", network_settings,
    G_N_ELEMENTS (network_settings) },
  { N_ ("Weights"), "theta-learning-symbolic", weight_settings, G_N_ELEMENTS (weight_settings) },
  { N_ ("Run"), "theta-results-symbolic", run_settings, G_N_ELEMENTS (run_settings) },
};

typedef struct
{
  ThetaSession *session;
  GPtrArray *rows; /* of ThetaRow */
} AllSettings;

static void
all_settings_free (gpointer data)
{
  AllSettings *self = data;

  g_signal_handlers_disconnect_by_data (self->session, self);
  g_ptr_array_unref (self->rows);
  g_object_unref (self->session);
  g_free (self);
}

static void
on_experiment (AllSettings *self)
{
  for (guint k = 0; k < self->rows->len; k++)
    theta_row_show (self->rows->pdata[k], theta_session_get_experiment (self->session));
}

/* The experiment changes only where a value is taken; that is told by itself. */
static void
on_tried (gpointer user_data)
{
}

static AdwActionRow *
make_row (const Setting *setting, GtkWidget **input)
{
  AdwActionRow *row;

  *input = NULL;
  if (setting->row.kind == THETA_ROW_CHOICE)
    {
      g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

      for (guint k = 0; setting->labels[k] != NULL; k++)
        gtk_string_list_append (list, _ (setting->labels[k]));
      row = ADW_ACTION_ROW (adw_combo_row_new ());
      theta_combo_show_whole (ADW_COMBO_ROW (row));
      adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
    }
  else
    {
      row = ADW_ACTION_ROW (adw_action_row_new ());
      *input = gtk_entry_new ();
      gtk_editable_set_width_chars (GTK_EDITABLE (*input), LEAST_CHARS);
      gtk_editable_set_max_width_chars (GTK_EDITABLE (*input), MOST_CHARS);
      gtk_widget_set_valign (*input, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (row, *input);
      adw_action_row_set_activatable_widget (row, *input);
    }
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (setting->title));
  if (setting->hint != NULL)
    adw_action_row_set_subtitle (row, _ (setting->hint));
  return row;
}

static AdwPreferencesPage *
make_page (AllSettings *self, const Page *page)
{
  AdwPreferencesPage *widget = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_page_set_title (widget, _ (page->title));
  adw_preferences_page_set_icon_name (widget, page->icon);
  for (gsize k = 0; k < page->n; k++)
    {
      GtkWidget *input;
      AdwActionRow *row = make_row (&page->settings[k], &input);
      ThetaRow *setting = theta_row_new (&page->settings[k].row, row, input, on_tried, NULL);

      setting->session = self->session;
      gtk_widget_set_tooltip_text (GTK_WIDGET (row), theta_terms_text (page->settings[k].row.key));
      gtk_widget_set_name (input != NULL ? input : GTK_WIDGET (row), page->settings[k].row.key);
      adw_preferences_group_add (group, GTK_WIDGET (row));
      g_ptr_array_add (self->rows, setting);
    }
  adw_preferences_page_add (widget, group);
  theta_draw_widen_page (GTK_WIDGET (widget));
  return widget;
}

/* What is being typed counts when the window is closed. */
static gboolean
on_close (GtkWindow *window, AllSettings *self)
{
  for (guint k = 0; k < self->rows->len; k++)
    theta_row_commit (self->rows->pdata[k]);
  return GDK_EVENT_PROPAGATE;
}

/* Rows go before their widgets do. */
static void
on_destroy (GtkWidget *window)
{
  g_object_set_data (G_OBJECT (window), "theta-settings", NULL);
}

GtkWidget *
theta_all_settings_new (ThetaSession *session, GtkWindow *parent)
{
  GtkWidget *window = g_object_new (ADW_TYPE_PREFERENCES_WINDOW, "transient-for", parent, "modal",
                                    TRUE, "title", _ ("All Settings"), "default-width",
                                    theta_draw_dialog_width (GTK_WIDGET (parent), 620),
                                    "default-height", 560, NULL);
  AllSettings *self = g_new0 (AllSettings, 1);

  self->session = g_object_ref (session);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_row_free);
  for (guint p = 0; p < G_N_ELEMENTS (pages); p++)
    adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), make_page (self, &pages[p]));
  on_experiment (self);
  g_signal_connect_swapped (session, "notify::experiment", G_CALLBACK (on_experiment), self);
  g_object_set_data_full (G_OBJECT (window), "theta-settings", self, all_settings_free);
  g_signal_connect (window, "close-request", G_CALLBACK (on_close), self);
  g_signal_connect (window, "destroy", G_CALLBACK (on_destroy), NULL);
  return window;
}
