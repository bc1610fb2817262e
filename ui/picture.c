#include "ui/picture.h"

typedef struct
{
  char *title; /* NULL: not offered */
  char *value, *words;
  ThetaPictureRead func;
  gpointer data;
} Picture;

static void
picture_free (gpointer data)
{
  Picture *self = data;

  g_free (self->title);
  g_free (self->value);
  g_free (self->words);
  g_free (self);
}

static GQuark
quark (void)
{
  return g_quark_from_static_string ("theta-picture-of-presentation");
}

static Picture *
picture_of (GtkWidget *widget)
{
  Picture *self = g_object_get_qdata (G_OBJECT (widget), quark ());

  if (self == NULL)
    {
      self = g_new0 (Picture, 1);
      g_object_set_qdata_full (G_OBJECT (widget), quark (), self, picture_free);
    }
  return self;
}

void
theta_picture_offer (GtkWidget *widget, const char *title)
{
  Picture *self;

  g_return_if_fail (GTK_IS_WIDGET (widget) && title != NULL);
  self = picture_of (widget);
  g_free (self->title);
  self->title = g_strdup (title);
}

const char *
theta_picture_get_title (GtkWidget *widget)
{
  Picture *self;

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);
  self = g_object_get_qdata (G_OBJECT (widget), quark ());
  return self != NULL ? self->title : NULL;
}

static void
tell (const Picture *self)
{
  if (self->func != NULL)
    self->func (self->value, self->words, self->data);
}

void
theta_picture_say (GtkWidget *widget, const char *value, const char *words)
{
  Picture *self;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  self = picture_of (widget);
  if (g_strcmp0 (self->value, value) == 0 && g_strcmp0 (self->words, words) == 0)
    return;
  g_free (self->value);
  g_free (self->words);
  self->value = g_strdup (value);
  self->words = g_strdup (words);
  tell (self);
}

void
theta_picture_listen (GtkWidget *widget, ThetaPictureRead func, gpointer data)
{
  Picture *self;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  self = picture_of (widget);
  self->func = func;
  self->data = data;
  tell (self);
}

static void
collect (GtkWidget *widget, GPtrArray *found)
{
  if (!gtk_widget_get_mapped (widget))
    return;
  if (theta_picture_get_title (widget) != NULL)
    g_ptr_array_add (found, widget);
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    collect (at, found);
}

GPtrArray *
theta_picture_list (GtkWidget *root)
{
  GPtrArray *found = g_ptr_array_new ();

  g_return_val_if_fail (GTK_IS_WIDGET (root), found);
  collect (root, found);
  return found;
}
