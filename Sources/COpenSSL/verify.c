#include "copenssl.h"
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

/* An issuer that is kept to another purpose, such as code signing, certifies nobody for a handshake (RFC 5280 leaves it
 * open; every browser does so). The last of the chain is the anchor, which the policy's owner has chosen. */
static int purposes_hold(const copenssl_chain *chain) {
  for (int i = 0; i < sk_X509_num(chain) - 1; i++)
    if (!copenssl_may_be_a_persons(sk_X509_value(chain, i))) return 0;
  return 1;
}

int copenssl_verify(X509 *leaf, copenssl_chain *untrusted, copenssl_chain *anchors, int64_t now, int depth,
                    copenssl_chain **built) {
  int code = X509_V_ERR_OUT_OF_MEM;
  X509_STORE_CTX *context = X509_STORE_CTX_new();
  X509_STORE *none = X509_STORE_new();
  *built = NULL;
  if (context && none && X509_STORE_CTX_init(context, none, leaf, untrusted)) {
    X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context);
    X509_STORE_CTX_set0_trusted_stack(context, anchors);
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_ANY);
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_depth(parameters, depth);
    X509_VERIFY_PARAM_set_auth_level(parameters, 2);
    X509_VERIFY_PARAM_set_time(parameters, (time_t)now);
    if (X509_verify_cert(context) > 0) {
      *built = X509_STORE_CTX_get1_chain(context);
      code = !*built ? X509_V_ERR_OUT_OF_MEM : purposes_hold(*built) ? X509_V_OK : X509_V_ERR_INVALID_PURPOSE;
      if (code != X509_V_OK) sk_X509_pop_free(*built, X509_free), *built = NULL;
    } else if ((code = X509_STORE_CTX_get_error(context)) == X509_V_OK) code = X509_V_ERR_UNSPECIFIED;
  }
  ERR_clear_error();
  X509_STORE_CTX_free(context);
  X509_STORE_free(none);
  return code;
}

const char *copenssl_verify_text(int code) { return X509_verify_cert_error_string(code); }
