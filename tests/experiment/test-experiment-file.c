#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "experiment/experiment.h"
#include "support.h"

/* One value that is not the default for every key that can be set. */
static const char every_key[] = "[Experiment]\n"
                                "Version=1\n"
                                "Name=Tiefe und Gewichte – Θ\n"
                                "Seed=9007199254740993\n"
                                "Device=cpu\n"
                                "MemoryLimit=16 GB\n"
                                "\n"
                                "[Dataset]\n"
                                "Source=Daten/größe.csv\n"
                                "TestSource=test.csv\n"
                                "FoldsSource=conxuntos.dat\n"
                                "Label=Güte\n"
                                "Classes=b;a\n"
                                "TrainLimit=7\n"
                                "TestLimit=8\n"
                                "Standardize=none\n"
                                "InputScale=none\n"
                                "Missing=drop-row\n"
                                "Separator=tab\n"
                                "Header=yes\n"
                                "Quote='\n"
                                "Comment=#\n"
                                "MissingMarks=-;-999\n"
                                "Ignore=id;a\\;b\n"
                                "Duplicates=drop\n"
                                "\n"
                                "[Network]\n"
                                "Depth=3\n"
                                "Activation=leaky-relu:0.25\n"
                                "Formula=x * tanh(x)\n"
                                "WeightVariance=2\n"
                                "BiasVariance=0.25\n"
                                "\n"
                                "[Regression]\n"
                                "Ridge=0\n"
                                "RidgeScale=trace\n"
                                "\n"
                                "[Weights]\n"
                                "Method=algorithm1\n"
                                "Initial=0.1;0;1e-8\n"
                                "LearningRate=0.30000000000000004\n"
                                "ValidationRatio=0.5\n"
                                "Iterations=3\n"
                                "Split=once\n"
                                "Parameterization=square\n"
                                "Clip=false\n"
                                "Loss=sum\n"
                                "Optimizer=adam\n"
                                "Stop=patience\n"
                                "Tolerance=0.001\n"
                                "Patience=4\n"
                                "Grid=0;2;0.1\n"
                                "Subsample=100\n"
                                "\n"
                                "[Evaluation]\n"
                                "Protocol=kfold\n"
                                "Folds=3\n"
                                "Repeats=2\n"
                                "TestFraction=0.25\n"
                                "Compare=ntk;layer:3;laplacian;wntk;wntk:evidence\n";

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaExperiment) experiment = theta_experiment_parse (every_key, NULL, NULL, &error);
  g_autofree char *text = NULL;
  g_autofree char *small = NULL;

  g_assert_no_error (error);
  text = theta_experiment_to_text (experiment);
  g_assert_cmpstr (text, ==, every_key);
  g_assert_cmpuint (experiment->seed, ==, G_GUINT64_CONSTANT (9007199254740993));
  g_assert_cmpuint (experiment->memory_limit, ==, G_GUINT64_CONSTANT (16000000000));
  g_assert_cmpuint (experiment->weights.n_initial, ==, 3);
  g_assert_true (experiment->weights.initial[2] == 1e-8);
  g_assert_true (experiment->network.slope == 0.25);
  g_assert_false (experiment->network.input_scaled);
  small = theta_experiment_get (experiment, "Weights.Initial");
  g_assert_cmpstr (small, ==, "0.1;0;1e-8");
}

static void
test_defaults (void)
{
  g_autoptr (ThetaExperiment) experiment = theta_experiment_new ("sample:wine");
  g_autofree char *text = theta_experiment_to_text (experiment);
  g_autofree char *compare = theta_experiment_get (experiment, "Evaluation.Compare");

  g_assert_cmpstr (text, ==,
                   "[Experiment]\nVersion=1\nSeed=1\n\n[Dataset]\nSource=sample:wine\n");
  g_assert_cmpstr (compare, ==, "majority;ntk;ntk-tuned;best-layer;rbf;wntk");
  g_assert_cmpuint (experiment->network.depth, ==, 5);
  g_assert_true (experiment->ridge == 0.1);
  g_assert_cmpstr (experiment->weights.method, ==, "loo");
  g_assert_true (experiment->network.input_scaled);
  g_assert_true (experiment->weights.clip);
  g_assert_cmpint (experiment->protocol, ==, THETA_PROTOCOL_REPEATED);
  g_assert_cmpint (experiment->standardize, ==, THETA_STANDARDIZE_TRAIN);
  g_assert_null (theta_experiment_get (experiment, "Network.Colour"));
  g_assert_null (theta_experiment_get (experiment, "Network"));
}

