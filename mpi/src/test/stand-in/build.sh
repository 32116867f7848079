#!/bin/sh
# Compiles the stand-in for a library with the standard's binary interface into a folder, and one
# into the folder too-old that lacks a function.
set -eu
source=$(CDPATH='' cd "$(dirname "$0")" && pwd)
target=$1
compiler=$2
mkdir -p "$target/too-old"
compile() {
  "$compiler" -std=gnu11 -O1 -Wall -Wextra -fPIC -shared "$@" "$source/mpi.c"
}
compile -o "$target/libmpi_abi.so.1"
compile -DTOO_OLD -o "$target/too-old/libmpi_abi.so.1"
