#include <unicode/ubrk.h>
#include <unicode/utf8.h>

#include <string>
#include <utility>

#include "Support.hpp"

namespace {

/// Break iterators of one thread, by locale. Opening one costs as much as breaking pages of text,
/// and a document has few languages, so each thread keeps the last few.
class Iterators final {
 public:
  Iterators() = default;
  Iterators(const Iterators &) = delete;
  Iterators &operator=(const Iterators &) = delete;
  ~Iterators() {
    for (auto &entry : entries_) ubrk_close(entry.iterator);
  }

  UBreakIterator *get(const char *locale, UErrorCode &code) {
    for (auto &entry : entries_) {
      if (entry.iterator != nullptr && entry.locale == locale) return entry.iterator;
    }
    UBreakIterator *iterator = ubrk_open(UBRK_WORD, locale, nullptr, 0, &code);
    if (U_FAILURE(code)) {
      ubrk_close(iterator);
      return nullptr;
    }
    Entry &entry = entries_[oldest_];
    oldest_ = (oldest_ + 1) % count;
    ubrk_close(entry.iterator);
    entry.locale = locale;
    entry.iterator = iterator;
    return iterator;
  }

 private:
  struct Entry {
    std::string locale;
    UBreakIterator *iterator = nullptr;
  };
  static constexpr size_t count = 4;
  Entry entries_[count];
  size_t oldest_ = 0;
};

thread_local Iterators iterators;

/// Calls `body(start, end)` for every piece between two word boundaries.
template <typename Body>
int32_t forEachSegment(
    const char *locale, const uint8_t *text, int64_t length, Body &&body) {
  if (length <= 0) return 0;
  UErrorCode code = U_ZERO_ERROR;
  cicu::Text source(text, length, code);
  if (U_FAILURE(code)) return cicu::status(code);
  UBreakIterator *iterator = iterators.get(locale, code);
  if (U_FAILURE(code)) return cicu::status(code);
  ubrk_setUText(iterator, source.get(), &code);
  if (U_SUCCESS(code)) {
    int64_t start = ubrk_first(iterator);
    for (;;) {
      const int64_t end = ubrk_next(iterator);
      if (end == UBRK_DONE || end <= start) break;
      body(start, end);
      start = end;
    }
  }
  // The iterator outlives the caller's text, so it must not be left pointing at it.
  UErrorCode ignored = U_ZERO_ERROR;
  cicu::Text nothing(nullptr, 0, ignored);
  ubrk_setUText(iterator, nothing.get(), &ignored);
  return cicu::status(code);
}

}  // namespace

int32_t cicu_word_boundaries(
    const char *locale, const uint8_t *text, int64_t length, void *context,
    cicu_offset_sink boundary) {
  bool first = true;
  return forEachSegment(locale, text, length, [&](int64_t start, int64_t end) {
    if (std::exchange(first, false)) boundary(context, start);
    boundary(context, end);
  });
}

int32_t cicu_word_segments(
    const char *locale, const uint8_t *text, int64_t length, int64_t *segments,
    int64_t *singles) {
  *segments = 0;
  *singles = 0;
  return forEachSegment(locale, text, length, [&](int64_t start, int64_t end) {
    int64_t next = start;
    U8_FWD_1(text, next, end);
    *segments += 1;
    if (next == end) *singles += 1;
  });
}
