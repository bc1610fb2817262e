#include "figure/figures-private.h"

#include <math.h>

#include "base/number.h"
#include "experiment/run.h"
#include "figure/confusion.h"
#include "figure/dots.h"
#include "figure/text-private.h"

#define PART_HEAD 24.0 /* the name above one of two dot charts */
#define GAP 18.0

static const ThetaFigure figures[] = {
  { "kernels", "Tangent kernels", theta_figure_kernels_height, theta_figure_kernels_draw },
  { "weights", "Layer weights", theta_figure_weights_height, theta_figure_weights_draw },
  { "loss", "Squared error while learning", theta_figure_loss_height, theta_figure_loss_draw },
  { "results", "Models compared", theta_figure_results_height, theta_figure_results_draw },
  { "confusion", "Confusion", theta_figure_confusion_height, theta_figure_confusion_draw },
};

const ThetaFigure *
theta_figures (guint *n)
{
  *n = G_N_ELEMENTS (figures);
  return figures;
}

const ThetaFigure *
theta_figure_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    if (g_strcmp0 (figures[i].name, name) == 0)
      return &figures[i];
  return NULL;
}

/* ---- shared ---- */

void
theta_figure_head_draw (cairo_t *cr, const ThetaPalette *palette, const char *title,
                        const char *note, double width, double height)
{
  ThetaTextStyle head = theta_text_style (palette, THETA_TEXT_HEAD, TRUE, palette->foreground);
  ThetaTextStyle dim = theta_text_style (palette, THETA_TEXT_AXIS, FALSE, palette->dim);

  if (!palette->paper)
    {
      theta_color_set (cr, palette->background, 1);
      cairo_rectangle (cr, 0, 0, width, height);
      cairo_fill (cr);
    }
  theta_text_draw_within (cr, &head, title, 0, 8, 0, width);
  theta_text_draw_within (cr, &dim, note, 0, 27, 0, width);
}

char *
theta_figure_badge (const ThetaResults *results)
{
  const ThetaNetwork *network = &results->experiment->network;
  g_autofree char *activation = theta_network_activation_to_label (network);

  g_autofree char *variance = theta_number_format (network->bias_variance, 3);
  g_autofree char *biases = network->bias_variance > 0
                                ? g_strconcat (", bias variance ", variance, NULL)
                                : g_strdup ("");

  return g_strdup_printf ("%s, %u %s%s, infinite width, NTK parameterisation", activation,
                          network->depth, network->depth == 1 ? "layer" : "layers", biases);
}

char *
theta_figure_fold (const ThetaResults *results, const ThetaFrame *frame)
{
  guint n = MAX (frame->n_folds, results->folds->len);

  return g_strdup_printf ("fold %u of %u", frame->picture_fold + 1, n);
}

const ThetaModelResult *
theta_figure_model (const ThetaResults *results)
{
  char **compare = results->experiment->compare;

  for (guint c = 0; compare != NULL && compare[c] != NULL; c++)
    for (guint m = 0; g_str_has_prefix (compare[c], "wntk") && m < results->models->len; m++)
      {
        const ThetaModelResult *model = results->models->pdata[m];

        if (g_str_equal (model->id, compare[c]))
          return model;
      }
  return results->models->len > 0 ? results->models->pdata[0] : NULL;
}

/* ---- folds as dots ---- */

typedef struct
{
  ThetaDots dots;
  ThetaDotsRow *rows;
  double *values; /* models × folds */
} Folds;

static void
folds_clear (Folds *self)
{
  g_free (self->rows);
  g_free (self->values);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Folds, folds_clear)

