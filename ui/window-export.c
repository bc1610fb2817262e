/* Exporting, and the command that does the same. */
#include "ui/window-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "figure/export.h"
#include "ui/command.h"
#include "ui/export-dialog.h"
#include "ui/kernels-page.h"

typedef struct
{
  ThetaExportWhat what;
  gboolean page;
  char *ending;
  GskRenderNode *node; /* of the page, as it was when it was asked for */
  double page_width, page_height;
  ThetaShown *shown; /* the maps, likewise */
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->shown, theta_shown_free);
  g_free (self->ending);
  g_free (self);
}

/* ---- the page ---- */

static GtkWidget *
current_page (ThetaWindow *self)
{
  return adw_view_stack_get_visible_child (ADW_VIEW_STACK (
      gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, "stack")));
}

static void
take_page (ThetaWindow *self, Request *request)
{
  GtkWidget *page = current_page (self);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (page);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GdkRGBA color;

  request->page_width = gtk_widget_get_width (page);
  request->page_height = gtk_widget_get_height (page);
  /* Pages lie on the colour of the window. */
  if (gtk_style_context_lookup_color (gtk_widget_get_style_context (page), "window_bg_color",
                                      &color))
    gtk_snapshot_append_color (snapshot, &color,
                               &GRAPHENE_RECT_INIT (0, 0, (float) request->page_width,
                                                    (float) request->page_height));
  gdk_paintable_snapshot (paintable, snapshot, request->page_width, request->page_height);
  request->node = gtk_snapshot_free_to_node (snapshot);
}

static void
draw_page (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const Request *request = data;

  cairo_scale (cr, width / request->page_width, width / request->page_width);
  gsk_render_node_draw (request->node, cr);
}

/* ---- the maps ---- */

static void
take_maps (ThetaWindow *self, Request *request)
{
  ThetaKernelsPage *page = THETA_KERNELS_PAGE (
      gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, "kernels_page"));

  request->shown
      = theta_kernels_page_take (page, theta_session_get_results (theta_window_get_session (self)));
}

static void
draw_maps (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const Request *request = data;
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  theta_shown_draw (cr, request->shown, &palette, width, height, scale);
}

/* ---- writing ---- */

static void
tell (ThetaWindow *self, const char *path)
{
  g_autofree char *shown = g_path_get_basename (path);
  g_autofree char *text = g_strdup_printf (_ ("Exported to “%s”"), shown);

  theta_window_toast (self, text);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ThetaWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = theta_export_finish_path (result, &error);

  g_application_release (g_application_get_default ());
  /* The window may have been closed in the meantime. */
  if (theta_window_get_session (self) == NULL)
    return;
  if (path != NULL)
    tell (self, path);
  else
    theta_window_fail (self, error->message);
}

static void
export_page (ThetaWindow *self, const Request *request, const char *path)
{
  g_autoptr (GError) error = NULL;
  double width = request->what.width;

  if (theta_export_file (path, _ ("Thetascope"), width,
                         ceil (width * request->page_height / request->page_width),
                         request->what.scale, draw_page, request, &error))
    tell (self, path);
  else
    theta_window_fail (self, error->message);
}

static void
export_maps (ThetaWindow *self, const Request *request, const char *path)
{
  g_autoptr (GError) error = NULL;
  double width = request->what.width;

  if (request->shown == NULL)
    theta_window_fail (self, _ ("There are no maps on the page of the kernels; look at it first"));
  else if (theta_export_file (path, _ ("Tangent kernels"), width,
                              ceil (theta_shown_height (request->shown, width)),
                              request->what.scale, draw_maps, request, &error))
    tell (self, path);
  else
    theta_window_fail (self, error->message);
}

static void
on_where (ThetaWindow *self, const char *chosen, gpointer data)
{
  const Request *request = data;
  ThetaResults *results = theta_session_get_results (theta_window_get_session (self));
  g_autofree char *ending = g_strconcat (".", request->ending, NULL);
  g_autofree char *path = *request->ending == '\0' || g_str_has_suffix (chosen, ending)
                              ? g_strdup (chosen)
                              : g_strconcat (chosen, ending, NULL);

  if (request->page)
    {
      export_page (self, request, path);
      return;
    }
  if (request->what.kind == THETA_EXPORT_SHOWN)
    {
      export_maps (self, request, path);
      return;
    }
  if (results == NULL)
    return;
  /* What is being written is written to its end, window or not. */
  g_application_hold (g_application_get_default ());
  theta_export_async (results, &request->what, path, on_exported, g_object_ref (self));
}

static void
on_chosen (const ThetaExportWhat *what, gboolean page, const char *ending, const char *name,
           gpointer user_data)
{
  ThetaWindow *self = user_data;
  Request *request = g_new0 (Request, 1);
  g_autofree char *file = *ending != '\0' ? g_strdup_printf ("%s.%s", name, ending)
                                          : g_strdup (name);

  *request = (Request){ .what = *what, .page = page, .ending = g_strdup (ending) };
  if (page)
    take_page (self, request);
  else if (what->kind == THETA_EXPORT_SHOWN)
    take_maps (self, request);
  theta_window_ask_where (self, _ ("Export"), file, on_where, request, request_free);
}

void
theta_window_export_dialog (ThetaWindow *self)
{
  ThetaResults *results = theta_session_get_results (theta_window_get_session (self));
  double width = gtk_widget_get_width (current_page (self));

  gtk_window_present (
      theta_export_dialog_new (GTK_WINDOW (self), results, width, on_chosen, self));
}

void
theta_window_copy_command (ThetaWindow *self)
{
  g_autofree char *command = theta_command_new (theta_window_get_session (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), command);
  theta_window_toast (self, _ ("Command copied; paste it into a terminal"));
}
