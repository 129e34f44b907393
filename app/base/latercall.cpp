// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "base/latercall.h"

#include <QObject>

#include <utility>

namespace slipway {

LaterCall::LaterCall(QObject *owner, std::function<void()> call)
    : m_owner(owner)
    , m_call(std::move(call))
{
}

void LaterCall::ask()
{
    if (m_isAsked)
        return;
    m_isAsked = true;
    QMetaObject::invokeMethod(
        m_owner,
        [this] {
            m_isAsked = false;
            m_call();
        },
        Qt::QueuedConnection);
}

} // namespace slipway
