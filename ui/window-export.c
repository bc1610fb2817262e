/* Exporting, and the command that does the same. */
#include "ui/window-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "figure/export.h"
#include "ui/command.h"
#include "ui/export-dialog.h"
#include "ui/kernels-page.h"
#include "ui/learning-page.h"

#define WAIT_MS 500 /* before it is told how far writing is, and from then on */

typedef struct
{
  ThetaExportWhat what;
  gboolean page;
  GskRenderNode *node; /* of the page, as it was when it was asked for */
  double page_width, page_height;
  ThetaShown *shown; /* the maps, likewise; */
  ThetaShownCharts *charts; /* the charts */
} Request;

static void
request_free (gpointer data)
{
  Request *self = data;

  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->shown, theta_shown_free);
  g_clear_pointer (&self->charts, theta_shown_charts_free);
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

static ThetaKernelsPage *
kernels_page (ThetaWindow *self)
{
  return THETA_KERNELS_PAGE (
      gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, "kernels_page"));
}

static void
take_maps (ThetaWindow *self, Request *request)
{
  ThetaSession *session = theta_window_get_session (self);

  request->shown
      = theta_kernels_page_take (kernels_page (self), theta_session_get_results (session));
}

static void
draw_maps (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const Request *request = data;
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  theta_shown_draw (cr, request->shown, &palette, width, height, scale);
}

/* ---- the charts ---- */

static void
take_charts (ThetaWindow *self, Request *request)
{
  ThetaLearningPage *page = THETA_LEARNING_PAGE (
      gtk_widget_get_template_child (GTK_WIDGET (self), THETA_TYPE_WINDOW, "learning_page"));

  request->charts = theta_learning_page_take (
      page, theta_session_get_results (theta_window_get_session (self)));
}

static void
draw_charts (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  const Request *request = data;
  ThetaPalette palette = *theta_palette_light ();

  palette.paper = TRUE;
  theta_shown_charts_draw (cr, request->charts, &palette, width, height);
}

/* ---- writing ---- */

static void
tell (ThetaWindow *self, const char *path)
{
  g_autofree char *shown = g_path_get_basename (path);
  g_autofree char *text = g_strdup_printf (_ ("Exported to “%s”"), shown);

  theta_window_succeed_at (self, _ ("Exporting failed"));
  theta_window_toast (self, text);
}

/* Something that is being written, which may take a while. */
typedef struct
{
  ThetaWindow *window;
  char *name;
  GCancellable *cancellable;
  int *permille;
  AdwToast *toast; /* once it has taken a moment */
  guint source;
} Writing;

static Writing *
writing_new (ThetaWindow *window, const char *path)
{
  Writing *self = g_new0 (Writing, 1);

  self->window = g_object_ref (window);
  self->name = g_path_get_basename (path);
  self->cancellable = g_cancellable_new ();
  self->permille = g_atomic_rc_box_new0 (int);
  return self;
}

static void
writing_free (Writing *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->toast != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->toast, self->cancellable);
      adw_toast_dismiss (self->toast);
      g_object_unref (self->toast);
    }
  g_object_unref (self->window);
  g_object_unref (self->cancellable);
  g_atomic_rc_box_release (self->permille);
  g_free (self->name);
  g_free (self);
}

/* How far it is, with a way to stop it. */
static gboolean
on_writing (gpointer user_data)
{
  Writing *self = user_data;
  g_autofree char *text = g_strdup_printf (_ ("Writing “%s”: %d %%"), self->name,
                                           g_atomic_int_get (self->permille) / 10);
  g_autofree char *markup = g_markup_escape_text (text, -1);

  if (theta_window_get_session (self->window) == NULL)
    {
      self->source = 0;
      return G_SOURCE_REMOVE;
    }
  if (self->toast == NULL)
    {
      self->toast = g_object_ref (adw_toast_new (markup));
      adw_toast_set_timeout (self->toast, 0);
      adw_toast_set_button_label (self->toast, _ ("_Cancel"));
      g_signal_connect_swapped (self->toast, "button-clicked", G_CALLBACK (g_cancellable_cancel),
                                self->cancellable);
      theta_window_add_toast (self->window, g_object_ref (self->toast));
    }
  else
    adw_toast_set_title (self->toast, markup);
  return G_SOURCE_CONTINUE;
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing *writing = user_data;
  ThetaWindow *self = writing->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = theta_export_finish_path (result, &error);

  g_application_release (g_application_get_default ());
  /* The window may have been closed in the meantime. */
  if (theta_window_get_session (self) != NULL)
    {
      if (path != NULL)
        tell (self, path);
      else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        theta_window_toast (self, _ ("Nothing was written"));
      else
        theta_window_fail_at (self, _ ("Exporting failed"), error->message);
    }
  writing_free (writing);
}

