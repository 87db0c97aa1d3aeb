#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include "Support.hpp"

namespace {

int32_t script(UChar32 scalar) {
  if (scalar < 0x80) {
    const UChar32 lower = scalar | 0x20;
    return lower >= 'a' && lower <= 'z' ? USCRIPT_LATIN : USCRIPT_COMMON;
  }
  UErrorCode code = U_ZERO_ERROR;
  const UScriptCode value = uscript_getScript(scalar, &code);
  return U_FAILURE(code) ? USCRIPT_UNKNOWN : value;
}

bool isWide(UChar32 scalar) {
  const int32_t width = u_getIntPropertyValue(scalar, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH;
}

/// Whether a scalar is drawn onto the one before it. A spacing mark (Mc) has a place of its own.
bool takesNoSpace(UChar32 scalar) {
  if (U_GET_GC_MASK(scalar) & (U_GC_MN_MASK | U_GC_ME_MASK)) return true;
  if (u_hasBinaryProperty(scalar, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return true;
  // The vowel and the last consonant of a decomposed Korean syllable join its first consonant.
  const int32_t syllable = u_getIntPropertyValue(scalar, UCHAR_HANGUL_SYLLABLE_TYPE);
  return syllable == U_HST_VOWEL_JAMO || syllable == U_HST_TRAILING_JAMO;
}

}  // namespace

int32_t cicu_script(uint32_t scalar) { return script(UChar32(scalar)); }

const char *cicu_script_short_name(int32_t script) {
  return uscript_getShortName(UScriptCode(script));
}

void cicu_script_runs(
    const uint8_t *text, int64_t length, void *context, cicu_script_sink run) {
  int64_t start = 0;
  int32_t current = USCRIPT_COMMON;
  int64_t next = 0;
  while (next < length) {
    const int64_t here = next;
    UChar32 scalar;
    U8_NEXT(text, next, length, scalar);
    if (scalar < 0) continue;
    const int32_t found = script(scalar);
    if (found == current || found == USCRIPT_COMMON || found == USCRIPT_INHERITED) continue;
    if (here > start) run(context, start, here, current);
    start = here;
    current = found;
  }
  if (length > start) run(context, start, length, current);
}

int32_t cicu_general_category(uint32_t scalar) { return u_charType(UChar32(scalar)); }

bool cicu_is_letter(uint32_t scalar) { return u_isalpha(UChar32(scalar)); }

bool cicu_is_uppercase(uint32_t scalar) {
  return u_hasBinaryProperty(UChar32(scalar), UCHAR_UPPERCASE);
}

bool cicu_is_lowercase(uint32_t scalar) {
  return u_hasBinaryProperty(UChar32(scalar), UCHAR_LOWERCASE);
}

bool cicu_is_mark(uint32_t scalar) { return (U_GET_GC_MASK(UChar32(scalar)) & U_GC_M_MASK) != 0; }

bool cicu_is_default_ignorable(uint32_t scalar) {
  return u_hasBinaryProperty(UChar32(scalar), UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

bool cicu_is_wide(uint32_t scalar) { return isWide(UChar32(scalar)); }

int64_t cicu_columns(const uint8_t *text, int64_t length) {
  int64_t columns = 0;
  int64_t next = 0;
  while (next < length) {
    const int64_t here = next;
    UChar32 scalar;
    U8_NEXT(text, next, length, scalar);
    if (scalar < 0) {
      columns += next - here;
    } else if (scalar < 0x80) {
      columns += 1;
    } else if (!takesNoSpace(scalar)) {
      columns += isWide(scalar) ? 2 : 1;
    }
  }
  return columns;
}
