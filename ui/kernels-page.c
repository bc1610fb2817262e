#include "ui/kernels-page.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/color-bar.h"
#include "ui/draw.h"
#include "ui/kernel-values.h"
#include "ui/map-grid.h"

typedef struct
{
  int layer; /* −1: A */
  char *name;
  ThetaHeatmapView *view;
  GtkLabel *value;
  double min, max;
  ThetaColormap map;
} Map;

struct _ThetaKernelsPage
{
  GtkWidget parent_instance;

  ThetaSession *session;
  ThetaFrame *frame; /* what is shown, or NULL */
  ThetaPicture *ranged; /* whose ranges the maps hold */
  GPtrArray *maps;   /* of Map */
  int row, column;   /* of the cross, −1: none */
  guint selected;    /* the map of the colour bar */
  double marker;     /* its value under the cross */
  gboolean stale;    /* something came while the page was not seen */

  GtkDropDown *show;
  GtkLabel *badge, *row_label, *column_label, *bar_title, *bar_value, *empty_label;
  GtkBox *content;
  ThetaMapGrid *grid;
  GtkWidget *side, *empty;
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

static gboolean
is_cosine (ThetaKernelsPage *self)
{
  return gtk_drop_down_get_selected (self->show) == 0;
}

/* ---- values ---- */

static const float *
values_of (ThetaKernelsPage *self, const Map *map)
{
  return theta_kernel_values_picture (self->frame, map->layer, is_cosine (self));
}

/* ---- the cross ---- */

static void
update_bar (ThetaKernelsPage *self)
{
  Map *map = map_at (self, self->selected);
  g_autofree char *title = g_strdup_printf (_ ("Entries of %s"), map->name);

  gtk_label_set_label (self->bar_title, title);
  gtk_label_set_label (self->bar_value, gtk_label_get_label (map->value));
  theta_color_bar_set (self->bar, map->map, map->min, map->max, values_of (self, map),
                       theta_kernel_values_count (self->frame), self->marker);
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
  g_autofree double *values = NULL;
  g_autofree char *row = NULL, *column = NULL, *row_markup = NULL, *column_markup = NULL;

  if (self->frame == NULL)
    {
      clear_cross (self);
      return;
    }
  values = g_new0 (double, self->maps->len);
  theta_kernel_values_read (self->frame, self->row, self->column, is_cosine (self), values);
  row = theta_kernel_values_place (self->frame, TRUE, self->row, FALSE);
  column = theta_kernel_values_place (self->frame, FALSE, self->column, FALSE);
  row_markup = theta_kernel_values_place (self->frame, TRUE, self->row, TRUE);
  column_markup = theta_kernel_values_place (self->frame, FALSE, self->column, TRUE);
  gtk_label_set_markup (self->row_label, row_markup);
  gtk_label_set_markup (self->column_label, column_markup);
  for (guint m = 0; m < self->maps->len; m++)
    {
      Map *map = map_at (self, m);
      g_autofree char *value = theta_kernel_values_format (is_cosine (self), values[m]);
      g_autofree char *text = g_strdup_printf (_ ("%s of %s at %s, %s: %s"),
                                               is_cosine (self) ? _ ("Cosine") : _ ("Value"),
                                               map->name, row, column, value);

      theta_heatmap_view_set_cross (map->view, self->row, self->column);
      gtk_label_set_label (map->value, value);
      theta_heatmap_view_describe (map->view, text);
    }
  self->marker = values[self->selected];
  update_bar (self);
}

static void
select_map (ThetaKernelsPage *self, ThetaHeatmapView *view)
{
  for (guint m = 0; m < self->maps->len; m++)
    if (map_at (self, m)->view == view)
      self->selected = m;
}

static void
on_cross_moved (ThetaHeatmapView *view, int row, int column, ThetaKernelsPage *self)
{
  self->row = row;
  self->column = column;
  select_map (self, view);
  update_cross (self);
}

static void
on_map_focus (GtkWidget *view, GParamSpec *pspec, ThetaKernelsPage *self)
{
  if (!gtk_widget_has_focus (view))
    return;
  select_map (self, THETA_HEATMAP_VIEW (view));
  update_cross (self);
}

/* ---- the maps ---- */

static GtkWidget *
new_head (Map *map, guint layers)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (map->name), *formula = gtk_label_new ("= Σ aₗ Θₗ");

