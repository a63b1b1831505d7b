#include "yardstick.h"

#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void yardstick_sweep(
  int32_t products, const int32_t *starts, const int32_t *components, const double *amounts,
  const double *own, double *totals) {
  for (int32_t p = 0; p < products; p++) {
    double sum = own[p];
    for (int32_t link = starts[p]; link < starts[p + 1]; link++) {
      sum += amounts[link] * totals[components[link]];
    }
    totals[p] = sum;
  }
}

void yardstick_adjoint(
  int32_t products, const int32_t *starts, const int32_t *components, const double *amounts,
  double *weights) {
  for (int32_t p = products - 1; p >= 0; p--) {
    double weight = weights[p];
    if (weight == 0) continue;
    for (int32_t link = starts[p]; link < starts[p + 1]; link++) {
      weights[components[link]] += amounts[link] * weight;
    }
  }
}

// xoshiro256++ (Blackman & Vigna 2019).
static uint64_t rotated(uint64_t x, int by) { return x << by | x >> (64 - by); }

static uint64_t next_bits(uint64_t *s) {
  uint64_t result = rotated(s[0] + s[3], 23) + s[0], t = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotated(s[3], 45);
  return result;
}

struct normals {
  uint64_t state[4];
  double kept;
  int has_kept;
};

// The polar method (Marsaglia & Bray 1964): two at a time.
static double next_normal(struct normals *normals) {
  if (normals->has_kept) {
    normals->has_kept = 0;
    return normals->kept;
  }
  double u, v, s;
  do {
    u = (double)(int64_t)next_bits(normals->state) * 0x1p-63;
    v = (double)(int64_t)next_bits(normals->state) * 0x1p-63;
    s = u * u + v * v;
  } while (s >= 1 || s == 0);
  double factor = sqrt(-2 * log(s) / s);
  normals->kept = v * factor;
  normals->has_kept = 1;
  return u * factor;
}

void yardstick_samples(
  int32_t products, const int32_t *starts, const int32_t *components, const double *amounts,
  const double *own, const double *own_deviations, double amount_deviation, const double *demand,
  double *totals, int32_t samples, uint64_t seed, double *results) {
  struct normals normals = {{seed, seed ^ 0x9E3779B97F4A7C15u, 0xD1342543DE82EF95u, 1}, 0, 0};
  for (int32_t sample = 0; sample < samples; sample++) {
    double result = 0;
    for (int32_t p = 0; p < products; p++) {
      double sum = own[p] * exp(own_deviations[p] * next_normal(&normals));
      for (int32_t link = starts[p]; link < starts[p + 1]; link++) {
        sum += amounts[link] * exp(amount_deviation * next_normal(&normals)) * totals[components[link]];
      }
      totals[p] = sum;
      result += demand[p] * sum;
    }
    results[sample] = result;
  }
}

uint64_t yardstick_stream(const uint64_t *words, size_t count) {
  uint64_t a = 0, b = 0, c = 0, d = 0;
  size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    a += words[i];
    b += words[i + 1];
    c += words[i + 2];
    d += words[i + 3];
  }
  for (; i < count; i++) a += words[i];
  return a + b + c + d;
}

// Identifiers by number: open addressing over pointers into the text.
struct names {
  const char **text;
  int32_t *length;
  int32_t *slots;
  int32_t count;
  uint32_t mask;
};

static int32_t number_of(struct names *names, const char *text, int32_t length) {
  uint64_t hash = 1469598103934665603u;
  for (int32_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)text[i]) * 1099511628211u;
  uint32_t slot = (uint32_t)(hash ^ hash >> 32) & names->mask;
  while (names->slots[slot]) {
    int32_t found = names->slots[slot] - 1;
    if (names->length[found] == length && memcmp(names->text[found], text, (size_t)length) == 0) return found;
    slot = (slot + 1) & names->mask;
  }
  names->text[names->count] = text;
  names->length[names->count] = length;
  names->slots[slot] = ++names->count;
  return names->count - 1;
}

static int64_t rows_in(const char *text, size_t length) {
  int64_t rows = 0;
  const char *end = text + length;
  while (text < end && (text = memchr(text, '\n', (size_t)(end - text)))) {
    rows++;
    text++;
  }
  return rows;
}

int64_t yardstick_load(const char *text, size_t length) {
  int64_t most = rows_in(text, length) + 1;
  uint32_t slots = 64;
  while (slots < 2 * most) slots *= 2;
  struct names names = {
    malloc((size_t)most * 2 * sizeof(char *)), malloc((size_t)most * 2 * sizeof(int32_t)),
    calloc(slots, sizeof(int32_t)), 0, slots - 1};
  int32_t *product = malloc((size_t)most * sizeof(int32_t));
  int32_t *component = malloc((size_t)most * sizeof(int32_t));
  double *amount = malloc((size_t)most * sizeof(double));
  int64_t links = -1;
  if (names.text && names.length && names.slots && product && component && amount) {
    const char *end = text + length;
    const char *at = memchr(text, '\n', length);
    at = at ? at + 1 : end;
    links = 0;
    while (at < end) {
      const char *first = memchr(at, ',', (size_t)(end - at));
      if (!first) break;
      const char *second = memchr(first + 1, ',', (size_t)(end - first - 1));
      if (!second) break;
      product[links] = number_of(&names, at, (int32_t)(first - at));
      component[links] = number_of(&names, first + 1, (int32_t)(second - first - 1));
      amount[links] = strtod(second + 1, NULL);
      links++;
      const char *next = memchr(second, '\n', (size_t)(end - second));
      at = next ? next + 1 : end;
    }
    int32_t *starts = calloc((size_t)names.count + 2, sizeof(int32_t));
    int32_t *sorted = malloc((size_t)most * sizeof(int32_t));
    double *amounts = malloc((size_t)most * sizeof(double));
    if (starts && sorted && amounts) {
      for (int64_t i = 0; i < links; i++) starts[product[i] + 2]++;
      for (int32_t p = 2; p < names.count + 2; p++) starts[p] += starts[p - 1];
      for (int64_t i = 0; i < links; i++) {
        int32_t place = starts[product[i] + 1]++;
        sorted[place] = component[i];
        amounts[place] = amount[i];
      }
    } else {
      links = -1;
    }
    free(starts);
    free(sorted);
    free(amounts);
  }
  free(names.text);
  free(names.length);
  free(names.slots);
  free(product);
  free(component);
  free(amount);
  return links;
}

void yardstick_trim(void) { malloc_trim(0); }

void yardstick_print_lines(void) { setvbuf(stdout, NULL, _IOLBF, 0); }