static void
folds_init (Folds *self, const ThetaResults *results, gsize metric, gboolean per_cent)
{
  guint n = results->models->len, folds = results->folds->len;

  self->rows = g_new0 (ThetaDotsRow, MAX (n, 1));
  self->values = g_new0 (double, MAX (n * folds, 1));
  for (guint m = 0; m < n; m++)
    {
      const ThetaModelResult *model = results->models->pdata[m];
      double *values = self->values + (gsize) m * folds;
      guint count = MIN (model->folds->len, folds);

      for (guint f = 0; f < count; f++)
        values[f] = G_STRUCT_MEMBER (
            double, &((ThetaFoldResult *) model->folds->pdata[f])->fit->metrics, metric);
      self->rows[m] = (ThetaDotsRow){ .name = model->label, .values = values, .count = count,
                                      .mean = G_STRUCT_MEMBER (double, &model->mean, metric),
                                      .accent = g_str_has_prefix (model->id, "wntk") };
    }
  self->dots = (ThetaDots){ .rows = self->rows, .n_rows = n, .factor = per_cent ? 100 : 1,
                            .unit = per_cent ? "\xe2\x80\xaf%" : "", .decimals = per_cent ? 1 : 3 };
  theta_dots_axis (&self->dots, 0, per_cent ? 1 : NAN);
}

double
theta_figure_results_height (const ThetaResults *results, double width)
{
  ThetaDots dots = { .n_rows = results->models->len };

  if (results->models->len == 0)
    return 0;
  return THETA_FIGURE_HEAD + 2 * (PART_HEAD + theta_dots_height (&dots)) + GAP;
}

void
theta_figure_results_draw (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette,
                           double width, double height, double scale)
{
  ThetaTextStyle head = theta_text_style (palette, THETA_TEXT_VALUE, TRUE, palette->foreground);
  static const struct { const char *name; gsize metric; gboolean per_cent; } parts[] = {
    { "Squared error", G_STRUCT_OFFSET (ThetaMetrics, squared_error), FALSE },
    { "Accuracy", G_STRUCT_OFFSET (ThetaMetrics, accuracy), TRUE },
  };
  g_autofree char *badge = theta_figure_badge (results);
  g_autofree char *note = g_strdup_printf ("%s · a dot is a fold, the tick its mean · %s",
                                           results->data->name, badge);

  theta_figure_head_draw (cr, palette, "Models compared", note, width, height);
  cairo_save (cr);
  cairo_translate (cr, 0, THETA_FIGURE_HEAD);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_auto (Folds) folds = { 0 };
      double room;

      folds_init (&folds, results, parts[i].metric, parts[i].per_cent);
      room = theta_dots_height (&folds.dots);
      theta_text_draw (cr, &head, parts[i].name, 0, 8, 0);
      cairo_translate (cr, 0, PART_HEAD);
      theta_dots_draw (cr, &folds.dots, palette, width, room);
      cairo_translate (cr, 0, room + GAP);
    }
  cairo_restore (cr);
}

/* ---- confusion ---- */

double
theta_figure_confusion_height (const ThetaResults *results, double width)
{
  const ThetaModelResult *model = theta_figure_model (results);
  guint n = results->data->n_classes;

  if (model == NULL || model->confusion == NULL || n == 0)
    return 0;
  return THETA_FIGURE_HEAD + 44 + fmin (n * CLAMP (400.0 / n, 24.0, 64.0), fmax (width - 100, 100));
}

void
theta_figure_confusion_draw (cairo_t *cr, const ThetaResults *results, const ThetaPalette *palette,
                             double width, double height, double scale)
{
  const ThetaModelResult *model = theta_figure_model (results);
  ThetaConfusion confusion = { .n_classes = results->data->n_classes };
  g_autofree char *title = NULL, *note = NULL, *badge = theta_figure_badge (results);

  if (model == NULL || model->confusion == NULL)
    return;
  confusion.counts = model->confusion;
  confusion.names = (const char *const *) results->data->classes;
  title = g_strdup_printf ("Confusion, %s", model->label);
  note = g_strdup_printf ("%s · test rows of %s · %s", results->data->name,
                          results->folds->len == 1 ? "one fold" : "all folds", badge);
  theta_figure_head_draw (cr, palette, title, note, width, height);
  cairo_save (cr);
  cairo_translate (cr, 0, THETA_FIGURE_HEAD);
  theta_confusion_draw (cr, &confusion, palette, width, height - THETA_FIGURE_HEAD);
  cairo_restore (cr);
}
