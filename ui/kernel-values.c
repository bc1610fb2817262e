#include "ui/kernel-values.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/draw.h"

#define MAX_KEY 20 /* classes named in the key */

char *
theta_kernel_values_format (ThetaShow show, double value)
{
  gboolean cosine = show == THETA_SHOW_COSINE || show == THETA_SHOW_DIFFERENCE;

  return cosine || isnan (value) ? theta_number_format_fixed (value, 2)
                                 : theta_number_format (value, 3);
}

char *
theta_kernel_values_place (const ThetaDataset *data, gboolean is_row, gsize row, gboolean markup)
{
  g_autofree char *place = NULL, *hex = NULL;
  const char *name = data->labels != NULL ? data->classes[data->labels[row]] : NULL;

  if (markup)
    place = g_strdup_printf (is_row ? _ ("Row %u") : _ ("Column %u"), data->rows[row]);
  else
    place = g_strdup_printf (is_row ? _ ("row %u") : _ ("column %u"), data->rows[row]);
  if (!markup)
    return name != NULL ? g_strdup_printf (_ ("%s (class %s)"), place, name)
                        : g_steal_pointer (&place);
  if (name == NULL)
    return g_markup_escape_text (place, -1);
  hex = theta_draw_class_hex ((guint) data->labels[row]);
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
