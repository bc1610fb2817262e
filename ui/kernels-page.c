#include "ui/kernels-page.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "ui/color-bar.h"
#include "ui/draw.h"
#include "ui/entry-panel.h"
#include "ui/kernel-values.h"
#include "ui/map-grid.h"
#include "ui/measure.h"
#include "ui/preferences.h"
#include "ui/spectrum-card.h"

#define LOAD_US 5000 /* for single entries, of one slice of the main loop */
#define TAKE_US 200000 /* the same, where the maps are to be exported */
#define STEP 1.5     /* of a key */

typedef struct
{
  guint index; /* in the maps: layers, A, the labels' kernel */
  char *name;
  GtkWidget *head;
  ThetaHeatmapView *view;
  GtkLabel *value;
  double min, max;
  gboolean log;
  ThetaColormap map;
} Map;

struct _ThetaKernelsPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  ThetaMaps *maps_of;      /* what is shown of the frame */
  ThetaFrame *arrived;     /* as the session has it, in its own order; or NULL */
  ThetaStudy *study;
  ThetaSpectra *spectra;
  GCancellable *studying, *ordering;
  GPtrArray *maps;         /* of Map */
  int row, column;         /* of the cross, positions; −1: none */
  int hover_row, hover_column;
  guint selected;          /* the map of the colour bar */
  double marker;           /* its value under the cross */
  gboolean stale;          /* something came while the page was not seen */
  gboolean alone;          /* the selected map fills the grid */
  guint loading;           /* idle source that reads entries */
  ThetaView wanted;        /* the place that was asked for; while it is waiting for maps */
  gboolean waiting;

  GtkDropDown *show, *order, *colors;
  GtkLabel *badge, *bar_title, *bar_value, *empty_label;
  GtkCheckButton *log_check, *label_check;
  GtkToggleButton *panel_toggle;
  ThetaMapGrid *grid;
  GtkWidget *side, *empty;
  ThetaEntryPanel *entry;
  ThetaSpectrumCard *spectrum;
  ThetaColorBar *bar;
  GtkFlowBox *key;
};

G_DEFINE_FINAL_TYPE (ThetaKernelsPage, theta_kernels_page, GTK_TYPE_WIDGET)

static Map *
map_at (ThetaKernelsPage *self, guint i)
{
  return g_ptr_array_index (self->maps, i);
}

static void
map_free (gpointer data)
{
  Map *map = data;

  g_free (map->name);
  g_free (map);
}

guint
theta_kernels_page_count (ThetaKernelsPage *self)
{
  g_return_val_if_fail (THETA_IS_KERNELS_PAGE (self), 0);
  return self->maps->len;
}

ThetaHeatmapView *
theta_kernels_page_get_map (ThetaKernelsPage *self, guint i)
{
  g_return_val_if_fail (THETA_IS_KERNELS_PAGE (self) && i < self->maps->len, NULL);
  return map_at (self, i)->view;
}

const char *
theta_kernels_page_get_value (ThetaKernelsPage *self, guint i)
{
  g_return_val_if_fail (THETA_IS_KERNELS_PAGE (self) && i < self->maps->len, NULL);
  return gtk_label_get_label (map_at (self, i)->value);
}

static ThetaFrame *
frame_of (ThetaKernelsPage *self)
{
  return theta_maps_get_frame (self->maps_of);
}

static const ThetaNetwork *
network_of (ThetaKernelsPage *self)
{
  return &theta_session_get_shown (self->session)->network;
}

/* ---- the cross ---- */

static void
update_bar (ThetaKernelsPage *self)
{
  Map *map = map_at (self, self->selected);
  const ThetaPicture *picture = frame_of (self)->picture;
  g_autofree char *title = g_strdup_printf (_ ("Entries of %s"), map->name);

  gtk_label_set_label (self->bar_title, title);
  gtk_label_set_label (self->bar_value, gtk_label_get_label (map->value));
  theta_color_bar_set (self->bar, map->map, map->min, map->max, map->log,
                       theta_maps_overview (self->maps_of, map->index),
                       (gsize) picture->bins * picture->bins, self->marker);
}

static void
clear_cross (ThetaKernelsPage *self)
{
  for (guint m = 0; m < self->maps->len; m++)
    {
      gtk_label_set_label (map_at (self, m)->value, "");
      theta_heatmap_view_describe (map_at (self, m)->view, _ ("Nothing computed yet"));
    }
  self->marker = NAN;
}

