/* OpenSSL's CMS (RFC 5652) for Swift. Sources/SMIME is the only importer. It is a module of its own, so that peertls-session,
 * which has no use for it, does not link it. */
#ifndef CCMS_H
#define CCMS_H
#include "copenssl.h"

typedef struct CMS_ContentInfo_st ccms_message;
enum ccms_kind { CCMS_OTHER, CCMS_SIGNED, CCMS_ENVELOPED, CCMS_AUTHENTICATED };
/* Whether this OpenSSL can sign a mail with such a key: RSA and EC. */
int ccms_can_sign(EVP_PKEY *key);
/* Whether the certificate's extended key usage, where it has one, lets a person sign mail with its key. */
int ccms_may_sign(X509 *certificate);
/* A detached signature with SHA-256, DER; the chain's first certificate is the signer's. */
int ccms_sign(copenssl_chain *chain, EVP_PKEY *key, const uint8_t *content, size_t length, uint8_t **der);
/* Whether one can encrypt to the certificate: RSA or EC, and its key usage, where stated, lets one. */
int ccms_can_encrypt(X509 *certificate);
/* AES-256-GCM where `authenticated`, else AES-256-CBC; DER. */
int ccms_encrypt(copenssl_chain *recipients, int authenticated, const uint8_t *content, size_t length, uint8_t **der);
/* The whole of it, nothing after it. */
ccms_message *ccms_from_der(const uint8_t *der, size_t length);
void ccms_free(ccms_message *cms);
int ccms_kind_of(const ccms_message *cms);
/* The certificates inside, at most `most`, for the caller to free. */
copenssl_chain *ccms_certificates(ccms_message *cms, int most);
enum ccms_signature {
  CCMS_SIGNATURE_GOOD, CCMS_SIGNATURE_ALTERED, CCMS_SIGNATURE_WRONG, CCMS_SIGNATURE_WEAK, CCMS_SIGNATURE_UNKNOWN,
  CCMS_SIGNATURE_BARE
};
/* What became of a signature, the signer's certificate (borrowed, NULL where UNKNOWN), and by the signer's word when it
 * signed, in seconds since 1970 or INT64_MIN, and whether it reads AES-256-GCM. */
typedef void (*ccms_found_signer)(void *owner, int outcome, X509 *signer, int64_t signed_at, int reads_gcm);
/* Calls `found` for each signer. `content` is what was signed, or NULL where it is inside: then `inner` is it. The number of
 * signers; negative when it cannot be read, or has more than `most`. */
int ccms_verify(ccms_message *cms, const uint8_t *content, size_t length, copenssl_chain *known, int most, void *owner,
                ccms_found_signer found, uint8_t **inner, size_t *inner_length);
/* 1; 0 when it was altered, was made for another key, or is in a cipher that is not there; -1 when it is not for the
 * certificate. */
int ccms_decrypt(ccms_message *cms, EVP_PKEY *key, X509 *certificate, uint8_t **content, size_t *length);
/* There is room for (length + 2) / 3 * 4 + 1 bytes of text; its length. */
int ccms_base64(const uint8_t *bytes, int length, uint8_t *text);
#endif
