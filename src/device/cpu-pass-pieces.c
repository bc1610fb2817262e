/* Θ_l from the cosines of a row of pairs, by the polynomials of cpu-pieces.h; compiled
 * like cpu-pass.c.  A permutation of one register (float32) or of two (float64) looks a
 * coefficient of 16 pieces up, which other vectors cannot do. */
#include "device/cpu-pass.h"

extern const ThetaPiecesPass THETA_PIECES_TABLE;

#ifdef __AVX512F__
/* The compiler's own header warns of the undefined vectors that it makes on purpose. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#include <math.h>

#define LANES 8
#define FLIGHT 4
#define GROUP (LANES * FLIGHT)
#define HALF (THETA_PIECES / 2)

/* Which piece the pairs lie in, and where in it, from −1 to 1. */
typedef struct
{
  __m256i piece;
  __m512d s;
} Place;

/* √z by Newton's steps, which the multipliers do while a root would wait for its own
 * unit; z = 0 gives 0. */
static inline __attribute__ ((always_inline)) __m512d
root (__m512d z)
{
  __m512d half = _mm512_set1_pd (0.5), r, y;

  z = _mm512_max_pd (_mm512_set1_pd (1e-200), z); /* NaN stays */
  r = _mm512_rsqrt14_pd (z);
  for (int k = 0; k < 2; k++)
    {
      __m512d e = _mm512_fnmadd_pd (_mm512_mul_pd (z, r), r, _mm512_set1_pd (1.0));

      r = _mm512_fmadd_pd (_mm512_mul_pd (half, r), e, r);
    }
  y = _mm512_mul_pd (z, r);
  return _mm512_fmadd_pd (_mm512_mul_pd (half, r), _mm512_fnmadd_pd (y, y, z), y);
}

static inline __attribute__ ((always_inline)) Place
find_place (__m512d rho)
{
  __m512d half = _mm512_set1_pd (0.5), whole;
  __m512d y = root (_mm512_fnmadd_pd (half, _mm512_abs_pd (rho), half));
  __mmask8 negative = _mm512_cmp_pd_mask (rho, _mm512_setzero_pd (), _CMP_LT_OQ);
  Place place;

  y = _mm512_mul_pd (y, _mm512_set1_pd (HALF * M_SQRT2));
  place.piece = _mm256_min_epi32 (_mm512_cvttpd_epi32 (y), _mm256_set1_epi32 (HALF - 1));
  whole = _mm512_cvtepi32_pd (place.piece);
  place.s = _mm512_fmsub_pd (_mm512_set1_pd (2.0), _mm512_sub_pd (y, whole),
                             _mm512_set1_pd (1.0));
  place.piece = _mm256_mask_add_epi32 (place.piece, negative, place.piece,
                                       _mm256_set1_epi32 (HALF));
  return place;
}

static inline __attribute__ ((always_inline)) size_t
count_near (size_t count, const double *rho, double near)
{
  __m512d bound = _mm512_set1_pd (near);
  size_t flagged = 0;

  for (size_t k = 0; k < count; k += LANES)
    {
      __mmask8 some = count - k < LANES ? (__mmask8) ((1u << (count - k)) - 1) : 0xff;
      __mmask8 found = _mm512_mask_cmp_pd_mask (some, _mm512_abs_pd (_mm512_loadu_pd (rho + k)),
                                                bound, _CMP_GT_OQ);

      flagged += (size_t) __builtin_popcount (found);
    }
  return flagged;
}

static size_t
fill (const ThetaPieces *pieces, size_t count, const double *rho, double near, double weight,
      const double *weights, double *const *out)
{
  const __m512d each = _mm512_set1_pd (weight);

  for (size_t j = 0; j < count; j += GROUP)
    {
      __m512i piece[FLIGHT];
      __m512d s[FLIGHT], w[FLIGHT], p[FLIGHT];

      for (int v = 0; v < FLIGHT; v++)
        {
          Place place = find_place (_mm512_loadu_pd (rho + j + v * LANES));

          piece[v] = _mm512_cvtepi32_epi64 (place.piece);
          s[v] = place.s;
          w[v] = _mm512_mul_pd (each, _mm512_loadu_pd (weights + j + v * LANES));
        }
      for (uint32_t l = 0; l < pieces->layers; l++)
        {
          const double *c = pieces->full + (size_t) l * (pieces->degree + 1) * THETA_PIECES;

          for (int v = 0; v < FLIGHT; v++)
            p[v] = _mm512_setzero_pd ();
          for (uint32_t k = pieces->degree + 1; k-- > 0;)
            {
              __m512d low = _mm512_loadu_pd (c + k * THETA_PIECES);
              __m512d high = _mm512_loadu_pd (c + k * THETA_PIECES + LANES);

              for (int v = 0; v < FLIGHT; v++)
                p[v] = _mm512_fmadd_pd (p[v], s[v], _mm512_permutex2var_pd (low, piece[v], high));
            }
          for (int v = 0; v < FLIGHT; v++)
            {
              size_t at = j + (size_t) v * LANES, left = at < count ? count - at : 0;
              __mmask8 some = left < LANES ? (__mmask8) ((1u << left) - 1) : 0xff;

              _mm512_mask_storeu_pd (out[l] + at, some, _mm512_mul_pd (p[v], w[v]));
            }
        }
    }
  return count_near (count, rho, near);
}