static void
update_cross (ThetaKernelsPage *self)
{
  ThetaFrame *frame = frame_of (self);
  int row = self->hover_row >= 0 ? self->hover_row : self->row;
  int column = self->hover_row >= 0 ? self->hover_column : self->column;
  ThetaShow show = theta_maps_get_show (self->maps_of);
  g_autofree double *values = NULL;
  g_autofree char *row_text = NULL, *column_text = NULL;

  if (frame == NULL)
    {
      clear_cross (self);
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
      Map *map = map_at (self, m);
      g_autofree char *value = theta_kernel_values_format (show, values[map->index]);
      g_autofree char *text = g_strdup_printf (
          _ ("%s of %s at %s, %s: %s"), show == THETA_SHOW_COSINE ? _ ("Cosine") : _ ("Value"),
          map->name, row_text, column_text, value);

      theta_heatmap_view_set_cross (map->view, row, column);
      gtk_label_set_label (map->value, value);
      theta_heatmap_view_describe (map->view, text);
    }
  self->marker = values[map_at (self, self->selected)->index];
  update_bar (self);
}

static void
update_entry (ThetaKernelsPage *self)
{
  if (frame_of (self) != NULL && self->row >= 0)
    theta_entry_panel_show (self->entry, self->maps_of, (gsize) self->row, (gsize) self->column,
                            self->study, network_of (self));
}

static void
redraw_maps (ThetaKernelsPage *self)
{
  for (guint m = 0; m < self->maps->len; m++)
    gtk_widget_queue_draw (GTK_WIDGET (map_at (self, m)->view));
}

static gboolean
on_loading (gpointer data)
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
static void
follow_window (ThetaKernelsPage *self)
{
  gboolean whole = theta_maps_is_whole (self->maps_of);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "kernels.zoom-out", !whole);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "kernels.zoom-reset", !whole);
  redraw_maps (self);
  if (self->loading == 0 && frame_of (self) != NULL)
    self->loading = g_idle_add (on_loading, self);
}

static void
select_map (ThetaKernelsPage *self, ThetaHeatmapView *view)
{
  for (guint m = 0; m < self->maps->len; m++)
    if (map_at (self, m)->view == view)
      self->selected = m;
}

static void
move_cross (ThetaKernelsPage *self, int row, int column)
{
  self->row = row;
  self->column = column;
  self->hover_row = self->hover_column = -1;
  theta_maps_reveal (self->maps_of, (gsize) row, (gsize) column);
  follow_window (self);
  update_cross (self);
  update_entry (self);
}

static void
on_cross_moved (ThetaHeatmapView *view, int row, int column, ThetaKernelsPage *self)
{
  self->waiting = FALSE;
  select_map (self, view);
  move_cross (self, row, column);
}

static void
on_hovered (ThetaHeatmapView *view, int row, int column, ThetaKernelsPage *self)
{
  if (frame_of (self) == NULL || (row == self->hover_row && column == self->hover_column))
    return;
  self->hover_row = row;
  self->hover_column = column;
  select_map (self, view);
  update_cross (self);
}

static void
on_jump (ThetaEntryPanel *panel, guint i, guint j, ThetaKernelsPage *self)
{
  move_cross (self, (int) theta_maps_position_of_row (self->maps_of, i),
              (int) theta_maps_position_of_row (self->maps_of, j));
}

static void
on_map_focus (GtkWidget *view, GParamSpec *pspec, ThetaKernelsPage *self)
{
  if (!gtk_widget_has_focus (view))
    return;
  select_map (self, THETA_HEATMAP_VIEW (view));
  update_cross (self);
}

/* ---- zoom, pan, one map alone ---- */

static void
on_zoomed (ThetaHeatmapView *view, double factor, double across, double down,
           ThetaKernelsPage *self)
{
  self->waiting = FALSE;
  theta_maps_zoom (self->maps_of, factor, across, down);
  follow_window (self);
}

static void
on_panned (ThetaHeatmapView *view, double across, double down, ThetaKernelsPage *self)
{
  double row, column, span;

  self->waiting = FALSE;
  theta_maps_get_window (self->maps_of, &row, &column, &span);
  theta_maps_set_window (self->maps_of, row + down * span, column + across * span, span);
  follow_window (self);
}

