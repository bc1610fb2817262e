#include "ui/fonts.h"

#include <math.h>

#include "figure/chart.h"
#include "figure/confusion.h"
#include "figure/heatmap.h"
#include "ui/draw.h"

/* Signs that not every font has. */
#define SIGNS "Θ₁ λ Σ aₗ − ± × · ← ●"

/* The sizes of style.css, each once regular and once bold. */
static const int sizes[] = { 12, 13, 14, 15 };
#define N_TEXTS (2 * G_N_ELEMENTS (sizes))

typedef struct
{
  GtkWidget *widget; /* borrowed: whoever began removes the source before it goes */
  guint next;
} Warming;

static void
warm_text (GtkWidget *widget, int size, PangoWeight weight)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, SIGNS);
  g_autoptr (PangoFontDescription) font = pango_font_description_copy (
      pango_context_get_font_description (pango_layout_get_context (layout)));

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_layout_get_pixel_size (layout, NULL, NULL);
}

/* Figures have fonts of their own; small ones are drawn to nowhere. */
static void
warm_figure (GtkWidget *widget, guint which)
{
  static const double values[] = { 1, 0.5 };
  static const guint counts[] = { 1, 1, 0, 1 };
  static const char *const names[] = { "λ", "←" };
  const ThetaSeries series = { .name = "Θ₁", .y = values, .decimals = 2 };
  const ThetaChart chart = { .count = 2, .x_max = 2, .x_label = "a", .series = &series,
                             .n_series = 1, .cursor = NAN };
  const ThetaConfusion confusion = { .n_classes = 2, .counts = counts, .names = names };
  ThetaPalette palette = theta_draw_palette (widget);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1, 1);
  cairo_t *cr = cairo_create (surface);

  if (which == 0)
    theta_colorbar_draw (cr, THETA_COLORMAP_DIVERGING, -1, 1, FALSE, NULL, 0, NAN, &palette, 200, 90);
  else if (which == 1)
    theta_chart_draw (cr, &chart, &palette, 300, 200);
  else
    theta_confusion_draw (cr, &confusion, &palette, 300, 300);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* One font at a time: in between, keys and the pointer are answered. */
static gboolean
on_idle (gpointer user_data)
{
  Warming *self = user_data;
  guint k = self->next++;

  if (k < N_TEXTS)
    warm_text (self->widget, sizes[k / 2], k % 2 == 0 ? PANGO_WEIGHT_NORMAL : PANGO_WEIGHT_BOLD);
  else
    warm_figure (self->widget, k - N_TEXTS);
  return self->next < N_TEXTS + 3 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

guint
theta_fonts_warm (GtkWidget *widget)
{
  Warming *self = g_new0 (Warming, 1);

  self->widget = widget;
  return g_idle_add_full (G_PRIORITY_LOW, on_idle, self, g_free);
}
