#define _GNU_SOURCE
#include "escapes.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/memfd.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TRY(name) static int name(const struct escape_targets *t)
static int result(long value) { return value < 0 ? errno : 0; }

static int run(const char *path) {
  char *const arguments[] = { "true", NULL }, *const none[] = { NULL };
  return result(execve(path, arguments, none));
}

TRY(shell) { (void)t; return run("/bin/sh"); }
TRY(linker) { (void)t; return run("/lib64/ld-linux-x86-64.so.2"); }
TRY(session_program) { return run(t->program); }

TRY(own_file) {
  (void)t;
  int file = open("program", O_WRONLY | O_CREAT | O_TRUNC, 0700);
  if (file < 0) return errno;
  if (write(file, "#!/bin/sh\n", 10) != 10 || close(file)) return errno;
  return run("./program");
}

TRY(memory_file) { (void)t; return result(syscall(SYS_memfd_create, "program", 0)); }
TRY(secret_memory) { (void)t; return result(syscall(SYS_memfd_secret, 0)); }
TRY(by_descriptor) { (void)t; char *const none[] = { NULL }; return result(syscall(SYS_execveat, 0, "", none, none, AT_EMPTY_PATH)); }

TRY(writable_code) {
  (void)t;
  return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

TRY(written_code) {
  (void)t;
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return errno;
  return result(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

TRY(doubled_code) {
  (void)t;
  int file = open("code", O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (file < 0 || ftruncate(file, 4096)) return errno;
  return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_SHARED, file, 0) == MAP_FAILED ? errno : 0;
}

TRY(readable_code) { (void)t; return result(syscall(SYS_personality, 0x0400000)); }

const struct escape escapes_programs[] = {
  { "shell", "run a shell", shell, 1, 1 },
  { "linker", "run the dynamic linker, which runs anything", linker, 1, 1 },
  { "session-program", "run another program of PeerTLS", session_program, 1, 1 },
  { "own-file", "write a program and run it", own_file, 1, 0 },
  { "memory-file", "make a program in memory (memfd_create)", memory_file, 1, 1 },
  { "secret-memory", "make memory that nobody sees (memfd_secret)", secret_memory, 1, 1 },
  { "by-descriptor", "run an open file (execveat)", by_descriptor, 1, 1 },
  { "writable-code", "map memory to be written and run", writable_code, 1, 1 },
  { "written-code", "make what was written code", written_code, 1, 1 },
  { "doubled-code", "map a file of its own as code", doubled_code, 1, 0 },
  { "readable-code", "have all readable memory run (personality)", readable_code, 1, 1 },
  { 0 },
};