  map->value = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (name, "theta-head");
  gtk_widget_add_css_class (GTK_WIDGET (map->value), "theta-head");
  gtk_widget_add_css_class (GTK_WIDGET (map->value), "numeric");
  gtk_widget_add_css_class (formula, "theta-axis");
  gtk_widget_set_hexpand (GTK_WIDGET (map->value), TRUE);
  gtk_label_set_xalign (map->value, 1);
  gtk_label_set_ellipsize (GTK_LABEL (formula), PANGO_ELLIPSIZE_END);
  if (map->layer >= 0)
    gtk_box_append (GTK_BOX (box),
                    theta_draw_dot_new (theta_palette_layer ((guint) map->layer, layers)));
  gtk_box_append (GTK_BOX (box), name);
  if (map->layer < 0)
    gtk_box_append (GTK_BOX (box), formula);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (map->value));
  return box;
}

static void
append_map (ThetaKernelsPage *self, const ThetaNetwork *network, int layer)
{
  Map *map = g_new0 (Map, 1);
  g_autofree char *title = NULL;
  GtkWidget *head;

  map->layer = layer;
  map->name = layer >= 0 ? theta_network_kernel_name (network, (guint) layer) : g_strdup ("A");
  title = layer >= 0 ? g_strdup_printf (_ ("Kernel %s"), map->name)
                     : g_strdup (_ ("Weighted kernel A"));
  head = new_head (map, theta_network_n_kernels (network));
  map->view = THETA_HEATMAP_VIEW (theta_heatmap_view_new (title));
  g_signal_connect (map->view, "cross-moved", G_CALLBACK (on_cross_moved), self);
  g_signal_connect (map->view, "notify::has-focus", G_CALLBACK (on_map_focus), self);
  g_ptr_array_add (self->maps, map);
  theta_map_grid_append (self->grid, head, GTK_WIDGET (map->view));
}

static void
ensure_maps (ThetaKernelsPage *self, const ThetaNetwork *network)
{
  guint layers = theta_network_n_kernels (network);
  g_autofree char *first = theta_network_kernel_name (network, 0);

  if (self->maps->len == layers + 1 && g_str_equal (map_at (self, 0)->name, first))
    return;
  theta_map_grid_clear (self->grid);
  g_ptr_array_set_size (self->maps, 0);
  for (guint l = 0; l < layers; l++)
    append_map (self, network, (int) l);
  append_map (self, network, -1);
  self->selected = layers;
  self->ranged = NULL;
  clear_cross (self);
}

/* Cosines share one scale, so that maps can be compared; raw values differ by
 * orders of magnitude, so that each has its own. */
static void
update_ranges (ThetaKernelsPage *self)
{
  gsize count = theta_kernel_values_count (self->frame);
  gboolean layers = self->ranged != self->frame->picture;
  double low = INFINITY, high = -INFINITY;

  for (guint m = 0; m < self->maps->len; m++)
    {
      Map *map = map_at (self, m);
      const float *values = values_of (self, map);

      if (values != NULL && (map->layer >= 0 ? layers : !is_cosine (self)))
        theta_heatmap_range (values, count, &map->min, &map->max, &map->map);
      if (map->layer >= 0)
        {
          low = fmin (low, map->min);
          high = fmax (high, map->max);
        }
    }
  self->ranged = self->frame->picture;
  for (guint m = 0; is_cosine (self) && m < self->maps->len; m++)
    {
      Map *map = map_at (self, m);

      map->min = low;
      map->max = high;
      map->map = low < 0 && high > 0 ? THETA_COLORMAP_DIVERGING : THETA_COLORMAP_VIRIDIS;
    }
}

