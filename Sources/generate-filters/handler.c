#include "lists.h"
#include <stddef.h>

/* What a program of inetd's kind uses. Files are Landlock's business; mmap, mprotect, socket, socketpair, clone, fcntl, prlimit64,
 * sched_setaffinity and personality have rules of their own in main.c. */
const char *const handler_allowed[] = {
  /* bytes */
  "read", "write", "readv", "writev", "pread64", "pwrite64", "preadv", "pwritev", "preadv2", "pwritev2", "lseek",
  "sendfile", "splice", "tee", "vmsplice", "copy_file_range", "fadvise64", "readahead", "pipe", "pipe2", "dup", "dup2", "dup3",
  "close", "close_range", "ioctl", "flock",
  /* files */
  "open", "openat", "openat2", "creat", "access", "faccessat", "faccessat2", "stat", "lstat", "fstat", "newfstatat",
  "statx", "statfs", "fstatfs", "readlink", "readlinkat", "getcwd", "chdir", "fchdir", "getdents", "getdents64",
  "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "rename", "renameat", "renameat2", "link", "linkat", "symlink",
  "symlinkat", "truncate", "ftruncate", "fallocate", "umask", "chmod", "fchmod", "fchmodat", "chown", "fchown",
  "lchown", "fchownat", "utime", "utimes", "futimesat", "utimensat", "getxattr", "lgetxattr", "fgetxattr", "setxattr",
  "lsetxattr", "fsetxattr", "listxattr", "llistxattr", "flistxattr", "removexattr", "lremovexattr", "fremovexattr",
  "fsync", "fdatasync", "sync_file_range", "inotify_init", "inotify_init1", "inotify_add_watch", "inotify_rm_watch",
  /* waiting */
  "poll", "ppoll", "select", "pselect6", "epoll_create", "epoll_create1", "epoll_ctl", "epoll_wait", "epoll_pwait",
  "epoll_pwait2", "eventfd", "eventfd2", "timerfd_create", "timerfd_settime", "timerfd_gettime", "signalfd",
  "signalfd4", "alarm", "pause", "nanosleep", "clock_nanosleep", "getitimer", "setitimer", "timer_create",
  "timer_settime", "timer_gettime", "timer_getoverrun", "timer_delete", "wait4", "waitid",
  /* sockets that it was given, or may make */
  "accept", "accept4", "bind", "connect", "listen", "getpeername", "getsockname", "getsockopt", "setsockopt",
  "recvfrom", "recvmsg", "recvmmsg", "sendto", "sendmsg", "sendmmsg", "shutdown",
  /* memory */
  "brk", "munmap", "mremap", "madvise", "msync", "mincore", "mlock", "munlock", "membarrier",
  /* signals */
  "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigsuspend", "rt_sigtimedwait",
  "sigaltstack", "kill", "tkill", "tgkill", "restart_syscall",
  /* itself */
  "execve", "fork", "vfork", "exit", "exit_group", "getpid", "getppid", "gettid", "getpgid", "getpgrp", "getsid",
  "getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getgroups", "getrlimit", "setrlimit", "getrusage",
  "getpriority", "capget", "prctl", "arch_prctl", "set_tid_address", "set_robust_list",
  "get_robust_list", "rseq", "futex", "sched_yield", "sched_getaffinity", "sched_getparam",
  "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min", "getcpu", "times", "time", "gettimeofday",
  "clock_gettime", "clock_getres", "getrandom", "uname", "sysinfo",
  /* a program that locks itself down further; Landlock's rules would be memory that nobody counts */
  "seccomp",
  NULL,
};

const char *const handler_refused[] = {
  /* programs that no rule of Landlock sees */
  "execveat", "memfd_create", "memfd_secret",
  /* other processes */
  "pidfd_open", "pidfd_send_signal", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "get_mempolicy", "set_mempolicy", "mbind",
  "migrate_pages", "move_pages",
  /* its group, with which it ends */
  "setsid", "setpgid",
  /* devices and files by other ways */
  "io_setup", "io_submit", "io_getevents", "io_destroy", "io_cancel", "name_to_handle_at", "mknod", "mknodat",
  /* what processes share without a file */
  "shmget", "shmat", "shmctl", "shmdt", "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semctl",
  "semtimedop", "mq_open", "mq_unlink", "mq_timedsend", "mq_timedreceive", "mq_notify", "mq_getsetattr",
  /* the machine */
  "clock_adjtime", "adjtimex", "ioprio_set", "setpriority", "sched_setparam", "sched_setscheduler", "sched_setattr",
  "mlockall", "munlockall", "mlock2", "sync", "syncfs",
  NULL,
};

/* Container engines refuse most of these too, so vendors' modules are known to go without. */
const char *const never_needed[] = {
  /* other processes */
  "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "kcmp", "pidfd_getfd",
  /* other users */
  "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid", "setfsgid", "setgroups", "capset",
  /* the kernel's larger doors */
  "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "keyctl", "add_key",
  "request_key", "fanotify_init", "fanotify_mark", "open_by_handle_at", "lookup_dcookie", "modify_ldt", "iopl", "ioperm",
  /* names and mounts */
  "mount", "umount2", "mount_setattr", "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick",
  "pivot_root", "chroot", "unshare", "setns", "swapon", "swapoff", "quotactl", "acct",
  /* the machine */
  "reboot", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module", "syslog", "settimeofday",
  "clock_settime", "sethostname", "setdomainname", "vhangup",
  NULL,
};

const char *const attributes[] = {
  "chmod", "fchmodat", "chown", "lchown", "fchownat", "utime", "utimes", "futimesat", "setxattr", "lsetxattr",
  "removexattr", "lremovexattr", "getxattr", "lgetxattr", "listxattr", "llistxattr", NULL,
};

const char *const tasks[] = { "fork", "vfork", "clone", NULL };
