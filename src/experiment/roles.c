#include "experiment/roles.h"

#include "base/error.h"
#include "base/number.h"

ThetaColumn *
theta_roles_list (const ThetaDataset *data, guint *n)
{
  guint ignored = data->ignored != NULL ? g_strv_length (data->ignored) : 0;
  ThetaColumn *columns = g_new (ThetaColumn, data->x->cols + ignored + 1);

  *n = 0;
  if (data->label != NULL)
    columns[(*n)++] = (ThetaColumn) { data->label, THETA_ROLE_LABEL };
  for (gsize k = 0; k < data->x->cols; k++)
    columns[(*n)++] = (ThetaColumn) { data->columns[k], THETA_ROLE_USED };
  for (guint k = 0; k < ignored; k++)
    columns[(*n)++] = (ThetaColumn) { data->ignored[k], THETA_ROLE_IGNORED };
  return columns;
}

/* The index of @name in @names, or −1. */
static int
find_name (char **names, const char *name)
{
  for (int k = 0; names != NULL && names[k] != NULL; k++)
    if (g_str_equal (names[k], name))
      return k;
  return -1;
}

/* The classes are numbers, so that the column may be used. */
static gboolean
label_is_numbers (const ThetaDataset *data)
{
  double value;

  for (guint c = 0; c < data->n_classes; c++)
    if (!theta_number_parse (data->classes[c], &value))
      return FALSE;
  return TRUE;
}

/* How many different values the column has. */
static guint
count_values (const ThetaDataset *data, const char *name)
{
  int column = find_name (data->columns, name), ignored = find_name (data->ignored, name);
  g_autoptr (GHashTable) seen = NULL;

  if (column < 0)
    return ignored >= 0 && data->ignored_values != NULL ? data->ignored_values[ignored] : 0;
  seen = g_hash_table_new (g_double_hash, g_double_equal);
  for (gsize i = 0; i < data->x->rows; i++)
    g_hash_table_add (seen, &theta_matrix_row (data->x, i)[column]);
  return g_hash_table_size (seen);
}

static gboolean
can_be_label (const ThetaDataset *data, const char *name, GError **error)
{
  guint values = count_values (data, name);

  if (!data->table)
    g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                 "The classes of these data are not in a column; “%s” can be used or left out",
                 name);
  else if (values > 1000 || (values > 30 && values > data->x->rows / 2))
    g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                 "“%s” has %u different values and is no label; choose a column of classes", name,
                 values);
  else if (values == 1)
    g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                 "“%s” has one value only and is no label; choose a column of classes", name);
  else
    return TRUE;
  return FALSE;
}

static gboolean
can_be_used (const ThetaDataset *data, const char *name, GError **error)
{
  int ignored = find_name (data->ignored, name);
  gboolean texts = ignored >= 0 ? data->ignored_texts != NULL && data->ignored_texts[ignored]
                                : find_name (data->columns, name) < 0 && !label_is_numbers (data);

  if (texts)
    g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                 "“%s” holds texts; only a column of numbers can be used, or a label be made of it",
                 name);
  return !texts;
}

/* Something has to stay. */
static gboolean
can_be_ignored (const ThetaDataset *data, const char *name, GError **error)
{
  if (data->x->cols > 1 || find_name (data->columns, name) < 0)
    return TRUE;
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "“%s” is the last column that is used; use another one first", name);
  return FALSE;
}

/* "Dataset.Ignore=" with the names that are left out, @more among them and @less not. */
static char *
set_ignored (const ThetaDataset *data, const char *more, const char *less)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;
  g_autofree char *joined = NULL;

  for (guint k = 0; data->ignored != NULL && data->ignored[k] != NULL; k++)
    if (g_strcmp0 (data->ignored[k], less) != 0)
      g_strv_builder_add (names, data->ignored[k]);
  if (more != NULL && find_name (data->ignored, more) < 0)
    g_strv_builder_add (names, more);
  all = g_strv_builder_end (names);
  joined = theta_names_join ((const char *const *) all);
  return g_strconcat ("Dataset.Ignore=", joined, NULL);
}

char **
theta_roles_assign (const ThetaExperiment *experiment, const ThetaDataset *data, const char *name,
                    ThetaRole role, GError **error)
{
  gboolean was_label = g_strcmp0 (data->label, name) == 0;
  g_autoptr (GStrvBuilder) out = g_strv_builder_new ();
  g_autofree char *ignored = NULL, *label = NULL;

  if (role == THETA_ROLE_LABEL ? !was_label && !can_be_label (data, name, error)
      : role == THETA_ROLE_USED ? !can_be_used (data, name, error)
                                : !can_be_ignored (data, name, error))
    return NULL;
  if (role == THETA_ROLE_LABEL)
    {
      gboolean retire = data->label != NULL && !was_label && !label_is_numbers (data);

      ignored = set_ignored (data, retire ? data->label : NULL, name);
      label = g_strconcat ("Dataset.Label=", name, NULL);
    }
  else
    {
      ignored = role == THETA_ROLE_USED ? set_ignored (data, NULL, name)
                                        : set_ignored (data, data->table || !was_label ? name : NULL,
                                                       NULL);
      label = g_strconcat ("Dataset.Label=", was_label ? "none" : experiment->label, NULL);
    }
  g_strv_builder_add (out, ignored);
  g_strv_builder_add (out, label);
  /* The names of other classes would be refused. */
  if (was_label != (role == THETA_ROLE_LABEL))
    g_strv_builder_add (out, "Dataset.Classes=");
  return g_strv_builder_end (out);
}
