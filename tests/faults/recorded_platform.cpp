// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/faults/recorded_platform.h"

#include <QFile>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace pathways::test {

namespace {

QByteArray packed(const std::vector<std::string_view>& values) {
    QByteArray text;
    for (const auto value : values) {
        text += QByteArray(value.data(), qsizetype(value.size())) + '|';
    }
    return text;
}

std::vector<std::string> unpacked(const QByteArray& text) {
    std::vector<std::string> values;
    for (const QByteArray& one : text.split('|')) {
        values.push_back(one.toStdString());
    }
    values.pop_back();
    return values;
}

} // namespace

RecordedPlatform::RecordedPlatform(FakeDestination& destination, QString file)
    : m_destination(destination)
    , m_file(std::move(file))
    , m_log(::open(QFile::encodeName(m_file).constData(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    EXPECT_GE(m_log, 0);
    m_destination.onApplied = [this](const ChangeBatch& batch) { record(batch); };
}

RecordedPlatform::~RecordedPlatform() {
    ::close(m_log);
}

/// Straight to the system: the platform's own writes are not the program's, and do not count.
void RecordedPlatform::record(const ChangeBatch& batch) {
    QByteArray text;
    for (const PersonChange& person : batch.people) {
        text += QByteArray::fromStdString(reference()) + ' ' + QByteArray::number(batch.number) + ' ' +
                QByteArray::number(int(person.kind)) + '\t' + packed(person.values) + '\t' + packed(person.previous) +
                '\n';
    }
    const auto written = ::syscall(SYS_write, m_log, text.constData(), std::size_t(text.size()));
    ASSERT_EQ(written, text.size());
}

void RecordedPlatform::replay() {
    QFile log(m_file);
    if (!log.open(QIODevice::ReadOnly)) {
        return; // Nothing was ever delivered.
    }
    std::map<std::pair<std::string, std::uint32_t>, std::set<QByteArray>> seen;
    while (!log.atEnd()) {
        const QByteArray line = log.readLine().chopped(1);
        const auto parts = line.split('\t');
        const auto head = parts.at(0).split(' ');
        const auto batch = std::pair(head.at(0).toStdString(), head.at(1).toUInt());
        const bool again = !seen[batch].insert(line).second;
        m_destination.duplicates += again && !m_destination.idempotent ? 1 : 0;
        BatchResult result;
        result.verdict = BatchVerdict::Acknowledged;
        result.receipt = QByteArray::number(batch.second);
        m_destination.answered[batch] = result;
        if (head.at(2).toInt() == int(ChangeKind::Remove)) {
            m_destination.members.erase(unpacked(parts.at(2)).at(0));
        } else {
            const auto values = unpacked(parts.at(1));
            m_destination.members[values.at(0)].values = values;
        }
    }
}

QByteArray RecordedPlatform::dump(const FakeDestination& destination) {
    QByteArray text;
    for (const auto& [address, member] : destination.members) {
        text += QByteArray::fromStdString(address);
        for (const std::string& value : member.values) {
            text += '|' + QByteArray::fromStdString(value);
        }
        text += member.byOthers ? " others\n" : "\n";
    }
    return text;
}

} // namespace pathways::test
