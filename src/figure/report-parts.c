/* The table of models, the findings, the settings and where the run was made. */
#include "figure/report-private.h"

#include <math.h>

#include "base/number.h"

#define ROW 24.0

static ThetaTextStyle
style_of (const ThetaSheet *self, double size, gboolean bold, gboolean dim)
{
  return theta_text_style (self->palette, size, bold,
                           dim ? self->palette->dim : self->palette->foreground);
}

/* ---- the table ---- */

static void
draw_cells (ThetaSheet *self, char *const *cells, gboolean head, gboolean tinted)
{
  /* The ends of the columns of numbers and of words, after the names. */
  static const double ends[] = { 0, 0.42, 0.58, 0.74, 1 };
  ThetaTextStyle name = style_of (self, head ? THETA_TEXT_AXIS : THETA_TEXT_VALUE, FALSE, head);

  if (tinted)
    {
      theta_color_set (self->cr, self->palette->accent, 0.09);
      cairo_rectangle (self->cr, THETA_SHEET_MARGIN - 6, self->y, THETA_SHEET_TEXT + 12, ROW);
      cairo_fill (self->cr);
    }
  theta_text_draw_within (self->cr, &name, cells[0], THETA_SHEET_MARGIN, self->y + ROW / 2, 0,
                          THETA_SHEET_TEXT * 0.25);
  for (guint c = 1; c < G_N_ELEMENTS (ends); c++)
    theta_text_draw_within (self->cr, &name, cells[c],
                            THETA_SHEET_MARGIN + THETA_SHEET_TEXT * ends[c], self->y + ROW / 2, 1,
                            THETA_SHEET_TEXT * 0.25);
  self->y += ROW;
  theta_color_set (self->cr, self->palette->grid, 1);
  cairo_rectangle (self->cr, THETA_SHEET_MARGIN, self->y - 1, THETA_SHEET_TEXT, 1);
  cairo_fill (self->cr);
}

static void
draw_head (ThetaSheet *self, gboolean tuned)
{
  char name[] = "Model", error[] = "Squared error", accuracy[] = "Accuracy, %";
  char balanced[] = "Balanced, %";
  g_autofree char *test = g_strdup (tuned ? "Error against NTK, tuned λ" : "Error against NTK");
  char *const cells[] = { name, error, accuracy, balanced, test };

  draw_cells (self, cells, TRUE, FALSE);
}

static void
draw_model (ThetaSheet *self, const ThetaModelResult *model, gboolean tuned)
{
  const ThetaMetrics *mean = &model->mean, *deviation = &model->deviation;
  g_auto (GStrv) cells = g_new0 (char *, 6);

  cells[0] = g_strdup (model->label);
  cells[1] = theta_number_format_deviation (mean->squared_error, deviation->squared_error, 1, 3);
  cells[2] = theta_number_format_deviation (mean->accuracy, deviation->accuracy, 100, 1);
  cells[3] = theta_number_format_deviation (mean->balanced_accuracy, deviation->balanced_accuracy,
                                            100, 1);
  cells[4] = theta_model_result_test_text (model, tuned);
  if (self->y + ROW > THETA_SHEET_HEIGHT - 84)
    {
      theta_sheet_need (self, ROW);
      draw_head (self, tuned);
    }
  draw_cells (self, cells, FALSE, g_str_has_prefix (model->id, "wntk"));
}

void
theta_report_models (ThetaSheet *self, const ThetaResults *results)
{
  ThetaTextStyle dim = style_of (self, THETA_TEXT_AXIS, FALSE, TRUE);
  gboolean tuned = FALSE;
  g_autofree char *what = NULL;

  for (guint m = 0; m < results->models->len; m++)
    {
      const ThetaModelResult *model = results->models->pdata[m];

      tuned = tuned || g_str_equal (model->id, "ntk-tuned");
    }
  theta_sheet_heading (self, "Models", ROW * 2);
  draw_head (self, tuned);
  for (guint m = 0; m < results->models->len; m++)
    draw_model (self, results->models->pdata[m], tuned);
  self->y += 8;
  what = results->folds->len == 1
             ? g_strdup ("One fold: there are no deviations and no tests.")
             : g_strdup_printf ("Mean ± standard deviation over %u folds; p of the corrected "
                                "resampled t-test (Nadeau and Bengio 2003).",
                                results->folds->len);
  theta_sheet_paragraph (self, &dim, what, 6);
  for (guint m = 0; m < results->models->len; m++)
    {
      const ThetaModelResult *model = results->models->pdata[m];

      for (guint i = 0; model->notes != NULL && model->notes[i] != NULL; i++)
        {
          g_autofree char *note = g_strdup_printf ("%s: %s", model->label, model->notes[i]);

          theta_sheet_paragraph (self, &dim, note, 2);
        }
    }
  self->y += 18;
}

