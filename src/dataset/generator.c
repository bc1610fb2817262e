/* Small data made to order: "generator:moons?n=200&noise=0.1&seed=1". */
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/number.h"
#include "base/random.h"
#include "dataset/table-private.h"

#define MAX_VALUES 100000000u /* n times d: 0.8 GB */

typedef struct
{
  guint n, d;
  double noise;
  guint64 seed;
} Parameters;

typedef struct
{
  const char *id, *name;
  gboolean has_dimension;
  void (*fill) (ThetaDataset *data, const Parameters *parameters, ThetaRandom *random);
} Generator;

static void
put_point (ThetaDataset *data, guint i, double x, double y, int label, double noise,
           ThetaRandom *random)
{
  data->x->data[2 * i] = x + noise * theta_random_normal (random);
  data->x->data[2 * i + 1] = y + noise * theta_random_normal (random);
  data->labels[i] = label;
}

static void
fill_moons (ThetaDataset *data, const Parameters *self, ThetaRandom *random)
{
  for (guint i = 0; i < self->n; i++)
    {
      double t = G_PI * theta_random_uniform (random);

      if (i % 2 == 0)
        put_point (data, i, cos (t), sin (t), 0, self->noise, random);
      else
        put_point (data, i, 1 - cos (t), 0.5 - sin (t), 1, self->noise, random);
    }
}

static void
fill_circles (ThetaDataset *data, const Parameters *self, ThetaRandom *random)
{
  for (guint i = 0; i < self->n; i++)
    {
      double t = 2 * G_PI * theta_random_uniform (random), r = i % 2 == 0 ? 1 : 0.5;

      put_point (data, i, r * cos (t), r * sin (t), (int) (i % 2), self->noise, random);
    }
}

static void
fill_spirals (ThetaDataset *data, const Parameters *self, ThetaRandom *random)
{
  for (guint i = 0; i < self->n; i++)
    {
      double r = 0.2 + 1.3 * theta_random_uniform (random), t = 3 * G_PI * r / 1.5;

      t += i % 2 == 0 ? 0 : G_PI;
      put_point (data, i, r * cos (t), r * sin (t), (int) (i % 2), self->noise, random);
    }
}

/* The label is that of the point before the noise. */
static void
fill_xor (ThetaDataset *data, const Parameters *self, ThetaRandom *random)
{
  for (guint i = 0; i < self->n; i++)
    {
      double x = 0.1 + 0.9 * theta_random_uniform (random);
      double y = 0.1 + 0.9 * theta_random_uniform (random);

      put_point (data, i, i % 4 < 2 ? x : -x, i % 4 % 2 == 0 ? y : -y,
                 (i % 4 < 2) != (i % 4 % 2 == 0), self->noise, random);
    }
}

/* Standard normal rows; the label is the sign of a random direction's score. */
static void
fill_linear (ThetaDataset *data, const Parameters *self, ThetaRandom *random)
{
  g_autofree double *w = g_new (double, self->d);

  for (guint k = 0; k < self->d; k++)
    w[k] = theta_random_normal (random) / sqrt (self->d);
  for (guint i = 0; i < self->n; i++)
    {
      double score = 0;

      for (guint k = 0; k < self->d; k++)
        {
          data->x->data[i * self->d + k] = theta_random_normal (random);
          score += w[k] * data->x->data[i * self->d + k];
        }
      data->labels[i] = score + self->noise * theta_random_normal (random) > 0;
    }
}

#define TEACHER_WIDTH 16

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* A random two-layer ReLU network scores; its median divides the classes. */
static void
fill_network (ThetaDataset *data, const Parameters *self, ThetaRandom *random)
{
  g_autofree double *w = g_new (double, (self->d + 1) * TEACHER_WIDTH);
  g_autofree double *score = g_new0 (double, self->n), *sorted = NULL;
  double middle;

  for (guint k = 0; k < (self->d + 1) * TEACHER_WIDTH; k++)
    w[k] = theta_random_normal (random);
  for (guint i = 0; i < self->n; i++)
    {
      double *row = theta_matrix_row (data->x, i);

      for (guint k = 0; k < self->d; k++)
        row[k] = theta_random_normal (random);
      for (guint h = 0; h < TEACHER_WIDTH; h++)
        {
          double sum = 0;

          for (guint k = 0; k < self->d; k++)
            sum += w[h * self->d + k] * row[k] / sqrt (self->d);
          score[i] += w[TEACHER_WIDTH * self->d + h] * fmax (sum, 0);
        }
      score[i] += self->noise * theta_random_normal (random);
    }
  sorted = g_memdup2 (score, self->n * sizeof *score);
  qsort (sorted, self->n, sizeof *sorted, compare_doubles);
  middle = sorted[self->n / 2];
  for (guint i = 0; i < self->n; i++)
    data->labels[i] = score[i] >= middle;
}

