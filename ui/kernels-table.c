/* The row of the cross as a table: what the maps show, for those who read numbers. */
#include "ui/kernels-page-private.h"

#include <glib/gi18n.h>

#include "ui/figure-menu.h"
#include "ui/kernel-values.h"

/* A window of it is as much as can be made at once. */
#define MOST 2000

/* Entries @from … @to of the row of the cross: row, class, a column for each map. */
static char *
make_table (ThetaKernelsPage *self, gsize from, gsize to)
{
  ThetaFrame *frame = theta_kernels_frame (self);
  ThetaShow show = theta_maps_get_show (self->maps_of);
  g_autofree double *values = g_new0 (double, frame->picture->layers + 2);
  GString *out = g_string_new (_ ("row"));

  g_string_append_printf (out, "\t%s", _ ("class"));
  for (guint m = 0; m < self->maps->len; m++)
    g_string_append_printf (out, "\t%s", theta_kernels_map_at (self, m)->name);
  for (gsize at = from; at < to; at++)
    {
      gsize row = theta_maps_row (self->maps_of, at);
      const ThetaDataset *data = frame->data;

      theta_maps_read (self->maps_of, (gsize) self->row, at, values);
      g_string_append_printf (out, "\n%u\t%s", data->rows[row],
                              data->labels != NULL ? data->classes[data->labels[row]] : "");
      for (guint m = 0; m < self->maps->len; m++)
        {
          g_autofree char *value = theta_kernel_values_format (
              show, values[theta_kernels_map_at (self, m)->index]);

          g_string_append_printf (out, "\t%s", value);
        }
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

void
theta_kernels_act_table (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaKernelsPage *self = THETA_KERNELS_PAGE (widget);
  ThetaFrame *frame = theta_kernels_frame (self);
  g_autofree char *title = NULL, *table = NULL;
  gsize rows, from;
  GtkWidget *near;

  if (frame == NULL || self->row < 0)
    return;
  rows = frame->picture->rows;
  /* Of more the part about the cross. */
  from = rows > MOST ? (gsize) CLAMP (self->column - MOST / 2, 0, (int) rows - MOST) : 0;
  table = make_table (self, from, MIN (from + MOST, rows));
  title = g_strdup_printf (_ ("Row %u of the kernels"),
                           frame->data->rows[theta_maps_row (self->maps_of, (gsize) self->row)]);
  near = GTK_WIDGET (theta_kernels_map_at (self, self->selected)->view);
  theta_figure_menu_show_table (near, title, table);
}
