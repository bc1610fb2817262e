#include "ui/kernels-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/draw.h"
#include "ui/kernel-values.h"
#include "ui/measure.h"
#include "ui/picture.h"

#define COUNT_US 400000
#define LOAD_US 5000 /* for single entries, of one frame */

/* Counting the entries takes a while: A's, which change thirty times a second, are counted
 * as often as can be read, and at the end of the run. */
static void
follow_entries (ThetaKernelsPage *self, const ThetaKernelMap *map)
{
  guint64 version = theta_maps_overview_version (self->maps_of, map->index);
  gint64 now = g_get_monotonic_time ();

  if (self->counted_map == map->index + 1
      && (version == self->counted_version || (theta_session_get_running (self->session)
                                               && now - self->counted_at < COUNT_US)))
    return;
  theta_color_bar_forget (theta_entries_card_get_bar (self->entries));
  theta_color_bar_forget (theta_entries_card_get_bar (self->beside));
  self->counted_map = map->index + 1;
  self->counted_version = version;
  self->counted_at = now;
}

static void
update_bar (ThetaKernelsPage *self)
{
  ThetaKernelMap *map = theta_kernels_map_at (self, self->selected);
  const ThetaPicture *picture = theta_kernels_frame (self)->picture;
  ThetaEntriesCard *cards[] = { self->entries, self->beside };

  follow_entries (self, map);

  /* A presentation has the value in larger type. */
  theta_entries_card_name (self->entries, map->name, gtk_inscription_get_text (map->value));
  theta_entries_card_name (self->beside, map->name, "");
  for (guint k = 0; k < G_N_ELEMENTS (cards); k++)
    theta_color_bar_set (theta_entries_card_get_bar (cards[k]), map->map, map->min, map->max,
                         map->log, theta_maps_overview (self->maps_of, map->index),
                         (gsize) picture->bins * picture->bins, self->marker);
}

void
theta_kernels_clear_bars (ThetaKernelsPage *self)
{
  ThetaEntriesCard *cards[] = { self->entries, self->beside };

  for (guint k = 0; k < G_N_ELEMENTS (cards); k++)
    theta_color_bar_set (theta_entries_card_get_bar (cards[k]), THETA_COLORMAP_VIRIDIS, 0, 1, FALSE,
                         NULL, 0, NAN);
}

void
theta_kernels_clear_cross (ThetaKernelsPage *self)
{
  for (guint m = 0; m < self->maps->len; m++)
    {
      ThetaKernelMap *map = theta_kernels_map_at (self, m);

      gtk_inscription_set_text (map->value, "");
      theta_heatmap_view_describe (map->view, _ ("Nothing computed yet"));
    }
  self->marker = NAN;
}

void
theta_kernels_update_cross (ThetaKernelsPage *self)
{
  ThetaFrame *frame = theta_kernels_frame (self);
  int row = self->hover_row >= 0 ? self->hover_row : self->row;
  int column = self->hover_row >= 0 ? self->hover_column : self->column;
  ThetaShow show = theta_maps_get_show (self->maps_of);
  g_autofree double *values = NULL;
  g_autofree char *row_text = NULL, *column_text = NULL;

  if (frame == NULL)
    {
      theta_kernels_clear_cross (self);
      return;
    }
  values = g_new0 (double, frame->picture->layers + 2);
  theta_maps_read (self->maps_of, (gsize) row, (gsize) column, values);
  row_text = theta_kernel_values_place (frame->data, TRUE,
                                        theta_maps_row (self->maps_of, (gsize) row), FALSE);
  column_text = theta_kernel_values_place (frame->data, FALSE,
                                           theta_maps_row (self->maps_of, (gsize) column), FALSE);
  for (guint m = 0; m < self->maps->len; m++)
    {
      ThetaKernelMap *map = theta_kernels_map_at (self, m);
      g_autofree char *value = theta_kernel_values_format (show, values[map->index]);
      g_autofree char *text = g_strdup_printf (
          _ ("%s of %s at %s, %s: %s"), show == THETA_SHOW_COSINE ? _ ("Cosine") : _ ("Value"),
          map->name, row_text, column_text, value);

      theta_heatmap_view_set_cross (map->view, row, column);
      gtk_inscription_set_text (map->value, value);
      theta_draw_describe_value (GTK_WIDGET (map->view), value, text);
      if (m != self->selected)
        continue;
      theta_picture_say (GTK_WIDGET (self->board), value, text);
      theta_picture_set_first (GTK_WIDGET (self->board), GTK_WIDGET (map->view));
    }
  self->marker = values[theta_kernels_map_at (self, self->selected)->index];
  update_bar (self);
}

