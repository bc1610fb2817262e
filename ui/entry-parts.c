#include "ui/entry-parts.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "ui/draw.h"
#include "ui/measure.h"

#define COLUMNS 4 /* layer, a_l/Σa, Θ_l(i, j), share */
#define WEIGHT 1
#define MANY 5    /* layers whose lines stand close */
#define SQUARE "■"

struct _ThetaEntryParts
{
  AdwBin parent_instance;

  gboolean compact; /* without heads and weights */
  guint layers;
  int decimals;  /* of the entries */
  double *parts; /* a_l Θ_l(i, j) / Σ_k |a_k Θ_k(i, j)| */
  GtkWidget *bar;
  GtkGrid *table;
};

G_DEFINE_FINAL_TYPE (ThetaEntryParts, theta_entry_parts, ADW_TYPE_BIN)

/* As it is seen in this style: the coldest are dark. */
static ThetaColor
color_of (ThetaEntryParts *self, guint l)
{
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (self));

  return theta_palette_ink (&palette, theta_palette_layer (l, self->layers), 2.2);
}

static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaEntryParts *self = data;
  double x = 0;

  for (guint l = 0; l < self->layers; l++)
    {
      double part = width * fabs (self->parts[l]);

      theta_color_set (cr, color_of (self, l), 1);
      cairo_rectangle (cr, x, 0, fmax (part - (part > 3 ? 1 : 0), 0), height);
      cairo_fill (cr);
      x += part;
    }
}

/* Labels stay from one entry to the next. */
static GtkWidget *
put (ThetaEntryParts *self, int column, int row, const char *text, const char *style)
{
  GtkWidget *label = gtk_grid_get_child_at (self->table, column, row);

  if (label != NULL)
    {
      gtk_label_set_label (GTK_LABEL (label), text);
      return label;
    }
  label = gtk_label_new (text);
  gtk_widget_add_css_class (label, style);
  if (row > 0)
    gtk_widget_add_css_class (label, "numeric");
  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_widget_set_hexpand (label, column == 0);
  gtk_widget_set_visible (label, !self->compact || (row > 0 && column != WEIGHT));
  gtk_grid_attach (self->table, label, column, row, 1, 1);
  return label;
}

static void
space (ThetaEntryParts *self)
{
  gtk_grid_set_row_spacing (self->table, self->compact || self->layers > MANY ? 0 : 3);
}

static void
put_heads (ThetaEntryParts *self)
{
  put (self, 0, 0, _ ("Layer"), "theta-axis");
  theta_draw_tip (put (self, 1, 0, "aₗ/Σa", "theta-axis"),
                               _ ("How much of all weight the layer has"));
  theta_draw_tip (put (self, 2, 0, "Θₗ(i, j)", "theta-axis"),
                               _ ("The layer’s kernel of the two rows"));
  theta_draw_tip (put (self, 3, 0, _ ("share"), "theta-axis"),
                               _ ("aₗ Θₗ(i, j), of the sum of what all layers bring"));
}

static char *
percent (int value)
{
  return g_strdup_printf ("%s%d\u2009%%", value < 0 ? "−" : "", ABS (value));
}

/* Three digits of the largest, and as many decimals of the others; −1: each its own. */
static int
find_decimals (const double *entry, guint n)
{
  double largest = 0;

  for (guint l = 0; l < n; l++)
    largest = fmax (largest, fabs (entry[l]));
  return largest >= 1e-3 && largest < 1e4 ? MAX (2 - (int) floor (log10 (largest)), 0) : -1;
}

static char *
entry_text (const ThetaEntryParts *self, double value)
{
  return self->decimals < 0 ? theta_number_format (value, 3)
                            : theta_number_format_fixed (value, self->decimals);
}

/* A square of its colour and @name. */
static void
name_layer (ThetaEntryParts *self, guint l, const char *name)
{
  ThetaColor color = color_of (self, l);
  g_autofree char *markup = g_markup_printf_escaped (
      "<span color=\"#%02x%02x%02x\" alpha=\"100%%\">" SQUARE "</span> %s",
      (guint) lround (255 * color.red), (guint) lround (255 * color.green),
      (guint) lround (255 * color.blue), name);

  gtk_label_set_markup (GTK_LABEL (put (self, 0, (int) l + 1, "", "theta-value")), markup);
}

/* Another style, light or dark, needs other colours at once. */
static void
on_style (ThetaEntryParts *self)
{
  for (guint l = 0; l < self->layers; l++)
    {
      GtkWidget *label = gtk_grid_get_child_at (self->table, 0, (int) l + 1);
      g_autofree char *text = g_strdup (gtk_label_get_text (GTK_LABEL (label)));

      name_layer (self, l, text + strlen (SQUARE " "));
    }
  gtk_widget_queue_draw (self->bar);
}

static void
put_layer (ThetaEntryParts *self, guint l, const ThetaNetwork *network, double weight,
           double entry, int share)
{
  g_autofree char *name = theta_network_kernel_name (network, l);
  g_autofree char *weight_text = theta_number_format_fixed (weight, 2);
  g_autofree char *value = entry_text (self, entry), *share_text = percent (share);
  int row = (int) l + 1;

  name_layer (self, l, name);
  put (self, 1, row, weight_text, "theta-value");
  put (self, 2, row, value, "theta-value");
  put (self, 3, row, share_text, "theta-value");
}

/* A's own scale is the weights', which λ goes with: over Σa it is a mean of the layers'
 * entries and can be compared with them. */
