#include "ui/setup-panel.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "ui/compare-row.h"
#include "ui/draw.h"
#include "ui/presets.h"
#include "ui/setup-menus.h"
#include "ui/setup-rows.h"
#include "ui/terms.h"

#define WORDS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const ThetaRowSpec specs[] = {
  { "standardize", "Dataset.Standardize", THETA_ROW_CHOICE, WORDS ("train", "all", "none") },
  { "depth", "Network.Depth", THETA_ROW_NUMBER },
  { "activation", "Network.Activation", THETA_ROW_CHOICE,
    WORDS ("relu", "leaky-relu", "abs", "erf", "gelu", "tanh", "sigmoid", "softplus", "silu", "sin",
           "cos", "gaussian", "identity", "formula"),
    .first = "Network.Formula=tanh(x)" },
  { "slope", "Network.Activation", THETA_ROW_TEXT, .prefix = "leaky-relu:" },
  { "formula", "Network.Formula", THETA_ROW_TEXT },
  { "variance", "Network.WeightVariance", THETA_ROW_TEXT },
  { "method", "Weights.Method", THETA_ROW_CHOICE,
    WORDS ("loo", "algorithm1", "evidence", "grid", "best-layer", "prefix", "align", "alignf",
           "uniform", "fixed") },
  { "initial", "Weights.Initial", THETA_ROW_TEXT },
  { "ridge", "Regression.Ridge", THETA_ROW_TEXT },
  { "iterations", "Weights.Iterations", THETA_ROW_NUMBER },
  { "rate", "Weights.LearningRate", THETA_ROW_TEXT },
  { "ratio", "Weights.ValidationRatio", THETA_ROW_TEXT },
  { "update", "Weights.Parameterization", THETA_ROW_CHOICE, WORDS ("plain", "scaled", "square", "log") },
  { "split", "Weights.Split", THETA_ROW_CHOICE, WORDS ("each", "once") },
  { "clip", "Weights.Clip", THETA_ROW_CHOICE, WORDS ("true", "false") },
  { "loss", "Weights.Loss", THETA_ROW_CHOICE, WORDS ("mean", "sum") },
  { "protocol", "Evaluation.Protocol", THETA_ROW_CHOICE,
    WORDS ("repeated", "holdout", "kfold", "folds") },
  { "folds", "Evaluation.Folds", THETA_ROW_NUMBER },
  { "repeats", "Evaluation.Repeats", THETA_ROW_NUMBER },
  { "fraction", "Evaluation.TestFraction", THETA_ROW_TEXT },
  { "seed", "Experiment.Seed", THETA_ROW_TEXT },
};

#define N_ROWS G_N_ELEMENTS (specs)

/* The forms in which Algorithm 1 was published, as lists of keys; what follows them
 * in the row is "own settings". */
#define N_PRESETS 2
static const char *const presets[N_PRESETS][5] = {
  { "Weights.Parameterization=plain", "Weights.Clip=false", "Weights.Loss=sum",
    "Weights.Split=each", NULL },
  { "Weights.Parameterization=scaled", "Weights.Split=once", "Weights.Loss=sum", NULL },
};

struct _ThetaSetupPanel
{
  GtkWidget parent_instance;

  ThetaSession *session;
  ThetaRow *rows[N_ROWS];
  AdwActionRow *source;
  GtkMenuButton *source_button;
  GtkLabel *needs;
  GtkMenuButton *purpose; /* the presets of the whole experiment */
  ThetaCompareRow *compare;
  AdwExpanderRow *more_weights, *more_evaluation; /* what is rarer, folded away */
  AdwComboRow *preset;
  gboolean own;        /* the person asked for own settings */
  gboolean presetting; /* the program writes the row, or the row the keys */
};

enum { PROP_PROBLEM = 1, N_PROPS };
static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (ThetaSetupPanel, theta_setup_panel, GTK_TYPE_WIDGET)

static void on_session (ThetaSetupPanel *self);

static ThetaRow *
find_row (ThetaSetupPanel *self, const char *id)
{
  for (guint i = 0; i < N_ROWS; i++)
    if (g_str_equal (specs[i].id, id))
      return self->rows[i];
  g_assert_not_reached ();
}

const char *
theta_setup_panel_get_problem (ThetaSetupPanel *self)
{
  g_return_val_if_fail (THETA_IS_SETUP_PANEL (self), NULL);
  for (guint i = 0; i < N_ROWS; i++)
    if (self->rows[i]->refused != NULL)
      return self->rows[i]->refused;
  return NULL;
}

void
theta_setup_panel_commit (ThetaSetupPanel *self)
{
  g_return_if_fail (THETA_IS_SETUP_PANEL (self));
  for (guint i = 0; i < N_ROWS; i++)
    theta_row_commit (self->rows[i]);
}