void
theta_kernels_update_entry (ThetaKernelsPage *self)
{
  if (theta_kernels_frame (self) != NULL && self->row >= 0)
    theta_entry_panel_show (self->entry, self->maps_of, (gsize) self->row, (gsize) self->column,
                            self->study, theta_kernels_network (self));
}

static void
redraw_maps (ThetaKernelsPage *self)
{
  for (guint m = 0; m < self->maps->len; m++)
    gtk_widget_queue_draw (GTK_WIDGET (theta_kernels_map_at (self, m)->view));
}

/* Once a frame, whose other half stays for drawing. */
static gboolean
on_loading (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  THETA_MEASURED;
  ThetaKernelsPage *self = data;
  gboolean more = theta_maps_load (self->maps_of, LOAD_US);

  redraw_maps (self);
  if (!more)
    self->loading = 0;
  return more;
}

/* The window into the maps has changed. */
void
theta_kernels_follow_window (ThetaKernelsPage *self)
{
  gboolean whole = theta_maps_is_whole (self->maps_of);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "kernels.zoom-in",
                                 theta_kernels_frame (self) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "kernels.zoom-out", !whole);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "kernels.zoom-reset", !whole);
  redraw_maps (self);
  if (self->loading == 0 && theta_kernels_frame (self) != NULL)
    self->loading = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_loading, self, NULL);
}

void
theta_kernels_select_map (ThetaKernelsPage *self, ThetaHeatmapView *view)
{
  for (guint m = 0; m < self->maps->len; m++)
    if (theta_kernels_map_at (self, m)->view == view)
      self->selected = m;
}

static void
move_cross (ThetaKernelsPage *self, int row, int column)
{
  self->row = row;
  self->column = column;
  self->hover_row = self->hover_column = -1;
  theta_maps_reveal (self->maps_of, (gsize) row, (gsize) column);
  theta_kernels_follow_window (self);
  theta_kernels_update_cross (self);
  theta_kernels_update_entry (self);
}

void
theta_kernels_on_cross_moved (ThetaHeatmapView *view, int row, int column, ThetaKernelsPage *self)
{
  self->waiting = FALSE;
  theta_kernels_select_map (self, view);
  move_cross (self, row, column);
}

void
theta_kernels_on_hovered (ThetaHeatmapView *view, int row, int column, ThetaKernelsPage *self)
{
  if (theta_kernels_frame (self) == NULL
      || (row == self->hover_row && column == self->hover_column))
    return;
  self->hover_row = row;
  self->hover_column = column;
  theta_kernels_select_map (self, view);
  theta_kernels_update_cross (self);
}

void
theta_kernels_on_jump (ThetaEntryPanel *panel, guint i, guint j, ThetaKernelsPage *self)
{
  move_cross (self, (int) theta_maps_position_of_row (self->maps_of, i),
              (int) theta_maps_position_of_row (self->maps_of, j));
}

void
theta_kernels_on_map_focus (GtkWidget *view, GParamSpec *pspec, ThetaKernelsPage *self)
{
  if (!gtk_widget_has_focus (view))
    return;
  theta_kernels_select_map (self, THETA_HEATMAP_VIEW (view));
  theta_kernels_update_cross (self);
}

/* Where @row of the data stands in @picture; −1 where it is not shown. */
static int
find_row (const ThetaPicture *picture, gsize row)
{
  for (gsize at = 0; at < picture->rows; at++)
    if (picture->order[at] == row)
      return (int) at;
  return -1;
}

void
theta_kernels_move_along (ThetaKernelsPage *self, const ThetaFrame *frame)
{
  const ThetaFrame *before = theta_kernels_frame (self);
  gsize row, column;

  if (before == NULL || self->row < 0 || before->picture == frame->picture
      || before->data != frame->data)
    return;
  row = theta_maps_row (self->maps_of, (gsize) self->row);
  column = theta_maps_row (self->maps_of, (gsize) self->column);
  self->row = find_row (frame->picture, row);
  self->column = find_row (frame->picture, column);
}

void
theta_kernels_place_cross (ThetaKernelsPage *self, const ThetaPicture *picture)
{
  int rows = (int) picture->rows;

  self->hover_row = self->hover_column = -1;
  if (self->row >= 0 && self->row < rows && self->column >= 0 && self->column < rows)
    return;
  self->row = rows / 5;
  self->column = rows * 5 / 6;
}
