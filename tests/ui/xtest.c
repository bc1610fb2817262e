#include "tests/ui/xtest.h"

#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <cairo-xlib.h>
#include <gdk/x11/gdkx.h>
#include <gmodule.h>

/* libXtst.so.6 is looked for when the tests run: building them does not need it. */
static GModule *library;
static Display *display;
static int (*fake_key) (Display *, unsigned, int, unsigned long);
static int (*fake_button) (Display *, unsigned, int, unsigned long);
static int (*fake_motion) (Display *, int, int, int, unsigned long);

gboolean
xtest_open (void)
{
  int (*query) (Display *, int *, int *, int *, int *) = NULL;
  int a, b, c, d;

  library = g_module_open ("libXtst.so.6", G_MODULE_BIND_LAZY);
  if (library == NULL || !g_module_symbol (library, "XTestQueryExtension", (gpointer *) &query)
      || !g_module_symbol (library, "XTestFakeKeyEvent", (gpointer *) &fake_key)
      || !g_module_symbol (library, "XTestFakeButtonEvent", (gpointer *) &fake_button)
      || !g_module_symbol (library, "XTestFakeMotionEvent", (gpointer *) &fake_motion))
    {
      g_print ("1..0 # SKIP libXtst.so.6 is not here: %s\n", g_module_error ());
      return FALSE;
    }
  display = XOpenDisplay (NULL);
  if (display != NULL && query (display, &a, &b, &c, &d))
    return TRUE;
  g_print ("1..0 # SKIP the X server takes no events made by programs (XTEST)\n");
  return FALSE;
}

void
xtest_close (void)
{
  g_clear_pointer (&display, XCloseDisplay);
  g_clear_pointer (&library, g_module_close);
}

void
xtest_manage (void)
{
  Atom check = XInternAtom (display, "_NET_SUPPORTING_WM_CHECK", False);
  Atom supported = XInternAtom (display, "_NET_SUPPORTED", False);
  Window root = DefaultRootWindow (display);
  Window mine = XCreateSimpleWindow (display, root, -1, -1, 1, 1, 0, 0, 0);
  Window owners[] = { root, mine };

  for (guint k = 0; k < G_N_ELEMENTS (owners); k++)
    XChangeProperty (display, owners[k], check, XA_WINDOW, 32, PropModeReplace,
                     (unsigned char *) &mine, 1);
  XChangeProperty (display, root, supported, XA_ATOM, 32, PropModeReplace,
                   (unsigned char *) &check, 1);
  XSync (display, False);
}

static Window
window_of (GtkNative *native)
{
  return gdk_x11_surface_get_xid (gtk_native_get_surface (native));
}

void
xtest_focus (GtkWindow *window)
{
  Window before;
  int revert;

  XGetInputFocus (display, &before, &revert);
  if (before == window_of (GTK_NATIVE (window)))
    return;
  XSetInputFocus (display, window_of (GTK_NATIVE (window)), RevertToParent, CurrentTime);
  XSync (display, False);
}

static void
press_modifiers (GdkModifierType state, gboolean down)
{
  static const struct
  {
    GdkModifierType mask;
    guint keyval;
  } modifiers[] = { { GDK_CONTROL_MASK, GDK_KEY_Control_L },
                    { GDK_SHIFT_MASK, GDK_KEY_Shift_L },
                    { GDK_ALT_MASK, GDK_KEY_Alt_L } };

  for (guint k = 0; k < G_N_ELEMENTS (modifiers); k++)
    if ((state & modifiers[k].mask) != 0)
      fake_key (display, XKeysymToKeycode (display, modifiers[k].keyval), down, CurrentTime);
}

void
xtest_hold (GdkModifierType state, gboolean down)
{
  press_modifiers (state, down);
  XSync (display, False);
}

void
xtest_key (guint keyval, GdkModifierType state)
{
  KeyCode code = XKeysymToKeycode (display, keyval);
  int per_code = 0;
  KeySym *symbols;

  if (code == 0)
    g_error ("this keyboard has no key for %s", gdk_keyval_name (keyval));
  symbols = XGetKeyboardMapping (display, code, 1, &per_code);
  if (per_code > 1 && symbols[0] != keyval && symbols[1] == keyval)
    state |= GDK_SHIFT_MASK;
  XFree (symbols);
  press_modifiers (state, TRUE);
  fake_key (display, code, True, CurrentTime);
  fake_key (display, code, False, CurrentTime);
  press_modifiers (state, FALSE);
  XSync (display, False);
}

void
xtest_move (GtkWidget *widget, double x, double y)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double left, top;
  int root_x, root_y;
  Window child;

  gtk_native_get_surface_transform (native, &left, &top);
  XTranslateCoordinates (display, window_of (native), DefaultRootWindow (display),
                         (int) (x + left), (int) (y + top), &root_x, &root_y, &child);
  fake_motion (display, -1, root_x, root_y, CurrentTime);
  XSync (display, False);
}

void
xtest_park (void)
{
  int screen = DefaultScreen (display);

  fake_motion (display, -1, DisplayWidth (display, screen) - 1, DisplayHeight (display, screen) - 1,
               CurrentTime);
  XSync (display, False);
}

void
xtest_down (guint button)
{
  fake_button (display, button, True, CurrentTime);
  XSync (display, False);
}

void
xtest_up (guint button)
{
  fake_button (display, button, False, CurrentTime);
  XSync (display, False);
}

void
xtest_click (guint button)
{
  xtest_down (button);
  xtest_up (button);
}

void
xtest_save (GtkWindow *window, const char *path)
{
  Window root = DefaultRootWindow (display), child;
  XWindowAttributes all, own;
  cairo_surface_t *screen, *part, *image;
  cairo_t *cr;
  int x, y, width, height;

  XGetWindowAttributes (display, root, &all);
  XGetWindowAttributes (display, window_of (GTK_NATIVE (window)), &own);
  XTranslateCoordinates (display, window_of (GTK_NATIVE (window)), root, 0, 0, &x, &y, &child);
  width = MIN (own.width, all.width - x);
  height = MIN (own.height, all.height - y);
  screen = cairo_xlib_surface_create (display, root, all.visual, all.width, all.height);
  part = cairo_surface_create_for_rectangle (screen, x, y, width, height);
  image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cr = cairo_create (image);
  cairo_set_source_surface (cr, part, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  if (cairo_surface_write_to_png (image, path) != CAIRO_STATUS_SUCCESS)
    g_error ("%s cannot be written", path);
  cairo_surface_destroy (image);
  cairo_surface_destroy (part);
  cairo_surface_destroy (screen);
}
