// Bulk JSON for Swift: cutting a file into records, and picking named fields out of a record with simdjson.
//
// Nothing here throws, prints or ends the program. Objects belong to one thread at a time.
#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

// MARK: Picking fields out of one record

/// Bytes that must be readable behind every record given to `json_fields_read`.
enum { JSON_PADDING = 64 };

/// What stands at a place in a record.
typedef enum __attribute__((enum_extensibility(closed))) JsonKind : uint8_t {
  JsonKindAbsent = 0,
  JsonKindNull,
  JsonKindText,
  JsonKindNumber,
  JsonKindBool,
  JsonKindObject,
  JsonKindArray,
} JsonKind;

/// A value: the text of a string without its escapes, or of a number or truth value as it is written. Strings with
/// broken escapes come as they are written. Valid until the next record is read, and no longer than the bytes of their
/// own record are.
typedef struct JsonValue {
  const uint8_t *_Nullable bytes;
  int64_t count;
  JsonKind kind;
} JsonValue;

/// One element of a list, with the number of the path that asked for it.
typedef struct JsonItem {
  int32_t field;
  JsonValue value;
} JsonItem;

typedef enum __attribute__((enum_extensibility(closed))) JsonOutcome : uint8_t {
  JsonOutcomeRead = 0,
  JsonOutcomeBroken,
  JsonOutcomeNotUTF8,
  JsonOutcomeNoMemory,
} JsonOutcome;

typedef struct JsonFields JsonFields;

/// Prepares a reader for the paths asked for: `id`, `pcf.dqi.temporalDQR`, `productIds[]`, `extensions[].dataSchema`.
/// NULL without memory.
JsonFields *_Nullable json_fields_create(const char *_Nonnull const *_Nonnull paths, int32_t count);
void json_fields_destroy(JsonFields *fields);

/// Reads one record, an object of `count` bytes with `JSON_PADDING` more readable bytes behind it.
/// Skipped values are not checked beyond their brackets and their encoding.
JsonOutcome json_fields_read(JsonFields *fields, const uint8_t *bytes, int64_t count);

/// The values of the last record by number of the path; lists are in `json_fields_items`.
const JsonValue *json_fields_values(const JsonFields *fields);
const JsonItem *_Nullable json_fields_items(const JsonFields *fields, int64_t *count);

/// How many line ends there are, counted many bytes at a time.
int64_t text_count_lines(const uint8_t *bytes, int64_t count);

/// Where delimiters, line ends and quotes stand, in their order; how many there are. There must be room for one at
/// each byte.
int64_t text_find_marks(const uint8_t *bytes, int64_t count, uint8_t delimiter, uint32_t *marks);

/// simdjson's check.
bool json_is_utf8(const uint8_t *bytes, int64_t count);

/// A check sum that tells changed bytes from those that were read; never 0. Not against anybody who means harm.
uint32_t json_check(const uint8_t *bytes, int64_t count);

/// The check sums of two runs of bytes, for little more than one takes.
void json_check_two(
    const uint8_t *first, int64_t firstCount, const uint8_t *second, int64_t secondCount, uint32_t *firstCheck,
    uint32_t *secondCheck);

// MARK: Cutting a file into records

typedef enum __attribute__((enum_extensibility(closed))) JsonSpanKind : uint8_t {
  /// A balanced object.
  JsonSpanKindRecord = 0,
  /// A list element that is not an object.
  JsonSpanKindOther,
  /// A record nested too deep; skipped.
  JsonSpanKindTooDeep,
  /// A record whose brackets or quotes do not match; skipped, reading goes on behind it.
  JsonSpanKindBroken,
  /// Text that is not JSON, or brackets that never match again: the rest of the file is not read.
  JsonSpanKindGarbage,
  /// The file ends inside a record or list.
  JsonSpanKindTruncated,
} JsonSpanKind;

/// A piece of the window given to `json_splitter_next`; `line` counts from 1 in the file.
typedef struct JsonSpan {
  int64_t start;
  int64_t end;
  int64_t line;
  JsonSpanKind kind;
} JsonSpan;

typedef struct JsonSplitter JsonSplitter;

/// Cuts documents (an object, a list of objects, `{"data": …}` round either, several behind each other) into records;
/// with `lines` each line is on its own, so that a broken one cannot harm the next. NULL without memory.
JsonSplitter *_Nullable json_splitter_create(bool lines);
void json_splitter_destroy(JsonSplitter *splitter);

/// Finds the next span in a window of the file. False when there is none before the window's end: then either the
/// window was the `last`, or a longer one is needed that begins at or before `json_splitter_position`.
bool json_splitter_next(
    JsonSplitter *splitter, const uint8_t *window, int64_t count, bool last, JsonSpan *span);

/// Where the next record begins in the window.
int64_t json_splitter_position(const JsonSplitter *splitter);
/// Tells that the first `count` bytes were taken out of the window.
void json_splitter_drop(JsonSplitter *splitter, int64_t count);

/// True when the text looks like one record per line: it begins with an object, and so does the line behind the
/// first line end.
bool json_looks_like_lines(const uint8_t *bytes, int64_t count);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
