#define _GNU_SOURCE
#include "escapes.h"
#include <errno.h>
#include <linux/capability.h>
#include <mqueue.h>
#include <sched.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/ipc.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/msg.h>
#include <sys/reboot.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <grp.h>
#include <unistd.h>

#define TRY(name) static int name(const struct escape_targets *t)
#define CALL(name, ...) TRY(name) { (void)t; return result(__VA_ARGS__); }
static int result(long value) { return value < 0 ? errno : 0; }
static char zeros[256];

CALL(become_root, syscall(SYS_setuid, 0))
CALL(become_other, syscall(SYS_setresuid, 1, 1, 1))
CALL(other_groups, syscall(SYS_setgroups, 0, zeros))
CALL(file_user, syscall(SYS_setfsuid, 0) < 0 ? -1 : 0)
CALL(capabilities, syscall(SYS_capset, zeros, zeros))
CALL(keyring, syscall(SYS_keyctl, 0, -3, 1))
CALL(add_key, syscall(SYS_add_key, "user", "x", "x", 1, -3))
CALL(bpf, syscall(SYS_bpf, 0, zeros, 48))
CALL(perf, syscall(SYS_perf_event_open, zeros, 0, -1, -1, 0))
CALL(fault, syscall(SYS_userfaultfd, 1))
CALL(uring, syscall(SYS_io_uring_setup, 1, zeros))
CALL(aio, syscall(SYS_io_setup, 1, zeros))
CALL(fanotify, syscall(SYS_fanotify_init, 0, 0))
CALL(mounts, mount("tmpfs", "/", "tmpfs", 0, ""))
CALL(unmounts, umount2("/", MNT_DETACH))
CALL(pivot, syscall(SYS_pivot_root, ".", "."))
CALL(root, chroot("."))
CALL(user_namespace, unshare(CLONE_NEWUSER))
CALL(join_namespace, setns(0, 0))
CALL(clone_mount, syscall(428, -100, ".", 1))
CALL(host_name, sethostname("x", 1))
CALL(clock, syscall(SYS_clock_settime, 0, zeros))
CALL(restart, syscall(SYS_reboot, 0, 0, 0, zeros))
CALL(kernel_log, syscall(SYS_syslog, 3, zeros, 1))
CALL(kernel_module, syscall(SYS_init_module, zeros, 1, ""))
CALL(kernel_image, syscall(SYS_kexec_load, 0, 0, zeros, 0))
CALL(swap, syscall(SYS_swapon, ".", 0))
CALL(quotas, syscall(SYS_quotactl, 0, ".", 0, zeros))

/* What could be made is removed again: the tests also see what an unconfined process can do. */
TRY(shared_memory) {
  (void)t;
  int id = shmget(IPC_PRIVATE, 4096, 0600);
  return id < 0 ? errno : result(shmctl(id, IPC_RMID, NULL));
}

TRY(messages) {
  (void)t;
  int id = msgget(IPC_PRIVATE, 0600);
  return id < 0 ? errno : result(msgctl(id, IPC_RMID, NULL));
}

TRY(semaphores) {
  (void)t;
  int id = semget(IPC_PRIVATE, 1, 0600);
  return id < 0 ? errno : result(semctl(id, 0, IPC_RMID));
}

TRY(posix_queue) {
  (void)t;
  int id = syscall(SYS_mq_open, "peertls", 0102, 0600, 0);
  return id < 0 ? errno : result(syscall(SYS_mq_unlink, "peertls"));
}

CALL(real_time, syscall(SYS_sched_setscheduler, 0, 1, zeros))
CALL(later_call, syscall(470, 0))

const struct escape escapes_kernel[] = {
  { "become-root", "become root (setuid)", become_root, 1, 1 },
  { "become-other", "become another user", become_other, 1, 1 },
  { "other-groups", "leave its groups (setgroups)", other_groups, 1, 1 },
  { "file-user", "use files as root (setfsuid)", file_user, 1, 1 },
  { "capabilities", "take capabilities (capset)", capabilities, 1, 1 },
  { "keyring", "join a keyring (keyctl)", keyring, 1, 1 },
  { "add-key", "add a key to one", add_key, 1, 1 },
  { "bpf", "load a BPF program", bpf, 1, 1 },
  { "perf", "watch the processor (perf_event_open)", perf, 1, 1 },
  { "fault", "handle page faults (userfaultfd)", fault, 1, 1 },
  { "uring", "do it by io_uring", uring, 1, 1 },
  { "aio", "do it by aio", aio, 1, 1 },
  { "fanotify", "watch the file system (fanotify)", fanotify, 1, 1 },
  { "mount", "mount over the root directory", mounts, 1, 1 },
  { "unmount", "unmount it", unmounts, 1, 1 },
  { "pivot", "turn the root (pivot_root)", pivot, 1, 1 },
  { "chroot", "change the root", root, 1, 1 },
  { "user-namespace", "be root in a user namespace", user_namespace, 1, 1 },
  { "join-namespace", "join a namespace", join_namespace, 1, 1 },
  { "open-tree", "clone a mount (open_tree)", clone_mount, 1, 1 },
  { "host-name", "rename the machine", host_name, 1, 1 },
  { "clock", "set the clock", clock, 1, 1 },
  { "reboot", "restart the machine", restart, 1, 1 },
  { "kernel-log", "read the kernel's log", kernel_log, 1, 1 },
  { "kernel-module", "load a module", kernel_module, 1, 1 },
  { "kernel-image", "load another kernel (kexec)", kernel_image, 1, 1 },
  { "swap", "swap to a file of its own", swap, 1, 1 },
  { "quotas", "set quotas", quotas, 1, 1 },
  { "shared-memory", "share memory by System V IPC", shared_memory, 1, 1 },
  { "messages", "send messages by it", messages, 1, 1 },
  { "semaphores", "make semaphores by it", semaphores, 1, 1 },
  { "posix-queue", "make a POSIX message queue", posix_queue, 1, 1 },
  { "real-time", "run in real time", real_time, 1, 1 },
  { "later-call", "a system call that is newer than the filter", later_call, 1, 1 },
  { 0 },
};
