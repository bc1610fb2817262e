#include "figure/chart-private.h"
#include "figure/text-private.h"

#include <math.h>

#include "canvas.h"

#define WIDTH 560
#define HEIGHT 260

static const ThetaColor red = { 0.8, 0, 0 }, blue = { 0, 0, 0.8 };

static ThetaChart
make_chart (const ThetaSeries *series, guint n, guint count, guint x_max)
{
  return (ThetaChart){ .count = count, .x_max = x_max, .x_label = "iteration", .series = series,
                       .n_series = n, .from_zero = TRUE, .cursor = NAN };
}

static Canvas
draw (const ThetaChart *chart)
{
  Canvas canvas = canvas_new (WIDTH, HEIGHT);

  theta_chart_draw (canvas.cr, chart, theta_palette_light (), WIDTH, HEIGHT);
  return canvas;
}

/* Whether the column at point @x shows @color at the place of @value. */
static gboolean
shows (const Canvas *canvas, const ThetaChart *chart, double x, double value, ThetaColor color)
{
  g_auto (ThetaChartLayout) layout = { 0 };

  theta_chart_layout_init (&layout, chart, WIDTH, HEIGHT);
  return canvas_count (canvas, (int) theta_chart_layout_x (&layout, x),
                       (int) theta_chart_layout_y (&layout, value) - 1, 1, 3, argb_of (color), 60)
         > 0;
}

static void
test_line (void)
{
  double y[21];
  ThetaSeries series = { .name = "Θ₁", .color = red, .y = y, .decimals = 2 };
  ThetaChart chart = make_chart (&series, 1, 21, 40);
  Canvas canvas;

  for (int i = 0; i <= 20; i++)
    y[i] = 0.1 + 0.03 * i;
  canvas = draw (&chart);
  for (int i = 0; i < 20; i++)
    g_assert_true (shows (&canvas, &chart, i + 0.5, 0.1 + 0.03 * (i + 0.5), red));
  g_assert_false (shows (&canvas, &chart, 10, 0.7, red));
  g_assert_false (shows (&canvas, &chart, 39, 0.7, red));
  canvas_free (&canvas);
}

static void
test_gap (void)
{
  double y[] = { 1, 1, 1, NAN, NAN, 1, NAN, 1, 1, 1, 1 };
  ThetaSeries series = { .name = "a", .color = red, .y = y };
  ThetaChart chart = make_chart (&series, 1, 11, 10);
  Canvas canvas = draw (&chart);

  g_assert_true (shows (&canvas, &chart, 1.5, 1, red));
  g_assert_false (shows (&canvas, &chart, 3.5, 1, red));
  g_assert_false (shows (&canvas, &chart, 6, 1, red));
  g_assert_true (shows (&canvas, &chart, 5, 1, red)); /* alone: a dot */
  g_assert_true (shows (&canvas, &chart, 8.5, 1, red));
  canvas_free (&canvas);
}

static void
test_single (void)
{
  double y[] = { 0.4 };
  ThetaSeries series = { .name = "a", .color = blue, .y = y, .decimals = 1 };
  ThetaChart chart = make_chart (&series, 1, 1, 0);
  Canvas canvas = draw (&chart);

  g_assert_true (shows (&canvas, &chart, 0, 0.4, blue));
  canvas_free (&canvas);
}

/* Nothing to draw must still draw an axis and not fail. */
static void
test_empty (void)
{
  double y[] = { NAN, NAN };
  ThetaSeries series = { .name = "a", .color = blue, .y = y };
  ThetaChart chart = make_chart (&series, 0, 0, 0);
  Canvas canvas = draw (&chart);

  canvas_free (&canvas);
  chart = make_chart (&series, 1, 2, 5);
  canvas = draw (&chart);
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, WIDTH, HEIGHT, argb_of (blue), 60), ==, 0);
  canvas_free (&canvas);
  chart.log = TRUE;
  canvas = draw (&chart);
  canvas_free (&canvas);
}

