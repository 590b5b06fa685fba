#!/usr/bin/env bash
# Fuzzes every target in turn: fuzz/run.sh MINUTES [TARGET...]. Minutes are CPU minutes, shared evenly.
# What was learned stays in fuzz/corpus, so a run that was stopped goes on where it was. Exit 1: something was found.
set -euo pipefail
out=$(realpath -m "${CARGO_TARGET_DIR:-$(dirname "$0")/../target}")/fuzz
cd "$(dirname "$0")"

minutes=${1:?minutes}
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(book case_json csv_in descriptor)
host=$(rustc -vV | sed -n 's/^host: //p')
each=$((minutes * 60 / ${#targets[@]}))

# Coverage instrumentation by stable rustc: what `cargo fuzz run --sanitizer none` sets, without needing that tool. The
# engine has no unsafe code, so an address sanitizer (nightly only) would find nothing more. With --target, build
# scripts and macros stay as they are.
coverage="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4
 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table
 -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
RUSTFLAGS=$(echo $coverage) cargo build --release --quiet --target "$host" --target-dir "$out" \
    $(printf -- '--bin %s ' "${targets[@]}")

found=0
for target in "${targets[@]}"; do
    mkdir -p "corpus/$target" "artifacts/$target"
    seeds=()
    [ ! -d "seeds/$target" ] || seeds=("seeds/$target")
    words=()
    [ ! -f "$target.dict" ] || words=(-dict="$target.dict")
    echo "== $target: $each s"
    # An answer within 10 s and 1 GiB is a law too. -max_len: beyond it only more of the same.
    nice "$out/$host/release/$target" "corpus/$target" "${seeds[@]}" "${words[@]}" \
        -artifact_prefix="artifacts/$target/" -max_total_time="$each" -timeout=10 -rss_limit_mb=1024 \
        -max_len=16384 -print_final_stats=1 -verbosity=0 \
        2>"artifacts/$target.log" || found=1
    grep -E 'panicked|^SUMMARY|number_of_executed|average_exec|slowest_unit|peak_rss' "artifacts/$target.log" || true
done
[ $found = 0 ] || echo "What was found is in fuzz/artifacts; the whole story of each target in fuzz/artifacts/TARGET.log"
exit $found
