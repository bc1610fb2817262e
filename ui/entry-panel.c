#include "ui/entry-panel.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "dataset/decimals.h"
#include "figure/image.h"
#include "ui/draw.h"
#include "ui/entry-parts.h"
#include "ui/measure.h"
#include "ui/nearest-rows.h"

#define DIFFERENT 5   /* columns of a table of values; */
#define FEWER 3       /* where there is little room, */
#define MANY_LAYERS 5 /* or a longer table of what the entry is made of */
#define SIDE 96       /* of a sample's picture; */
#define LESS 60

struct _ThetaEntryPanel
{
  AdwBin parent_instance;

  ThetaFrame *frame;
  gsize i, j; /* rows of the data */
  ThetaDataset *measured; /* that largest belongs to; borrowed, only compared */
  double largest;
  ThetaStudy *study;

  gboolean compact;

  GtkLabel *title, *classes[2], *places[2], *angle, *angle_value, *rank, *rank_value;
  AdwBin *extra;
  GtkWidget *box, *head, *alike, *pictures[2], *jumps, *apart, *within;
  GtkGrid *differences;
  ThetaEntryParts *parts;
  ThetaNearestRows *nearest;
};

G_DEFINE_FINAL_TYPE (ThetaEntryPanel, theta_entry_panel, ADW_TYPE_BIN)

enum { SIGNAL_JUMP, N_SIGNALS };
static guint signals[N_SIGNALS];

static GtkLabel *
new_label (const char *text, const char *style, float align)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_label_set_xalign (GTK_LABEL (label), align);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  return GTK_LABEL (label);
}

/* ---- samples ---- */

static void
draw_row (GtkWidget *area, cairo_t *cr, gsize row, int width, int height, ThetaEntryPanel *self)
{
  THETA_MEASURED;
  ThetaPalette palette = theta_draw_palette (area);

  if (self->frame == NULL || !theta_image_is (self->frame->data))
    return;
  theta_image_draw (cr, self->frame->data, row, self->largest, theta_draw_is_dark (),
                    width, height);
  theta_color_set (cr, palette.grid, 1);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, 0.5, 0.5, width - 1, height - 1);
  cairo_stroke (cr);
}

static void
draw_sample (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  ThetaEntryPanel *self = data;

  draw_row (GTK_WIDGET (area), cr, GTK_WIDGET (area) == self->pictures[0] ? self->i : self->j,
            width, height, self);
}

static void
name_sample (ThetaEntryPanel *self, guint k, gsize row)
{
  const ThetaDataset *data = self->frame->data;
  g_autofree char *place = g_strdup_printf (_ ("row %u"), data->rows[row]);
  g_autofree char *hex = NULL, *markup = NULL;

  gtk_label_set_label (self->places[k], place);
  gtk_widget_set_visible (GTK_WIDGET (self->classes[k]), data->labels != NULL);
  if (data->labels == NULL)
    return;
  hex = theta_draw_class_hex ((guint) data->labels[row]);
  markup = g_markup_printf_escaped ("<span color=\"%s\" alpha=\"100%%\">●</span> <b>%s</b>", hex,
                                    data->classes[data->labels[row]]);
  gtk_label_set_markup (self->classes[k], markup);
  theta_draw_tip (GTK_WIDGET (self->classes[k]), data->classes[data->labels[row]]);
}

/* Labels stay from one entry to the next. */
static void
put (GtkGrid *grid, int column, int row, const char *text, const char *style)
{
  GtkWidget *child = gtk_grid_get_child_at (grid, column, row);
  GtkLabel *label = child != NULL ? GTK_LABEL (child)
                                  : new_label ("", style, column == 0 ? 0 : 1);

  gtk_label_set_label (label, text);
  if (column == 0)
    {
      theta_draw_tip (GTK_WIDGET (label), text);
      /* Long names take a second line before they are shortened. */
      gtk_label_set_wrap (label, TRUE);
      gtk_label_set_wrap_mode (label, PANGO_WRAP_WORD_CHAR);
      gtk_label_set_lines (label, 2);
    }
  else
    gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_NONE); /* numbers are never cut */
  if (child != NULL)
    return;
  gtk_widget_set_hexpand (GTK_WIDGET (label), column == 0);
  gtk_grid_attach (grid, GTK_WIDGET (label), column, row, 1, 1);
}

