// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "api/connection.h"
#include "api/httpclient.h"
#include "api/httpeventstream.h"
#include "app/options.h"
#include "models/undostack.h"
#include "views/mainwindow.h"

#include <QtCore/QSettings>
#include <QtCore/QTranslator>

#include <memory>

namespace digidig::console {

/// Puts the console together: the composition root. Made after the QApplication.
class Console : public QObject {
    Q_OBJECT

public:
    explicit Console(const Options &options);
    ~Console() override;

    /// Shows the window, and connects when the options say where.
    void start();
    [[nodiscard]] MainWindow &window() { return *m_window; }
    [[nodiscard]] Connection &connection() { return m_connection; }
    [[nodiscard]] HttpClient &client() { return m_client; }
    [[nodiscard]] EventStream &events() { return m_events; }
    void connectTo(const Destination &destination);

private:
    void speak(const QString &language);

    const Options m_options;
    QString m_language;
    QTranslator m_texts;
    QTranslator m_qtTexts;
    std::unique_ptr<QSettings> m_settings;
    HttpClient m_client;
    HttpEventStream m_events;
    Connection m_connection;
    UndoStack m_undo;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<MainWindow> m_window;
};

} // namespace digidig::console
