#include "ui/kernel-values.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/draw.h"

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