/* The columns in which the two rows, as the kernel sees them, differ most. */
static void
fill_differences (ThetaEntryPanel *self)
{
  const ThetaDataset *data = self->frame->data;
  const ThetaMatrix *x = self->frame->inputs != NULL ? self->frame->inputs : data->x;
  g_autofree guint8 *used = g_malloc0 (x->cols);
  gboolean few = self->compact || self->frame->picture->layers > MANY_LAYERS;
  int shown = (int) MIN (few ? FEWER : DIFFERENT, x->cols);

  while (gtk_grid_get_child_at (self->differences, 0, shown) != NULL)
    gtk_grid_remove_row (self->differences, shown);
  for (int k = 0; k < shown; k++)
    {
      int decimals;
      g_autofree char *first = NULL, *second = NULL;
      gsize best = G_MAXSIZE;
      double most = -1;

      for (gsize c = 0; c < x->cols; c++)
        {
          double difference = fabs (theta_matrix_row (x, self->i)[c]
                                    - theta_matrix_row (x, self->j)[c]);

          if (!used[c] && (best == G_MAXSIZE || difference > most))
            {
              best = c;
              most = difference;
            }
        }
      used[best] = 1;
      decimals = theta_column_decimals (data->x, best);
      first = theta_column_format (theta_matrix_row (data->x, self->i)[best], decimals);
      second = theta_column_format (theta_matrix_row (data->x, self->j)[best], decimals);
      put (self->differences, 0, k, data->columns[best], "theta-axis");
      put (self->differences, 1, k, first, "theta-value");
      put (self->differences, 2, k, second, "theta-value");
    }
}

/* In degrees; NaN for a row of zeros. */
static double
find_angle (const ThetaMatrix *x, gsize i, gsize j)
{
  const double *a = theta_matrix_row (x, i), *b = theta_matrix_row (x, j);
  double aa = 0, bb = 0, minus = 0, plus = 0;

  for (gsize k = 0; k < x->cols; k++)
    {
      aa += a[k] * a[k];
      bb += b[k] * b[k];
    }
  for (gsize k = 0; k < x->cols; k++)
    {
      double u = a[k] / sqrt (aa), v = b[k] / sqrt (bb);

      minus += (u - v) * (u - v);
      plus += (u + v) * (u + v);
    }
  return 2 * atan2 (sqrt (minus), sqrt (plus)) * 180 / G_PI;
}

static void
show_samples (ThetaEntryPanel *self)
{
  const ThetaDataset *data = self->frame->data;
  gboolean image = theta_image_is (data);
  g_autofree char *title = g_strdup_printf (_ ("rows %u, %u"), data->rows[self->i],
                                            data->rows[self->j]);

  gtk_label_set_label (self->title, title);
  if (image && self->measured != self->frame->data)
    self->largest = theta_image_largest (data);
  self->measured = self->frame->data;
  for (guint k = 0; k < 2; k++)
    {
      gsize row = k == 0 ? self->i : self->j;
      g_autofree char *text = g_strdup_printf (_ ("Row %u of the data"), data->rows[row]);

      name_sample (self, k, row);
      theta_draw_describe (self->pictures[k], text);
      gtk_widget_queue_draw (self->pictures[k]);
      gtk_widget_set_visible (self->pictures[k], image);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->differences), !image);
  if (!image)
    fill_differences (self);
}

/* ---- how alike ---- */

static double
total_cosine (const ThetaEntryPanel *self)
{
  ThetaKernel *kernel = self->frame->kernel;
  guint layers = kernel->layers;
  g_autofree double *entry = g_new (double, layers * 3);
  double sum[3] = { 0 };

  theta_kernel_read (kernel, self->i, self->j, entry);
  theta_kernel_read (kernel, self->i, self->i, entry + layers);
  theta_kernel_read (kernel, self->j, self->j, entry + 2 * layers);
  for (guint k = 0; k < 3 * layers; k++)
    sum[k / layers] += self->frame->weights[k % layers] * entry[k];
  return sum[1] > 0 && sum[2] > 0 ? sum[0] / sqrt (sum[1]) / sqrt (sum[2]) : 0;
}

static void
show_alike (ThetaEntryPanel *self)
{
  g_autofree char *angle = NULL, *degrees = NULL, *rank = NULL, *share = NULL;
  const ThetaPairs *pairs = self->study != NULL ? self->study->pairs : NULL;
  gboolean same = self->i == self->j;

  if (self->frame->inputs != NULL)
    {
      degrees = theta_number_format_fixed (find_angle (self->frame->inputs, self->i, self->j), 1);
      angle = g_strdup_printf ("%s°", degrees);
    }
  if (pairs != NULL && pairs->count > 0 && self->frame->kernel != NULL && !same)
    {
      share = theta_number_format_fixed (100 * theta_pairs_rank (pairs, total_cosine (self)), 1);
      rank = g_strdup_printf (_ ("%s\u2009%% of all pairs"), share);
    }
  gtk_label_set_label (self->angle_value, angle != NULL ? angle : "");
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->angle)), angle != NULL);
  /* Until it is known the line stays empty, so that nothing moves when it is. */
  gtk_label_set_label (self->rank, same ? _ ("A row with itself")
                                        : rank != NULL ? _ ("Closer than") : "");
  gtk_label_set_label (self->rank_value, rank != NULL ? rank : "");
  gtk_widget_set_sensitive (self->apart, pairs != NULL && pairs->has_apart);
  gtk_widget_set_sensitive (self->within, pairs != NULL && pairs->has_within);
}

