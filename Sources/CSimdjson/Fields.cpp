// Picks the values at named paths out of a record by the places that simdjson's first pass finds.

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "CSimdjson.h"

namespace {

constexpr int32_t none = -1;

/// Longer keys, quotes included, are compared in another way than `QuotedKey`.
constexpr size_t longestQuotedKey = 48;

/// Ones and then zeros: a mask for each length of a key.
struct KeyMasks {
  uint8_t bytes[2 * longestQuotedKey] = {};

  constexpr KeyMasks() {
    for (size_t i = 0; i < longestQuotedKey; i++) bytes[i] = 0xFF;
  }
};

constexpr KeyMasks keyMasks;

/// The text of a key with its quotes, compared without a loop.
class QuotedKey {
 public:
  static constexpr size_t longest = longestQuotedKey;
  static_assert(longest <= JSON_PADDING, "a key is compared beyond its end");

  /// One that stands nowhere.
  QuotedKey() = default;

  /// `key` without quotes, which two more bytes are needed for.
  explicit QuotedKey(std::string_view key) : length(key.size() + 2) {
    text[0] = text[length - 1] = '"';
    std::memcpy(text + 1, key.data(), key.size());
  }

  bool stands(const uint8_t *place) const {
    uint64_t found[words], own[words], mask[words];
    std::memcpy(found, place, longest);
    std::memcpy(own, text, longest);
    std::memcpy(mask, keyMasks.bytes + longest - length, longest);
    uint64_t difference = 0;
    for (size_t i = 0; i < words; i++) difference |= (found[i] ^ own[i]) & mask[i];
    return difference == 0;
  }

 private:
  static constexpr size_t words = longest / 8;

  uint8_t text[longest] = {};
  size_t length = 1;
};

/// One key of an object, and what of it is asked for: nothing of those that were only met.
struct Entry {
  std::string key;
  int32_t field = none;     // the value itself is asked for
  int32_t list = none;      // the elements of the array are asked for
  int32_t object = none;    // the node that reads the value when it is an object
  int32_t elements = none;  // the node that reads each object of the array
  QuotedKey quoted;
  /// The entries that came behind this one in other records, the latest first.
  std::array<uint16_t, 2> followers = {};
};

/// The keys of one object. Records of a file are written by the same hand: nearly always a key comes behind the same
/// one as in the records before, and one comparison finds it. Others are found by a small hash.
class Node {
 public:
  /// Before the first key, and for keys that are not kept: nothing is asked for.
  static constexpr uint16_t unknown = 0;

  Node() : entries(1) {}

  const Entry &operator[](uint16_t index) const { return entries[index]; }

  Entry &entry(std::string_view key) {
    const uint16_t known = find(key);
    return entries[known == unknown ? add(key) : known];
  }

  /// The entry behind entry `before`, for the key at `place`; `unknown` when none of those that came there before.
  uint16_t behind(uint16_t before, const uint8_t *place) const {
    for (const uint16_t follower : entries[before].followers) {
      if (entries[follower].quoted.stands(place)) return follower;
    }
    return unknown;
  }

  /// The same for any key, which is kept to be known when it comes again.
  uint16_t meet(uint16_t before, std::string_view key) {
    uint16_t index = find(key);
    if (index == unknown && entries.size() < mostKeys && fits(key)) index = add(key);
    auto &followers = entries[before].followers;
    if (index != unknown) followers = {index, followers[0]};
    return index;
  }

 private:
  /// Of keys that nothing is asked of no more are kept.
  static constexpr size_t mostKeys = 256;

  std::vector<Entry> entries;
  std::array<std::vector<uint16_t>, 64> buckets;

  static bool fits(std::string_view key) { return key.size() + 2 <= QuotedKey::longest; }

  static size_t hash(std::string_view key) {
    if (key.empty()) return 0;
    const auto at = [&](size_t i) { return static_cast<unsigned char>(key[i]); };
    return (key.size() * 7 + at(0) * 3 + at(key.size() / 2) * 5 + at(key.size() - 1) * 11) & 63;
  }

  uint16_t find(std::string_view key) const {
    for (const uint16_t index : buckets[hash(key)]) {
      if (entries[index].key == key) return index;
    }
    return unknown;
  }

