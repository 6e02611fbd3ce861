/* Filters of system calls, seccomp(2), made ahead by generate-filters. */
#ifndef CFILTERS_H
#define CFILTERS_H
#include <linux/filter.h>

/* A session that has all it needs: any other call ends the process. */
extern const struct sock_fprog cfilters_session;
/* The same for the process that has the node's key. */
extern const struct sock_fprog cfilters_signer;
/* That process where a token has the key: whatever the token's module may need. */
extern const struct sock_fprog cfilters_module;
/* A handler before its execve(2). */
extern const struct sock_fprog cfilters_handler;
/* What it gets besides. First index: the sockets that it may make (0 none, 1 AF_UNIX, 2 AF_INET and AF_INET6, 3 all of
 * them); second: what else is refused (sums of 1 to start processes and threads, 2 to look at and change attributes of
 * files by path, 4 to map code). */
extern const struct sock_fprog cfilters_refusals[4][8];

/* Their addresses, which Swift cannot take. */
static inline const struct sock_fprog *cfilters_for_sessions(void) { return &cfilters_session; }
static inline const struct sock_fprog *cfilters_for_signers(void) { return &cfilters_signer; }
static inline const struct sock_fprog *cfilters_for_modules(void) { return &cfilters_module; }
static inline const struct sock_fprog *cfilters_for_handlers(void) { return &cfilters_handler; }
static inline const struct sock_fprog *cfilters_for_refusals(int families, int refusals) {
  return &cfilters_refusals[families & 3][refusals & 7];
}

#endif
