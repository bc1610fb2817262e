#include "ui/kernel-values.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/draw.h"

#define MAX_KEY 20 /* classes named in the key */

const float *
theta_kernel_values_picture (const ThetaFrame *frame, int layer, gboolean cosine)
{
  if (layer < 0)
    return cosine ? frame->total_cosine : frame->total_raw;
  return cosine ? frame->picture->cosine[layer] : frame->picture->raw[layer];
}

gsize
theta_kernel_values_count (const ThetaFrame *frame)
{
  return (gsize) frame->picture->bins * frame->picture->bins;
}

char *
theta_kernel_values_format (gboolean cosine, double value)
{
  return cosine || isnan (value) ? theta_number_format_fixed (value, 2)
                                 : theta_number_format (value, 3);
}

/* The row of the kernel in the middle of a bin: what the cross stands for. */
static gsize
row_of_bin (const ThetaPicture *picture, int bin)
{
  return picture->order[(picture->first[bin] + picture->first[bin + 1]) / 2];
}

static void
read_means (const ThetaFrame *frame, int row, int column, gboolean cosine, double *values)
{
  gsize at = (gsize) row * frame->picture->bins + (gsize) column;
  int layers = (int) frame->picture->layers;

  for (int m = 0; m <= layers; m++)
    {
      const float *pooled = theta_kernel_values_picture (frame, m < layers ? m : -1, cosine);

      values[m] = pooled != NULL ? pooled[at] : NAN;
    }
}

void
theta_kernel_values_read (const ThetaFrame *frame, int row, int column, gboolean cosine,
                          double *values)
{
  guint layers = frame->picture->layers;
  g_autofree double *entry = g_new0 (double, layers * 3);
  double *rows = entry + layers, *columns = rows + layers, total[3] = { 0 };
  gsize i = row_of_bin (frame->picture, row), j = row_of_bin (frame->picture, column);

  if (frame->kernel == NULL || !theta_kernel_read (frame->kernel, i, j, entry)
      || !theta_kernel_read (frame->kernel, i, i, rows)
      || !theta_kernel_read (frame->kernel, j, j, columns))
    {
      read_means (frame, row, column, cosine, values);
      return;
    }
  for (guint l = 0; l < layers; l++)
    {
      double weight = frame->weights != NULL ? frame->weights[l] : NAN;

      values[l] = cosine ? entry[l] / sqrt (rows[l] * columns[l]) : entry[l];
      total[0] += weight * entry[l];
      total[1] += weight * rows[l];
      total[2] += weight * columns[l];
    }
  values[layers] = cosine ? total[0] / sqrt (total[1] * total[2]) : total[0];
}

char *
theta_kernel_values_place (const ThetaFrame *frame, gboolean is_row, int bin, gboolean markup)
{
  const ThetaPicture *picture = frame->picture;
  const ThetaDataset *data = frame->data;
  gsize row = row_of_bin (picture, bin);
  g_autofree char *place = NULL, *hex = NULL;
  const char *name = NULL;
  guint number;

  number = data != NULL && data->rows != NULL && row < data->x->rows ? data->rows[row]
                                                                      : (guint) row + 1;
  if (markup)
    place = g_strdup_printf (is_row ? _ ("Row %u") : _ ("Column %u"), number);
  else
    place = g_strdup_printf (is_row ? _ ("row %u") : _ ("column %u"), number);
  if (data != NULL && picture->classes != NULL && picture->classes[bin] >= 0
      && (guint) picture->classes[bin] < data->n_classes)
    name = data->classes[picture->classes[bin]];
  if (!markup)
    return name != NULL ? g_strdup_printf (_ ("%s (class %s)"), place, name)
                        : g_steal_pointer (&place);
  if (name == NULL)
    return g_markup_escape_text (place, -1);
  hex = theta_draw_class_hex ((guint) picture->classes[bin]);
  return g_markup_printf_escaped ("%s  <span color=\"%s\">●</span> %s", place, hex, name);
}

static void
append_class (GtkFlowBox *key, guint c, const char *name)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_tooltip_text (label, name);
  gtk_widget_add_css_class (label, "theta-axis");
  gtk_box_append (GTK_BOX (box), theta_draw_dot_new (theta_palette_class (c)));
  gtk_box_append (GTK_BOX (box), label);
  gtk_flow_box_insert (key, box, -1);
  gtk_widget_set_focusable (gtk_widget_get_parent (box), FALSE);
}

void
theta_kernel_values_fill_key (GtkFlowBox *key, const ThetaDataset *data)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (key))) != NULL)
    gtk_flow_box_remove (key, child);
  gtk_widget_set_visible (GTK_WIDGET (key), data != NULL && data->n_classes > 0);
  for (guint c = 0; data != NULL && c < MIN (data->n_classes, MAX_KEY); c++)
    append_class (key, c, data->classes[c]);
}