  uint16_t add(std::string_view key) {
    const uint16_t index = static_cast<uint16_t>(entries.size());
    entries.emplace_back();
    entries.back().key = key;
    if (fits(key)) entries.back().quoted = QuotedKey(key);
    buckets[hash(key)].push_back(index);
    return index;
  }
};

JsonValue textValue(std::string_view text, JsonKind kind) {
  return {reinterpret_cast<const uint8_t *>(text.data()), static_cast<int64_t>(text.size()), kind};
}

bool isBlank(char byte) { return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n'; }

bool hasEscapes(std::string_view text) { return std::memchr(text.data(), '\\', text.size()) != nullptr; }

/// One record as simdjson's first pass leaves it: checked for its encoding, and the places known where a bracket,
/// a comma, a colon or a value begins. Goes from one such token to the next.
class Tokens {
 public:
  simdjson::error_code begin(const uint8_t *record, size_t length) {
    bytes = record;
    at = end = 0;
    const simdjson::error_code error = reserve(length);
    if (error) return error;
    textEnd = texts.data();
    const simdjson::error_code problem = structure->stage1(record, length, simdjson::stage1_mode::regular);
    places = structure->structural_indexes.get();
    if (!problem) end = structure->n_structural_indexes;
    return problem;
  }

  bool isAtEnd() const { return at == end; }

  /// The first byte of the next token, of which there must be one.
  uint8_t peek() const { return bytes[places[at]]; }

  /// The same, and goes on; 0 behind the last token.
  uint8_t take() { return isAtEnd() ? 0 : bytes[places[at++]]; }

  uint8_t last() const { return end == 0 ? 0 : bytes[places[end - 1]]; }

  bool isAtKey() const { return at + 1 < end && peek() == '"' && bytes[places[at + 1]] == ':'; }

  const uint8_t *place() const { return bytes + places[at]; }

  void pass(uint32_t count) { at += count; }

  /// The next token as it is written. Behind the last there is a place for the end of the record.
  std::string_view written() const {
    std::string_view text(reinterpret_cast<const char *>(place()), places[at + 1] - places[at]);
    while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
    return text;
  }

  /// The text of the next token, a string, without quotes and escapes. False for escapes that mean nothing: then it
  /// is as it is written.
  bool text(std::string_view &text) {
    text = written();
    text.remove_prefix(1);
    if (!text.empty() && text.back() == '"') text.remove_suffix(1);
    if (!hasEscapes(text)) return true;
    return !unescaper.unescape(simdjson::ondemand::raw_json_string(place() + 1), textEnd).get(text);
  }

  /// Goes over a value, whatever is in it. False when there is none, or no end of it.
  bool skip() {
    const uint8_t first = take();
    if (first == 0 || first == ',' || first == ':' || first == '}' || first == ']') return false;
    int64_t depth = first == '{' || first == '[';
    while (depth > 0 && !isAtEnd()) {
      // 0x20 makes brackets braces.
      const uint8_t bracket = take() | 0x20;
      depth += (bracket == '{') - (bracket == '}');
    }
    return depth == 0;
  }

 private:
  const uint8_t *bytes = nullptr;
  const uint32_t *places = nullptr;
  uint32_t at = 0, end = 0;
  std::unique_ptr<simdjson::internal::dom_parser_implementation> structure;
  simdjson::ondemand::parser unescaper;
  /// Texts that are not as they are written.
  std::vector<uint8_t> texts;
  uint8_t *textEnd = nullptr;

  simdjson::error_code reserve(size_t length) {
    if (structure && length <= structure->capacity()) return simdjson::SUCCESS;
    const size_t capacity = std::max<size_t>(2 * length, 1 << 14);
    texts.resize(capacity + simdjson::SIMDJSON_PADDING);
    if (structure) return structure->set_capacity(capacity);
    const simdjson::error_code error = unescaper.allocate(64);
    if (error) return error;
    return simdjson::get_active_implementation()->create_dom_parser_implementation(
        capacity, simdjson::DEFAULT_MAX_DEPTH, structure);
  }
};

}  // namespace

struct JsonFields {
  std::vector<JsonValue> values;
  std::vector<JsonItem> items;

