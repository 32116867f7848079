#!/bin/sh
# Compiles the stand-ins for CUDA's runtime and cuBLAS into a folder, under the names of CUDA 13.
set -eu
source=$(CDPATH='' cd "$(dirname "$0")" && pwd)
target=$1
compiler=$2
mkdir -p "$target"
# Each file gets its name when it is whole: several test runs may build at once.
work=$(mktemp -d "$target/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
"$compiler" -std=gnu11 -O3 -Wall -Wextra -fPIC -shared -Wl,-soname,libcudart.so.13 \
  -o "$work/libcudart.so.13" "$source/cudart.c"
"$compiler" -std=gnu11 -O3 -Wall -Wextra -fPIC -shared -Wl,-soname,libcublas.so.13 \
  -o "$work/libcublas.so.13" "$source/cublas.c" "$work/libcudart.so.13" -Wl,-rpath,"\$ORIGIN"
mv "$work/libcudart.so.13" "$work/libcublas.so.13" "$target/"
