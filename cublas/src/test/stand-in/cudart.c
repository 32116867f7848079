/*
 * A stand-in for CUDA's runtime library on a machine without a GPU, for tests.
 *
 * Device memory is memory that the processor cannot touch by the addresses it hands out; every
 * access is checked against what has been allocated and not freed. Streams do nothing until they
 * are waited for, which is the latest that a device may do it, and every other time in the least
 * favourable order: a buffer used again too early, a result read too early, or an event that is not
 * waited for, shows. New memory is full of NaN. Any call can be made to fail.
 */
#define _GNU_SOURCE
#include "stand_in.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { INVALID_VALUE = 1, MEMORY_ALLOCATION = 2, INSUFFICIENT_DRIVER = 35, NO_DEVICE = 100,
       INVALID_HANDLE = 400 };
enum { MOST = 1 << 16, NAMES = 128 };

/* ---- what tests see ---- */

static struct { char name[48]; int64_t count; int64_t fail_at; int status; } calls[NAMES];
static struct { char name[48]; int64_t value; } numbers[NAMES];
static struct { char name[48]; int64_t count; } living[16];
static char violations[1 << 14];
static int violation_count;

#define SLOT(table, wanted)                                              \
  int slot = 0;                                                          \
  while (table[slot].name[0] && strcmp(table[slot].name, wanted)) slot++; \
  snprintf(table[slot].name, sizeof table[slot].name, "%s", wanted)

void stand_in_violation(const char *format, ...) {
  va_list arguments;
  size_t used = strlen(violations);
  va_start(arguments, format);
  vsnprintf(violations + used, sizeof violations - used, format, arguments);
  va_end(arguments);
  used = strlen(violations);
  snprintf(violations + used, sizeof violations - used, "\n");
  violation_count++;
  if (getenv("CAPSTAN_STAND_IN_TRACE")) fprintf(stderr, "stand-in: %s", violations + 0);
}

static void read_failure_of_environment(void) {
  static int done;
  const char *text = getenv("CAPSTAN_STAND_IN_FAIL"); /* call:nth:status */
  char call[48];
  long nth;
  int status;
  if (done++ || !text || sscanf(text, "%47[^:]:%ld:%d", call, &nth, &status) != 3) return;
  SLOT(calls, call);
  calls[slot].fail_at = nth;
  calls[slot].status = status;
}

int stand_in_enter(const char *call) {
  read_failure_of_environment();
  SLOT(calls, call);
  calls[slot].count++;
  if (calls[slot].fail_at > 0 && --calls[slot].fail_at == 0) return calls[slot].status;
  return 0;
}

int64_t stand_in_calls(const char *call) {
  SLOT(calls, call);
  return calls[slot].count;
}

/* Makes the nth call from now on return this status. */
void stand_in_fail(const char *call, int64_t nth, int status) {
  SLOT(calls, call);
  calls[slot].fail_at = nth;
  calls[slot].status = status;
}

void stand_in_set(const char *name, int64_t value) {
  SLOT(numbers, name);
  numbers[slot].value = value;
}

int64_t stand_in_setting(const char *name, int64_t otherwise) {
  char variable[80];
  for (int i = 0; numbers[i].name[0]; i++)
    if (!strcmp(numbers[i].name, name)) return numbers[i].value;
  snprintf(variable, sizeof variable, "CAPSTAN_STAND_IN_%s", name);
  return getenv(variable) ? atoll(getenv(variable)) : otherwise;
}

void stand_in_count(const char *kind, int change) {
  SLOT(living, kind);
  living[slot].count += change;
}

/* How many there are of "device", "pinned", "stream", "event" or "handle". */
int64_t stand_in_living(const char *kind) {
  SLOT(living, kind);
  return living[slot].count;
}

const char *stand_in_violations(void) { return violations; }

/* Forgets calls, failures to come, settings and violations, but nothing that lives. */
void stand_in_reset(void) {
  memset(calls, 0, sizeof calls);
  memset(numbers, 0, sizeof numbers);
  violations[0] = 0;
  violation_count = 0;
}

/* ---- versions and the device ---- */

int cudaRuntimeGetVersion(int *version) {
  *version = (int)stand_in_setting("RUNTIME", 13000);
  return stand_in_enter("cudaRuntimeGetVersion");
}

