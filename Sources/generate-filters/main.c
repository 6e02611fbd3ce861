/* Generates Sources/CFilters/filters.c: the seccomp filters of PeerTLS, so that nothing is generated at a connection.
 * `make filters` runs it. */
#define _GNU_SOURCE
#include "lists.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  EMPTY_PATH = 0x1000,
  /* SessionDescriptor of Handoff: the log and the journal's socket are others' too. */
  LOG = 2,
  JOURNAL = 6,
};

static void check(int result, const char *what) {
  if (result >= 0) return;
  fprintf(stderr, "generate-filters: %s: %s\n", what, strerror(-result));
  exit(1);
}

static int number(const char *name) {
  int call = seccomp_syscall_resolve_name(name);
  if (call == __NR_SCMP_ERROR) check(-ENOSYS, name);
  return call;
}

static void rule(scmp_filter_ctx filter, uint32_t action, const char *name, unsigned count, struct scmp_arg_cmp argument) {
  check(seccomp_rule_add_array(filter, action, number(name), count, &argument), name);
}

static void all(scmp_filter_ctx filter, uint32_t action, const char *const *names) {
  for (; *names; names++) rule(filter, action, *names, 0, (struct scmp_arg_cmp){ 0 });
}

static scmp_filter_ctx begin(uint32_t otherwise, uint32_t architecture) {
  scmp_filter_ctx filter = seccomp_init(otherwise);
  if (!filter) check(-ENOMEM, "seccomp_init");
  if (architecture != seccomp_arch_native()) {
    check(seccomp_arch_add(filter, architecture), "seccomp_arch_add");
    check(seccomp_arch_remove(filter, seccomp_arch_native()), "seccomp_arch_remove");
  }
  check(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS), "SCMP_FLTATR_ACT_BADARCH");
  check(seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2), "SCMP_FLTATR_CTL_OPTIMIZE");
  return filter;
}

static void emit(scmp_filter_ctx filter, const char *name) {
  int file = memfd_create("filter", MFD_CLOEXEC);
  check(file < 0 ? -errno : 0, "memfd_create");
  check(seccomp_export_bpf(filter, file), "seccomp_export_bpf");
  seccomp_release(filter);
  size_t count = lseek(file, 0, SEEK_END) / sizeof(struct sock_filter);
  struct sock_filter step;
  printf("\nstatic const struct sock_filter %s[] = {\n", name);
  for (size_t i = 0; i < count; i++) {
    check(pread(file, &step, sizeof step, i * sizeof step) == sizeof step ? 0 : -EIO, "read the filter");
    printf("%s{ 0x%02x, %u, %u, 0x%08x },%s", i % 4 ? " " : "  ", step.code, step.jt, step.jf, step.k,
           i % 4 == 3 || i == count - 1 ? "\n" : "");
  }
  printf("};\n");
  close(file);
}

/* Code is what was there at the start: nothing that can be written becomes code. */
static void keep_code(scmp_filter_ctx filter, const char *name) {
  rule(filter, SCMP_ACT_ALLOW, name, 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

/* Memory that RLIMIT_DATA counts, and no code that was not there at the start. */
static void keep_to_data(scmp_filter_ctx filter) {
  struct scmp_arg_cmp arguments[] = {
    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0), SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_GROWSDOWN | MAP_ANONYMOUS | MAP_SHARED, 0),
  };
  static const uint64_t kinds[] = { 0, MAP_ANONYMOUS, MAP_SHARED };
  for (int i = 0; i < 3; i++) {
    arguments[1].datum_b = kinds[i];
    check(seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number("mmap"), 2, arguments), "mmap");
  }
}

