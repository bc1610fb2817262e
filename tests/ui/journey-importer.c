/* Someone with a table that no program reads at once: another separator, quotes of its
 * own, marks for what is missing, the label in the middle, a column that says nothing. */
#include "hand.h"

#include <glib/gstdio.h>
#include <math.h>

#include "ui/import-panel.h"

#define ROWS 60

static char *folder, *path;

/* Three groups that stand apart; every 12th width is lost. */
static void
write_table (void)
{
  static const char *const kinds[] = { "tall, thin", "small; round", "flat" };
  g_autoptr (GString) text = g_string_new ("# Measured by hand, 2026\n"
                                           "id;length;kind;width;place\n");

  for (guint i = 0; i < ROWS; i++)
    {
      guint kind = i % 3;

      g_string_append_printf (text, "%u;%u.%u;'%s';", i + 1, 2 + 3 * kind, i * 7 % 10, kinds[kind]);
      if (i % 12 == 5)
        g_string_append (text, "lost");
      else
        g_string_append_printf (text, "%u.%u", 9 - 2 * kind, i * 3 % 10);
      g_string_append (text, ";4\n");
    }
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
}

static void
before (void)
{
  ui_reset ();
  ui_act ("win.page('data')");
  write_table ();
}

static ThetaImportPanel *
panel (void)
{
  GListModel *all = gtk_window_get_toplevels ();

  for (guint k = 0; k < g_list_model_get_n_items (all); k++)
    {
      g_autoptr (GObject) at = g_list_model_get_item (all, k);

      if (THETA_IS_IMPORT_PANEL (at))
        return THETA_IMPORT_PANEL (at);
    }
  return NULL;
}

static const ThetaImport *
import (void)
{
  return panel () != NULL ? theta_import_panel_get_import (panel ()) : NULL;
}

/* What is wrong is said, and mended with one click; every choice stays one's own. */
static void
mend (void)
{
  ui_wait (import () != NULL);
  ui_settle ();
  hand_shot ("1-asked");
  g_assert_nonnull (import ()->problem);
  hand_press ("Mend");
  ui_wait (import ()->problem == NULL);
  ui_settle ();
  hand_shot ("2-mended");
  g_assert_cmpuint (import ()->columns, ==, 5);
  g_assert_cmpuint (import ()->all_rows, ==, ROWS);
  g_assert_cmpint (import ()->label, ==, 2);
  hand_choose ("Texts stand between", "\" and \"");
  ui_wait (import ()->problem != NULL);
  hand_choose ("Texts stand between", "' and '");
  ui_wait (import ()->problem == NULL);
  hand_fill ("More marks of missing values, with “;”", "none");
  ui_wait (import ()->problem != NULL);
  hand_fill ("More marks of missing values, with “;”", "lost");
  ui_wait (import ()->problem == NULL);
  g_assert_cmpstr (import ()->cells[1 * 5 + 2], ==, "small; round");
  g_assert_cmpint (import ()->kinds[5 * 5 + 3], ==, THETA_CELL_MISSING);
  hand_press ("Open");
}

static ThetaDataset *
data (void)
{
  return theta_session_get_dataset (session);
}

static void
check_data (void)
{
  guint missing = 0;

  g_assert_cmpuint (data ()->n_classes, ==, 3);
  g_assert_cmpuint (data ()->x->cols, ==, 4);
  for (guint i = 0; i < ROWS; i++)
    missing += isnan (theta_matrix_row (data ()->x, i)[2]) != 0;
  g_assert_cmpuint (missing, ==, ROWS / 12);
}

static void
journey (void)
{
  const ThetaModelResult *wntk;

  hand_do ("<Control>o", "Open…");
  hand_answer (path);
  mend ();
  ui_wait (panel () == NULL && data () != NULL && data ()->x->rows == ROWS);
  ui_settle ();
  hand_shot ("3-data");
  check_data ();
  /* A column that is the same everywhere is left out with one click. */
  hand_press ("Leave Out");
  ui_wait (data ()->x->cols == 3);
  hand_shot ("4-remedy");
  hand_do ("<Control>r", "Run");
  ui_wait (!theta_session_get_running (session));
  wntk = theta_results_find (theta_session_get_results (session), "wntk");
  g_assert_nonnull (wntk);
  g_assert_cmpfloat (wntk->mean.accuracy, >, 0.9);
  hand_page ("Results");
  hand_shot ("5-results");
}

int
main (int argc, char **argv)
{
  int status;

  folder = g_dir_make_tmp ("thetascope-importer-XXXXXX", NULL);
  path = g_build_filename (folder, "messy.csv", NULL);
  status = hand_main (argc, argv, "importer", before, journey);
  g_remove (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return status;
}
