// Passes over plain text, many bytes at a time.
#include "CSimdjson.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

int64_t text_count_lines(const uint8_t *bytes, int64_t count) {
  int64_t total = 0;
  while (count > 0) {
    // Counted in bytes as long as they hold the number, which the compiler makes many at a time of.
    const int64_t part = count < 255 ? count : 255;
    uint8_t sum = 0;
    for (int64_t i = 0; i < part; i++) sum = static_cast<uint8_t>(sum + (bytes[i] == '\n'));
    total += sum;
    bytes += part;
    count -= part;
  }
  return total;
}

#if defined(__SSE2__)
/// One bit for each of 64 bytes that is a delimiter, a line end or a quote.
static uint64_t marks_of(const uint8_t *bytes, __m128i delimiter) {
  const __m128i line_end = _mm_set1_epi8('\n'), quote = _mm_set1_epi8('"');
  uint64_t bits = 0;
  for (int part = 0; part < 4; part++) {
    const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes + 16 * part));
    const __m128i is_mark = _mm_or_si128(
        _mm_cmpeq_epi8(text, delimiter), _mm_or_si128(_mm_cmpeq_epi8(text, line_end), _mm_cmpeq_epi8(text, quote)));
    bits |= static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(is_mark))) << (16 * part);
  }
  return bits;
}
#endif

int64_t text_find_marks(const uint8_t *bytes, int64_t count, uint8_t delimiter, uint32_t *marks) {
  int64_t found = 0, at = 0;
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8(static_cast<char>(delimiter));
  for (; at + 64 <= count; at += 64) {
    for (uint64_t bits = marks_of(bytes + at, wanted); bits != 0; bits &= bits - 1)
      marks[found++] = static_cast<uint32_t>(at + __builtin_ctzll(bits));
  }
#endif
  for (; at < count; at++) {
    const uint8_t byte = bytes[at];
    if (byte == delimiter || byte == '\n' || byte == '"') marks[found++] = static_cast<uint32_t>(at);
  }
  return found;
}
