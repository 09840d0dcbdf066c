# failoverd
#
#   make setup-build  installs what that needs, from Debian's packages
#   make            build/release/failoverd and build/release/failoverctl
#   make demo       the main job, on two local Regions: fail over, fail back, report
#   make sandbox    the same two Regions to play with
#   make check      unit tests, system tests, lint: what must pass before a commit
#   make check-crash  kill -9 at each write of the ledger and each call of a move
#   make check-long whole moves that are too long for that: every step, in each direction
#   make fuzz       each reader of what others wrote, for FUZZ_SECONDS (30)
#   make check-systemd  the service under a real systemd and journald; as root
#   make check-unit     the system tests once more, each failoverd in its unit's sandbox; as root
#   make bench      cost and speed, side by side with peers
#   make soak       an hour of short weeks: memory and descriptors must stay
#   make valgrind   unit tests, and a daemon's life, under valgrind; half an hour
#   make format     rewrites the sources in the house style
#   make deb        a package for Debian, looked through by lintian
#   make rpm        a package for rpm, looked through by rpmlint
#   make install    honours DESTDIR and PREFIX
#
#   SAN=1 address and undefined-behaviour sanitizers, COV=1 coverage, WERROR=1 warnings are errors.

VERSION    := 0.1.0

PREFIX     ?= /usr/local
SBINDIR    ?= $(PREFIX)/sbin
BINDIR     ?= $(PREFIX)/bin
SYSCONFDIR ?= /etc
UNITDIR    ?= $(PREFIX)/lib/systemd/system
SYSUSERSDIR ?= $(PREFIX)/lib/sysusers.d
CATALOGDIR ?= $(PREFIX)/lib/systemd/catalog
TMPFILESDIR ?= $(PREFIX)/lib/tmpfiles.d
PRESETDIR  ?= $(PREFIX)/lib/systemd/system-preset
MANDIR     ?= $(PREFIX)/share/man
BASHDIR    ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR     ?= $(PREFIX)/share/zsh/site-functions
EXAMPLEDIR ?= $(PREFIX)/share/doc/failoverd/examples

PKG_CONFIG ?= pkg-config
CFLAGS     ?= -O2 -g

# The layers, lowest first: what each may include, and which libraries it may need.
# `make layers` and the linker hold the code to this table.
LAYERS      := base core config aws kinds io
USES_core   := base
USES_config := core base
USES_aws    := core base
USES_kinds  := core base
USES_io     := base
PKGS_base   := libcrypto
PKGS_config := jansson
PKGS_aws    := jansson expat
PKGS_kinds  := jansson
PKGS_io     := libevent_core libevent_extra libcurl libcares libsystemd sqlite3
TESTS_io    := libssl # the servers that its tests talk to

B      := build/release
STD    := -std=gnu17 -D_GNU_SOURCE -Ilib
WARN   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
          -Wwrite-strings -Wundef -Wformat=2 -Wvla -Wno-unused-parameter \
          -Wno-missing-field-initializers
HARDEN := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE

ifdef SAN
B      := build/san
CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
HARDEN := -fPIE
endif
ifdef FUZZ
CC     := clang
CFLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
          -fno-sanitize-recover=all
HARDEN := -fPIE
endif
ifdef COV
B      := build/cov
CFLAGS := -O0 -g --coverage
HARDEN := -fPIE
endif
ifdef WERROR
WARN   += -Werror
endif

SOURCES := $(wildcard daemon/*.c daemon/ctl/*.c daemon/man/*.c lib/*/*.c tests/unit/*/*.c tests/bench/*.c tests/fuzz/*.c \
           tests/disk/*.c)
HEADERS := $(wildcard daemon/*.h daemon/ctl/*.h daemon/man/*.h lib/*/*.h tests/unit/*.h tests/unit/*/*.h tests/fuzz/*.h)
UNITS   := $(patsubst %.c,$(B)/%,$(wildcard tests/unit/*/test_*.c))
PROGRAMS := $(B)/failoverd $(B)/failoverctl