int cudaDriverGetVersion(int *version) {
  *version = (int)stand_in_setting("DRIVER", 13000);
  return stand_in_enter("cudaDriverGetVersion");
}

int cudaGetDeviceCount(int *count) {
  int failure = stand_in_enter("cudaGetDeviceCount");
  if (failure) return failure;
  if (stand_in_setting("DRIVER", 13000) / 1000 < stand_in_setting("RUNTIME", 13000) / 1000)
    return INSUFFICIENT_DRIVER;
  *count = (int)stand_in_setting("DEVICES", 1);
  return *count ? 0 : NO_DEVICE;
}

int cudaSetDevice(int device) {
  int failure = stand_in_enter("cudaSetDevice");
  return failure ? failure : device == 0 ? 0 : 101;
}

int cudaGetDeviceProperties(void *properties, int device) {
  (void)device;
  memset(properties, 0, 1008);
  strcpy(properties, "Stand-in for a GPU");
  return stand_in_enter("cudaGetDeviceProperties");
}

int cudaDeviceGetAttribute(int *value, int attribute, int device) {
  (void)device;
  *value = attribute == 13 ? 1000000 : attribute == 16 ? 10 : attribute == 75 ? 9 : 0;
  return stand_in_enter("cudaDeviceGetAttribute");
}

const char *cudaGetErrorName(int code) {
  return code == INVALID_VALUE         ? "cudaErrorInvalidValue"
         : code == MEMORY_ALLOCATION   ? "cudaErrorMemoryAllocation"
         : code == INSUFFICIENT_DRIVER ? "cudaErrorInsufficientDriver"
         : code == NO_DEVICE           ? "cudaErrorNoDevice"
         : code == INVALID_HANDLE      ? "cudaErrorInvalidResourceHandle"
         : code == 700                 ? "cudaErrorIllegalAddress"
                                       : "unrecognized error code";
}

const char *cudaGetErrorString(int code) {
  return code == INVALID_VALUE         ? "invalid argument"
         : code == MEMORY_ALLOCATION   ? "out of memory"
         : code == INSUFFICIENT_DRIVER ? "CUDA driver version is insufficient for CUDA runtime version"
         : code == NO_DEVICE           ? "no CUDA-capable device is detected"
         : code == INVALID_HANDLE      ? "invalid resource handle"
         : code == 700                 ? "an illegal memory access was encountered"
                                       : "unrecognized error code";
}

/* ---- memory ---- */

struct block { uint64_t address; size_t bytes; char *place; int live; };
static struct block device_blocks[MOST], pinned_blocks[MOST];
static int device_count, pinned_count;
static size_t device_used;
static uint64_t next_address = UINT64_C(0x600000000000);

static struct block *containing(struct block *blocks, int count, uint64_t address) {
  for (int i = count - 1; i >= 0; i--)
    if (address >= blocks[i].address && address < blocks[i].address + blocks[i].bytes)
      return &blocks[i];
  return NULL;
}

static struct block *living_block(struct block *blocks, int count, uint64_t address) {
  for (int i = count - 1; i >= 0; i--)
    if (blocks[i].live && address >= blocks[i].address
        && address < blocks[i].address + blocks[i].bytes)
      return &blocks[i];
  return NULL;
}

char *stand_in_device(uint64_t address, int64_t bytes, const char *call) {
  struct block *block = containing(device_blocks, device_count, address);
  if (!block)
    stand_in_violation("%s: %#lx is no device memory%s", call, address,
        living_block(pinned_blocks, pinned_count, address) ? " but pinned" : "");
  else if (!block->live)
    stand_in_violation("%s: %#lx has been freed", call, address);
  else if (bytes < 0 || address + bytes > block->address + block->bytes)
    stand_in_violation("%s: %ld bytes at %#lx pass the end of its block", call, bytes, address);
  else
    return block->place + (address - block->address);
  return NULL;
}

static char *pinned(uint64_t address, int64_t bytes, const char *call) {
  struct block *block = living_block(pinned_blocks, pinned_count, address);
  if (block && bytes >= 0 && address + bytes <= block->address + block->bytes)
    return (char *)address;
  stand_in_violation("%s: %ld bytes at %#lx are not in pinned memory", call, bytes, address);
  return NULL;
}