/* A log axis leaves a gap where a weight is zero. */
static void
test_log (void)
{
  double y[] = { 1, 0.1, 0, 0.001, 0.001 };
  ThetaSeries series = { .name = "a", .color = red, .y = y };
  ThetaChart chart = make_chart (&series, 1, 5, 4);
  g_auto (ThetaChartLayout) layout = { 0 };
  Canvas canvas;

  chart.log = TRUE;
  theta_chart_layout_init (&layout, &chart, WIDTH, HEIGHT);
  g_assert_true (isnan (theta_chart_layout_y (&layout, 0)));
  /* A decade is a decade everywhere. */
  g_assert_cmpfloat_with_epsilon (theta_chart_layout_y (&layout, 1)
                                      + theta_chart_layout_y (&layout, 0.01),
                                  2 * theta_chart_layout_y (&layout, 0.1), 1e-6);
  canvas = draw (&chart);
  g_assert_true (shows (&canvas, &chart, 3.5, 0.001, red));
  g_assert_false (shows (&canvas, &chart, 1.5, 0.03, red));
  canvas_free (&canvas);
}

static void
test_hit (void)
{
  double y[31] = { 0 };
  ThetaSeries series = { .name = "Leave-one-out", .color = red, .y = y, .decimals = 3 };
  ThetaChart chart = make_chart (&series, 1, 31, 60);
  g_auto (ThetaChartLayout) layout = { 0 };

  theta_chart_layout_init (&layout, &chart, WIDTH, HEIGHT);
  for (guint i = 0; i <= 60; i += 5)
    g_assert_cmpfloat_with_epsilon (
        theta_chart_hit (&chart, WIDTH, HEIGHT, theta_chart_layout_x (&layout, i)), i, 1e-9);
  g_assert_cmpfloat (theta_chart_hit (&chart, WIDTH, HEIGHT, -50), ==, 0);
  g_assert_cmpfloat (theta_chart_hit (&chart, WIDTH, HEIGHT, 9999), ==, 60);
}

/* A part of the axis fills the plot; the y axis fits what is seen, nothing is drawn outside. */
static void
test_part (void)
{
  double y[61], from, to;
  ThetaSeries series = { .name = "a", .color = red, .y = y, .decimals = 2 };
  ThetaChart chart = make_chart (&series, 1, 61, 60);
  g_auto (ThetaChartLayout) layout = { 0 }, whole = { 0 };
  Canvas canvas;

  for (int i = 0; i <= 60; i++)
    y[i] = i < 10 ? 5 : 0.1 + 0.01 * i;
  theta_chart_layout_init (&whole, &chart, WIDTH, HEIGHT);
  chart.x_from = 20;
  chart.x_to = 40;
  theta_chart_range (&chart, &from, &to);
  g_assert_cmpfloat (from, ==, 20);
  g_assert_cmpfloat (to, ==, 40);
  theta_chart_layout_init (&layout, &chart, WIDTH, HEIGHT);
  g_assert_cmpfloat (theta_chart_layout_x (&layout, 20), ==, layout.left);
  g_assert_cmpfloat (theta_chart_layout_x (&layout, 40), ==, layout.right);
  g_assert_cmpfloat (whole.y.max, >=, 5);
  g_assert_cmpfloat (layout.y.max, <, 1);
  for (guint i = 0; i < layout.n_x_ticks; i++)
    g_assert_true (layout.x_ticks[i] >= 20 && layout.x_ticks[i] <= 40);
  g_assert_cmpuint (layout.n_x_ticks, >=, 3);
  g_assert_cmpfloat (theta_chart_hit (&chart, WIDTH, HEIGHT, -50), ==, 20);
  g_assert_cmpfloat (theta_chart_hit (&chart, WIDTH, HEIGHT, 9999), ==, 40);
  canvas = draw (&chart);
  g_assert_true (shows (&canvas, &chart, 30.5, 0.405, red));
  /* Left of the plot stand the numbers of the axis, right of it the label alone. */
  g_assert_cmpuint (canvas_count (&canvas, 0, 0, (int) layout.left - 1, HEIGHT, argb_of (red), 60),
                    ==, 0);
  g_assert_cmpuint (canvas_count (&canvas, (int) layout.right + 2, 0, 10, HEIGHT, argb_of (red),
                                  60),
                    ==, 0);
  canvas_free (&canvas);
  /* What is no part is all of it. */
  chart.x_from = 70;
  chart.x_to = 90;
  theta_chart_range (&chart, &from, &to);
  g_assert_cmpfloat (from, ==, 0);
  g_assert_cmpfloat (to, ==, 60);
}

