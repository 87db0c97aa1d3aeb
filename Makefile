# Emend. `make run` shows what it does, `make test` shows that it works.

PREFIX ?= /usr/local
SWIFT ?= swift
# The release binary carries Swift's libraries: it starts faster and runs where no Swift is.
RELEASE = -c release --static-swift-stdlib
EMEND = .build/release/emend
SEEDS = .build/seeds

# Other languages whose words may be protected: emend --lexicon de.lexicon
LANGUAGES = de fr es it nl
LEXICONS = .build/lexicons

.PHONY: help run test fuzz fuzz-quick fuzz-nightly hostile sanitize coverage build lexicons install uninstall dist lint format bench bench-peers docs clean setup

help:
	@echo 'make run      build, clean the two newsletters in seeds/, show what changed'
	@echo 'make test     run all tests'
	@echo 'make fuzz TIME=60  look for texts, logs, images that break a law, so many seconds for each'
	@echo 'make hostile  texts made to take time or memory: how much they take, and that they come back'
	@echo 'make sanitize the tests under the sanitizers for addresses and threads, the command under valgrind'
	@echo 'make coverage which lines of the library the tests reach'
	@echo 'make lexicons build the lexicons that protect $(LANGUAGES), for --lexicon; make install takes them along'
	@echo 'make install  build and install the command; PREFIX=$(PREFIX)'
	@echo 'make dist     make an archive that runs where no Swift is'
	@echo 'make lint     check the format of the source code'
	@echo 'make bench        measure the library: every stage, every kind of text'
	@echo 'make bench-peers  measure emend beside cat, wc, sed, iconv, aspell and others'
	@echo 'make docs     build the documentation of the library'
	@echo 'make clean    remove what was built'

setup:
	@Scripts/setup

# Where the system has the archives of ICU, the binary carries them too: a short text takes two thirds of the
# time then.
build: setup
	PKG_CONFIG_PATH="$$(Scripts/archives .build/archives):$$PKG_CONFIG_PATH" \
	  $(SWIFT) build $(RELEASE) --product emend

run: build
	@mkdir -p $(SEEDS)
	@for file in seeds/*.txt; do $(EMEND) --diff "$$file"; done
	@$(EMEND) --verbose --findings seeds/*.txt -o $(SEEDS)/ --edits $(SEEDS)/
	@echo
	@echo 'The cleaned newsletters and the logs of their changes are in $(SEEDS)/'

# The tests of the command run the binary that is installed: it takes a tenth of the time.
test: build
	EMEND_BINARY='$(CURDIR)/$(EMEND)' $(SWIFT) test

TIME ?= 60
fuzz: setup
	Scripts/fuzz $(TIME)

# The lengths for every change, and for every night.
fuzz-quick:
	$(MAKE) fuzz TIME=60
fuzz-nightly:
	$(MAKE) fuzz TIME=1800

hostile: build
	Benchmarks/hostile --emend $(EMEND)

sanitize: build
	SWIFT='$(SWIFT)' Scripts/sanitize '$(CURDIR)/$(EMEND)'

coverage: build
	EMEND_BINARY='$(CURDIR)/$(EMEND)' $(SWIFT) test --enable-code-coverage --scratch-path .build-coverage
	Scripts/coverage .build-coverage

# Needs Python, and the network or the pinned packages (see Scripts/build-lexicon.py).
lexicons:
	@mkdir -p $(LEXICONS)
	@for language in $(LANGUAGES); do \
	  python3 Scripts/build-lexicon.py --language $$language --wheels $(LEXICONS)/packages \
	    -o $(LEXICONS)/$$language.lexicon || exit 1; done

install: build
	install -d '$(DESTDIR)$(PREFIX)/bin'
	install -m 755 $(EMEND) '$(DESTDIR)$(PREFIX)/bin/emend'
	Scripts/finish $(EMEND) '$(DESTDIR)$(PREFIX)/share'
	@for file in $(LEXICONS)/*.lexicon; do if [ -e "$$file" ]; then \
	  install -d '$(DESTDIR)$(PREFIX)/share/emend'; \
	  install -m 644 "$$file" '$(DESTDIR)$(PREFIX)/share/emend'; fi; done

uninstall:
	rm -f '$(DESTDIR)$(PREFIX)/bin/emend'
	rm -f '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/emend'
	rm -f '$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_emend'
	rm -f '$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/emend.fish'
	rm -f '$(DESTDIR)$(PREFIX)/share/man/man1/emend.1'
	rm -rf '$(DESTDIR)$(PREFIX)/share/doc/emend' '$(DESTDIR)$(PREFIX)/share/emend'

dist: setup
	SWIFT='$(SWIFT)' Scripts/dist

lint:
	$(SWIFT) format lint --strict --parallel --recursive Package.swift Sources Tests Benchmarks

format:
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

bench: setup
	Benchmarks/make-corpora .build/corpora
	EMEND_CORPORA='$(CURDIR)/.build/corpora' $(SWIFT) package --package-path Benchmarks \
	  --allow-writing-to-package-directory benchmark

bench-peers: build
	Benchmarks/run --write

docs: setup
	$(SWIFT) package --disable-sandbox generate-documentation --target Emend
	@mkdir -p .build/docs
	$(SWIFT) run -q emend explain --markdown > .build/docs/Stages.md

clean:
	rm -rf .build .build-*