static int64_t total(void) { return stand_in_setting("MEMORY", 4096) << 20; }

int cudaMemGetInfo(size_t *free_bytes, size_t *all) {
  *all = total();
  *free_bytes = *all - device_used;
  return stand_in_enter("cudaMemGetInfo");
}

int cudaMalloc(uint64_t *address, size_t bytes) {
  int failure = stand_in_enter("cudaMalloc");
  if (failure) return failure;
  if ((int64_t)(device_used + bytes) > total()) return MEMORY_ALLOCATION;
  struct block *block = &device_blocks[device_count++];
  *block = (struct block){next_address, bytes, malloc(bytes), 1};
  memset(block->place, 0xff, bytes);
  next_address += (bytes + (2 << 20)) >> 20 << 20; /* with a gap behind it, never used again */
  device_used += bytes;
  stand_in_count("device", 1);
  *address = block->address;
  return 0;
}

static void wait_for_all(void);

int cudaFree(uint64_t address) {
  int failure = stand_in_enter("cudaFree");
  if (failure) return failure;
  wait_for_all();
  struct block *block = containing(device_blocks, device_count, address);
  if (!block || block->address != address || !block->live) {
    stand_in_violation("cudaFree: %#lx %s", address,
        block && !block->live ? "has been freed" : "was not allocated");
    return INVALID_VALUE;
  }
  block->live = 0;
  device_used -= block->bytes;
  free(block->place);
  stand_in_count("device", -1);
  return 0;
}

/* Frees what device memory is left. */
void stand_in_free(void) {
  for (int i = 0; i < device_count; i++)
    if (device_blocks[i].live) {
      device_blocks[i].live = 0;
      device_used -= device_blocks[i].bytes;
      free(device_blocks[i].place);
      stand_in_count("device", -1);
    }
}

int cudaHostAlloc(uint64_t *address, size_t bytes, unsigned flags) {
  int failure = stand_in_enter("cudaHostAlloc");
  if (failure) return failure;
  if (flags) stand_in_violation("cudaHostAlloc: flags %u", flags);
  char *place = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  memset(place, 0xff, bytes);
  pinned_blocks[pinned_count++] = (struct block){(uint64_t)place, bytes, place, 1};
  stand_in_count("pinned", 1);
  *address = (uint64_t)place;
  return 0;
}

int cudaFreeHost(uint64_t address) {
  int failure = stand_in_enter("cudaFreeHost");
  if (failure) return failure;
  wait_for_all();
  struct block *block = living_block(pinned_blocks, pinned_count, address);
  if (!block || block->address != address) {
    stand_in_violation("cudaFreeHost: %#lx was not allocated, or has been freed", address);
    return INVALID_VALUE;
  }
  block->live = 0;
  free(block->place);
  stand_in_count("pinned", -1);
  return 0;
}

/* ---- streams and events ---- */

struct stream { int live; struct work *first, *last; };
/* One recording of an event: a stream that waits for it keeps waiting for this one. */
struct occurrence { int done; struct stream *stream; double time; };
struct event { int live; struct occurrence *latest; };
static struct stream streams[MOST];
static struct event events[MOST];
static int stream_count, event_count;
enum { STREAM = 0x57000000, EVENT = 0x45000000 };

static struct stream *stream_of(uint64_t handle, const char *call) {
  int64_t i = (int64_t)handle - STREAM;
  if (i >= 0 && i < stream_count && streams[i].live) return &streams[i];
  stand_in_violation("%s: there is no stream %#lx", call, handle);
  return NULL;
}

static struct event *event_of(uint64_t handle, const char *call) {
  int64_t i = (int64_t)handle - EVENT;
  if (i >= 0 && i < event_count && events[i].live) return &events[i];
  stand_in_violation("%s: there is no event %#lx", call, handle);
  return NULL;
}

int stand_in_stream_exists(uint64_t stream) { return stream_of(stream, "cublasSetStream_v2") != NULL; }