/* ---- which rows are there ---- */

/* A row that is put away takes its refused value with it. */
static void
show_row (ThetaSetupPanel *self, const char *id, gboolean visible)
{
  ThetaRow *row = find_row (self, id);

  if (!visible && (row->refused != NULL || row->pending != 0))
    theta_row_reset (row, theta_session_get_experiment (self->session));
  gtk_widget_set_visible (GTK_WIDGET (row->row), visible);
}

/* The preset that @experiment is, N_PRESETS for none. */
static guint
find_preset (const ThetaExperiment *experiment)
{
  for (guint p = 0; p < N_PRESETS; p++)
    {
      gboolean same = TRUE;

      for (guint k = 0; presets[p][k] != NULL; k++)
        {
          const char *equals = strchr (presets[p][k], '=');
          g_autofree char *key = g_strndup (presets[p][k], (gsize) (equals - presets[p][k]));
          g_autofree char *value = theta_experiment_get (experiment, key);

          same = same && g_strcmp0 (value, equals + 1) == 0;
        }
      if (same)
        return p;
    }
  return N_PRESETS;
}

static void
update_preset (ThetaSetupPanel *self, const ThetaExperiment *experiment)
{
  guint preset = self->own ? N_PRESETS : find_preset (experiment);

  self->presetting = TRUE;
  adw_combo_row_set_selected (self->preset, preset);
  self->presetting = FALSE;
}

static void
on_preset (ThetaSetupPanel *self)
{
  guint preset = adw_combo_row_get_selected (self->preset);

  if (self->presetting || self->session == NULL)
    return;
  self->own = preset >= N_PRESETS;
  self->presetting = TRUE;
  if (preset < N_PRESETS)
    theta_session_set_all (self->session, presets[preset], NULL);
  self->presetting = FALSE;
  if (self->own)
    adw_expander_row_set_expanded (self->more_weights, TRUE);
  on_session (self);
}

/* What is folded away says what it holds; a refused value does not hide there. */
static void
update_more (ThetaSetupPanel *self, const ThetaExperiment *experiment)
{
  const char *method = experiment->weights.method;
  gboolean algorithm1 = g_str_equal (method, "algorithm1");
  g_autofree char *weights = NULL, *split = NULL, *seed = NULL, *evaluation = NULL;
  guint folds = experiment->folds, repeats = experiment->repeats;

  weights = g_strdup_printf (g_dngettext (NULL, "%u iteration", "%u iterations",
                                          experiment->weights.iterations),
                             experiment->weights.iterations);
  if (experiment->protocol == THETA_PROTOCOL_HOLDOUT)
    split = g_strdup_printf (_ ("%.3g\u202f%% for the test"), 100 * experiment->test_fraction);
  else if (experiment->protocol == THETA_PROTOCOL_FOLDS)
    split = g_strdup (_ ("Folds of the file"));
  else if (experiment->protocol == THETA_PROTOCOL_REPEATED && repeats > 1)
    split = g_strdup_printf (_ ("%u × %u folds"), repeats, folds);
  else
    split = g_strdup_printf (g_dngettext (NULL, "%u fold", "%u folds", folds), folds);
  seed = g_strdup_printf (_ ("seed %" G_GUINT64_FORMAT), (guint64) experiment->seed);
  evaluation = g_strjoin (" · ", split, seed, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->more_weights), weights);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->more_evaluation), evaluation);
  gtk_widget_set_visible (GTK_WIDGET (self->more_weights),
                          algorithm1 || g_str_equal (method, "loo")
                              || g_str_equal (method, "evidence"));
  for (guint i = 0; i < N_ROWS; i++)
    {
      GtkWidget *row = GTK_WIDGET (self->rows[i]->row), *more;

      more = gtk_widget_get_ancestor (row, ADW_TYPE_EXPANDER_ROW);
      if (self->rows[i]->refused != NULL && more != NULL)
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (more), TRUE);
    }
}

static void
update_visible (ThetaSetupPanel *self, const ThetaExperiment *experiment)
{
  const char *method = experiment->weights.method;
  gboolean algorithm1 = g_str_equal (method, "algorithm1"), own;
  ThetaProtocol protocol = experiment->protocol;

  show_row (self, "slope", experiment->network.activation == THETA_ACTIVATION_LEAKY_RELU);
  show_row (self, "formula", experiment->network.activation == THETA_ACTIVATION_FORMULA);
  show_row (self, "initial", g_str_equal (method, "fixed"));
  show_row (self, "iterations", algorithm1 || g_str_equal (method, "loo")
                                  || g_str_equal (method, "evidence"));
  show_row (self, "rate", algorithm1);
  show_row (self, "ratio", algorithm1);
  own = algorithm1 && adw_combo_row_get_selected (self->preset) == N_PRESETS;
  gtk_widget_set_visible (GTK_WIDGET (self->preset), algorithm1);
  show_row (self, "update", own);
  show_row (self, "split", own);
  show_row (self, "loss", own);
  show_row (self, "clip", own && experiment->weights.update == THETA_UPDATE_PLAIN);
  show_row (self, "folds", protocol == THETA_PROTOCOL_REPEATED || protocol == THETA_PROTOCOL_KFOLD);
  show_row (self, "repeats", protocol == THETA_PROTOCOL_REPEATED);
  show_row (self, "fraction", protocol == THETA_PROTOCOL_HOLDOUT);
  update_more (self, experiment);
}