/* Parts that are not there: their defaults, as DESIGN lists them, can be read. */
static void
test_fixed_keys (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaExperiment) experiment = theta_experiment_parse (
      "[Experiment]\nPrecision=auto\n[Dataset]\nSource=sample:iris\n"
      "[Network]\nArchitecture=dense\nLimit=infinite\nWidth=64\nFormula=\nBiasVariance=0\n"
      "BiasKernels=joint\nParameterization=ntk\nKernelSize=3\nPadding=valid\nReadout=flatten\n"
      "Convention=network\nOutputScale=1\nPretrain=none\n"
      "[Regression]\nInitialOutput=false\nSolver=auto\n"
      "[Training]\nOptimizer=adam\nLearningRate=1e-3\nEpochs=200\nBatchSize=32\nLoss=squared\n",
      NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (experiment);
}

static const struct
{
  const char *text;
  ThetaErrorCode code;
  const char *message; /* a pattern */
} bad_files[] = {
  { "", THETA_ERROR_VALUE, "a.theta: Dataset.Source is missing; *" },
  { "[Dataset]\nSorce=a\n", THETA_ERROR_PARSE,
    "a.theta:2:1: unknown key “Sorce” in ?Dataset]; expected one of Source, *" },
  { "[Dataset]\nSource=a\n  Source=b\n", THETA_ERROR_PARSE,
    "a.theta:3:3: Dataset.Source was given on line 2 already; *" },
  { "[Data]\n", THETA_ERROR_PARSE, "a.theta:1:2: there is no section ?Data]; expected *" },
  { "[Dataset\n", THETA_ERROR_PARSE,
    "a.theta:1:1: a section is written ?Name], not “?Dataset”" },
  { "Source=a\n", THETA_ERROR_PARSE, "a.theta:1:1: “Source” stands before any section; *" },
  { "[Dataset]\nSource\n", THETA_ERROR_PARSE, "a.theta:2:1: expected Key=Value, *, not “Source”" },
  { "[Network]\nDepth=0\n", THETA_ERROR_VALUE,
    "a.theta:2:7: Network.Depth must be a whole number from 1 to 64, not “0”" },
  { "[Network]\nDepth = -3\n", THETA_ERROR_VALUE,
    "a.theta:2:9: Network.Depth must be *, not “-3”" },
  { "[Network]\nDepth=4.5\n", THETA_ERROR_VALUE, "a.theta:2:7: *" },
  { "[Regression]\nRidge=-0.1\n", THETA_ERROR_VALUE,
    "a.theta:2:7: Regression.Ridge must be a number of at least 0, not “-0.1”" },
  { "[Regression]\nRidge=nan\n", THETA_ERROR_VALUE, "a.theta:2:7: Regression.Ridge must *" },
  { "[Regression]\nRidge=inf\n", THETA_ERROR_VALUE, "a.theta:2:7: Regression.Ridge must *" },
  { "[Regression]\nRidge=0,1\n", THETA_ERROR_VALUE, "a.theta:2:7: *, not “0,1”" },
  { "[Weights]\nValidationRatio=1\n", THETA_ERROR_VALUE,
    "a.theta:2:17: Weights.ValidationRatio must be a number between 0 and 1, not “1”" },
  { "[Weights]\nMethod=magic\n", THETA_ERROR_VALUE,
    "a.theta:2:8: Weights.Method must be loo, algorithm1, uniform, best-layer, prefix, grid, align, "
    "alignf, evidence or fixed, not “magic”" },
  { "[Weights]\nInitial=1;x\n", THETA_ERROR_VALUE, "a.theta:2:9: Weights.Initial must be *" },
  { "[Dataset]\nSource=a\n[Weights]\nInitial=1;2\n", THETA_ERROR_VALUE,
    "a.theta:4:9: Weights.Initial has 2 values for a network of 5 layers; give one value or 5" },
  { "[Weights]\nGrid=0;-1\n", THETA_ERROR_VALUE, "a.theta:2:6: Weights.Grid must be numbers of *" },
  { "[Dataset]\nSource=a\n[Network]\nDepth=10\n[Weights]\nMethod=grid\n", THETA_ERROR_VALUE,
    "a.theta: Weights.Grid has 5 values for 10 layers, which makes 9.766e+06 points; *" },
  { "[Dataset]\nSource=a\n[Evaluation]\nCompare=ntk;layer:6\n", THETA_ERROR_VALUE,
    "a.theta:4:9: Evaluation.Compare names layer:6, and the network has 5 layers" },
  { "[Evaluation]\nCompare=layer:0\n", THETA_ERROR_VALUE,
    "a.theta:2:9: Evaluation.Compare: “layer:0” is not a model; *" },
  { "[Weights]\nClip=yes\n", THETA_ERROR_VALUE,
    "a.theta:2:6: Weights.Clip must be false or true, not “yes”" },
  { "[Evaluation]\nCompare=ntk;ntk\n", THETA_ERROR_VALUE,
    "a.theta:2:9: *every model stands once*" },
  { "[Evaluation]\nCompare=ntk;svm\n", THETA_ERROR_VALUE,
    "a.theta:2:9: Evaluation.Compare: “svm” is not a model; expected majority, ntk, *" },
  { "[Evaluation]\nCompare=\n", THETA_ERROR_VALUE, "a.theta:2:9: Evaluation.Compare must be *" },
  { "[Dataset]\nSource=a\n[Evaluation]\nProtocol=folds\n", THETA_ERROR_VALUE,
    "a.theta:4:10: Evaluation.Protocol=folds needs the file with the folds; *" },
  { "[Dataset]\nSource=a\nTestLimit=5\n", THETA_ERROR_VALUE,
    "a.theta:3:11: Dataset.TestLimit holds for the rows of Dataset.TestSource, which is not set; *" },
  { "[Evaluation]\nProtocol=paper-cifar\n", THETA_ERROR_VALUE,
    "a.theta:2:10: Evaluation.Protocol must be repeated, holdout, kfold or folds, *" },
  { "[Experiment]\nVersion=2\n", THETA_ERROR_VALUE,
    "a.theta:2:9: Experiment.Version must be “1” *" },
  { "[Experiment]\nMemoryLimit=lots\n", THETA_ERROR_VALUE,
    "a.theta:2:13: Experiment.MemoryLimit must be auto or a size such as 16 GB, not “lots”" },
  { "[Network]\nLimit=finite\n", THETA_ERROR_VALUE,
    "a.theta:2:7: Network.Limit must be “infinite” (nothing else works in this version), not "
    "“finite”" },
  { "[Dataset]\nSource=a\n[Network]\nBiasKernels=apart\n", THETA_ERROR_VALUE,
    "a.theta:4:13: Network.BiasKernels=apart needs biases, *set Network.BiasVariance above 0 *" },
  { "[Dataset]\nSource=a\n[Network]\nBiasVariance=1000\n", THETA_ERROR_VALUE,
    "a.theta:4:14: A bias variance of 1000 is not possible; *" },
  { "[Network]\nBiasVariance=-1\n", THETA_ERROR_VALUE,
    "a.theta:2:14: Network.BiasVariance must be a number of at least 0, not “-1”" },
  { "[Dataset]\nSource=a\n[Network]\nActivation=formula\n", THETA_ERROR_VALUE,
    "a.theta:4:12: Network.Activation=formula needs a formula; set Network.Formula, *" },
  { "[Network]\nFormula=x+*2\n", THETA_ERROR_VALUE,
    "a.theta:2:9: Network.Formula: Column 3 of the formula: “?” is not possible here; expected *" },
  { "[Network]\nActivation=selu\n", THETA_ERROR_VALUE,
    "a.theta:2:12: Network.Activation: “selu” is not an activation; expected relu, *" },
  { "[Dataset]\nSource=a\n[Network]\nBiasKernels=apart\nBiasVariance=1\n[Weights]\nInitial=1;2;3;4;5\n",
    THETA_ERROR_VALUE,
    "a.theta:7:9: Weights.Initial has 5 values for a network of 10 weight and bias kernels; give "
    "one value or 10" },
  { "[Training]\nEpochs=3\n", THETA_ERROR_VALUE, "a.theta:2:8: Training.Epochs must be “200” *" },
  { "[Dataset]\r\nSource=a\r\nGröße=3\r\n", THETA_ERROR_PARSE,
    "a.theta:3:1: unknown key “Größe” in ?Dataset]; *" },
  { "[Dataset]\nSource=\xff\n", THETA_ERROR_PARSE, "a.theta:2: not a text in UTF-8; *" },
  { "\t Größe[\n", THETA_ERROR_PARSE, "a.theta:1:3: expected Key=Value, *" },
};

