// SPDX-License-Identifier: GPL-3.0-or-later
#include "storageclient/state.h"

namespace digidig::storageclient {

QByteArray slug(Form form)
{
    switch (form) {
    case Form::Unknown:
        return "unknown";
    case Form::Documented:
        return "documented";
    case Form::Deployed:
        return "deployed";
    }
    return {};
}

} // namespace digidig::storageclient
