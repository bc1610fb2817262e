#include "ui/help-texts.h"

#include <glib/gi18n.h>

static const char *const start[] = {
  N_ ("Thetascope takes the tangent kernel of a neural network apart into one kernel for each "
      "layer, and learns how much every layer should count. Choose data, press Run, look."),
  N_ ("#Where to begin"),
  N_ ("*Samples|Small sets of real data with sensible settings. One click opens them."),
  N_ ("*Made to order|Points in the plane whose pattern is known: good for seeing what a kernel "
      "can separate. The picture follows the settings."),
  N_ ("*Open a file|CSV, ARFF, LIBSVM, NPY, IDX, a folder of images per class, or an experiment "
      "(.theta). Files can be dropped on the window."),
  N_ ("*Recent|What was opened last, with its settings."),
  N_ ("#The settings at the side"),
  N_ ("Every row explains itself when the pointer rests on it. The foot says what memory and "
      "time the coming run needs. Each change can be undone."),
  N_ ("#Keys"),
  N_ (">Ctrl+N|This page"),
  N_ (">Ctrl+O|Open a file"),
  N_ (">Ctrl+R|Run"),
  N_ (">Escape|Back to the data that are open"),
  NULL
};

static const char *const data[] = {
  N_ ("The rows as they are read: a table, or a grid of pictures. Numbers stand at the right, "
      "classes are coloured chips. The head of a column sorts by it, that of Row brings the "
      "order of the file back; “Columns” does the same by keys."),
  N_ ("#What stands beside them"),
  N_ ("*Classes|How many rows each has. Where one is much larger, look at balanced accuracy "
      "rather than accuracy."),
  N_ ("*Points|For two columns the points themselves; for more the first two principal "
      "components, the directions in which the rows differ most. A click selects the row in the "
      "table too."),
  N_ ("*Findings|Constant columns, missing values, duplicates, columns of very different size, "
      "each with its remedy."),
  N_ ("#What is done to the inputs"),
  N_ ("=x ← (x − mean) ⁄ deviation"),
  N_ ("Standardising takes mean and deviation from the training rows of a fold. Taken from all "
      "rows, the held-out ones leak into the inputs; the results then say so."),
  N_ ("=Σ⁽¹⁾(x, x′) = σ_w² x·x′ ⁄ d + σ_b²"),
  N_ ("The first layer sees no more of two rows than their inner product; d is the number of "
      "inputs."),
  N_ ("#Keys"),
  N_ (">Alt+1|This view"),
  N_ (">Arrows|In the picture: the row before, the next one"),
  N_ (">Home, End|In the picture: the first and the last row"),
  N_ (">Shift+F10|The menu of a picture: copy, numbers, export"),
  NULL
};

static const char *const kernels[] = {
  N_ ("A kernel says how alike a network finds two samples. The tangent kernel (eq. 5) is a sum "
      "over all parameters, so it falls apart into one kernel for each layer:"),
  N_ ("=NTK = Θ₁ + Θ₂ + … + Θ_L"),
  N_ ("=Θₗ = Σ⁽ˡ⁾ · Σ′⁽ˡ⁺¹⁾ · … · Σ′⁽ᴸ⁾   (eq. 21)"),
  N_ ("=Σ⁽ˡ⁾ = σ_w² E[σ(u) σ(v)] + σ_b²,   Σ′⁽ˡ⁾ = σ_w² E[σ′(u) σ′(v)]"),
  N_ ("with (u, v) normal with the covariance Σ⁽ˡ⁻¹⁾ of the two samples. The weighted kernel "
      "(Theorem 1) gives every layer a weight of its own, and is what predicts (eq. 17):"),
  N_ ("=A = a₁Θ₁ + … + a_LΘ_L,   f(x) = A(x, X) (A(X, X) + λI)⁻¹ Y"),
  N_ ("#How to read a map"),
  N_ ("Row i and column j of a square is the pair of the samples i and j. The strips at the top "
      "and the left are the classes. Bright squares on the diagonal and dark ones beside it: "
      "that layer tells the classes apart. An even colour: it finds all samples equally alike."),
  N_ ("#Show"),
  N_ ("*Cosine|Θₗ(i, j) ⁄ √(Θₗ(i, i) Θₗ(j, j)): from −1 to 1, without the length of the inputs."),
  N_ ("*Raw values|Θₗ(i, j) as it enters the regression."),
  N_ ("*Centred|HΘₗH with H = I − 11ᵀ⁄n: what is left when the mean of every row and column is "
      "taken out."),
  N_ ("*Difference from the mean|Θₗ less the mean of all layers: what sets this layer apart."),
  N_ ("#Rows, order and colours"),
  N_ ("All rows, or only those that the chosen fold trains on or is tested on: maps, means, "
      "eigenvalues, alignment and jumps are then of these rows alone."),
  N_ ("Rows stand by class, by clustering (alike beside alike), or as in the file. One colour "
      "scale makes the layers comparable; own scales show what a single one holds."),
  N_ ("#Numbers beside the maps"),
  N_ ("*Eigenvalues|Steep: the kernel works with few directions. Flat: with many."),
  N_ ("*Alignment|⟨HΘH, HYH⟩ ⁄ (‖HΘH‖ ‖HYH‖), Y(i, j) = 1 for two rows of one class: 1 where the "
      "kernel separates the classes and does nothing else."),
  N_ ("*Effective rank|exp(−Σ p log p), p the eigenvalues divided by their sum: how many "
      "directions count."),
  N_ ("*Condition|(largest eigenvalue + λ) ⁄ (smallest + λ) of A: how much errors may grow when "
      "the regression is solved."),
  N_ ("#Keys"),
  N_ (">Alt+2|This view"),
  N_ (">Arrows|Move the cross"),
  N_ (">Shift+Arrows|By ten"),
  N_ (">Ctrl+Arrows|To the next class"),
  N_ (">Tab|The next map"),
  N_ (">Enter|One map large, or all"),
  N_ (">+  −  0|Zoom in, out, all"),
  N_ (">C|Copy what the inspector says"),
  N_ (">F8|The inspector"),
  NULL
};