objects  = $(patsubst %.c,$(B)/%.o,$(wildcard $(1)/*.c))
archives = $(patsubst %,$(B)/lib%.a,$(1))
packages = $(sort $(foreach l,$(1),$(PKGS_$l)))
libs     = $(if $(1),$(shell $(PKG_CONFIG) --libs $(1)))
highest  = io kinds aws config core base

# Made of the programs' own tables.
PAGES     := $(wildcard daemon/man/*.[1-8])
DOCUMENTS := $(B)/doc/failoverd.catalog $(B)/doc/failoverctl.bash $(B)/doc/failoverctl.zsh \
             $(patsubst daemon/man/%,$(B)/doc/%,$(PAGES))

all: $(PROGRAMS) $(DOCUMENTS)

$(B)/failoverd: $(call objects,daemon) $(call archives,$(highest))
	$(CC) $(CFLAGS) $(LDFLAGS) -pie -Wl,-z,relro,-z,now -o $@ $^ -lpthread \
	    $(call libs,$(call packages,$(LAYERS)))

# `config check` loads what the daemon would, `init` asks AWS as the daemon does.
CTL_PARTS := $(filter-out %/main.o,$(call objects,daemon))

$(B)/failoverctl: $(call objects,daemon/ctl) $(CTL_PARTS) $(call archives,$(highest))
	$(CC) $(CFLAGS) $(LDFLAGS) -pie -Wl,-z,relro,-z,now -o $@ $^ -lpthread \
	    $(call libs,$(call packages,$(LAYERS)))

$(B)/manual: $(call objects,daemon/man) $(filter-out %/main.o,$(call objects,daemon/ctl) \
             $(call objects,daemon)) $(call archives,$(highest))
	$(CC) $(CFLAGS) $(LDFLAGS) -pie -o $@ $^ -lpthread $(call libs,$(call packages,$(LAYERS)))

$(B)/doc/failoverd.catalog $(B)/doc/failoverctl.bash $(B)/doc/failoverctl.zsh: $(B)/manual
	@mkdir -p $(@D)
	$< $(@F) > $@

$(B)/doc/%: daemon/man/% $(B)/manual
	@mkdir -p $(@D)
	$(B)/manual $< > $@

# Of tests, beside the layers' own.
TEST_INCLUDES := -Itests/unit -I.
$(B)/tests/unit/%.o: STD += $(TEST_INCLUDES)

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(CPPFLAGS) $(WARN) $(HARDEN) $(CFLAGS) -DVERSION='"$(VERSION)"' \
	    -MMD -MP -c -o $@ $<

$(B)/tests/bench/backtest: $(B)/tests/bench/backtest.o $(call archives,io core base)
	$(CC) $(CFLAGS) $(LDFLAGS) -pie -o $@ $^ -lpthread $(call libs,$(call packages,io base))

$(B)/tests/bench/%.so: tests/bench/%.c
	@mkdir -p $(@D)
	$(CC) $(STD) $(CPPFLAGS) $(WARN) $(CFLAGS) -fPIC -shared -o $@ $<

$(B)/tests/bench/%: $(B)/tests/bench/%.o $(B)/libcore.a $(B)/libbase.a
	$(CC) $(CFLAGS) $(LDFLAGS) -pie -o $@ $^ $(call libs,libssl libcrypto)

# One archive per layer. A test links its own layer and those below it, and nothing else.
define layer
$(B)/lib$(1).a: $(call objects,lib/$(1))
	@rm -f $$@
	$(AR) rcs $$@ $$^

$(B)/tests/unit/$(1)/%: $(B)/tests/unit/$(1)/%.o $(call archives,$(1) $(USES_$(1)))
	$(CC) $(CFLAGS) $(LDFLAGS) -pie -o $$@ $$^ -lcmocka -lpthread \
	    $$(call libs,$$(call packages,$(1) $(USES_$(1))) $(TESTS_$(1)))

unit-$(1): $(patsubst %.c,$(B)/%,$(wildcard tests/unit/$(1)/test_*.c))
	@for t in $$^; do $$$$t || exit 1; done
endef
$(foreach l,$(LAYERS),$(eval $(call layer,$l)))

# A test of the daemon's parts links all of them but main(). No part of a layer may need these.
$(B)/tests/unit/daemon/%: $(B)/tests/unit/daemon/%.o $(filter-out %/main.o,$(call objects,daemon)) \
                          $(call archives,$(highest))
	$(CC) $(CFLAGS) $(LDFLAGS) -pie -o $@ $^ -lcmocka -lpthread \
	    $(call libs,$(call packages,$(LAYERS)))

# One of the operator's tool the same, but for what the daemon has alone.
$(B)/tests/unit/ctl/%: $(B)/tests/unit/ctl/%.o $(B)/tests/fuzz/parts.a $(call archives,$(highest))
	$(CC) $(CFLAGS) $(LDFLAGS) -pie -o $@ $^ -lcmocka -lpthread \
	    $(call libs,$(call packages,$(LAYERS)))

unit-daemon: $(patsubst %.c,$(B)/%,$(wildcard tests/unit/daemon/test_*.c))
	@for t in $^; do $$t || exit 1; done

# A fuzz target reads what others wrote. It may need any part, but no main(). Without FUZZ it runs
# over the inputs that are kept in tests/fuzz/corpus, and is a test like any other.
FUZZERS := $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 30
FUZZ_BUILD   ?= build/fuzz

$(B)/tests/fuzz/%.o: STD += $(TEST_INCLUDES)
$(B)/tests/fuzz/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(if $(FUZZ),,$(B)/tests/fuzz/replay.o) \
                        $(B)/tests/fuzz/parts.a $(call archives,$(highest))
	$(CC) $(CFLAGS) $(if $(FUZZ),-fsanitize=fuzzer) $(LDFLAGS) -pie -o $@ $^ -lpthread \
	    $(call libs,$(call packages,$(LAYERS)))

$(B)/tests/fuzz/parts.a: $(filter-out %/main.o,$(call objects,daemon/ctl)) $(CTL_PARTS)
	@mkdir -p $(@D)
	@rm -f $@
	$(AR) rcs $@ $^

fuzzers: $(patsubst %,$(B)/tests/fuzz/%,$(FUZZERS))

# Inputs that are found stay below FUZZ_BUILD; those that reach more are kept by `make fuzz-keep`.
fuzz: setup
	@$(MAKE) --no-print-directory FUZZ=1 B=$(FUZZ_BUILD) fuzzers
	@tests/fuzz/run.sh $(FUZZ_BUILD) $(FUZZ_SECONDS) $(FUZZERS)

fuzz-keep:
	@tests/fuzz/keep.sh $(FUZZ_BUILD) $(FUZZERS)

# What a fresh Debian 12 lacks. Nothing is asked for when nothing is missing.
PACKAGES := gcc make pkg-config git python3 openssl ca-certificates curl libevent-dev libcurl4-openssl-dev \
            libc-ares-dev libjansson-dev libsystemd-dev libssl-dev libexpat1-dev libsqlite3-dev
CHECK_PACKAGES := $(PACKAGES) clang clang-format clang-tidy cppcheck libcmocka-dev shellcheck \
            mandoc libclang-rt-14-dev python3-jsonschema

setup:
	@tests/setup.sh $(CHECK_PACKAGES)

setup-build:
	@tests/setup.sh $(PACKAGES)

demo: setup-build
	@echo 'building below $(B)'
	@$(MAKE) -s --no-print-directory all
	@python3 tests/demo '$(abspath $(B))'

sandbox: setup-build
	@echo 'building below $(B)'
	@$(MAKE) -s --no-print-directory all
	@python3 tests/demo --play '$(abspath $(B))'

# The peers that are measured alongside. Where systemd runs, their packages also start services,
# which nothing here uses: systemctl disable --now haproxy monit prometheus-blackbox-exporter
setup-bench:
	@tests/setup.sh $(PACKAGES) haproxy monit prometheus-blackbox-exporter

bench: setup-bench
	@$(MAKE) --no-print-directory all $(B)/tests/bench/responder $(B)/tests/bench/bare $(B)/tests/bench/stall.so \
	    $(B)/tests/bench/tick \
	    $(B)/tests/bench/block $(B)/tests/bench/backtest
	@'$(B)/tests/bench/tick'
	@'$(B)/tests/bench/block'
	@'$(B)/tests/bench/backtest'
	@python3 tests/bench/play.py '$(abspath $(B))'
	@python3 tests/bench '$(abspath $(B))' build/bench.json

check: setup
	@FAILOVERD_BUILD='$(abspath $(B))' MAKE="$(MAKE)" tests/check.sh

# The pure core dies twice in a row, at each event; then the programs, at each write and call.
check-crash: setup-build
	@$(MAKE) -s --no-print-directory all $(B)/tests/disk.so $(B)/tests/unit/daemon/test_death
	$(B)/tests/unit/daemon/test_death twice
	FAILOVERD_BUILD='$(abspath $(B))' python3 -m unittest discover -s tests/crash -t .

check-long: setup-build
	@$(MAKE) -s --no-print-directory all
	FAILOVERD_BUILD='$(abspath $(B))' python3 -m unittest discover -s tests/long -t .

soak: setup-build
	@$(MAKE) -s --no-print-directory all
	@python3 tests/soak '$(abspath $(B))' --minutes $(or $(MINUTES),60)

setup-valgrind:
	@tests/setup.sh $(CHECK_PACKAGES) valgrind

valgrind: setup-valgrind
	@$(MAKE) -s --no-print-directory all unit
	python3 tests/valgrind '$(abspath $(B))'
	tests/valgrind/units.sh '$(abspath $(B))'

# A systemd and a journald of its own, in namespaces; as root. Where the machine does not permit
# it, "skipped: " and the reason is the last line.
SYSTEMD_PACKAGES := $(PACKAGES) systemd procps iproute2 passwd
IN_SYSTEMD = tests/systemd/run.sh '$(abspath $(B))' $(1) || [ $$? = 77 ]

check-systemd:
	@tests/setup.sh $(SYSTEMD_PACKAGES)
	@$(MAKE) --no-print-directory all
	@$(call IN_SYSTEMD,'test_*.py')

# The system tests, with each failoverd in its unit's sandbox.
check-unit:
	@tests/setup.sh $(SYSTEMD_PACKAGES) python3-jsonschema
	@$(MAKE) --no-print-directory all
	@$(call IN_SYSTEMD,system)

unit: $(UNITS)

# A disk as bad as a test wants it, below a failoverd that is as it is shipped.
$(B)/tests/disk.so: tests/disk/disk.c
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -D_GNU_SOURCE $(WARN) -O2 -g -fPIC -shared -o $@ $< -ldl -lpthread

system: $(PROGRAMS) $(B)/tests/disk.so
	FAILOVERD_BUILD='$(abspath $(B))' python3 -m unittest discover -s tests/system -t .

# The service reads its configuration as a user of its own, so all may read it: secrets have no
# place in it. What an operator wrote stays; the example is not loaded under its name.
PLACES = sed -e 's,@SBINDIR@,$(SBINDIR),' -e 's,@BINDIR@,$(BINDIR),' \
             -e 's,@SYSCONFDIR@,$(SYSCONFDIR),'

install: $(PROGRAMS) $(DOCUMENTS)
	install -D -m 755 -t $(DESTDIR)$(SBINDIR) $(B)/failoverd
	install -D -m 755 -t $(DESTDIR)$(BINDIR) $(B)/failoverctl
	install -d -m 755 $(DESTDIR)$(SYSCONFDIR)/failoverd/apps.d
	[ -e $(DESTDIR)$(SYSCONFDIR)/failoverd/failoverd.json ] || \
	    install -m 644 -t $(DESTDIR)$(SYSCONFDIR)/failoverd conf/failoverd.json
	install -m 644 conf/apps.d/remittance.json \
	    $(DESTDIR)$(SYSCONFDIR)/failoverd/apps.d/remittance.json.example
	install -m 644 -t $(DESTDIR)$(SYSCONFDIR)/failoverd conf/failoverd.schema.json \
	    conf/application.schema.json
	install -D -m 644 -t $(DESTDIR)$(CATALOGDIR) $(B)/doc/failoverd.catalog
	install -D -m 644 -t $(DESTDIR)$(MANDIR)/man1 $(B)/doc/failoverctl.1
	install -D -m 644 -t $(DESTDIR)$(MANDIR)/man5 $(B)/doc/failoverd.json.5
	install -D -m 644 -t $(DESTDIR)$(MANDIR)/man7 $(B)/doc/failoverd-events.7 \
	    $(B)/doc/failoverd-runbooks.7 $(B)/doc/failoverd-scenario.7
	install -D -m 644 -t $(DESTDIR)$(MANDIR)/man8 $(B)/doc/failoverd.8
	install -D -m 644 $(B)/doc/failoverctl.bash $(DESTDIR)$(BASHDIR)/failoverctl
	install -D -m 644 $(B)/doc/failoverctl.zsh $(DESTDIR)$(ZSHDIR)/_failoverctl
	install -D -m 644 systemd/failoverd.sysusers $(DESTDIR)$(SYSUSERSDIR)/failoverd.conf
	install -D -m 644 systemd/failoverd.preset $(DESTDIR)$(PRESETDIR)/90-failoverd.preset
	install -D -m 644 -t $(DESTDIR)$(EXAMPLEDIR) systemd/examples/*.conf
	install -D -m 644 -t $(DESTDIR)$(EXAMPLEDIR) conf/monitoring/failoverd.rules.yml
	install -D -m 644 systemd/failoverd.socket $(DESTDIR)$(UNITDIR)/failoverd.socket
	install -d -m 755 $(DESTDIR)$(TMPFILESDIR) $(DESTDIR)$(SYSCONFDIR)/default
	$(PLACES) systemd/failoverd.service > $(DESTDIR)$(UNITDIR)/failoverd.service
	$(PLACES) systemd/failoverd.tmpfiles > $(DESTDIR)$(TMPFILESDIR)/failoverd.conf
	chmod 644 $(DESTDIR)$(UNITDIR)/failoverd.service $(DESTDIR)$(TMPFILESDIR)/failoverd.conf
	[ -e $(DESTDIR)$(SYSCONFDIR)/default/failoverd ] || \
	    install -m 644 systemd/failoverd.default $(DESTDIR)$(SYSCONFDIR)/default/failoverd

# Built from a copy, beside which the package is put.
deb:
	@tests/setup.sh $(PACKAGES) build-essential debhelper lintian
	@rm -rf $(B)/deb
	@mkdir -p $(B)/deb/failoverd-$(VERSION)
	tar --exclude=./build --exclude=./.git -cf - . | tar -xf - -C $(B)/deb/failoverd-$(VERSION)
	cd $(B)/deb/failoverd-$(VERSION) && dpkg-buildpackage -b -us -uc
	lintian --fail-on error,warning $(B)/deb/*.changes
	@ls $(B)/deb/*.deb

# The libraries are Debian's here, so rpm knows nothing of them.
rpm:
	@tests/setup.sh $(PACKAGES) rpm rpmlint
	@rm -rf $(B)/rpm
	@mkdir -p $(B)/rpm/SOURCES
	tar --exclude=./build --exclude=./.git --transform 's,^\.,failoverd-$(VERSION),' \
	    -czf $(B)/rpm/SOURCES/failoverd-$(VERSION).tar.gz .
	rpmbuild -bb --nodeps --define '_topdir $(abspath $(B))/rpm' packaging/failoverd.spec
	rpmlint -c packaging/rpmlint.toml packaging/failoverd.spec $(B)/rpm/RPMS/*/*.rpm
	@ls $(B)/rpm/RPMS/*/*.rpm

# The packages' lives under a real systemd; as root.
check-deb: deb
	@tests/setup.sh $(SYSTEMD_PACKAGES)
	@$(call IN_SYSTEMD,'package_*.py' $(B)/deb/failoverd_$(VERSION)_*.deb)

check-rpm: rpm
	@tests/setup.sh $(SYSTEMD_PACKAGES)
	@$(call IN_SYSTEMD,'rpm_*.py' $(B)/rpm/RPMS/*/failoverd-$(VERSION)-*.rpm)

lint: format-check layers headers tidy tidy-tests cppcheck shell

format:
	clang-format -i $(SOURCES) $(HEADERS)

format-check:
	clang-format --dry-run -Werror $(SOURCES) $(HEADERS)

layers:
	@$(foreach l,$(LAYERS),tests/layers.sh lib/$l $l $(USES_$l) &&) true

headers:
	@for h in $(HEADERS); do $(CC) $(STD) $(TEST_INCLUDES) -fsyntax-only -x c $$h || exit 1; done

# Of what is shipped; and of what tests it.
tidy: TIDY := $(filter-out tests/%,$(SOURCES))
tidy-tests: TIDY := $(filter tests/%,$(SOURCES))
tidy tidy-tests:
	printf '%s\n' $(TIDY) | xargs -P $$(nproc) -n 4 sh -c \
	    'clang-tidy --quiet "$$@" -- $(STD) -DVERSION=\"\" $(TEST_INCLUDES)' tidy

# ctuuninitvar takes a struct error, which is for the callee to fill, for one that is read.
cppcheck:
	cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
	    --suppress=ctuuninitvar --library=tests/cppcheck.cfg --error-exitcode=1 -Ilib lib daemon

shell:
	shellcheck tests/*.sh tests/systemd/*.sh tests/valgrind/*.sh tests/fuzz/*.sh .ci/run

clean:
	rm -rf build

.PHONY: all check-crash check-long soak valgrind setup-valgrind check-systemd check-unit check-deb check-rpm deb rpm setup setup-build setup-bench demo sandbox check unit system bench fuzz fuzz-keep fuzzers lint format \
        format-check layers headers tidy tidy-tests cppcheck shell install clean
.SECONDARY:
.DELETE_ON_ERROR:

-include $(patsubst %.c,$(B)/%.d,$(SOURCES))
