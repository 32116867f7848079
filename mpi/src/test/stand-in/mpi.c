/* A stand-in for a library of MPI with the standard's own binary interface (MPI 5.0), in one
 * process: all other ranks hold what this one does, so that it can answer for them. Calls that
 * would be mistakes in a real library are noted, and fail. */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define WORLD 0x101
#define FLOAT 0x210
#define DOUBLE 0x214
#define BYTE 0x247
#define SUM 0x21
#define ERRORS_RETURN 0x142
#define IN_PLACE 1
#define THREAD_FUNNELED 1024
#define ERR_OTHER 16

static int ranks, rank, abi, threads, begun, ended, returns;
static char failing[64], violations[4096];
static int code;

void stand_in_reset(void) {
  ranks = 1;
  rank = 0;
  abi = 1;
  threads = THREAD_FUNNELED;
  begun = ended = returns = code = 0;
  failing[0] = violations[0] = 0;
}

/* Makes every call of a function fail with a code. */
void stand_in_fail(const char *function, int with) {
  snprintf(failing, sizeof failing, "%s", function);
  code = with;
}

void stand_in_set(const char *name, int value) {
  if (!strcmp(name, "ranks")) ranks = value;
  else if (!strcmp(name, "rank")) rank = value;
  else if (!strcmp(name, "abi")) abi = value;
  else if (!strcmp(name, "threads")) threads = value;
}

const char *stand_in_violations(void) { return violations; }

static void violation(const char *format, ...) {
  size_t length = strlen(violations);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(violations + length, sizeof violations - length - 1, format, arguments);
  va_end(arguments);
  strcat(violations, "\n");
}

static int enter(const char *function) { return strcmp(failing, function) ? 0 : code; }

/* A call among ranks, which needs a group. */
static int enter_group(const char *function, intptr_t world) {
  if (!begun || ended) violation("%s outside of the group", function);
  if (world != WORLD) violation("%s: communicator %#lx", function, (long)world);
  return enter(function);
}

#ifndef TOO_OLD
int MPI_Abi_get_version(int *major, int *minor) {
  *major = abi;
  *minor = 0;
  return enter("MPI_Abi_get_version");
}
#endif

int MPI_Get_library_version(char *text, int *length) {
  *length = sprintf(text, "Stand-in Version: 5.0.1\nand more");
  return enter("MPI_Get_library_version");
}

int MPI_Error_string(int error, char *text, int *length) {
  *length = sprintf(text, "error %d of the stand-in\n   and its stack", error);
  return enter("MPI_Error_string");
}

int MPI_Initialized(int *flag) {
  *flag = begun;
  return enter("MPI_Initialized");
}

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided) {
  if (begun) violation("MPI_Init_thread twice");
  if (argc || argv) violation("MPI_Init_thread: arguments");
  if (required != THREAD_FUNNELED) violation("MPI_Init_thread: level %d", required);
  begun = 1;
  *provided = threads;
  return enter("MPI_Init_thread");
}

int MPI_Finalize(void) {
  if (!begun || ended) violation("MPI_Finalize outside of the group");
  ended = 1;
  return enter("MPI_Finalize");
}

int MPI_Comm_set_errhandler(intptr_t world, intptr_t handler) {
  if (handler != ERRORS_RETURN) violation("MPI_Comm_set_errhandler: %#lx", (long)handler);
  returns = 1;
  return enter_group("MPI_Comm_set_errhandler", world);
}

int MPI_Comm_rank(intptr_t world, int *value) {
  *value = rank;
  return enter_group("MPI_Comm_rank", world);
}

int MPI_Comm_size(intptr_t world, int *value) {
  *value = ranks;
  return enter_group("MPI_Comm_size", world);
}

int MPI_Get_processor_name(char *name, int *length) {
  *length = sprintf(name, "machine");
  return enter("MPI_Get_processor_name");
}

int MPI_Abort(intptr_t world, int status) {
  (void)status;
  return enter_group("MPI_Abort", world);
}

int MPI_Allreduce(const void *from, void *to, int count, intptr_t type, intptr_t op, intptr_t world) {
  if (from != (void *)IN_PLACE) violation("MPI_Allreduce: not in place");
  if (op != SUM) violation("MPI_Allreduce: operation %#lx", (long)op);
  if (!returns) violation("MPI_Allreduce: errors are fatal");
  if (type == FLOAT) for (int i = 0; i < count; i++) ((float *)to)[i] *= (float)ranks;
  else if (type == DOUBLE) for (int i = 0; i < count; i++) ((double *)to)[i] *= ranks;
  else violation("MPI_Allreduce: type %#lx", (long)type);
  return enter_group("MPI_Allreduce", world);
}

int MPI_Bcast(void *memory, int count, intptr_t type, int root, intptr_t world) {
  if (!memory || count < 0 || type != BYTE) violation("MPI_Bcast: %d of %#lx", count, (long)type);
  if (root < 0 || root >= ranks) violation("MPI_Bcast: root %d", root);
  return enter_group("MPI_Bcast", world);
}

int MPI_Alltoall(const char *from, int count, intptr_t type, char *to, int number, intptr_t kind,
                 intptr_t world) {
  if (type != BYTE || kind != BYTE || count != number) violation("MPI_Alltoall: types, counts");
  for (int i = 0; i < ranks; i++) memcpy(to + (size_t)i * count, from + (size_t)rank * count, count);
  return enter_group("MPI_Alltoall", world);
}

int MPI_Allgather(const char *from, int count, intptr_t type, char *to, int number, intptr_t kind,
                  intptr_t world) {
  if (type != BYTE || kind != BYTE || count != number) violation("MPI_Allgather: types, counts");
  for (int i = 0; i < ranks; i++) memcpy(to + (size_t)i * count, from, count);
  return enter_group("MPI_Allgather", world);
}
