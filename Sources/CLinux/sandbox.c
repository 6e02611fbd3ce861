#define _GNU_SOURCE
#include "clinux.h"
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/landlock.h as of ABI 7; that of Debian 12 ends with ABI 1. */
struct ruleset_attributes { uint64_t files, network, scopes; };
struct path_beneath { uint64_t access; int32_t parent; } __attribute__((packed));
enum { VERSION = 1, PATH_BENEATH = 1 };

int clinux_landlock_abi(void) {
  long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, VERSION);
  return abi < 0 ? 0 : (int)abi;
}

int clinux_ruleset(int abi, uint64_t files, uint64_t network, uint64_t scopes) {
  struct ruleset_attributes attributes = { files, abi >= 4 ? network : 0, abi >= 6 ? scopes : 0 };
  size_t size = abi >= 6 ? sizeof attributes : abi >= 4 ? 2 * sizeof(uint64_t) : sizeof(uint64_t);
  return syscall(SYS_landlock_create_ruleset, &attributes, size, 0);
}

int clinux_rule(int ruleset, int file, uint64_t access) {
  struct path_beneath rule = { access, file };
  return syscall(SYS_landlock_add_rule, ruleset, PATH_BENEATH, &rule, 0);
}

int clinux_restrict_self(int ruleset) { return syscall(SYS_landlock_restrict_self, ruleset, 0); }

int clinux_filter_self(const struct sock_fprog *filter) {
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, filter);
}