/* Two halves of float64 as one vector of float32. */
static inline __attribute__ ((always_inline)) __m512
join (__m512d low, __m512d high)
{
  return _mm512_insertf32x8 (_mm512_castps256_ps512 (_mm512_cvtpd_ps (low)),
                             _mm512_cvtpd_ps (high), 1);
}

/* Entries that are not read again soon; streamed past the caches where they stand
 * aligned and whole. */
static inline __attribute__ ((always_inline)) void
put (float *out, size_t left, __m512 x)
{
  if (left >= 2 * LANES && ((uintptr_t) out & 63) == 0)
    _mm512_stream_ps (out, x);
  else
    _mm512_mask_storeu_ps (out, left < 2 * LANES ? (__mmask16) ((1u << left) - 1) : 0xffff, x);
}

/* w g = w c + w (g − c) with the constant c of the piece and the weight w in two parts
 * each: one rounding alone is larger than a tenth of the last place. */
static size_t
fill_single (const ThetaPieces *pieces, size_t count, const double *rho, double near,
             double weight, const double *weights, float *const *out)
{
  const __m512d each = _mm512_set1_pd (weight);

  for (size_t j = 0; j < count; j += GROUP)
    {
      __m512i piece[FLIGHT / 2];
      __m512 s[FLIGHT / 2], w[FLIGHT / 2], rest[FLIGHT / 2];

      for (int v = 0; v < FLIGHT / 2; v++)
        {
          const double *at = rho + j + 2 * v * LANES, *by = weights + j + 2 * v * LANES;
          Place low = find_place (_mm512_loadu_pd (at));
          Place high = find_place (_mm512_loadu_pd (at + LANES));
          __m512d w0 = _mm512_mul_pd (each, _mm512_loadu_pd (by));
          __m512d w1 = _mm512_mul_pd (each, _mm512_loadu_pd (by + LANES));

          piece[v] = _mm512_inserti64x4 (_mm512_castsi256_si512 (low.piece), high.piece, 1);
          s[v] = join (low.s, high.s);
          w[v] = join (w0, w1);
          w0 = _mm512_sub_pd (w0, _mm512_cvtps_pd (_mm512_castps512_ps256 (w[v])));
          w1 = _mm512_sub_pd (w1, _mm512_cvtps_pd (_mm512_extractf32x8_ps (w[v], 1)));
          rest[v] = join (w0, w1);
        }
      for (uint32_t l = 0; l < pieces->layers; l++)
        {
          const float *c = pieces->single + (size_t) l * (pieces->degree + 2) * THETA_PIECES;
          __m512 p[FLIGHT / 2], q;

          for (int v = 0; v < FLIGHT / 2; v++)
            p[v] = _mm512_setzero_ps ();
          for (uint32_t k = pieces->degree + 1; k > 1; k--)
            for (int v = 0; v < FLIGHT / 2; v++)
              p[v] = _mm512_fmadd_ps (p[v], s[v], _mm512_permutexvar_ps (
                                                    piece[v], _mm512_loadu_ps (c + k * THETA_PIECES)));
          for (int v = 0; v < FLIGHT / 2; v++)
            {
              size_t at = j + 2 * (size_t) v * LANES;

              q = _mm512_permutexvar_ps (piece[v], _mm512_loadu_ps (c + THETA_PIECES));
              p[v] = _mm512_fmadd_ps (p[v], s[v],
                                      _mm512_permutexvar_ps (piece[v], _mm512_loadu_ps (c)));
              p[v] = _mm512_fmadd_ps (w[v], p[v], _mm512_mul_ps (rest[v], q));
              put (out[l] + at, at < count ? count - at : 0, _mm512_fmadd_ps (w[v], q, p[v]));
            }
        }
    }
  /* Streamed stores become visible in order with those that follow. */
  _mm_sfence ();
  return count_near (count, rho, near);
}

const ThetaPiecesPass THETA_PIECES_TABLE = { fill, fill_single };
#else
const ThetaPiecesPass THETA_PIECES_TABLE = { 0 };
#endif
