// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jobs/task.h"
#include "rest/context.h"

namespace digidig::rest {

/// What an upload is, by its media type.
enum class UploadFormat { Message, Mbox, Tar };

/// The file in importDirectory() that such an upload is kept in.
[[nodiscard]] QString uploadName(UploadFormat format);

/// What an import is asked for, as a job keeps it.
struct ImportWish {
    QString account; ///< Public id.
    QString mailbox = {}; ///< Normalised; empty: INBOX, or as the upload has it.
    UploadFormat format = UploadFormat::Message;
    bool dryRun = false;

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] static ImportWish fromJson(const QJsonObject &json);
};

/// Imports the upload of the task's job into the account of its ImportWish. Run again it skips what
/// the mailboxes hold already. Leaves the files to settleTransfer().
[[nodiscard]] core::Result<QJsonObject> runImportJob(Context &context, jobs::Task &task);

} // namespace digidig::rest
