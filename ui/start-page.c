#include "ui/start-page.h"

#include <glib/gi18n.h>

#include "base/number.h"
#include "ui/draw.h"
#include "ui/recent.h"
#include "ui/start-picture.h"

#define RECENT 6
/* More points than this are not to be told apart in a preview. */
#define PREVIEW_POINTS 500
#define MARGIN 18           /* at each side of the content, */
#define BETWEEN 18          /* and between its cards, as in the template */
#define USUAL_THRESHOLD 400 /* from which a clamp narrows what it holds */

/* How much the page makes of its room: the largest level whose picture fits.  The rows of the
 * generator have their height from the style, and the preview beside them has theirs. */
typedef struct
{
  int width, height;      /* room that it takes, without recent files */
  int widest;             /* of the content, at the usual size of text */
  int sample, preview, gap;
  gboolean aside;         /* the generator's choices have the width of a sample, not half */
  const char *style;      /* a class of the content, or NULL */
} Level;

static const Level levels[] = {
  { 0, 0, 1060, 72, 100, 12, FALSE, "theta-low" },
  { 0, 600, 1060, 110, 120, 24, FALSE, NULL },
  { 1500, 850, 1400, 190, 120, 36, FALSE, "theta-roomy" },
  { 2400, 1500, 2200, 400, 120, 48, TRUE, "theta-large" },
};

struct _ThetaStartPage
{
  GtkWidget parent_instance;

  GtkWidget *recent_group, *choices, *preview_card, *preview, *content;
  AdwClamp *clamp;
  GtkBox *made;
  GtkScrolledWindow *scroller;
  const Level *level; /* that is laid out, or NULL */
  guint source;       /* lays out another one */
  GtkListBox *recent;
  GtkFlowBox *samples;
  GtkDropDown *kind;
  GtkSpinButton *n, *noise, *seed;
  GtkLabel *preview_note;
};

G_DEFINE_FINAL_TYPE (ThetaStartPage, theta_start_page, GTK_TYPE_WIDGET)

/* ---- samples ---- */

static GtkWidget *
sample_new (const char *id, const char *title)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *name = gtk_label_new (title), *note = gtk_label_new (" "), *area;
  g_autofree char *source = g_strconcat ("sample:", id, NULL);

  area = theta_start_picture_new (title, GTK_LABEL (note));
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), levels[0].sample);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), 140);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (note), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (note), 18);
  gtk_widget_add_css_class (name, "theta-head");
  gtk_widget_add_css_class (note, "theta-axis");
  gtk_box_append (GTK_BOX (box), area);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), note);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "theta-sample");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.source");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", source);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  theta_start_picture_load (area, source);
  return button;
}

static void
fill_samples (ThetaStartPage *self)
{
  const struct
  {
    const char *id, *title;
  } samples[] = {
    { "wine", _ ("Wine") },
    { "iris", _ ("Iris") },
    { "wdbc", _ ("Breast cancer") },
    { "digits", _ ("Digits") },
  };

  for (guint k = 0; k < G_N_ELEMENTS (samples); k++)
    {
      GtkWidget *card = sample_new (samples[k].id, samples[k].title);
      GtkWidget *child = gtk_flow_box_child_new ();

      /* The button takes the focus, not the box around it. */
      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), card);
      gtk_flow_box_insert (self->samples, child, -1);
    }
}

/* ---- generators ---- */

char *
theta_start_page_get_source (ThetaStartPage *self)
{
  guint kind;
  g_autofree char *noise = NULL;

  g_return_val_if_fail (THETA_IS_START_PAGE (self), NULL);
  kind = gtk_drop_down_get_selected (self->kind);
  noise = theta_number_to_string (gtk_spin_button_get_value (self->noise));
  return g_strdup_printf ("generator:%s?n=%d&noise=%s&seed=%d",
                          theta_dataset_generators ()[kind],
                          gtk_spin_button_get_value_as_int (self->n), noise,
                          gtk_spin_button_get_value_as_int (self->seed));
}

