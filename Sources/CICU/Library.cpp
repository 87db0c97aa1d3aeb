#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include "Support.hpp"

void cicu_version(uint8_t numbers[4]) { u_getVersion(numbers); }

void cicu_unicode_version(uint8_t numbers[4]) { u_getUnicodeVersion(numbers); }

const char *cicu_status_name(int32_t status) { return u_errorName(UErrorCode(status)); }
