#include "ui/data-chip.h"

#include "ui/draw.h"

#define WIDEST 18 /* characters; the tooltip has the whole name */

/* The style sheet's tints, as many as there are colours of classes. */
static const char *const tints[] = { "class-0", "class-1", "class-2", "class-3", "class-4",
                                     "class-5", "class-6", "class-7", "class-8", "class-9" };

GtkWidget *
theta_data_chip_new (void)
{
  GtkWidget *chip = gtk_label_new (NULL);

  gtk_widget_add_css_class (chip, "theta-chip");
  gtk_widget_set_halign (chip, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (chip), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (chip), WIDEST);
  return chip;
}

void
theta_data_chip_set (GtkWidget *chip, const ThetaDataset *data, int c)
{
  g_autofree char *color = theta_draw_class_hex ((guint) c);
  g_autofree char *text
      = g_markup_printf_escaped ("<span color=\"%s\">●</span> %s", color, data->classes[c]);
  gboolean shortened;

  for (guint k = 0; k < G_N_ELEMENTS (tints); k++)
    gtk_widget_remove_css_class (chip, tints[k]);
  gtk_widget_add_css_class (chip, tints[(guint) c % G_N_ELEMENTS (tints)]);
  gtk_label_set_width_chars (GTK_LABEL (chip),
                             (int) MIN (g_utf8_strlen (data->classes[c], -1) + 1, WIDEST));
  gtk_label_set_markup (GTK_LABEL (chip), text);
  shortened = g_utf8_strlen (data->classes[c], -1) + 1 > WIDEST;
  gtk_widget_set_tooltip_text (chip, shortened ? data->classes[c] : NULL);
}
