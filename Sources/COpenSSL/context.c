#include "copenssl.h"
#include <openssl/err.h>

/* A ticket extension that is never sent: OpenSSL lets the code that would write it end the handshake with an alert of
 * its choice. That is the one public way to say access_denied. And it comes after the peer has proved its key, so that
 * whoever shows another's certificate learns nothing of what would become of its owner. */
enum { REFUSAL_EXTENSION = 0xff50 };

/* What we keep beside an SSL. */
struct state { int refused, said; uint8_t alert; int alert_sent, alert_received; };

static struct state *state_of(const SSL *ssl) { return SSL_get_app_data(ssl); }

static int judge(X509_STORE_CTX *store, void *argument) {
  const struct copenssl_hooks *hooks = argument;
  SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
  struct state *state = state_of(ssl);
  int code = hooks->judge(hooks->owner, ssl, X509_STORE_CTX_get0_cert(store), X509_STORE_CTX_get0_untrusted(store),
                          &state->alert);
  ERR_clear_error();
  X509_STORE_CTX_set_error(store, code);
  if (code == X509_V_OK) return 1;
  state->refused = 1;
  if (!SSL_is_server(ssl) || SSL_version(ssl) < TLS1_3_VERSION) return state->said = 1, 0;
  SSL_set_num_tickets(ssl, 1);
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

static int refuse(SSL *ssl, unsigned type, unsigned context, const unsigned char **out, size_t *length, X509 *x,
                  size_t index, int *alert, void *argument) {
  (void)type, (void)context, (void)out, (void)length, (void)x, (void)index, (void)argument;
  struct state *state = state_of(ssl);
  if (!state->refused) return 0;
  state->said = 1;
  *alert = state->alert;
  return -1;
}

static void note(const SSL *ssl, int where, int value) {
  if (where == SSL_CB_WRITE_ALERT) state_of(ssl)->alert_sent = value & 0xff;
  if (where == SSL_CB_READ_ALERT) state_of(ssl)->alert_received = value & 0xff;
}

SSL *copenssl_connection(SSL_CTX *context, int socket, int allow_tls12) {
  SSL *ssl = SSL_new(context);
  struct state *state = OPENSSL_malloc(sizeof *state);
  if (ssl && state && SSL_set_fd(ssl, socket) && SSL_set_min_proto_version(ssl, allow_tls12 ? TLS1_2_VERSION : TLS1_3_VERSION)) {
    *state = (struct state){ .alert = SSL_AD_INTERNAL_ERROR, .alert_sent = -1, .alert_received = -1 };
    SSL_set_app_data(ssl, state);
    SSL_set_info_callback(ssl, note);
    return ssl;
  }
  OPENSSL_free(state);
  SSL_free(ssl);
  return NULL;
}

void copenssl_connection_free(SSL *ssl) {
  struct state *state = state_of(ssl);
  SSL_free(ssl);
  OPENSSL_free(state);
}

static int choose(SSL *ssl, const unsigned char **out, unsigned char *length, const unsigned char *in, unsigned total, void *argument) {
  const struct copenssl_hooks *hooks = argument;
  int offset = hooks->choose(hooks->owner, ssl, in, total);
  if (offset < 0) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *length = in[offset];
  *out = in + offset + 1;
  return SSL_TLSEXT_ERR_OK;
}

SSL_CTX *copenssl_context(int server, const struct copenssl_hooks *hooks) {
  SSL_CTX *context = SSL_CTX_new(server ? TLS_server_method() : TLS_client_method());
  if (!context) return NULL;
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  /* A read returns after each record: a peer that sends nothing but key updates must not keep us inside OpenSSL. */
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_cert_verify_callback(context, judge, (void *)(uintptr_t)hooks);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
  if (server) SSL_CTX_set_alpn_select_cb(context, choose, (void *)(uintptr_t)hooks);
  if (SSL_CTX_set_num_tickets(context, 0) && SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") &&
      SSL_CTX_set1_groups_list(context, "x25519:secp256r1:secp384r1") &&
      (!server || SSL_CTX_add_custom_ext(context, REFUSAL_EXTENSION, SSL_EXT_TLS1_3_ONLY | SSL_EXT_TLS1_3_NEW_SESSION_TICKET,
                                         refuse, NULL, NULL, NULL, NULL)))
    return context;
  SSL_CTX_free(context);
  return NULL;
}

int copenssl_context_use(SSL_CTX *context, copenssl_chain *chain, EVP_PKEY *key) {
  if (copenssl_chain_count(chain) < 1 || SSL_CTX_use_certificate(context, copenssl_chain_at(chain, 0)) != 1) return 0;
  for (int i = 1; i < copenssl_chain_count(chain); i++)
    if (SSL_CTX_add1_chain_cert(context, copenssl_chain_at(chain, i)) != 1) return 0;
  /* The chain that peers get is the one in node.crt: nothing is looked up to complete it. */
  SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN);
  return SSL_CTX_use_PrivateKey(context, key ? key : X509_get0_pubkey(copenssl_chain_at(chain, 0))) == 1;
}

void copenssl_require_certificate(SSL *ssl, int required) {
  SSL_set_verify(ssl, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), NULL);
}

int copenssl_is_refused(const SSL *ssl) { return state_of(ssl)->refused; }
int copenssl_has_said_refusal(const SSL *ssl) { return state_of(ssl)->said; }
int copenssl_alert_sent(const SSL *ssl) { return state_of(ssl)->alert_sent; }
int copenssl_alert_received(const SSL *ssl) { return state_of(ssl)->alert_received; }

void copenssl_read_ahead(SSL *ssl) {
  SSL_set_read_ahead(ssl, 1);
  SSL_set_default_read_buffer_len(ssl, 256 * 1024);
}

int copenssl_set_server_name(SSL *ssl, const char *name) { return (int)SSL_set_tlsext_host_name(ssl, name); }
