// Cuts JSON into records by its brackets and quotes alone: no record is looked into, none is read twice, and none can
// take the rest of the file with it as long as the next one can be recognised.

#include <algorithm>
#include <cstring>
#include <iterator>
#include <new>
#include <string_view>
#include <vector>

#include "Bytes64.h"
#include "CSimdjson.h"

namespace {

/// Deeper records are refused. PACT needs about eight levels.
constexpr int64_t deepest = 512;
/// `{"data": {"pfs": […]}}` is as deep as envelopes get; more is taken for a record.
constexpr size_t deepestContext = 6;
/// Bytes that may be read again in search of a good record behind broken ones, so that no file takes for ever.
constexpr int64_t rereadLimit = 256 << 20;

/// Keys whose values are records: a page of a list, an event that fulfils a request, a collection of test cases.
constexpr std::string_view contentKeys[] = {"data", "pfs", "payloads"};

/// The key that makes an object a footprint.
constexpr std::string_view footprintKey = "pcf";

enum class Context : uint8_t { top, list, envelope };

enum class Found : uint8_t { span, nothing };

bool isBlank(uint8_t byte) {
  return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t' || byte == 0x1e;
}

/// Brackets that are open inside a record, the first `deepest` of them with their kind.
class Brackets {
 public:
  int64_t depth = 0;
  bool tooDeep = false;

  void open(uint8_t bracket) {
    if (depth < deepest) {
      set(depth, bracket == '{');
    } else {
      tooDeep = true;
    }
    depth++;
  }

  /// False when the bracket closes another kind than the one that is open.
  bool close(uint8_t bracket) {
    if (depth == 0) return false;
    depth--;
    return depth >= deepest || isObject(depth) == (bracket == '}');
  }

 private:
  uint64_t bits[deepest / 64] = {};

  void set(int64_t index, bool isObject) {
    const uint64_t bit = uint64_t(1) << (index % 64);
    if (isObject) {
      bits[index / 64] |= bit;
    } else {
      bits[index / 64] &= ~bit;
    }
  }

  bool isObject(int64_t index) const { return (bits[index / 64] >> (index % 64)) & 1; }
};

/// Bytes that the scan of a record must look at.
struct Table {
  bool structural[256] = {};
  bool endsString[256] = {};

