// 64 bytes looked at together.
#ifndef CSIMDJSON_BYTES64_H
#define CSIMDJSON_BYTES64_H

#include <cstdint>
#include <cstring>

/// Makes a function once for each width of vectors; which is used is decided by the processor the program runs on.
#if defined(__x86_64__)
#define FOR_EACH_WIDTH __attribute__((target_clones("avx512bw", "avx2", "default")))
#else
#define FOR_EACH_WIDTH
#endif

/// A bit for each of 64 bytes that is the wanted one behind setting the bits of `mask`, the first byte's lowest.
///
/// Vectors stay inside: how they are handed over depends on their width.
inline __attribute__((always_inline)) uint64_t bitsWhere(const uint8_t *bytes, uint8_t wanted, uint8_t mask = 0) {
  using Bytes64 = uint8_t __attribute__((ext_vector_type(64)));
  using Bits64 = bool __attribute__((ext_vector_type(64)));
  Bytes64 text;
  std::memcpy(&text, bytes, sizeof text);
  const Bits64 packed = __builtin_convertvector((text | mask) == wanted, Bits64);
  uint64_t result;
  std::memcpy(&result, &packed, sizeof result);
  return result;
}

#endif
