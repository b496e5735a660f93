// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/destinations/change_batch.h"

#include <deque>
#include <string>

namespace pathways::test {

/// Makes batches of people whose values stay alive as long as the builder.
class BatchBuilder final {
public:
    using Values = std::vector<std::string>;

    explicit BatchBuilder(std::uint32_t number = 1) { m_batch.number = number; }

    BatchBuilder& add(const Values& values) { return put(ChangeKind::Add, values, {}); }
    BatchBuilder& update(const Values& values, const Values& previous) {
        return put(ChangeKind::Update, values, previous);
    }
    BatchBuilder& remove(const Values& previous) {
        m_batch.removal = true;
        return put(ChangeKind::Remove, {}, previous);
    }
    /// By which fields the removed are known (ChangeBatch::previousFields).
    BatchBuilder& knowsBy(const QStringList& fields) {
        m_batch.previousFields = fields;
        return *this;
    }
    /// Somebody who shares an identifier with the last one removed.
    BatchBuilder& putAgain(const Values& known) {
        std::vector<std::string_view>& again = m_batch.people.back().again.emplace_back();
        for (const std::string& value : known) {
            again.push_back(m_texts.emplace_back(value));
        }
        return *this;
    }
    /// It may have arrived before.
    BatchBuilder& repeated() {
        m_batch.repeated = true;
        return *this;
    }
    /// The last one was there before this pathway came.
    BatchBuilder& whoWasThere() {
        m_batch.people.back().wasThere = true;
        return *this;
    }
    /// The last one had been taken out by this workspace.
    BatchBuilder& whomWeTookOut() {
        m_batch.people.back().outByUs = true;
        return *this;
    }
    [[nodiscard]] const ChangeBatch& batch() const { return m_batch; }

    /// What a platform knows an identifier by.
    static QByteArray sha256(std::string_view value) {
        QByteArray hex(64, Qt::Uninitialized);
        Sha256().hex(value, hex.data());
        return hex;
    }

private:
    BatchBuilder& put(ChangeKind kind, const Values& values, const Values& previous) {
        PersonChange person;
        person.kind = kind;
        person.row = kind == ChangeKind::Remove ? 0 : m_batch.people.size() + 1;
        person.key.bytes[0] = std::uint8_t(m_batch.people.size());
        person.key.bytes[1] = std::uint8_t(m_batch.people.size() >> 8);
        for (const std::string& value : values) {
            person.values.push_back(m_texts.emplace_back(value));
        }
        for (const std::string& value : previous) {
            person.previous.push_back(m_texts.emplace_back(value));
        }
        m_batch.people.push_back(std::move(person));
        return *this;
    }

    ChangeBatch m_batch;
    std::deque<std::string> m_texts;
};

} // namespace pathways::test
