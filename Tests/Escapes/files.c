#define _GNU_SOURCE
#include "escapes.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *path(const char *directory, const char *name) {
  static char buffer[600];
  snprintf(buffer, sizeof buffer, "%s/%s", directory, name);
  return buffer;
}

static int opens(const char *name, int flags) {
  int file = open(name, flags, 0600);
  if (file < 0) return errno;
  char byte;
  if ((flags & O_ACCMODE) == O_RDONLY && read(file, &byte, 1) < 0) return errno;
  return 0;
}

static const char *of_process(pid_t process, const char *name) {
  static char buffer[64];
  snprintf(buffer, sizeof buffer, "/proc/%d/%s", process, name);
  return buffer;
}

#define TRY(name) static int name(const struct escape_targets *t)
TRY(read_key) { return opens(t->key, O_RDONLY); }
TRY(read_foreign) { return opens(path(t->foreign, "secret"), O_RDONLY); }
TRY(list_foreign) { return open(t->foreign, O_RDONLY | O_DIRECTORY) < 0 ? errno : 0; }
TRY(write_foreign) { return opens(path(t->foreign, "secret"), O_WRONLY); }
TRY(truncate_foreign) { return truncate(path(t->foreign, "secret"), 0) ? errno : 0; }
TRY(remove_foreign) { return unlink(path(t->shared, "foreign")) ? errno : 0; }
TRY(make_shared) { return opens(path(t->shared, "made"), O_WRONLY | O_CREAT); }
TRY(make_directory) { return mkdir(path(t->shared, "directory"), 0700) ? errno : 0; }
TRY(read_etc) { (void)t; return opens("/etc/passwd", O_RDONLY); }
TRY(mode_foreign) { return chmod(path(t->foreign, "secret"), 0777) ? errno : 0; }
TRY(owner_foreign) { return chown(path(t->foreign, "secret"), getuid(), -1) ? errno : 0; }

TRY(beneath) {
  struct open_how how = { .flags = O_RDONLY };
  return syscall(SYS_openat2, AT_FDCWD, path(t->foreign, "secret"), &how, sizeof how) < 0 ? errno : 0;
}

TRY(link_in) { return link(path(t->foreign, "secret"), "linked") ? errno : opens("linked", O_RDONLY); }

TRY(symlink_in) {
  unlink("symbolic");
  if (symlink(path(t->foreign, "secret"), "symbolic")) return errno;
  return opens("symbolic", O_RDONLY);
}

TRY(move_out) {
  close(open("moved", O_WRONLY | O_CREAT, 0600));
  return rename("moved", path(t->shared, "moved")) ? errno : 0;
}

TRY(up) { (void)t; return opens("../../etc/policy", O_RDONLY); }
TRY(own_root) { (void)t; return opens("/proc/self/root/etc/passwd", O_RDONLY); }
TRY(memory_of_acceptor) { return opens(of_process(t->acceptor, "mem"), O_RDONLY); }
TRY(environment_of_session) { return opens(of_process(t->session, "environ"), O_RDONLY); }
TRY(memory_of_sibling) { return opens(of_process(t->sibling, "mem"), O_RDWR); }
TRY(pipe_of_sibling) { return opens(of_process(t->sibling, "fd/0"), O_RDONLY | O_NONBLOCK); }
TRY(list_processes) { (void)t; return opendir("/proc") ? 0 : errno; }
TRY(device) { (void)t; return opens("/dev/kmsg", O_WRONLY); }
TRY(make_device) { (void)t; return mknod("device", S_IFCHR | 0600, 0x0101) ? errno : 0; }
TRY(kernel_setting) { (void)t; return opens("/proc/sys/kernel/core_pattern", O_WRONLY); }
TRY(cgroup) { (void)t; return open("/sys/fs/cgroup", O_RDONLY | O_DIRECTORY) < 0 ? errno : 0; }

TRY(handle) {
  struct { struct file_handle handle; char bytes[128]; } name = { .handle = { .handle_bytes = 128 } };
  int mount;
  return name_to_handle_at(AT_FDCWD, t->foreign, &name.handle, &mount, 0) ? errno : 0;
}

const struct escape escapes_files[] = {
  { "read-key", "open the node's private key", read_key, 1, 1 },
  { "read-foreign", "read what another handler keeps, and anybody may read", read_foreign, 1, 1 },
  { "list-foreign", "list another handler's directory", list_foreign, 1, 1 },
  { "write-foreign", "write another handler's file", write_foreign, 1, 1 },
  { "truncate-foreign", "truncate it", truncate_foreign, 1, 1 },
  { "mode-foreign", "change its mode", mode_foreign, 1, 1 },
  { "owner-foreign", "make it its own (chown)", owner_foreign, 1, 1 },
  { "remove-shared", "remove a file where anybody may", remove_foreign, 1, 1 },
  { "make-shared", "make a file where anybody may", make_shared, 1, 1 },
  { "make-directory", "make a directory there", make_directory, 1, 1 },
  { "read-etc", "read /etc/passwd", read_etc, 1, 1 },
  { "openat2", "the same by openat2", beneath, 1, 1 },
  { "link-in", "link another's file into its own directory", link_in, 1, 0 },
  { "symlink-in", "link to it by name and follow", symlink_in, 1, 0 },
  { "move-out", "move a file out of its own directory", move_out, 1, 0 },
  { "up", "leave its directory by ..", up, 1, 1 },
  { "own-root", "leave it by /proc/self/root", own_root, 1, 1 },
  { "acceptor-memory", "open the acceptor's memory", memory_of_acceptor, 1, 1 },
  { "session-environ", "read a session's environment", environment_of_session, 1, 1 },
  { "sibling-memory", "open the memory of a process of its own user", memory_of_sibling, 1, 1 },
  { "sibling-pipe", "open that process's connection", pipe_of_sibling, 1, 1 },
  { "list-processes", "list all processes", list_processes, 1, 1 },
  { "device", "write to /dev/kmsg", device, 1, 1 },
  { "make-device", "make a device file (mknod)", make_device, 1, 1 },
  { "kernel-setting", "set kernel.core_pattern", kernel_setting, 1, 1 },
  { "cgroup", "look at the control groups", cgroup, 1, 1 },
  { "handle", "name a file by its handle", handle, 1, 1 },
  { 0 },
};