static void
place_cross (ThetaKernelsPage *self, const ThetaPicture *picture)
{
  int bins = (int) picture->bins;

  if (self->row < 0 || self->row >= bins || self->column < 0 || self->column >= bins)
    {
      self->row = bins / 5;
      self->column = bins * 5 / 6;
    }
}

static void
show_maps (ThetaKernelsPage *self)
{
  update_ranges (self);
  for (guint m = 0; m < self->maps->len; m++)
    {
      Map *map = map_at (self, m);

      theta_heatmap_view_set_values (map->view, self->frame, values_of (self, map), map->min,
                                     map->max, map->map);
    }
  update_cross (self);
}

static void
update_badge (ThetaKernelsPage *self)
{
  const ThetaFrame *frame = self->frame;
  g_autofree char *fold = NULL, *text = NULL;

  if (frame != NULL && frame->n_folds > 1)
    fold = g_strdup_printf (_ ("Fold %u of %u"), frame->picture_fold + 1, frame->n_folds);
  text = g_strjoin (" · ", _ ("Infinite width"), _ ("NTK parameterisation"), fold, NULL);
  gtk_label_set_label (self->badge, text);
}

/* ---- what the session says ---- */

static void
show_nothing (ThetaKernelsPage *self)
{
  gboolean running = theta_session_get_running (self->session);

  theta_color_bar_set (self->bar, THETA_COLORMAP_VIRIDIS, 0, 1, NULL, 0, NAN);
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->ranged = NULL;
  for (guint m = 0; m < self->maps->len; m++)
    theta_heatmap_view_set_values (map_at (self, m)->view, NULL, NULL, 0, 1,
                                   THETA_COLORMAP_VIRIDIS);
  if (running)
    return;
  gtk_widget_hide (self->side);
}

static void
update_empty (ThetaKernelsPage *self)
{
  ThetaDataset *data = theta_session_get_dataset (self->session);
  gboolean shown = self->frame == NULL && !theta_session_get_running (self->session)
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
  ThetaDataset *before = self->frame != NULL ? self->frame->data : NULL;

  self->stale = FALSE;
  if (frame == NULL || frame->picture == NULL)
    show_nothing (self);
  else
    {
      theta_frame_ref (frame);
      g_clear_pointer (&self->frame, theta_frame_unref);
      self->frame = frame;
      ensure_maps (self, &theta_session_get_shown (self->session)->network);
      place_cross (self, frame->picture);
      if (before == NULL || before != frame->data)
        theta_kernel_values_fill_key (self->key, frame->data);
      gtk_widget_show (self->side);
      show_maps (self);
    }
  if (self->frame == NULL && !gtk_widget_get_visible (self->side))
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

static void
on_show (ThetaKernelsPage *self)
{
  if (self->frame == NULL)
    return;
  self->ranged = NULL;
  show_maps (self);
}

void
theta_kernels_page_set_narrow (ThetaKernelsPage *self, gboolean narrow)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->content),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
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
  g_clear_object (&self->session);
  g_clear_pointer (&self->frame, theta_frame_unref);
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (theta_kernels_page_parent_class)->dispose (object);
}

static void
theta_kernels_page_class_init (ThetaKernelsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_kernels_page_dispose;
  g_type_ensure (THETA_TYPE_COLOR_BAR);
  g_type_ensure (THETA_TYPE_MAP_GRID);
  gtk_widget_class_set_css_name (widget_class, "kernelspage");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/kernels-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaKernelsPage, name)
  CHILD (show);
  CHILD (badge);
  CHILD (row_label);
  CHILD (column_label);
  CHILD (bar_title);
  CHILD (bar_value);
  CHILD (bar);
  CHILD (empty);
  CHILD (empty_label);
  CHILD (content);
  CHILD (grid);
  CHILD (side);
  CHILD (key);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_show);
}

static void
theta_kernels_page_init (ThetaKernelsPage *self)
{
  self->maps = g_ptr_array_new_with_free_func (map_free);
  self->row = self->column = -1;
  self->marker = NAN;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
}
