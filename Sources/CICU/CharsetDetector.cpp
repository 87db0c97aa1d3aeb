#include <unicode/ucsdet.h>

#include "Support.hpp"

int32_t cicu_detect_charset(
    const uint8_t *bytes, int64_t length, void *context, cicu_charset_sink match) {
  if (length <= 0) return 0;
  UErrorCode code = U_ZERO_ERROR;
  UCharsetDetector *detector = ucsdet_open(&code);
  // ICU reads a few thousand bytes from the start, so a shortened text makes no difference.
  const int64_t read = length < cicu::longestPiece ? length : cicu::longestPiece;
  ucsdet_setText(detector, cicu::characters(bytes), int32_t(read), &code);
  int32_t count = 0;
  const UCharsetMatch **found = ucsdet_detectAll(detector, &count, &code);
  for (int32_t index = 0; U_SUCCESS(code) && index < count; index++) {
    const char *name = ucsdet_getName(found[index], &code);
    const char *language = ucsdet_getLanguage(found[index], &code);
    const int32_t confidence = ucsdet_getConfidence(found[index], &code);
    if (U_SUCCESS(code)) match(context, name, language == nullptr ? "" : language, confidence);
  }
  ucsdet_close(detector);
  return cicu::status(code);
}