/* A session, or with `more` the process that has the node's key. */
static void session(uint32_t architecture, const char *name, const char *const *more, int is_session) {
  scmp_filter_ctx filter = begin(SCMP_ACT_KILL_PROCESS, architecture);
  all(filter, SCMP_ACT_ALLOW, session_allowed);
  all(filter, SCMP_ACT_ALLOW, more);
  all(filter, SCMP_ACT_ERRNO(EPERM), session_refused);
  keep_to_data(filter);
  keep_code(filter, "mprotect");
  const int commands[] = { F_GETFD, F_SETFD, F_GETFL };
  for (int i = 0; i < 3; i++) rule(filter, SCMP_ACT_ALLOW, "fcntl", 1, SCMP_A1(SCMP_CMP_EQ, commands[i]));
  /* Nobody may shut down what is others' too, or set it otherwise. As no descriptor can be duplicated, and what stands at
   * these numbers stays there, the number says which it is. */
  static const char *const changes[] = { "shutdown", "setsockopt", "fcntl" };
  for (int i = 0; i < 3; i++)
    for (int descriptor = 0; descriptor <= JOURNAL + 1; descriptor++) {
      int is_shared = is_session && (descriptor == LOG || descriptor == JOURNAL);
      struct scmp_arg_cmp arguments[] = {
        descriptor <= JOURNAL ? SCMP_A0(SCMP_CMP_EQ, descriptor) : SCMP_A0(SCMP_CMP_GE, descriptor),
        SCMP_A1(SCMP_CMP_EQ, F_SETFL),
      };
      check(seccomp_rule_add_array(filter, is_shared ? SCMP_ACT_ERRNO(EPERM) : SCMP_ACT_ALLOW, number(changes[i]),
                                   i == 2 ? 2 : 1, arguments), changes[i]);
    }
  /* No address: a datagram socket, the journal's, reaches nobody else. */
  rule(filter, SCMP_ACT_ALLOW, "sendto", 1, SCMP_A4(SCMP_CMP_EQ, 0));
  rule(filter, SCMP_ACT_ERRNO(EPERM), "sendto", 1, SCMP_A4(SCMP_CMP_NE, 0));
  /* glibc's fstat(3). */
  rule(filter, SCMP_ACT_ALLOW, "newfstatat", 1, SCMP_A3(SCMP_CMP_EQ, EMPTY_PATH));
  rule(filter, SCMP_ACT_ERRNO(EPERM), "newfstatat", 1, SCMP_A3(SCMP_CMP_NE, EMPTY_PATH));
  emit(filter, name);
}

/* Code may be mapped, for programs are linked dynamically, but not both written and run; and no memory that RLIMIT_DATA does
 * not count: shared without a file, or a stack's. */
static void handler_memory(scmp_filter_ctx filter) {
  static const uint64_t protections[] = { 0, PROT_WRITE, PROT_EXEC }, kinds[] = { 0, MAP_ANONYMOUS, MAP_SHARED };
  uint64_t both = PROT_WRITE | PROT_EXEC, shape = MAP_GROWSDOWN | MAP_ANONYMOUS | MAP_SHARED;
  for (int p = 0; p < 3; p++)
    for (int k = 0; k < 3; k++) {
      struct scmp_arg_cmp arguments[] = {
        SCMP_A2(SCMP_CMP_MASKED_EQ, both, protections[p]), SCMP_A3(SCMP_CMP_MASKED_EQ, shape, kinds[k]),
      };
      check(seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number("mmap"), 2, arguments), "mmap");
    }
  rule(filter, SCMP_ACT_ERRNO(EPERM), "mmap", 1, SCMP_A2(SCMP_CMP_MASKED_EQ, both, both));
}

enum { NAMESPACES = 7 };
static const uint64_t kinds_of_namespaces[NAMESPACES] = {
  CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET,
};