/* ---- the whole ---- */

void
theta_entry_panel_show (ThetaEntryPanel *self, ThetaMaps *maps, gsize row, gsize column,
                        ThetaStudy *study, const ThetaNetwork *network)
{
  ThetaFrame *frame = theta_maps_get_frame (maps);

  g_return_if_fail (THETA_IS_ENTRY_PANEL (self) && frame != NULL);
  theta_frame_ref (frame);
  g_clear_pointer (&self->frame, theta_frame_unref);
  self->frame = frame;
  if (study != NULL)
    theta_study_ref (study);
  g_clear_pointer (&self->study, theta_study_unref);
  self->study = study;
  self->i = theta_maps_row (maps, row);
  self->j = theta_maps_row (maps, column);
  show_samples (self);
  show_alike (self);
  theta_entry_parts_show (self->parts, frame, self->i, self->j, network);
  theta_nearest_rows_show (self->nearest, frame, self->i, self->largest);
}

/* Takes @child out of the box that it is in. */
static void
move_after (GtkWidget *child, GtkBox *box, GtkWidget *sibling)
{
  GtkWidget *parent = gtk_widget_get_parent (child);

  g_object_ref (child);
  if (parent != NULL)
    gtk_box_remove (GTK_BOX (parent), child);
  gtk_box_insert_child_after (box, child, sibling);
  g_object_unref (child);
}

/* A button in half of the room says its first word, and all of it to who asks. */
static void
name_jump (GtkWidget *button, gboolean compact, const char *text, const char *less)
{
  gtk_button_set_label (GTK_BUTTON (button), compact ? less : text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
}

void
theta_entry_panel_set_compact (ThetaEntryPanel *self, GtkWidget *extra, GtkBox *more)
{
  gboolean compact = more != NULL;
  GtkBox *box = GTK_BOX (self->box);

  g_return_if_fail (THETA_IS_ENTRY_PANEL (self));
  self->compact = compact;
  adw_bin_set_child (self->extra, extra);
  gtk_widget_set_visible (self->head, !compact); /* a tab says it */
  gtk_widget_set_visible (GTK_WIDGET (self->extra), extra != NULL);
  gtk_box_set_spacing (box, compact ? 6 : 12);
  gtk_grid_set_row_spacing (self->differences, compact ? 0 : 3);
  for (guint k = 0; k < 2; k++)
    gtk_widget_set_size_request (self->pictures[k], compact ? LESS : SIDE, compact ? LESS : SIDE);
  theta_entry_parts_set_compact (self->parts, compact);
  theta_nearest_rows_set_compact (self->nearest, compact);
  move_after (self->alike, compact ? more : box, compact ? NULL : GTK_WIDGET (self->differences));
  move_after (GTK_WIDGET (self->nearest), compact ? more : box,
              compact ? self->alike : GTK_WIDGET (self->extra));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->jumps), compact
                                                                    ? GTK_ORIENTATION_HORIZONTAL
                                                                    : GTK_ORIENTATION_VERTICAL);
  name_jump (self->apart, compact, _ ("Closest pair of two classes"), _ ("Closest pair"));
  name_jump (self->within, compact, _ ("Least alike in one class"), _ ("Least alike"));
  if (self->frame != NULL)
    show_samples (self);
}