  constexpr Table() {
    for (const char c : {'{', '}', '[', ']', '"', '\n'}) structural[static_cast<unsigned char>(c)] = true;
    for (const char c : {'"', '\\', '\n'}) endsString[static_cast<unsigned char>(c)] = true;
  }
};

constexpr Table table;

/// The bytes behind a backslash that is not behind one itself (Langdale & Lemire 2019); `carry` is for the first byte
/// of the next block.
uint64_t escaped(uint64_t backslashes, uint64_t &carry) {
  if (backslashes == 0) {
    const uint64_t result = carry;
    carry = 0;
    return result;
  }
  backslashes &= ~carry;
  constexpr uint64_t even = 0x5555555555555555;
  const uint64_t follows = backslashes << 1 | carry;
  const uint64_t oddStarts = backslashes & ~even & ~follows;
  uint64_t evenSequences = 0;
  carry = __builtin_add_overflow(oddStarts, backslashes, &evenSequences) ? 1 : 0;
  return (even ^ (evenSequences << 1)) & follows;
}

/// Each bit the parity of itself and all before it.
uint64_t parity(uint64_t bits) {
  for (int shift = 1; shift < 64; shift <<= 1) bits ^= bits << shift;
  return bits;
}

bool isKey(const uint8_t *bytes, int64_t place, std::string_view name, int64_t from) {
  int64_t at = place - 1;
  while (at > from && isBlank(bytes[at])) at--;
  if (at <= from || bytes[at] != ':') return false;
  at--;
  while (at > from && isBlank(bytes[at])) at--;
  const int64_t length = static_cast<int64_t>(name.size());
  const int64_t open = at - length - 1;
  return open > from && bytes[at] == '"' && bytes[open] == '"' &&
         std::memcmp(bytes + open + 1, name.data(), name.size()) == 0 && bytes[open - 1] != '\\';
}

/// True when the value at `place` belongs to a key that holds records.
bool isContentKey(const uint8_t *bytes, int64_t place, int64_t from) {
  return std::any_of(std::begin(contentKeys), std::end(contentKeys), [&](std::string_view name) {
    return isKey(bytes, place, name, from);
  });
}

/// A record about which nothing has to be said.
struct PlainRecord {
  /// Behind its last bracket; 0 for one that needs a closer look: broken, deep, an envelope, or not whole yet.
  int64_t end = 0;
  /// Line ends in it.
  int64_t lines = 0;
};

/// The record at `start`, 64 bytes at a time. With `inLine` one that does not end where its line does needs a closer
/// look as well, and no other line is looked at.
FOR_EACH_WIDTH PlainRecord plainRecord(const uint8_t *bytes, int64_t start, int64_t count, bool inLine = false) {
  uint8_t open[32];
  size_t depth = 0;
  bool isFootprint = false;
  uint64_t carry = 0, inString = 0;
  int64_t lines = 0;
  for (int64_t at = start; at < count; at += 64) {
    uint8_t rest[64] = {};
    const bool isWhole = count - at >= 64;
    if (!isWhole) std::memcpy(rest, bytes + at, size_t(count - at));
    const uint8_t *text = isWhole ? bytes + at : rest;
    const uint64_t lineEnds = bitsWhere(text, '\n'), backslashes = bitsWhere(text, '\\');
    const uint64_t quotes = bitsWhere(text, '"') & ~escaped(backslashes, carry);
    const uint64_t strings = parity(quotes) ^ inString;
    inString = uint64_t(int64_t(strings) >> 63);
    // A string has no line end in it, and a backslash stands in a string.
    if ((lineEnds & strings) != 0 || (backslashes & ~strings) != 0) return {};
    // 0x20 makes brackets braces; nothing else becomes one by it.
    uint64_t brackets = (bitsWhere(text, '{', 0x20) | bitsWhere(text, '}', 0x20)) & ~strings;
    for (; brackets != 0; brackets &= brackets - 1) {
      const int bit = __builtin_ctzll(brackets);
      const int64_t place = at + bit;
      const uint8_t bracket = bytes[place];
      if (bracket == '{' || bracket == '[') {
        if (depth == 1 && !isFootprint) {
          isFootprint = isKey(bytes, place, footprintKey, start);
          if (!isFootprint && isContentKey(bytes, place, start)) return {};
        }
        if (depth == sizeof open) return {};
        open[depth++] = bracket;
        continue;
      }
      // Each closing bracket stands two behind its opening one.
      if (depth == 0 || open[--depth] + 2 != bracket) return {};
      if (depth > 0) continue;
      const uint64_t before = (uint64_t(1) << bit) - 1;
      return {place + 1, lines + __builtin_popcountll(lineEnds & before)};
    }
    lines += __builtin_popcountll(lineEnds);
    if (inLine && lines > 0) return {};
  }
  return {};
}

}  // namespace

struct JsonSplitter {
  explicit JsonSplitter(bool lines) : lines(lines) { contexts.push_back(Context::top); }

  int64_t position = 0;

  bool next(const uint8_t *window, int64_t count, bool last, JsonSpan &span) {
    bytes = window;
    if (stopped) {
      position = count;
      return false;
    }
    return lines ? nextInLines(count, last, span) : nextInDocument(count, last, span);
  }

  void drop(int64_t count) {
    position -= count;
    lineEnd -= count;
  }

 private:
  const bool lines;
  bool stopped = false;
  const uint8_t *bytes = nullptr;
  int64_t line = 1;
  int64_t lineEnd = -1;  // of the line being read, in line mode
  int64_t reread = 0;
  std::vector<Context> contexts;
  /// In an envelope: the value to come holds records.
  bool isContentNext = false;
  /// How records begin in this file: from the bracket to the end of the first key.
  std::vector<uint8_t> signature;

