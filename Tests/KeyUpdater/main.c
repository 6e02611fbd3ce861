/* key-updater PORT CHAIN KEY ALPN: a peer that after the handshake sends nothing but TLS 1.3 key updates, each of which
 * asks for one in return (RFC 8446, section 4.6.3). It reads the answers without decrypting them, so each round costs
 * the other side twice what it costs here. Ends when the connection does. */
#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int count, char **words) {
  if (count != 5) return 64;
  signal(SIGPIPE, SIG_IGN);
  struct sockaddr_in6 node = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)atoi(words[1])), .sin6_addr = in6addr_loopback };
  int socket_ = socket(AF_INET6, SOCK_STREAM, 0);
  SSL_CTX *context = SSL_CTX_new(TLS_client_method());
  unsigned char protocol[256];
  size_t length = strlen(words[4]);
  protocol[0] = (unsigned char)length;
  memcpy(protocol + 1, words[4], length);
  if (connect(socket_, (struct sockaddr *)&node, sizeof node) || SSL_CTX_use_certificate_chain_file(context, words[2]) != 1 ||
      SSL_CTX_use_PrivateKey_file(context, words[3], SSL_FILETYPE_PEM) != 1)
    return 1;
  SSL *ssl = SSL_new(context);
  SSL_set_alpn_protos(ssl, protocol, (unsigned)length + 1);
  SSL_set_fd(ssl, socket_);
  if (SSL_connect(ssl) != 1) return 1;
  BIO *out = BIO_new(BIO_s_mem());
  SSL_set0_wbio(ssl, out);
  puts("updating");
  fflush(stdout);
  char answers[65536], *bytes;
  for (;;) {
    for (int i = 0; i < 200; i++)
      if (SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) != 1 || SSL_do_handshake(ssl) != 1) return 1;
    long size = BIO_get_mem_data(out, &bytes);
    for (long sent = 0; sent < size;) {
      ssize_t part = send(socket_, bytes + sent, (size_t)(size - sent), MSG_DONTWAIT);
      if (part > 0) sent += part;
      ssize_t got;
      while ((got = recv(socket_, answers, sizeof answers, MSG_DONTWAIT)) > 0) {}
      if (got == 0) return 0;
    }
    (void)BIO_reset(out);
  }
}
