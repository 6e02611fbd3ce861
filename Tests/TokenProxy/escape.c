#define _GNU_SOURCE
#include "token_proxy.h"
#include <errno.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Each with arguments that have another errno, or none, where nothing refuses the call itself; root alone may some. */
static const struct { const char *name; long number, arguments[4]; } calls[] = {
  { "ptrace", SYS_ptrace, { 0x4206, 0x7ffffffe } },
  { "process_vm_readv", SYS_process_vm_readv, { 0x7ffffffe } },
  { "pidfd_getfd", SYS_pidfd_getfd, { -1, 0 } },
  { "keyctl", SYS_keyctl, { 9999 } },
  { "io_uring_setup", SYS_io_uring_setup, { 0 } },
  { "setuid", SYS_setresuid, { -1, -1, -1 } },
  { "setns", SYS_setns, { -1, 0 } },
  { "open_by_handle_at", SYS_open_by_handle_at, { -1, 0 } },
  { "personality", SYS_personality, { 0 } },
  { "bpf", SYS_bpf, { 9999 } },
  { "execve", SYS_execve, { 0 } },
  { "mount", SYS_mount, { 0 } },
  { "unshare", SYS_unshare, { 0 } },
};

void token_proxy_escape(const char *report) {
  FILE *file = fopen(report, "we");
  if (!file) return;
  for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
    const long *given = calls[i].arguments;
    errno = 0;
    syscall(calls[i].number, given[0], given[1], given[2], given[3], 0, 0);
    fprintf(file, "%s %d\n", calls[i].name, errno);
  }
  fclose(file);
}
