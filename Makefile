# make demo | test | build | install | deb | host-test | filters | escapes | flood | fuzz | bench | lint | clean
PREFIX ?= /usr/local
DESTDIR ?=
FUZZ_SECONDS ?= 60

# glibc's static-pie start code refuses the RUNPATH that SwiftPM would add.
SWIFT_FLAGS = -c release --disable-local-rpath
BIN = .build/release
LIBEXEC = $(DESTDIR)$(PREFIX)/libexec/peertls
SHARE = $(DESTDIR)$(PREFIX)/share
SCRIPTS = $(filter-out scripts/apt-packages scripts/bench-chat,$(wildcard scripts/*)) .ci/run $(wildcard Tests/HostTests/*.sh Tests/HostTests/clock/*.sh)

.PHONY: demo test build install deb host-test filters escapes flood fuzz bench lint clean dependencies

demo: build
	scripts/demo

test: build
	swift test $(SWIFT_FLAGS) $(TEST_FLAGS)
	$(if $(TEST_FLAGS),,scripts/flood)

build: dependencies
	swift build $(SWIFT_FLAGS) --product peertlsd
	swift build $(SWIFT_FLAGS) --product peertls-session
	swift build $(SWIFT_FLAGS) --product peertls-keyd
	swift build $(SWIFT_FLAGS) --product peertls-chat
	swift build $(SWIFT_FLAGS) --product peertls-file
	swift build $(SWIFT_FLAGS) --product peertls-smtp
	swift build $(SWIFT_FLAGS) --product peertls

install:
	install -Dm755 -s $(BIN)/peertlsd $(DESTDIR)$(PREFIX)/sbin/peertlsd
	install -Dm755 -s $(BIN)/peertls $(DESTDIR)$(PREFIX)/bin/peertls
	ln -sf peertls $(DESTDIR)$(PREFIX)/bin/peertls-sendmail
	install -Dm755 -s $(BIN)/peertls-session $(LIBEXEC)/peertls-session
	install -Dm755 -s $(BIN)/peertls-keyd $(LIBEXEC)/peertls-keyd
	install -Dm755 -s $(BIN)/peertls-chat $(LIBEXEC)/peertls-chat
	install -Dm755 -s $(BIN)/peertls-file $(LIBEXEC)/peertls-file
	install -Dm755 -s $(BIN)/peertls-smtp $(LIBEXEC)/peertls-smtp
	for page in man/*.[1578]; do sed 's,/usr/local/\(sbin\|share\)/,$(PREFIX)/\1/,g' $$page | \
	  install -Dm644 /dev/stdin $(SHARE)/man/man$${page##*.}/$${page##*/} || exit; done
	for unit in systemd/*.socket systemd/peertls-reload.*; do install -Dm644 $$unit $(DESTDIR)$(PREFIX)/lib/systemd/system/$${unit##*/}; done
	sed 's,/usr/sbin/peertlsd,$(PREFIX)/sbin/peertlsd,' systemd/peertls.service | \
	  install -Dm644 /dev/stdin $(DESTDIR)$(PREFIX)/lib/systemd/system/peertls.service
	for unit in systemd/peertls-deliver.* systemd/peertls-queue.service; do sed 's,/usr/bin/peertls,$(PREFIX)/bin/peertls,' $$unit | \
	  install -Dm644 /dev/stdin $(DESTDIR)$(PREFIX)/lib/systemd/user/$${unit##*/} || exit; done
	install -Dm644 systemd/peertls.sysusers $(DESTDIR)$(PREFIX)/lib/sysusers.d/peertls.conf
	install -Dm644 systemd/peertls.tmpfiles $(DESTDIR)$(PREFIX)/lib/tmpfiles.d/peertls.conf
	install -Dm644 systemd/peertls.catalog $(DESTDIR)$(PREFIX)/lib/systemd/catalog/peertls.catalog
	for file in policy/*policy; do install -Dm644 $$file $(SHARE)/peertls/$$file; done
	for file in policy/handlers/*.handler; do install -Dm644 $$file $(SHARE)/peertls/$$file; done

# dist/peertls_VERSION_ARCHITECTURE.deb
deb: dependencies
	mkdir -p dist
	DEB_DESTINATION=dist dpkg-buildpackage --build=binary --no-sign --buildinfo-option=-udist \
	  --buildinfo-file=dist/peertls.buildinfo --changes-option=-udist --changes-file=dist/peertls.changes
	lintian --fail-on error --tag-display-limit 0 dist/peertls_*.deb

# Root alone can do this: it boots two small Debians.
host-test: deb
	scripts/host-test

# After a change of Sources/generate-filters.
filters: dependencies
	swift build $(SWIFT_FLAGS) --product generate-filters
	$(BIN)/generate-filters >$(BIN)/filters.c
	mv $(BIN)/filters.c Sources/CFilters/filters.c

# The table in SECURITY.md.
escapes: build
	PEERTLS_WRITE_ESCAPES=1 swift test $(SWIFT_FLAGS) --filter everyEscapeFails

# 50,000 strangers from 500 networks, and what a friend waits meanwhile. Root alone can do this: it makes a network.
flood: build
	swift build $(SWIFT_FLAGS) --build-tests
	scripts/flood

fuzz: dependencies
	scripts/fuzz $(FUZZ_SECONDS)

bench: build
	scripts/bench
	scripts/bench-chat
	scripts/bench-files
	scripts/bench-mail

lint: dependencies
	swift format lint --strict --recursive Sources Tests Package.swift
	mandoc -T lint -W warning man/*.[1578]
	shellcheck $(SCRIPTS)

clean:
	rm -rf .build .build-fuzz

dependencies:
	scripts/install-dependencies
