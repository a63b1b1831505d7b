// Passes over plain text, many bytes at a time.
#include "CSimdjson.h"

#include "Bytes64.h"

FOR_EACH_WIDTH int64_t text_count_lines(const uint8_t *bytes, int64_t count) {
  int64_t total = 0, at = 0;
  for (; at + 64 <= count; at += 64) total += __builtin_popcountll(bitsWhere(bytes + at, '\n'));
  for (; at < count; at++) total += bytes[at] == '\n';
  return total;
}

FOR_EACH_WIDTH int64_t text_find_marks(
    const uint8_t *bytes, int64_t count, uint8_t delimiter, uint32_t *marks) {
  int64_t found = 0, at = 0;
  for (; at + 64 <= count; at += 64) {
    const uint8_t *text = bytes + at;
    uint64_t rest = bitsWhere(text, delimiter) | bitsWhere(text, '\n') | bitsWhere(text, '"');
    for (; rest != 0; rest &= rest - 1)
      marks[found++] = static_cast<uint32_t>(at + __builtin_ctzll(rest));
  }
  for (; at < count; at++) {
    const uint8_t byte = bytes[at];
    if (byte == delimiter || byte == '\n' || byte == '"') marks[found++] = static_cast<uint32_t>(at);
  }
  return found;
}
