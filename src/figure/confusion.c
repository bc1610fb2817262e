#include "figure/confusion.h"

#include <math.h>
#include <string.h>

#include "figure/text-private.h"

#define SIDE 18.0       /* the words "true" and "predicted" */
#define DOT 16.0        /* a class's dot and the space after it */
#define NAME_MOST 110.0 /* longer names end in "…" */
#define NAME_LEAST 18.0
#define CELL_MOST 72.0  /* of a small matrix; */
#define CELL_SHARE 0.3  /* and of the width or height of a large one, */
#define CELL_LARGEST 200.0 /* up to this */
#define TEXT_SHARE 0.14 /* of a large cell its number is as high as this */
#define CELL_NAMED 13.0 /* lower cells cannot be named one by one: strips stand for them */
#define STRIP 5.0

static const ThetaColor right_color = { 0x35 / 255.0, 0x84 / 255.0, 0xe4 / 255.0 };
static const ThetaColor wrong_color = { 0xc9 / 255.0, 0x5a / 255.0, 0x1c / 255.0 };

typedef struct
{
  double left, top, cell;
  double names;     /* width of the names at the left */
  gboolean upright; /* the names at the top stand upright */
  gboolean named;
  gsize skip;       /* bytes of the names at the top that they have in common */
  double size;      /* of their text */
} Layout;

/* The widest of the names, of each what comes after @skip bytes. */
static double
widest_name (const ThetaConfusion *self, gsize skip, double size)
{
  const ThetaPalette *palette = theta_palette_light ();
  ThetaTextStyle style = theta_text_style (palette, size, FALSE, palette->foreground);
  double widest = 0;

  for (guint c = 0; c < self->n_classes; c++)
    widest = fmax (widest, theta_text_width (NULL, &style, self->names[c] + skip));
  return ceil (widest);
}

/* Bytes of the words that all names begin with, "cultivar " of "cultivar 1" and "cultivar 2":
 * the rest is enough to tell them apart. */
static gsize
common_words (const ThetaConfusion *self)
{
  gsize skip = 0;

  for (gsize k = 0; self->n_classes > 1 && self->names[0][k] != '\0'; k++)
    {
      for (guint c = 1; c < self->n_classes; c++)
        if (self->names[c][k] != self->names[0][k])
          return skip;
      if (strchr (" -_:.", self->names[0][k]) == NULL)
        continue;
      for (guint c = 0; c < self->n_classes; c++)
        if (self->names[c][k + 1] == '\0')
          return skip;
      skip = k + 1;
    }
  return skip;
}

/* Whether the names, or what tells them apart, stand side by side over cells of this size. */
static gboolean
fit_names (const ThetaConfusion *self, Layout *layout)
{
  const gsize skips[] = { 0, common_words (self) };
  static const double sizes[] = { THETA_TEXT_VALUE, THETA_TEXT_AXIS };

  for (guint k = 0; k < 4; k++)
    if (widest_name (self, skips[k / 2], sizes[k % 2]) <= layout->cell - 2)
      {
        layout->skip = skips[k / 2];
        layout->size = sizes[k % 2];
        return TRUE;
      }
  return FALSE;
}

/* Without names, which would take the room of the cells. */
static void
lay_out_small (const ThetaConfusion *self, double width, double height, Layout *layout)
{
  layout->named = FALSE;
  layout->left = layout->top = SIDE + STRIP + 3;
  layout->cell = fmax (1, floor (fmin (width - layout->left, height - layout->top)
                                 / MAX (self->n_classes, 1)));
}

static void
lay_out (const ThetaConfusion *self, double width, double height, Layout *layout)
{
  double most = CLAMP (fmin (width, height) * CELL_SHARE, CELL_MOST, CELL_LARGEST);
  double head = NAME_LEAST;

  layout->named = TRUE;
  layout->names = CLAMP (widest_name (self, 0, THETA_TEXT_VALUE), NAME_LEAST, NAME_MOST);
  layout->names = fmin (layout->names, fmax (NAME_LEAST, floor (width * 0.3)));
  layout->left = SIDE + DOT + layout->names + 8;
  layout->upright = FALSE;
  layout->skip = 0;
  layout->size = THETA_TEXT_VALUE;
  for (int pass = 0; pass < 2; pass++)
    {
      double room;

      layout->top = SIDE + head + 4;
      room = fmin (width - layout->left, height - layout->top);
      layout->cell = floor (fmin (most, fmax (1, room / MAX (self->n_classes, 1))));
      if (pass == 0 && fit_names (self, layout))
        return;
      layout->upright = TRUE;
      head = 6 + fmin (layout->names, fmax (NAME_LEAST, floor (height * 0.3)));
    }
  if (layout->cell < CELL_NAMED)
    lay_out_small (self, width, height, layout);
}

void
theta_confusion_area (const ThetaConfusion *self, double width, double height, double *x, double *y,
                      double *cell)
{
  Layout layout;

  lay_out (self, width, height, &layout);
  *x = layout.left;
  *y = layout.top;
  *cell = layout.cell;
}

