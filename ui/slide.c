#include "ui/slide.h"

#include "ui/picture.h"

#define GAP 18
#define LEAST 120 /* width of what stands beside, */
#define MOST 260  /* which is not drawn out for the sake of filling the room; */
#define LARGER 1.5 /* up to this it is drawn larger as a whole, to be read from the back row */

struct _ThetaSlide
{
  GtkWidget parent_instance;

  GtkWidget *picture, *beside; /* children, or NULL */
};

G_DEFINE_FINAL_TYPE (ThetaSlide, theta_slide, GTK_TYPE_WIDGET)

void
theta_slide_show (ThetaSlide *self, GtkWidget *picture)
{
  g_return_if_fail (THETA_IS_SLIDE (self));
  g_clear_pointer (&self->picture, gtk_widget_unparent);
  g_clear_pointer (&self->beside, gtk_widget_unparent);
  if (picture == NULL)
    return;
  self->picture = picture;
  self->beside = theta_picture_get_beside (picture);
  gtk_widget_set_parent (picture, GTK_WIDGET (self));
  if (self->beside != NULL)
    gtk_widget_set_parent (self->beside, GTK_WIDGET (self));
}

static gboolean
has_beside (ThetaSlide *self)
{
  return self->beside != NULL && gtk_widget_get_visible (self->beside);
}

static int
least_beside (ThetaSlide *self)
{
  int minimum = 0;

  if (!has_beside (self))
    return 0;
  gtk_widget_measure (self->beside, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  return GAP + MAX (minimum, LEAST);
}

static GtkSizeRequestMode
theta_slide_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
theta_slide_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  ThetaSlide *self = THETA_SLIDE (widget);
  int least = 0, for_picture = for_size;

  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (self->picture == NULL)
    return;
  /* What stands beside leaves it the rest of the width. */
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      gtk_widget_measure (self->picture, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      for_picture = MAX (for_size - least_beside (self), least);
    }
  gtk_widget_measure (self->picture, orientation, for_picture, minimum, natural, NULL, NULL);
  if (!has_beside (self))
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum += least_beside (self);
      *natural += least_beside (self);
      return;
    }
  gtk_widget_measure (self->beside, orientation, -1, &least, NULL, NULL, NULL);
  *minimum = MAX (*minimum, least);
  *natural = MAX (*natural, least);
}

/* Drawn @larger than usual. */
static void
allocate (GtkWidget *child, int x, int width, int height, double larger)
{
  GskTransform *transform
      = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float) x, 0));
  int unused;

  /* Every widget is measured before it is given its place. */
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &unused, NULL, NULL, NULL);
  gtk_widget_allocate (child, (int) (width / larger), (int) (height / larger), -1,
                       gsk_transform_scale (transform, (float) larger, (float) larger));
}

/* How much larger what stands beside can be in a place of this size. */
static double
find_larger (ThetaSlide *self, int width, int height)
{
  int high;

  gtk_widget_measure (self->beside, GTK_ORIENTATION_VERTICAL, MOST, &high, NULL, NULL, NULL);
  return CLAMP (MIN (width / (double) MOST, height / (double) MAX (high, 1)), 1, LARGER);
}

/* Both in the middle: the picture as wide as it can use, then what stands beside it. */
static void
theta_slide_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ThetaSlide *self = THETA_SLIDE (widget);
  int least = least_beside (self), picture, beside = 0, x;
  double larger = 1;

  if (self->picture == NULL)
    return;
  picture = theta_picture_get_width (self->picture, MAX (width - least, 0), height);
  if (has_beside (self))
    {
      larger = find_larger (self, width - picture - GAP, height);
      beside = CLAMP (width - picture - GAP, least - GAP, (int) (MOST * larger));
    }
  x = (width - picture - (beside > 0 ? GAP + beside : 0)) / 2;
  allocate (self->picture, x, picture, height, 1);
  if (beside > 0)
    allocate (self->beside, x + picture + GAP, beside, height, larger);
}

static void
theta_slide_dispose (GObject *object)
{
  theta_slide_show (THETA_SLIDE (object), NULL);
  G_OBJECT_CLASS (theta_slide_parent_class)->dispose (object);
}

static void
theta_slide_class_init (ThetaSlideClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = theta_slide_dispose;
  widget_class->get_request_mode = theta_slide_get_request_mode;
  widget_class->measure = theta_slide_measure;
  widget_class->size_allocate = theta_slide_size_allocate;
}

static void
theta_slide_init (ThetaSlide *self)
{
}
