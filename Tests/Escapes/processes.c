#define _GNU_SOURCE
#include "escapes.h"
#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRY(name) static int name(const struct escape_targets *t)
static int result(long value) { return value < 0 ? errno : 0; }

TRY(trace_acceptor) { return result(ptrace(PTRACE_SEIZE, t->acceptor, 0, 0)); }
TRY(trace_sibling) { return result(ptrace(PTRACE_SEIZE, t->sibling, 0, 0)); }

static int memory(pid_t process, int call) {
  char byte = 0;
  struct iovec here = { &byte, 1 }, there = { (void *)&escapes_processes, 1 };
  return result(syscall(call, process, &here, 1, &there, 1, 0));
}

TRY(read_memory) { return memory(t->sibling, SYS_process_vm_readv); }
TRY(write_memory) { return memory(t->sibling, SYS_process_vm_writev); }
TRY(pidfd) { return result(syscall(SYS_pidfd_open, t->sibling, 0)); }
TRY(getfd) { (void)t; return result(syscall(SYS_pidfd_getfd, 0, 0, 0)); }
TRY(compare) { return result(syscall(SYS_kcmp, t->sibling, getpid(), 0, 0, 0)); }
TRY(signal_acceptor) { return result(kill(t->acceptor, SIGTERM)); }
TRY(signal_session) { return result(kill(t->session, SIGTERM)); }
TRY(signal_sibling) { return result(kill(t->sibling, SIGTERM)); }
TRY(signal_group) { return result(kill(-t->sibling, SIGTERM)); }
TRY(queue_signal) { union sigval none = { 0 }; return result(sigqueue(t->sibling, SIGTERM, none)); }
TRY(nice_sibling) { return result(setpriority(PRIO_PROCESS, t->sibling, 19)); }
TRY(bind_sibling) { cpu_set_t one; CPU_ZERO(&one); CPU_SET(0, &one); return result(sched_setaffinity(t->sibling, sizeof one, &one)); }
TRY(limit_sibling) { struct rlimit none = { 0, 0 }; return result(prlimit(t->sibling, RLIMIT_NOFILE, &none, NULL)); }

TRY(fork_bomb) {
  (void)t;
  pid_t child = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
  if (child == 0) _exit(0);
  return result(child);
}

TRY(fork_newer) {
  (void)t;
  struct clone_args arguments = { .exit_signal = SIGCHLD };
  pid_t child = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (child == 0) _exit(0);
  return result(child);
}

static int idle(void *none) { (void)none; syscall(SYS_exit, 0); return 0; }

TRY(thread_bomb) {
  (void)t;
  static char stack[16384];
  return result(clone(idle, stack + sizeof stack, CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM, NULL));
}

TRY(traced_by_sibling) { return result(prctl(PR_SET_PTRACER, t->sibling, 0, 0, 0)); }

TRY(leave_group) { (void)t; return result(setsid()); }
TRY(own_group) { (void)t; return result(setpgid(0, 0)); }

const struct escape escapes_processes[] = {
  { "trace-acceptor", "trace the acceptor (ptrace)", trace_acceptor, 1, 1 },
  { "trace-sibling", "trace a process of its own user", trace_sibling, 1, 1 },
  { "read-memory", "read that process's memory (process_vm_readv)", read_memory, 1, 1 },
  { "write-memory", "write to it (process_vm_writev)", write_memory, 1, 1 },
  { "pidfd", "hold it by a descriptor (pidfd_open)", pidfd, 1, 1 },
  { "getfd", "take a descriptor from it (pidfd_getfd)", getfd, 1, 1 },
  { "compare", "compare what they have open (kcmp)", compare, 1, 1 },
  { "signal-acceptor", "signal the acceptor", signal_acceptor, 1, 1 },
  { "signal-session", "signal a session", signal_session, 1, 1 },
  { "signal-sibling", "signal a process of its own user", signal_sibling, 1, 1 },
  { "signal-group", "signal that process's group", signal_group, 1, 1 },
  { "queue-signal", "signal it by sigqueue", queue_signal, 1, 1 },
  { "nice-sibling", "lower its priority", nice_sibling, 1, 1 },
  { "bind-sibling", "bind it to one processor", bind_sibling, 1, 1 },
  { "limit-sibling", "set its limits (prlimit)", limit_sibling, 1, 1 },
  { "fork-bomb", "start a process (fork bomb)", fork_bomb, 1, 1 },
  { "fork-newer", "start one by clone3", fork_newer, 1, 1 },
  { "thread-bomb", "start a thread", thread_bomb, 1, 1 },
  { "leave-group", "leave its process group, to outlive its connection (setsid)", leave_group, 1, 1 },
  { "own-group", "make a group of its own (setpgid)", own_group, 1, 1 },
  { "traced-by-sibling", "let another process trace it (Yama)", traced_by_sibling, 0, 1 },
  { 0 },
};