static void handler(uint32_t architecture) {
  scmp_filter_ctx filter = begin(SCMP_ACT_ERRNO(ENOSYS), architecture);
  all(filter, SCMP_ACT_ALLOW, handler_allowed);
  all(filter, SCMP_ACT_ERRNO(EPERM), handler_refused);
  all(filter, SCMP_ACT_ERRNO(EPERM), never_needed);
  handler_memory(filter);
  keep_code(filter, "mprotect");
  rule(filter, SCMP_ACT_ERRNO(EPERM), "mprotect", 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  keep_code(filter, "pkey_mprotect");
  rule(filter, SCMP_ACT_ERRNO(EPERM), "pkey_mprotect", 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  /* Itself alone. */
  rule(filter, SCMP_ACT_ALLOW, "sched_setaffinity", 1, SCMP_A0(SCMP_CMP_EQ, 0));
  rule(filter, SCMP_ACT_ERRNO(EPERM), "sched_setaffinity", 1, SCMP_A0(SCMP_CMP_NE, 0));
  rule(filter, SCMP_ACT_ALLOW, "prlimit64", 1, SCMP_A0(SCMP_CMP_EQ, 0));
  rule(filter, SCMP_ACT_ERRNO(EPERM), "prlimit64", 1, SCMP_A0(SCMP_CMP_NE, 0));
  /* To ask, not to set. */
  rule(filter, SCMP_ACT_ALLOW, "personality", 1, SCMP_A0(SCMP_CMP_EQ, 0xffffffff));
  rule(filter, SCMP_ACT_ERRNO(EPERM), "personality", 1, SCMP_A0(SCMP_CMP_NE, 0xffffffff));
  /* A pair for datagrams can be turned to any socket in the file system, which Landlock does not see. */
  for (int kind = 0; kind < 16; kind++)
    rule(filter, kind == SOCK_STREAM || kind == SOCK_SEQPACKET ? SCMP_ACT_ALLOW : SCMP_ACT_ERRNO(EPERM), "socketpair", 1,
         SCMP_A1(SCMP_CMP_MASKED_EQ, 0xf, kind));
  static const int families[] = { AF_UNIX, AF_INET, AF_INET6 };
  for (int i = 0; i < 3; i++) rule(filter, SCMP_ACT_ALLOW, "socket", 1, SCMP_A0(SCMP_CMP_EQ, families[i]));
  for (int family = 0; family < 64; family++)
    if (family != AF_UNIX && family != AF_INET && family != AF_INET6)
      rule(filter, SCMP_ACT_ERRNO(EPERM), "socket", 1, SCMP_A0(SCMP_CMP_EQ, family));
  /* clone3(2) has its flags in memory, where no filter sees them: it is ENOSYS, and glibc goes back to clone(2). */
  uint64_t namespaces = 0;
  for (int i = 0; i < NAMESPACES; i++) namespaces |= kinds_of_namespaces[i];
  /* Nor children of the acceptor. */
  rule(filter, SCMP_ACT_ALLOW, "clone", 1, SCMP_A0(SCMP_CMP_MASKED_EQ, namespaces | CLONE_PARENT, 0));
  /* Whatever is not listed has others wait (leases), or signals sent. */
  static const int commands[] = {
    F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK,
    F_OFD_SETLKW, F_GETPIPE_SZ, F_SETPIPE_SZ, F_GET_SEALS,
  };
  for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
    rule(filter, SCMP_ACT_ALLOW, "fcntl", 1, SCMP_A1(SCMP_CMP_EQ, commands[i]));
  emit(filter, "handler");
}

/* A process that has loaded somebody's module: whatever that may need but what none does. */
static void module(uint32_t architecture) {
  scmp_filter_ctx filter = begin(SCMP_ACT_ALLOW, architecture);
  all(filter, SCMP_ACT_ERRNO(EPERM), never_needed);
  all(filter, SCMP_ACT_ERRNO(EPERM), (const char *const[]){ "execve", "execveat", NULL });
  rule(filter, SCMP_ACT_ERRNO(EPERM), "personality", 1, SCMP_A0(SCMP_CMP_NE, 0xffffffff));
  rule(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3", 0, (struct scmp_arg_cmp){ 0 });
  for (int i = 0; i < NAMESPACES; i++)
    rule(filter, SCMP_ACT_ERRNO(EPERM), "clone", 1, SCMP_A0(SCMP_CMP_MASKED_EQ, kinds_of_namespaces[i], kinds_of_namespaces[i]));
  emit(filter, "module");
}

/* Bits of `families`: 1 AF_UNIX, 2 AF_INET and AF_INET6. Bits of `more`: 1 processes and threads, 2 attributes of files by
 * their path, 4 to map code. */
static void refusals(uint32_t architecture, int families, int more) {
  scmp_filter_ctx filter = begin(SCMP_ACT_ALLOW, architecture);
  if (!(families & 1)) rule(filter, SCMP_ACT_ERRNO(EPERM), "socket", 1, SCMP_A0(SCMP_CMP_EQ, AF_UNIX));
  if (!(families & 2)) {
    rule(filter, SCMP_ACT_ERRNO(EPERM), "socket", 1, SCMP_A0(SCMP_CMP_EQ, AF_INET));
    rule(filter, SCMP_ACT_ERRNO(EPERM), "socket", 1, SCMP_A0(SCMP_CMP_EQ, AF_INET6));
  }
  if (more & 1) all(filter, SCMP_ACT_ERRNO(EPERM), tasks);
  /* What two sockets hold is nobody's memory: who has no use for them gets none. */
  if (!(families & 1) && more & 1) rule(filter, SCMP_ACT_ERRNO(EPERM), "socketpair", 0, (struct scmp_arg_cmp){ 0 });
  if (more & 4) rule(filter, SCMP_ACT_ERRNO(EPERM), "mmap", 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
  if (more & 2) {
    all(filter, SCMP_ACT_ERRNO(EPERM), attributes);
    /* Without a path it is futimens(3). */
    rule(filter, SCMP_ACT_ERRNO(EPERM), "utimensat", 1, SCMP_A1(SCMP_CMP_NE, 0));
  }
  char name[64];
  snprintf(name, sizeof name, "refusals_%d_%d", families, more);
  emit(filter, name);
}

int main(void) {
  static const struct { const char *condition; uint32_t token; } architectures[] = {
    { "defined __x86_64__", SCMP_ARCH_X86_64 },
    { "defined __aarch64__", SCMP_ARCH_AARCH64 },
  };
  puts("/* Made by generate-filters; `make filters` makes it anew. */\n#include <linux/filter.h>\n#include \"cfilters.h\"");
  for (int i = 0; i < 2; i++) {
    printf("\n#%s %s\n", i ? "elif" : "if", architectures[i].condition);
    session(architectures[i].token, "session", (const char *const[]){ NULL }, 1);
    session(architectures[i].token, "signer", signer_allowed, 0);
    module(architectures[i].token);
    handler(architectures[i].token);
    for (int families = 0; families < 4; families++)
      for (int more = 0; more < 8; more++) refusals(architectures[i].token, families, more);
  }
  puts("\n#else\n#error \"no filters for this architecture: generate-filters names the others\"\n#endif\n");
  puts("#define PROGRAM(steps) { sizeof steps / sizeof *steps, (struct sock_filter *)steps }");
  puts("const struct sock_fprog cfilters_session = PROGRAM(session);");
  puts("const struct sock_fprog cfilters_signer = PROGRAM(signer);");
  puts("const struct sock_fprog cfilters_module = PROGRAM(module);");
  puts("const struct sock_fprog cfilters_handler = PROGRAM(handler);");
  puts("const struct sock_fprog cfilters_refusals[4][8] = {");
  for (int families = 0; families < 4; families++)
    for (int more = 0; more < 8; more++)
      printf("%sPROGRAM(refusals_%d_%d)%s", more ? " " : "  { ", families, more, more < 7 ? "," : " },\n");
  puts("};");
}