/* About the cross, which stays where it is on the map while it can. */
static void
zoom_by (ThetaKernelsPage *self, double factor)
{
  double row, column, span;

  if (frame_of (self) == NULL)
    return;
  theta_maps_get_window (self->maps_of, &row, &column, &span);
  theta_maps_zoom (self->maps_of, factor, CLAMP ((self->column + 0.5 - column) / span, 0, 1),
                   CLAMP ((self->row + 0.5 - row) / span, 0, 1));
  follow_window (self);
}

static void
act_zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom_by (THETA_KERNELS_PAGE (widget), g_str_has_suffix (name, "-in")    ? STEP
                                        : g_str_has_suffix (name, "-out") ? 1 / STEP
                                                                          : 1e-9);
}

static void
act_alone (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaKernelsPage *self = THETA_KERNELS_PAGE (widget);

  self->alone = !self->alone;
  for (guint m = 0; m < self->maps->len; m++)
    {
      Map *map = map_at (self, m);

      gtk_widget_set_visible (map->head, !self->alone || m == self->selected);
      gtk_widget_set_visible (GTK_WIDGET (map->view), !self->alone || m == self->selected);
    }
}

static void
act_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaKernelsPage *self = THETA_KERNELS_PAGE (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkTexture *texture = theta_heatmap_view_get_texture (map_at (self, self->selected)->view);
  g_autofree char *text = NULL;

  if (g_str_equal (name, "kernels.copy-picture"))
    {
      if (texture != NULL)
        gdk_clipboard_set_texture (clipboard, texture);
      return;
    }
  text = theta_entry_panel_get_text (self->entry);
  gdk_clipboard_set_text (clipboard, text);
}

static void
on_opened (ThetaHeatmapView *view, ThetaKernelsPage *self)
{
  act_alone (GTK_WIDGET (self), "kernels.alone", NULL);
}

static void
on_menu_closed (GtkPopover *popover)
{
  gtk_widget_unparent (GTK_WIDGET (popover));
}

static void
on_menu (ThetaHeatmapView *view, double x, double y, ThetaKernelsPage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *popover;

  select_map (self, view);
  g_menu_append (menu, _ ("Copy the picture"), "kernels.copy-picture");
  g_menu_append (menu, _ ("Copy the entry"), "kernels.copy");
  g_menu_append (menu, _ ("One map or all"), "kernels.alone");
  g_menu_append (menu, _ ("Export the results…"), "win.export");
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, GTK_WIDGET (view));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover),
                               &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (on_menu_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/* ---- the maps ---- */

static GtkWidget *
new_head (Map *map, guint layers)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (map->name), *formula = gtk_label_new (map->index == layers ? "= Σ aₗ Θₗ"
                                                                       : _ ("same class"));

  map->head = box;
  map->value = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (name, "theta-head");
  gtk_widget_add_css_class (GTK_WIDGET (map->value), "theta-head");
  gtk_widget_add_css_class (GTK_WIDGET (map->value), "numeric");
  gtk_widget_add_css_class (formula, "theta-axis");
  gtk_widget_set_hexpand (GTK_WIDGET (map->value), TRUE);
  gtk_label_set_xalign (map->value, 1);
  gtk_label_set_ellipsize (GTK_LABEL (formula), PANGO_ELLIPSIZE_END);
  if (map->index < layers)
    gtk_box_append (GTK_BOX (box), theta_draw_dot_new (theta_palette_layer (map->index, layers)));
  gtk_box_append (GTK_BOX (box), name);
  if (map->index >= layers)
    gtk_box_append (GTK_BOX (box), formula);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (map->value));
  return box;
}

