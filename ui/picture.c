#include "ui/picture.h"

typedef struct
{
  char *title; /* NULL: not offered */
  char *value, *words;
  ThetaPictureRead func;
  gpointer data;
  GtkWidget *beside; /* or NULL */
  ThetaPictureWidth width;
  GWeakRef first;
  gboolean text;
  gboolean put_away; /* it is a container of pictures that are not seen */
} Picture;

static void
picture_free (gpointer data)
{
  Picture *self = data;

  g_free (self->title);
  g_free (self->value);
  g_free (self->words);
  g_clear_object (&self->beside);
  g_weak_ref_clear (&self->first);
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
      g_weak_ref_init (&self->first, NULL);
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

void
theta_picture_set_beside (GtkWidget *picture, GtkWidget *beside, ThetaPictureWidth width)
{
  Picture *self;

  g_return_if_fail (GTK_IS_WIDGET (picture) && (beside == NULL || GTK_IS_WIDGET (beside)));
  self = picture_of (picture);
  g_set_object (&self->beside, beside);
  self->width = width;
}

GtkWidget *
theta_picture_get_beside (GtkWidget *picture)
{
  g_return_val_if_fail (GTK_IS_WIDGET (picture), NULL);
  return picture_of (picture)->beside;
}

int
theta_picture_get_width (GtkWidget *picture, int width, int height)
{
  const Picture *self;

  g_return_val_if_fail (GTK_IS_WIDGET (picture), width);
  self = picture_of (picture);
  return self->width != NULL ? MIN (self->width (picture, width, height), width) : width;
}

void
theta_picture_set_text (GtkWidget *picture)
{
  g_return_if_fail (GTK_IS_WIDGET (picture));
  picture_of (picture)->text = TRUE;
}

gboolean
theta_picture_is_text (GtkWidget *picture)
{
  g_return_val_if_fail (GTK_IS_WIDGET (picture), FALSE);
  return picture_of (picture)->text;
}

void
theta_picture_set_first (GtkWidget *picture, GtkWidget *part)
{
  g_return_if_fail (GTK_IS_WIDGET (picture));
  g_weak_ref_set (&picture_of (picture)->first, part);
}

GtkWidget *
theta_picture_get_first (GtkWidget *picture)
{
  g_autoptr (GtkWidget) part = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (picture), NULL);
  part = g_weak_ref_get (&picture_of (picture)->first);
  return part != NULL && gtk_widget_is_ancestor (part, picture) ? part : NULL;
}

void
theta_picture_set_put_away (GtkWidget *container)
{
  g_return_if_fail (GTK_IS_WIDGET (container));
  picture_of (container)->put_away = TRUE;
}

/* Whether @widget itself is one that is put away. */
static gboolean
is_put_away (GtkWidget *widget)
{
  const Picture *self = g_object_get_qdata (G_OBJECT (widget), quark ());

  return self != NULL && self->put_away;
}

/* @away: in what is put away all counts that would be seen there. */
static void
collect (GtkWidget *widget, gboolean away, GPtrArray *found)
{
  if (is_put_away (widget))
    away = TRUE;
  else if (away ? !gtk_widget_get_visible (widget) : !gtk_widget_get_mapped (widget))
    return;
  if (theta_picture_get_title (widget) != NULL)
    g_ptr_array_add (found, widget);
  for (GtkWidget *at = gtk_widget_get_first_child (widget); at != NULL;
       at = gtk_widget_get_next_sibling (at))
    collect (at, away, found);
}

GPtrArray *
theta_picture_list (GtkWidget *root)
{
  GPtrArray *found = g_ptr_array_new ();

  g_return_val_if_fail (GTK_IS_WIDGET (root), found);
  collect (root, FALSE, found);
  return found;
}
