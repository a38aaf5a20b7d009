// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtCore/QAbstractItemModel>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

namespace digidig::console {

/// What lists of e-mails show, in whatever order: the columns and their cells.
struct EmailColumns {
    enum Column { Status, From, To, Subject, Received, Size, Mailbox, ColumnCount };
    enum Role {
        IdRole = Qt::UserRole, ///< Empty while the row has not come.
        RowRole, ///< QJsonObject.
        UnreadRole,
        FlaggedRole,
        AttachmentsRole,
        AnsweredRole,
        PreviewRole,
    };
    enum class Phase { Idle, Loading, Ready, Failed };

    /// What a cell shows of @p email, in every role but TextAlignmentRole.
    [[nodiscard]] static QVariant cell(const QJsonObject &email, int column, int role);
    [[nodiscard]] static QVariant title(int column, int role);
    /// Of what is dragged.
    [[nodiscard]] static QStringList dragTypes();
    /// The members that cells, actions and the reading pane need.
    [[nodiscard]] static QString fields();
    /// Adds and removes flags of one e-mail, as the service was just asked to.
    static void changeFlagsOf(QJsonObject &email, const QStringList &add, const QStringList &remove);
};

/// What lists of e-mails have in common as models: the columns, and that rows are dragged to mailboxes.
template <typename Base>
class EmailModel : public Base, public EmailColumns {
public:
    using Base::Base;

    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override
    {
        return orientation == Qt::Horizontal ? title(section, role) : QVariant();
    }
    Qt::ItemFlags flags(const QModelIndex &index) const override
    {
        return Base::flags(index) | (index.isValid() ? Qt::ItemIsDragEnabled : Qt::NoItemFlags);
    }
    QStringList mimeTypes() const override { return dragTypes(); }
    Qt::DropActions supportedDragActions() const override { return Qt::MoveAction; }
};

} // namespace digidig::console
