// Picks the values at named paths out of a record with simdjson's ondemand reader.

#include <simdjson.h>

#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "CSimdjson.h"

namespace {

using simdjson::error_code;
using simdjson::SUCCESS;
namespace ondemand = simdjson::ondemand;

constexpr int32_t none = -1;

/// The paths that begin with one key of an object.
struct Entry {
  std::string key;
  int32_t field = none;     // the value itself is asked for
  int32_t list = none;      // the elements of the array are asked for
  int32_t object = none;    // the node that reads the value when it is an object
  int32_t elements = none;  // the node that reads each object of the array
};

/// Keys asked for in one object, found by a small hash that never has to tell apart more than a few.
struct Node {
  std::vector<Entry> entries;
  std::array<std::vector<uint16_t>, 64> buckets;

  static size_t hash(std::string_view key) {
    if (key.empty()) return 0;
    const auto at = [&](size_t i) { return static_cast<unsigned char>(key[i]); };
    return (key.size() * 7 + at(0) * 3 + at(key.size() / 2) * 5 + at(key.size() - 1) * 11) & 63;
  }

  const Entry *find(std::string_view key) const {
    for (uint16_t index : buckets[hash(key)]) {
      if (entries[index].key == key) return &entries[index];
    }
    return nullptr;
  }

  Entry &entry(std::string_view key) {
    for (Entry &candidate : entries) {
      if (candidate.key == key) return candidate;
    }
    buckets[hash(key)].push_back(static_cast<uint16_t>(entries.size()));
    entries.push_back(Entry{std::string(key)});
    return entries.back();
  }
};

JsonValue textValue(std::string_view text, JsonKind kind) {
  return {reinterpret_cast<const uint8_t *>(text.data()), static_cast<int64_t>(text.size()), kind};
}

std::string_view withoutBlanksBehind(std::string_view text) {
  const size_t last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

std::string_view withoutQuotes(std::string_view text) {
  if (!text.empty() && text.front() == '"') text.remove_prefix(1);
  if (!text.empty() && text.back() == '"') text.remove_suffix(1);
  return text;
}

}  // namespace

struct JsonFields {
  std::vector<Node> nodes;
  std::vector<JsonValue> values;
  std::vector<JsonItem> items;
  ondemand::parser parser;

  JsonFields(const char *const *paths, int32_t count) : nodes(1), values(static_cast<size_t>(count)) {
    for (int32_t field = 0; field < count; field++) add(paths[field], field);
  }

  JsonOutcome read(const uint8_t *bytes, size_t count) {
    values.assign(values.size(), JsonValue{nullptr, 0, JsonKindAbsent});
    items.clear();
    ondemand::document document;
    error_code error = parser.iterate(bytes, count, count + JSON_PADDING).get(document);
    ondemand::object object;
    if (!error) error = document.get_object().get(object);
    if (!error) error = readObject(object, 0);
    switch (error) {
      case SUCCESS: return JsonOutcomeRead;
      case simdjson::UTF8_ERROR: return JsonOutcomeNotUTF8;
      case simdjson::MEMALLOC: return JsonOutcomeNoMemory;
      default: return JsonOutcomeBroken;
    }
  }

 private:
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

  // The depth of this recursion is that of the paths, not of the record.
  error_code readObject(ondemand::object &object, int32_t node, bool inList = false) {
    for (auto pair : object) {
      ondemand::field field;
      error_code error = std::move(pair).get(field);
      if (error) return error;
      const Entry *entry = nullptr;
      error = find(field, node, &entry);
      if (error) return error;
      if (entry == nullptr) continue;
      ondemand::value value = field.value();
      error = readValue(value, *entry, inList);
      if (error) return error;
    }
    return SUCCESS;
  }

  error_code find(ondemand::field &field, int32_t node, const Entry **entry) {
    const char *raw = field.key().raw();
    size_t length = 0;
    while (raw[length] != '"' && raw[length] != '\\') length++;
    std::string_view key(raw, length);
    if (raw[length] == '\\') {
      const error_code error = field.unescaped_key().get(key);
      if (error) return error;
    }
    *entry = nodes[static_cast<size_t>(node)].find(key);
    return SUCCESS;
  }

