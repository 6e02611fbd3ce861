#define _GNU_SOURCE
#include "escapes.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define TRY(name) static int name(const struct escape_targets *t)
static int result(long value) { return value < 0 ? errno : 0; }

TRY(raise_limits) {
  (void)t;
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit)) return errno;
  limit.rlim_max += 1;
  return result(setrlimit(RLIMIT_NOFILE, &limit));
}

TRY(memory_bomb) {
  (void)t;
  enum { PIECE = 1 << 20 };
  for (int i = 0; i < 4096; i++) {
    void *piece = mmap(NULL, PIECE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (piece == MAP_FAILED) return errno;
    memset(piece, 1, PIECE);
  }
  return 0;
}

static int shaped_bomb(int shape) {
  for (int i = 0; i < 4096; i++)
    if (mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_ANONYMOUS | shape, -1, 0) == MAP_FAILED) return errno;
  return 0;
}

TRY(shared_bomb) { (void)t; return shaped_bomb(MAP_SHARED); }
TRY(stack_bomb) { (void)t; return shaped_bomb(MAP_PRIVATE | MAP_GROWSDOWN); }

TRY(descriptor_bomb) {
  (void)t;
  for (int i = 0; i < 100000; i++)
    if (fcntl(0, F_DUPFD, 0) < 0) return errno;
  return 0;
}

TRY(disk_bomb) {
  (void)t;
  static char piece[1 << 20];
  signal(SIGXFSZ, SIG_IGN);
  int file = open("bomb", O_WRONLY | O_CREAT | O_TRUNC, 0600), error = 0;
  if (file < 0) return errno;
  for (int i = 0; i < 4096 && !error; i++)
    if (write(file, piece, sizeof piece) < 0) error = errno;
  unlink("bomb");
  return error;
}

TRY(allocate_bomb) {
  (void)t;
  signal(SIGXFSZ, SIG_IGN);
  int file = open("bomb", O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file < 0) return errno;
  int outcome = result(fallocate(file, 0, 0, 1L << 40));
  unlink("bomb");
  return outcome;
}

TRY(lock_bomb) { (void)t; return result(mlockall(MCL_CURRENT | MCL_FUTURE)); }

const struct escape escapes_limits[] = {
  { "raise-limits", "raise its own limits", raise_limits, 1, 1 },
  { "memory-bomb", "take all memory", memory_bomb, 1, 1 },
  { "shared-bomb", "take it as shared memory", shared_bomb, 1, 1 },
  { "stack-bomb", "take it as a stack that grows", stack_bomb, 1, 1 },
  { "descriptor-bomb", "take all descriptors", descriptor_bomb, 1, 1 },
  { "disk-bomb", "fill the disk with one file", disk_bomb, 1, 1 },
  { "allocate-bomb", "fill it by fallocate", allocate_bomb, 1, 1 },
  { "lock-bomb", "lock all memory (mlockall)", lock_bomb, 1, 1 },
  { 0 },
};
