#include "ui/screenshot.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ui/measure.h"

static const char *const pages[] = { "data", "kernels", "learning", "results", "past-runs", "start",
                                     "presentation" };
typedef struct
{
  int width, height;
} Size;
static const Size usual[] = { { 1280, 800 }, { 900, 600 } };

/* Layout, idle work and resampling settle in fewer frames than this. */
#define SETTLE_FRAMES 12
/* How often a window that came out in another size is asked for this one again. */
#define FIT_TRIES 3
#define MOST_FRAME 64 /* what is more is no frame: the window cannot be as small as that */
/* How often it is asked whether the run is over. */
#define WAIT_MS 20

typedef struct
{
  ThetaWindow *window;
  char *directory;
  char *failed;   /* why what was asked for cannot be shown, or NULL */
  int *status;
  Size sizes[G_N_ELEMENTS (usual)];
  guint n_sizes;
  Size frame;     /* what the window draws around its content: 0 where it has shadows */
  guint fits;     /* tries that are left for this picture */
  guint next;     /* picture: page, then style, then size */
  guint frames;   /* until the picture is taken */
  gboolean due;   /* it is, once this frame has been painted */
  gboolean waited, ran;
  GdkFrameClock *clock;
  gulong painted; /* the handler on it */
  guint source;   /* waiting for the run, or for the next picture */
} Screenshot;

static void
screenshot_free (gpointer data)
{
  Screenshot *self = data;

  g_clear_handle_id (&self->source, g_source_remove);
  /* A clock that went with its surface has dropped its handlers. */
  if (self->painted != 0 && g_signal_handler_is_connected (self->clock, self->painted))
    g_signal_handler_disconnect (self->clock, self->painted);
  g_clear_object (&self->clock);
  g_free (self->directory);
  g_free (self->failed);
  g_object_set_data (G_OBJECT (self->window), "theta-screenshot", NULL);
  g_free (self);
}

static void
fail (Screenshot *self, const char *message)
{
  g_printerr ("thetascope: %s\n", message);
  *self->status = 1;
}

/* What the picture's number stands for. */
static void
split (guint number, guint *page, gboolean *dark, guint *size)
{
  *page = number % G_N_ELEMENTS (pages);
  *dark = number / G_N_ELEMENTS (pages) % 2 == 1;
  *size = number / G_N_ELEMENTS (pages) / 2;
}

static void
set_size (Screenshot *self, Size size)
{
  gtk_window_set_default_size (GTK_WINDOW (self->window), size.width + self->frame.width,
                               size.height + self->frame.height);
  self->frames = SETTLE_FRAMES;
}

/* Whether the window's content has the size that was asked for, or cannot have it. */
static gboolean
fits (Screenshot *self)
{
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (self->window));
  Size wanted, more;
  gboolean dark;
  guint page, size;

  split (self->next, &page, &dark, &size);
  wanted = self->sizes[size];
  more.width = wanted.width - gtk_widget_get_width (content);
  more.height = wanted.height - gtk_widget_get_height (content);
  if ((more.width == 0 && more.height == 0) || self->fits == 0)
    return TRUE;
  self->fits--;
  self->frame.width = CLAMP (self->frame.width + more.width, 0, MOST_FRAME);
  self->frame.height = CLAMP (self->frame.height + more.height, 0, MOST_FRAME);
  set_size (self, wanted);
  return FALSE;
}

static void
save_picture (Screenshot *self)
{
  GtkWidget *widget = GTK_WIDGET (self->window);
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (widget));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree char *name = NULL, *path = NULL;
  GskRenderNode *node;
  graphene_rect_t bounds, whole; /* of the content, and of the window with its frame */
  gboolean dark;
  guint page, size;

  split (self->next, &page, &dark, &size);
  if (!gtk_widget_compute_bounds (content, widget, &bounds)
      || !gtk_widget_compute_bounds (widget, widget, &whole))
    g_assert_not_reached (); /* one is in the other */
  graphene_rect_offset (&bounds, -whole.origin.x, -whole.origin.y);
  gdk_paintable_snapshot (paintable, snapshot, whole.size.width, whole.size.height);
  node = gtk_snapshot_free_to_node (snapshot);
  name = g_strdup_printf ("%s-%dx%d-%s.png", pages[page], self->sizes[size].width,
                          self->sizes[size].height,
                          dark ? "dark" : "light");
  path = g_build_filename (self->directory, name, NULL);
  if (node == NULL)
    {
      fail (self, "the window has nothing to draw");
      return;
    }
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (widget)), node,
                                         &bounds);
  gsk_render_node_unref (node);
  if (!gdk_texture_save_to_png (texture, path))
    {
      g_autofree char *message = g_strdup_printf ("%s: cannot be written", path);

      fail (self, message);
    }
}

