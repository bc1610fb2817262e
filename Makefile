# Wraps Meson; everything else is in the meson.build files.
BUILD = build

all: $(BUILD)/build.ninja
	ninja -C $(BUILD)

# Installs what is missing, builds, and opens the window with a sample set up;
# without a display the same experiment on the command line.
run: packages-run all
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	  $(BUILD)/ui/thetascope; \
	else \
	  echo "There is no display: the same experiment on the command line."; \
	  $(BUILD)/src/cli/thetascope-cli run data/samples/wine.theta -o results/wine && \
	  echo "The report is results/wine/report.pdf"; \
	fi

check: packages-test all
	meson test -C $(BUILD) --print-errorlogs

bench: all
	$(BUILD)/src/cli/thetascope-cli bench --quick

install: all
	meson install -C $(BUILD)

packages-build:
	@.ci/install-packages build

packages-run:
	@.ci/install-packages build run

packages-test:
	@.ci/install-packages build run test

$(BUILD)/build.ninja:
	meson setup $(BUILD) -Dbuildtype=debugoptimized

clean:
	rm -rf $(BUILD)

.PHONY: all run check bench install packages-build packages-run packages-test clean
