/* What a program of ours does first. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Makes sure that OpenMP threads sleep while they wait: spinning ones take the
 * cores that OpenBLAS's threads need (half the speed of a factorization).  libgomp
 * reads OMP_WAIT_POLICY when it is loaded, so the program starts itself once more
 * with it set; a value that the user chose stays.  Call it first in main(). */
void theta_runtime_prepare (char **argv);

/* Keeps the memory of pictures for the next picture.  By itself the C library gives
 * blocks over 128 kB back to the system at once and takes them anew, page by page: a tenth
 * of what the window's thread does while it zooms, and each time it waits for a run that
 * takes or gives back gigabytes at the moment. */
void theta_runtime_keep_memory (void);

G_END_DECLS
