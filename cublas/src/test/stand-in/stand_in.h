/* What both halves of the stand-in share. See cudart.c. */
#ifndef STAND_IN_H
#define STAND_IN_H
#include <stddef.h>
#include <stdint.h>

/* Work that a stream has been given and not done yet. */
struct work {
  void (*run)(struct work *);
  struct work *next;
};

/* Counts a call; the status that it shall fail with, or 0. */
int stand_in_enter(const char *call);

/* Notes a mistake of the caller's. */
void stand_in_violation(const char *format, ...);

/* Where bytes of the device's memory really are; NULL, and a violation, if they are not there. */
char *stand_in_device(uint64_t address, int64_t bytes, const char *call);

/* Appends work, allocated by malloc, to a stream. Returns 0 if there is no such stream. */
int stand_in_enqueue(uint64_t stream, struct work *work);

/* Whether a stream exists. */
int stand_in_stream_exists(uint64_t stream);

/* A number that a test may set by name, else that of the environment, else the default. */
int64_t stand_in_setting(const char *name, int64_t otherwise);

/* Counts living things of a kind. */
void stand_in_count(const char *kind, int change);
#endif
