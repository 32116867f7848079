#!/bin/sh
# Makes one folder that checks and measures the cuBLAS backend on a machine with an NVIDIA GPU that
# has neither a JDK nor Maven nor a network. There: sh FOLDER/check.sh
#
#   make-folder.sh FOLDER [DATA]
#
# FOLDER must not exist; DATA is a folder with MNIST's files, to train on those instead of digits
# that the program draws here.
set -eu
fail() {
  printf 'make-folder: %s\n' "$1" >&2
  exit 1
}
[ $# -eq 1 ] || [ $# -eq 2 ] || fail 'usage: make-folder.sh FOLDER [DATA]'
target=$1
data=${2:-}
[ ! -e "$target" ] || fail "$target is there already"
[ -z "$data" ] || [ -d "$data" ] || fail "$data: no such folder"
root=$(CDPATH='' cd "$(dirname "$0")/../.." && pwd)
jdk=$("$root/capstan" --jdk)

printf 'make-folder: building …\n'
JAVA_HOME=$jdk mvn -q -f "$root/pom.xml" -DskipTests package
mkdir -p "$target/lib" "$target/tests"
cp "$root/bench/target/benchmarks.jar" "$target/lib/"

# The tests, and the libraries they run on. The plugin's version stands in the parent pom alone.
for module in core cublas autograd; do
  cp -R "$root/$module/target/test-classes" "$target/tests/$module"
done
plugin=$(sed -n 's|.*<maven-dependency-plugin.version>\(.*\)</.*|\1|p' "$root/pom.xml")
mkdir -p "$root/target/gpu"
libraries=$(mktemp -d "$root/target/gpu/libraries.XXXXXX")
trap 'rm -rf "$libraries"' EXIT
JAVA_HOME=$jdk mvn -q -f "$root/pom.xml" -pl core \
  "org.apache.maven.plugins:maven-dependency-plugin:$plugin:copy-dependencies" \
  -DincludeScope=test -DoutputDirectory="$libraries"
cp "$libraries"/*.jar "$target/tests/"

# java.desktop, the largest module by far, is left out: nothing here draws a picture.
"$jdk/bin/jlink" --output "$target/runtime" --compress zip-9 --strip-debug --no-header-files \
  --no-man-pages --add-modules \
  java.base,jdk.incubator.vector,java.logging,java.management,jdk.management,jdk.unsupported,jdk.zipfs

mkdir "$target/data"
if [ -n "$data" ]; then
  for name in train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte \
    t10k-labels-idx1-ubyte; do
    for file in "$data/$name" "$data/$name.gz"; do
      [ -f "$file" ] && cp "$file" "$target/data/" && break
    done
    ls "$target/data/$name"* >/dev/null 2>&1 || fail "$data holds no $name"
  done
else
  "$jdk/bin/java" --add-modules jdk.incubator.vector \
    -cp "$root/bench/target/benchmarks.jar:$root/mnist/target/test-classes" \
    capstan.mnist.command.DrawnFolder "$target/data" 6400 100
fi
cp "$root/bench/gpu/check.sh" "$target/check.sh"
printf 'make-folder: %s is ready, %s MB; on the machine with the GPU: sh %s/check.sh\n' \
  "$target" "$(du -sm "$target" | cut -f1)" "$(basename "$target")"
