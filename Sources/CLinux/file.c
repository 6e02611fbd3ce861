#define _GNU_SOURCE
#include "clinux.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int clinux_rename_new(int from, const char *name, int to, const char *as) {
  return renameat2(from, name, to, as, RENAME_NOREPLACE);
}

int clinux_exchange(const char *one, const char *other) {
  return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
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

int clinux_open_beneath(int directory, const char *path, int flags, int with_links) {
  struct open_how how = { .flags = (unsigned)flags, .resolve = RESOLVE_NO_MAGICLINKS };
  how.resolve |= with_links ? RESOLVE_BENEATH : RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  long number;
  /* EAGAIN: something was renamed on the way. Whoever does nothing else must not hold us up for ever. */
  int tries = 100;
  do number = syscall(SYS_openat2, directory, path, &how, sizeof how);
  while (number < 0 && (errno == EINTR || (errno == EAGAIN && --tries > 0)));
  return (int)number;
}

int clinux_has_open_beneath(void) {
  int number = clinux_open_beneath(AT_FDCWD, ".", O_PATH | O_CLOEXEC, 0);
  if (number >= 0) close(number);
  /* Filters of system calls say EPERM where they do not know one. */
  return number >= 0 || (errno != ENOSYS && errno != EPERM);
}

ssize_t clinux_splice_to_pipe(int file, int64_t *offset, int pipe, size_t count) {
  return splice(file, offset, pipe, NULL, count, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
}

ssize_t clinux_splice_from_pipe(int pipe, int file, int64_t *offset, size_t count) {
  return splice(pipe, NULL, file, offset, count, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
}

ssize_t clinux_copy_range(int from, int64_t *from_offset, int to, int64_t *to_offset, size_t count) {
  return copy_file_range(from, from_offset, to, to_offset, count, 0);
}

int clinux_set_modified(int file, int64_t seconds) {
  const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT }, { .tv_sec = seconds } };
  return futimens(file, times);
}

int64_t clinux_first_hole(int file) {
  off_t place = lseek(file, 0, SEEK_CUR);
  off_t hole = lseek(file, 0, SEEK_HOLE);
  int error = errno;
  if (place >= 0) lseek(file, place, SEEK_SET);
  errno = error;
  return hole;
}
