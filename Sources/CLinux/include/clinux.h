/* What Swift cannot call: vfork, the CMSG macros, variadic system calls. */
#ifndef CLINUX_H
#define CLINUX_H
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>

struct clinux_limit { int resource; uint64_t value; };

/* A program to start. Descriptor i of the child is descriptors[i] (closed where that is negative); no other is left
 * open. Every signal has its default action and none is blocked; the child leads a session of its own and gets
 * parent_death_signal, unless that is 0, when the thread that started it ends. */
struct clinux_program {
  const char *path;
  char *const *arguments;
  char *const *environment;
  const char *directory;
  const int *descriptors;
  int descriptor_count;
  const struct clinux_limit *limits;
  int limit_count;
  int change_user;
  uid_t user;
  gid_t group;
  const gid_t *groups;
  int group_count;
  int parent_death_signal;
  /* umask(2), or -1 for this process's. */
  int mask;
  /* A Landlock ruleset's descriptor, or -1. */
  int ruleset;
  /* Filters of system calls, the last of which must allow execve(2) and all of them exit_group(2). */
  const struct sock_fprog *const *filters;
  int filter_count;
};

/* The child's pid, or -1 with errno; the work of the child between vfork and exec is async-signal-safe. */
pid_t clinux_spawn(const struct clinux_program *program);

/* Landlock (landlock(7)): its version, 0 for none; a ruleset for that version, with what the version knows of network and
 * scopes; what is allowed beneath an open file or directory. */
int clinux_landlock_abi(void);
int clinux_ruleset(int abi, uint64_t files, uint64_t network, uint64_t scopes);
int clinux_rule(int ruleset, int file, uint64_t access);
/* For good, and with no_new_privs set: what this process may do from now on. */
int clinux_restrict_self(int ruleset);
int clinux_filter_self(const struct sock_fprog *filter);

/* The most descriptors that one message brings (the kernel's SCM_MAX_FD). */
enum { CLINUX_MAX_PASSED = 253 };

/* One SOCK_SEQPACKET message with descriptors, at most 8 to send; -1 with errno. Receiving: a message cut short, or an
 * empty one that can be told from the end, is EBADMSG; none left to receive them into is EMFILE. `descriptors` has room for
 * CLINUX_MAX_PASSED; those received are close-on-exec and the caller's whatever is returned. */
ssize_t clinux_send(int socket, const void *bytes, size_t length, const int *descriptors, int count);
ssize_t clinux_receive(int socket, void *bytes, size_t length, int *descriptors, int *count);
/* From now on every message brings its sender's credentials, an empty one too; the end brings nothing. */
int clinux_announce_messages(int socket);
/* Closes what somebody else has made: a socket with SO_LINGER would keep close(2) waiting. */
void clinux_close_passed(int descriptor);

/* This process's argv[index]; NULL after the last. */
const char *clinux_argument(int index);
int clinux_pipe(int ends[2]);
int clinux_accept(int listener, struct sockaddr_in6 *peer);
const char *clinux_signal_name(int signal);
int clinux_memfd(const char *name);
int clinux_seal(int descriptor);
int clinux_no_new_privileges(void);
int clinux_not_dumpable(void);
int clinux_close_from(unsigned first);
int clinux_set_flags(int descriptor, int flags);
int clinux_pipe_size(int descriptor, int size);
/* Has two paths change places at once (RENAME_EXCHANGE). */
int clinux_exchange(const char *one, const char *other);
/* Moves a name from one open directory to another; an existing one is EEXIST (RENAME_NOREPLACE). */
int clinux_rename_new(int from, const char *name, int to, const char *as);
/* The whole file, for this open file and not this process (fcntl(2), open file description locks); never waits. Taking:
 * 1 taken, 0 held by another, -1 with errno. Asking: 1 another holds it, 0 nobody else does, -1 with errno. */
int clinux_lock(int file, int exclusive);
int clinux_lock_is_held(int file);
/* openat2(2) with RESOLVE_NO_MAGICLINKS and, as asked, RESOLVE_NO_SYMLINKS or RESOLVE_BENEATH; tried again where the kernel
 * says so. */
int clinux_open_beneath(int directory, const char *path, int flags, int with_links);
/* Whether this kernel, and what filters its calls, has openat2(2). */
int clinux_has_open_beneath(void);
/* splice(2), which does not wait for the pipe; `offset` is the file's and moves on. */
ssize_t clinux_splice_to_pipe(int file, int64_t *offset, int pipe, size_t count);
ssize_t clinux_splice_from_pipe(int pipe, int file, int64_t *offset, size_t count);
ssize_t clinux_copy_range(int from, int64_t *from_offset, int to, int64_t *to_offset, size_t count);
/* The time of the contents' last change; that of the last access stays. */
int clinux_set_modified(int file, int64_t seconds);
/* Where the first hole begins, which is the end where there is none; the file's own place stays. -1 with errno. */
int64_t clinux_first_hole(int file);
/* fork(2), for a process of one thread; the child gets the signal, unless that is 0, when its parent ends. */
pid_t clinux_fork(int death_signal);
/* As ps(1) -o comm and pgrep(1) have it, at most 15 bytes (PR_SET_NAME). */
int clinux_name_process(const char *name);
/* From now on orphans below this process are its children (PR_SET_CHILD_SUBREAPER). */
int clinux_adopt_orphans(void);
/* The next child that has ended, left unreaped; 0 when there is none. */
pid_t clinux_ended_child(void);
/* Whether there are children, ended ones too. */
int clinux_has_children(void);
#endif
