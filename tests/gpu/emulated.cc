/* The CUDA module with its kernels as loops, for tests of whole programs on a machine without
 * a GPU: what opens it and what fails is its own code, on the machine of toolkit/machine.cc
 * and with the faults of toolkit/toolkit.cc. */
#include "gpu/module.cu"