static void
append_map (ThetaKernelsPage *self, const ThetaNetwork *network, guint index)
{
  guint layers = theta_network_n_kernels (network);
  Map *map = g_new0 (Map, 1);
  g_autofree char *title = NULL;
  GtkWidget *head;

  map->index = index;
  map->name = index < layers ? theta_network_kernel_name (network, index)
                             : g_strdup (index == layers ? "A" : "Y");
  title = index < layers    ? g_strdup_printf (_ ("Kernel %s"), map->name)
          : index == layers ? g_strdup (_ ("Weighted kernel A"))
                            : g_strdup (_ ("Kernel of the labels"));
  head = new_head (map, layers);
  map->view = THETA_HEATMAP_VIEW (theta_heatmap_view_new (title));
  g_signal_connect (map->view, "cross-moved", G_CALLBACK (on_cross_moved), self);
  g_signal_connect (map->view, "hovered", G_CALLBACK (on_hovered), self);
  g_signal_connect (map->view, "zoomed", G_CALLBACK (on_zoomed), self);
  g_signal_connect (map->view, "panned", G_CALLBACK (on_panned), self);
  g_signal_connect (map->view, "opened", G_CALLBACK (on_opened), self);
  g_signal_connect (map->view, "menu", G_CALLBACK (on_menu), self);
  g_signal_connect (map->view, "notify::has-focus", G_CALLBACK (on_map_focus), self);
  g_ptr_array_add (self->maps, map);
  theta_map_grid_append (self->grid, head, GTK_WIDGET (map->view));
}

static void
ensure_maps (ThetaKernelsPage *self, const ThetaNetwork *network)
{
  guint layers = theta_network_n_kernels (network);
  guint wanted = layers + 1 + gtk_check_button_get_active (self->label_check);
  g_autofree char *first = theta_network_kernel_name (network, 0);

  if (self->maps->len == wanted && g_str_equal (map_at (self, 0)->name, first))
    return;
  theta_map_grid_clear (self->grid);
  g_ptr_array_set_size (self->maps, 0);
  for (guint m = 0; m < wanted; m++)
    append_map (self, network, m);
  self->selected = layers;
  self->alone = FALSE;
  clear_cross (self);
}

/* One scale, so that maps can be compared, or a scale for each. */
static void
update_ranges (ThetaKernelsPage *self)
{
  const ThetaPicture *picture = frame_of (self)->picture;
  gsize count = (gsize) picture->bins * picture->bins;
  gboolean shared = gtk_drop_down_get_selected (self->colors) == 0;
  gboolean can_log = TRUE, wish = gtk_check_button_get_active (self->log_check);
  float ends[2] = { INFINITY, -INFINITY };
  double min, max;
  ThetaColormap colors;

  for (guint m = 0; m < self->maps->len; m++)
    {
      Map *map = map_at (self, m);
      const float *values = theta_maps_overview (self->maps_of, map->index);

      theta_heatmap_range (values, values != NULL ? count : 0, &map->min, &map->max, &map->map);
      if (map->index > picture->layers)
        continue;
      can_log = can_log && map->min > 0;
      ends[0] = fminf (ends[0], (float) map->min);
      ends[1] = fmaxf (ends[1], (float) map->max);
    }
  theta_heatmap_range (ends, 2, &min, &max, &colors);
  for (guint m = 0; m < self->maps->len; m++)
    {
      Map *map = map_at (self, m);

      map->log = wish && can_log && map->index <= picture->layers;
      if (!shared || map->index > picture->layers)
        continue;
      map->min = min;
      map->max = max;
      map->map = colors;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->log_check), can_log);
}

static void
place_cross (ThetaKernelsPage *self, const ThetaPicture *picture)
{
  int rows = (int) picture->rows;

  self->hover_row = self->hover_column = -1;
  if (self->row >= 0 && self->row < rows && self->column >= 0 && self->column < rows)
    return;
  self->row = rows / 5;
  self->column = rows * 5 / 6;
}

static void
show_maps (ThetaKernelsPage *self)
{
  update_ranges (self);
  for (guint m = 0; m < self->maps->len; m++)
    {
      Map *map = map_at (self, m);

      theta_heatmap_view_show (map->view, self->maps_of, map->index, map->min, map->max, map->log,
                               map->map);
    }
  update_cross (self);
}

static void
update_badge (ThetaKernelsPage *self)
{
  const ThetaFrame *frame = frame_of (self);
  g_autofree char *fold = NULL, *rows = NULL, *text = NULL;

  if (frame != NULL)
    rows = g_strdup_printf (_ ("all %u rows"), (guint) frame->picture->rows);
  if (frame != NULL && frame->n_folds > 1)
    fold = g_strdup_printf (_ ("fold %u of %u"), frame->picture_fold + 1, frame->n_folds);
  text = g_strjoin (" · ", _ ("Infinite width"), _ ("NTK parameterisation"),
                    rows != NULL ? rows : fold, rows != NULL ? fold : NULL, NULL);
  gtk_label_set_label (self->badge, text);
}

