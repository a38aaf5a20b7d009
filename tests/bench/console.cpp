// SPDX-License-Identifier: GPL-3.0-or-later
// The page Mail of the console with a large mailbox of a real service; prints JSON.
// Run by tests/bench/run: bench_console URL ACCOUNT SETTINGS-FILE
#include "app/console.h"
#include "models/emaillist.h"
#include "models/mailboxtree.h"
#include "models/threadtree.h"
#include "views/emailtable.h"
#include "views/threadview.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtGui/QAction>
#include <QtGui/QWheelEvent>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTreeView>

#include <cstdio>

#include <time.h>

using namespace digidig::console;

namespace {

constexpr int Patience = 120'000;
constexpr double Frame = 16.0; ///< Milliseconds.

double cpuMs()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

double round(double ms)
{
    return qRound(ms * 100) / 100.0;
}

/// Takes the time of each event that the GUI thread works on, nested ones with the one they are in: processor time,
/// since a busy machine is not our doing, and that on the clock.
class Watched final : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject *receiver, QEvent *event) override
    {
        if (m_depth > 0 || !m_watching)
            return QApplication::notify(receiver, event);
        ++m_depth;
        const int type = event->type();
        const QByteArray name = receiver->metaObject()->className();
        QElapsedTimer clock;
        clock.start();
        const double before = cpuMs();
        const bool result = QApplication::notify(receiver, event);
        const double cpu = cpuMs() - before;
        --m_depth;
        ++m_events;
        m_sum += cpu;
        m_long += cpu > Frame ? 1 : 0;
        m_wall = std::max(m_wall, double(clock.nsecsElapsed()) / 1e6);
        if (cpu > m_longest) {
            m_longest = cpu;
            m_what = name + " " + QByteArray::number(type);
        }
        return result;
    }

    void watch()
    {
        m_watching = true;
        m_events = m_long = 0;
        m_longest = m_wall = m_sum = 0;
    }
    QJsonObject watched()
    {
        m_watching = false;
        return {{QStringLiteral("events"), m_events}, {QStringLiteral("longest ms of processor"), round(m_longest)},
            {QStringLiteral("longest ms on the clock"), round(m_wall)}, {QStringLiteral("longer than 16 ms of processor"), m_long},
            {QStringLiteral("of them together, ms"), round(m_sum)}, {QStringLiteral("the longest"), QString::fromLatin1(m_what)}};
    }

private:
    bool m_watching = false;
    int m_depth = 0;
    int m_events = 0;
    int m_long = 0;
    double m_longest = 0;
    double m_wall = 0;
    double m_sum = 0;
    QByteArray m_what;
};

double memoryMb(const char *field)
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = file.readAll().split('\n');
    for (const QByteArray &line : lines) {
        if (line.startsWith(field))
            return round(line.simplified().split(' ').value(1).toDouble() / 1024);
    }
    return 0;
}

template <typename Until>
double msUntil(Until until)
{
    QElapsedTimer clock;
    clock.start();
    while (!until()) {
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
        if (clock.elapsed() > Patience)
            qFatal("it does not come");
    }
    return round(double(clock.nsecsElapsed()) / 1e6);
}

/// Lets 16 ms go by, as a screen does between two pictures.
void frame()
{
    QTest::qWait(int(Frame));
}

struct Driven {
    Console &console;
    Watched &watch;
    EmailTable *table = console.window().findChild<EmailTable *>(QStringLiteral("emails"));
    EmailList *emails = qobject_cast<EmailList *>(table->model());

    [[nodiscard]] bool seen() const
    {
        const int top = table->rowAt(2);
        const int bottom = table->rowAt(table->viewport()->height() - 2);
        return table->isVisible() && top >= 0 && !emails->email(top).isEmpty() && !emails->email(bottom < 0 ? top : bottom).isEmpty();
    }

    QJsonObject wheel(int notches)
    {
        watch.watch();
        for (int i = 0; i < notches; ++i) {
            const QPoint at = table->viewport()->rect().center();
            QWheelEvent event(at, table->viewport()->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(table->viewport(), &event);
            frame();
        }
        return watch.watched();
    }

    QJsonObject handle(int steps)
    {
        QScrollBar *bar = table->verticalScrollBar();
        watch.watch();
        for (int i = 0; i <= steps; ++i) {
            bar->setValue(int(qint64(bar->maximum()) * i / steps));
            frame();
        }
        const double shown = msUntil([this] { return seen(); });
        QJsonObject all = watch.watched();
        all.insert(QStringLiteral("ms until the rows at the end are there"), shown);
        return all;
    }

    QJsonObject arrows(int rows)
    {
        table->verticalScrollBar()->setValue(0);
        msUntil([this] { return seen(); });
        table->selectRow(0);
        watch.watch();
        for (int i = 0; i < rows; ++i) {
            QTest::keyClick(table, Qt::Key_Down);
            frame();
        }
        return watch.watched();
    }
};

} // namespace

int main(int argc, char **argv)
{
    if (argc < 4) {
        std::fprintf(stderr, "usage: bench_console URL ACCOUNT SETTINGS-FILE\n");
        return 64;
    }
    Watched application(argc, argv);
    Options options;
    options.url = QUrl(QString::fromLocal8Bit(argv[1]));
    options.page = QStringLiteral("mail");
    options.show = {{QStringLiteral("account"), QString::fromLocal8Bit(argv[2])}, {QStringLiteral("mailbox"), QStringLiteral("INBOX/Drafts")}};
    options.language = QStringLiteral("en");
    options.size = QSize(1280, 800);
    options.settingsFile = QString::fromLocal8Bit(argv[3]);
    Console console(options);
    console.start();
    Driven page{console, application};
    auto *boxes = console.window().findChild<QTreeView *>(QStringLiteral("mailboxes"));
    const auto *tree = qobject_cast<MailboxTree *>(boxes->model());
    msUntil([&] { return page.emails->phase() == EmailList::Phase::Ready && console.client().inFlight() == 0; });
    QJsonObject all{{QStringLiteral("MB before"), memoryMb("VmRSS:")}};

    application.watch();
    boxes->setCurrentIndex(tree->indexOf(QStringLiteral("INBOX")));
    const double opened = msUntil([&] { return page.seen(); });
    all.insert(QStringLiteral("opened"), application.watched());
    all.insert(QStringLiteral("opens in ms"), opened);
    all.insert(QStringLiteral("e-mails"), page.emails->rowCount());
    all.insert(QStringLiteral("wheel, 600 notches"), page.wheel(600));
    all.insert(QStringLiteral("scroll bar from end to end in 300 steps"), page.handle(300));
    all.insert(QStringLiteral("arrow down through 200 e-mails"), page.arrows(200));
    all.insert(QStringLiteral("MB at most"), memoryMb("VmHWM:"));
    all.insert(QStringLiteral("MB of them its own (anonymous) now"), memoryMb("RssAnon:"));

    auto *threads = console.window().findChild<ThreadView *>(QStringLiteral("threads"));
    const QList<QAction *> actions = console.window().currentPage()->actions();
    for (QAction *action : actions) {
        if (action->text() == u"By conversation")
            action->trigger();
    }
    application.watch();
    all.insert(QStringLiteral("by conversation in ms"), msUntil([&] { return threads->isVisible() && threads->model()->rowCount() > 0; }));
    all.insert(QStringLiteral("by conversation"), application.watched());
    std::printf("%s", QJsonDocument(all).toJson().constData());
    return 0;
}
