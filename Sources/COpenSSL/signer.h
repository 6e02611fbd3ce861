/* Between start.c and signer.c. */
#ifndef COPENSSL_SIGNER_H
#define COPENSSL_SIGNER_H
#include <openssl/core_dispatch.h>

/* A provider's signature algorithms with signing redirected, or as they are where nobody signs elsewhere. */
const OSSL_ALGORITHM *copenssl_sign_elsewhere_in(const OSSL_ALGORITHM *algorithms);
int copenssl_signs_elsewhere(void);
#endif