  JsonFields(const char *const *paths, int32_t count) : values(static_cast<size_t>(count)), nodes(1) {
    for (int32_t field = 0; field < count; field++) add(paths[field], field);
  }

  JsonOutcome read(const uint8_t *bytes, size_t count) {
    static_assert(JsonKindAbsent == 0, "values are emptied by zeros");
    std::memset(values.data(), 0, values.size() * sizeof(JsonValue));
    items.clear();
    switch (tokens.begin(bytes, count)) {
      case simdjson::SUCCESS: break;
      case simdjson::UTF8_ERROR: return JsonOutcomeNotUTF8;
      case simdjson::MEMALLOC: return JsonOutcomeNoMemory;
      default: return JsonOutcomeBroken;
    }
    const bool isObject = tokens.last() == '}' && tokens.take() == '{';
    return isObject && readObject(0, false) ? JsonOutcomeRead : JsonOutcomeBroken;
  }

 private:
  std::vector<Node> nodes;
  Tokens tokens;

  void add(std::string_view path, int32_t field) {
    int32_t node = 0;
    while (true) {
      const size_t dot = path.find('.');
      std::string_view key = path.substr(0, dot);
      const bool isList = key.size() > 2 && key.substr(key.size() - 2) == "[]";
      if (isList) key.remove_suffix(2);
      Entry &entry = nodes[static_cast<size_t>(node)].entry(key);
      if (dot == std::string_view::npos) {
        (isList ? entry.list : entry.field) = field;
        return;
      }
      int32_t next = isList ? entry.elements : entry.object;
      if (next == none) {
        next = static_cast<int32_t>(nodes.size());
        (isList ? entry.elements : entry.object) = next;
        nodes.emplace_back();  // `entry` is not valid behind this line
      }
      node = next;
      path.remove_prefix(dot + 1);
    }
  }

  // Each of these begins at its first token, `readObject` behind the bracket, and ends behind its last; false when
  // that is not JSON. The depth of the recursion is that of the paths, not of the record.

  bool readObject(int32_t number, bool inList) {
    Node &node = nodes[static_cast<size_t>(number)];
    if (!tokens.isAtEnd() && tokens.peek() == '}') {
      tokens.pass(1);
      return true;
    }
    uint16_t entry = Node::unknown;
    while (true) {
      if (!tokens.isAtKey() || !readKey(node, entry) || !readValue(node[entry], inList)) return false;
      const uint8_t sign = tokens.take();
      if (sign != ',') return sign == '}';
    }
  }

  /// `entry` is that of the key before.
  bool readKey(Node &node, uint16_t &entry) {
    const uint16_t before = entry;
    entry = node.behind(before, tokens.place());
    if (entry == Node::unknown) {
      std::string_view key;
      if (!tokens.text(key)) return false;
      entry = node.meet(before, key);
    }
    tokens.pass(2);
    return true;
  }

  bool readValue(const Entry &entry, bool inList) {
    const int32_t field = entry.field != none ? entry.field : entry.list;
    if (tokens.isAtEnd()) return false;
    const uint8_t first = tokens.peek();
    if (first == '{' && entry.object != none) {
      if (entry.field != none && !inList) values[static_cast<size_t>(field)] = textValue({}, JsonKindObject);
      tokens.pass(1);
      return readObject(entry.object, inList);
    }
    if (first == '[' && (entry.list != none || entry.elements != none)) return readArray(entry);
    if (field == none) return tokens.skip();
    if (entry.field != none && !inList) return readScalar(values[static_cast<size_t>(field)]);
    return readItem(field);
  }

  bool readItem(int32_t field) {
    JsonValue value;
    if (!readScalar(value)) return false;
    items.push_back({field, value});
    return true;
  }

  bool readArray(const Entry &entry) {
    tokens.pass(1);
    if (!tokens.isAtEnd() && tokens.peek() == ']') {
      tokens.pass(1);
      return true;
    }
    while (true) {
      if (tokens.isAtEnd() || !readElement(entry)) return false;
      const uint8_t sign = tokens.take();
      if (sign != ',') return sign == ']';
    }
  }

  bool readElement(const Entry &entry) {
    if (tokens.peek() == '{' && entry.elements != none) {
      tokens.pass(1);
      return readObject(entry.elements, true);
    }
    return entry.list == none ? tokens.skip() : readItem(entry.list);
  }

