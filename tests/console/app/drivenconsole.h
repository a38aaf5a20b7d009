// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/console.h"
#include "realservice.h"

#include <QtGui/QAction>
#include <QtTest/QTest>

namespace digidig::console {

/// The whole console on the demonstration mailbox of a real service, with what a test presses and looks at.
class DrivenConsole {
public:
    static constexpr int Patience = 30'000; ///< Milliseconds; for what never comes.

    /// Starts the service, the first time, and the console, and waits until it is connected. Called again, the console
    /// ends and begins anew with the settings that it left.
    [[nodiscard]] bool start(const QString &page)
    {
        m_console.reset();
        if (m_service.url().port() <= 0 && !m_service.start())
            return false;
        Options options;
        options.url = m_service.url();
        options.page = page;
        options.language = QStringLiteral("en");
        options.size = QSize(1280, 800);
        options.settingsFile = m_folder.filePath(QStringLiteral("console.ini"));
        m_console = std::make_unique<Console>(options);
        m_console->start();
        return QTest::qWaitFor([this] { return m_console->connection().state() == Connection::State::Online; }, Patience);
    }
    void stop() { m_console.reset(); }

    [[nodiscard]] Console &console() { return *m_console; }
    [[nodiscard]] RealService &service() { return m_service; }
    [[nodiscard]] QString file(const QString &name) const { return m_folder.filePath(name); }

    template <typename Part>
    Part *part(const char *name)
    {
        auto *found = m_console->window().findChild<Part *>(QString::fromLatin1(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }
    QAction *action(const char *text)
    {
        const QList<QAction *> all = m_console->window().currentPage()->actions();
        for (QAction *one : all) {
            if (one->text() == QString::fromUtf8(text))
                return one;
        }
        qFatal("no action %s", text);
    }
    /// What the service says to that request; the status is 0 when it does not come.
    Answer ask(Request request)
    {
        std::optional<Answer> answer;
        m_console->client().send(std::move(request), m_console.get(), [&answer](const Answer &came) { answer = came; });
        return QTest::qWaitFor([&answer] { return answer.has_value(); }, Patience) ? *answer : Answer{};
    }
    /// Delivers @p raw to the demonstration mailbox; returns its id, empty when it failed.
    QString deliver(const QByteArray &raw)
    {
        Request request{.method = "POST", .path = QStringLiteral("/emails"), .body = raw, .contentType = "message/rfc822"};
        request.query.addQueryItem(QStringLiteral("recipient"), QStringLiteral("demo@example.org"));
        return ask(std::move(request)).json.value(u"id").toString();
    }

private:
    QTemporaryDir m_folder;
    RealService m_service;
    std::unique_ptr<Console> m_console;
};

} // namespace digidig::console