static int run_first(struct stream *stream) {
  struct work *work = stream->first;
  if (!work) return 0;
  stream->first = work->next;
  if (!stream->first) stream->last = NULL;
  work->run(work);
  free(work);
  return 1;
}

int stand_in_enqueue(uint64_t handle, struct work *work) {
  struct stream *stream = stream_of(handle, "enqueue");
  if (!stream) return 0;
  work->next = NULL;
  if (stream->last) stream->last->next = work; else stream->first = work;
  stream->last = work;
  if (stand_in_setting("EAGER", 0)) while (run_first(stream)) {}
  return 1;
}

/* Every other time that something is waited for, all other streams get ahead of it: an order that
 * was not asked for is not there. */
static void others_first(struct stream *stream) {
  static unsigned waits;
  if (++waits & 1)
    for (int i = 0; i < stream_count; i++)
      if (&streams[i] != stream) while (run_first(&streams[i])) {}
}

static void wait_for_all(void) {
  for (int i = 0; i < stream_count; i++) while (run_first(&streams[i])) {}
}

/* What a device does that fails in the middle: all it was given is lost. */
static void lose_everything(void) {
  for (int i = 0; i < stream_count; i++) {
    while (streams[i].first) {
      struct work *lost = streams[i].first;
      streams[i].first = lost->next;
      free(lost);
    }
    streams[i].last = NULL;
  }
}

struct copy { struct work work; uint64_t target, source; size_t bytes; int kind; };

static void run_copy(struct work *work) {
  struct copy *copy = (struct copy *)work;
  int out = copy->kind == 1;
  char *target = out ? stand_in_device(copy->target, copy->bytes, "copy to the device")
                     : pinned(copy->target, copy->bytes, "copy from the device");
  char *source = out ? pinned(copy->source, copy->bytes, "copy to the device")
                     : stand_in_device(copy->source, copy->bytes, "copy from the device");
  if (target && source) memcpy(target, source, copy->bytes);
}

int cudaMemcpyAsync(uint64_t target, uint64_t source, size_t bytes, int kind, uint64_t stream) {
  int failure = stand_in_enter("cudaMemcpyAsync");
  if (failure) return failure;
  if (kind != 1 && kind != 2) {
    stand_in_violation("cudaMemcpyAsync: kind %d", kind);
    return INVALID_VALUE;
  }
  uint64_t on_device = kind == 1 ? target : source, on_host = kind == 1 ? source : target;
  if (!stand_in_device(on_device, bytes, "cudaMemcpyAsync")
      || !pinned(on_host, bytes, "cudaMemcpyAsync"))
    return INVALID_VALUE;
  struct copy *copy = malloc(sizeof *copy);
  *copy = (struct copy){{run_copy, NULL}, target, source, bytes, kind};
  return stand_in_enqueue(stream, &copy->work) ? 0 : INVALID_HANDLE;
}

struct clearing { struct work work; uint64_t address; size_t bytes; int value; };

static void run_clearing(struct work *work) {
  struct clearing *clearing = (struct clearing *)work;
  char *place = stand_in_device(clearing->address, clearing->bytes, "memset");
  if (place) memset(place, clearing->value, clearing->bytes);
}

int cudaMemsetAsync(uint64_t address, int value, size_t bytes, uint64_t stream) {
  int failure = stand_in_enter("cudaMemsetAsync");
  if (failure) return failure;
  if (!stand_in_device(address, bytes, "cudaMemsetAsync")) return INVALID_VALUE;
  struct clearing *clearing = malloc(sizeof *clearing);
  *clearing = (struct clearing){{run_clearing, NULL}, address, bytes, value};
  return stand_in_enqueue(stream, &clearing->work) ? 0 : INVALID_HANDLE;
}

int cudaStreamCreateWithFlags(uint64_t *stream, unsigned flags) {
  int failure = stand_in_enter("cudaStreamCreateWithFlags");
  if (failure) return failure;
  if (flags != 1) stand_in_violation("cudaStreamCreateWithFlags: flags %u", flags);
  streams[stream_count].live = 1;
  *stream = STREAM + stream_count++;
  stand_in_count("stream", 1);
  return 0;
}

