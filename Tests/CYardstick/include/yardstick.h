#ifndef YARDSTICK_H
#define YARDSTICK_H

#include <stddef.h>
#include <stdint.h>

/// t = d + A t in one scalar sweep over links grouped by product, components before products.
void yardstick_sweep(
  int32_t products, const int32_t *starts, const int32_t *components, const double *amounts,
  const double *own, double *totals);

/// w = e + A' w, against the order of the sweep above; `weights` holds the demand and becomes the needs.
void yardstick_adjoint(
  int32_t products, const int32_t *starts, const int32_t *components, const double *amounts,
  double *weights);

/// Monte Carlo, one sample after the other on one thread: every own emission and amount times a lognormal number
/// (xoshiro256++, polar method, exp of the C library), then the sweep above; `results` are totals of the demand.
void yardstick_samples(
  int32_t products, const int32_t *starts, const int32_t *components, const double *amounts,
  const double *own, const double *own_deviations, double amount_deviation, const double *demand,
  double *totals, int32_t samples, uint64_t seed, double *results);

/// Sums `count` words: reads memory as fast as one thread can.
uint64_t yardstick_stream(const uint64_t *words, size_t count);

/// The plain loader, one thread: splits rows of `product,component,amount`, numbers identifiers by a hash table,
/// reads amounts with strtod and sorts links by product. Checks nothing. The number of links, -1 without memory.
int64_t yardstick_load(const char *text, size_t length);

/// Gives freed memory back to the system, so that a peak measured next is that of what runs next.
void yardstick_trim(void);

/// Prints line by line, also into a pipe.
void yardstick_print_lines(void);

#endif
