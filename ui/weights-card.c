#include "ui/weights-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "figure/palette.h"
#include "ui/draw.h"

/* λ/Σa can be made so many times smaller or larger, as a power of ten. */
#define DECADES 4.0

typedef struct
{
  double share; /* of Σa; 0 where the layer is out */
  GtkCheckButton *used;
  GtkRange *slider;
  GtkLabel *value;
  ThetaWeightsCard *card;
} Row;

struct _ThetaWeightsCard
{
  GtkWidget parent_instance;

  GPtrArray *rows;   /* of Row */
  double *weights;   /* as they stand */
  char *first_name;  /* of the layers that the rows are for */
  double start;      /* Σa where the slider of λ/Σa stands in the middle */
  double sum;        /* Σa */
  double ridge;
  gboolean updating, usable;

  GtkWidget *box;
  GtkSwitch *active;
  GtkGrid *grid;
  GtkLabel *note, *sum_label, *effective;
  GtkRange *strength; /* of λ/Σa */
};

enum { PROP_ACTIVE = 1, N_PROPS };
static GParamSpec *props[N_PROPS];
enum { SIGNAL_CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ThetaWeightsCard, theta_weights_card, GTK_TYPE_WIDGET)

gboolean
theta_weights_card_get_active (ThetaWeightsCard *self)
{
  g_return_val_if_fail (THETA_IS_WEIGHTS_CARD (self), FALSE);
  return gtk_switch_get_active (self->active);
}

void
theta_weights_card_set_active (ThetaWeightsCard *self, gboolean active)
{
  g_return_if_fail (THETA_IS_WEIGHTS_CARD (self));
  gtk_switch_set_active (self->active, active);
}

const double *
theta_weights_card_get_weights (ThetaWeightsCard *self)
{
  g_return_val_if_fail (THETA_IS_WEIGHTS_CARD (self), NULL);
  return self->weights;
}

guint
theta_weights_card_get_layers (ThetaWeightsCard *self)
{
  g_return_val_if_fail (THETA_IS_WEIGHTS_CARD (self), 0);
  return self->rows->len;
}

double
theta_weights_card_get_ridge (ThetaWeightsCard *self)
{
  g_return_val_if_fail (THETA_IS_WEIGHTS_CARD (self), NAN);
  return self->ridge;
}

/* ---- what is shown ---- */

/* The weights as they stand, and all that is written of them. */
static void
update_values (ThetaWeightsCard *self)
{
  g_autofree char *sum_text = theta_number_format (self->sum, 2), *effective = NULL;
  g_autofree double *shares = g_new0 (double, MAX (self->rows->len, 1));
  g_autofree guint *rounded = g_new0 (guint, MAX (self->rows->len, 1));

  for (guint l = 0; l < self->rows->len; l++)
    {
      const Row *row = self->rows->pdata[l];

      shares[l] = row->share;
      self->weights[l] = row->share * self->sum;
    }
  theta_number_round_parts (shares, self->rows->len, 100, rounded);
  self->updating = TRUE;
  for (guint l = 0; l < self->rows->len; l++)
    {
      const Row *row = self->rows->pdata[l];
      g_autofree char *share = theta_number_format_fixed (rounded[l] / 100.0, 2);
      g_autofree char *weight = theta_number_format (self->weights[l], 3);
      g_autofree char *tip = g_strdup_printf (_ ("a = %s, share of Σa %s"), weight, share);

      gtk_range_set_value (row->slider, row->share);
      gtk_label_set_label (row->value, share);
      if (theta_weights_card_get_active (self))
        theta_draw_tip (GTK_WIDGET (row->slider), tip);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row->slider),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, tip, -1);
    }
  self->updating = FALSE;
  effective = self->sum > 0 && isfinite (self->ridge)
                  ? theta_number_format (self->ridge / self->sum, 2)
                  : g_strdup ("–");
  gtk_label_set_label (self->sum_label, sum_text);
  gtk_label_set_label (self->effective, effective);
}