static const char *const learning[] = {
  N_ ("How the weights aₗ of the layers were found, step by step, and what the method made "
      "smaller by them."),
  N_ ("#What the curves are"),
  N_ ("*Share of Σa|aₗ ⁄ Σa: the predictor does not change when all weights and λ grow together, "
      "so shares and λ ⁄ Σa are what counts."),
  N_ ("*Leave-one-out error|Each training row predicted from all others, without learning anew:"),
  N_ ("=eᵢ = αᵢ ⁄ [M⁻¹]ᵢᵢ,   M = A + λI,   α = M⁻¹Y"),
  N_ ("*Validation error|Of the part V of the training rows that Algorithm 1 holds back."),
  N_ ("#Algorithm 1"),
  N_ ("=Δₗ = 2⟨r, Θₗ(V,T) α⟩ − 2⟨M⁻¹A(T,V) r, Θₗ(T,T) α⟩,   r = A(V,T) α − Y(V)"),
  N_ ("=aₗ ← aₗ − η Δₗ"),
  N_ ("T are the rows that are learnt from. The sum of the loss over V makes a step grow with "
      "the data; the mean does not. Leave-one-out needs no part held back and is the first "
      "choice."),
  N_ ("#What can be done here"),
  N_ ("*Replay|The slider goes through the iterations; the weights at the right and A follow. A "
      "run goes on meanwhile."),
  N_ ("*Zoom|Ctrl and the wheel, two fingers or + − 0 show a part of the iterations in all charts; "
      "a drag then moves it, a double click shows all again. What is copied, exported or sent as "
      "a link shows that part, too."),
  N_ ("*Weights by hand|Drag a weight and see A and the leave-one-out error follow. The error on "
      "held-out rows is not shown while you drag: choosing by it would be tuning on the test."),
  N_ ("*Freeze|A switch takes a layer out: aₗ = 0."),
  N_ ("*Compare these weights|Adds them to the results, marked “chosen by hand”."),
  N_ ("#Keys"),
  N_ (">Alt+3|This view"),
  N_ (">Space|Play or pause the replay"),
  N_ (">.|One step"),
  N_ (">Home, End|To the first, the last iteration"),
  N_ (">Left, Right|On the slider and the charts: one iteration back, on"),
  N_ (">+, −, 0|Fewer iterations, more, all of them"),
  N_ (">Ctrl+P|Pause the run itself"),
  NULL
};

static const char *const results[] = {
  N_ ("Models that were judged on the same folds: rows that none of them had seen. The sentence "
      "at the top says what was found, and no more than the test allows."),
  N_ ("#Columns"),
  N_ ("*Accuracy|Right predictions ⁄ all predictions."),
  N_ ("*Balanced accuracy|The mean over the classes of the share of their rows that is "
      "recognised; guessing gives 1 ⁄ classes."),
  N_ ("*Squared error|Σ (f(x) − y)² over the outputs, the mean over the rows. It sees what "
      "accuracy does not: how far a prediction is off."),
  N_ ("*± |The deviation over the folds (n − 1)."),
  N_ ("*Error compared|p of the corrected resampled t-test (Nadeau and Bengio): folds share "
      "their training rows, so the variance is taken larger."),
  N_ ("=t = mean(d) ⁄ √((1⁄k + n_test⁄n_train) var(d)),   d the differences on k folds"),
  N_ ("#Models"),
  N_ ("*WNTK|The weighted kernel with the weights that were learnt."),
  N_ ("*NTK, tuned λ|All weights 1, λ chosen by leave-one-out: the fair rival. What the weights "
      "gain over it is not merely a better λ."),
  N_ ("*NTK|All weights 1, λ as set."),
  N_ ("*Best layer|One Θₗ alone."),
  N_ ("*Majority class|No model should be worse."),
  N_ ("#Below the table"),
  N_ ("*Confusion|Rows are the true classes, columns the predicted ones. The pointer and the "
      "arrow keys read it field by field."),
  N_ ("*Predictions|Wrong ones first, those with the largest margin on top; the margin is the "
      "lead of the largest output over the second."),
  N_ ("*Findings|What might mislead: λ or a share at the edge of its range, one layer with "
      "nearly all weight, a kernel that vanishes. A button mends it."),
  N_ ("#Keys"),
  N_ (">Alt+4|This view"),
  N_ (">Ctrl+E|Export figures and numbers"),
  N_ (">Ctrl+H|Past runs"),
  N_ (">Arrows|In the confusion matrix: the next field"),
  NULL
};

