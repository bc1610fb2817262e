#include "ui/kernels-page-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/caption-layout.h"
#include "ui/draw.h"
#include "ui/kernel-values.h"
#include "ui/measure.h"
#include "ui/preferences.h"
#include "ui/short-choice.h"

/* What is shown, as the bar says it: of the list's words as many as tell them apart. */
static const char *const shows[]
    = { N_ ("Cosine"), N_ ("Raw values"), N_ ("Centred"), N_ ("Difference"), NULL };

/* While a run lasts the inspector follows it this often. */
#define ENTRY_US 400000
#define SIDE_WIDTH 272 /* of the inspector; */
#define CARD_WIDTH 196 /* where it is a card among others, */
#define CARD_MARGIN 18 /* so far from the window's edge */

G_DEFINE_FINAL_TYPE (ThetaKernelsPage, theta_kernels_page, GTK_TYPE_WIDGET)

ThetaKernelMap *
theta_kernels_map_at (ThetaKernelsPage *self, guint i)
{
  return g_ptr_array_index (self->maps, i);
}

ThetaFrame *
theta_kernels_frame (ThetaKernelsPage *self)
{
  return theta_maps_get_frame (self->maps_of);
}

const ThetaNetwork *
theta_kernels_network (ThetaKernelsPage *self)
{
  return &theta_session_get_shown (self->session)->network;
}

static void
update_badge (ThetaKernelsPage *self)
{
  const ThetaFrame *frame = theta_kernels_frame (self);
  g_autofree char *fold = NULL, *rows = NULL, *text = NULL;

  if (frame != NULL)
    rows = g_strdup_printf (_ ("all %u rows"), (guint) frame->picture->rows);
  /* Once it can be chosen, the choice says it. */
  if (frame != NULL && frame->n_folds > 1 && !gtk_widget_get_visible (GTK_WIDGET (self->fold)))
    fold = g_strdup_printf (_ ("fold %u of %u"), frame->picture_fold + 1, frame->n_folds);
  /* The kind of network stands over every view. */
  text = g_strjoin (" · ", rows != NULL ? rows : "", fold, NULL);
  gtk_label_set_label (self->badge, text);
  /* So with the rows. */
  gtk_widget_set_visible (GTK_WIDGET (self->badge),
                          *text != '\0' && !gtk_widget_get_visible (GTK_WIDGET (self->rows)));
}

void
theta_kernels_show_frame (ThetaKernelsPage *self, ThetaFrame *frame)
{
  theta_kernels_move_along (self, frame);
  theta_maps_set_frame (self->maps_of, frame, self->study);
  theta_kernels_place_cross (self, frame->picture);
  if (self->waiting)
    theta_kernels_apply_place (self);
  theta_kernels_show_maps (self);
  theta_kernels_follow_window (self);
  /* Frames of a run come thirty times a second: more than can be read. */
  if (!theta_session_get_running (self->session)
      || g_get_monotonic_time () - self->entry_time > ENTRY_US)
    {
      theta_kernels_update_entry (self);
      self->entry_time = g_get_monotonic_time ();
    }
}

/* ---- what the session says ---- */

static void
set_cards_visible (ThetaKernelsPage *self, gboolean visible)
{
  gtk_widget_set_visible (GTK_WIDGET (self->entries), visible);
  gtk_widget_set_visible (GTK_WIDGET (self->beside), visible);
  gtk_widget_set_visible (GTK_WIDGET (self->eigenvalues), visible);
  gtk_widget_set_visible (GTK_WIDGET (self->alignment), visible);
}

static void
set_framed (GtkWidget *card, gboolean framed)
{
  if (framed)
    gtk_widget_add_css_class (card, "card");
  else
    gtk_widget_remove_css_class (card, "card");
  if (framed)
    gtk_widget_add_css_class (card, "theta-mapcard");
  else
    gtk_widget_remove_css_class (card, "theta-mapcard");
}