  // MARK: Lines

  bool nextInLines(int64_t count, bool last, JsonSpan &span) {
    while (position < count || (last && lineEnd >= 0)) {
      if (lineEnd < position) {
        if (plainLine(count, span)) return true;
        const void *found = std::memchr(bytes + position, '\n', static_cast<size_t>(count - position));
        if (found == nullptr && !last) return false;
        lineEnd = found == nullptr ? count : static_cast<const uint8_t *>(found) - bytes;
      }
      const bool any = nextInDocument(lineEnd, true, span);
      if (any && (span.kind == JsonSpanKindGarbage || span.kind == JsonSpanKindTruncated)) {
        span.kind = JsonSpanKindBroken;
        position = lineEnd;
      }
      if (!any || stopped) endLine(count);
      if (any) return true;
    }
    return false;
  }

  /// A line that is a record and nothing else, as nearly all are: nobody has to look for its end beforehand.
  bool plainLine(int64_t count, JsonSpan &span) {
    if (bytes[position] != '{') return false;
    const PlainRecord plain = plainRecord(bytes, position, count, true);
    if (plain.end == 0 || plain.end == count || plain.lines > 0 || bytes[plain.end] != '\n') return false;
    span = {position, plain.end, line, JsonSpanKindRecord};
    position = plain.end + 1;
    line++;
    return true;
  }

  void endLine(int64_t count) {
    stopped = false;
    contexts.assign(1, Context::top);
    isContentNext = false;
    position = std::min(lineEnd + 1, count);
    if (lineEnd < count) line++;
    lineEnd = -1;
  }

  // MARK: Documents

  bool nextInDocument(int64_t count, bool last, JsonSpan &span) {
    while (!stopped) {
      skipBlanks(count);
      if (position >= count) return last && contexts.size() > 1 && stop(span, position, JsonSpanKindTruncated);
      Found found = Found::nothing;
      bool complete = false;
      switch (contexts.back()) {
        case Context::top: complete = top(count, last, span, found); break;
        case Context::list: complete = list(count, last, span, found); break;
        case Context::envelope: complete = envelope(count, last, span, found); break;
      }
      if (found == Found::span) return true;
      if (!complete) return false;
    }
    return false;
  }

  // Each of these takes one step; false when the window ends before the step does.

  bool top(int64_t count, bool last, JsonSpan &span, Found &found) {
    switch (bytes[position]) {
      case '{': return record(count, last, span, found);
      case '[': contexts.push_back(Context::list); [[fallthrough]];
      case ',': position++; return true;
      default: return garbage(count, last, span, found);
    }
  }

  bool list(int64_t count, bool last, JsonSpan &span, Found &found) {
    switch (bytes[position]) {
      case '{': return record(count, last, span, found);
      case ']': contexts.pop_back(); [[fallthrough]];
      case ',': position++; return true;
      case '}':
      case ':': return garbage(count, last, span, found);
      default: return other(count, last, span, found, true);
    }
  }

  /// Behind the key that made an object an envelope, or behind that key's value.
  bool envelope(int64_t count, bool last, JsonSpan &span, Found &found) {
    switch (bytes[position]) {
      case '{':
        return isContentNext ? record(count, last, span, found) : other(count, last, span, found, false);
      case '[':
        if (!isContentNext) return other(count, last, span, found, false);
        contexts.push_back(Context::list);
        isContentNext = false;
        position++;
        return true;
      case '}': contexts.pop_back(); [[fallthrough]];
      case ',': isContentNext = false; [[fallthrough]];
      case ':': position++; return true;
      case ']': return garbage(count, last, span, found);
      default: return scalar(count, last, span, found);
    }
  }

