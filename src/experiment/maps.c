#include <math.h>
#include <string.h>

#include "experiment/maps-private.h"

ThetaMaps *
theta_maps_new (void)
{
  return g_new0 (ThetaMaps, 1);
}

static void
drop_frame (ThetaMaps *self)
{
  g_clear_pointer (&self->total, g_free);
  g_clear_pointer (&self->frame, theta_frame_unref);
  g_clear_pointer (&self->study, theta_study_unref);
}

void
theta_maps_free (ThetaMaps *self)
{
  theta_maps_forget (self);
  drop_frame (self);
  g_clear_pointer (&self->tiles, theta_tiles_free);
  g_free (self->place);
  g_free (self);
}

static gsize
count_rows (const ThetaMaps *self)
{
  return self->frame != NULL ? self->frame->picture->rows : 0;
}

static void
take_picture (ThetaMaps *self, const ThetaFrame *frame)
{
  const ThetaPicture *picture = frame->picture;

  g_clear_pointer (&self->tiles, theta_tiles_free);
  g_free (self->place);
  self->places = 0;
  for (gsize k = 0; k < picture->rows; k++)
    self->places = MAX (self->places, (gsize) picture->order[k] + 1);
  self->place = g_new (gsize, self->places);
  for (gsize i = 0; i < self->places; i++)
    self->place[i] = G_MAXSIZE;
  for (gsize k = 0; k < picture->rows; k++)
    self->place[picture->order[k]] = k;
  if (frame->kernel != NULL && picture->bins < picture->rows)
    self->tiles = theta_tiles_new (frame->kernel, frame->picture);
}

void
theta_maps_set_frame (ThetaMaps *self, ThetaFrame *frame, ThetaStudy *study)
{
  gsize before = count_rows (self);
  ThetaPicture *picture = self->frame != NULL ? theta_picture_ref (self->frame->picture) : NULL;
  gboolean held = self->tiles != NULL;
  gboolean same = self->frame != NULL && frame != NULL && frame->picture == self->frame->picture
                  && frame->kernel == self->frame->kernel && study == self->study;

  /* A run changes the weights from frame to frame, and nothing of the layers. */
  if (same)
    theta_maps_forget_total (self);
  else
    theta_maps_forget (self);
  if (frame != NULL)
    theta_frame_ref (frame);
  if (study != NULL)
    theta_study_ref (study);
  drop_frame (self);
  self->frame = frame;
  self->study = study;
  if (frame == NULL)
    g_clear_pointer (&self->tiles, theta_tiles_free);
  else
    {
      self->layers = frame->picture->layers;
      if (frame->picture != picture || held != (frame->kernel != NULL
                                               && frame->picture->bins < frame->picture->rows))
        take_picture (self, frame);
      if (before != frame->picture->rows)
        theta_maps_set_window (self, 0, 0, (double) frame->picture->rows);
    }
  g_clear_pointer (&picture, theta_picture_unref);
}

void
theta_maps_set_total (ThetaMaps *self, float *cosine)
{
  theta_maps_forget_total (self);
  g_free (self->total);
  self->total = cosine;
}

ThetaFrame *
theta_maps_get_frame (ThetaMaps *self)
{
  return self->frame;
}

void
theta_maps_set_show (ThetaMaps *self, ThetaShow show)
{
  if (self->show == show)
    return;
  theta_maps_forget (self);
  self->show = show;
}

ThetaShow
theta_maps_get_show (ThetaMaps *self)
{
  return self->show;
}

guint64
theta_maps_overview_version (ThetaMaps *self, guint map)
{
  return self->overviews + (map == self->layers ? self->totals : 0);
}

guint64
theta_maps_version (ThetaMaps *self, guint map)
{
  return self->windows + theta_maps_overview_version (self, map);
}

/* ---- the window ---- */

void
theta_maps_get_window (ThetaMaps *self, double *row, double *column, double *span)
{
  *row = self->row;
  *column = self->column;
  *span = self->span;
}

void
theta_maps_set_window (ThetaMaps *self, double row, double column, double span)
{
  double n = (double) count_rows (self);

  span = CLAMP (span, fmin (THETA_MAPS_LEAST, n), n);
  row = CLAMP (row, 0, n - span);
  column = CLAMP (column, 0, n - span);
  if (row == self->row && column == self->column && span == self->span)
    return;
  self->row = row;
  self->column = column;
  self->span = span;
  self->windows++;
}