/* A pane beside the page, or a card on it. */
static void
frame_side (ThetaKernelsPage *self, gboolean compact)
{
  static const char *const styles[] = { "theta-inspector", "card", "theta-sidecard" };

  for (guint k = 0; k < G_N_ELEMENTS (styles); k++)
    if (compact == (k > 0))
      gtk_widget_add_css_class (self->side, styles[k]);
    else
      gtk_widget_remove_css_class (self->side, styles[k]);
  gtk_widget_set_margin_top (self->side, compact ? 10 : 0);
  gtk_widget_set_margin_bottom (self->side, compact ? 10 : 0);
  gtk_widget_set_margin_end (self->side, compact ? CARD_MARGIN : 0);
  gtk_widget_set_visible (self->side_switcher, compact);
  theta_draw_keep_width (self->side, compact ? CARD_WIDTH : SIDE_WIDTH);
  if (!compact)
    gtk_stack_set_visible_child_name (self->side_stack, "entry");
}

/* The board must not find room for its cards by what moving them away leaves. */
static void
update_spare (ThetaKernelsPage *self)
{
  double scale = CLAMP (theta_draw_text_scale (GTK_WIDGET (self)), 1, 1.5);

  theta_kernels_board_set_spare (self->board,
                                 gtk_widget_get_visible (self->side)
                                     ? (int) ((SIDE_WIDTH - CARD_WIDTH) * scale) - CARD_MARGIN
                                     : 0);
}

/* On the board as far as there is room, the others in the side: with the entry, and behind a
 * tab. */
static void
place_cards (ThetaKernelsPage *self)
{
  gboolean compact = theta_kernels_board_is_compact (self->board);
  GtkWidget *cards[THETA_BOARD_CARDS]
      = { GTK_WIDGET (self->entries), GTK_WIDGET (self->eigenvalues),
          GTK_WIDGET (self->alignment) };
  gboolean near = !theta_kernels_board_takes (self->board, 0); /* the entry */
  GtkWidget *child;

  for (guint k = 0; k < THETA_BOARD_CARDS; k++)
    {
      g_object_ref (cards[k]);
      theta_kernels_board_set_card (self->board, k, NULL);
      set_framed (cards[k], theta_kernels_board_takes (self->board, k));
    }
  theta_entries_card_set_filling (self->entries, !near);
  theta_entry_panel_set_compact (self->entry, near ? cards[0] : NULL,
                                 compact ? GTK_BOX (self->side_near) : NULL);
  while ((child = gtk_widget_get_first_child (self->side_cards)) != NULL)
    gtk_box_remove (GTK_BOX (self->side_cards), child);
  for (guint k = 0; k < THETA_BOARD_CARDS; k++)
    if (theta_kernels_board_takes (self->board, k))
      theta_kernels_board_set_card (self->board, k, cards[k]);
    else if (k > 0)
      gtk_box_append (GTK_BOX (self->side_cards), cards[k]);
  for (guint k = 0; k < THETA_BOARD_CARDS; k++)
    g_object_unref (cards[k]);
  frame_side (self, compact);
}

static void
on_cards (ThetaKernelsPage *self)
{
  place_cards (self);
}

static void
show_nothing (ThetaKernelsPage *self)
{
  gboolean running = theta_session_get_running (self->session);

  theta_kernels_stop_studies (self);
  theta_kernels_clear_bars (self);
  theta_maps_set_frame (self->maps_of, NULL, NULL);
  g_clear_pointer (&self->arrived, theta_frame_unref);
  g_clear_pointer (&self->of_fold, theta_frame_unref);
  for (guint m = 0; m < self->maps->len; m++)
    theta_heatmap_view_show (theta_kernels_map_at (self, m)->view, NULL, 0, 0, 1, FALSE,
                             THETA_COLORMAP_VIRIDIS);
  theta_kernels_show_study (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "kernels.zoom-in", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "kernels.zoom-out", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "kernels.zoom-reset", FALSE);
  if (running)
    return;
  gtk_widget_hide (self->side);
  set_cards_visible (self, FALSE);
}