char *
theta_entry_panel_get_text (ThetaEntryPanel *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *parts = NULL;
  const ThetaDataset *data;

  g_return_val_if_fail (THETA_IS_ENTRY_PANEL (self), NULL);
  if (self->frame == NULL)
    return g_strdup ("");
  data = self->frame->data;
  parts = theta_entry_parts_get_text (self->parts);
  g_string_append_printf (text, "%u\t%u\n%s", data->rows[self->i], data->rows[self->j], parts);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
on_near (ThetaNearestRows *nearest, guint row, ThetaEntryPanel *self)
{
  g_signal_emit (self, signals[SIGNAL_JUMP], 0, (guint) self->i, row);
}

static void
on_jump (GtkButton *button, ThetaEntryPanel *self)
{
  const ThetaPairs *pairs = self->study != NULL ? self->study->pairs : NULL;
  const ThetaPair *pair;

  if (pairs == NULL)
    return;
  pair = GTK_WIDGET (button) == self->apart ? &pairs->apart : &pairs->within;
  g_signal_emit (self, signals[SIGNAL_JUMP], 0, (guint) pair->i, (guint) pair->j);
}

static void
theta_entry_panel_dispose (GObject *object)
{
  ThetaEntryPanel *self = THETA_ENTRY_PANEL (object);

  g_clear_pointer (&self->frame, theta_frame_unref);
  g_clear_pointer (&self->study, theta_study_unref);
  G_OBJECT_CLASS (theta_entry_panel_parent_class)->dispose (object);
}

static void
theta_entry_panel_class_init (ThetaEntryPanelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_entry_panel_dispose;
  signals[SIGNAL_JUMP] = g_signal_new ("jump", THETA_TYPE_ENTRY_PANEL, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static GtkWidget *
new_samples (ThetaEntryPanel *self)
{
  GtkWidget *both = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (both), TRUE);
  for (guint k = 0; k < 2; k++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

      self->pictures[k] = theta_draw_area_new (k == 0 ? _ ("First sample") : _ ("Second sample"),
                                               draw_sample, self);
      gtk_widget_set_size_request (self->pictures[k], SIDE, SIDE);
      gtk_widget_set_halign (self->pictures[k], GTK_ALIGN_START);
      self->classes[k] = new_label ("", "theta-value", 0);
      /* Long names take a second line before they are shortened. */
      gtk_label_set_wrap (self->classes[k], TRUE);
      gtk_label_set_wrap_mode (self->classes[k], PANGO_WRAP_WORD_CHAR);
      gtk_label_set_lines (self->classes[k], 2);
      self->places[k] = new_label ("", "theta-axis", 0);
      gtk_box_append (GTK_BOX (box), self->pictures[k]);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->classes[k]));
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->places[k]));
      gtk_box_append (GTK_BOX (both), box);
    }
  return both;
}

/* A dim name at the left, its value at the right. */
static GtkLabel *
new_fact (ThetaEntryPanel *self, const char *text, GtkLabel **value)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkLabel *name = new_label (text, "theta-axis", 0);

  *value = new_label ("", "theta-value", 1);
  gtk_label_set_ellipsize (*value, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_ellipsize (name, PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (name, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (name), TRUE);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (name));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (*value));
  gtk_box_append (GTK_BOX (self->alike), line);
  return name;
}

static GtkGrid *
new_grid (void)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());

  gtk_grid_set_column_spacing (grid, 12);
  gtk_grid_set_row_spacing (grid, 3);
  return grid;
}

static GtkWidget *
new_jump (ThetaEntryPanel *self, const char *text, const char *tooltip)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_add_css_class (button, "theta-jump");
  gtk_widget_set_tooltip_text (button, tooltip);
  g_signal_connect (button, "clicked", G_CALLBACK (on_jump), self);
  return button;
}

static void
theta_entry_panel_init (ThetaEntryPanel *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 12));
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->box = GTK_WIDGET (box);
  self->title = new_label ("", "theta-axis", 1);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (new_label (_ ("Entry"), "theta-head", 0)));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->title));
  self->head = head;
  gtk_box_append (box, head);
  gtk_box_append (box, new_samples (self));
  self->differences = new_grid ();
  gtk_box_append (box, GTK_WIDGET (self->differences));
  self->alike = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  self->angle = new_fact (self, _ ("Angle between the inputs"), &self->angle_value);
  self->rank = new_fact (self, _ ("Closer than"), &self->rank_value);
  gtk_box_append (box, self->alike);
  self->parts = THETA_ENTRY_PARTS (theta_entry_parts_new ());
  gtk_box_append (box, GTK_WIDGET (self->parts));
  self->extra = ADW_BIN (adw_bin_new ());
  gtk_widget_set_visible (GTK_WIDGET (self->extra), FALSE);
  gtk_box_append (box, GTK_WIDGET (self->extra));
  self->nearest = THETA_NEAREST_ROWS (theta_nearest_rows_new ());
  g_signal_connect (self->nearest, "picked", G_CALLBACK (on_near), self);
  gtk_box_append (box, GTK_WIDGET (self->nearest));
  self->apart = new_jump (self, _ ("Closest pair of two classes"),
                          _ ("The two rows of different classes that A finds most alike"));
  self->within = new_jump (self, _ ("Least alike in one class"),
                           _ ("The two rows of one class that A finds least alike"));
  gtk_widget_set_name (self->apart, "apart");
  gtk_widget_set_name (self->within, "within");
  self->jumps = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_set_homogeneous (GTK_BOX (self->jumps), TRUE);
  gtk_box_append (GTK_BOX (self->jumps), self->apart);
  gtk_box_append (GTK_BOX (self->jumps), self->within);
  gtk_box_append (box, self->jumps);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (box));
}
