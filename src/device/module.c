#include "device/module.h"

#include <dlfcn.h>

#include "base/error.h"
#include "config.h"

/* Of the running thread: a device is used by one thread at a time. */
static GPrivate last_sentence = G_PRIVATE_INIT (g_free);

static void
keep_sentence (void *user, const char *sentence)
{
  g_private_replace (&last_sentence, g_utf8_make_valid (sentence, -1));
}

char *
theta_module_take_sentence (void)
{
  char *sentence = g_private_get (&last_sentence);

  g_private_set (&last_sentence, NULL);
  return sentence;
}

static gboolean
find_driver (const char *driver, GError **error)
{
  void *library = dlopen (driver, RTLD_LAZY | RTLD_LOCAL);

  if (library == NULL)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_IO,
                   "There is no NVIDIA driver on this machine: %s was not found", driver);
      return FALSE;
    }
  dlclose (library);
  return TRUE;
}

/* The module's table, if it speaks our language. */
static const ThetaModule *
find_table (void *library, const char *path, GError **error)
{
  const ThetaModule *module = dlsym (library, THETA_MODULE_SYMBOL);

  if (module == NULL)
    g_set_error (error, THETA_ERROR, THETA_ERROR_DEVICE,
                 "%s is no device module of Thetascope: it has no %s", path, THETA_MODULE_SYMBOL);
  else if (module->abi != THETA_DEVICE_ABI)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_DEVICE,
                   "%s belongs to another version of Thetascope: its interface is %u, and %u is "
                   "needed; install both anew",
                   path, module->abi, THETA_DEVICE_ABI);
      return NULL;
    }
  return module;
}

static ThetaDevice *
open_table (const ThetaModule *module, GError **error)
{
  char why[512] = "";
  ThetaDevice *device = NULL;
  ThetaStatus status = module->open (keep_sentence, NULL, &device, why, sizeof why);
  g_autofree char *sentence = NULL;

  if (status == THETA_STATUS_OK)
    return device;
  why[sizeof why - 1] = '\0';
  sentence = g_utf8_make_valid (*why != '\0' ? why : theta_status_to_string (status), -1);
  g_set_error_literal (error, THETA_ERROR, THETA_ERROR_DEVICE, sentence);
  return NULL;
}

ThetaDevice *
theta_module_open (const char *driver, const char *path, GError **error)
{
  const ThetaModule *module;
  ThetaDevice *device = NULL;
  void *library;

  if (driver != NULL && !find_driver (driver, error))
    return NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_IO,
                   "Thetascope was built without its module %s; the README says how to build it",
                   path);
      return NULL;
    }
  library = dlopen (path, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL)
    {
      g_set_error (error, THETA_ERROR, THETA_ERROR_DEVICE,
                   "The module %s does not load, a library of the CUDA Toolkit may be missing: %s",
                   path, dlerror ());
      return NULL;
    }
  module = find_table (library, path, error);
  if (module != NULL)
    device = open_table (module, error);
  /* The driver's threads outlive the device: an open module is never unloaded. */
  if (device == NULL)
    dlclose (library);
  return device;
}

/* $THETASCOPE_MODULES, the installed folder, the build folder: as for the samples. */
static char *
find_module (void)
{
  const char *given = g_getenv ("THETASCOPE_MODULES");
  g_autofree char *installed = g_build_filename (THETA_MODULE_DIR, THETA_CUDA_MODULE, NULL);

  if (given != NULL)
    return g_build_filename (given, THETA_CUDA_MODULE, NULL);
  if (g_file_test (installed, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&installed);
  return g_build_filename (THETA_BUILD_MODULE_DIR, THETA_CUDA_MODULE, NULL);
}

ThetaDevice *
theta_cuda_device_open (GError **error)
{
  g_autofree char *path = find_module ();

  return theta_module_open (THETA_CUDA_DRIVER, path, error);
}
