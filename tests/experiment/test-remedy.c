/* Every finding with a remedy goes when its remedy is set. */
#include "experiment/remedy.h"

#include <string.h>

#include "experiment/preview.h"
#include "support.h"

static char *folder;

static const ThetaFinding *
find (const ThetaDataset *data, ThetaFindingKind kind)
{
  for (guint k = 0; k < data->findings->len; k++)
    if (((const ThetaFinding *) data->findings->pdata[k])->kind == kind)
      return data->findings->pdata[k];
  return NULL;
}

static ThetaDataset *
load (const ThetaExperiment *experiment)
{
  g_autoptr (GError) error = NULL;
  guint n;
  ThetaDataset *data = theta_experiment_load_data (experiment, &n, NULL, &error);

  g_assert_no_error (error);
  return data;
}

static void
test_remedies (void)
{
  static const struct
  {
    ThetaFindingKind kind;
    const char *text, *settings, *label, *remedy;
    guint rows, columns, classes; /* afterwards */
  } cases[] = {
    { THETA_FINDING_CONSTANT_COLUMNS, "f,x,g,y,class\n1,1,0,9,a\n1,2,0,7,b\n1,3,0,5,a\n1,4,0,1,b\n", "",
      "Leave Out", "Dataset.Ignore=f;g", 4, 2, 2 },
    { THETA_FINDING_CONSTANT_COLUMNS, "f,x,g,y,class\n1,1,0,9,a\n1,2,0,7,b\n1,3,0,5,a\n1,4,0,1,b\n", "Ignore=y\n",
      "Leave Out", "Dataset.Ignore=y;f;g", 4, 1, 2 },
    { THETA_FINDING_DUPLICATE_ROWS, "x,class\n1,a\n2,b\n1,a\n3,b\n", "", "Leave Out", "Dataset.Duplicates=drop",
      3, 1, 2 },
    { THETA_FINDING_SMALL_CLASS,
      "x,class\n1,a\n2,b\n3,a\n4,b\n5,a\n6,b\n7,a\n8,b\n9,a\n10,b\n11,c\n", "",
      "Leave Out", "Dataset.Classes=a;b", 10, 1, 2 },
    { THETA_FINDING_MISSING_VALUES, "x,y,class\n1,2,a\n3,?,b\n5,6,a\n7,1,b\n", "Missing=mean\n", "Leave Rows Out",
      "Dataset.Missing=drop-row", 3, 2, 2 },
    { THETA_FINDING_MISSING_VALUES, "x,y,class\n1,2,a\n3,?,b\n5,6,a\n7,1,b\n", "Missing=drop-row\n", "Fill In Means",
      "Dataset.Missing=mean", 4, 2, 2 },
    { THETA_FINDING_UNSCALED, "x,y,class\n1,2000,a\n3,5,b\n5,6,a\n7,1,b\n", "Standardize=none\n", "Standardise",
      "Dataset.Standardize=train", 4, 2, 2 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = support_write (folder, "r.csv", cases[k].text), *remedy = NULL, *again = NULL;
      g_autoptr (ThetaExperiment) experiment = support_experiment (path, cases[k].settings);
      g_autoptr (ThetaExperiment) mended = NULL;
      g_autoptr (ThetaDataset) data = load (experiment), after = NULL;
      const ThetaFinding *finding = find (data, cases[k].kind);
      g_autoptr (GError) error = NULL;
      const char *label;

      g_test_message ("case %u", k);
      g_assert_nonnull (finding);
      remedy = theta_remedy_find (experiment, data, finding, &label);
      g_assert_cmpstr (remedy, ==, cases[k].remedy);
      g_assert_cmpstr (label, ==, cases[k].label);
      mended = theta_experiment_with (experiment, remedy, &error);
      g_assert_no_error (error);
      after = load (mended);
      g_assert_cmpuint (after->x->rows, ==, cases[k].rows);
      g_assert_cmpuint (after->x->cols, ==, cases[k].columns);
      g_assert_cmpuint (after->n_classes, ==, cases[k].classes);
      /* What is set already is not offered again. */
      finding = find (after, cases[k].kind);
      again = finding != NULL ? theta_remedy_find (mended, after, finding, &label) : NULL;
      g_assert_cmpstr (again, !=, remedy);
    }
}

static void
test_none (void)
{
  static const struct
  {
    ThetaFindingKind kind;
    const char *text, *settings;
  } cases[] = {
    { THETA_FINDING_CONSTANT_COLUMNS, "x,class\n1,a\n1,b\n1,a\n", "" },
    { THETA_FINDING_SMALL_CLASS, "x,class\n1,a\n2,b\n3,a\n", "" },
    { THETA_FINDING_DUPLICATE_ROWS, "x,class\n1,a\n1,b\n3,a\n", "Duplicates=drop\n" },
    { THETA_FINDING_UNSCALED, "x,y,class\n1,2000,a\n3,5,b\n5,6,a\n", "" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *path = support_write (folder, "n.csv", cases[k].text);
      g_autoptr (ThetaExperiment) experiment = support_experiment (path, cases[k].settings);
      g_autoptr (ThetaDataset) data = load (experiment);
      const ThetaFinding *finding = find (data, cases[k].kind);
      const char *label;

      g_test_message ("case %u", k);
      g_assert_nonnull (finding);
      g_assert_null (theta_remedy_find (experiment, data, finding, &label));
    }
}

/* ---- looking beside the worker ---- */

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}

static void
test_previews (void)
{
  g_autofree char *path = support_write (folder, "p.csv", "x;class\n1;a\n-;b\n3;a\n4;b\n");
  g_autoptr (ThetaReading) reading = theta_reading_new (NULL);
  g_autoptr (GAsyncResult) first = NULL, second = NULL, third = NULL, fourth = NULL;
  g_autoptr (ThetaComponents) points = NULL, own = NULL, none = NULL;
  g_autoptr (ThetaDataset) data = NULL, bad = NULL;
  g_autoptr (ThetaTrial) trial = NULL;
  g_autoptr (GError) error = NULL;

  theta_preview_async ("sample:iris", NULL, on_done, &first);
  data = theta_preview_finish (wait_for (&first), &points, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (points->n, ==, 150);
  /* The known shares of the standardised irises. */
  g_assert_cmpfloat_with_epsilon (points->share[0], 0.7296, 1e-3);
  g_assert_cmpfloat_with_epsilon (points->share[1], 0.2285, 1e-3);
  theta_components_async (data, FALSE, NULL, on_done, &second);
  own = theta_components_finish (wait_for (&second), &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (own->share[0], 0.9246, 1e-3);
  theta_trial_async (path, reading, 3, NULL, on_done, &third);
  trial = theta_trial_finish (wait_for (&third), &error);
  g_assert_no_error (error);
  g_assert_nonnull (trial->import->problem);
  g_assert_cmpstr (trial->mended->marks, ==, "-");
  theta_preview_async ("generator:bows", NULL, on_done, &fourth);
  bad = theta_preview_finish (wait_for (&fourth), &none, &error);
  g_assert_null (bad);
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = support_folder ();
  g_test_add_func ("/remedy/each", test_remedies);
  g_test_add_func ("/remedy/none", test_none);
  g_test_add_func ("/remedy/previews", test_previews);
  status = g_test_run ();
  support_remove (folder);
  return status;
}