static void update (ThetaKernelsPage *self);

/* Exact values where the window is small enough: a moment is spent on reading them. */
static void
take_map (ThetaKernelsPage *self, ThetaShown *shown, const Map *map)
{
  ThetaHeatmap drawn = { .bins = theta_maps_cells (self->maps_of), .min = map->min,
                         .max = map->max, .log = map->log, .map = map->map };
  float *values = theta_maps_values (self->maps_of, map->index);

  drawn.cross_row = theta_maps_cell (self->maps_of, FALSE, (gsize) self->row);
  drawn.cross_column = theta_maps_cell (self->maps_of, TRUE, (gsize) self->column);
  if (values != NULL)
    theta_shown_add (shown, map->name, gtk_label_get_label (map->value),
                     map->index < shown->layers ? (int) map->index : -1, &drawn, values);
}

ThetaShown *
theta_kernels_page_take (ThetaKernelsPage *self, const ThetaResults *results)
{
  ThetaFrame *frame;
  g_autoptr (ThetaShown) shown = NULL;
  const float *overview;
  ThetaView view = { 0 };

  g_return_val_if_fail (THETA_IS_KERNELS_PAGE (self) && results != NULL, NULL);
  /* What came while the page was not seen. */
  if (self->stale)
    update (self);
  frame = frame_of (self);
  if (frame == NULL || self->row < 0)
    return NULL;
  theta_maps_load (self->maps_of, TAKE_US);
  theta_kernels_page_get_view (self, &view);
  shown = theta_shown_new ();
  shown->layers = frame->picture->layers;
  shown->own_scales = view.own_scales;
  shown->rows = theta_maps_classes (self->maps_of, FALSE);
  shown->columns = theta_maps_classes (self->maps_of, TRUE);
  shown->classes = g_strdupv (frame->data->classes);
  shown->note = theta_kernels_shown_note (self->maps_of, &view, results);
  shown->count = (gsize) frame->picture->bins * frame->picture->bins;
  overview = theta_maps_overview (self->maps_of, map_at (self, self->selected)->index);
  if (overview != NULL)
    shown->histogram = g_memdup2 (overview, shown->count * sizeof *overview);
  for (guint m = 0; m < self->maps->len; m++)
    if (!self->alone || m == self->selected)
      take_map (self, shown, map_at (self, m));
  return shown->maps->len > 0 ? g_steal_pointer (&shown) : NULL;
}

/* ---- what the compute thread finds out ---- */

/* Goes to the place that was asked for, and on waiting while the rows may be ordered anew
 * or the maps are of an earlier experiment. */
static void
apply_place (ThetaKernelsPage *self)
{
  const ThetaPicture *picture = frame_of (self)->picture;
  const ThetaView *view = &self->wanted;
  guint map = view->map == 0 ? picture->layers : view->map - (view->map <= picture->layers);
  gsize rows = picture->rows;
  gboolean whole = !(view->zoom[2] > 0), stale;

  g_object_get (self->session, "stale", &stale, NULL);
  self->waiting = stale || theta_session_get_running (self->session) || self->ordering != NULL;
  self->selected = MIN (map, self->maps->len - 1);
  self->alone = !view->alone;
  act_alone (GTK_WIDGET (self), "kernels.alone", NULL);
  theta_maps_set_window (self->maps_of, view->zoom[0], view->zoom[1],
                         whole ? (double) rows : view->zoom[2]);
  if (view->row > 0 && view->row <= rows && view->column > 0 && view->column <= rows)
    {
      self->row = (int) theta_maps_position_of_row (self->maps_of, view->row - 1);
      self->column = (int) theta_maps_position_of_row (self->maps_of, view->column - 1);
    }
}

static void
show_frame (ThetaKernelsPage *self, ThetaFrame *frame)
{
  theta_maps_set_frame (self->maps_of, frame, self->study);
  place_cross (self, frame->picture);
  if (self->waiting)
    apply_place (self);
  show_maps (self);
  follow_window (self);
  update_entry (self);
}

