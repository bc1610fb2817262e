#!/bin/sh
# Measures the CUDA device on this machine, in under eight minutes: takes or makes the
# build, runs the operation tests, compute-sanitizer on a few of them, whole experiments
# on the CPU and with CUDA, and the benchmark of both.  Writes gpu/RESULTS.md.
#
#   gpu/measure.sh [BUILD]     BUILD: a build folder, made where it is missing (build-gpu)
#
# Needs a GPU with its driver, the CUDA Toolkit (see the README), and what the build needs.
# Exits with 1 where anything failed; what could be measured is written all the same.
set -u
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
build=${1:-$root/build-gpu}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
start=$(date +%s)
failed=0

# Seconds of the eight minutes that are left, at least one.
left() {
  seconds=$((470 - $(date +%s) + start))
  [ "$seconds" -gt 1 ] && echo "$seconds" || echo 1
}

say() { echo "measure: $*"; }

complain() {
  echo "measure: $*" >&2
  echo "- $*" >> "$work/failures"
  failed=1
}

if [ ! -f "$build/build.ninja" ]; then
  say "making $build for the GPU of this machine"
  capability=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader 2>/dev/null | head -n 1 | tr -d ' .')
  meson setup "$build" "$root" --buildtype=release -Dcuda=enabled \
    ${capability:+-Dgpu_arch="$capability"} > "$work/setup.log" 2>&1 \
    || { tail -n 20 "$work/setup.log" >&2; echo "measure: the build cannot be set up" >&2; exit 1; }
fi
ninja -C "$build" > "$work/build.log" 2>&1 \
  || { tail -n 20 "$work/build.log" >&2; echo "measure: the build fails" >&2; exit 1; }
cli=$build/src/cli/thetascope-cli
THETASCOPE_MODULES=$build/gpu
THETASCOPE_SAMPLES=$root/data/samples
export THETASCOPE_MODULES THETASCOPE_SAMPLES

"$cli" devices --json > "$work/devices.json" || exit 1
"$cli" devices
python3 - "$work/devices.json" <<'PY' || exit 1
import json, sys
cuda = next(d for d in json.load(open(sys.argv[1])) if d['id'] == 'cuda')
if not cuda['available']:
    sys.exit('measure: there is nothing to measure: ' + cuda['reason'])
PY

# ---- the operation tests, on the GPU alone ----
: > "$work/tests"
for program in "$build"/tests/device/test-*; do
  [ -x "$program" ] && [ -f "$program" ] || continue
  name=$(basename "$program")
  cases=$("$program" -l 2>/dev/null | grep '/cuda$')
  [ -n "$cases" ] || continue
  options=""
  for case in $cases; do options="$options -p $case"; done
  # shellcheck disable=SC2086
  timeout "$(left)" "$program" --tap $options > "$work/$name.log" 2>&1
  status=$?
  passed=$(grep -c '^ok' "$work/$name.log")
  skipped=$(grep -c '^ok.*# SKIP' "$work/$name.log")
  say "$name: $((passed - skipped)) passed, $skipped skipped, status $status"
  echo "| $name | $((passed - skipped)) | $skipped | $([ "$status" -eq 0 ] && echo passed || echo FAILED) |" \
    >> "$work/tests"
  [ "$status" -eq 0 ] && [ "$skipped" -eq 0 ] \
    || complain "$name: $(grep -m 1 -E '^not ok|^Bail out|ERROR' "$work/$name.log" || echo 'it did not end well')"
done
[ -s "$work/tests" ] || complain "no operation test has a case for CUDA"

# ---- compute-sanitizer on a small set ----
sanitizer=$(command -v compute-sanitizer || ls /usr/local/cuda/bin/compute-sanitizer 2>/dev/null)
if [ -n "$sanitizer" ]; then
  for tool in memcheck racecheck; do
    for pair in test-set:gather test-layer-gram:layer-gram test-limit:limit/bad-spec test-dense:not-positive; do
      program=$build/tests/device/${pair%%:*}
      case=/device/${pair#*:}/cuda
      "$program" -l 2>/dev/null | grep -qx "$case" || continue
      seconds=$(left)
      [ "$seconds" -gt 40 ] && seconds=40
      timeout "$seconds" "$sanitizer" --tool "$tool" --error-exitcode 9 "$program" --tap -p "$case" \
        > "$work/sanitizer.log" 2>&1
      status=$?
      case $status in
        0) verdict="no error" ;;
        124) verdict="not finished in $seconds s" ;;
        *) verdict="FAILED ($status)"
           complain "$tool on $case: $(grep -m 1 '=========' "$work/sanitizer.log")" ;;
      esac
      say "$tool $case: $verdict"
      echo "| $tool | \`$case\` | $verdict |" >> "$work/sanitized"
    done
  done
else
  echo "| – | – | compute-sanitizer is not installed |" >> "$work/sanitized"
fi

# ---- whole experiments, CPU against CUDA ----
experiment() { # NAME EXPERIMENT ASSIGNMENT…
  name=$1; file=$2; shift 2
  for device in cpu cuda; do
    settings=""
    for assignment in "$@"; do settings="$settings --set $assignment"; done
    # shellcheck disable=SC2086
    timeout "$(left)" "$cli" run "$file" --device=$device -o "$work/$device" $settings \
      > /dev/null 2> "$work/$device.log" \
      || { complain "$name on $device: $(tail -n 1 "$work/$device.log")"; return; }
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
experiment "wine, GELU with biases" "$wine" Network.Activation=gelu Network.BiasVariance=0.1
experiment "wine, tanh (Mehler)" "$wine" Network.Activation=tanh
experiment "digits, alignment" "$wine" Dataset.Source=sample:digits Weights.Method=alignf Evaluation.Protocol=holdout
experiment "moons, stored float64" "$wine" "Dataset.Source=generator:moons?n=600" Network.Activation=erf

# ---- the benchmark, CUDA first ----
for device in cuda cpu; do
  seconds=$(left)
  [ "$device" = cuda ] && [ "$seconds" -gt 150 ] && seconds=150
  timeout "$seconds" "$cli" bench --device=$device --json > "$work/bench-$device.json" 2> "$work/bench.log"
  if [ $? -ne 0 ] && [ "$device" = cuda ]; then
    complain "the benchmark on CUDA: $(tail -n 1 "$work/bench.log")"
  fi
done
# A slow CPU may not end in time at n = 10 000: then up to 5000.
[ -s "$work/bench-cpu.json" ] \
  || timeout "$(left)" "$cli" bench --device=cpu --quick --json > "$work/bench-cpu.json" 2>/dev/null

python3 "$here/report.py" "$work" "$((($(date +%s) - start)))" > "$here/RESULTS.md" || failed=1
say "written: $here/RESULTS.md"
exit $failed
