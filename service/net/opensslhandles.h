// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <QtCore/QByteArray>

#include <memory>

/// OpenSSL's objects with owners, for files that include OpenSSL anyhow.
namespace digidig::net {

/// Frees by a function of OpenSSL: `std::unique_ptr<BIGNUM, FreeBy<BN_free>>`.
template <auto Free>
struct FreeBy {
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};

using BioPtr = std::unique_ptr<BIO, FreeBy<BIO_free>>;
using CertificatePtr = std::unique_ptr<X509, FreeBy<X509_free>>;
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeBy<EVP_PKEY_free>>;

/// Reads @p bytes, which must outlive it.
inline BioPtr source(const QByteArray &bytes)
{
    return BioPtr(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
}

/// The callback that asks nobody for the passphrase of a key that has one.
inline int noPassphrase(char *, int, int, void *)
{
    return 0;
}

} // namespace digidig::net
