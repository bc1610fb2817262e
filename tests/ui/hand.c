#include "tests/ui/hand-private.h"

#include "tests/ui/xtest.h"

/* More clicks of the wheel than any list has rows. */
#define MOST_WHEEL 120

/* A row of settings may bear the name of a button. */
void
hand_press (const char *name)
{
  GtkWidget *button = hand_find_in (GTK_WIDGET (hand_front ()), GTK_TYPE_BUTTON, name);

  hand_press_widget (button != NULL ? button : hand_find (GTK_TYPE_WIDGET, name));
}

static guint
find_option (GListModel *model, const char *option)
{
  for (guint k = 0; k < g_list_model_get_n_items (model); k++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, k);

      if (GTK_IS_STRING_OBJECT (item)
          && g_str_equal (gtk_string_object_get_string (GTK_STRING_OBJECT (item)), option))
        return k;
    }
  g_error ("there is no choice “%s”", option);
}

/* Lists hold only what is near to what they show. */
static GtkWidget *
scroll_to_option (GtkWidget *popover, const char *option, int direction)
{
  GtkWidget *pane = ui_find (popover, GTK_TYPE_SCROLLED_WINDOW), *label = NULL;

  for (guint k = 0; k < MOST_WHEEL && label == NULL; k++)
    {
      label = hand_find_in (popover, GTK_TYPE_LABEL, option);
      if (label == NULL)
        hand_wheel (pane, direction);
    }
  if (label == NULL)
    g_error ("the list never shows “%s”", option);
  hand_scroll_to (label);
  return label;
}

void
hand_choose (const char *name, const char *option)
{
  GtkWidget *found = hand_find_in (GTK_WIDGET (hand_front ()), ADW_TYPE_COMBO_ROW, name);
  GtkWidget *widget = found != NULL ? found : hand_find (GTK_TYPE_DROP_DOWN, name);
  gboolean row = found != NULL;
  guint wanted, now;

  wanted = find_option (row ? adw_combo_row_get_model (ADW_COMBO_ROW (widget))
                            : gtk_drop_down_get_model (GTK_DROP_DOWN (widget)), option);
  now = row ? adw_combo_row_get_selected (ADW_COMBO_ROW (widget))
            : gtk_drop_down_get_selected (GTK_DROP_DOWN (widget));
  if (wanted == now)
    return;
  hand_press_widget (widget);
  if (hand_by_keys)
    {
      GtkWidget *popover = ui_find (widget, GTK_TYPE_POPOVER);

      ui_wait (gtk_widget_get_mapped (popover) && hand_has_focus (popover));
      /* The list begins at what is chosen, or at its first row, as it likes. */
      hand_key ("Home");
      hand_keys ("Down", wanted);
      hand_key ("Return");
    }
  else
    {
      GtkWidget *label = scroll_to_option (ui_find (widget, GTK_TYPE_POPOVER), option,
                                           wanted > now ? 1 : -1);

      hand_point (label, 0.5, 0.5, 1);
    }
  ui_settle ();
  now = row ? adw_combo_row_get_selected (ADW_COMBO_ROW (widget))
            : gtk_drop_down_get_selected (GTK_DROP_DOWN (widget));
  g_assert_cmpuint (now, ==, wanted);
}

void
hand_fill (const char *name, const char *text)
{
  GtkWidget *widget = hand_find (GTK_TYPE_WIDGET, name);
  GtkWidget *field = ui_find (widget, GTK_TYPE_TEXT);

  g_assert_nonnull (field);
  hand_go (field);
  if (!hand_by_keys)
    hand_point (field, 0.5, 0.5, 1);
  hand_key ("<Control>a");
  hand_type (text);
  hand_key ("Tab");
  ui_settle ();
}

void
hand_do (const char *key, const char *name)
{
  if (hand_by_keys)
    hand_key (key);
  else
    hand_press (name);
  ui_settle ();
}

void
hand_answer (const char *path)
{
  GtkWidget *dialog;

  ui_wait (GTK_IS_FILE_CHOOSER_DIALOG (hand_front ()));
  dialog = GTK_WIDGET (hand_front ());
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  ui_settle ();
  if (gtk_file_chooser_get_action (GTK_FILE_CHOOSER (dialog)) == GTK_FILE_CHOOSER_ACTION_SAVE)
    hand_key ("<Control>a");
  /* A slash opens the place for a path where there is none. */
  hand_type (path);
  ui_settle ();
  hand_key ("Return");
  ui_wait (dialog == NULL || !gtk_widget_get_mapped (dialog));
  if (dialog != NULL)
    g_object_remove_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  ui_settle ();
}

void
hand_page (const char *name)
{
  static const char *const names[] = { "Data", "Kernels", "Learning", "Results" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    if (g_str_equal (names[k], name))
      {
        g_autofree char *key = g_strdup_printf ("<Alt>%u", k + 1);

        hand_do (key, name);
        return;
      }
  g_error ("no page “%s”", name);
}

void
hand_shot (const char *step)
{
  const char *folder = g_getenv ("THETASCOPE_SCREENSHOTS");
  g_autofree char *program = g_path_get_basename (g_get_prgname ()), *name = NULL, *path = NULL;

  if (folder == NULL)
    return;
  name = g_strdup_printf ("%s-%s-%s.png", program, step,
                          hand_by_keys ? "keyboard" : "pointer");
  g_mkdir_with_parents (folder, 0777);
  path = g_build_filename (folder, name, NULL);
  ui_settle ();
  xtest_save (hand_front (), path);
}

/* ---- the program ---- */

static void (*begin) (void), (*walk) (void);

static void
by_pointer (void)
{
  hand_by_keys = FALSE;
  begin ();
  walk ();
}

static void
by_keyboard (void)
{
  hand_by_keys = TRUE;
  xtest_park ();
  begin ();
  walk ();
}

int
hand_main (int argc, char **argv, const char *name, void (*before) (void), void (*journey) (void))
{
  g_autofree char *pointer = g_strdup_printf ("/journey/%s/pointer", name);
  g_autofree char *keyboard = g_strdup_printf ("/journey/%s/keyboard", name);
  int status;

  if (!xtest_open ())
    return 77;
  begin = before;
  walk = journey;
  ui_begin (&argc, &argv);
  g_set_prgname (name);
  g_test_add_func (pointer, by_pointer);
  g_test_add_func (keyboard, by_keyboard);
  status = ui_end ();
  xtest_close ();
  return status;
}
