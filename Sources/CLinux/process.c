#define _GNU_SOURCE
#include "clinux.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int clinux_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int clinux_accept(int listener, struct sockaddr_in6 *peer) {
  socklen_t length = sizeof *peer;
  return accept4(listener, (struct sockaddr *)peer, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
}

const char *clinux_signal_name(int signal) { return sigabbrev_np(signal); }

int clinux_memfd(const char *name) { return memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING); }

int clinux_seal(int descriptor) {
  return fcntl(descriptor, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
}

pid_t clinux_fork(int death_signal) {
  pid_t parent = getpid(), child = fork();
  if (child == 0 && (prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0) || getppid() != parent)) _exit(127);
  return child;
}

int clinux_name_process(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }
int clinux_adopt_orphans(void) { return prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }
int clinux_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
int clinux_not_dumpable(void) { return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0); }
int clinux_close_from(unsigned first) { return close_range(first, ~0u, 0); }
int clinux_set_flags(int descriptor, int flags) { return fcntl(descriptor, F_SETFL, flags); }
int clinux_pipe_size(int descriptor, int size) { return fcntl(descriptor, F_SETPIPE_SZ, size); }

static int count;
static char **first;

/* glibc hands them to every function of .init_array. */
__attribute__((constructor)) static void keep_arguments(int argc, char **argv) {
  count = argc;
  first = argv;
}

const char *clinux_argument(int index) { return index >= 0 && index < count ? first[index] : NULL; }
