#include "ui/data-chip.h"

#include <string.h>

#include "ui/draw.h"

#define WIDEST 18 /* characters; the tooltip has the whole name */

/* The style sheet's tints, as many as there are colours of classes. */
static const char *const tints[] = { "class-0", "class-1", "class-2", "class-3", "class-4",
                                     "class-5", "class-6", "class-7", "class-8", "class-9" };

#define DOT "● "

GtkWidget *
theta_data_chip_new (const ThetaDataset *data)
{
  GtkWidget *chip = gtk_inscription_new (NULL);
  glong chars = 0;

  for (guint c = 0; c < data->n_classes; c++)
    chars = MAX (chars, g_utf8_strlen (data->classes[c], -1));
  chars = MIN (chars + 2, WIDEST);
  gtk_widget_add_css_class (chip, "theta-chip");
  gtk_widget_set_halign (chip, GTK_ALIGN_CENTER);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (chip), (guint) chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (chip), (guint) chars);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (chip), 0.5F);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (chip), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  return chip;
}

/* One for each colour, kept for good: GTK 4.8 never lets go of what an inscription is given. */
static PangoAttrList *
color_of_dot (int c)
{
  static PangoAttrList *known[G_N_ELEMENTS (tints)];
  PangoAttrList *attributes = known[(guint) c % G_N_ELEMENTS (tints)];
  g_autofree char *hex = theta_draw_class_hex ((guint) c);
  PangoColor color = { 0, 0, 0 };
  PangoAttribute *attribute;

  if (attributes != NULL)
    return attributes;
  attributes = known[(guint) c % G_N_ELEMENTS (tints)] = pango_attr_list_new ();
  pango_color_parse (&color, hex);
  attribute = pango_attr_foreground_new (color.red, color.green, color.blue);
  attribute->end_index = strlen (DOT);
  pango_attr_list_insert (attributes, attribute);
  return attributes;
}

void
theta_data_chip_set (GtkWidget *chip, const ThetaDataset *data, int c)
{
  GtkInscription *inscription = GTK_INSCRIPTION (chip);
  g_autofree char *text = g_strconcat (DOT, data->classes[c], NULL);
  const char *tint = tints[(guint) c % G_N_ELEMENTS (tints)];
  gboolean shortened = g_utf8_strlen (text, -1) > WIDEST;

  if (g_strcmp0 (gtk_inscription_get_text (inscription), text) == 0)
    return;
  gtk_inscription_set_text (inscription, text);
  theta_draw_tip (chip, shortened ? data->classes[c] : NULL);
  if (!gtk_widget_has_css_class (chip, tint))
    {
      const char *const classes[] = { "theta-chip", tint, NULL };

      gtk_widget_set_css_classes (chip, (const char **) classes);
      gtk_inscription_set_attributes (inscription, color_of_dot (c));
    }
}
