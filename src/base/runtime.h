/* What a program of ours does first. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes sure that OpenMP threads sleep while they wait: spinning ones take the
 * cores that OpenBLAS's threads need (half the speed of a factorization).  And that
 * OpenBLAS uses the processor: one newer than the library is treated as one of 2004
 * (Emerald Rapids with OpenBLAS 0.3.21: a third of the speed).  And that OpenBLAS's threads
 * soon go to sleep: they are there from the start, and would keep a core busy for the first
 * tenth of a second.  All of it is read from the environment when the libraries are loaded, so
 * the program starts itself once more with OMP_WAIT_POLICY, OPENBLAS_CORETYPE and
 * OPENBLAS_THREAD_TIMEOUT set; values that the user chose stay.  Call it first in main(). */
void theta_runtime_prepare (char **argv);
/* The same for a program that starts another: whether anything had to be set. */
gboolean theta_runtime_set_environment (void);

/* Keeps the memory of pictures for the next picture.  By itself the C library gives
 * blocks over 128 kB back to the system at once and takes them anew, page by page: a tenth
 * of what the window's thread does while it zooms, and each time it waits for a run that
 * takes or gives back gigabytes at the moment. */
void theta_runtime_keep_memory (void);
/* The kernels that OpenBLAS shall be asked for instead of @core, which it chose itself
 * (may be NULL), on a processor that has @avx2 (and FMA) and @avx512; NULL: none. */
const char *theta_runtime_core_for (const char *core, gboolean avx2, gboolean avx512);

G_END_DECLS
