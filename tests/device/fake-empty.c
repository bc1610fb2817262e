/* A library that is no device module, and with MISSING one that needs what nobody has. */
int theta_fake_number (void);

#ifdef MISSING
int theta_toolkit_function (void);

int
theta_fake_number (void)
{
  return theta_toolkit_function ();
}
#else
int
theta_fake_number (void)
{
  return 1;
}
#endif