static void
update_empty (ThetaKernelsPage *self)
{
  ThetaDataset *data = theta_session_get_dataset (self->session);
  gboolean shown = self->arrived == NULL && !theta_session_get_running (self->session)
                   && !gtk_widget_get_visible (self->side);
  double seconds = shown ? theta_session_estimate_seconds (self->session) : NAN;
  g_autofree char *text = NULL, *time = NULL, *both = NULL;

  gtk_widget_set_visible (self->empty, shown);
  if (data != NULL)
    text = g_strdup_printf (g_dngettext (NULL, "Run shows the kernels of %u row",
                                         "Run shows the kernels of %u rows", data->x->rows),
                            (guint) data->x->rows);
  if (text != NULL && isfinite (seconds))
    {
      time = theta_number_format_seconds (fmax (seconds, 0.1));
      both = g_strdup_printf (_ ("%s, about %s"), text, time);
    }
  gtk_label_set_label (self->empty_label, both != NULL   ? both
                                          : text != NULL ? text
                                                         : _ ("Open data to see their kernels"));
}

void
theta_kernels_update (ThetaKernelsPage *self)
{
  ThetaFrame *frame = theta_session_get_frame (self->session);
  ThetaDataset *before = self->arrived != NULL ? self->arrived->data : NULL;
  gboolean known; /* something of the kernels shown so far */

  self->stale = FALSE;
  if (frame == NULL || frame->picture == NULL)
    show_nothing (self);
  else if (frame != self->arrived || self->study == NULL)
    {
      /* One that only has not been studied yet keeps the fold that is chosen. */
      if (frame != self->arrived)
        {
          self->folds_of = self->rows_of = NULL;
          g_clear_pointer (&self->of_fold, theta_frame_unref);
        }
      theta_frame_ref (frame);
      g_clear_pointer (&self->arrived, theta_frame_unref);
      self->arrived = frame;
      theta_kernels_fill_folds (self);
      theta_kernels_fill_rows (self);
      known = self->study != NULL || self->spectra != NULL || before == NULL;
      theta_kernels_stop_studies (self);
      theta_kernels_ensure_maps (self, theta_kernels_network (self));
      if (before == NULL || before != frame->data)
        {
          theta_class_key_set (theta_entries_card_get_key (self->entries), frame->data);
          theta_class_key_set (theta_entries_card_get_key (self->beside), frame->data);
        }
      gtk_widget_set_visible (self->side, gtk_toggle_button_get_active (self->panel_toggle));
      set_cards_visible (self, TRUE);
      if (known)
        theta_kernels_show_study (self);
      theta_kernels_show_frame (self, frame);
      theta_kernels_begin_studies (self);
    }
  if (self->arrived == NULL && !gtk_widget_get_visible (self->side))
    theta_kernels_ensure_maps (self, &theta_session_get_experiment (self->session)->network);
  theta_kernels_fill_folds (self);
  theta_kernels_fill_rows (self);
  update_badge (self);
  update_empty (self);
}

/* Frames come thirty times a second; a page that is not seen waits. */
static void
on_frame (ThetaKernelsPage *self)
{
  self->stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    theta_kernels_update (self);
  else if (theta_session_get_frame (self->session) == NULL)
    {
      /* Kernels are large: they are not kept for a page that nobody looks at. */
      show_nothing (self);
      update_empty (self);
    }
}

static void
on_map (ThetaKernelsPage *self)
{
  if (self->session != NULL && self->stale)
    theta_kernels_update (self);
  if (self->paused)
    theta_kernels_begin_studies (self);
}

/* What is shown, its colours, the map of the labels. */
static void
on_choice (ThetaKernelsPage *self)
{
  theta_maps_set_show (self->maps_of, (ThetaShow) gtk_drop_down_get_selected (self->show));
  for (guint m = 0; m < self->maps->len; m++)
    theta_kernels_map_at (self, m)->own_version = 0; /* another colour map, perhaps */
  if (theta_kernels_frame (self) == NULL)
    return;
  theta_kernels_ensure_maps (self, theta_kernels_network (self));
  theta_kernels_show_maps (self);
  theta_kernels_follow_window (self);
}