/* Folds from a file can be had only where the experiment names one. */
static void
update_protocols (ThetaSetupPanel *self, const ThetaExperiment *experiment)
{
  ThetaRow *row = find_row (self, "protocol");
  GtkStringList *list = GTK_STRING_LIST (adw_combo_row_get_model (ADW_COMBO_ROW (row->row)));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  gboolean wanted = *experiment->folds_source != '\0';

  if (wanted == (n == 4))
    return;
  row->updating = TRUE;
  if (wanted)
    gtk_string_list_append (list, _ ("Folds from a file"));
  else
    gtk_string_list_remove (list, 3);
  row->updating = FALSE;
}

/* ---- what the session says ---- */

static void
update_source (ThetaSetupPanel *self)
{
  ThetaDataset *data = theta_session_get_dataset (self->session);
  g_autofree char *text = NULL, *problem = NULL, *rows = NULL, *columns = NULL, *classes = NULL;
  g_autofree char *tooltip = NULL;
  gboolean loading;

  g_object_get (self->session, "loading", &loading, "problem", &problem, NULL);
  gtk_widget_remove_css_class (GTK_WIDGET (self->source), "error");
  if (data != NULL)
    {
      rows = g_strdup_printf (g_dngettext (NULL, "%u row", "%u rows", data->x->rows),
                              (guint) data->x->rows);
      columns = g_strdup_printf (g_dngettext (NULL, "%u column", "%u columns", data->x->cols),
                                 (guint) data->x->cols);
      classes = g_strdup_printf (g_dngettext (NULL, "%u class", "%u classes", data->n_classes),
                                 data->n_classes);
      text = g_strjoin (" · ", rows, columns, data->n_classes > 0 ? classes : NULL, NULL);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->source), data->name);
    }
  else
    {
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->source),
                                     loading ? _ ("Reading the data") : _ ("No data"));
      if (!loading)
        gtk_widget_add_css_class (GTK_WIDGET (self->source), "error");
      text = g_strdup (loading || problem == NULL ? "" : problem);
    }
  adw_action_row_set_subtitle (self->source, text);
  if (data != NULL)
    tooltip = g_strjoin ("\n", data->source, data->label_why, NULL);
  theta_draw_set_tooltip (GTK_WIDGET (self->source), tooltip);
}

static void
update_needs (ThetaSetupPanel *self)
{
  ThetaExperiment *experiment = theta_session_get_filled (self->session);
  ThetaDataset *data = theta_session_get_dataset (self->session);
  double seconds = theta_session_estimate_seconds (self->session);
  g_autofree char *problem = NULL, *bytes = NULL, *time = NULL, *text = NULL;

  g_object_get (self->session, "problem", &problem, NULL);
  if (data != NULL)
    {
      bytes = theta_number_format_bytes (theta_run_estimate_bytes (
          experiment, (guint) data->x->rows, (guint) data->x->cols, data->n_classes));
      time = isfinite (seconds) ? theta_number_format_seconds (fmax (seconds, 0.1)) : NULL;
      text = time != NULL ? g_strdup_printf (_ ("Needs %s and about %s"), bytes, time)
                          : g_strdup_printf (_ ("Needs %s of memory"), bytes);
    }
  if (data != NULL && problem != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->needs), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->needs), "error");
  gtk_label_set_label (self->needs, data == NULL ? "" : problem != NULL ? problem : text);
}

static void
update_purpose (ThetaSetupPanel *self, const ThetaExperiment *experiment)
{
  const ThetaPreset *purpose = theta_preset_of (experiment);

  gtk_menu_button_set_label (self->purpose,
                             purpose != NULL ? _ (purpose->title) : _ ("Own settings"));
}

static void
on_session (ThetaSetupPanel *self)
{
  ThetaExperiment *experiment = theta_session_get_experiment (self->session);

  update_protocols (self, experiment);
  for (guint i = 0; i < N_ROWS; i++)
    theta_row_show (self->rows[i], experiment);
  if (!self->presetting)
    update_preset (self, experiment);
  update_visible (self, experiment);
  update_purpose (self, experiment);
  update_source (self);
  update_needs (self);
}