static void
update_sensitive (ThetaWeightsCard *self)
{
  gboolean active = theta_weights_card_get_active (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->strength), active);
  for (guint l = 0; l < self->rows->len; l++)
    {
      const Row *row = self->rows->pdata[l];

      gtk_widget_set_sensitive (GTK_WIDGET (row->used), active);
      gtk_widget_set_sensitive (GTK_WIDGET (row->slider),
                                active && gtk_check_button_get_active (row->used));
    }
}

/* One layer takes @share; the others share what is left in the proportions they had, or
 * evenly where they had nothing. */
static void
give_share (ThetaWeightsCard *self, Row *chosen, double share)
{
  double others = 0;
  guint n = 0;

  for (guint l = 0; l < self->rows->len; l++)
    {
      const Row *row = self->rows->pdata[l];

      if (row == chosen || !gtk_check_button_get_active (row->used))
        continue;
      others += row->share;
      n++;
    }
  chosen->share = n > 0 ? share : gtk_check_button_get_active (chosen->used);
  for (guint l = 0; l < self->rows->len; l++)
    {
      Row *row = self->rows->pdata[l];

      if (row == chosen)
        continue;
      if (!gtk_check_button_get_active (row->used))
        row->share = 0;
      else
        row->share = (1 - chosen->share) * (others > 0 ? row->share / others : 1.0 / n);
    }
}

