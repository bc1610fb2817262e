/* Files written for a test, in a folder that goes when the test ends. */
#pragma once

#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "dataset/fold.h"

typedef struct
{
  char *folder, *path;
} Written;

static inline Written
write_file (const char *name, const char *contents, gssize length)
{
  Written self = { g_dir_make_tmp ("theta-XXXXXX", NULL), NULL };

  self.path = g_build_filename (self.folder, name, NULL);
  g_assert_true (g_file_set_contents (self.path, contents, length, NULL));
  return self;
}

static inline void
written_clear (Written *self)
{
  g_unlink (self->path);
  g_rmdir (self->folder);
  g_free (self->path);
  g_free (self->folder);
}

static inline ThetaDataset *
load_text (const char *name, const char *contents, const ThetaDatasetOptions *options,
           GError **error)
{
  Written file = write_file (name, contents, -1);
  ThetaDataset *data = theta_dataset_load (file.path, NULL, options, NULL, error);

  written_clear (&file);
  return data;
}

/* A set of @classes classes with @per rows each and one column that counts. */
static inline ThetaDataset *
counted (guint classes, guint per)
{
  g_autoptr (GString) text = g_string_new ("x,class\n");
  ThetaDataset *data;

  for (guint i = 0; i < classes * per; i++)
    g_string_append_printf (text, "%u,c%u\n", i, i % classes);
  data = load_text ("counted.csv", text->str, NULL, NULL);
  g_assert_nonnull (data);
  return data;
}
