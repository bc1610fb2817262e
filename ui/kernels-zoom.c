#include "ui/kernels-page-private.h"

#include <glib/gi18n.h>

#define STEP 1.5 /* of a key */

void
theta_kernels_on_zoomed (ThetaHeatmapView *view, double factor, double across, double down,
           ThetaKernelsPage *self)
{
  self->waiting = FALSE;
  theta_maps_zoom (self->maps_of, factor, across, down);
  theta_kernels_follow_window (self);
}

void
theta_kernels_on_panned (ThetaHeatmapView *view, double across, double down, ThetaKernelsPage *self)
{
  double row, column, span;

  self->waiting = FALSE;
  theta_maps_get_window (self->maps_of, &row, &column, &span);
  theta_maps_set_window (self->maps_of, row + down * span, column + across * span, span);
  theta_kernels_follow_window (self);
}

/* About the cross, which stays where it is on the map while it can. */
static void
zoom_by (ThetaKernelsPage *self, double factor)
{
  double row, column, span;

  if (theta_kernels_frame (self) == NULL)
    return;
  theta_maps_get_window (self->maps_of, &row, &column, &span);
  theta_maps_zoom (self->maps_of, factor, CLAMP ((self->column + 0.5 - column) / span, 0, 1),
                   CLAMP ((self->row + 0.5 - row) / span, 0, 1));
  theta_kernels_follow_window (self);
}

void
theta_kernels_act_zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom_by (THETA_KERNELS_PAGE (widget), g_str_has_suffix (name, "-in")    ? STEP
                                        : g_str_has_suffix (name, "-out") ? 1 / STEP
                                                                          : 1e-9);
}

void
theta_kernels_act_alone (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaKernelsPage *self = THETA_KERNELS_PAGE (widget);

  self->alone = !self->alone;
  for (guint m = 0; m < self->maps->len; m++)
    {
      ThetaKernelMap *map = theta_kernels_map_at (self, m);

      gtk_widget_set_visible (map->head, !self->alone || m == self->selected);
      gtk_widget_set_visible (GTK_WIDGET (map->view), !self->alone || m == self->selected);
    }
  /* What was not laid out while it was away does not ask for it a second time. */
  gtk_widget_queue_resize (GTK_WIDGET (self->board));
}

void
theta_kernels_act_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ThetaKernelsPage *self = THETA_KERNELS_PAGE (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  ThetaKernelMap *map = theta_kernels_map_at (self, self->selected);
  GdkTexture *texture = theta_heatmap_view_get_texture (map->view);
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

void
theta_kernels_on_opened (ThetaHeatmapView *view, ThetaKernelsPage *self)
{
  theta_kernels_act_alone (GTK_WIDGET (self), "kernels.alone", NULL);
}

static void
on_menu_closed (GtkPopover *popover)
{
  gtk_widget_unparent (GTK_WIDGET (popover));
}

void
theta_kernels_on_menu (ThetaHeatmapView *view, double x, double y, ThetaKernelsPage *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *popover;

  theta_kernels_select_map (self, view);
  g_menu_append (menu, _ ("_Copy Picture"), "kernels.copy-picture");
  g_menu_append (menu, _ ("Copy _Entry"), "kernels.copy");
  g_menu_append (menu, _ ("_Show Row as Table"), "kernels.table");
  g_menu_append (menu, _ ("One _Map or All"), "kernels.alone");
  g_menu_append (menu, _ ("Zoom _In"), "kernels.zoom-in");
  g_menu_append (menu, _ ("Zoom _Out"), "kernels.zoom-out");
  g_menu_append (menu, _ ("Show E_verything"), "kernels.zoom-reset");
  g_menu_append (menu, _ ("E_xport…"), "win.export");
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, GTK_WIDGET (view));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover),
                               &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  g_signal_connect (popover, "closed", G_CALLBACK (on_menu_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}
