#define _GNU_SOURCE
#include "escapes.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define TRY(name) static int name(const struct escape_targets *t)
static int result(long value) { return value < 0 ? errno : 0; }
enum { LOG = 2, ACCEPTOR = 3, POLICY = 4, CREDENTIALS = 5, JOURNAL = 6 };

TRY(pass_descriptor) {
  (void)t;
  union { char bytes[CMSG_SPACE(sizeof(int))]; struct cmsghdr align; } control = { .bytes = { 0 } };
  struct iovec part = { "x", 1 };
  struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes };
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  memset(CMSG_DATA(header), 0, sizeof(int));
  return result(sendmsg(ACCEPTOR, &message, 0));
}

TRY(change_policy) { (void)t; return result(write(POLICY, "x", 1)); }
TRY(map_policy) { (void)t; return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, POLICY, 0) == MAP_FAILED ? errno : 0; }
TRY(change_credentials) { (void)t; return result(write(CREDENTIALS, "x", 1)); }

/* The journal's own socket, or the log's, turned to another. */
TRY(turn_journal) {
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  snprintf(address.sun_path, sizeof address.sun_path, "%s", t->datagram);
  return result(sendto(JOURNAL, "x", 1, 0, (struct sockaddr *)&address, sizeof address));
}

TRY(shut_journal) { (void)t; return result(shutdown(JOURNAL, SHUT_RDWR)); }
TRY(shut_log) { (void)t; return result(shutdown(LOG, SHUT_RDWR)); }
TRY(starve_journal) { (void)t; int none = 1; return result(setsockopt(JOURNAL, SOL_SOCKET, SO_SNDBUF, &none, sizeof none)); }
TRY(flags_of_log) { (void)t; return result(fcntl(LOG, F_SETFL, O_NONBLOCK)); }
TRY(seek_log) { (void)t; return result(lseek(LOG, 0, SEEK_SET)); }
TRY(cut_log) { (void)t; return result(ftruncate(LOG, 0)); }
TRY(copy_log) { (void)t; return result(fcntl(LOG, F_DUPFD, 0)); }

/* What each of these sends has the acceptor kill us before it can be done. */
static int killed_for(const char *bytes, size_t length) {
  if (send(ACCEPTOR, bytes, length, 0) < 0) return errno;
  char answer[1024];
  for (;;) {
    ssize_t count = recv(ACCEPTOR, answer, sizeof answer, 0);
    if (count == 0 || (count < 0 && errno != EAGAIN)) return 0;
    if (count < 0) usleep(1000);
  }
}

TRY(malformed) { (void)t; return killed_for("\xff nonsense", 10); }
TRY(empty) { (void)t; return killed_for("", 0); }
TRY(cut_short) { (void)t; return killed_for("\x01\x04\x00" "ec", 5); }
TRY(too_early) { (void)t; return killed_for("\x02", 1); }
TRY(unasked) { (void)t; return killed_for("\x04", 1); }
TRY(port_out_of_turn) { (void)t; return killed_for("\x05", 1); }

static char wish[1024];
static size_t wish_length;

void escape_keep_wish(const unsigned char *bytes, size_t length) {
  wish_length = length > sizeof wish ? sizeof wish : length;
  memcpy(wish, bytes, wish_length);
}

TRY(replay) {
  (void)t;
  if (send(ACCEPTOR, wish, wish_length, 0) < 0) return errno;
  return killed_for(wish, wish_length);
}

TRY(too_long) { (void)t; static char bytes[17000] = "\x01"; return killed_for(bytes, sizeof bytes); }

const struct escape escapes_acceptor[] = {
  { "pass-descriptor", "pass the acceptor a descriptor", pass_descriptor, 0, 1 },
  { "change-policy", "write to the compiled policy", change_policy, 0, 1 },
  { "map-policy", "map it to be written", map_policy, 0, 1 },
  { "change-credentials", "write to the node's certificates", change_credentials, 0, 1 },
  { "turn-journal", "turn the journal's socket to another", turn_journal, 0, 1 },
  { "shut-journal", "shut the journal's socket down", shut_journal, 0, 1 },
  { "starve-journal", "leave it no room", starve_journal, 0, 1 },
  { "shut-log", "shut the log down", shut_log, 0, 1 },
  { "flags-of-log", "have the log not wait", flags_of_log, 0, 1 },
  { "seek-log", "write over the log's beginning", seek_log, 0, 1 },
  { "cut-log", "cut the log short", cut_log, 0, 1 },
  { "copy-log", "do so by another number", copy_log, 0, 1 },
  { "malformed", "send the acceptor a malformed message", malformed, 0, 1 },
  { "empty", "send it an empty one", empty, 0, 1 },
  { "cut-short", "send it one that is cut short", cut_short, 0, 1 },
  { "too-long", "send it one that is too long", too_long, 0, 1 },
  { "replay", "ask it for a handler twice, by the same message", replay, 0, 1 },
  { "too-early", "hang a handler up that it never had", too_early, 0, 1 },
  { "unasked", "say that it has judged when nobody asked", unasked, 0, 1 },
  { "port-out-of-turn", "ask for a data port without a handler", port_out_of_turn, 0, 1 },
  { 0 },
};
