/* A picture in memory to draw on and to look at. */
#pragma once

#include <cairo.h>
#include <glib.h>

/* fontconfig keeps what it has read until the process ends, a fixed amount that
 * only FcFini() would free. */
#ifdef __SANITIZE_ADDRESS__
const char *__lsan_default_suppressions (void);

const char *
__lsan_default_suppressions (void)
{
  return "leak:libfontconfig";
}
#endif

typedef struct
{
  cairo_surface_t *surface;
  cairo_t *cr;
  int width, height;
} Canvas;

static inline Canvas
canvas_new (int width, int height)
{
  Canvas self = { .width = width, .height = height };

  self.surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  self.cr = cairo_create (self.surface);
  return self;
}

static inline void
canvas_free (Canvas *self)
{
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
}

static inline guint32
canvas_at (const Canvas *self, int x, int y)
{
  const guchar *data;

  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (y, >=, 0);
  g_assert_cmpint (x, <, self->width);
  g_assert_cmpint (y, <, self->height);
  cairo_surface_flush (self->surface);
  data = cairo_image_surface_get_data (self->surface);
  return ((const guint32 *) (data + y * cairo_image_surface_get_stride (self->surface)))[x];
}

/* The largest difference of a channel. */
static inline int
color_distance (guint32 a, guint32 b)
{
  int most = 0;

  for (int shift = 0; shift < 24; shift += 8)
    most = MAX (most, ABS ((int) (a >> shift & 255) - (int) (b >> shift & 255)));
  return most;
}

#define argb_of(c) (0xff000000u | (guint32) ((c).red * 255 + 0.5) << 16 \
                    | (guint32) ((c).green * 255 + 0.5) << 8 | (guint32) ((c).blue * 255 + 0.5))

/* Pixels of the rectangle within @tolerance of @color. */
static inline guint
canvas_count (const Canvas *self, int x, int y, int width, int height, guint32 color, int tolerance)
{
  guint n = 0;

  for (int j = y; j < y + height; j++)
    for (int i = x; i < x + width; i++)
      n += color_distance (canvas_at (self, i, j), color) <= tolerance;
  return n;
}
