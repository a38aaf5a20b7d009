// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>

namespace digidig::rest {

/// The contract of the REST interface: the OpenAPI 3.1 document that the program carries. Tests
/// hold the service to it.
[[nodiscard]] QByteArray contractDocument();
/// The style sheet of its page, and of others.
[[nodiscard]] QByteArray contractStyle();
/// The Content-Security-Policy of a page that needs no script and nothing from elsewhere.
[[nodiscard]] QByteArray pageSecurityPolicy();

/// The OpenAPI document @p contract as a page of HTML that needs no script and nothing from
/// elsewhere.
[[nodiscard]] QByteArray contractPage(const QJsonObject &contract, const QByteArray &style);

} // namespace digidig::rest
