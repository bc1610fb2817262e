#include "ui/alignment-card.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/number.h"
#include "ui/draw.h"
#include "ui/terms.h"

#define MOST_IN_VIEW 5 /* layers, and A */

struct _ThetaAlignmentCard
{
  AdwBin parent_instance;

  GtkWidget *scroller;
  GtkGrid *grid;
};

G_DEFINE_FINAL_TYPE (ThetaAlignmentCard, theta_alignment_card, ADW_TYPE_BIN)

static GtkWidget *
put (ThetaAlignmentCard *self, int column, int row, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_label_set_xalign (GTK_LABEL (label), column <= 1 ? 0 : 1);
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
  return label;
}

static void
put_bar (ThetaAlignmentCard *self, int row, const char *name, double value)
{
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), isnan (value) ? 0 : CLAMP (value, 0, 1));
  gtk_widget_add_css_class (bar, "theta-count");
  gtk_widget_set_hexpand (bar, TRUE);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_grid_attach (self->grid, bar, 2, row, 1, 1);
}

/* At least: what the card is higher is shared by all lines. */
static guint
row_spacing (guint rows)
{
  return rows <= 3 ? 12 : rows == 4 ? 9 : rows == 5 ? 3 : 0;
}

/* Where not all can be in view at once A comes before the layers. */
static int
row_of (guint l, guint layers)
{
  return layers <= MOST_IN_VIEW ? (int) l : l == layers ? 0 : (int) l + 1;
}

static void
put_kernel (ThetaAlignmentCard *self, guint l, guint layers, const char *name, double alignment,
            double effective_rank)
{
  g_autofree char *value = theta_number_format_fixed (alignment, 2);
  g_autofree char *rank
      = effective_rank >= 9.95 ? theta_number_format_fixed (effective_rank, 0)
                               : theta_number_format_fixed (effective_rank, 1);
  int row = row_of (l, layers);

  if (l < layers)
    gtk_grid_attach (self->grid, theta_draw_dot_new (theta_palette_layer (l, layers)), 0, row, 1, 1);
  put (self, 1, row, name, l < layers ? "theta-value" : "theta-head");
  put_bar (self, row, name, alignment);
  put (self, 3, row, value, "theta-value");
  put (self, 4, row, rank, "theta-value");
}

void
theta_alignment_card_show (ThetaAlignmentCard *self, const ThetaStudy *study,
                           const ThetaSpectra *spectra, const ThetaNetwork *network)
{
  guint layers = theta_network_n_kernels (network);
  GtkWidget *child;

  g_return_if_fail (THETA_IS_ALIGNMENT_CARD (self));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  gtk_grid_set_row_spacing (self->grid, row_spacing (layers + 1));
  /* To scroll by keys.  One that is only not focusable would keep the focus where it is. */
  gtk_widget_set_can_focus (self->scroller, layers > MOST_IN_VIEW);
  for (guint l = 0; l <= layers; l++)
    {
      g_autofree char *name
          = l < layers ? theta_network_kernel_name (network, l) : g_strdup ("A");

      put_kernel (self, l, layers, name,
                  study != NULL && study->alignment != NULL ? study->alignment[l] : NAN,
                  spectra != NULL ? spectra->spectra[l]->effective_rank : NAN);
    }
}

static void
theta_alignment_card_class_init (ThetaAlignmentCardClass *class)
{
}

static void
add_head (GtkBox *box, const char *text, const char *style, const char *tooltip)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, style);
  gtk_widget_set_tooltip_text (label, tooltip);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (box, label);
}

static void
theta_alignment_card_init (ThetaAlignmentCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scroller = self->scroller = gtk_scrolled_window_new ();

  add_head (GTK_BOX (head), _ ("Alignment"), "theta-head",
            theta_terms_text ("Alignment"));
  gtk_widget_set_hexpand (gtk_widget_get_first_child (head), TRUE);
  add_head (GTK_BOX (head), _ ("labels"), "theta-axis", theta_terms_text ("Alignment"));
  add_head (GTK_BOX (head), _ ("rank"), "theta-axis",
            theta_terms_text ("EffectiveRank"));
  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 6);
  gtk_grid_set_row_homogeneous (self->grid, TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->grid));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), scroller);
  adw_bin_set_child (ADW_BIN (self), box);
}

GtkWidget *
theta_alignment_card_new (void)
{
  return g_object_new (THETA_TYPE_ALIGNMENT_CARD, NULL);
}
