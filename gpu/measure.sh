#!/bin/sh
# Measures the CUDA device on this machine, in under eight minutes: takes or makes the
# build, runs the operation tests, whole experiments on the CPU and with CUDA, the benchmark
# of both, and compute-sanitizer on a few tests.  Writes gpu/RESULTS.md.
#
#   gpu/measure.sh [-n] [-o FILE] [-r ROWS] [-t TEST] [BUILD]
#
#   BUILD     a build folder, made where it is missing; otherwise build-gpu
#   -n        takes the build as it is
#   -o FILE   writes there instead
#   -r ROWS   benchmark of at most so many rows
#   -t TEST   of the operation tests this one alone, as in test-dense
#
# Needs a GPU with its driver, the CUDA Toolkit (see the README), and what the build needs.
# $THETASCOPE_MODULES names the folder of another module than the build's.  Exit status:
# 0 all was measured and passed, 1 something failed (what could be measured is written all
# the same, and says what), 2 there is no GPU, no build or no such option, and nothing is
# written.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
output=$here/RESULTS.md
rows=''
only=test-
taken=''
while getopts no:r:t: option; do
  case $option in
    n) taken=yes ;;
    o) output=$OPTARG ;;
    r) rows=--rows=$OPTARG ;;
    t) only=$OPTARG ;;
    *) echo 'usage: gpu/measure.sh [-n] [-o FILE] [-r ROWS] [-t TEST] [BUILD]' >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
build=${1:-$root/build-gpu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
start=$(date +%s)
failed=0

# Seconds of the eight minutes that are left, but $2 that others need, at most $1 and at
# least one.
share() {
  seconds=$((470 - $2 - $(date +%s) + start))
  [ "$seconds" -gt "$1" ] && seconds=$1
  [ "$seconds" -gt 1 ] && echo "$seconds" || echo 1
}

say() { echo "measure: $*"; }

complain() {
  echo "measure: $*" >&2
  echo "- $*" >> "$work/failures"
  failed=1
}

give_up() {
  [ -s "$work/log" ] && tail -n 20 "$work/log" >&2
  echo "measure: $*" >&2
  exit 2
}

# Fails with the reason where CUDA is not available, unless what is missing is the module.
look() {
  "$cli" devices --json > "$work/devices.json" || give_up 'the program does not run'
  python3 - "$work/devices.json" "$1" <<'PY' || exit 2
import json, sys
cuda = next(d for d in json.load(open(sys.argv[1])) if d['id'] == 'cuda')
if not cuda['available'] and not (sys.argv[2] == 'first' and 'without its module' in cuda['reason']):
    sys.exit('measure: there is no GPU to measure. ' + cuda['reason'])
PY
}

# ---- the build: first the program alone, which knows whether there is a GPU ----
if [ -z "$taken" ] && [ ! -f "$build/build.ninja" ]; then
  say "making $build for the GPU of this machine"
  capability=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2> /dev/null \
    | head -n 1 | tr -d ' .')
  meson setup "$build" "$root" --buildtype=release -Dcuda=enabled \
    ${capability:+-Dgpu_arch="$capability"} > "$work/log" 2>&1 \
    || give_up "the build cannot be set up; is nvcc found? (see the README)"
fi
build=$(cd "$build" && pwd) || give_up "there is no build in $build"
cli=$build/src/cli/thetascope-cli
THETASCOPE_MODULES=${THETASCOPE_MODULES:-$build/gpu}
THETASCOPE_SAMPLES=$root/data/samples
THETASCOPE_HISTORY=none
export THETASCOPE_MODULES THETASCOPE_SAMPLES THETASCOPE_HISTORY
if [ -z "$taken" ]; then
  ninja -C "$build" src/cli/thetascope-cli > "$work/log" 2>&1 || give_up 'the build fails'
  look first
  say "building the module and its tests"
  # shellcheck disable=SC2046
  ninja -C "$build" gpu/thetascope-cuda.so \
    $(ninja -C "$build" -t targets all | sed -n 's|^\(tests/device/test-[a-z-]*\): .*|\1|p') \
    > "$work/log" 2>&1 || give_up 'the build fails'
fi
: > "$work/log"
look again
"$cli" devices

# ---- the operation tests, on the GPU alone ----
: > "$work/tests"
for program in "$build"/tests/device/test-*; do
  name=$(basename "$program")
  case $name in "$only"*) ;; *) continue ;; esac
  if [ ! -f "$program" ] || [ ! -x "$program" ]; then continue; fi
  options=$("$program" -l 2> /dev/null | sed -n 's|^\(/.*/cuda\)$|-p \1|p')
  [ -n "$options" ] || continue
  # shellcheck disable=SC2086
  timeout "$(share 60 280)" "$program" --tap $options > "$work/$name.log" 2>&1
  status=$?
  passed=$(grep -c '^ok' "$work/$name.log")
  skipped=$(grep -c '^ok.*# SKIP' "$work/$name.log")
  verdict=passed
  if [ "$status" -ne 0 ] || [ "$skipped" -ne 0 ] || [ "$passed" -eq 0 ]; then
    verdict=FAILED
    complain "$name: $(grep -m 1 -E '^not ok|^Bail out|ERROR|# SKIP' "$work/$name.log" \
      || echo "it did not end well (status $status)")"
  fi
  say "$name: $((passed - skipped)) passed, $skipped skipped, status $status"
  echo "| $name | $((passed - skipped)) | $skipped | $verdict |" >> "$work/tests"
