/* The loader of device modules: every way in which a module does not serve is a sentence,
 * and the CPU goes on.  Modules are the fake ones built beside this, and the real one. */
#include <glib/gstdio.h>

#include "base/error.h"
#include "device/device-error.h"
#include "device/module.h"

static char *
built (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, name, NULL);
}

/* @path is refused with @code and a sentence that has @part in it. */
static void
assert_refused (const char *driver, const char *path, int code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (theta_module_open (driver, path, &error));
  g_assert_error (error, THETA_ERROR, code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_null (strchr (error->message, '\n'));
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
}

static void
test_absent (void)
{
  g_autofree char *works = built ("fake-works.so");

  /* Without its driver a module is not even opened. */
  assert_refused ("libtheta-no-driver.so.1", works, THETA_ERROR_IO, "libtheta-no-driver.so.1");
  assert_refused (NULL, "/nowhere/thetascope-cuda.so", THETA_ERROR_IO, "built without");
}

static void
test_unfit (void)
{
  g_autofree char *abi = built ("fake-abi.so"), *empty = built ("fake-empty.so");
  g_autofree char *missing = built ("fake-missing.so"), *refuses = built ("fake-refuses.so");
  g_autofree char *text = g_build_filename (g_get_tmp_dir (), "theta-no-module.so", NULL);
  g_autofree char *needed = g_strdup_printf ("%u is needed", THETA_DEVICE_ABI);

  assert_refused (NULL, abi, THETA_ERROR_DEVICE, "its interface is 999");
  assert_refused (NULL, abi, THETA_ERROR_DEVICE, needed);
  assert_refused (NULL, empty, THETA_ERROR_DEVICE, "no device module of Thetascope");
  assert_refused (NULL, missing, THETA_ERROR_DEVICE, "theta_toolkit_function");
  assert_refused (NULL, refuses, THETA_ERROR_DEVICE, "The driver is too old");
  g_assert_true (g_file_set_contents (text, "no machine code", -1, NULL));
  assert_refused (NULL, text, THETA_ERROR_DEVICE, "does not load");
  g_unlink (text);
}

/* What the device says of a failure reaches whoever reads the error, once. */
static void
test_sentence (void)
{
  g_autofree char *works = built ("fake-works.so");
  g_autoptr (GError) error = NULL;
  g_autoptr (ThetaDevice) device = theta_module_open (NULL, works, &error);
  ThetaBuffer *buffer = NULL;

  g_assert_no_error (error);
  g_assert_false (theta_status_check (device->ops->buffer_new (device, 1, &buffer), "trying",
                                      &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_MEMORY);
  g_assert_cmpstr (error->message, ==, "Stopped while trying: The GPU has no memory left");
  g_clear_error (&error);
  g_assert_false (theta_status_check (THETA_STATUS_FAILED, "trying", &error));
  g_assert_cmpstr (error->message, ==, "Stopped while trying: the device reported a failure");
}

static void
assert_cpu (ThetaDevice *device)
{
  ThetaDeviceInfo info;
  ThetaBuffer *buffer = NULL;

  g_assert_nonnull (device);
  device->ops->describe (device, &info);
  g_assert_cmpstr (info.id, ==, "cpu");
  g_assert_cmpint (device->ops->buffer_new (device, 100, &buffer), ==, THETA_STATUS_OK);
  device->ops->buffer_free (device, buffer);
}

/* Where CUDA cannot be had the CPU computes, and says why; loudly where it was asked for. */
static void
test_fallback (void)
{
  static const char *const unknown[] = { "abacus", "", "CPU" };
  g_autoptr (GError) why = NULL, error = NULL;
  ThetaDevice *device;

  g_setenv ("THETASCOPE_MODULES", "/nowhere", TRUE);
  g_unsetenv ("THETASCOPE_DEVICE");
  device = theta_device_choose ("cuda", 1, &why, &error);
  g_assert_no_error (error);
  assert_cpu (device);
  g_assert_error (why, THETA_ERROR, THETA_ERROR_DEVICE);
  theta_device_close (device);
  g_clear_error (&why);
  device = theta_device_choose (NULL, 1, &why, &error);
  assert_cpu (device);
  g_assert_error (why, THETA_ERROR, THETA_ERROR_IO);
  theta_device_close (device);
  g_clear_error (&why);
  /* The environment counts where nothing else was said. */
  g_setenv ("THETASCOPE_DEVICE", "cuda", TRUE);
  device = theta_device_choose ("auto", 1, &why, &error);
  assert_cpu (device);
  g_assert_error (why, THETA_ERROR, THETA_ERROR_DEVICE);
  theta_device_close (device);
  g_clear_error (&why);
  device = theta_device_choose ("cpu", 1, &why, &error);
  assert_cpu (device);
  g_assert_no_error (why);
  theta_device_close (device);
  for (guint k = 0; k < G_N_ELEMENTS (unknown); k++)
    {
      g_assert_null (theta_device_choose (unknown[k], 1, &why, &error));
      g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
      g_clear_error (&error);
    }
  g_setenv ("THETASCOPE_DEVICE", "abacus", TRUE);
  g_assert_null (theta_device_choose ("auto", 1, &why, &error));
  g_assert_error (error, THETA_ERROR, THETA_ERROR_VALUE);
  g_assert_nonnull (strstr (error->message, "THETASCOPE_DEVICE"));
}

/* In a process of its own: the module that was built opens or says why not, prints nothing,
 * and the CPU works after it, twice. */
static void
try_real (void)
{
  const char *path = g_getenv ("THETA_TEST_MODULE");

  for (guint k = 0; k < 2; k++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (ThetaDevice) device = theta_module_open (NULL, path, &error);
      g_autoptr (ThetaDevice) cpu = theta_device_open ("cpu", 1, NULL);

      if (device == NULL)
        {
          g_assert_error (error, THETA_ERROR, THETA_ERROR_DEVICE);
          g_assert_nonnull (strstr (error->message, "NVIDIA"));
        }
      assert_cpu (cpu);
    }
}

static void
test_real (void)
{
  const char *path = g_getenv ("THETA_TEST_MODULE");

  if (path == NULL)
    {
      g_test_skip ("The CUDA module is not built here");
      return;
    }
  if (g_test_subprocess ())
    {
      try_real ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/module/absent", test_absent);
  g_test_add_func ("/module/unfit", test_unfit);
  g_test_add_func ("/module/sentence", test_sentence);
  g_test_add_func ("/module/fallback", test_fallback);
  g_test_add_func ("/module/real", test_real);
  return g_test_run ();
}
