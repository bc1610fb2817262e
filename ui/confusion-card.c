#include "ui/confusion-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "figure/confusion.h"
#include "ui/draw.h"
#include "ui/figure-menu.h"
#include "ui/measure.h"
#include "ui/picture.h"
#include "ui/terms.h"

#define HEIGHT 180     /* at least */
#define CELL 36.0      /* of a matrix whose text is as large as it looks well, at least */
#define BESIDE 60.0    /* it: the names */
#define ENOUGH 0.95    /* of the largest cells, for larger text */
#define USUAL 600.0    /* from here on a matrix on the page has larger text, too, */
#define LARGER 1.6     /* but not more than that */
#define SPARE 0.25     /* of the height: what is more stands above and below the matrix */

struct _ThetaConfusionCard
{
  GtkBox parent_instance;

  ThetaResults *results;
  guint model;      /* which of the results' */
  char *chosen;     /* the id that was asked for last, or NULL */
  gboolean filling; /* the list of models, not by a person */
  int row, column;  /* the field that the keys chose; −1: none yet */
  GtkDropDown *models;
  GtkWidget *area;
};

G_DEFINE_FINAL_TYPE (ThetaConfusionCard, theta_confusion_card, GTK_TYPE_BOX)

static guint changed;

const ThetaModelResult *
theta_confusion_card_get_model (ThetaConfusionCard *self)
{
  g_return_val_if_fail (THETA_IS_CONFUSION_CARD (self), NULL);
  return self->results != NULL ? self->results->models->pdata[self->model] : NULL;
}

/* ---- drawing ---- */

static ThetaConfusion
confusion_of (ThetaConfusionCard *self)
{
  const ThetaDataset *data = self->results->data;

  return (ThetaConfusion) { .n_classes = data->n_classes,
                            .counts = theta_confusion_card_get_model (self)->confusion,
                            .names = (const char *const *) data->classes };
}

/* How the matrix lies in its area: @larger than usual and @x, @y away from its corner, @width
 * and @height in what is drawn. */
typedef struct
{
  double larger, x, y, width, height;
} Place;

/* In a presentation and on a large screen the matrix is drawn larger as a whole, with its text,
 * as far as its cells do not have to make room for the names. */
static double
find_larger (const ThetaConfusion *confusion, double width, double height, gboolean presented)
{
  static const double sizes[] = { 3, 2.6, 2.2, 1.9, 1.6, 1.4, 1.2, 1 };
  double most = MIN (width, height) / (CELL * confusion->n_classes + BESIDE);
  double page = CLAMP (MIN (width, height) / USUAL, 1, LARGER);
  double limit = MAX (1, presented ? most : MIN (most, page));
  double cells[G_N_ELEMENTS (sizes)] = { 0 }, largest = 0;

  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      double x, y;

      if (sizes[k] > limit)
        continue;
      theta_confusion_area (confusion, width / sizes[k], height / sizes[k], &x, &y, &cells[k]);
      cells[k] *= sizes[k];
      largest = MAX (largest, cells[k]);
    }
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    if (cells[k] > 0 && cells[k] >= ENOUGH * largest)
      return sizes[k];
  return 1;
}

/* @width × @height: of the area, without the size of text.  What the matrix leaves of it is
 * shared by both sides, and by top and bottom where it is much. */
static Place
place_of (const ThetaConfusionCard *self, const ThetaConfusion *confusion, double width,
          double height)
{
  gboolean presented = gtk_widget_has_css_class (self->area, "theta-presented");
  double larger = find_larger (confusion, width, height, presented), x, y, cell;
  Place place = { .larger = larger, .width = width / larger, .height = height / larger };

  theta_confusion_area (confusion, place.width, place.height, &x, &y, &cell);
  place.x = MAX (0, floor ((place.width - x - cell * confusion->n_classes) / 2));
  place.y = MAX (0, floor ((place.height - y - cell * confusion->n_classes) / 2));
  if (2 * place.y < SPARE * place.height)
    place.y = 0;
  return place;
}

