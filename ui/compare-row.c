#include "ui/compare-row.h"

#include <glib/gi18n.h>

#include "learn/model.h"
#include "learn/weights.h"

/* The list scrolls beyond this. */
#define LIST_HEIGHT 420

struct _ThetaCompareRow
{
  AdwActionRow parent_instance;

  ThetaSession *session;
  GtkMenuButton *button;
  GtkBox *list;
  gboolean filling; /* the program ticks, not the person */
};

G_DEFINE_FINAL_TYPE (ThetaCompareRow, theta_compare_row, ADW_TYPE_ACTION_ROW)

static void
show_refusal (ThetaCompareRow *self, const char *sentence)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), sentence != NULL ? sentence : "");
  if (sentence != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
}

static const char *const *
compared_models (ThetaCompareRow *self)
{
  return (const char *const *) theta_session_get_experiment (self->session)->compare;
}

static void
update_count (ThetaCompareRow *self)
{
  guint n = g_strv_length ((char **) compared_models (self));
  g_autofree char *text
      = g_strdup_printf (g_dngettext (NULL, "%u model", "%u models", n), n);

  show_refusal (self, NULL);
  gtk_menu_button_set_label (self->button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Models that are compared"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

gboolean
theta_compare_row_tick (ThetaCompareRow *self, const char *id, gboolean compared)
{
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree char *list = NULL, *assignment = NULL;
  g_autoptr (GError) error = NULL;
  const char *const *old;

  g_return_val_if_fail (THETA_IS_COMPARE_ROW (self) && self->session != NULL, FALSE);
  ids = g_ptr_array_new ();
  old = compared_models (self);
  for (guint k = 0; old[k] != NULL; k++)
    if (!g_str_equal (old[k], id))
      g_ptr_array_add (ids, (gpointer) old[k]);
  if (compared)
    g_ptr_array_add (ids, (gpointer) id);
  if (ids->len == 0)
    {
      show_refusal (self, _ ("At least one model is needed."));
      return FALSE;
    }
  g_ptr_array_add (ids, NULL);
  list = g_strjoinv (";", (char **) ids->pdata);
  assignment = g_strconcat ("Evaluation.Compare=", list, NULL);
  if (theta_session_set (self->session, assignment, &error))
    return TRUE;
  show_refusal (self, error->message);
  return FALSE;
}

static void
on_toggled (GtkCheckButton *check, ThetaCompareRow *self)
{
  const char *id = gtk_widget_get_name (GTK_WIDGET (check));
  gboolean active = gtk_check_button_get_active (check);

  if (self->filling || theta_compare_row_tick (self, id, active))
    return;
  self->filling = TRUE;
  gtk_check_button_set_active (check, !active);
  self->filling = FALSE;
}

static void
add_title (ThetaCompareRow *self, const char *title)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  if (gtk_widget_get_first_child (GTK_WIDGET (self->list)) != NULL)
    gtk_widget_set_margin_top (label, 6);
  gtk_box_append (self->list, label);
}

static void
add_model (ThetaCompareRow *self, const char *id, const char *label)
{
  g_autofree char *made = label == NULL ? theta_model_label (id) : NULL;
  GtkWidget *check = gtk_check_button_new_with_label (label != NULL ? label : made);

  gtk_widget_set_name (check, id);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               g_strv_contains (compared_models (self), id));
  g_signal_connect (check, "toggled", G_CALLBACK (on_toggled), self);
  gtk_box_append (self->list, check);
}

/* Anew each time it opens: layers and methods follow the experiment. */
static void
fill_list (ThetaCompareRow *self)
{
  const ThetaExperiment *experiment = theta_session_get_experiment (self->session);
  const ThetaWeightMethod *const *methods = theta_weight_methods ();
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_box_remove (self->list, child);
  add_title (self, _ ("Baselines"));
  add_model (self, "majority", NULL);
  add_model (self, "ntk", NULL);
  add_model (self, "ntk-tuned", NULL);
  add_model (self, "best-layer", NULL);
  add_model (self, "rbf", NULL);
  add_model (self, "laplacian", NULL);
  add_title (self, _ ("Weighted kernel (WNTK)"));
  add_model (self, "wntk", _ ("By the method chosen above"));
  for (guint k = 0; methods[k] != NULL; k++)
    {
      g_autofree char *id = g_strconcat ("wntk:", methods[k]->name, NULL);

      /* These two stand above under their own names: ntk and best-layer. */
      if (g_str_equal (methods[k]->name, "uniform") || g_str_equal (methods[k]->name, "best-layer"))
        continue;
      if (theta_model_check (id, NULL))
        add_model (self, id, methods[k]->label);
    }
  add_title (self, _ ("Kernel of a single layer"));
  for (guint l = 1; l <= experiment->network.depth; l++)
    {
      g_autofree char *id = g_strdup_printf ("layer:%u", l);

      add_model (self, id, NULL);
    }
}

static void
on_show (GtkPopover *popover, ThetaCompareRow *self)
{
  if (self->session == NULL)
    return;
  self->filling = TRUE;
  fill_list (self);
  self->filling = FALSE;
}

void
theta_compare_row_set_session (ThetaCompareRow *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_COMPARE_ROW (self) && self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify::experiment", G_CALLBACK (update_count), self);
  update_count (self);
}

static void
theta_compare_row_dispose (GObject *object)
{
  ThetaCompareRow *self = THETA_COMPARE_ROW (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (theta_compare_row_parent_class)->dispose (object);
}

static void
theta_compare_row_class_init (ThetaCompareRowClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_compare_row_dispose;
}

static void
theta_compare_row_init (ThetaCompareRow *self)
{
  GtkWidget *popover = gtk_popover_new (), *scrolled = gtk_scrolled_window_new ();

  self->list = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), LIST_HEIGHT);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
  g_signal_connect (popover, "show", G_CALLBACK (on_show), self);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_popover (self->button, popover);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "theta-choice");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
}