static void
test_cursor (void)
{
  double y[41];
  ThetaSeries series = { .name = "a", .color = red, .y = y, .decimals = 2 };
  ThetaChart chart = make_chart (&series, 1, 41, 40);
  g_auto (ThetaChartLayout) layout = { 0 };
  g_autofree char *text = NULL;
  guint32 line;
  Canvas canvas;

  for (int i = 0; i <= 40; i++)
    y[i] = i / 40.0;
  chart.cursor = 10;
  theta_chart_layout_init (&layout, &chart, WIDTH, HEIGHT);
  text = theta_chart_value_text (&layout, &series);
  g_assert_cmpstr (text, ==, "0.25");
  canvas = draw (&chart);
  line = canvas_at (&canvas, (int) round (theta_chart_layout_x (&layout, 10)), 30);
  g_assert_cmphex (line, !=, 0xffffffff);
  /* What comes after the cursor is drawn, lighter. */
  g_assert_true (shows (&canvas, &chart, 5, 5 / 40.0, red));
  g_assert_false (shows (&canvas, &chart, 30, 30 / 40.0, red));
  g_assert_true (shows (&canvas, &chart, 30, 30 / 40.0,
                        theta_color_mix ((ThetaColor){ 1, 1, 1 }, red, 0.35)));
  canvas_free (&canvas);
}

/* Hovering reads another point than the cursor's, and fades nothing. */
static void
test_hover (void)
{
  double y[21];
  ThetaSeries series = { .name = "Θ₁", .color = red, .y = y, .decimals = 2 };
  ThetaChart chart = make_chart (&series, 1, 21, 20);
  g_auto (ThetaChartLayout) layout = { 0 }, beyond = { 0 };
  g_autofree char *text = NULL;
  Canvas canvas;

  for (int i = 0; i <= 20; i++)
    y[i] = 0.1 + 0.03 * i;
  chart.hovered = TRUE;
  chart.hover = 5;
  theta_chart_layout_init (&layout, &chart, WIDTH, HEIGHT);
  g_assert_cmpuint (layout.shown, ==, 5);
  g_assert_cmpuint (layout.past, ==, 20);
  text = theta_chart_value_text (&layout, &series);
  g_assert_cmpstr (text, ==, "0.25");
  canvas = draw (&chart);
  g_assert_true (shows (&canvas, &chart, 15.5, 0.1 + 0.03 * 15.5, red));
  canvas_free (&canvas);
  chart.hover = 99;
  theta_chart_layout_init (&beyond, &chart, WIDTH, HEIGHT);
  g_assert_cmpuint (beyond.shown, ==, 20);
}

/* Two charts of one axis line up when each leaves the room that the other needs. */
static void
test_room (void)
{
  double small[] = { 0.1, 0.2, 0.3 }, large[] = { 100000, 200000, 300000 };
  ThetaSeries first = { .name = "Θ₁", .color = red, .y = small, .decimals = 2 };
  ThetaSeries second = { .name = "Leave-one-out", .color = red, .y = large, .decimals = 3 };
  ThetaChart a = make_chart (&first, 1, 3, 2), b = make_chart (&second, 1, 3, 2);
  g_auto (ThetaChartLayout) one = { 0 }, two = { 0 };
  double left, right, other_left, other_right;

  theta_chart_room (&a, WIDTH, HEIGHT, &left, &right);
  theta_chart_room (&b, WIDTH, HEIGHT, &other_left, &other_right);
  g_assert_cmpfloat (right, <, other_right);
  a.least_left = b.least_left = fmax (left, other_left);
  a.least_right = b.least_right = fmax (right, other_right);
  theta_chart_layout_init (&one, &a, WIDTH, HEIGHT);
  theta_chart_layout_init (&two, &b, WIDTH, HEIGHT);
  g_assert_cmpfloat (one.left, ==, two.left);
  g_assert_cmpfloat (one.right, ==, two.right);
  theta_chart_room (&a, WIDTH, HEIGHT, &other_left, &other_right);
  g_assert_cmpfloat (other_right, ==, right);
}

