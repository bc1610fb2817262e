#include "ui/spectrum-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "figure/eigenvalues.h"
#include "ui/draw.h"
#include "ui/measure.h"

#define CHART 150

struct _ThetaSpectrumCard
{
  AdwBin parent_instance;

  ThetaSpectra *spectra;
  GtkWidget *chart;
  GtkLabel *note, *condition;
  GtkGrid *grid;
};

G_DEFINE_FINAL_TYPE (ThetaSpectrumCard, theta_spectrum_card, ADW_TYPE_BIN)

static void
draw_chart (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaSpectrumCard *self = data;
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));
  g_autofree ThetaEigenvalueLine *lines = NULL;
  guint layers;

  if (self->spectra == NULL)
    return;
  layers = self->spectra->layers;
  lines = g_new0 (ThetaEigenvalueLine, layers + 1);
  for (guint l = 0; l <= layers; l++)
    lines[l] = (ThetaEigenvalueLine){
      .values = self->spectra->spectra[l]->values,
      .count = self->spectra->spectra[l]->rows,
      .color = l < layers ? theta_palette_ink (&palette, theta_palette_layer (l, layers), 2.2)
                          : palette.foreground,
      .strong = l == layers,
    };
  theta_eigenvalues_draw (cr, lines, layers + 1, &palette, width, height);
}

static GtkWidget *
put (ThetaSpectrumCard *self, int column, int row, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
  return label;
}

static void
put_layer (ThetaSpectrumCard *self, const ThetaStudy *study, guint l, const char *name)
{
  const double *alignment = study != NULL ? study->alignment : NULL;
  GtkWidget *bar = gtk_progress_bar_new ();
  g_autofree char *value = theta_number_format_fixed (alignment != NULL ? alignment[l] : NAN, 2);
  g_autofree char *rank = theta_number_format (
      self->spectra != NULL ? self->spectra->spectra[l]->effective_rank : NAN, 2);
  int row = (int) l + 1;

  put (self, 0, row, name, "theta-value");
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                 alignment != NULL ? CLAMP (alignment[l], 0, 1) : 0);
  gtk_widget_add_css_class (bar, "theta-count");
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_grid_attach (self->grid, bar, 1, row, 1, 1);
  put (self, 2, row, value, "theta-value");
  put (self, 3, row, rank, "theta-value");
}

static void
fill_grid (ThetaSpectrumCard *self, const ThetaStudy *study, guint layers,
           const ThetaNetwork *network)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  gtk_widget_set_tooltip_text (
      put (self, 2, 0, _ ("labels"), "theta-axis"),
      _ ("Alignment with the labels: ⟨HKH, HYH⟩ / (‖HKH‖ ‖HYH‖), Y(i, j) = 1 for rows of one "
         "class; 1 where the kernel separates the classes and nothing else"));
  gtk_widget_set_tooltip_text (
      put (self, 3, 0, _ ("rank"), "theta-axis"),
      _ ("Effective rank: exp(−Σ p log p), p the eigenvalues divided by their sum; how many "
         "directions the kernel really uses"));
  for (guint l = 0; l <= layers; l++)
    {
      g_autofree char *name = l < layers ? theta_network_kernel_name (network, l) : g_strdup ("A");

      put_layer (self, study, l, name);
    }
}

static void
tell_spectra (ThetaSpectrumCard *self)
{
  const ThetaSpectra *spectra = self->spectra;
  const ThetaSpectrum *total = spectra != NULL ? spectra->spectra[spectra->layers] : NULL;
  g_autofree char *number = NULL, *condition = NULL, *note = NULL, *top = NULL, *text = NULL;

  if (spectra == NULL)
    {
      gtk_label_set_label (self->note, _ ("Computing the eigenvalues…"));
      gtk_label_set_label (self->condition, "");
      return;
    }
  number = isfinite (spectra->condition) ? theta_number_format (spectra->condition, 2)
                                         : g_strdup ("∞");
  condition = g_strdup_printf (_ ("Condition of A + λI  %s"), number);
  note = spectra->stride == 1
             ? g_strdup_printf (_ ("of all %u rows"), total->rows)
             : g_strdup_printf (_ ("of every %u. row, %u in all"), (guint) spectra->stride,
                                total->rows);
  top = theta_number_format (total->values[0], 2);
  text = g_strdup_printf (_ ("Eigenvalues %s; the largest of A is %s"), note, top);
  gtk_label_set_label (self->condition, condition);
  gtk_label_set_label (self->note, note);
  theta_draw_describe (self->chart, text);
}

void
theta_spectrum_card_show (ThetaSpectrumCard *self, ThetaStudy *study, ThetaSpectra *spectra,
                          const ThetaNetwork *network)
{
  g_return_if_fail (THETA_IS_SPECTRUM_CARD (self));
  if (spectra != NULL)
    theta_spectra_ref (spectra);
  g_clear_pointer (&self->spectra, theta_spectra_unref);
  self->spectra = spectra;
  tell_spectra (self);
  fill_grid (self, study, theta_network_n_kernels (network), network);
  gtk_widget_queue_draw (self->chart);
}

static void
theta_spectrum_card_dispose (GObject *object)
{
  g_clear_pointer (&THETA_SPECTRUM_CARD (object)->spectra, theta_spectra_unref);
  G_OBJECT_CLASS (theta_spectrum_card_parent_class)->dispose (object);
}

static void
theta_spectrum_card_class_init (ThetaSpectrumCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_spectrum_card_dispose;
}

static GtkLabel *
add_label (GtkBox *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
theta_spectrum_card_init (ThetaSpectrumCard *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));

  add_label (box, _ ("Eigenvalues"), "theta-head");
  self->note = add_label (box, "", "theta-axis");
  self->chart = theta_draw_area_new (_ ("Eigenvalues of every kernel"), draw_chart, self);
  gtk_widget_set_size_request (self->chart, -1, CHART);
  gtk_box_append (box, self->chart);
  self->condition = add_label (box, "", "theta-value");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->condition),
                               _ ("(largest eigenvalue + λ) / (smallest + λ): how much errors may "
                                  "grow when the regression is solved"));
  add_label (box, _ ("Alignment"), "theta-head");
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 12);
  gtk_grid_set_row_spacing (self->grid, 3);
  gtk_box_append (box, GTK_WIDGET (self->grid));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (box));
}