void
theta_kernels_page_get_place (ThetaKernelsPage *self, ThetaView *view)
{
  ThetaFrame *frame = frame_of (self);
  const ThetaView *wanted = &self->wanted;

  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && view != NULL);
  if (self->waiting || frame == NULL || self->row < 0)
    {
      view->map = wanted->map;
      view->alone = wanted->alone;
      view->row = wanted->row;
      view->column = wanted->column;
      memcpy (view->zoom, wanted->zoom, sizeof view->zoom);
      return;
    }
  view->map = self->selected == frame->picture->layers ? 0
              : self->selected < frame->picture->layers ? self->selected + 1
                                                        : self->selected;
  view->alone = self->alone;
  view->row = (guint) theta_maps_row (self->maps_of, (gsize) self->row) + 1;
  view->column = (guint) theta_maps_row (self->maps_of, (gsize) self->column) + 1;
  theta_maps_get_window (self->maps_of, &view->zoom[0], &view->zoom[1], &view->zoom[2]);
  if (theta_maps_is_whole (self->maps_of))
    memset (view->zoom, 0, sizeof view->zoom);
}

void
theta_kernels_page_set_place (ThetaKernelsPage *self, const ThetaView *view)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && view != NULL);
  self->wanted = *view;
  self->waiting = TRUE;
  if (frame_of (self) != NULL)
    show_frame (self, frame_of (self));
}

static void
stop_studies (ThetaKernelsPage *self)
{
  if (self->studying != NULL)
    g_cancellable_cancel (self->studying);
  g_clear_object (&self->studying);
  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  g_clear_pointer (&self->study, theta_study_unref);
  g_clear_pointer (&self->spectra, theta_spectra_unref);
}

typedef struct
{
  GWeakRef page;
  GCancellable *cancellable; /* says whether the answer is still wanted */
} Question;

static Question *
question_new (ThetaKernelsPage *self, GCancellable *cancellable)
{
  Question *question = g_new0 (Question, 1);

  g_weak_ref_init (&question->page, self);
  question->cancellable = g_object_ref (cancellable);
  return question;
}

static ThetaKernelsPage *
question_end (Question *question, ThetaSession **session)
{
  ThetaKernelsPage *page = g_weak_ref_get (&question->page);

  if (page != NULL && (g_cancellable_is_cancelled (question->cancellable) || page->session == NULL))
    g_clear_object (&page);
  *session = page != NULL ? page->session : NULL;
  g_weak_ref_clear (&question->page);
  g_object_unref (question->cancellable);
  g_free (question);
  return page;
}

static void
on_studied (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = question_end (data, &session);
  ThetaStudy *study = theta_study_finish (session, result, NULL);

  if (self == NULL || study == NULL)
    {
      g_clear_pointer (&study, theta_study_unref);
      return;
    }
  self->study = study;
  theta_maps_set_frame (self->maps_of, frame_of (self), study);
  show_maps (self);
  update_entry (self);
  theta_spectrum_card_show (self->spectrum, study, self->spectra, network_of (self));
}

static void
on_spectra (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = question_end (data, &session);
  ThetaSpectra *spectra = theta_spectra_finish (session, result, NULL);

  if (self == NULL || spectra == NULL)
    {
      g_clear_pointer (&spectra, theta_spectra_unref);
      return;
    }
  self->spectra = spectra;
  theta_spectrum_card_show (self->spectrum, self->study, spectra, network_of (self));
}

static void
on_ordered (GObject *source, GAsyncResult *result, gpointer data)
{
  ThetaSession *session;
  g_autoptr (ThetaKernelsPage) self = question_end (data, &session);
  g_autoptr (ThetaFrame) frame = theta_order_finish (session, result, NULL);

  if (self == NULL || frame == NULL)
    return;
  g_clear_object (&self->ordering);
  self->row = self->column = -1;
  show_frame (self, frame);
}

/* Once the run is over: while it lasts the compute thread is its own. */
static void
begin_studies (ThetaKernelsPage *self)
{
  ThetaFrame *frame = self->arrived;
  guint order = gtk_drop_down_get_selected (self->order);

  if (frame == NULL || frame->kernel == NULL || frame->weights == NULL
      || theta_session_get_running (self->session))
    return;
  if (order != THETA_ORDER_CLASS)
    {
      self->ordering = g_cancellable_new ();
      theta_order_async (self->session, frame, (ThetaOrder) order, self->ordering, on_ordered,
                         question_new (self, self->ordering));
    }
  if (self->study != NULL)
    return;
  self->studying = g_cancellable_new ();
  theta_study_async (self->session, frame, self->studying, on_studied,
                     question_new (self, self->studying));
  theta_spectra_async (self->session, frame, self->studying, on_spectra,
                       question_new (self, self->studying));
}

