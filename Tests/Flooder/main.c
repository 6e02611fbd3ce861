/* Many callers from many networks, or one caller and how soon it is answered: for the tests.
 *
 *   flooder flood PORT COUNT NETWORKS AT-ONCE PER-SECOND CERTIFICATE KEY
 *       COUNT connections to [::1]:PORT, from 2001:db8:N::/64 with N in 0..NETWORKS: of eight, one shakes hands with the
 *       certificate, one without, one sends garbage, one is silent for 3 seconds, and four hang up at once. Prints "all
 *       have called", and, when all are gone, how many connected, how many were shut, and how long it took.
 *   flooder call PORT,PORT... COUNT PAUSE SOURCE CERTIFICATE KEY
 *       COUNT calls to each port in turn, with PAUSE milliseconds between, or fewer where standard input ends: connect,
 *       shake hands, send a line, have it back. Prints port and microseconds of each; 0 for a failure. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FREEBIND = 78, CALL_TIMEOUT = 20 };
enum kind { WITH_CERTIFICATE, WITHOUT_CERTIFICATE, GARBAGE, SILENT, HASTY };

struct caller { int socket; SSL *ssl; enum kind kind; int connected; uint64_t since; };

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static _Noreturn void die(const char *what) { perror(what); exit(1); }

static SSL_CTX *context(const char *certificate, const char *key) {
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
  SSL_CTX_set_alpn_protos(context, (const unsigned char *)"\4echo", 5);
  if (certificate && (SSL_CTX_use_certificate_chain_file(context, certificate) != 1 ||
                      SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1)) {
    ERR_print_errors_fp(stderr);
    exit(1);
  }
  return context;
}

/* A socket on its way to [::1]:port; -1 where the kernel has none to give. */
static int call(int port, const struct in6_addr *source, int flags) {
  int s = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), on = 1;
  if (s < 0) return -1;
  setsockopt(s, IPPROTO_IPV6, FREEBIND, &on, sizeof on);
  setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct sockaddr_in6 from = { .sin6_family = AF_INET6, .sin6_addr = *source };
  struct sockaddr_in6 to = { .sin6_family = AF_INET6, .sin6_port = htons(port), .sin6_addr = in6addr_loopback };
  if (bind(s, (struct sockaddr *)&from, sizeof from) ||
      (connect(s, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS)) {
    close(s);
    return -1;
  }
  return s;
}

static void hang_up(struct caller *c, int *active) {
  if (c->ssl) SSL_free(c->ssl);
  close(c->socket);
  memset(c, 0, sizeof *c);
  c->socket = -1;
  --*active;
}

/* Goes on with one caller; whether it is done. */
static int step(struct caller *c, SSL_CTX *const contexts[2], long *connected, long *shut) {
  char bytes[4096];
  if (!c->connected) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(c->socket, SOL_SOCKET, SO_ERROR, &error, &length);
    c->connected = 1;
    /* Reset at once: it was connected before. */
    if (error && error != ECONNRESET) return 1;
    ++*connected;
    if (error) return ++*shut, 1;
    if (c->kind == HASTY) return 1;
    if (c->kind == GARBAGE) {
      memset(bytes, 'x', 64);
      if (send(c->socket, bytes, 64, MSG_NOSIGNAL) < 0) return ++*shut, 1;
    }
    if (c->kind <= WITHOUT_CERTIFICATE) {
      c->ssl = SSL_new(contexts[c->kind]);
      SSL_set_fd(c->ssl, c->socket);
      SSL_set_connect_state(c->ssl);
    }
  }
  if (!c->ssl) {
    ssize_t got = recv(c->socket, bytes, sizeof bytes, 0);
    if (got < 0 && errno == EAGAIN) return 0;
    if (got <= 0) ++*shut;
    return 1;
  }
  ERR_clear_error();
  int done = SSL_is_init_finished(c->ssl) ? SSL_read(c->ssl, bytes, sizeof bytes) : SSL_do_handshake(c->ssl);
  if (done > 0) return 0;
  int error = SSL_get_error(c->ssl, done);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return 0;
  if (error == SSL_ERROR_SYSCALL) ++*shut;
  return 1;
}

