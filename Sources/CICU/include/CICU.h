// ICU behind an opaque door: UTF-8 in and out, standard integers only, no policy.
//
// No ICU type may appear here. Swift sees this header, and a program that sees ICU's own headers
// cannot import Foundation, which brings an ICU of a different version.
//
// A text is a pointer and a length in bytes; the pointer may be null where the length is 0. Offsets
// are bytes from its start, ranges are half-open. Text need not be well-formed: each function says
// what it makes of ill-formed bytes, which are taken one maximal subpart at a time.
//
// Results go to a callback, together with a context that is the caller's own. A status is ICU's
// UErrorCode: 0 is success, above 0 are errors; warnings (below 0) are reported as 0.

#ifndef CICU_H
#define CICU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma clang assume_nonnull begin

typedef void (*cicu_bytes_sink)(void *context, const uint8_t *bytes, int64_t count);
typedef void (*cicu_offset_sink)(void *context, int64_t offset);
typedef void (*cicu_range_sink)(void *context, int64_t start, int64_t end);
typedef void (*cicu_change_sink)(
    void *context, int64_t source_start, int64_t source_end, int64_t output_start,
    int64_t output_end);
typedef void (*cicu_script_sink)(void *context, int64_t start, int64_t end, int32_t script);
typedef void (*cicu_charset_sink)(
    void *context, const char *name, const char *language, int32_t confidence);

// Library

/// The version of the ICU that runs, as four numbers; trailing ones may be 0.
void cicu_version(uint8_t numbers[_Nonnull 4]);
/// The version of Unicode that it knows.
void cicu_unicode_version(uint8_t numbers[_Nonnull 4]);
/// ICU's name for a status, in static storage, such as "U_REGEX_TIME_OUT".
const char *cicu_status_name(int32_t status);

// Normalization

/// Whether every well-formed stretch is in NFC.
bool cicu_is_nfc(const uint8_t *_Nullable text, int64_t length);
/// NFC of each well-formed stretch, and the ill-formed bytes between them as they are.
///
/// `output_start` is added to the output offsets of the changes.
int32_t cicu_compose_nfc(
    const uint8_t *_Nullable text, int64_t length, int64_t output_start, void *output_context,
    cicu_bytes_sink output, void *change_context, cicu_change_sink change);

// Scripts

/// The value of the property Script, as ICU's UScriptCode.
int32_t cicu_script(uint32_t scalar);
/// ISO 15924's four letters in static storage, or null for a number that is no script.
const char *_Nullable cicu_script_short_name(int32_t script);
/// Maximal runs of one script; Common, Inherited and ill-formed bytes go with the run before them.
void cicu_script_runs(
    const uint8_t *_Nullable text, int64_t length, void *context, cicu_script_sink run);

// Properties

/// General_Category, as ICU's UCharCategory.
int32_t cicu_general_category(uint32_t scalar);
bool cicu_is_letter(uint32_t scalar);
bool cicu_is_uppercase(uint32_t scalar);
bool cicu_is_lowercase(uint32_t scalar);
bool cicu_is_mark(uint32_t scalar);
bool cicu_is_default_ignorable(uint32_t scalar);
bool cicu_is_wide(uint32_t scalar);
/// Columns on a terminal; an ill-formed byte takes one.
int64_t cicu_columns(const uint8_t *_Nullable text, int64_t length);

// Case

typedef enum cicu_case { cicu_case_lower, cicu_case_upper, cicu_case_title_first } cicu_case;

/// The root locale's full mapping; ill-formed bytes are copied.
void cicu_map_case(
    cicu_case mapping, const uint8_t *_Nullable text, int64_t length, void *context,
    cicu_bytes_sink output);

// Word breaks

/// Every word boundary, the start and the end of the text among them; none for an empty text.
int32_t cicu_word_boundaries(
    const char *locale, const uint8_t *_Nullable text, int64_t length, void *context,
    cicu_offset_sink boundary);
/// Into how many pieces the word boundaries cut the text, and how many of those are one scalar.
int32_t cicu_word_segments(
    const char *locale, const uint8_t *_Nullable text, int64_t length, int64_t *segments,
    int64_t *singles);

// Regular expressions

typedef struct cicu_regex cicu_regex;

/// Compiles a pattern, or returns null, with the status and, if ICU knows it, the place.
cicu_regex *_Nullable cicu_regex_open(
    const uint8_t *_Nullable pattern, int64_t length, int32_t *line, int32_t *offset,
    int32_t *status);
void cicu_regex_close(cicu_regex *regex);
/// Every match, from the start of the text on. Any number of threads may use one pattern.
int32_t cicu_regex_matches(
    const cicu_regex *regex, const uint8_t *_Nullable text, int64_t length, int32_t step_limit,
    int32_t stack_limit, void *context, cicu_range_sink match);

// Charset detection

/// What the bytes may be encoded in, the likeliest first.
int32_t cicu_detect_charset(
    const uint8_t *_Nullable bytes, int64_t length, void *context, cicu_charset_sink match);

#pragma clang assume_nonnull end

#ifdef __cplusplus
}
#endif

#endif
