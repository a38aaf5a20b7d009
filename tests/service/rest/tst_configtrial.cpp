// SPDX-License-Identifier: GPL-3.0-or-later
#include "../../shared/config/configfixture.h"
#include "../../shared/core/memoryrecords.h"
#include "core/clock.h"
#include "rest/configtrial.h"

#include <QtTest/QTest>

#include <functional>

using namespace digidig;
using config::Config;
using config::test::patch;
using config::test::root;
using rest::ConfigTrial;

namespace {

/// Records that say when they are written.
class ToldRecords : public test::MemoryRecords {
public:
    std::function<void()> onRemove = [] { };

    core::Result<qint64> remove(const QString &kind, const QString &id) override
    {
        onRemove();
        return MemoryRecords::remove(kind, id);
    }
};

} // namespace

/// Whoever hears of a change and asks what waits to be confirmed is told of that change, not of the one before.
class TestConfigTrial : public QObject {
    Q_OBJECT

    config::test::Sandbox m_sandbox;
    std::unique_ptr<Config> m_config;
    ToldRecords m_records;
    std::unique_ptr<ConfigTrial> m_trial;

    Config::Change change(int value, qint64 seconds)
    {
        return m_trial->change(
            [&](bool dry) { return m_config->update(patch("max_workers", value), root, dry); }, false, seconds);
    }

private Q_SLOTS:
    void init()
    {
        m_config = m_sandbox.load();
        m_trial = std::make_unique<ConfigTrial>(*m_config, m_records);
    }
    void cleanup()
    {
        m_records.failing = false;
        m_records.onRemove = [] { };
        if (m_trial->pending())
            QVERIFY(m_trial->confirm().ok());
    }

    void isThereWithTheChange()
    {
        std::optional<ConfigTrial::Pending> before;
        std::optional<ConfigTrial::Pending> after;
        const auto outcome = m_trial->change(
            [&](bool dry) {
                before = m_trial->pending();
                auto made = m_config->update(patch("max_workers", 7), root, dry);
                after = m_trial->pending();
                return made;
            },
            false, 600);
        QVERIFY(config::test::refused(outcome).isEmpty());
        QVERIFY(!before);
        QVERIFY(after);
        QCOMPARE(after->revertTo, m_config->version() - 1);
    }

    void isGoneWithTheWayBack()
    {
        QVERIFY(config::test::refused(change(8, 600)).isEmpty());
        const int to = m_trial->pending()->revertTo;
        std::optional<ConfigTrial::Pending> after;
        const auto outcome = m_trial->goBack(
            [&](bool dry) {
                auto made = m_config->rollback(to, root, dry);
                after = m_trial->pending();
                return made;
            },
            false);
        QVERIFY(config::test::refused(outcome).isEmpty());
        QVERIFY(!after);
    }

    void isGoneWithTheWayBackByItself()
    {
        const int workers = m_config->values().value(u"max_workers").toInt();
        QVERIFY(config::test::refused(change(workers + 1, 1)).isEmpty());
        bool seen = false;
        m_records.onRemove = [&] {
            QCOMPARE(m_config->values().value(u"max_workers").toInt(), workers);
            QVERIFY(!m_trial->pending());
            seen = true;
        };
        QVERIFY(m_trial->revertIfDue(core::nowMs() + 2000).ok());
        QVERIFY(seen);
    }

    void staysWhenTheWayBackIsRefused()
    {
        QVERIFY(config::test::refused(change(9, 600)).isEmpty());
        const auto outcome = m_trial->goBack(
            [&](bool dry) { return m_config->rollback(m_config->version() + 40, root, dry); }, false);
        QCOMPARE(config::test::refused(outcome).size(), 1);
        QVERIFY(m_trial->pending());
    }

    /// Neither the end of the process ends it, nor what a tool changes before the next begins.
    void outlastsTheProcess()
    {
        QVERIFY(config::test::refused(change(11, 600)).isEmpty());
        const int to = m_trial->pending()->revertTo;
        QVERIFY(config::test::refused(m_config->update(patch("timeout", 47), root)).isEmpty());
        ConfigTrial next(*m_config, m_records);
        QVERIFY(next.load().ok());
        QVERIFY(next.pending());
        QCOMPARE(next.pending()->revertTo, to);
        QVERIFY(next.confirm().ok());
    }

    void isNotThereWhenTheChangeIsRefused()
    {
        QVERIFY(!config::test::refused(change(0, 600)).isEmpty());
        QVERIFY(!m_trial->pending());
        m_records.failing = true;
        QVERIFY(!config::test::refused(change(10, 600)).isEmpty());
        QVERIFY(!m_trial->pending());
    }
};

QTEST_GUILESS_MAIN(TestConfigTrial)
#include "tst_configtrial.moc"