/* ---- the rest ---- */

void
theta_report_findings (ThetaSheet *self, const ThetaResults *results)
{
  ThetaTextStyle bold = style_of (self, THETA_TEXT_VALUE, TRUE, FALSE);
  ThetaTextStyle plain = style_of (self, THETA_TEXT_VALUE, FALSE, FALSE);

  theta_sheet_heading (self, "Findings", 60);
  if (results->health->len == 0)
    theta_sheet_paragraph (self, &plain, "Nothing stood out in the data or in the run.", 6);
  for (guint i = 0; i < results->health->len; i++)
    {
      const ThetaFinding *finding = results->health->pdata[i];

      theta_sheet_need (self, 56);
      theta_sheet_paragraph (self, &bold, finding->title, 2);
      if (finding->detail != NULL && *finding->detail != '\0')
        theta_sheet_paragraph (self, &plain, finding->detail, 10);
    }
  self->y += 18;
}

void
theta_report_settings (ThetaSheet *self, const ThetaResults *results)
{
  ThetaTextStyle dim = style_of (self, THETA_TEXT_AXIS, FALSE, TRUE);
  ThetaTextStyle plain = style_of (self, THETA_TEXT_AXIS, FALSE, FALSE);
  g_autofree char *text = theta_experiment_to_text (results->experiment);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  theta_sheet_heading (self, "Settings", 60);
  theta_sheet_paragraph (self, &dim, "As the experiment file writes them; what is not named has "
                                     "its default value.", 6);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (*lines[i] == '\0')
        {
          self->y += 6;
          continue;
        }
      theta_sheet_paragraph (self, *lines[i] == '[' ? &dim : &plain, lines[i], 1);
    }
  self->y += 18;
}

static void
draw_fact (ThetaSheet *self, const char *name, const char *value)
{
  ThetaTextStyle dim = style_of (self, THETA_TEXT_VALUE, FALSE, TRUE);
  ThetaTextStyle plain = style_of (self, THETA_TEXT_VALUE, FALSE, FALSE);

  theta_sheet_need (self, 20);
  theta_text_draw (self->cr, &dim, name, THETA_SHEET_MARGIN, self->y + 10, 0);
  theta_text_draw_within (self->cr, &plain, value, THETA_SHEET_MARGIN + 110, self->y + 10, 0,
                          THETA_SHEET_TEXT - 110);
  self->y += 20;
}

void
theta_report_circumstances (ThetaSheet *self, const ThetaResults *results)
{
  g_autofree char *threads = g_strdup_printf ("%u", results->threads);
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, results->experiment->seed);
  g_autofree char *seconds = theta_number_format_seconds (results->seconds);
  g_autofree char *program = g_strdup_printf ("%s %s", results->program, results->version);
  g_autofree char *memory = theta_results_memory_text (results);

  theta_sheet_heading (self, "How it was computed",
                       (6 + (*results->driver != '\0') + (memory != NULL)) * 20);
  draw_fact (self, "Program", program);
  draw_fact (self, "Device", results->device);
  draw_fact (self, "Library", results->library);
  if (*results->driver != '\0')
    draw_fact (self, "Driver", results->driver);
  if (memory != NULL)
    draw_fact (self, "Memory", memory);
  draw_fact (self, "Threads", threads);
  draw_fact (self, "Seed", seed);
  draw_fact (self, "Duration", seconds);
}