static void
test_spread (void)
{
  double free_ones[] = { 10, 50, 90 }, crowded[] = { 100, 101, 102 }, low[] = { 1, 2, 100 };
  double full[] = { 5, 5, 5, 5, 5 };

  theta_chart_spread (free_ones, 3, 18, 0, 200);
  g_assert_cmpfloat (free_ones[0], ==, 10);
  g_assert_cmpfloat (free_ones[1], ==, 50);
  g_assert_cmpfloat (free_ones[2], ==, 90);
  /* Pushed apart around where they were. */
  theta_chart_spread (crowded, 3, 18, 0, 200);
  g_assert_cmpfloat_with_epsilon (crowded[1] - crowded[0], 18, 1e-9);
  g_assert_cmpfloat_with_epsilon (crowded[2] - crowded[1], 18, 1e-9);
  g_assert_cmpfloat_with_epsilon (crowded[1], 101, 1e-9);
  theta_chart_spread (low, 3, 18, 0, 200);
  g_assert_cmpfloat_with_epsilon (low[0], 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (low[1], 18, 1e-9);
  g_assert_cmpfloat_with_epsilon (low[2], 100, 1e-9);
  theta_chart_spread (full, 5, 18, 0, 40);
  g_assert_cmpfloat_with_epsilon (full[0], 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (full[4], 40, 1e-9);
  theta_chart_spread (full, 0, 18, 0, 40);
}

/* Lines that end together have labels one can read: runs of coloured rows, 18
 * apart. */
static void
test_labels (void)
{
  double y[] = { 0.5, 0.5 };
  ThetaSeries series[] = { { .name = "HH", .color = red, .y = y, .decimals = 2 },
                           { .name = "HH", .color = blue, .y = y, .decimals = 2 } };
  ThetaChart chart = make_chart (series, 2, 2, 1);
  g_auto (ThetaChartLayout) layout = { 0 };
  Canvas canvas = draw (&chart);
  int place[2], left;

  theta_chart_layout_init (&layout, &chart, WIDTH, HEIGHT);
  left = (int) theta_chart_layout_x (&layout, 1) + 12;
  for (guint s = 0; s < 2; s++)
    for (place[s] = 0; place[s] < HEIGHT; place[s]++)
      if (canvas_count (&canvas, left, place[s], 24, 1, argb_of (series[s].color), 60) > 0)
        break;
  g_assert_cmpint (place[1] - place[0], >=, 17);
  g_assert_cmpint (place[1] - place[0], <=, 19);
  canvas_free (&canvas);
}

/* 64 layers: no label is drawn over another, and the rest is counted. */
static void
test_many (void)
{
  double y[64][2];
  ThetaSeries series[64];
  ThetaChart chart = make_chart (series, 64, 2, 1);
  Canvas canvas;

  for (int k = 0; k < 64; k++)
    {
      y[k][0] = 0.01;
      y[k][1] = k / 64.0;
      series[k] = (ThetaSeries){ .name = "Θ₁", .color = theta_palette_layer (k, 64), .y = y[k],
                                 .decimals = 2 };
    }
  canvas = draw (&chart);
  canvas_free (&canvas);
}

/* However little an axis shows, its ticks are told apart, and a usual one is short. */
static void
test_ticks (void)
{
  for (double step = 1; step > 1e-9; step /= 10)
    for (double start = 0; start < 10; start += 0.0733)
      {
        ThetaScale scale;
        g_autofree double *ticks = NULL;
        g_autofree char *before = NULL;
        int decimals;
        guint n;

        theta_scale_init (&scale, start, start + step, FALSE, FALSE);
        ticks = theta_scale_ticks (&scale, 5, &n, &decimals);
        for (guint i = 0; i < n; i++)
          {
            char *text = theta_text_tick (ticks[i], decimals, FALSE);

            g_assert_cmpstr (text, !=, before);
            g_free (before);
            before = text;
          }
      }
  {
    g_autofree char *usual = theta_text_tick (0.075, 3, FALSE);
    g_autofree char *near = theta_text_tick (0.07325, 5, FALSE);

    g_assert_cmpstr (usual, ==, "0.075");
    g_assert_cmpstr (near, ==, "0.07325");
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/line", test_line);
  g_test_add_func ("/chart/gap", test_gap);
  g_test_add_func ("/chart/single", test_single);
  g_test_add_func ("/chart/empty", test_empty);
  g_test_add_func ("/chart/ticks", test_ticks);
  g_test_add_func ("/chart/log", test_log);
  g_test_add_func ("/chart/hit", test_hit);
  g_test_add_func ("/chart/part", test_part);
  g_test_add_func ("/chart/cursor", test_cursor);
  g_test_add_func ("/chart/hover", test_hover);
  g_test_add_func ("/chart/room", test_room);
  g_test_add_func ("/chart/spread", test_spread);
  g_test_add_func ("/chart/labels", test_labels);
  g_test_add_func ("/chart/many", test_many);
  return g_test_run ();
}