/* Round the field that the keys chose. */
static void
draw_cursor (const ThetaConfusionCard *self, cairo_t *cr, const ThetaConfusion *confusion,
             const ThetaPalette *palette, double width, double height)
{
  double x, y, cell;

  theta_confusion_area (confusion, width, height, &x, &y, &cell);
  theta_color_set (cr, palette->foreground, 1);
  cairo_set_line_width (cr, 2);
  cairo_rectangle (cr, x + self->column * cell, y + self->row * cell, cell - 1, cell - 1);
  cairo_stroke (cr);
}

static void
draw_area (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  THETA_MEASURED;
  ThetaConfusionCard *self = data;
  ThetaPalette palette = theta_draw_palette (GTK_WIDGET (area));
  ThetaConfusion confusion;
  Place place;

  if (self->results == NULL)
    return;
  confusion = confusion_of (self);
  place = place_of (self, &confusion, width, height);
  cairo_scale (cr, place.larger, place.larger);
  cairo_translate (cr, place.x, place.y);
  theta_confusion_draw (cr, &confusion, &palette, place.width, place.height);
  if (self->row >= 0 && gtk_widget_has_focus (GTK_WIDGET (area)))
    draw_cursor (self, cr, &confusion, &palette, place.width, place.height);
}

static void
draw_export (cairo_t *cr, double width, double height, double scale, gconstpointer data)
{
  ThetaConfusionCard *self = (ThetaConfusionCard *) data;
  ThetaPalette palette = *theta_palette_light ();
  ThetaConfusion confusion;

  if (self->results == NULL)
    return;
  palette.paper = TRUE;
  confusion = confusion_of (self);
  theta_confusion_draw (cr, &confusion, &palette, width, height);
}

static char *
make_table (gpointer data)
{
  ThetaConfusionCard *self = data;
  GString *out;
  ThetaConfusion confusion;

  if (self->results == NULL)
    return NULL;
  confusion = confusion_of (self);
  out = g_string_new (_ ("true ╲ predicted"));
  for (guint p = 0; p < confusion.n_classes; p++)
    g_string_append_printf (out, "\t%s", confusion.names[p]);
  for (guint t = 0; t < confusion.n_classes; t++)
    {
      g_string_append_printf (out, "\n%s", confusion.names[t]);
      for (guint p = 0; p < confusion.n_classes; p++)
        g_string_append_printf (out, "\t%u", confusion.counts[t * confusion.n_classes + p]);
    }
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}

static const ThetaFigureMenu menu
    = { N_ ("Confusion matrix"), "confusion", make_table, draw_export };

/* What a field says; newly allocated. */
static char *
text_of (ThetaConfusionCard *self, guint truth, guint predicted, guint *count)
{
  ThetaConfusion confusion = confusion_of (self);

  *count = confusion.counts[truth * confusion.n_classes + predicted];
  return truth == predicted
             ? g_strdup_printf (ngettext ("%u row of class %s was recognised",
                                          "%u rows of class %s were recognised", *count),
                                *count, confusion.names[truth])
             : g_strdup_printf (ngettext ("%u row of class %s was taken for %s",
                                          "%u rows of class %s were taken for %s", *count),
                                *count, confusion.names[truth], confusion.names[predicted]);
}

/* What the field at a point says, NULL outside; newly allocated. */
static char *
text_at (ThetaConfusionCard *self, double x, double y, guint *count)
{
  ThetaConfusion confusion;
  double scale = theta_draw_text_scale (self->area);
  guint truth, predicted;
  Place place;

  if (self->results == NULL)
    return NULL;
  confusion = confusion_of (self);
  place = place_of (self, &confusion, gtk_widget_get_width (self->area) / scale,
                    gtk_widget_get_height (self->area) / scale);
  scale *= place.larger;
  if (!theta_confusion_hit (&confusion, place.width, place.height, x / scale - place.x,
                            y / scale - place.y, &truth, &predicted))
    return NULL;
  return text_of (self, truth, predicted, count);
}

