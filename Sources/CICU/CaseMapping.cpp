#include <unicode/casemap.h>
#include <unicode/utf8.h>

#include "Support.hpp"

namespace {

/// The end of the piece of a text that begins at `start`: the text's own end, or for a very long
/// text one of its last spaces, because there no mapping looks at its neighbours.
int64_t pieceEnd(const uint8_t *text, int64_t start, int64_t length) {
  if (length - start <= cicu::longestPiece) return length;
  constexpr int64_t window = 1 << 16;
  int64_t end = start + cicu::longestPiece;
  for (int64_t at = end; at > end - window; at--) {
    if (text[at] == ' ') return at;
  }
  U8_SET_CP_START(text, start, end);
  return end;
}

}  // namespace

void cicu_map_case(
    cicu_case mapping, const uint8_t *text, int64_t length, void *context,
    cicu_bytes_sink output) {
  cicu::BufferedSink sink(context, output);
  int64_t start = 0;
  while (start < length) {
    const int64_t end = pieceEnd(text, start, length);
    const icu::StringPiece piece(cicu::characters(text) + start, int32_t(end - start));
    const int64_t before = sink.total();
    UErrorCode code = U_ZERO_ERROR;
    switch (mapping) {
      case cicu_case_lower:
        icu::CaseMap::utf8ToLower("", 0, piece, sink, nullptr, code);
        break;
      case cicu_case_upper:
        icu::CaseMap::utf8ToUpper("", 0, piece, sink, nullptr, code);
        break;
      case cicu_case_title_first:
        if (start > 0) {
          sink.Append(piece.data(), piece.length());
        } else {
          icu::CaseMap::utf8ToTitle(
              "", U_TITLECASE_WHOLE_STRING | U_TITLECASE_NO_LOWERCASE, nullptr, piece, sink,
              nullptr, code);
        }
        break;
    }
    // Out of memory is the one failure left, and it comes before the first write: text is never
    // dropped.
    if (U_FAILURE(code) && sink.total() == before) sink.Append(piece.data(), piece.length());
    start = end;
  }
}