static int flood(char **a) {
  int port = atoi(a[0]), networks = atoi(a[2]), most = atoi(a[3]);
  long count = atol(a[1]), begun = 0, connected = 0, shut = 0;
  uint64_t rate = strtoull(a[4], NULL, 10);
  SSL_CTX *contexts[2] = { context(a[5], a[6]), context(NULL, NULL) };
  struct rlimit files = { 0 };
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  struct caller *callers = calloc(most, sizeof *callers);
  for (int i = 0; i < most; i++) callers[i].socket = -1;
  int poller = epoll_create1(EPOLL_CLOEXEC), active = 0, oldest = 0;
  struct epoll_event events[256];
  uint64_t start = now();
  while (begun < count || active > 0) {
    uint64_t due = (now() - start) * rate / 1000000;
    for (int tries = 0; begun < count && (uint64_t)begun < due && active < most && tries < 64; tries++) {
      int place = 0;
      for (place = oldest; callers[place].socket >= 0; place = (place + 1) % most) {}
      oldest = (place + 1) % most;
      struct in6_addr source = { .s6_addr = { 0x20, 1, 0x0d, 0xb8 } };
      unsigned network = begun % networks, host = begun / networks + 1;
      source.s6_addr[4] = network >> 8, source.s6_addr[5] = network;
      for (int i = 0; i < 4; i++) source.s6_addr[12 + i] = host >> (24 - 8 * i);
      int s = call(port, &source, SOCK_NONBLOCK);
      if (s < 0) break;
      unsigned kind = (begun / networks + begun) % 8;
      callers[place] = (struct caller){ .socket = s, .kind = kind < HASTY ? kind : HASTY, .since = now() };
      struct epoll_event event = { .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.u32 = place };
      if (epoll_ctl(poller, EPOLL_CTL_ADD, s, &event)) die("epoll_ctl");
      active++;
      if (++begun == count) {
        puts("all have called");
        fflush(stdout);
      }
    }
    int ready = epoll_wait(poller, events, 256, begun < count ? 1 : 100);
    for (int i = 0; i < ready; i++) {
      struct caller *c = &callers[events[i].data.u32];
      if (c->socket >= 0 && step(c, contexts, &connected, &shut)) hang_up(c, &active);
    }
    /* The node's deadline for a handshake is longer than anybody waits here. */
    static uint64_t looked;
    if (now() - looked > 200000) {
      looked = now();
      for (int i = 0; i < most; i++)
        if (callers[i].socket >= 0 && looked - callers[i].since > 3000000) hang_up(&callers[i], &active);
    }
  }
  printf("connected %ld shut %ld milliseconds %llu\n", connected, shut, (unsigned long long)(now() - start) / 1000);
  return connected > 0 ? 0 : 1;
}

/* The microseconds of one call; 0 for one that failed. */
static uint64_t time_call(int port, const struct in6_addr *source, SSL_CTX *context) {
  char line[] = "Hello, are you there?\n", answer[sizeof line];
  uint64_t start = now(), took = 0;
  int s = call(port, source, 0), got = 0;
  if (s < 0) return 0;
  struct timeval patience = { .tv_sec = CALL_TIMEOUT };
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  SSL *ssl = SSL_new(context);
  SSL_set_fd(ssl, s);
  ERR_clear_error();
  if (SSL_connect(ssl) == 1 && SSL_write(ssl, line, sizeof line - 1) > 0) {
    while (got < (int)sizeof line - 1) {
      int more = SSL_read(ssl, answer + got, sizeof line - 1 - got);
      if (more <= 0) break;
      got += more;
    }
    if (got == (int)sizeof line - 1 && memcmp(line, answer, got) == 0) took = now() - start;
    SSL_shutdown(ssl);
  }
  SSL_free(ssl);
  close(s);
  return took;
}

static int time_calls(char **a) {
  struct in6_addr source;
  if (inet_pton(AF_INET6, a[3], &source) != 1) die("source");
  SSL_CTX *own = context(a[4], a[5]);
  struct pollfd input = { .fd = 0, .events = POLLIN };
  for (long i = atol(a[1]); i > 0; i--)
    for (const char *port = a[0]; port; port = strchr(port, ',') ? strchr(port, ',') + 1 : NULL) {
      printf("%d %llu\n", atoi(port), (unsigned long long)time_call(atoi(port), &source, own));
      fflush(stdout);
      if (poll(&input, 1, atoi(a[2])) != 0) return 0;
    }
  return 0;
}

int main(int argc, char **argv) {
  signal(SIGPIPE, SIG_IGN);
  if (argc == 9 && strcmp(argv[1], "flood") == 0) return flood(argv + 2);
  if (argc == 8 && strcmp(argv[1], "call") == 0) return time_calls(argv + 2);
  fputs("usage: flooder flood PORT COUNT NETWORKS AT-ONCE PER-SECOND CERTIFICATE KEY\n"
        "       flooder call PORT,PORT... COUNT PAUSE SOURCE CERTIFICATE KEY\n", stderr);
  return 64;
}
