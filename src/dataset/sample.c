#include "config.h"

#include "base/error.h"
#include "dataset/table-private.h"

static const struct
{
  const char *id, *label;
} samples[] = {
  { "iris", "Iris" },
  { "wine", "Wine" },
  { "wdbc", "Breast cancer" },
  { "digits", "Digits, 8 × 8" },
};

static const char *const ids[] = { "iris", "wine", "wdbc", "digits", NULL };

const char *const *
theta_dataset_samples (void)
{
  return ids;
}

/* $THETASCOPE_SAMPLES, the installed folder, the source tree. */
static const char *
samples_folder (void)
{
  const char *given = g_getenv ("THETASCOPE_SAMPLES");

  if (given != NULL && *given != '\0')
    return given;
  return g_file_test (THETA_SAMPLES_DIR, G_FILE_TEST_IS_DIR) ? THETA_SAMPLES_DIR
                                                              : THETA_SOURCE_SAMPLES_DIR;
}

char *
theta_sample_path (const char *name, const char **label, GError **error)
{
  for (gsize k = 0; k < G_N_ELEMENTS (samples); k++)
    if (g_str_equal (name, samples[k].id))
      {
        g_autofree char *file = g_strconcat (name, ".csv", NULL);

        *label = samples[k].label;
        return g_build_filename (samples_folder (), file, NULL);
      }
  g_set_error (error, THETA_ERROR, THETA_ERROR_VALUE,
               "There is no sample “%s”; expected iris, wine, wdbc or digits", name);
  return NULL;
}

void
theta_sample_describe (const char *name, ThetaDataset *data)
{
  if (g_str_equal (name, "digits"))
    {
      data->image_width = data->image_height = 8;
      data->image_channels = 1;
    }
}