/* ---- what the session says ---- */

static void
show_nothing (ThetaKernelsPage *self)
{
  gboolean running = theta_session_get_running (self->session);

  stop_studies (self);
  theta_color_bar_set (self->bar, THETA_COLORMAP_VIRIDIS, 0, 1, FALSE, NULL, 0, NAN);
  theta_maps_set_frame (self->maps_of, NULL, NULL);
  g_clear_pointer (&self->arrived, theta_frame_unref);
  for (guint m = 0; m < self->maps->len; m++)
    theta_heatmap_view_show (map_at (self, m)->view, NULL, 0, 0, 1, FALSE, THETA_COLORMAP_VIRIDIS);
  theta_spectrum_card_show (self->spectrum, NULL, NULL, network_of (self));
  if (running)
    return;
  gtk_widget_hide (self->side);
}

static void
update_empty (ThetaKernelsPage *self)
{
  ThetaDataset *data = theta_session_get_dataset (self->session);
  gboolean shown = self->arrived == NULL && !theta_session_get_running (self->session)
                   && !gtk_widget_get_visible (self->side);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->empty, shown);
  if (data != NULL)
    text = g_strdup_printf (g_dngettext (NULL, "Run shows the kernels of %u row",
                                         "Run shows the kernels of %u rows", data->x->rows),
                            (guint) data->x->rows);
  gtk_label_set_label (self->empty_label,
                       text != NULL ? text : _ ("Open data to see their kernels"));
}

static void
update (ThetaKernelsPage *self)
{
  ThetaFrame *frame = theta_session_get_frame (self->session);
  ThetaDataset *before = self->arrived != NULL ? self->arrived->data : NULL;

  self->stale = FALSE;
  if (frame == NULL || frame->picture == NULL)
    show_nothing (self);
  else if (frame != self->arrived || self->study == NULL)
    {
      theta_frame_ref (frame);
      g_clear_pointer (&self->arrived, theta_frame_unref);
      self->arrived = frame;
      stop_studies (self);
      ensure_maps (self, network_of (self));
      if (before == NULL || before != frame->data)
        theta_kernel_values_fill_key (self->key, frame->data);
      gtk_widget_set_visible (self->side, gtk_toggle_button_get_active (self->panel_toggle));
      theta_spectrum_card_show (self->spectrum, NULL, NULL, network_of (self));
      show_frame (self, frame);
      begin_studies (self);
    }
  if (self->arrived == NULL && !gtk_widget_get_visible (self->side))
    ensure_maps (self, &theta_session_get_experiment (self->session)->network);
  update_badge (self);
  update_empty (self);
}

/* Frames come thirty times a second; a page that is not seen waits. */
static void
on_frame (ThetaKernelsPage *self)
{
  self->stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else if (theta_session_get_frame (self->session) == NULL)
    {
      /* Kernels are large: they are not kept for a page that nobody looks at. */
      show_nothing (self);
      update_empty (self);
    }
}

static void
on_map (ThetaKernelsPage *self)
{
  if (self->session != NULL && self->stale)
    update (self);
}

/* What is shown, its colours, the map of the labels. */
static void
on_choice (ThetaKernelsPage *self)
{
  theta_maps_set_show (self->maps_of, (ThetaShow) gtk_drop_down_get_selected (self->show));
  if (frame_of (self) == NULL)
    return;
  ensure_maps (self, network_of (self));
  show_maps (self);
  follow_window (self);
}

static void
on_order (ThetaKernelsPage *self)
{
  if (self->arrived == NULL)
    return;
  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  if (gtk_drop_down_get_selected (self->order) == THETA_ORDER_CLASS)
    {
      self->row = self->column = -1;
      show_frame (self, self->arrived);
    }
  else
    begin_studies (self);
}

static void
on_panel (ThetaKernelsPage *self)
{
  gtk_widget_set_visible (self->side, self->arrived != NULL
                                          && gtk_toggle_button_get_active (self->panel_toggle));
}