  error_code readValue(ondemand::value &value, const Entry &entry, bool inList) {
    ondemand::json_type type;
    error_code error = value.type().get(type);
    if (error) return error;
    if (type == ondemand::json_type::object && entry.object != none) {
      if (entry.field != none && !inList) values[static_cast<size_t>(entry.field)] = textValue({}, JsonKindObject);
      ondemand::object object;
      error = value.get_object().get(object);
      return error ? error : readObject(object, entry.object, inList);
    }
    if (type == ondemand::json_type::array && (entry.list != none || entry.elements != none)) {
      return readArray(value, entry);
    }
    const int32_t field = entry.field != none ? entry.field : entry.list;
    if (field == none) return SUCCESS;
    JsonValue scalar;
    error = readScalar(value, type, scalar);
    if (error) return error;
    if (entry.field == none || inList) {
      items.push_back({field, scalar});
    } else {
      values[static_cast<size_t>(field)] = scalar;
    }
    return SUCCESS;
  }

  error_code readArray(ondemand::value &value, const Entry &entry) {
    ondemand::array array;
    error_code error = value.get_array().get(array);
    if (error) return error;
    for (auto element : array) {
      ondemand::value item;
      error = element.get(item);
      if (error) return error;
      ondemand::json_type type;
      error = item.type().get(type);
      if (error) return error;
      if (type == ondemand::json_type::object && entry.elements != none) {
        ondemand::object object;
        error = item.get_object().get(object);
        if (!error) error = readObject(object, entry.elements, true);
      } else if (entry.list != none) {
        JsonValue scalar;
        error = readScalar(item, type, scalar);
        if (!error) items.push_back({entry.list, scalar});
      }
      if (error) return error;
    }
    return SUCCESS;
  }

  error_code readScalar(ondemand::value &value, ondemand::json_type type, JsonValue &result) {
    switch (type) {
      case ondemand::json_type::object: result = textValue({}, JsonKindObject); return SUCCESS;
      case ondemand::json_type::array: result = textValue({}, JsonKindArray); return SUCCESS;
      case ondemand::json_type::string: return readText(value, result);
      default: break;
    }
    const std::string_view token = withoutBlanksBehind(value.raw_json_token());
    if (token == "null") {
      result = textValue({}, JsonKindNull);
    } else if (token == "true" || token == "false") {
      result = textValue(token, JsonKindBool);
    } else {
      // Whether it is a number is decided by whoever reads the digits.
      result = textValue(token, JsonKindNumber);
    }
    return SUCCESS;
  }

  error_code readText(ondemand::value &value, JsonValue &result) {
    const std::string_view written = withoutQuotes(withoutBlanksBehind(value.raw_json_token()));
    std::string_view text;
    const error_code error = value.get_string().get(text);
    if (error && error != simdjson::STRING_ERROR) return error;
    result = textValue(error ? written : text, JsonKindText);
    return SUCCESS;
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

uint32_t json_check(const uint8_t *bytes, int64_t count) {
  // Four sums side by side: one alone would wait for each of its multiplications.
  constexpr uint64_t factor = 0x9E3779B97F4A7C15;
  uint64_t sums[4] = {static_cast<uint64_t>(count), 1, 2, 3};
  int64_t at = 0;
  for (; at + 32 <= count; at += 32) {
    uint64_t words[4];
    std::memcpy(words, bytes + at, sizeof words);
    for (int lane = 0; lane < 4; lane++) {
      sums[lane] = (sums[lane] ^ words[lane]) * factor;
      sums[lane] ^= sums[lane] >> 29;
    }
  }
  uint64_t rest[4] = {};
  if (at < count) std::memcpy(rest, bytes + at, static_cast<size_t>(count - at));
  uint64_t sum = 0;
  for (int lane = 0; lane < 4; lane++) {
    sum = (sum ^ sums[lane] ^ rest[lane]) * factor;
    sum ^= sum >> 32;
  }
  const uint32_t check = static_cast<uint32_t>(sum);
  return check == 0 ? 1 : check;
}

bool json_is_utf8(const uint8_t *bytes, int64_t count) {
  return count <= 0 ||
         simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), static_cast<size_t>(count));
}
