// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spool/encrypted_file.h"

#include "core/base/digest.h"
#include "core/base/warm_pool.h"

#include <QCoreApplication>
#include <QFile>

#include <cstring>
#include <openssl/evp.h>
#include <optional>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(EncryptedFile)
};

constexpr char kMagic[8] = {'P', 'W', 'S', 'E', 'A', 'L', '0', '1'};
constexpr std::uint32_t kFooterNumber = 0xffffffff;
constexpr std::uint64_t kMaxBlock = 1u << 30;

/// Fixed places at both ends of the file.
struct Header {
    char magic[8];
    StreamSalt salt;
};
struct Trailer {
    std::uint64_t footerOffset;
    std::uint32_t footerSize;
    std::uint32_t reserved;
    char magic[8];
};

void check(int ok) {
    if (ok != 1) {
        qFatal("OpenSSL cannot encrypt");
    }
}

StreamSalt newSalt() {
    StreamSalt salt;
    const QByteArray random = randomBytes(int(salt.size()));
    std::memcpy(salt.data(), random.constData(), salt.size());
    return salt;
}

template <typename T>
void append(std::string& out, const T& value) {
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

template <typename T>
bool take(std::string_view& in, T& value) {
    if (in.size() < sizeof value) {
        return false;
    }
    std::memcpy(&value, in.data(), sizeof value);
    in.remove_prefix(sizeof value);
    return true;
}

const unsigned char* bytesOf(const char* text) {
    return reinterpret_cast<const unsigned char*>(text);
}

} // namespace

Error damagedFile() {
    return Error{ErrorKind::Storage, Texts::tr("A file of the workspace is damaged."),
                 Texts::tr("It is not trusted, and nothing was sent because of it."), Texts::tr("Plan the push again."),
                 QStringLiteral("damaged")};
}

bool isDamage(const Error& error) {
    return error.detail == QLatin1String("damaged");
}

struct BlockCipher::Private {
    struct Deleter {
        void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
        void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
    };
    std::array<std::uint8_t, 32> key{};
    StreamSalt salt{};
    std::unique_ptr<EVP_CIPHER_CTX, Deleter> sealing;
    std::unique_ptr<EVP_CIPHER_CTX, Deleter> opening;

    static const EVP_CIPHER* algorithm() {
        static const std::unique_ptr<EVP_CIPHER, Deleter> cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
        return cipher.get();
    }
    /// Key schedule once, a new nonce for each block.
    EVP_CIPHER_CTX* begin(std::unique_ptr<EVP_CIPHER_CTX, Deleter>& context, std::uint32_t number, bool encrypt) {
        std::array<std::uint8_t, 12> nonce{};
        std::memcpy(nonce.data(), &number, sizeof number);
        const int mode = encrypt ? 1 : 0;
        if (!context) {
            context.reset(EVP_CIPHER_CTX_new());
            check(EVP_CipherInit_ex2(context.get(), algorithm(), key.data(), nonce.data(), mode, nullptr));
        } else {
            check(EVP_CipherInit_ex2(context.get(), nullptr, nullptr, nonce.data(), mode, nullptr));
        }
        int done = 0;
        check(EVP_CipherUpdate(context.get(), nullptr, &done, salt.data(), int(salt.size())));
        return context.get();
    }
};

BlockCipher::BlockCipher(const QByteArray& dataKey, const StreamSalt& salt)
    : d(std::make_unique<Private>()) {
    std::string label = "sealed stream";
    label.append(reinterpret_cast<const char*>(salt.data()), salt.size());
    d->key = KeyedDigest(dataKey).hash(label);
    d->salt = salt;
}
BlockCipher::~BlockCipher() = default;
BlockCipher::BlockCipher(BlockCipher&&) noexcept = default;
BlockCipher& BlockCipher::operator=(BlockCipher&&) noexcept = default;

void BlockCipher::seal(std::uint32_t number, std::string_view plain, std::string& sealed) {
    EVP_CIPHER_CTX* context = d->begin(d->sealing, number, true);
    sealed.resize(plain.size() + kTag);
    auto* out = reinterpret_cast<unsigned char*>(sealed.data());
    int done = 0;
    check(EVP_CipherUpdate(context, out, &done, bytesOf(plain.data()), int(plain.size())));
    int last = 0;
    check(EVP_CipherFinal_ex(context, out + done, &last));
    check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, int(kTag), out + plain.size()));
}

bool BlockCipher::open(std::uint32_t number, std::string_view sealed, std::string& plain) {
    if (sealed.size() < kTag) {
        return false;
    }
    EVP_CIPHER_CTX* context = d->begin(d->opening, number, false);
    const std::size_t size = sealed.size() - kTag;
    plain.resize(size);
    auto* out = reinterpret_cast<unsigned char*>(plain.data());
    int done = 0;
    check(EVP_CipherUpdate(context, out, &done, bytesOf(sealed.data()), int(size)));
    std::array<std::uint8_t, kTag> tag;
    std::memcpy(tag.data(), sealed.data() + size, kTag);
    check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, int(kTag), tag.data()));
    int last = 0;
    return EVP_CipherFinal_ex(context, out + done, &last) == 1;
}