static void
on_slider (GtkRange *slider, Row *row)
{
  ThetaWeightsCard *self = row->card;

  if (self->updating)
    return;
  give_share (self, row, gtk_range_get_value (slider));
  update_values (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The last layer stays: no weight at all is no kernel. */
static void
on_used (GtkCheckButton *used, Row *row)
{
  ThetaWeightsCard *self = row->card;
  guint n = 0;

  if (self->updating)
    return;
  for (guint l = 0; l < self->rows->len; l++)
    n += gtk_check_button_get_active (((const Row *) self->rows->pdata[l])->used);
  if (n == 0)
    {
      gtk_check_button_set_active (used, TRUE);
      return;
    }
  give_share (self, row, gtk_check_button_get_active (used) ? 1.0 / n : 0);
  update_sensitive (self);
  update_values (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_strength (ThetaWeightsCard *self)
{
  if (self->updating)
    return;
  self->sum = self->start * pow (10, -gtk_range_get_value (self->strength));
  update_values (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* ---- the rows ---- */

static void
fill_row (ThetaWeightsCard *self, Row *row, const ThetaNetwork *network, guint layer)
{
  g_autofree char *name = theta_network_kernel_name (network, layer);
  g_autofree char *takes = g_strdup_printf (_ ("%s takes part; off: its weight is 0"), name);
  g_autofree char *weight = g_strdup_printf (_ ("Weight of %s"), name);
  ThetaColor color = theta_palette_layer (layer, theta_network_n_kernels (network));
  GtkWidget *used = gtk_check_button_new (), *label = gtk_label_new (name);
  GtkWidget *slider = gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 0.01);
  GtkWidget *value = gtk_label_new (""), *dot = theta_draw_dot_new (color);
  int at = (int) layer;

  row->card = self;
  row->used = GTK_CHECK_BUTTON (used);
  row->slider = GTK_RANGE (slider);
  row->value = GTK_LABEL (value);
  gtk_check_button_set_active (row->used, TRUE);
  gtk_widget_set_tooltip_text (used, takes);
  gtk_accessible_update_property (GTK_ACCESSIBLE (used), GTK_ACCESSIBLE_PROPERTY_LABEL, takes, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (slider), GTK_ACCESSIBLE_PROPERTY_LABEL, weight,
                                  -1);
  gtk_widget_set_hexpand (slider, TRUE);
  gtk_widget_set_size_request (slider, 90, -1);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (row->value, 1);
  gtk_label_set_width_chars (row->value, 4);
  gtk_widget_add_css_class (label, "theta-value");
  gtk_widget_add_css_class (value, "theta-value");
  gtk_grid_attach (self->grid, used, 0, at, 1, 1);
  gtk_grid_attach (self->grid, dot, 1, at, 1, 1);
  gtk_grid_attach (self->grid, label, 2, at, 1, 1);
  gtk_grid_attach (self->grid, slider, 3, at, 1, 1);
  gtk_grid_attach (self->grid, value, 4, at, 1, 1);
  g_signal_connect (slider, "value-changed", G_CALLBACK (on_slider), row);
  g_signal_connect (used, "toggled", G_CALLBACK (on_used), row);
}

static void
ensure_rows (ThetaWeightsCard *self, const ThetaNetwork *network)
{
  guint layers = theta_network_n_kernels (network);
  g_autofree char *first = theta_network_kernel_name (network, 0);

  if (self->rows->len == layers && g_strcmp0 (first, self->first_name) == 0)
    return;
  for (int l = (int) self->rows->len; l-- > 0;)
    gtk_grid_remove_row (self->grid, l);
  g_ptr_array_set_size (self->rows, 0);
  g_free (self->weights);
  self->weights = g_new0 (double, layers);
  g_free (self->first_name);
  self->first_name = g_steal_pointer (&first);
  for (guint l = 0; l < layers; l++)
    {
      Row *row = g_new0 (Row, 1);

      g_ptr_array_add (self->rows, row);
      fill_row (self, row, network, l);
    }
  update_sensitive (self);
}

void
theta_weights_card_show (ThetaWeightsCard *self, const ThetaNetwork *network,
                         const double *weights, double ridge)
{
  double sum = 0;

  g_return_if_fail (THETA_IS_WEIGHTS_CARD (self));
  if (theta_weights_card_get_active (self))
    return;
  self->updating = TRUE;
  ensure_rows (self, network);
  for (guint l = 0; l < self->rows->len; l++)
    sum += weights[l];
  self->start = self->sum = sum > 0 ? sum : 1;
  self->ridge = ridge;
  gtk_range_set_value (self->strength, 0);
  for (guint l = 0; l < self->rows->len; l++)
    {
      Row *row = self->rows->pdata[l];

      row->share = weights[l] / self->sum;
      gtk_check_button_set_active (row->used, weights[l] > 0);
    }
  update_values (self);
  self->updating = FALSE;
}

void
theta_weights_card_set_usable (ThetaWeightsCard *self, gboolean usable, const char *note)
{
  g_return_if_fail (THETA_IS_WEIGHTS_CARD (self));
  gtk_widget_set_sensitive (GTK_WIDGET (self->active),
                            usable || theta_weights_card_get_active (self));
  gtk_label_set_label (self->note, note);
}

static void
on_active (ThetaWeightsCard *self)
{
  update_sensitive (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
}

/* ---- the widget ---- */

static void
theta_weights_card_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ACTIVE)
    g_value_set_boolean (value, theta_weights_card_get_active (THETA_WEIGHTS_CARD (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
theta_weights_card_dispose (GObject *object)
{
  g_clear_pointer (&THETA_WEIGHTS_CARD (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (theta_weights_card_parent_class)->dispose (object);
}

static void
theta_weights_card_finalize (GObject *object)
{
  ThetaWeightsCard *self = THETA_WEIGHTS_CARD (object);

  g_ptr_array_unref (self->rows);
  g_free (self->weights);
  g_free (self->first_name);
  G_OBJECT_CLASS (theta_weights_card_parent_class)->finalize (object);
}

static void
theta_weights_card_class_init (ThetaWeightsCardClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = theta_weights_card_get_property;
  object_class->dispose = theta_weights_card_dispose;
  object_class->finalize = theta_weights_card_finalize;
  props[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", THETA_TYPE_WEIGHTS_CARD, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/weights-card.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaWeightsCard, name)
  CHILD (box);
  CHILD (active);
  CHILD (grid);
  CHILD (note);
  CHILD (sum_label);
  CHILD (effective);
  CHILD (strength);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_active);
  gtk_widget_class_bind_template_callback (widget_class, on_strength);
}

static void
theta_weights_card_init (ThetaWeightsCard *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->ridge = NAN;
  self->start = self->sum = 1;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_range_set_range (self->strength, -DECADES, DECADES);
  gtk_range_set_increments (self->strength, 0.05, 1);
  gtk_range_set_value (self->strength, 0);
}
