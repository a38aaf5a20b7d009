// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/connectpage.h"
#include "views/context.h"
#include "views/page.h"
#include "views/theme.h"

#include <QtWidgets/QMainWindow>

class QLabel;
class QStackedWidget;

namespace digidig::console {

class CommandPalette;
class NavigationRail;
class UndoBar;

/// The window: the rail, the page that is chosen, and what all pages share. It only connects.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    MainWindow(Context context, Theme &theme);
    ~MainWindow() override;

    /// Brings the page up; false when there is none of that id.
    bool showPage(const QString &id, const QVariantMap &what = {});
    [[nodiscard]] Page *currentPage() const;
    [[nodiscard]] const QList<Page *> &pages() const { return m_pages; }

Q_SIGNALS:
    /// The person wants to be connected there.
    void connectWanted(const digidig::console::Destination &destination);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void buildPages();
    void buildActions();
    void buildBanner();
    void stateChanged();
    void openPalette();
    void copyAsCurl(bool lastChange);

    Context m_context;
    Theme &m_theme;
    QList<Page *> m_pages;
    QList<QAction *> m_pageActions;
    NavigationRail *m_rail;
    QWidget *m_banner;
    QLabel *m_bannerText;
    ConnectPage *m_connectPage;
    QStackedWidget *m_stack; ///< The connect page first, then the pages.
    CommandPalette *m_palette;
    UndoBar *m_undoBar;
    int m_wanted = 0; ///< Index of the page that is shown while connected.
};

} // namespace digidig::console
