#include "CLexicon.h"

// #embed is C23; clang accepts it in every mode and warns.
#pragma clang diagnostic ignored "-Wc23-extensions"

// To a cache line, as the sections within it are.
_Alignas(64) static const uint8_t english[] = {
#embed "english.lexicon"
};

const uint8_t *emend_lexicon_english(void) { return english; }

uint64_t emend_lexicon_english_length(void) { return sizeof english; }
