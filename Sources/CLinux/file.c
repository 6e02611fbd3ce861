#define _GNU_SOURCE
#include "clinux.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int clinux_rename_new(int from, const char *name, int to, const char *as) {
  return renameat2(from, name, to, as, RENAME_NOREPLACE);
}

static struct flock whole(int exclusive) {
  return (struct flock){ .l_type = exclusive ? F_WRLCK : F_RDLCK, .l_whence = SEEK_SET };
}

int clinux_lock(int file, int exclusive) {
  struct flock lock = whole(exclusive);
  if (fcntl(file, F_OFD_SETLK, &lock) == 0) return 1;
  return errno == EAGAIN || errno == EACCES ? 0 : -1;
}

int clinux_lock_is_held(int file) {
  struct flock lock = whole(1);
  if (fcntl(file, F_OFD_GETLK, &lock)) return -1;
  return lock.l_type != F_UNLCK;
}