done
[ -s "$work/tests" ] || complain "no operation test has a case for CUDA"

# ---- whole experiments, CPU against CUDA ----
experiment() { # NAME EXPERIMENT ASSIGNMENT…
  name=$1; file=$2; shift 2
  settings=''
  set -f # a "?" in a setting is no pattern
  for assignment in "$@"; do settings="$settings --set $assignment"; done
  for device in cpu cuda; do
    rm -rf "${work:?}/$device"
    # shellcheck disable=SC2086
    timeout "$(share 60 240)" "$cli" run "$file" --device=$device --no-history -o "$work/$device" \
      $settings > /dev/null 2> "$work/$device.log" \
      || { complain "$name on $device: $(grep -m 1 'Stopped while' "$work/$device.log" \
        || tail -n 1 "$work/$device.log")"; return; }
  done
  python3 "$here/compare.py" "$name" "$work/cpu" "$work/cuda" > "$work/line" 2> "$work/why" \
    || complain "$name: $(tail -n 1 "$work/why")"
  cat "$work/line" >> "$work/experiments"
  say "$(cat "$work/line")"
}
: > "$work/experiments"
wine=$root/data/samples/wine.theta
experiment "wine, leave-one-out" "$wine"
experiment "wine, Algorithm 1" "$wine" Weights.Method=algorithm1 Weights.Iterations=20
experiment "wine, GELU with biases" "$wine" Network.Activation=gelu Network.BiasVariance=0.1 \
  Weights.Method=algorithm1 Weights.Iterations=20
experiment "wine, tanh (Mehler)" "$wine" Network.Activation=tanh
experiment "wine, conjugate gradients" "$wine" Regression.Solver=cg Weights.Method=uniform
if [ -z "$rows" ]; then
  experiment "digits, alignment" "$wine" Dataset.Source=sample:digits Weights.Method=alignf \
    Evaluation.Protocol=holdout
  experiment "moons, stored float64" "$wine" "Dataset.Source=generator:moons?n=600" \
    Network.Activation=erf
fi

# ---- the benchmark, CUDA first; interrupted it prints what it has ----
bench() { # DEVICE SECONDS
  # shellcheck disable=SC2086
  timeout -s INT -k 30 "$2" "$cli" bench --device="$1" $rows --json > "$work/bench-$1.json" \
    2> "$work/bench.log"
  status=$?
  case $status in
    0) say "the benchmark on $1 is done" ;;
    124 | 130) say "the benchmark on $1 was cut off after $2 s" ;;
    *) complain "the benchmark on $1: $(tail -n 1 "$work/bench.log")" ;;
  esac
}
bench cuda "$(share 130 150)"

# ---- compute-sanitizer on a small set ----
sanitizer=$(command -v compute-sanitizer || find /usr/local/cuda/bin -name compute-sanitizer \
  2> /dev/null)
: > "$work/sanitized"
if [ -n "$sanitizer" ]; then
  for tool in memcheck racecheck; do
    for pair in test-set:gather test-layer-gram:layer-gram test-limit:limit/bad-spec \
      test-dense:diagonal; do
      name=${pair%%:*}
      program=$build/tests/device/$name
      case=/device/${pair#*:}/cuda
      case $name in "$only"*) ;; *) continue ;; esac
      if ! "$program" -l 2> /dev/null | grep -qx "$case"; then
        complain "$name has no test $case"
        continue
      fi
      seconds=$(share 30 90)
      timeout "$seconds" "$sanitizer" --tool "$tool" --error-exitcode 9 "$program" --tap -p "$case" \
        > "$work/sanitizer.log" 2>&1
      status=$?
      case $status in
        0) verdict="no error" ;;
        124) verdict="not finished in $seconds s" ;;
        *)
          verdict="FAILED ($status)"
          complain "$tool on $case: $(grep '=========' "$work/sanitizer.log" \
            | grep -v -m 1 COMPUTE-SANITIZER || echo "status $status")"
          ;;
      esac
      say "$tool $case: $verdict"
      echo "| $tool | \`$case\` | $verdict |" >> "$work/sanitized"
    done
  done
else
  echo "| – | – | compute-sanitizer is not installed |" >> "$work/sanitized"
fi

bench cpu "$(share 430 25)"

python3 "$here/report.py" "$work" "$(($(date +%s) - start))" > "$work/RESULTS.md" || failed=1
cp "$work/RESULTS.md" "$output" || exit 1
say "written: $output"
exit $failed