  bool readScalar(JsonValue &result) {
    const uint8_t first = tokens.peek();
    switch (first) {
      case '{': result = textValue({}, JsonKindObject); return tokens.skip();
      case '[': result = textValue({}, JsonKindArray); return tokens.skip();
      case '"': readText(result); break;
      case 't':
      case 'f':
      case 'n': readWord(result); break;
      default:
        if (first != '-' && (first < '0' || first > '9')) return false;
        // Whether it is a number is decided by whoever reads the digits.
        result = textValue(tokens.written(), JsonKindNumber);
    }
    tokens.pass(1);
    return true;
  }

  void readText(JsonValue &result) {
    std::string_view text;
    tokens.text(text);
    result = textValue(text, JsonKindText);
  }

  void readWord(JsonValue &result) {
    const std::string_view word = tokens.written();
    const bool isTruth = word == "true" || word == "false";
    result = word == "null" ? textValue({}, JsonKindNull)
                            : textValue(word, isTruth ? JsonKindBool : JsonKindNumber);
  }
};

JsonFields *json_fields_create(const char *const *paths, int32_t count) {
  try {
    return new JsonFields(paths, count);
  } catch (...) {
    return nullptr;
  }
}

void json_fields_destroy(JsonFields *fields) { delete fields; }

JsonOutcome json_fields_read(JsonFields *fields, const uint8_t *bytes, int64_t count) {
  if (count <= 0) return JsonOutcomeBroken;
  try {
    return fields->read(bytes, static_cast<size_t>(count));
  } catch (const std::bad_alloc &) {
    return JsonOutcomeNoMemory;
  } catch (...) {
    return JsonOutcomeBroken;
  }
}

const JsonValue *json_fields_values(const JsonFields *fields) { return fields->values.data(); }

const JsonItem *json_fields_items(const JsonFields *fields, int64_t *count) {
  *count = static_cast<int64_t>(fields->items.size());
  return fields->items.data();
}

namespace {

/// Four sums side by side: one alone would wait for each of its multiplications.
struct CheckSums {
  static constexpr int64_t step = 32;

  explicit CheckSums(int64_t count) : sums{static_cast<uint64_t>(count), 1, 2, 3} {}

  /// Takes in the next 32 bytes.
  void add(const uint8_t *bytes) {
    uint64_t words[4];
    std::memcpy(words, bytes, sizeof words);
    for (int lane = 0; lane < 4; lane++) {
      sums[lane] = (sums[lane] ^ words[lane]) * factor;
      sums[lane] ^= sums[lane] >> 29;
    }
  }

  /// Takes in all that is left and tells the sum.
  uint32_t finish(const uint8_t *bytes, int64_t count) {
    for (; count >= step; bytes += step, count -= step) add(bytes);
    uint64_t rest[4] = {};
    if (count > 0) std::memcpy(rest, bytes, static_cast<size_t>(count));
    uint64_t sum = 0;
    for (int lane = 0; lane < 4; lane++) {
      sum = (sum ^ sums[lane] ^ rest[lane]) * factor;
      sum ^= sum >> 32;
    }
    const uint32_t check = static_cast<uint32_t>(sum);
    return check == 0 ? 1 : check;
  }

 private:
  static constexpr uint64_t factor = 0x9E3779B97F4A7C15;

  uint64_t sums[4];
};

}  // namespace

uint32_t json_check(const uint8_t *bytes, int64_t count) { return CheckSums(count).finish(bytes, count); }

void json_check_two(
    const uint8_t *first, int64_t firstCount, const uint8_t *second, int64_t secondCount, uint32_t *firstCheck,
    uint32_t *secondCheck) {
  CheckSums one(firstCount), two(secondCount);
  int64_t at = 0;
  for (; at + CheckSums::step <= std::min(firstCount, secondCount); at += CheckSums::step) {
    one.add(first + at);
    two.add(second + at);
  }
  *firstCheck = one.finish(first + at, firstCount - at);
  *secondCheck = two.finish(second + at, secondCount - at);
}

bool json_is_utf8(const uint8_t *bytes, int64_t count) {
  return count <= 0 ||
         simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), static_cast<size_t>(count));
}
