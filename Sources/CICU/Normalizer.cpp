#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

#include "Support.hpp"

namespace {

/// The end of the well-formed stretch that begins at `start`, which is `start` itself if an
/// ill-formed byte stands there.
///
/// ICU promises nothing for ill-formed UTF-8 in its normalizer, so it never gets any. No character
/// composes across an ill-formed byte, so nothing is lost by cutting there.
int64_t stretchEnd(
    const icu::Normalizer2 &nfc, const uint8_t *text, int64_t start, int64_t length) {
  int64_t next = start;
  while (next < length) {
    const int64_t here = next;
    UChar32 scalar;
    U8_NEXT(text, next, length, scalar);
    if (scalar < 0) return here;
    if (here - start >= cicu::longestPiece && nfc.hasBoundaryBefore(scalar)) return here;
  }
  return length;
}

/// The end of the ill-formed bytes that begin at `start`.
int64_t illFormedEnd(const uint8_t *text, int64_t start, int64_t length) {
  int64_t next = start;
  while (next < length) {
    const int64_t here = next;
    UChar32 scalar;
    U8_NEXT(text, next, length, scalar);
    if (scalar >= 0) return here;
  }
  return length;
}

/// A stretch for ICU; fails where it is too long for 32 bits and has no place to be cut.
icu::StringPiece piece(const uint8_t *text, int64_t start, int64_t end, UErrorCode &code) {
  if (end - start > INT32_MAX) {
    code = U_INDEX_OUTOFBOUNDS_ERROR;
    return icu::StringPiece();
  }
  return icu::StringPiece(cicu::characters(text) + start, int32_t(end - start));
}

}  // namespace

bool cicu_is_nfc(const uint8_t *text, int64_t length) {
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2 *nfc = icu::Normalizer2::getNFCInstance(code);
  if (U_FAILURE(code)) return false;
  int64_t start = 0;
  while (start < length) {
    const int64_t end = stretchEnd(*nfc, text, start, length);
    if (end > start && !nfc->isNormalizedUTF8(piece(text, start, end, code), code)) return false;
    if (U_FAILURE(code)) return false;
    start = illFormedEnd(text, end, length);
  }
  return true;
}

int32_t cicu_compose_nfc(
    const uint8_t *text, int64_t length, int64_t output_start, void *output_context,
    cicu_bytes_sink output, void *change_context, cicu_change_sink change) {
  UErrorCode code = U_ZERO_ERROR;
  const icu::Normalizer2 *nfc = icu::Normalizer2::getNFCInstance(code);
  if (U_FAILURE(code)) return cicu::status(code);
  cicu::BufferedSink sink(output_context, output);
  icu::Edits edits;
  int64_t start = 0;
  while (start < length) {
    const int64_t end = stretchEnd(*nfc, text, start, length);
    if (end > start) {
      const int64_t base = output_start + sink.total();
      nfc->normalizeUTF8(0, piece(text, start, end, code), sink, &edits, code);
      if (U_FAILURE(code)) return cicu::status(code);
      if (edits.hasChanges()) {
        auto changes = edits.getFineChangesIterator();
        while (changes.next(code)) {
          const int64_t from = start + changes.sourceIndex();
          const int64_t to = base + changes.destinationIndex();
          change(
              change_context, from, from + changes.oldLength(), to, to + changes.newLength());
        }
        if (U_FAILURE(code)) return cicu::status(code);
      }
    }
    start = illFormedEnd(text, end, length);
    for (int64_t at = end; at < start;) {
      const int64_t count = start - at < cicu::longestPiece ? start - at : cicu::longestPiece;
      sink.Append(cicu::characters(text) + at, int32_t(count));
      at += count;
    }
  }
  return 0;
}