/* Page, style and size of the next picture; FALSE when all are taken. */
static gboolean
prepare_picture (Screenshot *self)
{
  gboolean dark;
  guint page, size;

  split (self->next, &page, &dark, &size);
  if (size >= self->n_sizes)
    return FALSE;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      dark ? ADW_COLOR_SCHEME_FORCE_DARK
                                           : ADW_COLOR_SCHEME_FORCE_LIGHT);
  theta_measure_skip (); /* libadwaita has loaded its style sheet anew */
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.dismiss", NULL);
  if (g_str_equal (pages[page], "presentation"))
    {
      theta_window_show_page (self->window, "kernels");
      gtk_widget_activate_action (GTK_WIDGET (self->window), "win.present", NULL);
    }
  else if (g_str_equal (pages[page], "past-runs"))
    gtk_widget_activate_action (GTK_WIDGET (self->window), "win.past-runs", NULL);
  else
    theta_window_show_page (self->window, pages[page]);
  self->fits = FIT_TRIES;
  set_size (self, self->sizes[size]);
  return TRUE;
}

/* Whether the run is over, starting it first. */
static gboolean
wait_for_run (Screenshot *self)
{
  ThetaSession *session = theta_window_get_session (self->window);
  g_autofree char *problem = NULL;
  gboolean loading;

  if (!self->waited)
    theta_measure_reset (); /* building the window is not what is measured */
  self->waited = TRUE;
  g_object_get (session, "loading", &loading, "problem", &problem, NULL);
  if (loading || theta_session_get_running (session))
    return FALSE;
  if (self->ran)
    return TRUE;
  if (problem != NULL)
    {
      fail (self, problem);
      gtk_window_destroy (GTK_WINDOW (self->window));
      return FALSE;
    }
  self->ran = TRUE;
  theta_measure_print ("After the window was built");
  theta_measure_reset ();
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.run", NULL);
  return FALSE;
}

/* Outside the frame, as a person's own click would come. */
static gboolean
on_saved (gpointer user_data)
{
  Screenshot *self = user_data;

  self->source = 0;
  self->next++;
  if (!prepare_picture (self))
    {
      theta_measure_print ("While the pages were turned");
      theta_measure_reset ();
      gtk_window_destroy (GTK_WINDOW (self->window));
    }
  return G_SOURCE_REMOVE;
}

/* The pictures are taken of what was just painted: a widget whose drawing is due
 * has nothing to give. */
static void
on_painted (GdkFrameClock *clock, gpointer user_data)
{
  Screenshot *self = user_data;

  if (!self->due)
    return;
  self->due = FALSE;
  save_picture (self);
  self->source = g_idle_add (on_saved, self);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  Screenshot *self = user_data;

  gtk_widget_queue_draw (widget); /* a frame follows, whatever else happens */
  if (self->frames > 0 && --self->frames == 0 && fits (self))
    self->due = TRUE;
  return G_SOURCE_CONTINUE;
}

/* A file that cannot be read leaves the experiment before it, which nobody asked for. */
static void
on_failed (ThetaSession *session, const char *sentence, gpointer window)
{
  Screenshot *self = g_object_get_data (G_OBJECT (window), "theta-screenshot");

  if (self == NULL)
    return;
  g_free (self->failed);
  self->failed = g_strdup (sentence);
}

/* Waits for the end of the run, then begins with the pictures, or closes where
 * there is nothing to show. */
static gboolean
on_wait (gpointer user_data)
{
  Screenshot *self = user_data;
  GtkWidget *widget = GTK_WIDGET (self->window);

  if (self->failed != NULL)
    {
      self->source = 0;
      fail (self, self->failed);
      gtk_window_destroy (GTK_WINDOW (self->window));
      return G_SOURCE_REMOVE;
    }
  if (!wait_for_run (self))
    {
      if (*self->status == 0)
        return G_SOURCE_CONTINUE;
      self->source = 0;
      return G_SOURCE_REMOVE;
    }
  self->source = 0;
  if (theta_session_get_results (theta_window_get_session (self->window)) == NULL)
    {
      fail (self, "the run failed; there is nothing to show");
      gtk_window_destroy (GTK_WINDOW (self->window));
      return G_SOURCE_REMOVE;
    }
  theta_measure_print ("From Run to results");
  theta_measure_reset ();
  self->clock = g_object_ref (gtk_widget_get_frame_clock (widget));
  self->painted = g_signal_connect (self->clock, "after-paint", G_CALLBACK (on_painted), self);
  prepare_picture (self);
  return G_SOURCE_REMOVE;
}

void
theta_screenshot_begin (ThetaWindow *window, const char *directory, int width, int height,
                        int *status)
{
  Screenshot *self = g_new0 (Screenshot, 1);

  *self = (Screenshot) { .window = window, .directory = g_strdup (directory), .status = status };
  self->n_sizes = width > 0 ? 1 : G_N_ELEMENTS (usual);
  memcpy (self->sizes, usual, sizeof usual);
  if (width > 0)
    self->sizes[0] = (Size){ width, height };
  if (g_mkdir_with_parents (directory, 0777) != 0)
    {
      g_autofree char *message = g_strdup_printf ("%s: cannot be made", directory);

      fail (self, message);
      screenshot_free (self);
      gtk_window_destroy (GTK_WINDOW (window));
      return;
    }
  g_object_set_data (G_OBJECT (window), "theta-screenshot", self);
  g_signal_connect_object (theta_window_get_session (window), "failed", G_CALLBACK (on_failed),
                           window, 0);
  gtk_widget_add_tick_callback (GTK_WIDGET (window), on_tick, self, screenshot_free);
  self->source = g_timeout_add (WAIT_MS, on_wait, self);
}