static gboolean
on_tooltip (GtkWidget *area, int x, int y, gboolean keyboard, GtkTooltip *tooltip,
            ThetaConfusionCard *self)
{
  guint count;
  g_autofree char *text = keyboard ? NULL : text_at (self, x, y, &count);

  if (text == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

void
theta_confusion_card_get_cells (ThetaConfusionCard *self, graphene_rect_t *cells)
{
  ThetaConfusion confusion;
  double scale, x, y, cell;
  Place place;

  g_return_if_fail (THETA_IS_CONFUSION_CARD (self) && self->results != NULL);
  scale = theta_draw_text_scale (self->area);
  confusion = confusion_of (self);
  place = place_of (self, &confusion, gtk_widget_get_width (self->area) / scale,
                    gtk_widget_get_height (self->area) / scale);
  theta_confusion_area (&confusion, place.width, place.height, &x, &y, &cell);
  scale *= place.larger;
  cell *= scale * confusion.n_classes;
  *cells = GRAPHENE_RECT_INIT ((float) ((place.x + x) * scale), (float) ((place.y + y) * scale),
                               (float) cell, (float) cell);
}

/* ---- which model ---- */

static void
describe (ThetaConfusionCard *self)
{
  const ThetaModelResult *model = theta_confusion_card_get_model (self);
  guint n = self->results->data->n_classes, right = 0, all = 0;
  g_autofree char *text = NULL;

  for (guint k = 0; k < n * n; k++)
    {
      all += model->confusion[k];
      right += k / n == k % n ? model->confusion[k] : 0;
    }
  text = g_strdup_printf (_ ("%s: %u of %u predictions are right"), model->label, right, all);
  theta_draw_describe (self->area, text);
  gtk_widget_queue_draw (self->area);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, ThetaConfusionCard *self)
{
  guint count;
  g_autofree char *text = text_at (self, x, y, &count);
  g_autofree char *value = text != NULL ? g_strdup_printf ("%u", count) : NULL;

  if (text != NULL)
    theta_picture_say (self->area, value, text);
}

static void
on_leave (ThetaConfusionCard *self)
{
  if (self->results != NULL)
    describe (self);
}

/* ---- keys ---- */

static void
read_cursor (ThetaConfusionCard *self)
{
  guint count;
  g_autofree char *text = text_of (self, (guint) self->row, (guint) self->column, &count);
  g_autofree char *value = g_strdup_printf ("%u", count);

  theta_draw_describe_value (self->area, value, text);
  gtk_widget_queue_draw (self->area);
}

/* The keys begin at the largest error, or where there is none at the first class. */
static void
place_cursor (ThetaConfusionCard *self)
{
  ThetaConfusion confusion = confusion_of (self);
  guint n = confusion.n_classes, most = 0;

  self->row = self->column = 0;
  for (guint k = 0; k < n * n; k++)
    if (k / n != k % n && confusion.counts[k] > most)
      {
        most = confusion.counts[k];
        self->row = (int) (k / n);
        self->column = (int) (k % n);
      }
}

static void
on_focus (GtkWidget *area, GParamSpec *pspec, ThetaConfusionCard *self)
{
  if (self->results == NULL || self->results->data->n_classes == 0)
    return;
  if (!gtk_widget_has_focus (area))
    {
      describe (self);
      return;
    }
  if (self->row < 0)
    place_cursor (self);
  read_cursor (self);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state,
        ThetaConfusionCard *self)
{
  int last, row = self->row, column = self->column;

  if (self->results == NULL || row < 0 || (state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  last = (int) self->results->data->n_classes - 1;
  if (key == GDK_KEY_Left || key == GDK_KEY_KP_Left)
    column--;
  else if (key == GDK_KEY_Right || key == GDK_KEY_KP_Right)
    column++;
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    row--;
  else if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    row++;
  else
    return GDK_EVENT_PROPAGATE;
  self->row = CLAMP (row, 0, last);
  self->column = CLAMP (column, 0, last);
  read_cursor (self);
  return GDK_EVENT_STOP;
}

static gboolean
find_model (const ThetaResults *results, const char *id, guint *place)
{
  const ThetaModelResult *model = id != NULL ? theta_results_find (results, id) : NULL;

  return model != NULL && g_ptr_array_find (results->models, model, place);
}

void
theta_confusion_card_set (ThetaConfusionCard *self, ThetaResults *results)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const ThetaModelResult *weighted;

  g_return_if_fail (THETA_IS_CONFUSION_CARD (self));
  if (results != NULL)
    theta_results_ref (results);
  g_clear_pointer (&self->results, theta_results_unref);
  self->results = results;
  self->model = 0;
  self->row = self->column = -1;
  self->filling = TRUE;
  if (results != NULL)
    {
      weighted = theta_results_weighted (results);
      if (!find_model (results, self->chosen, &self->model) && weighted != NULL)
        find_model (results, weighted->id, &self->model);
      for (guint m = 0; m < results->models->len; m++)
        gtk_string_list_append (names, ((ThetaModelResult *) results->models->pdata[m])->label);
    }
  gtk_drop_down_set_model (self->models, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->models, results != NULL ? self->model
                                                            : GTK_INVALID_LIST_POSITION);
  self->filling = FALSE;
  if (results != NULL)
    describe (self);
  g_signal_emit (self, changed, 0);
}

static void
on_selected (ThetaConfusionCard *self)
{
  guint selected = gtk_drop_down_get_selected (self->models);

  if (self->filling || self->results == NULL || selected >= self->results->models->len)
    return;
  self->model = selected;
  g_free (self->chosen);
  self->chosen = g_strdup (theta_confusion_card_get_model (self)->id);
  describe (self);
  g_signal_emit (self, changed, 0);
}

void
theta_confusion_card_choose (ThetaConfusionCard *self, const char *id)
{
  guint place;

  g_return_if_fail (THETA_IS_CONFUSION_CARD (self));
  if (self->results != NULL && find_model (self->results, id, &place))
    gtk_drop_down_set_selected (self->models, place);
}

/* ---- the object ---- */

static void
theta_confusion_card_dispose (GObject *object)
{
  ThetaConfusionCard *self = THETA_CONFUSION_CARD (object);

  g_clear_pointer (&self->results, theta_results_unref);
  g_clear_pointer (&self->chosen, g_free);
  G_OBJECT_CLASS (theta_confusion_card_parent_class)->dispose (object);
}

static void
theta_confusion_card_class_init (ThetaConfusionCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = theta_confusion_card_dispose;
  changed = g_signal_new ("changed", THETA_TYPE_CONFUSION_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                          NULL, G_TYPE_NONE, 0);
}

static void
theta_confusion_card_init (ThetaConfusionCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ ("Confusion"));
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->row = self->column = -1;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (title, "theta-head");
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  self->models = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->models), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Model of the confusion matrix and the predictions"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->models), "theta-small");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->models), theta_terms_text ("Results.Model"));
  g_signal_connect_swapped (self->models, "notify::selected", G_CALLBACK (on_selected), self);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->models));
  self->area = theta_draw_area_new (_ ("Confusion matrix"), draw_area, self);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->area), HEIGHT);
  gtk_widget_set_vexpand (self->area, TRUE);
  gtk_widget_set_has_tooltip (self->area, TRUE);
  g_signal_connect (self->area, "query-tooltip", G_CALLBACK (on_tooltip), self);
  theta_figure_menu_attach (self->area, &menu, self);
  theta_picture_offer (self->area, _ ("Confusion matrix"));
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (self->area, motion);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->area, keys);
  g_signal_connect (self->area, "notify::has-focus", G_CALLBACK (on_focus), self);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), self->area);
}