/* Few points are made at once; they are the first of those that will be. */
static void
update_preview (ThetaStartPage *self)
{
  guint kind = gtk_drop_down_get_selected (self->kind);
  int n = gtk_spin_button_get_value_as_int (self->n);
  g_autofree char *noise = theta_number_to_string (gtk_spin_button_get_value (self->noise));
  g_autofree char *source
      = g_strdup_printf ("generator:%s?n=%d&noise=%s&seed=%d", theta_dataset_generators ()[kind],
                         MIN (n, PREVIEW_POINTS), noise,
                         gtk_spin_button_get_value_as_int (self->seed));
  g_autoptr (GError) error = NULL;
  ThetaDataset *data = theta_dataset_load (source, NULL, NULL, NULL, &error);
  g_autofree char *text = NULL;

  theta_start_picture_set (self->preview, data);
  if (data != NULL)
    text = n > PREVIEW_POINTS
               ? g_strdup_printf (_ ("The first %d of %d points, two classes"), PREVIEW_POINTS, n)
               : g_strdup_printf (_ ("%d points, two classes"), n);
  gtk_label_set_label (self->preview_note, data != NULL ? text : error->message);
  theta_draw_describe (self->preview, data != NULL ? text : error->message);
}

static void
act_generate (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autofree char *source = theta_start_page_get_source (THETA_START_PAGE (widget));

  gtk_widget_activate_action (widget, "win.source", "s", source);
}

/* ---- recent files ---- */

static void
on_recent (AdwActionRow *row)
{
  gtk_widget_activate_action (GTK_WIDGET (row), "win.source", "s",
                              g_object_get_data (G_OBJECT (row), "theta-path"));
}

static void
append_recent (ThetaStartPage *self, const char *path)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *name = g_path_get_basename (path), *folder = g_path_get_dirname (path);
  gboolean experiment = g_str_has_suffix (path, ".theta");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), folder);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (experiment ? "theta-kernels-symbolic"
                                                                      : "theta-data-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "theta-path", g_strdup (path), g_free);
  g_signal_connect (row, "activated", G_CALLBACK (on_recent), NULL);
  gtk_list_box_append (self->recent, row);
}

static void
fill_recent (ThetaStartPage *self)
{
  g_auto (GStrv) paths = theta_recent_list (RECENT);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->recent))) != NULL)
    gtk_list_box_remove (self->recent, child);
  for (guint k = 0; paths[k] != NULL; k++)
    append_recent (self, paths[k]);
  gtk_widget_set_visible (self->recent_group, paths[0] != NULL);
}

/* ---- large and small pages ---- */

static void
set_sample_heights (ThetaStartPage *self, int height)
{
  for (GtkWidget *at = gtk_widget_get_first_child (GTK_WIDGET (self->samples)); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    {
      GtkWidget *card = gtk_flow_box_child_get_child (GTK_FLOW_BOX_CHILD (at));
      GtkWidget *area = gtk_widget_get_first_child (gtk_button_get_child (GTK_BUTTON (card)));

      gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), height);
    }
}

/* Recent files take their height before pictures grow. */
static const Level *
choose_level (ThetaStartPage *self)
{
  double width = gtk_adjustment_get_page_size (gtk_scrolled_window_get_hadjustment (self->scroller));
  double height = gtk_adjustment_get_page_size (gtk_scrolled_window_get_vadjustment (self->scroller));
  guint k = height < levels[1].height ? 0 : 1;
  int recent;

  gtk_widget_measure (self->recent_group, GTK_ORIENTATION_VERTICAL, -1, NULL, &recent, NULL, NULL);
  while (k > 0 && k + 1 < G_N_ELEMENTS (levels) && width >= levels[k + 1].width
         && height - recent >= levels[k + 1].height)
    k++;
  return &levels[k];
}

/* Where a page is very wide, a choice stands near its name: as far as under the first sample. */
static void
set_width (ThetaStartPage *self, const Level *level)
{
  int most = (int) (level->widest * theta_draw_text_scale (GTK_WIDGET (self)));

  adw_clamp_set_maximum_size (self->clamp, most);
  adw_clamp_set_tightening_threshold (self->clamp, level->aside ? most : USUAL_THRESHOLD);
  gtk_box_set_homogeneous (self->made, !level->aside);
  gtk_widget_set_size_request (self->choices,
                               level->aside ? (most - 2 * MARGIN - 3 * BETWEEN) / 4 : -1, -1);
}

