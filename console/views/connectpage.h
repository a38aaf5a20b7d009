// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/profiles.h"
#include "views/context.h"

#include <QtNetwork/QSslCertificate>
#include <QtWidgets/QWidget>

class QCheckBox;
class QComboBox;
class QFrame;
class QLabel;
class QLineEdit;
class QPushButton;

namespace digidig::console {

struct Problem;
struct Untrusted;

/// What somebody wants to be connected to.
struct Destination {
    QUrl url;
    QString token = {};
    bool readOnly = false;
    QByteArray pinnedSha256 = {};
};

/// Where the service is and who asks: shown while the console is not connected.
class ConnectPage : public QWidget {
    Q_OBJECT

public:
    explicit ConnectPage(Context context, QWidget *parent = nullptr);

    /// Fills in what is remembered of that service.
    void choose(const QString &url);
    /// From now on only the certificate that the service has shown is believed.
    void pinCertificate();

Q_SIGNALS:
    void wanted(const digidig::console::Destination &destination);
    /// Something that is to be said in passing.
    void told(const QString &text);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void buildCertificate();
    void submit();
    void keepToken();
    void refresh();
    void showProblem(const Problem &problem);
    void focusFirst();
    void showCertificate(const Untrusted &untrusted);
    void found(bool local);

    Context m_context;
    Profiles m_profiles;
    QComboBox *m_url;
    QLineEdit *m_token;
    QCheckBox *m_keepToken;
    QCheckBox *m_readOnly;
    QPushButton *m_button;
    QLabel *m_hint;
    QLabel *m_problem;
    QFrame *m_certificate;
    QLabel *m_certificateText;
    QByteArray m_shownSha256; ///< Of the certificate that is shown and not trusted.
    bool m_tokenFromKeychain = false;
    bool m_looked = false;
};

} // namespace digidig::console
