#define _GNU_SOURCE
#include "escapes.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define TRY(name) static int name(const struct escape_targets *t)
static int result(long value) { return value < 0 ? errno : 0; }

/* The first error that is not the expected one counts. */
TRY(every_family) {
  (void)t;
  int last = 0;
  for (int family = 0; family < 64; family++)
    for (int kind = SOCK_STREAM; kind <= SOCK_RAW; kind++) {
      if (socket(family, kind, 0) >= 0) return 0;
      if (last && errno != last) return ENOTRECOVERABLE;
      last = errno;
    }
  return last;
}

static int abstract(struct sockaddr_un *address, const char *name) {
  memset(address, 0, sizeof *address);
  address->sun_family = AF_UNIX;
  snprintf(address->sun_path + 1, sizeof address->sun_path - 1, "%s", name);
  return offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name);
}

TRY(loopback) {
  struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_port = htons(t->port), .sin6_addr = IN6ADDR_LOOPBACK_INIT };
  int number = socket(AF_INET6, SOCK_STREAM, 0);
  return number < 0 ? errno : result(connect(number, (struct sockaddr *)&address, sizeof address));
}

TRY(reach_abstract) {
  struct sockaddr_un address;
  int length = abstract(&address, t->abstract), number = socket(AF_UNIX, SOCK_STREAM, 0);
  return number < 0 ? errno : result(connect(number, (struct sockaddr *)&address, length));
}

TRY(reach_path) {
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  snprintf(address.sun_path, sizeof address.sun_path, "%s", t->datagram);
  int number = socket(AF_UNIX, SOCK_DGRAM, 0);
  return number < 0 ? errno : result(sendto(number, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
}

/* A pair's socket can be turned to others, where it is for datagrams. */
TRY(pair) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends)) return errno;
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  snprintf(address.sun_path, sizeof address.sun_path, "%s", t->datagram);
  return result(sendto(ends[0], "x", 1, 0, (struct sockaddr *)&address, sizeof address));
}

TRY(turn_stream) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends)) return errno;
  struct sockaddr_un address;
  int length = abstract(&address, t->abstract);
  return result(connect(ends[0], (struct sockaddr *)&address, length));
}

TRY(hoard) {
  (void)t;
  int ends[2];
  return result(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends));
}

const struct escape escapes_sockets[] = {
  { "every-family", "make a socket of any family and kind", every_family, 1, 1 },
  { "loopback", "connect to ::1", loopback, 1, 1 },
  { "reach-abstract", "connect to an abstract Unix socket", reach_abstract, 1, 1 },
  { "reach-path", "send to a Unix socket in the file system, as the journal's", reach_path, 1, 1 },
  { "pair", "turn a pair of datagram sockets to it", pair, 1, 1 },
  { "hoard", "have the kernel keep memory for it in pairs of sockets", hoard, 1, 1 },
  { "turn-stream", "turn a pair of stream sockets to an abstract one", turn_stream, 1, 1 },
  { 0 },
};