EncryptedFileWriter::EncryptedFileWriter(DiskFile file, QString path, QByteArray dataKey)
    : m_path(std::move(path))
    , m_dataKey(std::move(dataKey))
    , m_file(std::move(file)) {}

EncryptedFileWriter::~EncryptedFileWriter() {
    if (!m_finished) {
        QFile::remove(m_path + QStringLiteral(".part"));
    }
}

Result<std::unique_ptr<EncryptedFileWriter>> EncryptedFileWriter::create(const QString& path,
                                                                         const QByteArray& dataKey) {
    QFile::remove(path + QStringLiteral(".part"));
    auto file = DiskFile::create(path + QStringLiteral(".part"));
    if (!file) {
        return fail(file.error());
    }
    std::unique_ptr<EncryptedFileWriter> writer(new EncryptedFileWriter(std::move(*file), path, dataKey));
    Header header{};
    std::memcpy(header.magic, kMagic, sizeof kMagic);
    header.salt = newSalt();
    writer->m_streams[0].salt = header.salt; // The footer's own.
    writer->m_end = sizeof header;
    return writer->m_file.writeAt(0, &header, sizeof header).map([&writer] { return std::move(writer); });
}

void EncryptedFileWriter::addStream(StreamId id) {
    m_streams[id].salt = newSalt();
}

BlockCipher EncryptedFileWriter::cipher(StreamId id) const {
    return BlockCipher(m_dataKey, m_streams.at(id).salt);
}

std::uint32_t EncryptedFileWriter::reserve(StreamId id) {
    const std::lock_guard lock(m_mutex);
    auto& blocks = m_streams.at(id).blocks;
    blocks.emplace_back();
    return std::uint32_t(blocks.size() - 1);
}

Result<void> EncryptedFileWriter::put(StreamId id, std::uint32_t block, std::string_view plain, BlockCipher& cipher) {
    thread_local std::string sealed;
    cipher.seal(block, plain, sealed);
    std::uint64_t offset = 0;
    {
        const std::lock_guard lock(m_mutex);
        offset = m_end;
        m_end += sealed.size();
        m_streams.at(id).blocks[block] = {offset, std::uint32_t(sealed.size())};
    }
    return m_file.writeAt(offset, sealed.data(), sealed.size());
}

Result<std::unique_ptr<EncryptedFile>> EncryptedFileWriter::soFar() {
    return DiskFile::open(m_path + QStringLiteral(".part")).map([this](DiskFile file) {
        std::unique_ptr<EncryptedFile> written(new EncryptedFile(std::move(file), m_dataKey));
        const std::lock_guard lock(m_mutex);
        written->m_streams = m_streams;
        return written;
    });
}

Result<void> EncryptedFileWriter::copy(StreamId id, const EncryptedFile& from, StreamId fromId) {
    const EncryptedFile& owner = from.owner(fromId);
    const EncryptedStreamInfo& known = owner.m_streams.at(fromId);
    EncryptedStreamInfo info;
    info.salt = known.salt;
    std::string sealed;
    for (const EncryptedBlock& block : known.blocks) {
        if (auto read = owner.readSealed(block, sealed); !read) {
            return read;
        }
        if (auto written = m_file.writeAt(m_end, sealed.data(), sealed.size()); !written) {
            return written;
        }
        info.blocks.push_back({m_end, block.size});
        m_end += block.size;
    }
    m_streams[id] = std::move(info);
    return {};
}

Result<void> EncryptedFileWriter::finish(const QByteArray& meta) {
    std::string footer;
    append(footer, std::uint32_t(m_streams.size()));
    for (const auto& [id, info] : m_streams) {
        append(footer, id);
        append(footer, info.salt);
        append(footer, std::uint32_t(info.blocks.size()));
        for (const EncryptedBlock& block : info.blocks) {
            append(footer, block.offset);
            append(footer, block.size);
        }
    }
    footer.append(meta.constData(), std::size_t(meta.size()));
    std::string sealed;
    cipher(0).seal(kFooterNumber, footer, sealed);
    Trailer trailer{m_end, std::uint32_t(sealed.size()), 0, {}};
    std::memcpy(trailer.magic, kMagic, sizeof kMagic);
    append(sealed, trailer);
    return m_file.writeAt(m_end, sealed.data(), sealed.size())
        .and_then([this] { return m_file.sync(); })
        .and_then([this] { return renameDurably(m_path + QStringLiteral(".part"), m_path); })
        .map([this] { m_finished = true; });
}

Result<std::unique_ptr<EncryptedFile>> EncryptedFile::open(const QString& path, const QByteArray& dataKey) {
    auto file = DiskFile::open(path);
    if (!file) {
        return fail(file.error());
    }
    std::unique_ptr<EncryptedFile> sealed(new EncryptedFile(std::move(*file), dataKey));
    return sealed->readFooter().map([&sealed] { return std::move(sealed); });
}

