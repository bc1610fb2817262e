#include "ui/caption-layout.h"

#define BESIDE 12

struct _ThetaCaptionLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (ThetaCaptionLayout, theta_caption_layout, GTK_TYPE_LAYOUT_MANAGER)

gboolean
theta_caption_layout_yields (GtkWidget *widget)
{
  return THETA_IS_CAPTION_LAYOUT (gtk_widget_get_layout_manager (widget));
}

static int
caption_width (GtkWidget *caption)
{
  int natural;

  gtk_widget_measure (caption, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
  return natural + BESIDE;
}

static void
theta_caption_layout_measure (GtkLayoutManager *manager, GtkWidget *widget,
                              GtkOrientation orientation, int for_size, int *minimum, int *natural,
                              int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *caption = gtk_widget_get_first_child (widget);
  GtkWidget *control = gtk_widget_get_last_child (widget);
  int least, usual;

  *minimum_baseline = *natural_baseline = -1;
  gtk_widget_measure (control, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *natural += caption_width (caption);
      return;
    }
  gtk_widget_measure (caption, orientation, -1, &least, &usual, NULL, NULL);
  *minimum = MAX (*minimum, least);
  *natural = MAX (*natural, usual);
}

static void
theta_caption_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                               int baseline)
{
  GtkWidget *caption = gtk_widget_get_first_child (widget);
  GtkWidget *control = gtk_widget_get_last_child (widget);
  int before = caption_width (caption), own;
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL, room;

  gtk_widget_measure (control, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &own, NULL, NULL);
  room = before + own <= width;
  gtk_widget_set_child_visible (caption, room);
  if (!room)
    before = 0;
  else
    gtk_widget_size_allocate (
        caption,
        &(GtkAllocation){ mirrored ? width - before + BESIDE : 0, 0, before - BESIDE, height }, -1);
  gtk_widget_size_allocate (
      control, &(GtkAllocation){ mirrored ? 0 : before, 0, width - before, height }, -1);
}

static void
theta_caption_layout_class_init (ThetaCaptionLayoutClass *class)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  layout_class->measure = theta_caption_layout_measure;
  layout_class->allocate = theta_caption_layout_allocate;
}

static void
theta_caption_layout_init (ThetaCaptionLayout *self)
{
}
