#include "lists.h"
#include <stddef.h>

/* A session that waits for its call has whatever it needs open. mmap, mprotect, sendto, newfstatat, shutdown, setsockopt
 * and fcntl have rules of their own in main.c. */
const char *const session_allowed[] = {
  "read", "write", "readv", "writev", "pread64", "close", "splice", "fstat",
  "recvfrom", "recvmsg", "accept4", "getsockopt", "getsockname", "getpeername",
  "poll", "ppoll",
  "brk", "munmap", "mremap", "madvise", "futex",
  "clock_gettime", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "getrandom", "getpid", "gettid",
  "getrusage", "times",
  "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "restart_syscall", "sched_yield",
  "exit", "exit_group",
  NULL,
};

const char *const signer_allowed[] = { "epoll_wait", "epoll_pwait", "epoll_ctl", NULL };

const char *const session_refused[] = {
  "lseek", "open", "openat", "openat2", "access", "faccessat", "faccessat2", "stat", "lstat", "statx", "readlink", "readlinkat",
  "getcwd", "socket", "socketpair", "connect", "bind", "listen", "sendmsg", "sendmmsg", "recvmmsg", "ioctl", "prctl",
  "kill", "tkill", "tgkill", "uname", "sysinfo", "getrlimit", "setrlimit", "prlimit64", "sigaltstack", "getuid",
  "geteuid", "getgid", "getegid", "getppid", "setpriority", "sched_getaffinity", "membarrier",
  NULL,
};