static void
on_order (ThetaKernelsPage *self)
{
  if (self->arrived == NULL)
    return;
  if (self->ordering != NULL)
    g_cancellable_cancel (self->ordering);
  g_clear_object (&self->ordering);
  theta_kernels_begin_studies (self);
}

/* Another fold or other rows, and with them all that was found out about them. */
static void
on_fold (ThetaKernelsPage *self)
{
  if (self->updating || self->arrived == NULL)
    return;
  self->wanted_fold = 0;
  theta_kernels_fill_rows (self);
  theta_kernels_stop_studies (self);
  theta_kernels_show_study (self);
  theta_kernels_begin_studies (self);
}

static void
on_panel (ThetaKernelsPage *self)
{
  gtk_widget_set_visible (self->side, self->arrived != NULL
                                          && gtk_toggle_button_get_active (self->panel_toggle));
}

void
theta_kernels_page_set_narrow (ThetaKernelsPage *self, gboolean narrow)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self));
  self->narrow = narrow;
  if (self->panel_toggle != NULL)
    gtk_toggle_button_set_active (self->panel_toggle, !narrow);
}

/* ---- the object ---- */

static void
theta_kernels_page_dispose (GObject *object)
{
  ThetaKernelsPage *self = THETA_KERNELS_PAGE (object);
  GtkWidget *child;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  theta_kernels_stop_studies (self);
  if (self->loading != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->loading);
  self->loading = 0;
  g_clear_object (&self->session);
  g_clear_pointer (&self->arrived, theta_frame_unref);
  g_clear_pointer (&self->of_fold, theta_frame_unref);
  g_clear_pointer (&self->maps_of, theta_maps_free);
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->entries);
  g_clear_object (&self->beside);
  g_clear_object (&self->eigenvalues);
  g_clear_object (&self->alignment);
  G_OBJECT_CLASS (theta_kernels_page_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *class)
{
  static const struct
  {
    guint key;
    const char *action;
  } keys[] = {
    /* The last key of an action is the one that its menu names. */
    { GDK_KEY_KP_Add, "kernels.zoom-in" },       { GDK_KEY_equal, "kernels.zoom-in" },
    { GDK_KEY_plus, "kernels.zoom-in" },         { GDK_KEY_KP_Subtract, "kernels.zoom-out" },
    { GDK_KEY_minus, "kernels.zoom-out" },       { GDK_KEY_KP_0, "kernels.zoom-reset" },
    { GDK_KEY_0, "kernels.zoom-reset" },         { GDK_KEY_c, "kernels.copy" },
    { GDK_KEY_t, "kernels.table" },
  };

  gtk_widget_class_install_action (class, "kernels.zoom-in", NULL, theta_kernels_act_zoom);
  gtk_widget_class_install_action (class, "kernels.zoom-out", NULL, theta_kernels_act_zoom);
  gtk_widget_class_install_action (class, "kernels.zoom-reset", NULL, theta_kernels_act_zoom);
  gtk_widget_class_install_action (class, "kernels.alone", NULL, theta_kernels_act_alone);
  gtk_widget_class_install_action (class, "kernels.copy", NULL, theta_kernels_act_copy);
  gtk_widget_class_install_action (class, "kernels.copy-picture", NULL, theta_kernels_act_copy);
  gtk_widget_class_install_action (class, "kernels.table", NULL, theta_kernels_act_table);
  for (guint k = 0; k < G_N_ELEMENTS (keys); k++)
    gtk_widget_class_add_binding_action (class, keys[k].key, 0, keys[k].action, NULL);
}

