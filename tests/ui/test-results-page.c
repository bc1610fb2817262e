/* The results page: this run or past ones, what is seen without scrolling, the confusion
 * matrix by keys. */
#include "support.h"

#include "ui/confusion-card.h"
#include "ui/past-page.h"

static GtkWidget *
results_page (void)
{
  return ui_child (window, "results_page");
}

static ThetaPastPage *
past (void)
{
  return THETA_PAST_PAGE (ui_child (results_page (), "past"));
}

static const char *
view (void)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (ui_child (results_page (), "views")));
}

static void
show (void)
{
  ui_act ("win.page('results')");
  ui_settle ();
}

/* ---- this run or past runs ---- */

/* The button in the bar that is seen. */
static GtkWidget *
switch_button (gboolean of_past)
{
  GtkWidget *box = g_str_equal (view (), "past") ? theta_past_page_get_switch (past ())
                                                 : ui_child (results_page (), "run_switch");

  return of_past ? gtk_widget_get_last_child (box) : gtk_widget_get_first_child (box);
}

/* One of the two is pressed, and it is the one that is seen. */
static void
check_switch (gboolean of_past)
{
  g_assert_cmpstr (view (), ==, of_past ? "past" : "run");
  for (guint k = 0; k < 2; k++)
    {
      GtkWidget *button = switch_button (k == 1);

      g_assert_true (gtk_widget_get_mapped (button));
      g_assert_cmpint (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (button)), ==,
                       of_past == (k == 1));
      gtk_test_accessible_assert_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_PRESSED,
                                        of_past == (k == 1) ? GTK_ACCESSIBLE_TRISTATE_TRUE
                                                            : GTK_ACCESSIBLE_TRISTATE_FALSE);
    }
}

static void
test_switch (void)
{
  GtkWidget *badge = ui_child (window, "caption_badge");

  ui_reset ();
  ui_run ();
  ui_act ("win.page('results')");
  ui_settle ();
  check_switch (FALSE);
  g_assert_true (gtk_widget_get_visible (badge));
  gtk_widget_grab_focus (switch_button (TRUE));
  gtk_widget_activate (switch_button (TRUE));
  ui_wait (g_str_equal (view (), "past"));
  ui_settle ();
  check_switch (TRUE);
  /* The badge is that of the experiment in the window. */
  g_assert_false (gtk_widget_get_visible (badge));
  /* Whoever came with the keyboard is still at the switch, and goes back by it. */
  g_assert_true (gtk_widget_has_focus (switch_button (TRUE)));
  gtk_widget_activate (switch_button (TRUE)); /* it stays pressed */
  ui_settle ();
  for (guint k = 0; k < 20; k++)
    ui_turn ();
  check_switch (TRUE);
  gtk_widget_activate (switch_button (FALSE));
  ui_wait (g_str_equal (view (), "run"));
  ui_settle ();
  check_switch (FALSE);
  g_assert_true (gtk_widget_get_visible (badge));
  /* However else a person comes, the switch knows. */
  ui_act ("win.past-runs");
  ui_settle ();
  check_switch (TRUE);
  ui_act ("win.page('results')");
  ui_settle ();
  check_switch (FALSE);
}

/* ---- what is seen without scrolling ---- */

/* Where @widget ends, from the top of the page's scrolled part. */
static double
bottom_of (GtkWidget *widget, GtkWidget *scroll)
{
  double x, y;

  g_assert_true (gtk_widget_translate_coordinates (widget, scroll, 0, 0, &x, &y));
  return y + gtk_widget_get_height (widget);
}

/* Twelve rows of each of @classes classes. */
static char *
write_classes (guint classes)
{
  g_autoptr (GString) text = g_string_new ("x,y,z,class\n");
  g_autofree char *name = g_strdup_printf ("%u-classes.csv", classes);

  for (guint i = 0; i < 12 * classes; i++)
    g_string_append_printf (text, "%u,%u.5,%u,digit %u\n", i % classes, i * 7 % 11, i % 5,
                            i % classes);
  return ui_write (name, text->str);
}

