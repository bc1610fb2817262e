#include "ui/kernels-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "ui/draw.h"

#define VALUE_CHARS 6
#define MOST_IN_VIEW 5 /* layers that fit beside A in two rows */

void
theta_kernels_map_free (gpointer data)
{
  ThetaKernelMap *map = data;

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
  return theta_kernels_map_at (self, i)->view;
}

const char *
theta_kernels_page_get_value (ThetaKernelsPage *self, guint i)
{
  g_return_val_if_fail (THETA_IS_KERNELS_PAGE (self) && i < self->maps->len, NULL);
  return gtk_inscription_get_text (theta_kernels_map_at (self, i)->value);
}

static GtkWidget *
new_head (ThetaKernelMap *map, guint layers)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (map->name);
  GtkWidget *formula = gtk_label_new (map->index == layers ? "= Σ aₗ Θₗ" : _ ("same class"));

  map->head = box;
  map->formula = map->index >= layers ? GTK_LABEL (formula) : NULL;
  map->value = GTK_INSCRIPTION (theta_draw_value_new (VALUE_CHARS));
  gtk_widget_add_css_class (name, "theta-head");
  gtk_widget_add_css_class (formula, "theta-axis");
  gtk_widget_set_hexpand (GTK_WIDGET (map->value), TRUE);
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
  ThetaKernelMap *map = g_new0 (ThetaKernelMap, 1);
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
  g_signal_connect (map->view, "cross-moved", G_CALLBACK (theta_kernels_on_cross_moved), self);
  g_signal_connect (map->view, "hovered", G_CALLBACK (theta_kernels_on_hovered), self);
  g_signal_connect (map->view, "zoomed", G_CALLBACK (theta_kernels_on_zoomed), self);
  g_signal_connect (map->view, "panned", G_CALLBACK (theta_kernels_on_panned), self);
  g_signal_connect (map->view, "opened", G_CALLBACK (theta_kernels_on_opened), self);
  g_signal_connect (map->view, "menu", G_CALLBACK (theta_kernels_on_menu), self);
  g_signal_connect (map->view, "notify::has-focus", G_CALLBACK (theta_kernels_on_map_focus), self);
  g_ptr_array_add (self->maps, map);
  theta_kernels_offer_map (self, map);
  /* More kernels than two rows hold: A and the labels' stay beside them. */
  theta_kernels_board_append (self->board, head, GTK_WIDGET (map->view),
                              layers > MOST_IN_VIEW && index >= layers);
}

void
theta_kernels_ensure_maps (ThetaKernelsPage *self, const ThetaNetwork *network)
{
  guint layers = theta_network_n_kernels (network);
  guint wanted = layers + 1 + gtk_check_button_get_active (self->label_check);
  g_autofree char *first = theta_network_kernel_name (network, 0);

  if (self->maps->len == wanted && g_str_equal (theta_kernels_map_at (self, 0)->name, first))
    return;
  theta_kernels_board_clear (self->board);
  g_ptr_array_set_size (self->maps, 0);
  for (guint m = 0; m < wanted; m++)
    append_map (self, network, m);
  self->selected = layers;
  self->alone = FALSE;
  theta_kernels_clear_cross (self);
}

/* Whether zero means something to what is shown: nothing left, or no difference. */
static gboolean
is_about_zero (ThetaKernelsPage *self)
{
  ThetaShow show = theta_maps_get_show (self->maps_of);

  return show == THETA_SHOW_CENTRED || show == THETA_SHOW_DIFFERENCE;
}

/* The ends of a map's own scale.  A run changes A alone from frame to frame: what is known
 * of the others' values stays. */
static void
look_at_range (ThetaKernelsPage *self, ThetaKernelMap *map)
{
  const ThetaPicture *picture = theta_kernels_frame (self)->picture;
  const float *values = theta_maps_overview (self->maps_of, map->index);
  gsize count = values != NULL ? (gsize) picture->bins * picture->bins : 0;
  guint64 version = theta_maps_overview_version (self->maps_of, map->index);

  if (map->own_version != version)
    theta_heatmap_range (values, count, &map->own_min, &map->own_max, &map->own_map);
  map->own_version = version;
  map->min = map->own_min;
  map->max = map->own_max;
  map->map = map->own_map;
  if (is_about_zero (self) && map->index <= picture->layers)
    theta_heatmap_about_zero (&map->min, &map->max, &map->map);
}

/* One scale, so that maps can be compared, or a scale for each. */
static void
update_ranges (ThetaKernelsPage *self)
{
  const ThetaPicture *picture = theta_kernels_frame (self)->picture;
  gboolean shared = gtk_drop_down_get_selected (self->colors) == 0;
  gboolean can_log = TRUE, wish = gtk_check_button_get_active (self->log_check);
  double min = INFINITY, max = -INFINITY;
  ThetaColormap colors = THETA_COLORMAP_VIRIDIS;

  for (guint m = 0; m < self->maps->len; m++)
    {
      ThetaKernelMap *map = theta_kernels_map_at (self, m);

      look_at_range (self, map);
      if (map->index > picture->layers)
        continue;
      can_log = can_log && map->min > 0;
      if (theta_maps_overview (self->maps_of, map->index) != NULL)
        theta_heatmap_join (&min, &max, &colors, map->min, map->max, map->map);
    }
  for (guint m = 0; m < self->maps->len; m++)
    {
      ThetaKernelMap *map = theta_kernels_map_at (self, m);

      map->log = wish && can_log && map->index <= picture->layers;
      if (!shared || map->index > picture->layers)
        continue;
      map->min = min;
      map->max = max;
      map->map = colors;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->log_check), can_log);
}

/* Values of A are over the sum of its weights; a cosine does not feel that. */
static void
name_total (ThetaKernelsPage *self)
{
  ThetaShow show = theta_maps_get_show (self->maps_of);
  gboolean values = show == THETA_SHOW_RAW || show == THETA_SHOW_CENTRED;
  guint layers = theta_kernels_frame (self)->picture->layers;

  for (guint m = 0; m < self->maps->len; m++)
    {
      ThetaKernelMap *map = theta_kernels_map_at (self, m);

      if (map->index != layers)
        continue;
      gtk_label_set_label (GTK_LABEL (gtk_widget_get_first_child (map->head)),
                           values ? "A/Σa" : "A");
      gtk_label_set_label (map->formula, values ? "= Σ aₗ Θₗ / Σa" : "= Σ aₗ Θₗ");
    }
}

void
theta_kernels_show_maps (ThetaKernelsPage *self)
{
  update_ranges (self);
  name_total (self);
  for (guint m = 0; m < self->maps->len; m++)
    {
      ThetaKernelMap *map = theta_kernels_map_at (self, m);

      theta_heatmap_view_show (map->view, self->maps_of, map->index, map->min, map->max, map->log,
                               map->map);
    }
  theta_kernels_update_cross (self);
}
