#include "ui/terms.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  const char *key, *title, *text;
} Term;

static const Term terms[] = {
  { "Experiment.Name", N_ ("Name"), N_ ("Stands over the report.") },
  { "Experiment.Seed", N_ ("Random seed"),
    N_ ("Decides every random draw: splits, folds, subsamples. The same seed gives the same "
        "numbers.") },
  { "Experiment.Precision", N_ ("Precision"),
    N_ ("How kernels are stored. They are always computed in double precision; single precision "
        "halves the memory.") },
  { "Experiment.MemoryLimit", N_ ("Memory"),
    N_ ("A run that would need more is refused before it begins.") },
  { "Dataset.Source", N_ ("Data"), N_ ("The rows that are learnt from and predicted.") },
  { "Dataset.TestSource", N_ ("Test data"), N_ ("A file of its own for the test rows.") },
  { "Dataset.FoldsSource", N_ ("Folds from"), N_ ("A file that says which rows are held out.") },
  { "Dataset.Label", N_ ("Label"),
    N_ ("The column that is to be predicted. Enter auto, last, none or the name of a column.") },
  { "Dataset.Classes", N_ ("Order of the classes"),
    N_ ("With two classes the first is −1 and the second +1.") },
  { "Dataset.TrainLimit", N_ ("Training rows of each class"), N_ ("The first ones; 0: all.") },
  { "Dataset.TestLimit", N_ ("Test rows of each class"), N_ ("The first ones; 0: all.") },
  { "Dataset.Standardize", N_ ("Standardise"),
    N_ ("Gives every column mean 0 and deviation 1:\n    x ← (x − mean) ⁄ deviation\nBy training "
        "rows is fair; by all rows lets the test rows leak into the inputs.") },
  { "Dataset.InputScale", N_ ("First layer"),
    N_ ("Whether inner products of the inputs are divided by their number:\n    "
        "Σ⁽¹⁾ = σ_w² x·x′ ⁄ d") },
  { "Dataset.Missing", N_ ("Missing values"), N_ ("What to do with empty cells.") },
  { "Dataset.Separator", N_ ("Separator"), N_ ("The character between two columns.") },
  { "Dataset.Header", N_ ("Header"), N_ ("Whether the first line names the columns.") },
  { "Dataset.Quote", N_ ("Quote"), N_ ("The character around a text.") },
  { "Network.Depth", N_ ("Layers"),
    N_ ("Layers with parameters. Each has a kernel of its own; their sum is the tangent kernel:\n"
        "    NTK = Θ₁ + … + Θ_L") },
  { "Network.Activation", N_ ("Activation"),
    N_ ("The function σ between two layers. The kernel needs only its averages over normal "
        "numbers u, v:\n    E[σ(u) σ(v)] and E[σ′(u) σ′(v)]\nReLU: σ(x) = max(x, 0).") },
  { "Network.Formula", N_ ("Formula"), N_ ("σ(x) as you write it, for example tanh(x).") },
  { "Network.WeightVariance", N_ ("Weight variance"),
    N_ ("σ_w² multiplies every layer:\n    Σ⁽ˡ⁾ = σ_w² E[σ(u) σ(v)] + σ_b²\n1 as in the paper; 2 "
        "keeps the size of the signal through ReLU layers.") },
  { "Network.BiasVariance", N_ ("Bias variance"), N_ ("σ_b²; 0: no biases, as in the paper.") },
  { "Network.BiasKernels", N_ ("Kernels of weights and biases"),
    N_ ("Apart gives the weights and the biases of a layer a kernel each.") },
  { "Regression.Ridge", N_ ("Ridge λ"),
    N_ ("How smooth the prediction is kept:\n    α = (A + λI)⁻¹ Y\nSmall values follow every "
        "row, large ones forget the data.") },
  { "Regression.RidgeScale", N_ ("Ridge is"),
    N_ ("Absolute, or times the mean of the kernel’s diagonal, so that it does not depend on the "
        "kernel’s size.") },
  { "Regression.Solver", N_ ("Solver"), N_ ("How systems with A + λI are solved.") },
  { "Weights.Method", N_ ("Method"),
    N_ ("How the weights a_l of the layers are found:\n    A = a₁Θ₁ + … + a_LΘ_L\nLeave-one-out "
        "predicts every training row from all others; Algorithm 1 is the paper’s gradient "
        "descent on a part that is held back.") },
  { "Weights.Initial", N_ ("Initial weights"), N_ ("One number, or one a layer with “;”.") },
  { "Weights.LearningRate", N_ ("Learning rate"),
    N_ ("η, the length of a step of Algorithm 1:\n    a_l ← a_l − η Δ_l") },
  { "Weights.ValidationRatio", N_ ("Validation ratio"),
    N_ ("The share r of the training rows on which Algorithm 1 measures its loss.") },
  { "Weights.Iterations", N_ ("Iterations"), N_ ("Steps that the method may take.") },
  { "Weights.Split", N_ ("Split"),
    N_ ("Whether Algorithm 1 draws its validation rows anew in each iteration, as printed, or "
        "once.") },
  { "Weights.Parameterization", N_ ("Update"),
    N_ ("Plain: a ← a − ηΔ\nScaled: a ← a − η a Δ\nSquare: a = w²\nLogarithm: log a ← log a − "
        "η a Δ") },
  { "Weights.Clip", N_ ("Negative weights"),
    N_ ("A kernel with negative weights may be no kernel any more; the paper does not prevent "
        "it.") },
  { "Weights.Loss", N_ ("Loss"),
    N_ ("Mean or sum over the validation rows. With the sum a step grows with the data.") },
  { "Weights.Optimizer", N_ ("Steps of Algorithm 1"), N_ ("Of fixed length, or adapted.") },
  { "Weights.Stop", N_ ("Stop"), N_ ("When the method ends.") },
  { "Weights.Tolerance", N_ ("Tolerance"), N_ ("Of the weights, relative.") },
  { "Weights.Patience", N_ ("Patience"), N_ ("Iterations without a lower loss.") },
  { "Weights.Grid", N_ ("Grid"), N_ ("The values that every weight is tried with.") },
  { "Weights.Subsample", N_ ("Learn from at most"),
    N_ ("Weights are learnt on this many training rows, drawn by class, and then used on all.") },
  { "Evaluation.Protocol", N_ ("Protocol"),
    N_ ("How the models are judged. In folds every row is held out once; what is learnt sees "
        "training rows only.") },
  { "Evaluation.Folds", N_ ("Folds"),
    N_ ("The rows are cut into this many parts; each is held out once.") },
  { "Evaluation.Repeats", N_ ("Repeats"), N_ ("How often the rows are cut anew.") },
  { "Evaluation.TestFraction", N_ ("Test fraction"),
    N_ ("The share of the rows that is held out, between 0 and 1.") },
  { "Evaluation.Compare", N_ ("Models that are compared"),
    N_ ("What stands side by side in the results: the majority class, the NTK with given and with "
        "tuned λ, single layers, kernels of the distance, and the weighted kernel by any method.") },
};