static void
test_bad_files (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad_files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaExperiment) experiment
          = theta_experiment_parse (bad_files[i].text, "a.theta", NULL, &error);

      g_assert_null (experiment);
      g_assert_nonnull (error);
      if (!g_pattern_match_simple (bad_files[i].message, error->message))
        g_error ("%u: “%s” does not match “%s”", i, error->message, bad_files[i].message);
      g_assert_error (error, THETA_ERROR, (int) bad_files[i].code);
    }
}

static void
test_layout (void)
{
  static const char wine[] = "[Dataset]\nSource=sample:wine\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaExperiment) sample = theta_experiment_parse (wine, NULL, "/data", &error);
  g_autoptr (ThetaExperiment) moved = theta_experiment_parse (wine, NULL, "/other", &error);
  g_autoptr (ThetaExperiment) elsewhere = theta_experiment_parse (
      "[Dataset]\nSource=x y.csv\nLabel=Güte\n[Network]\nDepth=2\n", NULL, "/other", &error);
  g_autoptr (ThetaExperiment) plain = theta_experiment_parse (
      "[Dataset]\nSource=x y.csv\nLabel=Güte\n[Network]\nDepth=2\n", NULL, "/data", &error);
  g_autoptr (ThetaExperiment) odd = theta_experiment_parse (
      "\xef\xbb\xbf# a comment\r\n[Network]\r\n\r\n  Depth = 2  \r\n[Dataset]\r\n"
      "Label=Güte\r\nSource\t=\tx y.csv\r\n   # another",
      NULL, "/data", &error);

  g_assert_no_error (error);
  g_assert_true (theta_experiment_equal (plain, odd));
  g_assert_false (theta_experiment_equal (plain, elsewhere));
  g_assert_true (theta_experiment_equal (sample, moved)); /* nothing is relative */
  g_assert_cmpstr (odd->source, ==, "x y.csv");
  g_assert_cmpstr (odd->label, ==, "Güte");
}