/* The four samples stand in one row, in two or alone, but never three and one. */
static void
set_columns (ThetaStartPage *self)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->samples));
  int width = gtk_widget_get_width (GTK_WIDGET (self->samples)), own = 0;

  for (GtkWidget *at = first; at != NULL; at = gtk_widget_get_next_sibling (at))
    {
      int natural;

      gtk_widget_measure (at, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
      own = MAX (own, natural);
    }
  if (width > 0 && own > 0)
    gtk_flow_box_set_max_children_per_line (
        self->samples, width + BETWEEN < 4 * (own + BETWEEN) ? 2 : 4);
}

static void
lay_out (ThetaStartPage *self)
{
  const Level *level = choose_level (self);

  set_width (self, level);
  set_columns (self);
  if (level == self->level)
    return;
  if (self->level != NULL && self->level->style != NULL)
    gtk_widget_remove_css_class (self->content, self->level->style);
  self->level = level;
  if (level->style != NULL)
    gtk_widget_add_css_class (self->content, level->style);
  gtk_box_set_spacing (GTK_BOX (self->content), level->gap);
  gtk_widget_set_margin_top (self->content, level->gap);
  gtk_widget_set_margin_bottom (self->content, level->gap);
  set_sample_heights (self, level->sample);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->preview), level->preview);
}

static gboolean
on_lay_out (gpointer user_data)
{
  ThetaStartPage *self = user_data;

  self->source = 0;
  lay_out (self);
  return G_SOURCE_REMOVE;
}

/* Sizes are not changed while they are given. */
static void
on_page_size (ThetaStartPage *self)
{
  if (self->source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_lay_out, self, NULL);
}

/* ---- the object ---- */

/* Nothing is read for a page that nobody opens. */
static void
theta_start_page_map (GtkWidget *widget)
{
  ThetaStartPage *self = THETA_START_PAGE (widget);

  if (gtk_widget_get_first_child (GTK_WIDGET (self->samples)) == NULL)
    {
      fill_samples (self);
      update_preview (self);
    }
  fill_recent (self);
  lay_out (self);
  GTK_WIDGET_CLASS (theta_start_page_parent_class)->map (widget);
}

static void
theta_start_page_dispose (GObject *object)
{
  GtkWidget *child;

  g_clear_handle_id (&THETA_START_PAGE (object)->source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (theta_start_page_parent_class)->dispose (object);
}

static void
theta_start_page_class_init (ThetaStartPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_start_page_dispose;
  widget_class->map = theta_start_page_map;
  gtk_widget_class_set_css_name (widget_class, "startpage");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "start.generate", NULL, act_generate);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/start-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaStartPage, name)
  CHILD (scroller);
  CHILD (content);
  CHILD (clamp);
  CHILD (recent_group);
  CHILD (recent);
  CHILD (samples);
  CHILD (kind);
  CHILD (n);
  CHILD (noise);
  CHILD (seed);
  CHILD (made);
  CHILD (choices);
  CHILD (preview_card);
  CHILD (preview);
  CHILD (preview_note);
#undef CHILD
  gtk_widget_class_bind_template_child_full (widget_class, "open_button", FALSE, 0);
  gtk_widget_class_bind_template_child_full (widget_class, "generate_button", FALSE, 0);
}

static void
theta_start_page_init (ThetaStartPage *self)
{
  GtkWidget *area;

  gtk_widget_init_template (GTK_WIDGET (self));
  area = theta_start_picture_new (_ ("Points of the generator"), NULL);
  gtk_widget_set_hexpand (area, TRUE);
  adw_bin_set_child (ADW_BIN (self->preview), area);
  self->preview = area;
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (self->scroller),
                           "notify::page-size", G_CALLBACK (on_page_size), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller),
                           "notify::page-size", G_CALLBACK (on_page_size), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (on_page_size), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->kind, "notify::selected", G_CALLBACK (update_preview), self);
  g_signal_connect_swapped (self->n, "value-changed", G_CALLBACK (update_preview), self);
  g_signal_connect_swapped (self->noise, "value-changed", G_CALLBACK (update_preview), self);
  g_signal_connect_swapped (self->seed, "value-changed", G_CALLBACK (update_preview), self);
}