/* What the window draws itself, at once. */
static void
export_drawing (ThetaWindow *self, const Request *request, const char *title, double height,
                ThetaExportFunc draw, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (theta_export_file (path, title, request->what.width, ceil (height), request->what.scale, draw,
                         request, &error))
    tell (self, path);
  else
    theta_window_fail_at (self, _ ("Exporting failed"), error->message);
}

/* FALSE where @request is for the results to write. */
static gboolean
export_seen (ThetaWindow *self, const Request *request, const char *path)
{
  double width = request->what.width;

  if (request->page)
    export_drawing (self, request, _ ("Thetascope"),
                    width * request->page_height / request->page_width, draw_page, path);
  else if (request->shown != NULL)
    export_drawing (self, request, _ ("Tangent kernels"),
                    theta_shown_height (request->shown, width), draw_maps, path);
  else if (request->charts != NULL)
    export_drawing (self, request, _ ("Learning the layer weights"),
                    theta_shown_charts_height (request->charts, width), draw_charts, path);
  else if (request->what.kind == THETA_EXPORT_SHOWN)
    theta_window_fail_at (self, _ ("Exporting failed"),
                          _ ("There are no maps on the page of the kernels; look at it first"));
  else if (request->what.kind == THETA_EXPORT_CHARTS)
    theta_window_fail_at (self, _ ("Exporting failed"),
                          _ ("There are no charts on the page of the learning; look at it first"));
  else
    return FALSE;
  return TRUE;
}

static void
on_where (ThetaWindow *self, const char *path, gpointer data)
{
  const Request *request = data;
  Writing *writing;
  ThetaResults *results = theta_session_get_results (theta_window_get_session (self));

  if (export_seen (self, request, path))
    return;
  if (results == NULL)
    return;
  /* What is being written is written to its end, window or not. */
  g_application_hold (g_application_get_default ());
  writing = writing_new (self, path);
  /* Only kernels are large, and may be left half-way; a figure of them may wait for a run. */
  if (request->what.kind >= THETA_EXPORT_KERNELS || request->what.kind == THETA_EXPORT_FIGURE)
    writing->source = g_timeout_add (WAIT_MS, on_writing, writing);
  theta_export_async (theta_window_get_session (self), results, &request->what, path,
                      writing->cancellable, writing->permille, on_exported, writing);
}

static void
on_chosen (const ThetaExportWhat *what, gboolean page, const char *ending, const char *name,
           gpointer user_data)
{
  ThetaWindow *self = user_data;
  Request *request = g_new0 (Request, 1);
  g_autofree char *suffix = *ending != '\0' ? g_strconcat (".", ending, NULL) : g_strdup ("");
  g_autofree char *file = g_strconcat (name, suffix, NULL);

  *request = (Request){ .what = *what, .page = page };
  if (page)
    take_page (self, request);
  else if (what->kind == THETA_EXPORT_SHOWN)
    take_maps (self, request);
  else if (what->kind == THETA_EXPORT_CHARTS)
    take_charts (self, request);
  theta_window_ask_where (self, _ ("Export"), file, suffix, on_where, request, request_free);
}

void
theta_window_export_dialog (ThetaWindow *self)
{
  ThetaResults *results = theta_session_get_results (theta_window_get_session (self));
  double width = gtk_widget_get_width (current_page (self));

  gtk_window_present (theta_export_dialog_new (GTK_WINDOW (self), results,
                                               theta_kernels_page_get_fold (kernels_page (self)),
                                               width, on_chosen, self));
}

void
theta_window_copy_command (ThetaWindow *self)
{
  g_autofree char *command = theta_command_new (theta_window_get_session (self));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), command);
  theta_window_toast (self, _ ("Command copied; paste it into a terminal"));
}