  /// A key or a plain value inside an envelope.
  bool scalar(int64_t count, bool last, JsonSpan &span, Found &found) {
    const int64_t start = position;
    if (!other(count, last, span, found, false)) return false;
    const std::string_view text(reinterpret_cast<const char *>(bytes + start), size_t(position - start));
    const auto isQuoted = [&](std::string_view name) {
      return text.size() == name.size() + 2 && text.substr(1, name.size()) == name;
    };
    isContentNext = std::any_of(std::begin(contentKeys), std::end(contentKeys), isQuoted);
    return true;
  }

  /// An object that is a record, or turns out to be an envelope and is then entered.
  bool record(int64_t count, bool last, JsonSpan &span, Found &found) {
    const int64_t start = position, startLine = line;
    const PlainRecord plain = plainRecord(bytes, start, count);
    if (plain.end > 0) {
      if (signature.empty()) remember(start, plain.end);
      found = Found::span;
      span = {start, plain.end, startLine, JsonSpanKindRecord};
      position = plain.end;
      line += plain.lines;
      isContentNext = false;
      return true;
    }
    Brackets brackets;
    bool broken = false, isFootprint = false;
    int64_t at = start;
    while (true) {
      while (at < count && !table.structural[bytes[at]]) at++;
      if (at >= count) {
        line = startLine;
        if (!last) return false;
        return broken || lines ? resync(count, last, span, found, start, startLine, at)
                               : truncated(count, span, found, start);
      }
      const uint8_t byte = bytes[at];
      if (byte == '\n') {
        line++;
        at++;
      } else if (byte == '"') {
        at = endOfString(at, count, broken);
      } else if (byte == '{' || byte == '[') {
        if (brackets.depth == 1 && !isFootprint) {
          isFootprint = isKey(bytes, at, footprintKey, start);
          if (!isFootprint && contexts.size() < deepestContext && isContentKey(bytes, at, start)) {
            contexts.push_back(Context::envelope);
            isContentNext = true;
            position = at;
            return true;
          }
        }
        brackets.open(byte);
        at++;
      } else {
        const bool matches = brackets.close(byte);
        at++;
        if (!matches) return resync(count, last, span, found, start, startLine, at);
        if (brackets.depth == 0) break;
      }
    }
    const JsonSpanKind kind =
        brackets.tooDeep ? JsonSpanKindTooDeep : broken ? JsonSpanKindBroken : JsonSpanKindRecord;
    if (kind == JsonSpanKindRecord && signature.empty()) remember(start, at);
    found = Found::span;
    span = {start, at, startLine, kind};
    position = at;
    isContentNext = false;
    return true;
  }

  /// A value that is not a record: skipped, and reported when it stands where a record should.
  bool other(int64_t count, bool last, JsonSpan &span, Found &found, bool report) {
    const int64_t start = position, startLine = line;
    Brackets brackets;
    bool broken = false;
    int64_t at = start;
    while (at < count) {
      const uint8_t byte = bytes[at];
      if (byte == '"') {
        at = endOfString(at, count, broken);
      } else if (byte == '{' || byte == '[') {
        brackets.open(byte);
        at++;
      } else if (byte == '}' || byte == ']') {
        if (brackets.depth == 0) break;
        at++;
        if (!brackets.close(byte)) return resync(count, last, span, found, start, startLine, at);
      } else {
        if (brackets.depth == 0 && (byte == ',' || isBlank(byte) || byte == ':')) break;
        if (byte == '\n') line++;
        at++;
        continue;
      }
      if (brackets.depth == 0) break;
    }
    if (at >= count && !last) {
      line = startLine;
      return false;
    }
    if (at >= count && brackets.depth > 0) {
      line = startLine;
      return truncated(count, span, found, start);
    }
    position = at;
    if (report) {
      found = Found::span;
      span = {start, at, startLine, JsonSpanKindOther};
    }
    return true;
  }

  // MARK: What is wrong

  bool garbage(int64_t count, bool last, JsonSpan &span, Found &found) {
    // As much of it as a notice shows, whatever the window.
    constexpr int64_t shown = 80;
    if (!last && count - position < shown) return false;
    return resync(count, last, span, found, position, line, std::min(position + shown, count));
  }