Result<void> EncryptedFile::readFooter() {
    const auto size = m_file.size();
    if (!size) {
        return fail(size.error());
    }
    if (*size < sizeof(Header) + sizeof(Trailer)) {
        return fail(damagedFile());
    }
    Header header{};
    Trailer trailer{};
    auto read = m_file.readAt(0, &header, sizeof header).and_then([&] {
        return m_file.readAt(*size - sizeof trailer, &trailer, sizeof trailer);
    });
    if (!read) {
        return read;
    }
    if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0 ||
        std::memcmp(trailer.magic, kMagic, sizeof kMagic) != 0 || trailer.footerSize > kMaxBlock ||
        trailer.footerOffset + trailer.footerSize + sizeof trailer != *size) {
        return fail(damagedFile());
    }
    m_streams[0].salt = header.salt;
    std::string sealed;
    std::string footer;
    if (read = readSealed({trailer.footerOffset, trailer.footerSize}, sealed); !read) {
        return read;
    }
    if (!cipher(0).open(kFooterNumber, sealed, footer)) {
        return fail(damagedFile());
    }
    std::string_view rest = footer; // Authentic from here on.
    std::uint32_t count = 0;
    take(rest, count);
    for (std::uint32_t i = 0; i < count; ++i) {
        StreamId id = 0;
        EncryptedStreamInfo info;
        std::uint32_t blocks = 0;
        take(rest, id);
        take(rest, info.salt);
        take(rest, blocks);
        info.blocks.resize(blocks);
        for (EncryptedBlock& block : info.blocks) {
            take(rest, block.offset);
            take(rest, block.size);
        }
        m_streams[id] = std::move(info);
    }
    m_meta = QByteArray(rest.data(), qsizetype(rest.size()));
    return {};
}

/// Where a stream stands. One that neither has is looked for here.
const EncryptedFile& EncryptedFile::owner(StreamId id) const {
    return m_base && !m_streams.contains(id) ? *m_base : *this;
}

std::uint32_t EncryptedFile::blocks(StreamId id) const {
    const EncryptedFile& file = owner(id);
    const auto found = file.m_streams.find(id);
    return found == file.m_streams.end() ? 0 : std::uint32_t(found->second.blocks.size());
}

std::uint64_t EncryptedFile::records(StreamId id, std::size_t recordSize) const {
    const EncryptedFile& file = owner(id);
    const auto found = file.m_streams.find(id);
    std::uint64_t bytes = 0;
    if (found != file.m_streams.end()) {
        for (const EncryptedBlock& block : found->second.blocks) {
            bytes += block.size - BlockCipher::kTag;
        }
    }
    return bytes / recordSize;
}

/// A file of an older version may lack a stream: it has no blocks then, so that nothing is ever opened with this.
BlockCipher EncryptedFile::cipher(StreamId id) const {
    const EncryptedFile& file = owner(id);
    const auto found = file.m_streams.find(id);
    return BlockCipher(m_dataKey, found != file.m_streams.end() ? found->second.salt : StreamSalt{});
}

Result<void> EncryptedFile::readSealed(const EncryptedBlock& block, std::string& sealed) const {
    sealed.resize(block.size);
    return m_file.readAt(block.offset, sealed.data(), sealed.size());
}

Result<void> EncryptedFile::read(StreamId id, std::uint32_t block, BlockCipher& cipher, std::string& sealed,
                                 std::string& plain) const {
    const EncryptedFile& file = owner(id);
    const auto found = file.m_streams.find(id);
    if (found == file.m_streams.end() || block >= found->second.blocks.size()) {
        return fail(damagedFile());
    }
    if (auto read = file.readSealed(found->second.blocks[block], sealed); !read) {
        return read;
    }
    if (!cipher.open(block, sealed, plain)) {
        return fail(damagedFile());
    }
    return {};
}

Result<void> EncryptedFile::verify(QThreadPool* helpers) const {
    if (auto below = m_base ? m_base->verify(helpers) : Result<void>(); !below) {
        return below;
    }
    std::vector<std::pair<StreamId, std::uint32_t>> blocks;
    for (const auto& [id, info] : m_streams) {
        for (std::uint32_t i = 0; i < info.blocks.size(); ++i) {
            blocks.emplace_back(id, i);
        }
    }
    if (helpers == nullptr) {
        return verify(std::span(std::as_const(blocks)));
    }
    const std::size_t middle = blocks.size() / 2;
    Result<void> half;
    Result<void> otherHalf;
    runBoth(
        *helpers,
        [&] {
            half = verify({blocks.data(), middle});
        },
        [&] {
            otherHalf = verify({blocks.data() + middle, blocks.size() - middle});
        });
    return half ? otherHalf : half;
}

Result<void> EncryptedFile::verify(std::span<const std::pair<StreamId, std::uint32_t>> blocks) const {
    std::string sealed;
    std::string plain;
    std::optional<BlockCipher> own;
    std::optional<StreamId> stream;
    for (const auto& [id, number] : blocks) {
        if (stream != id) {
            own.emplace(cipher(id));
            stream = id;
        }
        if (auto block = read(id, number, *own, sealed, plain); !block) {
            return block;
        }
    }
    return {};
}

} // namespace pathways
