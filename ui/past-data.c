#include "ui/past-data.h"

#include <glib/gi18n.h>

#include "ui/past-row.h"

#define NAMES "theta-past-names"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  g_autofree char *first = g_utf8_casefold (*(const char *const *) a, -1);
  g_autofree char *second = g_utf8_casefold (*(const char *const *) b, -1);
  int order = g_utf8_collate (first, second);

  /* "iris" and "Iris" are two. */
  return order != 0 ? order : g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* The names of all runs, sorted, as often as there are runs; borrowed. */
static GPtrArray *
sorted_names (GListModel *runs)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr (ThetaPastItem) item = g_list_model_get_item (runs, i);

      g_ptr_array_add (names, item->run->name); /* the list holds the item, too */
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* NULL for all. */
static const char *
chosen_name (GtkDropDown *self)
{
  const GPtrArray *names = g_object_get_data (G_OBJECT (self), NAMES);
  guint chosen = gtk_drop_down_get_selected (self);

  return names != NULL && chosen > 0 && chosen <= names->len ? names->pdata[chosen - 1] : NULL;
}

void
theta_past_data_fill (GtkDropDown *self, GListModel *runs)
{
  g_autoptr (GPtrArray) all = sorted_names (runs);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GtkStringList *labels = gtk_string_list_new (NULL);
  g_autofree char *before = g_strdup (chosen_name (self));
  guint chosen = 0;

  gtk_string_list_append (labels, _ ("All data"));
  for (guint from = 0, to; from < all->len; from = to)
    {
      const char *name = all->pdata[from];
      g_autofree char *label = NULL;

      for (to = from + 1; to < all->len && g_str_equal (all->pdata[to], name); to++)
        ;
      label = g_strdup_printf ("%s (%u)", name, to - from);
      gtk_string_list_append (labels, label);
      g_ptr_array_add (names, g_strdup (name));
      if (g_strcmp0 (name, before) == 0)
        chosen = names->len;
    }
  g_object_set_data_full (G_OBJECT (self), NAMES, names, (GDestroyNotify) g_ptr_array_unref);
  gtk_drop_down_set_model (self, G_LIST_MODEL (labels));
  g_object_unref (labels);
  gtk_drop_down_set_selected (self, chosen);
}

gboolean
theta_past_data_matches (GtkDropDown *self, const ThetaPastRun *run)
{
  const char *name = chosen_name (self);

  return name == NULL || g_str_equal (name, run->name);
}
