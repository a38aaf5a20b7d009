// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/context.h"
#include "views/stateview.h"

#include <QtCore/QVariantMap>
#include <QtWidgets/QWidget>

class QHBoxLayout;
class QStackedWidget;

namespace digidig::console {

/// One view of the console: a head with a title and tools, and below it the content, or why there is none.
/// The actions of the widget (`addAction`) are in the command palette while the page is shown.
class Page : public QWidget {
    Q_OBJECT

public:
    /// @p id names it in settings and on the command line; @p iconName is one of icons/.
    Page(Context context, QString id, QString title, QString iconName);

    [[nodiscard]] QString id() const { return m_id; }
    [[nodiscard]] QString title() const { return m_title; }
    [[nodiscard]] QString iconName() const { return m_iconName; }
    [[nodiscard]] bool active() const { return m_active; }

    /// Called by the window; calls activated() and deactivated().
    void setActive(bool active);
    /// Brings something up that another page knows of, for example `{{"id", "…"}}`. Keys are the page's own.
    virtual void reveal(const QVariantMap &what);

Q_SIGNALS:
    /// Another page shall come up and reveal something.
    void pageWanted(const QString &id, const QVariantMap &what);
    /// Something was done, or failed, that is said in passing.
    void told(const QString &text);

protected:
    /// The page is seen from now on, and the service is there: read what is shown. Called again when the service
    /// came back.
    virtual void activated() { }
    /// Nobody looks: stop what costs something.
    virtual void deactivated() { }

    /// What is shown while all is well; the page keeps it for good.
    void setContent(QWidget *content);
    /// Where tools go, at the right of the title.
    [[nodiscard]] QHBoxLayout *tools() const { return m_tools; }

    void showContent();
    void showLoading(const QString &text);
    void showEmpty(const QString &iconName, const QString &title, const QString &hint, const QString &actionText = {},
        std::function<void()> action = {});
    void showProblem(const QString &title, const Problem &problem, std::function<void()> retry);

    Context m_context;

private:
    const QString m_id;
    const QString m_title;
    const QString m_iconName;
    QStackedWidget *m_stack;
    StateView *m_state;
    QHBoxLayout *m_tools;
    bool m_active = false;
};

} // namespace digidig::console