static const char *const past[] = {
  N_ ("Every run that was finished, in the window or on the command line, with its settings and "
      "results. Kernels are not kept; Run makes them again, the same for the same seed."),
  N_ ("#What can be done here"),
  N_ ("*Filter|Words of the name, the data, a setting or the note; a run must have all of them."),
  N_ ("*This run, Past runs|The switch at the start of the bar leads here and back."),
  N_ ("*Sort by|The newest, the lowest error, the highest accuracy or the name first. A run whose "
      "error is not known stands last."),
  N_ ("*Compare|Tick two or more: settings that differ and results stand side by side."),
  N_ ("*Reopen|Takes settings and results back into the window. Undo brings yours back."),
  N_ ("*Note|A line of your own on a run."),
  N_ ("*Delete|Undo stands at the foot for a while."),
  N_ ("#Keys"),
  N_ (">Ctrl+H|This view"),
  N_ (">Tab, Space|To the boxes of a run, and tick it"),
  N_ (">Alt+4|Back to the results"),
  NULL
};

static const char *const presentation[] = {
  N_ ("One picture over the whole screen, text half as large again or more, and the value under "
      "the pointer or the cross so that the last row can read it. A run goes on, and the picture "
      "with it."),
  N_ ("Where the line that says what one sees is switched on, it stands under the title here too."),
  N_ ("#Keys"),
  N_ (">F11|Begin, end"),
  N_ (">Page Down, Tab|The next picture, then the next view"),
  N_ (">Page Up, Shift+Tab|The picture before"),
  N_ (">Arrows|In a map: move the cross; in a chart: one iteration; elsewhere the next picture"),
  N_ (">Alt+1 … 4|The pictures of another view"),
  N_ (">Ctrl+R, Ctrl+P|Run, pause"),
  N_ (">Escape|Back to the window"),
  NULL
};

static const char *const words[] = {
  N_ ("*NTK|Neural tangent kernel: ⟨∂f(x), ∂f(x′)⟩ over all parameters (eq. 5). A very wide "
      "network trained by gradient descent predicts as regression with it (eq. 8)."),
  N_ ("*Θₗ|The part of the NTK that the parameters of layer l make."),
  N_ ("*WNTK, A|The NTK with a weight for each parameter (eq. 9); here one weight for each "
      "layer: A = Σ aₗ Θₗ. It stands for learning rates that differ by layer (Theorem 4)."),
  N_ ("*Infinite width|The limit in which the kernel neither depends on the random weights nor "
      "moves while the network is trained (eqs 6 and 7)."),
  N_ ("*NTK parameterisation|f⁽ˡ⁾ = σ_w W σ(f⁽ˡ⁻¹⁾) ⁄ √dₗ₋₁ + σ_b b, the entries of W and b from "
      "N(0, 1): every layer moves by a like amount however wide it is."),
  N_ ("*Ridge λ|What is added to the diagonal: (A + λI)⁻¹. Larger: smoother."),
  N_ ("*Fold|A part of the rows that is held out once and predicted from the others."),
  N_ ("*Leave-one-out|Every row predicted from all others, in closed form."),
  N_ ("*Margin|The lead of the largest output over the second."),
  NULL
};

static const ThetaHelpTopic topics[] = {
  { "start", N_ ("Start"), start },
  { "data", N_ ("Data"), data },
  { "kernels", N_ ("Kernels"), kernels },
  { "learning", N_ ("Learning"), learning },
  { "results", N_ ("Results"), results },
  { "past", N_ ("Past Runs"), past },
  { "presentation", N_ ("Presentation"), presentation },
  { "words", N_ ("Words"), words },
};

const ThetaHelpTopic *
theta_help_topics (guint *n)
{
  *n = G_N_ELEMENTS (topics);
  return topics;
}

guint
theta_help_find (const char *id)
{
  for (guint k = 0; k < G_N_ELEMENTS (topics); k++)
    if (g_strcmp0 (topics[k].id, id) == 0)
      return k;
  return 0;
}

static gboolean
has (const char *text, const char *word)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return g_strstr_len (folded, -1, word) != NULL;
}

static gboolean
topic_has (const ThetaHelpTopic *topic, const char *word)
{
  gboolean found = has (_ (topic->title), word);

  for (guint k = 0; !found && topic->parts[k] != NULL; k++)
    found = has (_ (topic->parts[k]), word);
  return found;
}

gboolean
theta_help_matches (const ThetaHelpTopic *topic, const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_auto (GStrv) all = g_strsplit (folded, " ", -1);

  for (guint k = 0; all[k] != NULL; k++)
    if (*all[k] != '\0' && !topic_has (topic, all[k]))
      return FALSE;
  return TRUE;
}