static gboolean
on_panel_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  ThetaKernelsPage *self = THETA_KERNELS_PAGE (widget);

  if (!gtk_widget_get_mapped (widget))
    return GDK_EVENT_PROPAGATE;
  gtk_toggle_button_set_active (self->panel_toggle,
                                !gtk_toggle_button_get_active (self->panel_toggle));
  return GDK_EVENT_STOP;
}

void
theta_kernels_page_set_narrow (ThetaKernelsPage *self, gboolean narrow)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self));
  gtk_toggle_button_set_active (self->panel_toggle, !narrow);
}

void
theta_kernels_page_set_session (ThetaKernelsPage *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify::frame", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::running", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::dataset", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::experiment", G_CALLBACK (on_frame), self);
  theta_preferences_watch ("colour-map", self, G_CALLBACK (on_choice));
  theta_preferences_watch ("diverging-map", self, G_CALLBACK (on_choice));
  theta_preferences_bind_less (GTK_WIDGET (self->badge));
  update (self);
}

/* ---- the object ---- */

static void
theta_kernels_page_dispose (GObject *object)
{
  ThetaKernelsPage *self = THETA_KERNELS_PAGE (object);
  GtkWidget *child;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  stop_studies (self);
  g_clear_handle_id (&self->loading, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->arrived, theta_frame_unref);
  g_clear_pointer (&self->maps_of, theta_maps_free);
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (theta_kernels_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *class)
{
  static const struct
  {
    guint key;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, "kernels.zoom-in" },   { GDK_KEY_KP_Add, "kernels.zoom-in" },
    { GDK_KEY_equal, "kernels.zoom-in" },  { GDK_KEY_minus, "kernels.zoom-out" },
    { GDK_KEY_0, "kernels.zoom-reset" },   { GDK_KEY_KP_Subtract, "kernels.zoom-out" },
    { GDK_KEY_c, "kernels.copy" },         { GDK_KEY_KP_0, "kernels.zoom-reset" },
  };

  gtk_widget_class_install_action (class, "kernels.zoom-in", NULL, act_zoom);
  gtk_widget_class_install_action (class, "kernels.zoom-out", NULL, act_zoom);
  gtk_widget_class_install_action (class, "kernels.zoom-reset", NULL, act_zoom);
  gtk_widget_class_install_action (class, "kernels.alone", NULL, act_alone);
  gtk_widget_class_install_action (class, "kernels.copy", NULL, act_copy);
  gtk_widget_class_install_action (class, "kernels.copy-picture", NULL, act_copy);
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    gtk_widget_class_add_binding_action (class, keys[k].key, 0, keys[k].action, NULL);
}

static void
theta_kernels_page_class_init (ThetaKernelsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_kernels_page_dispose;
  g_type_ensure (THETA_TYPE_COLOR_BAR);
  g_type_ensure (THETA_TYPE_ENTRY_PANEL);
  g_type_ensure (THETA_TYPE_SPECTRUM_CARD);
  g_type_ensure (THETA_TYPE_MAP_GRID);
  gtk_widget_class_set_css_name (widget_class, "kernelspage");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/kernels-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaKernelsPage, name)
  CHILD (show);
  CHILD (order);
  CHILD (colors);
  CHILD (badge);
  CHILD (log_check);
  CHILD (label_check);
  CHILD (panel_toggle);
  CHILD (bar_title);
  CHILD (bar_value);
  CHILD (bar);
  CHILD (empty);
  CHILD (empty_label);
  CHILD (grid);
  CHILD (side);
  CHILD (entry);
  CHILD (spectrum);
  CHILD (key);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_order);
  gtk_widget_class_bind_template_callback (widget_class, on_panel);
  gtk_widget_class_bind_template_callback (widget_class, on_jump);
  install_actions (widget_class);
}

static void
theta_kernels_page_init (ThetaKernelsPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  self->maps = g_ptr_array_new_with_free_func (map_free);
  self->maps_of = theta_maps_new ();
  self->row = self->column = self->hover_row = self->hover_column = -1;
  self->marker = NAN;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (keys), GTK_SHORTCUT_SCOPE_GLOBAL);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_F8, 0),
                        gtk_callback_action_new (on_panel_key, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}
