// The built-in lexicon image. Sources/Lexicon/Image.swift describes its format.

#ifndef EMEND_CLEXICON_H
#define EMEND_CLEXICON_H

#include <stdint.h>

/// The first byte of the English image, at a multiple of 64; it is never freed.
const uint8_t *emend_lexicon_english(void);

/// The number of bytes in the English image.
uint64_t emend_lexicon_english_length(void);

#endif
