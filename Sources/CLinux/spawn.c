#define _GNU_SOURCE
#include "clinux.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_DESCRIPTORS = 16 };

/* Raw system calls: glibc's wrappers would carry the change to other threads of the memory that vfork shares. */
static int become_user(const struct clinux_program *p) {
  return syscall(SYS_setgroups, p->group_count, p->groups) || syscall(SYS_setresgid, p->group, p->group, p->group) ||
         syscall(SYS_setresuid, p->user, p->user, p->user);
}

static int place_descriptors(const struct clinux_program *p) {
  int high[MAX_DESCRIPTORS];
  for (int i = 0; i < p->descriptor_count; i++)
    if ((high[i] = p->descriptors[i] < 0 ? -1 : fcntl(p->descriptors[i], F_DUPFD, MAX_DESCRIPTORS)) < 0 && p->descriptors[i] >= 0) {
      if (errno == EINVAL) errno = EMFILE; /* RLIMIT_NOFILE lies below MAX_DESCRIPTORS */
      return -1;
    }
  for (int i = 0; i < p->descriptor_count; i++)
    if (high[i] < 0) close(i);
    else if (dup2(high[i], i) < 0) return -1;
  return close_range(p->descriptor_count, ~0u, 0);
}

static int limit_resources(const struct clinux_program *p) {
  for (int i = 0; i < p->limit_count; i++) {
    struct rlimit l = { p->limits[i].value, p->limits[i].value }, now;
    if (getrlimit(p->limits[i].resource, &now)) return -1;
    if (setrlimit(p->limits[i].resource, &l) == 0) continue;
    /* Without CAP_SYS_RESOURCE a node may only lower, and nobody may go past fs.nr_open: its own hard limit stands. */
    if (errno != EPERM || l.rlim_max <= now.rlim_max) return -1;
    l.rlim_cur = l.rlim_max = now.rlim_max;
    if (setrlimit(p->limits[i].resource, &l)) return -1;
  }
  return 0;
}

static int confine(const struct clinux_program *p) {
  for (int i = 0; i < p->filter_count; i++)
    if (clinux_filter_self(p->filters[i])) return -1;
  return 0;
}

static int is_orphan(pid_t parent) { return getppid() != parent && (errno = ESRCH); }

static void child(const struct clinux_program *p, pid_t parent, volatile int *error) {
  /* The kernel's own structure, all zero: SIG_DFL. glibc's sigaction(2) would pass over the signals that it uses. */
  static const unsigned long standard[8] = { 0 };
  sigset_t none;
  sigemptyset(&none);
  for (int s = 1; s < NSIG; s++) syscall(SYS_rt_sigaction, s, standard, NULL, NSIG / 8);
  /* The ruleset first, for its descriptor is not the program's; the filters last, for they forbid what comes before. */
  if (p->mask >= 0) umask(p->mask);
  if (setsid() >= 0 && clinux_no_new_privileges() == 0 && (p->ruleset < 0 || clinux_restrict_self(p->ruleset) == 0) &&
      place_descriptors(p) == 0 && limit_resources(p) == 0 && (!p->change_user || become_user(p) == 0) &&
      prctl(PR_SET_PDEATHSIG, p->parent_death_signal, 0, 0, 0) == 0 &&
      !(p->parent_death_signal && is_orphan(parent)) && chdir(p->directory) == 0 &&
      sigprocmask(SIG_SETMASK, &none, NULL) == 0 && confine(p) == 0)
    execve(p->path, p->arguments, p->environment);
  *error = errno;
  _exit(127);
}

pid_t clinux_spawn(const struct clinux_program *p) {
  if (p->descriptor_count > MAX_DESCRIPTORS) return errno = EINVAL, -1;
  volatile int error = 0;
  pid_t parent = getpid();
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  pid_t pid = vfork();
  if (pid == 0) child(p, parent, &error);
  int fork_error = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (pid < 0) return errno = fork_error, -1;
  if (error) {
    waitpid(pid, NULL, 0);
    return errno = error, -1;
  }
  return pid;
}

pid_t clinux_ended_child(void) {
  siginfo_t info = { .si_pid = 0 };
  if (waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT)) return 0;
  return info.si_pid;
}

int clinux_has_children(void) {
  siginfo_t info;
  return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}