static void
put_total (ThetaEntryParts *self, double mean, int share)
{
  g_autofree char *entry = entry_text (self, mean), *share_text = percent (share);
  int row = (int) self->layers + 1;

  theta_draw_tip (put (self, 0, row, "A/Σa", "theta-head"),
                               _ ("A(i, j) over the sum of the weights: the weighted mean of "
                                  "the layers’ entries"));
  put (self, 1, row, "1", "theta-value");
  put (self, 2, row, entry, "theta-head");
  put (self, 3, row, share_text, "theta-value");
}

/* The shares as one sentence, for those who cannot see the bar. */
static void
describe (ThetaEntryParts *self, const ThetaNetwork *network)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint l = 0; l < self->layers; l++)
    {
      g_autofree char *name = theta_network_kernel_name (network, l);
      g_autofree char *share = percent ((int) lround (100 * self->parts[l]));

      g_string_append_printf (text, "%s%s %s", l > 0 ? ", " : "", name, share);
    }
  theta_draw_describe (self->bar, text->str);
}

static void
clear (ThetaEntryParts *self, guint layers)
{
  GtkWidget *child;

  if (layers != self->layers)
    while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->table))) != NULL)
      gtk_grid_remove (self->table, child);
  g_clear_pointer (&self->parts, g_free);
  self->layers = 0;
}

void
theta_entry_parts_show (ThetaEntryParts *self, ThetaFrame *frame, gsize i, gsize j,
                        const ThetaNetwork *network)
{
  guint layers = frame->picture->layers;
  const double *a = frame->weights;
  g_autofree double *entry = g_new0 (double, layers), *sizes = g_new0 (double, layers);
  g_autofree guint *units = g_new0 (guint, layers), *shares = g_new0 (guint, layers);
  double mean = 0, size = 0, sum = 0;
  gboolean mixed = FALSE; /* weights of both signs have no shares that add up */
  int total = 0;

  g_return_if_fail (THETA_IS_ENTRY_PARTS (self));
  clear (self, layers);
  gtk_widget_set_visible (GTK_WIDGET (self), frame->kernel != NULL && a != NULL);
  if (frame->kernel == NULL || a == NULL || !theta_kernel_read (frame->kernel, i, j, entry))
    return;
  self->layers = layers;
  space (self);
  self->decimals = find_decimals (entry, layers);
  self->parts = g_new0 (double, layers);
  for (guint l = 0; l < layers; l++)
    {
      mixed = mixed || a[l] < 0;
      sum += a[l];
      mean += a[l] * entry[l];
      sizes[l] = fabs (a[l] * entry[l]);
      size += sizes[l];
    }
  theta_number_round_parts (sizes, layers, 100, shares);
  if (!mixed)
    theta_number_round_parts (a, layers, 100, units);
  put_heads (self);
  for (guint l = 0; l < layers; l++)
    {
      int share = a[l] * entry[l] < 0 ? -(int) shares[l] : (int) shares[l];

      self->parts[l] = size > 0 ? a[l] * entry[l] / size : 0;
      total += share;
      put_layer (self, l, network, mixed ? a[l] / sum : units[l] / 100.0, entry[l], share);
    }
  put_total (self, sum != 0 ? mean / sum : 0, total);
  describe (self, network);
  gtk_widget_queue_draw (self->bar);
}

void
theta_entry_parts_set_compact (ThetaEntryParts *self, gboolean compact)
{
  GtkWidget *label;

  g_return_if_fail (THETA_IS_ENTRY_PARTS (self));
  self->compact = compact;
  for (int row = 0; gtk_grid_get_child_at (self->table, 0, row) != NULL; row++)
    for (int column = 0; column < COLUMNS; column++)
      if ((label = gtk_grid_get_child_at (self->table, column, row)) != NULL)
        gtk_widget_set_visible (label, !compact || (row > 0 && column != WEIGHT));
  space (self);
  gtk_widget_set_size_request (self->bar, -1, compact ? 12 : 14);
}

char *
theta_entry_parts_get_text (ThetaEntryParts *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (THETA_IS_ENTRY_PARTS (self), NULL);
  for (int row = 0; gtk_grid_get_child_at (self->table, 0, row) != NULL; row++)
    for (int column = 0; column < COLUMNS; column++)
      g_string_append_printf (
          text, "%s%c",
          gtk_label_get_text (GTK_LABEL (gtk_grid_get_child_at (self->table, column, row))),
          column + 1 < COLUMNS ? '\t' : '\n');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
theta_entry_parts_finalize (GObject *object)
{
  g_free (THETA_ENTRY_PARTS (object)->parts);
  G_OBJECT_CLASS (theta_entry_parts_parent_class)->finalize (object);
}

static void
theta_entry_parts_class_init (ThetaEntryPartsClass *class)
{
  G_OBJECT_CLASS (class)->finalize = theta_entry_parts_finalize;
}

static void
theta_entry_parts_init (ThetaEntryParts *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (_ ("What A(i, j) is made of"));

  gtk_widget_add_css_class (title, "theta-head");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  self->bar = theta_draw_area_new (_ ("Shares of the layers in A(i, j)"), draw_bar, self);
  gtk_widget_set_size_request (self->bar, -1, 14);
  self->table = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->table, 12);
  gtk_grid_set_row_spacing (self->table, 3);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->table));
  adw_bin_set_child (ADW_BIN (self), box);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_style),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::high-contrast",
                           G_CALLBACK (on_style), self, G_CONNECT_SWAPPED);
}

GtkWidget *
theta_entry_parts_new (void)
{
  return g_object_new (THETA_TYPE_ENTRY_PARTS, NULL);
}
