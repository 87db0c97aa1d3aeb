// What the files here share. Not seen by Swift.

#ifndef CICU_SUPPORT_HPP
#define CICU_SUPPORT_HPP

#include <unicode/bytestream.h>
#include <unicode/utext.h>
#include <unicode/utypes.h>

#include <cstring>

#include "CICU.h"

namespace cicu {

/// ICU counts most things in 32 bits, and a mapping may grow text threefold. Longer texts are
/// handed over in pieces of about this length.
constexpr int64_t longestPiece = int64_t(1) << 28;

/// The status as the caller wants it: a warning is a success.
inline int32_t status(UErrorCode code) { return U_FAILURE(code) ? int32_t(code) : 0; }

/// Text as ICU wants it: never null.
inline const char *characters(const uint8_t *text) {
  return text == nullptr ? "" : reinterpret_cast<const char *>(text);
}

/// Gathers ICU's many small writes, so that the caller hears of a few large ones.
class BufferedSink final : public icu::ByteSink {
 public:
  BufferedSink(void *context, cicu_bytes_sink output) : context_(context), output_(output) {}
  ~BufferedSink() override { Flush(); }

  void Append(const char *bytes, int32_t count) override {
    if (count <= 0) return;
    total_ += count;
    if (count > capacity - used_) Flush();
    if (count > capacity) {
      output_(context_, reinterpret_cast<const uint8_t *>(bytes), count);
      return;
    }
    std::memcpy(buffer_ + used_, bytes, size_t(count));
    used_ += count;
  }

  void Flush() override {
    if (used_ > 0) output_(context_, reinterpret_cast<const uint8_t *>(buffer_), used_);
    used_ = 0;
  }

  /// The number of bytes written so far.
  int64_t total() const { return total_; }

 private:
  static constexpr int32_t capacity = 2048;
  void *context_;
  cicu_bytes_sink output_;
  int64_t total_ = 0;
  int32_t used_ = 0;
  char buffer_[capacity];
};

/// A UText over UTF-8 that is closed when it goes out of scope.
class Text final {
 public:
  Text(const uint8_t *text, int64_t length, UErrorCode &code) {
    utext_openUTF8(&text_, characters(text), length, &code);
  }
  ~Text() { utext_close(&text_); }
  Text(const Text &) = delete;
  Text &operator=(const Text &) = delete;

  UText *get() { return &text_; }

 private:
  UText text_ = UTEXT_INITIALIZER;
};

}  // namespace cicu

#endif
