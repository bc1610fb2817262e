#include "ui/past-compare.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "base/number.h"
#include "ui/pair-layout.h"

#define WIDEST 1600 /* as the list of runs */

static GtkWidget *
label_new (const char *text, const char *class, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_add_css_class (label, class);
  return label;
}

/* A card with a title; *@grid receives the table in it. */
static GtkWidget *
card_new (const char *title, GtkGrid **grid)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12), *scrolled;

  *grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (*grid, 18);
  gtk_grid_set_row_spacing (*grid, 6);
  scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (*grid));
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "theta-card");
  gtk_box_append (GTK_BOX (card), label_new (title, "theta-head", 0));
  gtk_box_append (GTK_BOX (card), scrolled);
  return card;
}

/* Column 0 has the names; the others share what is left of the card. */
static void
attach (GtkGrid *grid, GtkWidget *cell, int column, int row)
{
  gtk_widget_set_hexpand (cell, column > 0);
  gtk_grid_attach (grid, cell, column, row, 1, 1);
}

static void
attach_heads (GtkGrid *grid, const char *first, const char *const *names, float xalign)
{
  attach (grid, label_new (first, "theta-axis", 0), 0, 0);
  for (int r = 0; names[r] != NULL; r++)
    attach (grid, label_new (names[r], "theta-axis", xalign), r + 1, 0);
}

/* ---- models ---- */

static GtkWidget *
models_new (const GPtrArray *runs, const char *const *names, const char *title, gsize metric,
            double factor, int decimals)
{
  g_autoptr (GPtrArray) ids = theta_compare_models (runs);
  GtkGrid *grid;
  GtkWidget *card = card_new (title, &grid);

  attach_heads (grid, _ ("Model"), names, 1);
  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *name = theta_model_label (ids->pdata[i]);

      attach (grid, label_new (name, "theta-name", 0), 0, (int) i + 1);
      for (guint r = 0; r < runs->len; r++)
        {
          const ThetaModelResult *model = theta_results_find (runs->pdata[r], ids->pdata[i]);
          g_autofree char *text = g_strdup ("–");

          if (model != NULL)
            {
              g_free (text);
              text = theta_number_format_deviation (
                  G_STRUCT_MEMBER (double, &model->mean, metric),
                  G_STRUCT_MEMBER (double, &model->deviation, metric), factor, decimals);
            }
          attach (grid, label_new (text, "theta-value", 1), (int) r + 1, (int) i + 1);
        }
    }
  return card;
}

/* ---- settings ---- */

static GtkWidget *
settings_new (const GPtrArray *runs, const char *const *names)
{
  g_autoptr (GPtrArray) differences = theta_compare_settings (runs);
  GtkGrid *grid;
  GtkWidget *card = card_new (_ ("Settings that differ"), &grid);

  if (differences->len == 0)
    {
      attach (grid, label_new (_ ("All settings are the same."), "theta-note", 0), 0, 0);
      return card;
    }
  attach_heads (grid, _ ("Setting"), names, 0);
  for (guint i = 0; i < differences->len; i++)
    {
      const ThetaDifference *difference = differences->pdata[i];

      attach (grid, label_new (difference->key, "theta-value", 0), 0, (int) i + 1);
      for (int r = 0; difference->values[r] != NULL; r++)
        {
          const char *value = *difference->values[r] != '\0' ? difference->values[r] : "–";
          GtkWidget *label = label_new (value, "theta-value", 0);

          gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
          gtk_label_set_width_chars (GTK_LABEL (label), (int) MIN (g_utf8_strlen (value, -1), 24));
          gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
          gtk_widget_set_tooltip_text (label, value);
          attach (grid, label, r + 1, (int) i + 1);
        }
    }
  return card;
}

/* ---- wins, ties, losses ---- */

static GtkWidget *
verdict_new (ThetaVerdict verdict, double p)
{
  g_autofree char *text = theta_verdict_text (verdict, p);
  GtkWidget *label = label_new (text, "theta-value", 1);

  if (verdict == THETA_VERDICT_WIN || verdict == THETA_VERDICT_LOSS)
    gtk_widget_add_css_class (label, verdict == THETA_VERDICT_WIN ? "lower" : "higher");
  else
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static GtkWidget *
score_new (const GPtrArray *runs)
{
  g_autoptr (ThetaScore) score = theta_score_new (runs);
  g_autofree char *sentence = theta_score_sentence (score);
  const char *const heads[] = { _ ("Against NTK"), _ ("Against NTK, tuned λ"), NULL };
  GtkGrid *grid;
  GtkWidget *card = card_new (_ ("WNTK over the data sets"), &grid), *text;

  attach_heads (grid, _ ("Data"), heads, 1);
  for (guint i = 0; i < score->bouts->len; i++)
    {
      const ThetaBout *bout = score->bouts->pdata[i];
      int row = (int) i + 1;

      attach (grid, label_new (bout->data, "theta-name", 0), 0, row);
      attach (grid, verdict_new (bout->ntk, bout->p_ntk), 1, row);
      attach (grid, verdict_new (bout->tuned, bout->p_tuned), 2, row);
    }
  text = label_new (sentence, "theta-note", 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (text), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_max_width_chars (GTK_LABEL (text), 50);
  gtk_box_append (GTK_BOX (card), text);
  return card;
}

GtkWidget *
theta_past_compare_new (const GPtrArray *runs, const char *const *names)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *clamp = adw_clamp_new ();

  gtk_widget_set_layout_manager (box, g_object_new (THETA_TYPE_PAIR_LAYOUT, NULL));
  /* First what tells the runs apart: their names may be one. */
  gtk_box_append (GTK_BOX (box), settings_new (runs, names));
  gtk_box_append (GTK_BOX (box), score_new (runs));
  gtk_box_append (GTK_BOX (box),
                  models_new (runs, names, _ ("Squared error"),
                              G_STRUCT_OFFSET (ThetaMetrics, squared_error), 1, 3));
  gtk_box_append (GTK_BOX (box), models_new (runs, names, _ ("Accuracy, %"),
                                             G_STRUCT_OFFSET (ThetaMetrics, accuracy), 100, 1));
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), WIDEST);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), WIDEST);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  return clamp;
}