static void
test_with (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaExperiment) experiment = theta_experiment_new ("sample:wine");
  g_autoptr (ThetaExperiment) changed
      = theta_experiment_with (experiment, "Network.Depth=3", &error);
  static const char *const refused[]
      = { "Network.Depth=many", "Network.Deep=3", "Depth=3",        "Network.Depth",
          "Weights.Initial=1;2", "Dataset.Source=", "Dataset.Label=a\nLabel=b" };

  g_assert_no_error (error);
  g_assert_cmpuint (changed->network.depth, ==, 3);
  g_assert_cmpuint (experiment->network.depth, ==, 5);
  g_assert_false (theta_experiment_equal (changed, experiment));
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_assert_null (theta_experiment_with (experiment, refused[i], &error));
      g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
      g_clear_error (&error);
    }
  g_assert_null (theta_experiment_with (experiment, "Network.Depth=many", &error));
  g_assert_cmpstr (error->message, ==,
                   "Network.Depth must be a whole number from 1 to 64, not “many”");
}

static void
test_save (void)
{
  char *folder = support_folder ();
  g_autofree char *sub = g_build_filename (folder, "runs", NULL);
  g_autofree char *path = g_build_filename (folder, "a.theta", NULL);
  g_autofree char *deep = g_build_filename (sub, "a.theta", NULL);
  g_autofree char *data = g_build_filename (folder, "data", "x.csv", NULL), *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaExperiment) experiment = theta_experiment_parse (
      "[Dataset]\nSource=data/x.csv\nTestSource=/abs/y.csv\n", NULL, folder, &error);
  g_autoptr (ThetaExperiment) near = NULL, far = NULL;

  g_assert_cmpint (g_mkdir (sub, 0700), ==, 0);
  /* Where the data lie below the file they stay relative, elsewhere they become
   * absolute: both files mean the same data. */
  g_assert_true (theta_experiment_save (experiment, path, &error));
  g_assert_true (theta_experiment_save (experiment, deep, &error));
  g_assert_no_error (error);
  near = theta_experiment_load (path, &error);
  far = theta_experiment_load (deep, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (near->source, ==, "data/x.csv");
  g_assert_cmpstr (near->base_dir, ==, folder);
  g_assert_cmpstr (near->test_source, ==, "/abs/y.csv");
  g_assert_cmpstr (far->source, ==, data);
  g_assert_cmpstr (experiment->source, ==, "data/x.csv");
  text = support_read (path);
  g_assert_cmpstr (text, ==,
                   "[Experiment]\nVersion=1\nSeed=1\n\n[Dataset]\nSource=data/x.csv\n"
                   "TestSource=/abs/y.csv\n");
  support_remove (folder);
}