/* Six models and three to ten classes fit into 1280×800, the cards with what they hold. */
static void
test_fold (void)
{
  static const guint classes[] = { 3, 10 };
  GtkWidget *scroll = ui_child (results_page (), "scroll");
  GtkAdjustment *down = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroll));

  ui_reset ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  for (guint k = 0; k < G_N_ELEMENTS (classes); k++)
    {
      g_autofree char *path = write_classes (classes[k]);
      g_autofree char *source = g_strdup_printf ("Dataset.Source=%s", path);
      static const char *const cards[] = { "confusion", "predictions", "findings_scroll" };

      ui_set (source);
      ui_wait (!ui_is_loading ());
      ui_set ("Weights.Iterations=2");
      ui_run ();
      g_assert_cmpuint (theta_session_get_results (session)->data->n_classes, ==, classes[k]);
      g_assert_cmpuint (theta_session_get_results (session)->models->len, ==, 6);
      show ();
      for (guint c = 0; c < G_N_ELEMENTS (cards); c++)
        {
          GtkWidget *card = ui_child (results_page (), cards[c]);

          g_assert_true (gtk_widget_get_mapped (card));
          g_assert_cmpfloat (bottom_of (card, scroll), <=, gtk_widget_get_height (scroll));
        }
      g_assert_cmpfloat (gtk_adjustment_get_upper (down), <=,
                         gtk_adjustment_get_page_size (down));
      /* With the row that tells of changed settings, too. */
      ui_set (k == 0 ? "Network.Depth=3" : "Network.Depth=4");
      ui_wait (gtk_revealer_get_child_revealed (GTK_REVEALER (ui_child (window, "stale"))));
      ui_settle ();
      g_assert_cmpfloat (gtk_adjustment_get_upper (down), <=,
                         gtk_adjustment_get_page_size (down));
    }
}

/* On a large screen the cards take the height that is left. */
static void
test_large (void)
{
  GtkWidget *scroll = ui_child (results_page (), "scroll");

  ui_reset ();
  ui_run ();
  show ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1360, 960);
  ui_wait (gtk_widget_get_height (GTK_WIDGET (window)) > 900);
  ui_settle ();
  g_assert_cmpfloat (bottom_of (ui_child (results_page (), "confusion"), scroll), >,
                     gtk_widget_get_height (scroll) - 30);
  g_assert_cmpint (gtk_widget_get_height (ui_child (results_page (), "predictions")), >, 400);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  ui_wait (gtk_widget_get_height (GTK_WIDGET (window)) <= 800);
}

/* The arrow keys read the confusion matrix field by field, from the largest error on. */
static void
test_confusion_keys (void)
{
  GtkWidget *area;
  ThetaConfusionCard *card;
  const ThetaModelResult *model;
  char **names;
  g_autofree char *first = NULL, *second = NULL;
  guint n, row = 0, column = 0, most = 0, next;

  ui_reset ();
  names = ui_run ()->data->classes;
  ui_act ("win.page('results')");
  ui_settle ();
  card = THETA_CONFUSION_CARD (ui_child (results_page (), "confusion"));
  theta_confusion_card_choose (card, "majority");
  model = theta_confusion_card_get_model (card);
  n = theta_session_get_results (session)->data->n_classes;
  for (guint k = 0; k < n * n; k++)
    if (k / n != k % n && model->confusion[k] > most)
      {
        most = model->confusion[k];
        row = k / n;
        column = k % n;
      }
  area = ui_find (GTK_WIDGET (card), GTK_TYPE_DRAWING_AREA);
  gtk_widget_grab_focus (area);
  first = g_strdup_printf ("%u rows of class %s were taken for %s", most, names[row],
                           names[column]);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       first);
  while (column != row)
    {
      g_assert_true (ui_press (area, column < row ? GDK_KEY_Right : GDK_KEY_Left, 0));
      column += column < row ? 1 : -1;
    }
  next = model->confusion[row * n + column];
  second = g_strdup_printf (next == 1 ? "%u row of class %s was recognised"
                                      : "%u rows of class %s were recognised",
                            next, names[row]);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       second);
  for (guint k = 0; k < n + 1; k++)
    g_assert_true (ui_press (area, GDK_KEY_Up, 0)); /* it stays inside */
  g_assert_false (ui_press (area, GDK_KEY_Tab, 0));
  theta_confusion_card_choose (card, "wntk");
}

int
main (int argc, char **argv)
{
  ui_begin (&argc, &argv);
  g_test_add_func ("/results/switch", test_switch);
  g_test_add_func ("/results/fold", test_fold);
  g_test_add_func ("/results/large", test_large);
  g_test_add_func ("/results/confusion-keys", test_confusion_keys);
  return ui_end ();
}
