#include "ui/cap-layout.h"

struct _ThetaCapLayout
{
  GtkLayoutManager parent_instance;

  double share;
};

G_DEFINE_FINAL_TYPE (ThetaCapLayout, theta_cap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
theta_cap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
theta_cap_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation,
                          int for_size, int *minimum, int *natural, int *minimum_baseline,
                          int *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
theta_cap_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height,
                           int baseline)
{
  ThetaCapLayout *self = THETA_CAP_LAYOUT (manager);
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int minimum, natural, most = (int) (self->share * width);

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, &natural, NULL, NULL);
  gtk_widget_allocate (child, width, MIN (height, MAX (natural, most)), baseline, NULL);
}

static void
theta_cap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  THETA_CAP_LAYOUT (object)->share = g_value_get_double (value);
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (object));
}

static void
theta_cap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, THETA_CAP_LAYOUT (object)->share);
}

static void
theta_cap_layout_class_init (ThetaCapLayoutClass *class)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (class);

  G_OBJECT_CLASS (class)->set_property = theta_cap_layout_set_property;
  G_OBJECT_CLASS (class)->get_property = theta_cap_layout_get_property;
  g_object_class_install_property (
      G_OBJECT_CLASS (class), 1,
      g_param_spec_double ("share", NULL, NULL, 0, 100, 1,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS));
  layout_class->get_request_mode = theta_cap_layout_get_request_mode;
  layout_class->measure = theta_cap_layout_measure;
  layout_class->allocate = theta_cap_layout_allocate;
}

static void
theta_cap_layout_init (ThetaCapLayout *self)
{
  self->share = 1;
}