int cudaStreamDestroy(uint64_t handle) {
  int failure = stand_in_enter("cudaStreamDestroy");
  struct stream *stream = stream_of(handle, "cudaStreamDestroy");
  if (failure || !stream) return failure ? failure : INVALID_HANDLE;
  while (run_first(stream)) {}
  stream->live = 0;
  stand_in_count("stream", -1);
  return 0;
}

int cudaStreamSynchronize(uint64_t handle) {
  int failure = stand_in_enter("cudaStreamSynchronize");
  struct stream *stream = stream_of(handle, "cudaStreamSynchronize");
  if (failure || !stream) return failure ? failure : INVALID_HANDLE;
  others_first(stream);
  while (run_first(stream)) {}
  return 0;
}

int cudaEventCreate(uint64_t *event) {
  int failure = stand_in_enter("cudaEventCreate");
  if (failure) return failure;
  events[event_count].live = 1;
  *event = EVENT + event_count++;
  stand_in_count("event", 1);
  return 0;
}

int cudaEventDestroy(uint64_t handle) {
  int failure = stand_in_enter("cudaEventDestroy");
  struct event *event = event_of(handle, "cudaEventDestroy");
  if (failure || !event) return failure ? failure : INVALID_HANDLE;
  event->live = 0;
  stand_in_count("event", -1);
  return 0;
}

struct point { struct work work; struct occurrence *occurrence; };

static void run_record(struct work *work) {
  struct occurrence *occurrence = ((struct point *)work)->occurrence;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  occurrence->done = 1;
  occurrence->time = now.tv_sec * 1e3 + now.tv_nsec * 1e-6;
}

static void happen(struct occurrence *occurrence) {
  while (!occurrence->done && run_first(occurrence->stream)) {}
  if (!occurrence->done) stand_in_violation("an event is waited for that will never happen");
}

static int enqueue_point(uint64_t stream, void (*run)(struct work *), struct occurrence *occurrence) {
  struct point *point = malloc(sizeof *point);
  *point = (struct point){{run, NULL}, occurrence};
  return stand_in_enqueue(stream, &point->work) ? 0 : INVALID_HANDLE;
}

int cudaEventRecord(uint64_t handle, uint64_t stream) {
  int failure = stand_in_enter("cudaEventRecord");
  struct event *event = event_of(handle, "cudaEventRecord");
  if (failure || !event) return failure ? failure : INVALID_HANDLE;
  struct stream *where = stream_of(stream, "cudaEventRecord");
  if (!where) return INVALID_HANDLE;
  event->latest = malloc(sizeof *event->latest); /* never freed: others may wait for it */
  *event->latest = (struct occurrence){0, where, 0};
  return enqueue_point(stream, run_record, event->latest);
}

static void run_wait(struct work *work) { happen(((struct point *)work)->occurrence); }

int cudaStreamWaitEvent(uint64_t stream, uint64_t handle, unsigned flags) {
  int failure = stand_in_enter("cudaStreamWaitEvent");
  struct event *event = event_of(handle, "cudaStreamWaitEvent");
  if (failure || !event) return failure ? failure : INVALID_HANDLE;
  if (flags) stand_in_violation("cudaStreamWaitEvent: flags %u", flags);
  return event->latest ? enqueue_point(stream, run_wait, event->latest) : 0;
}

int cudaEventSynchronize(uint64_t handle) {
  int failure = stand_in_enter("cudaEventSynchronize");
  struct event *event = event_of(handle, "cudaEventSynchronize");
  if (failure) lose_everything();
  if (failure || !event) return failure ? failure : INVALID_HANDLE;
  if (!event->latest) return 0;
  others_first(event->latest->stream);
  happen(event->latest);
  return 0;
}

int cudaEventElapsedTime(float *milliseconds, uint64_t start, uint64_t end) {
  int failure = stand_in_enter("cudaEventElapsedTime");
  struct event *from = event_of(start, "cudaEventElapsedTime");
  struct event *to = event_of(end, "cudaEventElapsedTime");
  if (failure || !from || !to) return failure ? failure : INVALID_HANDLE;
  if (!from->latest || !to->latest) return INVALID_HANDLE;
  if (!from->latest->done || !to->latest->done) return 600; /* not ready */
  *milliseconds = (float)(to->latest->time - from->latest->time);
  return 0;
}