/* A save that cannot be done leaves what was there. */
static void
test_save_fails (void)
{
  char *folder = support_folder ();
  g_autofree char *nowhere = g_build_filename (folder, "no", "a.theta", NULL);
  g_autofree char *path = support_write (folder, "a.theta", "what was there"), *text = NULL;
  g_autoptr (ThetaExperiment) experiment = theta_experiment_new ("sample:wine");
  g_autoptr (ThetaExperiment) broken = theta_experiment_new ("two\nlines.csv");
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;

  g_assert_false (theta_experiment_save (experiment, nowhere, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, nowhere));
  g_assert_true (g_str_has_prefix (error->message + strlen (nowhere), ": cannot be written: "));
  g_clear_error (&error);
  g_assert_false (theta_experiment_save (broken, path, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  text = support_read (path);
  g_assert_cmpstr (text, ==, "what was there");
  dir = g_dir_open (folder, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "a.theta");
  g_assert_null (g_dir_read_name (dir));
  support_remove (folder);
}

static void
test_load_fails (void)
{
  char *folder = support_folder ();
  g_autofree char *missing = g_build_filename (folder, "no.theta", NULL);
  g_autofree char *binary = g_build_filename (folder, "b.theta", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_experiment_load (missing, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, missing));
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (binary, "[Data\0set]", 10, NULL));
  g_assert_null (theta_experiment_load (binary, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_PARSE);
  support_remove (folder);
}

static void
test_bytes (void)
{
  static const struct
  {
    const char *text;
    guint64 bytes;
  } good[] = { { "auto", 0 },       { "16 GB", 16000000000 }, { "512MB", 512000000 },
               { "1.5 kB", 1500 },  { "1 GiB", 1073741824 },  { "2048", 2048 },
               { " 3 B ", 3 } };
  static const char *const bad[] = { "", "GB", "-1 GB", "1 XB", "0", "1e99", "nan", "1 GB 2" };
  guint64 bytes = 77;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (theta_experiment_parse_bytes (good[i].text, &bytes));
      g_assert_cmpuint (bytes, ==, good[i].bytes);
    }
  bytes = 77;
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (theta_experiment_parse_bytes (bad[i], &bytes));
  g_assert_cmpuint (bytes, ==, 77);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/experiment-file/round-trip", test_round_trip);
  g_test_add_func ("/experiment-file/defaults", test_defaults);
  g_test_add_func ("/experiment-file/fixed-keys", test_fixed_keys);
  g_test_add_func ("/experiment-file/bad-files", test_bad_files);
  g_test_add_func ("/experiment-file/layout", test_layout);
  g_test_add_func ("/experiment-file/with", test_with);
  g_test_add_func ("/experiment-file/save", test_save);
  g_test_add_func ("/experiment-file/save-fails", test_save_fails);
  g_test_add_func ("/experiment-file/load-fails", test_load_fails);
  g_test_add_func ("/experiment-file/bytes", test_bytes);
  return g_test_run ();
}