  bool truncated(int64_t count, JsonSpan &span, Found &found, int64_t start) {
    found = Found::span;
    span = {start, count, line, JsonSpanKindTruncated};
    stopped = true;
    position = count;
    return true;
  }

  bool stop(JsonSpan &span, int64_t start, JsonSpanKind kind) {
    span = {start, start, line, kind};
    stopped = true;
    return true;
  }

  /// Goes on at the next place that looks like the beginning of a record; gives up when there is none.
  bool resync(
      int64_t count, bool last, JsonSpan &span, Found &found, int64_t start, int64_t startLine, int64_t seen) {
    if (signature.empty()) remember(start, std::min(start + 200, count));
    reread += seen - start;
    const int64_t from = std::min(start + 1, count);
    const uint8_t *behind = bytes + count;
    const uint8_t *hit = behind;
    if (!lines && !signature.empty() && contexts.size() > 1 && reread < rereadLimit) {
      hit = std::search(bytes + from, behind, signature.begin(), signature.end());
      if (hit == behind && !last) {
        line = startLine;
        return false;
      }
    }
    found = Found::span;
    if (hit == behind) {
      line = startLine;
      span = {start, std::max(start, std::min(seen, count)), startLine, JsonSpanKindGarbage};
      stopped = true;
      position = count;
      return true;
    }
    const int64_t next = hit - bytes;
    span = {start, next, startLine, JsonSpanKindBroken};
    line = startLine + std::count(bytes + start, hit, '\n');
    position = next;
    return true;
  }

  void remember(int64_t start, int64_t end) {
    int64_t at = start + 1;
    while (at < end && isBlank(bytes[at])) at++;
    if (bytes[start] != '{' || at >= end || bytes[at] != '"') return;
    at++;
    while (at < end && bytes[at] != '"') at++;
    if (at < end && at - start < 160) signature.assign(bytes + start, bytes + at + 1);
  }

  // MARK: Small steps

  void skipBlanks(int64_t count) {
    while (position < count && isBlank(bytes[position])) {
      if (bytes[position] == '\n') line++;
      position++;
    }
  }

  /// The place behind the closing quote. A line end closes a string as well, so that a forgotten quote harms its
  /// own record only; it is left for the caller to count.
  int64_t endOfString(int64_t quote, int64_t count, bool &broken) const {
    int64_t at = quote + 1;
    while (true) {
      while (at < count && !table.endsString[bytes[at]]) at++;
      if (at >= count) return count;
      if (bytes[at] == '"') return at + 1;
      if (bytes[at] == '\n') {
        broken = true;
        return at;
      }
      at += 2;
      if (at > count) return count;
    }
  }
};

JsonSplitter *json_splitter_create(bool lines) {
  try {
    return new JsonSplitter(lines);
  } catch (...) {
    return nullptr;
  }
}

void json_splitter_destroy(JsonSplitter *splitter) { delete splitter; }

bool json_splitter_next(
    JsonSplitter *splitter, const uint8_t *window, int64_t count, bool last, JsonSpan *span) {
  try {
    return splitter->next(window, count, last, *span);
  } catch (...) {
    return false;
  }
}

int64_t json_splitter_position(const JsonSplitter *splitter) { return splitter->position; }

void json_splitter_drop(JsonSplitter *splitter, int64_t count) { splitter->drop(count); }

bool json_looks_like_lines(const uint8_t *bytes, int64_t count) {
  int64_t at = 0;
  while (at < count && isBlank(bytes[at])) at++;
  if (at >= count || bytes[at] != '{') return false;
  const void *found = std::memchr(bytes + at, '\n', static_cast<size_t>(count - at));
  if (found == nullptr) return false;
  int64_t next = static_cast<const uint8_t *>(found) - bytes;
  bool more = false;
  for (int64_t i = at + 1; i < next; i++) more = more || !isBlank(bytes[i]);
  while (next < count && (bytes[next] == '\n' || bytes[next] == '\r')) next++;
  return more && next < count && bytes[next] == '{';
}
