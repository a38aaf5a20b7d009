// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/htmlsanitizer.h"
#include "views/context.h"

#include <QtCore/QJsonObject>
#include <QtGui/QImage>
#include <QtWidgets/QWidget>

class QFrame;
class QLabel;
class QPushButton;

namespace digidig::console {

class InlineImages;
class MessageView;
class RemoteImages;

/// An e-mail as it is meant: its HTML made harmless, or its text. Images that the e-mail has are shown; those from
/// elsewhere are fetched for this one e-mail when the person says so, and never before.
class MessageBody : public QWidget {
    Q_OBJECT

public:
    static constexpr qsizetype LongestText = 512 * 1024; ///< Characters that are shown.

    explicit MessageBody(Context context, QWidget *parent = nullptr);

    /// Shows the e-mail of that id as `/emails/{id}` tells of it.
    void showEmail(const QString &id, const QJsonObject &email);
    [[nodiscard]] QString shownText() const;
    /// How many images the page of the e-mail shows now.
    [[nodiscard]] int shownImages() const { return int(m_images.size()); }

Q_SIGNALS:
    void linkChosen(const QUrl &url);

private:
    void sanitize();
    void safeCame(const SafeHtml &safe);
    void loadRemote();
    void imageCame(const QString &address, const QByteArray &bytes);
    void imagesThrough();
    void showNotice(const QStringList &lines);

    Context m_context;
    QString m_id;
    QString m_text;
    QString m_html;
    SafeHtml m_safe;
    QHash<QString, QImage> m_images; ///< By their address.
    qint64 m_pixels = 0; ///< Of all images.
    InlineImages *m_inline;
    RemoteImages *m_remote;
    QLabel *m_notice;
    QFrame *m_bar;
    QLabel *m_barText;
    QPushButton *m_load;
    MessageView *m_view;
    bool m_inlineRead = false; ///< The images of the e-mail itself were asked for.
    bool m_loaded = false; ///< The remote images were asked for.
    int m_decoding = 0;
    quint64 m_shown = 0; ///< What belongs to an e-mail shown before means nothing any more.
    quint64 m_turn = 0; ///< Of sanitizing: only what was begun last counts.
};

} // namespace digidig::console
