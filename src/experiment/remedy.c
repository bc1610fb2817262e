#include "experiment/remedy.h"

#include <string.h>

#define N_(text) text

/* "Dataset.Ignore=" with the names of @finding after those that are left out already. */
static char *
ignore_more (const ThetaDataset *data, const ThetaFinding *finding)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autofree char *joined = NULL;

  /* Something has to stay. */
  if (finding->names == NULL || g_strv_length (finding->names) >= data->x->cols)
    return NULL;
  if (data->ignored != NULL)
    g_strv_builder_addv (names, (const char **) data->ignored);
  g_strv_builder_addv (names, (const char **) finding->names);
  all = g_strv_builder_end (names);
  joined = theta_names_join ((const char *const *) all);
  return g_strconcat ("Dataset.Ignore=", joined, NULL);
}

/* "Dataset.Classes=" without the class of @finding; two have to stay, and names that the
 * key cannot hold cannot be named. */
static char *
other_classes (const ThetaDataset *data, const ThetaFinding *finding)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) left = NULL;
  g_autofree char *joined = NULL;

  if (finding->names == NULL || data->n_classes < 3)
    return NULL;
  for (guint c = 0; c < data->n_classes; c++)
    if (strpbrk (data->classes[c], ";\n\r") != NULL)
      return NULL;
    else if (!g_str_equal (data->classes[c], finding->names[0]))
      g_strv_builder_add (names, data->classes[c]);
  left = g_strv_builder_end (names);
  joined = g_strjoinv (";", left);
  return g_strconcat ("Dataset.Classes=", joined, NULL);
}

char *
theta_remedy_find (const ThetaExperiment *experiment, const ThetaDataset *data,
                   const ThetaFinding *finding, const char **label)
{
  *label = N_ ("Leave Out");
  switch (finding->kind)
    {
    case THETA_FINDING_CONSTANT_COLUMNS:
      return ignore_more (data, finding);
    case THETA_FINDING_SMALL_CLASS:
      return other_classes (data, finding);
    case THETA_FINDING_DUPLICATE_ROWS:
      return experiment->drop_copies ? NULL : g_strdup ("Dataset.Duplicates=drop");
    case THETA_FINDING_MISSING_VALUES:
      *label = N_ ("Leave Rows Out");
      if (experiment->missing == THETA_MISSING_MEAN)
        return g_strdup ("Dataset.Missing=drop-row");
      *label = N_ ("Fill In Means");
      return data->values_missing > 0 ? g_strdup ("Dataset.Missing=mean") : NULL;
    case THETA_FINDING_UNSCALED:
      *label = N_ ("Standardise");
      return experiment->standardize == THETA_STANDARDIZE_NONE
                 ? g_strdup ("Dataset.Standardize=train")
                 : NULL;
    case THETA_FINDING_NEAR_DUPLICATES:
    case THETA_FINDING_OTHER:
    default:
      return NULL;
    }
}
