#!/bin/sh
# Checks and measures the cuBLAS backend on this machine; made by make-folder.sh, which puts the
# runtime and the jars beside it. Exit status 1 if something is wrong.
#
#   CAPSTAN_CUBLAS_PATH   folders with libcublas and libcudart, separated by colons, if they are
#                         where neither the system's loader nor Python's packages have them
#   CAPSTAN_GPU_OPTIONS   further options for the measurement, such as --small
set -u
here=$(CDPATH='' cd "$(dirname "$0")" && pwd)
jar=$here/lib/benchmarks.jar

# NVIDIA's Python packages hold the libraries too, in folders that no loader knows.
path=${CAPSTAN_CUBLAS_PATH:-}
if [ -z "$path" ] && [ ! -e /usr/local/cuda/lib64/libcublas.so ] &&
  ! ldconfig -p 2>/dev/null | grep -q 'libcublas\.so' && command -v python3 >/dev/null; then
  path=$(python3 -c '
import glob, sys
found = []
for folder in sys.path:
    for name in ("cu13", "cublas", "cuda_runtime"):
        found += glob.glob(folder + "/nvidia/" + name + "/lib")
print(":".join(found))')
fi
[ -z "$path" ] || path=-Dcapstan.cublas.path=$path

java() {
  # shellcheck disable=SC2086 # $path may be no word at all.
  $under "$here/runtime/bin/java" --add-modules jdk.incubator.vector \
    --enable-native-access=ALL-UNNAMED -XX:MaxRAMPercentage=70 -XX:CompileCommand=quiet \
    '-XX:CompileCommand=CompileThresholdScaling,capstan.core.simd.*::*,0.05' \
    $path "$@" 2>&1 | grep -v '^WARNING: Using incubator modules'
}
under=

wrong=
# Runs a part; java's status is that of a pipe, so each part says in its last line what it is.
part() {
  title=$1
  word=$2
  shift 2
  printf '\n== %s\n' "$title"
  log=$(mktemp)
  java "$@" | tee "$log"
  tail -n 3 "$log" | grep -q "$word" || wrong="$wrong; $title"
  rm -f "$log"
}

part 'what there is' 'cuBLAS.*compute capability' -cp "$jar" capstan.mnist.command.Capstan info

classes=$here/tests/core:$here/tests/cublas:$here/tests/autograd
for file in "$here"/tests/*.jar; do
  classes=$classes:$file
done
part 'the contract tests and the gradient checks, every product on the GPU' ' 0 failed' \
  -Dcapstan.test.backend=cublas -Dcapstan.cublas.products=device -cp "$classes:$jar" \
  capstan.core.testing.RunTests capstan.core.kernel capstan.autograd.op

sanitizer=$(command -v compute-sanitizer || ls /usr/local/cuda/bin/compute-sanitizer 2>/dev/null)
if [ -n "$sanitizer" ]; then
  under="$sanitizer --leak-check full --error-exitcode 9"
  part 'compute-sanitizer' 'ERROR SUMMARY: 0 errors' -cp "$jar" \
    capstan.bench.gpu.GpuCheck --data "$here/data" --small --batch 16 --loss-steps 3 --rounds 1 \
    --round-steps 2 --memory-steps 3
  under=
else
  printf '\n== compute-sanitizer: not found here, left out\n'
fi

# shellcheck disable=SC2086 # These are several words, or none.
part 'training' '^GOOD' -cp "$jar" capstan.bench.gpu.GpuCheck --data "$here/data" \
  ${CAPSTAN_GPU_OPTIONS:-}

if [ -n "$wrong" ]; then
  printf '\nWRONG%s\n' "$wrong"
  exit 1
fi
printf '\nALL GOOD\n'