/* What stands over numbers and beside curves: no settings, so without a group. */
static const Term words[] = {
  { "Accuracy", N_ ("Accuracy"),
    N_ ("Right predictions ⁄ all predictions, the mean over the folds and their deviation (n − 1).") },
  { "Balanced", N_ ("Balanced accuracy"),
    N_ ("The share of its rows that is recognised, the mean over the classes: guessing gives 1 ⁄ "
        "classes however unlike in size they are.") },
  { "SquaredError", N_ ("Squared error"),
    N_ ("Σ (f(x) − y)² over the outputs, the mean over the rows. It tells how far off a prediction "
        "is, where accuracy only tells that it is.") },
  { "Compared", N_ ("Error compared"),
    N_ ("Squared error against the model compared with, by the corrected resampled t-test (Nadeau "
        "and Bengio 2003), two-sided:\n    t = mean(d) ⁄ √((1⁄k + n_test⁄n_train) var(d))\nd: the "
        "differences on the k folds. p is the chance of a difference this large if there were "
        "none.") },
  { "Fold", N_ ("Fold"),
    N_ ("A dot is the model on one fold, the tick the mean of them. A fold is a part of the rows "
        "that is held out once and predicted from the others. Arrows stand for values beyond the "
        "axis.") },
  { "Share", N_ ("Share of Σa"),
    N_ ("aₗ ⁄ Σa. The predictor is the same when all weights and λ grow together, so only shares "
        "and λ ⁄ Σa count.") },
  { "LeaveOneOut", N_ ("Leave-one-out"),
    N_ ("Every training row predicted from all others, in closed form:\n    eᵢ = αᵢ ⁄ [M⁻¹]ᵢᵢ, "
        "M = A + λI, α = M⁻¹Y") },
  { "Validation", N_ ("Validation"),
    N_ ("The error on the part V of the training rows that Algorithm 1 holds back:\n    "
        "‖A(V,T) α − Y(V)‖²") },
  { "Alignment", N_ ("Alignment with the labels"),
    N_ ("⟨HΘH, HYH⟩ ⁄ (‖HΘH‖ ‖HYH‖), H = I − 11ᵀ⁄n, Y(i, j) = 1 for two rows of one class: 1 where "
        "the kernel separates the classes and does nothing else.") },
  { "EffectiveRank", N_ ("Effective rank"),
    N_ ("exp(−Σ p log p), p the eigenvalues divided by their sum: how many directions the kernel "
        "really uses.") },
  { "Condition", N_ ("Condition number"),
    N_ ("(largest eigenvalue + λ) ⁄ (smallest + λ) of A: how much errors may grow when the "
        "regression is solved.") },
  { "Eigenvalues", N_ ("Eigenvalues"),
    N_ ("Of every kernel, by their rank, both axes logarithmic; A ⁄ Σa is the thick line. Steep: few "
        "directions carry the kernel; flat: many do.") },
  { "Kernels.Show", N_ ("Show"),
    N_ ("Cosine: Θ(i, j) ⁄ √(Θ(i, i) Θ(j, j))\nRaw: Θ(i, j) as it enters the regression\nCentred: "
        "HΘH, H = I − 11ᵀ⁄n\nDifference: Θₗ less the mean of all layers") },
  { "Kernels.Order", N_ ("Order"),
    N_ ("By class: rows of one class side by side\nBy clustering: rows that A finds alike side by "
        "side\nAs in the file") },
  { "Kernels.Colors", N_ ("Colours"),
    N_ ("One scale: the same colour is the same value in every map\nOwn scales: each map from its "
        "smallest to its largest value") },
  { "Learning.Show", N_ ("Show"),
    N_ ("Share: aₗ ⁄ Σa, which is what the predictor depends on\nWeights: aₗ itself, on a "
        "logarithmic axis") },
  { "Learning.Fold", N_ ("Fold"),
    N_ ("The weights are learnt anew on the training rows of every fold.") },
  { "Results.Metric", N_ ("Dots show"), N_ ("Which of the three numbers the dots are of.") },
  { "Results.Model", N_ ("Model"),
    N_ ("Whose confusion matrix and predictions are shown. Rows of the matrix are the true classes, "
        "columns the predicted ones.") },
  { "Start.Kind", N_ ("Shape"),
    N_ ("Moons, circles and spirals cannot be parted by a line, XOR not by one layer; a teacher "
        "draws the classes by a linear function or a network of its own.") },
  { "Results.Against", N_ ("Compare with"),
    N_ ("The model that all others are tested against. NTK with tuned λ is the fair one: it has had "
        "its λ chosen on the same rows.") },
};

static const Term *
find_in (const Term *list, guint n, const char *key)
{
  for (guint k = 0; k < n; k++)
    if (g_strcmp0 (list[k].key, key) == 0)
      return &list[k];
  return NULL;
}

static const Term *
find (const char *key)
{
  const Term *term = find_in (terms, G_N_ELEMENTS (terms), key);

  return term != NULL ? term : find_in (words, G_N_ELEMENTS (words), key);
}

const char *
theta_terms_title (const char *key)
{
  const Term *term = find (key);

  return term != NULL ? _ (term->title) : key;
}

const char *
theta_terms_text (const char *key)
{
  const Term *term = find (key);

  return term != NULL ? _ (term->text) : NULL;
}

char *
theta_terms_change (const char *text)
{
  const char *colon = strstr (text, ": ");
  g_autofree char *key = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : NULL;

  return key != NULL ? g_strconcat (theta_terms_title (key), colon, NULL) : g_strdup (text);
}