void
theta_maps_zoom (ThetaMaps *self, double factor, double across, double down)
{
  double n = (double) count_rows (self);
  double span = CLAMP (self->span / factor, fmin (THETA_MAPS_LEAST, n), n);

  theta_maps_set_window (self, self->row + down * (self->span - span),
                         self->column + across * (self->span - span), span);
}

gboolean
theta_maps_is_whole (ThetaMaps *self)
{
  return self->frame == NULL || self->span >= (double) count_rows (self);
}

void
theta_maps_reveal (ThetaMaps *self, gsize row, gsize column)
{
  double edge = fmin (1, self->span / 8);
  double top = self->row, left = self->column;

  if ((double) row < top)
    top = (double) row - edge + 1;
  else if ((double) row + 1 > floor (top) + self->span)
    top = (double) row + edge - self->span;
  if ((double) column < left)
    left = (double) column - edge + 1;
  else if ((double) column + 1 > floor (left) + self->span)
    left = (double) column + edge - self->span;
  theta_maps_set_window (self, top, left, self->span);
}

/* ---- cells ---- */

gboolean
theta_maps_is_exact (ThetaMaps *self)
{
  return self->tiles != NULL && self->span <= THETA_TILES_ROWS;
}

guint
theta_maps_cells (ThetaMaps *self)
{
  const ThetaPicture *picture;
  double cells;

  if (self->frame == NULL)
    return 0;
  picture = self->frame->picture;
  cells = self->span;
  if (!theta_maps_is_exact (self))
    cells *= (double) picture->bins / (double) picture->rows;
  return (guint) CLAMP (round (cells), 1, picture->bins);
}

/* The first bin, or where cells are rows the first row. */
static gsize
first_cell (ThetaMaps *self, gboolean column)
{
  const ThetaPicture *picture = self->frame->picture;
  double start = floor (column ? self->column : self->row);
  guint cells = theta_maps_cells (self);

  if (theta_maps_is_exact (self))
    return MIN ((gsize) start, picture->rows - cells);
  return MIN (theta_maps_bin (picture, (gsize) start), picture->bins - cells);
}

gsize
theta_maps_position (ThetaMaps *self, gboolean column, guint cell)
{
  const ThetaPicture *picture = self->frame->picture;
  gsize at = first_cell (self, column) + cell;

  if (theta_maps_is_exact (self))
    return MIN (at, picture->rows - 1);
  at = MIN (at, picture->bins - 1);
  return (picture->first[at] + picture->first[at + 1]) / 2;
}

int
theta_maps_cell (ThetaMaps *self, gboolean column, gsize position)
{
  gsize first, at;

  if (self->frame == NULL)
    return -1;
  first = first_cell (self, column);
  at = theta_maps_is_exact (self) ? position : theta_maps_bin (self->frame->picture, position);
  return at >= first && at < first + theta_maps_cells (self) ? (int) (at - first) : -1;
}

int *
theta_maps_classes (ThetaMaps *self, gboolean columns)
{
  const ThetaPicture *picture;
  const int *labels;
  guint cells = theta_maps_cells (self);
  gsize first;
  int *classes;

  if (self->frame == NULL || self->frame->data == NULL || self->frame->data->labels == NULL)
    return NULL;
  picture = self->frame->picture;
  labels = self->frame->data->labels;
  first = first_cell (self, columns);
  classes = g_new (int, cells);
  for (guint c = 0; c < cells; c++)
    classes[c] = theta_maps_is_exact (self) ? labels[picture->order[first + c]]
                                            : picture->classes[first + c];
  return classes;
}

