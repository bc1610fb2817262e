#include "ui/eigenvalues-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "figure/eigenvalues.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/measure.h"
#include "ui/picture.h"
#include "ui/terms.h"

#define CHART 72 /* height, at least */

struct _ThetaEigenvaluesCard
{
  AdwBin parent_instance;

  ThetaSpectra *spectra;
  double *total; /* A's over Σa */
  GtkWidget *chart;
  GtkLabel *note, *condition, *condition_value;
};

G_DEFINE_FINAL_TYPE (ThetaEigenvaluesCard, theta_eigenvalues_card, ADW_TYPE_BIN)

static void
draw_lines (const ThetaEigenvaluesCard *self, cairo_t *cr, const ThetaPalette *palette,
            double width, double height)
{
  g_autofree ThetaEigenvalueLine *lines = NULL;
  guint layers;

  if (self->spectra == NULL)
    return;
  layers = self->spectra->layers;
  lines = g_new0 (ThetaEigenvalueLine, layers + 1);
  for (guint l = 0; l <= layers; l++)
    lines[l] = (ThetaEigenvalueLine){
      .values = l < layers ? self->spectra->spectra[l]->values : self->total,
      .count = self->spectra->spectra[l]->rows,
      .color = l < layers ? theta_palette_ink (palette, theta_palette_layer (l, layers), 2.2)
                          : palette->foreground,
      .strong = l == layers,
    };
  theta_eigenvalues_draw (cr, lines, layers + 1, palette, width, height);
}

static void
draw_chart (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));

  draw_lines (data, cr, &palette, width, height);
}

/* ---- its menu ---- */

/* A line a rank, a column a kernel. */
static char *
make_table (gpointer data)
{
  ThetaEigenvaluesCard *self = data;
  const ThetaSpectra *spectra = self->spectra;
  GString *out;

  if (spectra == NULL)
    return NULL;
  out = g_string_new (_ ("rank"));
  for (guint l = 0; l < spectra->layers; l++)
    g_string_append_printf (out, "\tΘ %u", l + 1);
  g_string_append (out, "\tA/Σa");
  for (guint i = 0; i < spectra->spectra[0]->rows; i++)
    {
      g_string_append_printf (out, "\n%u", i + 1);
      for (guint l = 0; l <= spectra->layers; l++)
        {
          const double *values = l < spectra->layers ? spectra->spectra[l]->values : self->total;
          g_autofree char *value = theta_number_format (values[i], 4);

          g_string_append_printf (out, "\t%s", value);
        }
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static void
draw_export (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  draw_lines (data, cr, &palette, width, height);
}

static const ThetaFigureMenu menu
    = { N_ ("Eigenvalues"), "eigenvalues", make_table, draw_export };

/* Two digits: it says an order of magnitude. */
static char *
condition_text (double condition)
{
  double unit = condition >= 100 ? pow (10, floor (log10 (condition)) - 1) : 1;

  return isfinite (condition) ? theta_number_format (round (condition / unit) * unit, 2)
                              : g_strdup ("∞");
}

void
theta_eigenvalues_card_show (ThetaEigenvaluesCard *self, ThetaSpectra *spectra, double sum)
{
  const ThetaSpectrum *total;
  g_autofree char *number = NULL, *note = NULL, *top = NULL, *text = NULL;

  g_return_if_fail (THETA_IS_EIGENVALUES_CARD (self));
  if (spectra != NULL)
    theta_spectra_ref (spectra);
  g_clear_pointer (&self->spectra, theta_spectra_unref);
  self->spectra = spectra;
  g_clear_pointer (&self->total, g_free);
  gtk_widget_queue_draw (self->chart);
  gtk_label_set_label (self->note, spectra == NULL ? _ ("computing…") : "");
  gtk_label_set_label (self->condition_value, "");
  if (spectra == NULL)
    {
      theta_draw_describe (self->chart, _ ("computing…"));
      return;
    }
  total = spectra->spectra[spectra->layers];
  self->total = g_new (double, total->rows);
  for (guint k = 0; k < total->rows; k++)
    self->total[k] = sum > 0 ? total->values[k] / sum : total->values[k];
  number = condition_text (spectra->condition);
  note = spectra->stride == 1
             ? g_strdup_printf (_ ("%u rows"), total->rows)
             : g_strdup_printf (_ ("%u rows, 1 in %u"), total->rows, (guint) spectra->stride);
  top = theta_number_format (self->total[0], 2);
  text = g_strdup_printf (_ ("Eigenvalues of %s; the largest of A/Σa is %s, the condition of A + λI "
                             "is %s"),
                          note, top, number);
  gtk_label_set_label (self->condition_value, number);
  gtk_label_set_label (self->note, note);
  theta_draw_describe (self->chart, text);
}

static GtkLabel *
add_label (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
theta_eigenvalues_card_dispose (GObject *object)
{
  g_clear_pointer (&THETA_EIGENVALUES_CARD (object)->spectra, theta_spectra_unref);
  g_clear_pointer (&THETA_EIGENVALUES_CARD (object)->total, g_free);
  G_OBJECT_CLASS (theta_eigenvalues_card_parent_class)->dispose (object);
}

static void
theta_eigenvalues_card_class_init (ThetaEigenvaluesCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_eigenvalues_card_dispose;
}

static void
theta_eigenvalues_card_init (ThetaEigenvaluesCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkLabel *title = add_label (head, _ ("Eigenvalues"), "theta-head");

  gtk_widget_set_hexpand (GTK_WIDGET (title), TRUE);
  gtk_label_set_xalign (title, 0);
  gtk_widget_set_tooltip_text (GTK_WIDGET (title), theta_terms_text ("Eigenvalues"));
  self->note = add_label (head, "", "theta-axis");
  self->chart = theta_draw_area_new (_ ("Eigenvalues of every kernel"), draw_chart, self);
  gtk_widget_set_size_request (self->chart, -1, CHART);
  theta_figure_menu_attach (self->chart, &menu, self);
  theta_picture_offer (self->chart, _ ("Eigenvalues"));
  gtk_widget_set_vexpand (self->chart, TRUE);
  self->condition = add_label (foot, _ ("Condition"), "theta-axis");
  gtk_widget_set_hexpand (GTK_WIDGET (self->condition), TRUE);
  gtk_label_set_xalign (self->condition, 0);
  gtk_widget_set_tooltip_text (foot, theta_terms_text ("Condition"));
  self->condition_value = add_label (foot, "", "theta-value");
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->chart);
  gtk_box_append (GTK_BOX (box), foot);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
theta_eigenvalues_card_new (void)
{
  return g_object_new (THETA_TYPE_EIGENVALUES_CARD, NULL);
}
