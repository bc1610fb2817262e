#include "ui/total-table.h"

#include <glib/gi18n.h>

#include "base/number.h"

#define MOST_CLASSES 32 /* more columns are not read */
#define PARTS 10

typedef struct
{
  guint n;
  guint *of; /* each bin's group */
  char **names;
} Groups;

static void
groups_clear (Groups *self)
{
  g_free (self->of);
  g_strfreev (self->names);
}

static gboolean
is_by_class (const ThetaFrame *frame)
{
  const ThetaPicture *picture = frame->picture;

  if (frame->data == NULL || frame->data->labels == NULL || frame->data->n_classes > MOST_CLASSES)
    return FALSE;
  for (guint b = 0; b < picture->bins; b++)
    if (picture->classes[b] < 0)
      return FALSE;
  return TRUE;
}

static Groups
find_groups (const ThetaFrame *frame)
{
  const ThetaPicture *picture = frame->picture;
  gboolean by_class = is_by_class (frame);
  Groups self = { .n = by_class ? frame->data->n_classes : MIN (PARTS, picture->bins) };

  self.of = g_new (guint, picture->bins);
  for (guint b = 0; b < picture->bins; b++)
    self.of[b] = by_class ? (guint) picture->classes[b]
                          : (guint) ((guint64) b * self.n / picture->bins);
  if (by_class)
    {
      self.names = g_strdupv (frame->data->classes);
      return self;
    }
  self.names = g_new0 (char *, self.n + 1);
  for (guint b = 0; b < picture->bins; b++)
    if (self.names[self.of[b]] == NULL)
      self.names[self.of[b]] = g_strdup_printf (_ ("from position %u"), picture->first[b] + 1);
  return self;
}

char *
theta_total_table (const ThetaFrame *frame, const float *values)
{
  const ThetaPicture *picture = frame->picture;
  Groups groups = find_groups (frame);
  g_autofree double *sums = g_new0 (double, (gsize) groups.n * groups.n);
  g_autofree double *counts = g_new0 (double, (gsize) groups.n * groups.n);
  GString *out = g_string_new (_ ("mean of A between"));

  for (guint p = 0; p < picture->bins; p++)
    for (guint q = 0; q < picture->bins; q++)
      {
        guint at = groups.of[p] * groups.n + groups.of[q];
        double pairs = (double) (picture->first[p + 1] - picture->first[p])
                       * (picture->first[q + 1] - picture->first[q]);

        sums[at] += pairs * (double) values[(gsize) p * picture->bins + q];
        counts[at] += pairs;
      }
  for (guint g = 0; g < groups.n; g++)
    g_string_append_printf (out, "\t%s", groups.names[g]);
  for (guint g = 0; g < groups.n; g++)
    {
      g_string_append_printf (out, "\n%s", groups.names[g]);
      for (guint h = 0; h < groups.n; h++)
        {
          guint at = g * groups.n + h;
          g_autofree char *text
              = counts[at] > 0 ? theta_number_format_fixed (sums[at] / counts[at], 2) : NULL;

          g_string_append_printf (out, "\t%s", text != NULL ? text : "");
        }
    }
  g_string_append_c (out, '\n');
  groups_clear (&groups);
  return g_string_free (out, FALSE);
}
