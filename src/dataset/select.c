/* The options of reading, for data that is made and not read. */
#include <string.h>

#include "base/error.h"
#include "dataset/table-private.h"

/* Dataset.Label: the one label column that there is, or none. */
static gboolean
select_label (ThetaDataset *self, const char *label, GError **error)
{
  if (label == NULL || g_str_equal (label, "auto")
      || (self->label == NULL ? g_str_equal (label, "none")
                              : g_str_equal (label, "last") || g_str_equal (label, self->label)))
    return TRUE;
  if (self->label == NULL)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "%s: there are no labels, so “%s” cannot be taken; expected auto or none",
                   self->source, label);
      return FALSE;
    }
  if (!g_str_equal (label, "none"))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "%s: there is no column “%s” to take as label; expected auto, last, none or %s",
                   self->source, label, self->label);
      return FALSE;
    }
  g_clear_pointer (&self->labels, g_free);
  g_clear_pointer (&self->classes, g_strfreev);
  g_clear_pointer (&self->label, g_free);
  self->n_classes = 0;
  return TRUE;
}

static int
find_class (const ThetaDataset *self, const char *name)
{
  for (guint c = 0; c < self->n_classes; c++)
    if (g_str_equal (self->classes[c], name))
      return (int) c;
  return -1;
}

/* Dataset.Classes: @place[c] becomes where class @c goes, −1 where it is left out. */
static gboolean
select_classes (ThetaDataset *self, const char *asked, int *place, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (asked, ";", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  int count = 0;

  for (guint c = 0; c < self->n_classes; c++)
    place[c] = -1;
  for (guint k = 0; parts[k] != NULL; k++)
    {
      const char *name = g_strstrip (parts[k]);
      int found = find_class (self, name);

      if (*name == '\0')
        continue;
      if (found < 0 || place[found] >= 0)
        {
          g_autofree char *known = g_strjoinv (", ", self->classes);

          g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                       "%s: the class “%s” does not occur or is named twice; expected some of %s, "
                       "separated by ;",
                       self->source, name, known);
          return FALSE;
        }
      place[found] = count++;
      g_strv_builder_add (names, name);
    }
  if (count < 2)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
                   "%s: Dataset.Classes leaves %d class; expected at least two", self->source,
                   count);
      return FALSE;
    }
  g_strfreev (self->classes);
  self->classes = g_strv_builder_end (names);
  self->n_classes = (guint) count;
  return TRUE;
}

/* Moves those of @n rows that stay to the front; how many they are. */
static gsize
select_rows (ThetaDataset *self, gsize n, const int *place, guint limit)
{
  g_autofree guint *taken = g_new0 (guint, self->n_classes + 1);
  gsize kept = 0, d = self->x != NULL ? self->x->cols : 0;

  for (gsize i = 0; i < n; i++)
    {
      int c = self->labels != NULL ? place[self->labels[i]] : 0;

      self->rows_dropped += c < 0;
      if (c < 0 || (limit > 0 && taken[c] >= limit))
        continue;
      taken[c]++;
      if (self->x != NULL)
        memmove (theta_matrix_row (self->x, kept), theta_matrix_row (self->x, i),
                 d * sizeof (double));
      if (self->labels != NULL)
        self->labels[kept] = c;
      self->rows[kept++] = self->rows[i];
    }
  return kept;
}

gboolean
theta_dataset_select_rows (ThetaDataset *self, const ThetaDatasetOptions *options, gsize *n,
                           GError **error)
{
  g_autofree int *place = g_new (int, self->n_classes + 1);

  for (guint c = 0; c < self->n_classes; c++)
    place[c] = (int) c;
  if (!select_label (self, options->label, error))
    return FALSE;
  if (self->labels != NULL && options->classes != NULL && *options->classes != '\0'
      && !select_classes (self, options->classes, place, error))
    return FALSE;
  *n = select_rows (self, *n, place, options->limit);
  return TRUE;
}

gboolean
theta_dataset_select (ThetaDataset *self, const ThetaDatasetOptions *options, GError **error)
{
  return theta_dataset_select_rows (self, options, &self->x->rows, error);
}
