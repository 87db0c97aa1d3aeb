#include <unicode/parseerr.h>
#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <memory>

#include "Support.hpp"

/// A compiled pattern: immutable, so threads can share it. Each call has a matcher of its own.
struct cicu_regex {
  std::unique_ptr<icu::RegexPattern> pattern;
};

cicu_regex *cicu_regex_open(
    const uint8_t *pattern, int64_t length, int32_t *line, int32_t *offset, int32_t *status) {
  *line = 0;
  *offset = 0;
  if (length > cicu::longestPiece) {
    *status = U_REGEX_PATTERN_TOO_BIG;
    return nullptr;
  }
  UErrorCode code = U_ZERO_ERROR;
  UParseError place = {};
  // As UTF-16, because ICU copies such a pattern, while it would keep pointing at UTF-8.
  const auto source = icu::UnicodeString::fromUTF8(
      icu::StringPiece(cicu::characters(pattern), int32_t(length)));
  std::unique_ptr<icu::RegexPattern> compiled(
      icu::RegexPattern::compile(source, 0, place, code));
  *status = cicu::status(code);
  if (U_FAILURE(code)) {
    *line = place.line;
    *offset = place.offset;
    return nullptr;
  }
  return new cicu_regex{std::move(compiled)};
}

void cicu_regex_close(cicu_regex *regex) { delete regex; }

int32_t cicu_regex_matches(
    const cicu_regex *regex, const uint8_t *text, int64_t length, int32_t step_limit,
    int32_t stack_limit, void *context, cicu_range_sink match) {
  UErrorCode code = U_ZERO_ERROR;
  cicu::Text source(text, length, code);
  if (U_FAILURE(code)) return cicu::status(code);
  std::unique_ptr<icu::RegexMatcher> matcher(regex->pattern->matcher(code));
  if (U_FAILURE(code)) return cicu::status(code);
  matcher->setTimeLimit(step_limit, code);
  matcher->setStackLimit(stack_limit, code);
  matcher->reset(source.get());
  while (U_SUCCESS(code) && matcher->find(code)) {
    const int64_t start = matcher->start64(code);
    const int64_t end = matcher->end64(code);
    if (U_SUCCESS(code)) match(context, start, end);
  }
  return cicu::status(code);
}