static const Generator generators[] = {
  { "moons", "Moons", FALSE, fill_moons },
  { "circles", "Circles", FALSE, fill_circles },
  { "spirals", "Spirals", FALSE, fill_spirals },
  { "xor", "XOR", FALSE, fill_xor },
  { "linear", "Linear teacher", TRUE, fill_linear },
  { "network", "Random-network teacher", TRUE, fill_network },
};

const char *const *
theta_dataset_generators (void)
{
  static const char *const ids[] = { "moons", "circles", "spirals", "xor", "linear", "network",
                                     NULL };

  return ids;
}

static gboolean
take_parameter (Parameters *self, const Generator *generator, const char *pair, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (pair, "=", 2);
  double value = NAN;
  gboolean number = parts[0] != NULL && parts[1] != NULL
                    && theta_number_parse (parts[1], &value);
  gboolean whole = number && value == floor (value);

  if (number && g_str_equal (parts[0], "n") && whole && value >= 4 && value <= 1e6)
    self->n = (guint) value;
  else if (number && g_str_equal (parts[0], "noise") && value >= 0 && value <= 100)
    self->noise = value;
  else if (number && g_str_equal (parts[0], "seed") && whole && value >= 0 && value <= 9e15)
    self->seed = (guint64) value;
  else if (number && g_str_equal (parts[0], "d") && generator->has_dimension && whole && value >= 1
           && value <= 10000)
    self->d = (guint) value;
  else
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "“%s” is not possible for the generator %s; expected n from 4 to 1000000, noise "
                   "from 0 to 100, a whole seed%s",
                   pair, generator->id,
                   generator->has_dimension ? ", d from 1 to 10000" : "");
      return FALSE;
    }
  return TRUE;
}

static const Generator *
parse_source (const char *source, Parameters *parameters, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (strchr (source, ':') + 1, "?", 2);
  const Generator *generator = NULL;

  for (gsize k = 0; k < G_N_ELEMENTS (generators); k++)
    if (g_strcmp0 (parts[0], generators[k].id) == 0)
      generator = &generators[k];
  if (generator == NULL)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "There is no generator “%s”; expected moons, circles, spirals, xor, linear or "
                   "network",
                   parts[0] != NULL ? parts[0] : "");
      return NULL;
    }
  *parameters = (Parameters) { 200, generator->has_dimension ? 10 : 2, 0.1, 1 };
  if (parts[1] != NULL)
    {
      g_auto (GStrv) pairs = g_strsplit (parts[1], "&", -1);

      for (guint k = 0; pairs[k] != NULL; k++)
        if (*pairs[k] != '\0' && !take_parameter (parameters, generator, pairs[k], error))
          return NULL;
    }
  if ((guint64) parameters->n * parameters->d > MAX_VALUES)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
                   "%s: n times d is more than %u; expected fewer rows or columns", source,
                   MAX_VALUES);
      return NULL;
    }
  return generator;
}

static void
name_columns (ThetaDataset *data, const Parameters *parameters)
{
  data->columns = g_new0 (char *, parameters->d + 1);
  for (guint k = 0; k < parameters->d; k++)
    data->columns[k] = parameters->d == 2 ? g_strdup (k == 0 ? "x" : "y")
                                          : g_strdup_printf ("x%u", k + 1);
}

ThetaDataset *
theta_generator_load (const char *source, const ThetaDatasetOptions *options, GError **error)
{
  g_autoptr (ThetaDataset) data = NULL;
  Parameters parameters;
  const Generator *generator = parse_source (source, &parameters, error);
  ThetaRandom random;

  if (generator == NULL)
    return NULL;
  data = g_atomic_rc_box_new0 (ThetaDataset);
  data->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) theta_finding_free);
  data->x = theta_matrix_new (parameters.n, parameters.d, error);
  if (data->x == NULL)
    return NULL;
  data->source = g_strdup (source);
  data->name = g_strdup (generator->name);
  data->labels = g_new (int, parameters.n);
  data->classes = g_strdupv ((char *[]) { (char *) "A", (char *) "B", NULL });
  data->n_classes = 2;
  data->label = g_strdup ("class");
  data->rows = g_new (guint, parameters.n);
  for (guint i = 0; i < parameters.n; i++)
    data->rows[i] = i + 1;
  name_columns (data, &parameters);
  theta_random_init (&random, parameters.seed, THETA_STREAM_GENERATOR, 0);
  generator->fill (data, &parameters, &random);
  if (theta_dataset_count_class (data, 0) == 0 || theta_dataset_count_class (data, 1) == 0)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_SHAPE,
                   "%s: every point fell into one class; choose a larger n or another seed",
                   source);
      return NULL;
    }
  return theta_dataset_select (data, options, error) ? g_steal_pointer (&data) : NULL;
}
