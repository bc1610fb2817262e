#include "ui/setup-menus.h"

#include <glib/gi18n.h>

#include "dataset/dataset.h"
#include "ui/presets.h"

/* "wine" → "Wine": names in files are small. */
static char *
capitalize (const char *name)
{
  char *text = g_strdup (name);

  *text = g_ascii_toupper (*text);
  return text;
}

static void
append_sources (GMenu *menu, const char *title, const char *kind, const char *const *names)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *label = capitalize (names[i]);
      g_autofree char *source = g_strconcat (kind, ":", names[i], NULL);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.source", "s", source);
      g_menu_append_item (section, item);
    }
  g_menu_append_submenu (menu, title, G_MENU_MODEL (section));
}

GMenuModel *
theta_setup_source_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();

  g_menu_append (files, _ ("Open a File…"), "win.open");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (files));
  append_sources (menu, _ ("Samples"), "sample", theta_dataset_samples ());
  append_sources (menu, _ ("Generators"), "generator", theta_dataset_generators ());
  return G_MENU_MODEL (menu);
}

GMenuModel *
theta_setup_preset_menu (void)
{
  GMenu *menu = g_menu_new ();
  guint n;
  const ThetaPreset *all = theta_presets (&n);

  for (guint k = 0; k < n; k++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (all[k].title), NULL);

      g_menu_item_set_action_and_target (item, "win.preset", "s", all[k].id);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (menu);
}
