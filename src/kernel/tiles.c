#include "kernel/tiles.h"

#include <math.h>

/* Tiles kept: what can be looked at once, and as much again around it. */
#define TILES_KEPT 256
/* Bytes kept at most, unless more is looked at. */
#define BYTES_KEPT (96 << 20)

typedef struct
{
  gsize rows_read; /* of THETA_TILE, when the tile is whole */
  double *values;  /* THETA_TILE × THETA_TILE × layers */
  guint64 used;    /* when it was last looked at */
} Tile;

struct _ThetaTiles
{
  ThetaKernel *kernel;
  ThetaPicture *picture;
  gsize n, across;      /* rows shown; tiles a side */
  GHashTable *tiles;    /* of Tile by its number, below the diagonal only */
  double *diagonal;     /* n × layers; NaN in a row's first until it has been read */
  double *entry;
  gsize row, column, count; /* what is looked at */
  guint64 clock;
};

static void
tile_free (gpointer data)
{
  Tile *self = data;

  g_free (self->values);
  g_free (self);
}

ThetaTiles *
theta_tiles_new (ThetaKernel *kernel, ThetaPicture *picture)
{
  ThetaTiles *self = g_new0 (ThetaTiles, 1);

  self->kernel = theta_kernel_ref (kernel);
  self->picture = theta_picture_ref (picture);
  self->n = picture->rows;
  self->across = (self->n + THETA_TILE - 1) / THETA_TILE;
  self->tiles = g_hash_table_new_full (NULL, NULL, NULL, tile_free);
  self->diagonal = g_new (double, self->n * kernel->layers);
  self->entry = g_new (double, kernel->layers);
  for (gsize i = 0; i < self->n; i++)
    self->diagonal[i * kernel->layers] = NAN;
  return self;
}

void
theta_tiles_free (ThetaTiles *self)
{
  theta_kernel_unref (self->kernel);
  theta_picture_unref (self->picture);
  g_hash_table_unref (self->tiles);
  g_free (self->diagonal);
  g_free (self->entry);
  g_free (self);
}

/* Kernels are symmetric: a tile above the diagonal is its mirror image's. */
static gpointer
tile_key (const ThetaTiles *self, gsize p, gsize q)
{
  return GSIZE_TO_POINTER (1 + (p >= q ? p * self->across + q : q * self->across + p));
}

static Tile *
ensure_tile (ThetaTiles *self, gsize p, gsize q)
{
  gpointer key = tile_key (self, p, q);
  Tile *tile = g_hash_table_lookup (self->tiles, key);

  if (tile == NULL)
    {
      tile = g_new0 (Tile, 1);
      tile->values = g_new (double, (gsize) THETA_TILE * THETA_TILE * self->kernel->layers);
      g_hash_table_insert (self->tiles, key, tile);
    }
  return tile;
}

/* Forgets the tiles that have not been looked at for the longest. */
static void
forget (ThetaTiles *self)
{
  gsize bytes = (gsize) THETA_TILE * THETA_TILE * self->kernel->layers * sizeof (double);
  guint most = (guint) CLAMP (BYTES_KEPT / bytes, 32, TILES_KEPT);

  while (g_hash_table_size (self->tiles) > most)
    {
      GHashTableIter iter;
      gpointer key, value, oldest = NULL;
      guint64 used = self->clock;

      g_hash_table_iter_init (&iter, self->tiles);
      while (g_hash_table_iter_next (&iter, &key, &value))
        if (((Tile *) value)->used < used)
          {
            used = ((Tile *) value)->used;
            oldest = key;
          }
      if (oldest == NULL)
        break;
      g_hash_table_remove (self->tiles, oldest);
    }
}

gboolean
theta_tiles_want (ThetaTiles *self, gsize row, gsize column, gsize count)
{
  gboolean missing = FALSE;

  self->count = MIN (MIN (count, THETA_TILES_ROWS), self->n);
  self->row = MIN (row, self->n - self->count);
  self->column = MIN (column, self->n - self->count);
  self->clock++;
  for (gsize p = self->row / THETA_TILE; p * THETA_TILE < self->row + self->count; p++)
    for (gsize q = self->column / THETA_TILE; q * THETA_TILE < self->column + self->count; q++)
      {
        Tile *tile = ensure_tile (self, p, q);

        tile->used = self->clock;
        missing = missing || tile->rows_read < THETA_TILE;
      }
  forget (self);
  return missing;
}

const double *
theta_tiles_diagonal (ThetaTiles *self, gsize row)
{
  double *entry = self->diagonal + row * self->kernel->layers;
  gsize i = self->picture->order[row];

  if (isnan (entry[0]))
    theta_kernel_read (self->kernel, i, i, entry);
  return entry;
}

static void
read_row (ThetaTiles *self, Tile *tile, gsize p, gsize q)
{
  guint layers = self->kernel->layers;
  gsize row = p * THETA_TILE + tile->rows_read;
  double *out = tile->values + tile->rows_read * THETA_TILE * layers;

  for (gsize k = 0; row < self->n && k < THETA_TILE && q * THETA_TILE + k < self->n; k++)
    {
      gsize column = q * THETA_TILE + k;
      gboolean known = theta_kernel_read (self->kernel, self->picture->order[row],
                                          self->picture->order[column], self->entry);

      for (guint l = 0; l < layers; l++)
        out[k * layers + l] = known ? self->entry[l] : NAN;
    }
  tile->rows_read++;
}

gboolean
theta_tiles_step (ThetaTiles *self, gint64 microseconds)
{
  gint64 end = g_get_monotonic_time () + microseconds;

  for (gsize p = self->row / THETA_TILE; p * THETA_TILE < self->row + self->count; p++)
    for (gsize q = self->column / THETA_TILE; q * THETA_TILE < self->column + self->count; q++)
      {
        Tile *tile = ensure_tile (self, p, q);

        while (tile->rows_read < THETA_TILE)
          {
            read_row (self, tile, MAX (p, q), MIN (p, q));
            if (g_get_monotonic_time () >= end)
              return TRUE;
          }
      }
  return FALSE;
}

const double *
theta_tiles_get (ThetaTiles *self, gsize row, gsize column)
{
  gsize i = MAX (row, column), j = MIN (row, column);
  Tile *tile = g_hash_table_lookup (self->tiles,
                                    tile_key (self, i / THETA_TILE, j / THETA_TILE));

  if (tile == NULL || i % THETA_TILE >= tile->rows_read)
    return NULL;
  return tile->values + ((i % THETA_TILE) * THETA_TILE + j % THETA_TILE) * self->kernel->layers;
}