static void
theta_kernels_page_class_init (ThetaKernelsPageClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_kernels_page_dispose;
  g_type_ensure (THETA_TYPE_CAPTION_LAYOUT);
  g_type_ensure (THETA_TYPE_ENTRY_PANEL);
  g_type_ensure (THETA_TYPE_KERNELS_BOARD);
  gtk_widget_class_set_css_name (widget_class, "kernelspage");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/thetascope/Thetascope/kernels-page.ui");
#define CHILD(name) gtk_widget_class_bind_template_child (widget_class, ThetaKernelsPage, name)
  CHILD (show);
  CHILD (order);
  CHILD (colors);
  CHILD (rows);
  CHILD (row_choices);
  CHILD (fold);
  CHILD (folds);
  CHILD (badge);
  CHILD (log_check);
  CHILD (label_check);
  CHILD (panel_toggle);
  CHILD (empty);
  CHILD (empty_label);
  CHILD (board);
  CHILD (side);
  CHILD (side_switcher);
  CHILD (side_stack);
  CHILD (side_near);
  CHILD (side_cards);
  CHILD (entry);
#undef CHILD
  gtk_widget_class_bind_template_callback (widget_class, on_choice);
  gtk_widget_class_bind_template_callback (widget_class, on_order);
  gtk_widget_class_bind_template_callback (widget_class, on_fold);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_rows", G_CALLBACK (on_fold));
  gtk_widget_class_bind_template_callback (widget_class, on_panel);
  gtk_widget_class_bind_template_callback (widget_class, on_cards);
  gtk_widget_class_bind_template_callback_full (widget_class, "on_jump",
                                                G_CALLBACK (theta_kernels_on_jump));
  install_actions (widget_class);
}

/* Over the whole width of the card, each as wide as its name. */
static void
spread_tabs (ThetaKernelsPage *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->side_switcher);

  gtk_box_layout_set_homogeneous (GTK_BOX_LAYOUT (layout), FALSE);
  for (GtkWidget *tab = gtk_widget_get_first_child (self->side_switcher); tab != NULL;
       tab = gtk_widget_get_next_sibling (tab))
    gtk_widget_set_hexpand (tab, TRUE);
}

static void
theta_kernels_page_init (ThetaKernelsPage *self)
{
  self->maps = g_ptr_array_new_with_free_func (theta_kernels_map_free);
  self->maps_of = theta_maps_new ();
  self->row = self->column = self->hover_row = self->hover_column = -1;
  self->marker = NAN;
}

void
theta_kernels_page_set_session (ThetaKernelsPage *self, ThetaSession *session)
{
  g_return_if_fail (THETA_IS_KERNELS_PAGE (self) && self->session == NULL);
  self->session = g_object_ref (session);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_toggle_button_set_active (self->panel_toggle, !self->narrow);
  theta_short_choice (self->show, shows);
  self->entries = g_object_ref_sink (THETA_ENTRIES_CARD (theta_entries_card_new ()));
  self->eigenvalues = g_object_ref_sink (THETA_EIGENVALUES_CARD (theta_eigenvalues_card_new ()));
  self->alignment = g_object_ref_sink (THETA_ALIGNMENT_CARD (theta_alignment_card_new ()));
  theta_kernels_init_presentation (self);
  set_cards_visible (self, FALSE);
  place_cards (self);
  spread_tabs (self);
  update_spare (self);
  g_signal_connect_swapped (self->side, "notify::visible", G_CALLBACK (update_spare), self);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-xft-dpi",
                           G_CALLBACK (update_spare), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (on_map), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (theta_kernels_pause_studies), NULL);
  g_signal_connect_swapped (session, "notify::frame", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::running", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::results", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::dataset", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::experiment", G_CALLBACK (on_frame), self);
  g_signal_connect_swapped (session, "notify::duration", G_CALLBACK (update_empty), self);
  theta_preferences_watch ("colour-map", self, G_CALLBACK (on_choice));
  theta_preferences_watch ("diverging-map", self, G_CALLBACK (on_choice));
  theta_kernels_update (self);
}
