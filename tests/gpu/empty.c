/* Stands where the driver would be. */
int theta_no_driver (void);

int
theta_no_driver (void)
{
  return 0;
}