gboolean
theta_confusion_hit (const ThetaConfusion *self, double width, double height, double x, double y,
                     guint *truth, guint *predicted)
{
  double left, top, cell, side;

  theta_confusion_area (self, width, height, &left, &top, &cell);
  side = cell * self->n_classes;
  if (x < left || y < top || x >= left + side || y >= top + side)
    return FALSE;
  *truth = (guint) ((y - top) / cell);
  *predicted = (guint) ((x - left) / cell);
  return TRUE;
}

static void
draw_strips (cairo_t *cr, const ThetaConfusion *self, const Layout *layout)
{
  for (guint c = 0; c < self->n_classes; c++)
    {
      double at = c * layout->cell, gap = layout->cell >= 4 ? 1 : 0;

      theta_color_set (cr, theta_palette_class (c), 1);
      cairo_rectangle (cr, layout->left - STRIP - 3, layout->top + at, STRIP, layout->cell - gap);
      cairo_rectangle (cr, layout->left + at, layout->top - STRIP - 3, layout->cell - gap, STRIP);
      cairo_fill (cr);
    }
}

static void
draw_names (cairo_t *cr, const ThetaConfusion *self, const Layout *layout,
            const ThetaPalette *palette)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_VALUE, FALSE, palette->foreground);
  ThetaTextStyle top = theta_text_style (palette, layout->size, FALSE, palette->foreground);

  if (!layout->named)
    {
      draw_strips (cr, self, layout);
      return;
    }
  for (guint c = 0; c < self->n_classes; c++)
    {
      double middle = (c + 0.5) * layout->cell;
      double x = layout->left + middle, y = layout->top + middle;

      theta_color_set (cr, theta_palette_class (c), 1);
      cairo_arc (cr, SIDE + 5, y, 4, 0, 2 * G_PI);
      cairo_fill (cr);
      theta_text_draw_within (cr, &style, self->names[c], SIDE + DOT, y, 0, layout->names);
      if (layout->upright)
        theta_text_draw_upwards (cr, &style, self->names[c], x, layout->top - 6, 0,
                                 layout->top - SIDE - 6);
      else
        theta_text_draw (cr, &top, self->names[c] + layout->skip, x, layout->top - 11, 0.5);
    }
}

static void
draw_words (cairo_t *cr, const ThetaConfusion *self, const Layout *layout,
            const ThetaPalette *palette)
{
  ThetaTextStyle style = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);
  double middle = layout->cell * self->n_classes / 2;

  theta_text_draw (cr, &style, "predicted", layout->left + middle, 8, 0.5);
  theta_text_draw_upwards (cr, &style, "true", 7, layout->top + middle, 0.5, INFINITY);
}

/* The colour of a cell: as strong as its part of the largest of its kind. */
static ThetaColor
cell_color (const ThetaPalette *palette, guint count, gboolean right, guint most)
{
  double part = (double) count / MAX (most, 1);
  ThetaColor blank = theta_color_mix (palette->background, palette->grid, 0.42);

  if (count == 0)
    return blank;
  return right ? theta_color_mix (palette->background, right_color, 0.28 + 0.27 * part)
               : theta_color_mix (palette->background, wrong_color, 0.38 + 0.34 * part);
}

static void
draw_cells (cairo_t *cr, const ThetaConfusion *self, const Layout *layout,
            const ThetaPalette *palette)
{
  guint n = self->n_classes, most[2] = { 0, 0 };

  for (guint k = 0; k < n * n; k++)
    most[k / n == k % n] = MAX (most[k / n == k % n], self->counts[k]);
  for (guint k = 0; k < n * n; k++)
    {
      gboolean right = k / n == k % n;
      double x = layout->left + k % n * layout->cell, y = layout->top + k / n * layout->cell;
      double gap = layout->cell >= 8 ? 1 : 0;
      ThetaTextStyle style
          = theta_text_style (palette, fmax (THETA_TEXT_VALUE, layout->cell * TEXT_SHARE), !right,
                              palette->foreground);
      g_autofree char *text = g_strdup_printf ("%u", self->counts[k]);

      theta_color_set (cr, cell_color (palette, self->counts[k], right, most[right]), 1);
      cairo_rectangle (cr, x, y, layout->cell - gap, layout->cell - gap);
      cairo_fill (cr);
      if (self->counts[k] == 0 || layout->cell < 14)
        continue;
      if (theta_text_width (cr, &style, text) > layout->cell - 3)
        style.size = THETA_TEXT_AXIS;
      /* A number cut in half would be another number. */
      if (theta_text_width (cr, &style, text) <= layout->cell - 1)
        theta_text_draw (cr, &style, text, x + (layout->cell - gap) / 2,
                         y + (layout->cell - gap) / 2, 0.5);
    }
}

void
theta_confusion_draw (cairo_t *cr, const ThetaConfusion *self, const ThetaPalette *palette,
                      double width, double height)
{
  Layout layout;

  cairo_save (cr);
  if (!palette->paper)
    {
      theta_color_set (cr, palette->background, 1);
      cairo_rectangle (cr, 0, 0, width, height);
      cairo_fill (cr);
    }
  if (self->n_classes > 0)
    {
      lay_out (self, width, height, &layout);
      draw_words (cr, self, &layout, palette);
      draw_names (cr, self, &layout, palette);
      draw_cells (cr, self, &layout, palette);
    }
  cairo_restore (cr);
}