/* After an attempt: what could be refused before may be possible now. */
static void
on_row_tried (gpointer user_data)
{
  ThetaSetupPanel *self = user_data;

  if (self->session != NULL)
    on_session (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

/* An experiment that comes from elsewhere overrides what is being typed. */
static void
on_experiment (ThetaSetupPanel *self)
{
  ThetaExperiment *experiment = theta_session_get_experiment (self->session);

  for (guint i = 0; i < N_ROWS; i++)
    if (self->rows[i]->trying)
      {
        on_session (self);
        return;
      }
  for (guint i = 0; i < N_ROWS; i++)
    theta_row_reset (self->rows[i], experiment);
  on_session (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

void
theta_setup_panel_set_session (ThetaSetupPanel *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_SETUP_PANEL (self) && self->session == NULL);
  self->session = g_object_ref (session);
  for (guint i = 0; i < N_ROWS; i++)
    self->rows[i]->session = session;
  theta_compare_row_set_session (self->compare, session);
  g_signal_connect_swapped (session, "notify::experiment", G_CALLBACK (on_experiment), self);
  g_signal_connect_swapped (session, "notify::problem", G_CALLBACK (on_session), self);
  g_signal_connect_swapped (session, "notify::loading", G_CALLBACK (update_source), self);
  g_signal_connect_swapped (session, "notify::dataset", G_CALLBACK (on_session), self);
  g_signal_connect_swapped (session, "notify::duration", G_CALLBACK (update_needs), self);
  on_session (self);
}

/* ---- the object ---- */

static void
theta_setup_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PROBLEM)
    g_value_set_string (value, theta_setup_panel_get_problem (THETA_SETUP_PANEL (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
theta_setup_panel_dispose (GObject *object)
{
  ThetaSetupPanel *self = THETA_SETUP_PANEL (object);
  GtkWidget *child;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  for (guint i = 0; i < N_ROWS; i++)
    g_clear_pointer (&self->rows[i], theta_row_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (theta_setup_panel_parent_class)->dispose (object);
}

static void
theta_setup_panel_class_init (ThetaSetupPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = theta_setup_panel_get_property;
  object_class->dispose = theta_setup_panel_dispose;
  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (THETA_TYPE_COMPARE_ROW);
  gtk_widget_class_set_css_name (widget_class, "setuppanel");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/setup-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ThetaSetupPanel, source);
  gtk_widget_class_bind_template_child (widget_class, ThetaSetupPanel, source_button);
  gtk_widget_class_bind_template_child (widget_class, ThetaSetupPanel, needs);
  gtk_widget_class_bind_template_child (widget_class, ThetaSetupPanel, preset);
  gtk_widget_class_bind_template_child (widget_class, ThetaSetupPanel, purpose);
  gtk_widget_class_bind_template_child (widget_class, ThetaSetupPanel, compare);
  gtk_widget_class_bind_template_child (widget_class, ThetaSetupPanel, more_weights);
  gtk_widget_class_bind_template_child (widget_class, ThetaSetupPanel, more_evaluation);
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autofree char *input = g_strconcat (specs[i].id, "_input", NULL);

      gtk_widget_class_bind_template_child_full (widget_class, g_intern_static_string (specs[i].id),
                                                 FALSE, 0);
      if (specs[i].kind != THETA_ROW_CHOICE)
        gtk_widget_class_bind_template_child_full (widget_class, g_intern_string (input), FALSE, 0);
    }
}

static void
create_menu (GtkMenuButton *button, gpointer model)
{
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, model);
}

static void
theta_setup_panel_init (ThetaSetupPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_ROWS; i++)
    {
      g_autofree char *id = g_strconcat (specs[i].id, "_input", NULL);
      GObject *row
          = gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_SETUP_PANEL, specs[i].id);
      GObject *input = NULL;

      if (specs[i].kind != THETA_ROW_CHOICE)
        input = gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_SETUP_PANEL, id);
      gtk_widget_set_tooltip_text (GTK_WIDGET (row), theta_terms_text (specs[i].key));
      self->rows[i] = theta_row_new (&specs[i], ADW_ACTION_ROW (row),
                                     input != NULL ? GTK_WIDGET (input) : NULL, on_row_tried, self);
    }
  g_signal_connect_swapped (self->preset, "notify::selected", G_CALLBACK (on_preset), self);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->compare),
                               theta_terms_text ("Evaluation.Compare"));
  /* Their popovers are built when they are asked for: a window starts without. */
  gtk_menu_button_set_create_popup_func (self->source_button, create_menu,
                                           theta_setup_source_menu (), g_object_unref);
  gtk_menu_button_set_create_popup_func (self->purpose, create_menu, theta_setup_preset_menu (),
                                         g_object_unref);
  theta_draw_keep_lines (GTK_WIDGET (self));
}
