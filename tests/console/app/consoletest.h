// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console.h"
#include "realservice.h"

#include <QtCore/QTimer>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QFileDialog>
#include <QtWidgets/QLineEdit>

#include <memory>
#include <optional>

namespace digidig::console {

/// What tests share that drive the real console against the real service, as a person does.
class ConsoleTest : public QObject {
protected:
    static constexpr int Patience = 30'000;

    /// Opens a console that knows what the one before it has kept; it connects when @p connects.
    void open(const QString &page, bool connects = true, bool readOnly = false)
    {
        m_console.reset();
        QApplication::setQuitOnLastWindowClosed(false);
        Options options;
        if (connects)
            options.url = m_service.url();
        options.page = page;
        options.readOnly = readOnly;
        options.language = QStringLiteral("en");
        options.settingsFile = settingsFile();
        m_console = std::make_unique<Console>(options);
        m_console->start();
    }
    [[nodiscard]] QString settingsFile() const { return m_folder.filePath(QStringLiteral("console.ini")); }
    [[nodiscard]] MainWindow &window() { return m_console->window(); }
    [[nodiscard]] Connection::State state() const { return m_console->connection().state(); }

    template <typename Part>
    Part *part(const char *name)
    {
        auto *found = window().findChild<Part *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    /// Of the page that is shown, or of the window.
    QAction *action(const char *text)
    {
        const QList<QAction *> all = window().currentPage()->actions() + window().actions();
        for (QAction *one : all) {
            if (one->text() == QString::fromUtf8(text))
                return one;
        }
        qFatal("no action %s", text);
    }
    static void type(QLineEdit *field, const QString &text)
    {
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
    }
    /// The next file dialog is answered with @p path.
    void chooseFile(const QString &path)
    {
        QTimer::singleShot(20, this, [this, path] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            if (!dialog) {
                chooseFile(path);
                return;
            }
            // selectFile() leaves a field that has the focus as it is.
            dialog->findChild<QLineEdit *>(QStringLiteral("fileNameEdit"))->setText(path);
            QMetaObject::invokeMethod(dialog, "accept");
        });
    }

    /// What the service answers to somebody else.
    Answer ask(Request request)
    {
        HttpClient other;
        other.setEndpoint({.url = m_service.url(), .pinnedSha256 = m_pinned});
        std::optional<Answer> came;
        other.send(std::move(request), this, [&came](const Answer &answer) { came = answer; });
        if (!QTest::qWaitFor([&came] { return came.has_value(); }, Patience))
            qFatal("no answer");
        return *came;
    }
    int said(Request request) { return ask(std::move(request)).status; }
    int post(const QString &path, const QJsonObject &body) { return said(Request::send("POST", path, body)); }
    int put(const QJsonObject &values) { return said(Request::send("PUT", QStringLiteral("/api/config"), values)); }

    QTemporaryDir m_folder;
    RealService m_service;
    QByteArray m_pinned; ///< Of the only certificate that ask() believes.
    std::unique_ptr<Console> m_console;
};

} // namespace digidig::console