static float *
exact_values (ThetaMaps *self, guint map, const float *overview)
{
  const ThetaPicture *picture = self->frame->picture;
  guint cells = theta_maps_cells (self);
  gsize top = first_cell (self, FALSE), left = first_cell (self, TRUE);
  g_autofree double *values = g_new (double, self->layers + 2);
  float *out = g_new (float, (gsize) cells *cells);

  theta_tiles_want (self->tiles, top, left, cells);
  for (guint p = 0; p < cells; p++)
    {
      guint bin = theta_maps_bin (picture, top + p);
      const double *rows = theta_tiles_diagonal (self->tiles, top + p);

      for (guint q = 0; q < cells; q++)
        {
          const double *entry = theta_tiles_get (self->tiles, top + p, left + q);
          double value = NAN;

          if (entry != NULL)
            {
              theta_maps_entry (self, top + p, left + q, entry, rows,
                                theta_tiles_diagonal (self->tiles, left + q), (int) map, values);
              value = values[map];
            }
          if (isnan (value))
            value = overview[(gsize) bin * picture->bins + theta_maps_bin (picture, left + q)];
          out[(gsize) p * cells + q] = (float) value;
        }
    }
  return out;
}

float *
theta_maps_values (ThetaMaps *self, guint map)
{
  const float *overview = theta_maps_overview (self, map);
  guint cells = theta_maps_cells (self), bins;
  gsize top, left;
  float *out;

  if (overview == NULL)
    return NULL;
  if (theta_maps_is_exact (self))
    return exact_values (self, map, overview);
  bins = self->frame->picture->bins;
  top = first_cell (self, FALSE);
  left = first_cell (self, TRUE);
  out = g_new (float, (gsize) cells *cells);
  for (guint p = 0; p < cells; p++)
    memcpy (out + (gsize) p * cells, overview + (top + p) * bins + left, cells * sizeof *out);
  return out;
}

gboolean
theta_maps_load (ThetaMaps *self, gint64 microseconds)
{
  gboolean more;

  if (self->frame == NULL || !theta_maps_is_exact (self)
      || !theta_tiles_want (self->tiles, first_cell (self, FALSE), first_cell (self, TRUE),
                            theta_maps_cells (self)))
    return FALSE;
  more = theta_tiles_step (self->tiles, microseconds);
  self->windows++;
  return more;
}

/* ---- one entry ---- */

gsize
theta_maps_row (ThetaMaps *self, gsize position)
{
  return self->frame->picture->order[position];
}

gsize
theta_maps_position_of_row (ThetaMaps *self, gsize row)
{
  return row < self->places ? self->place[row] : G_MAXSIZE;
}

gboolean
theta_maps_read_raw (ThetaMaps *self, gsize row, gsize column, double *values)
{
  ThetaKernel *kernel = self->frame->kernel;

  return kernel != NULL
         && theta_kernel_read (kernel, theta_maps_row (self, row), theta_maps_row (self, column),
                               values);
}

static void
read_means (ThetaMaps *self, gsize row, gsize column, double *values)
{
  const ThetaPicture *picture = self->frame->picture;
  gsize at = (gsize) theta_maps_bin (picture, row) * picture->bins
             + theta_maps_bin (picture, column);

  for (guint m = 0; m < self->layers + 2; m++)
    {
      const float *overview = theta_maps_overview (self, m);

      values[m] = overview != NULL ? overview[at] : NAN;
    }
}

void
theta_maps_read (ThetaMaps *self, gsize row, gsize column, double *values)
{
  guint layers = self->layers;
  g_autofree double *entry = g_new (double, layers * 3);

  if ((self->show == THETA_SHOW_CENTRED && self->study == NULL)
      || !theta_maps_read_raw (self, row, column, entry)
      || !theta_maps_read_raw (self, row, row, entry + layers)
      || !theta_maps_read_raw (self, column, column, entry + 2 * layers))
    read_means (self, row, column, values);
  else
    theta_maps_entry (self, row, column, entry, entry + layers, entry + 2 * layers, -1, values);
}

static int
class_at (ThetaMaps *self, gsize position)
{
  return self->frame->data->labels[theta_maps_row (self, position)];
}

gsize
theta_maps_next_class (ThetaMaps *self, gsize position, int step)
{
  gsize last = count_rows (self) - 1, to = position;

  if (self->frame->data == NULL || self->frame->data->labels == NULL)
    return step > 0 ? last : 0;
  if (step > 0)
    {
      while (to < last && class_at (self, to) == class_at (self, position))
        to++;
      return to;
    }
  to = to > 0 ? to - 1 : 0;
  while (to > 0 && class_at (self, to - 1) == class_at (self, to))
    to--;
  return to;
}
