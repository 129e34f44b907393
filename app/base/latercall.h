// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QtGlobal>

#include <functional>

class QObject;

namespace slipway {

/// A call that is made once in the next turn of the event loop, however often it was asked for in this one: one signal for many changes.
/// A member of the object that it belongs to, or of something that lives no longer. Not for several threads.
class LaterCall
{
public:
    /// `call` is made in the thread of `owner`, and no longer than that lives.
    LaterCall(QObject *owner, std::function<void()> call);
    /// Asks for the call. What is asked for while the call is made leads to another one.
    void ask();

private:
    Q_DISABLE_COPY_MOVE(LaterCall)

    QObject *m_owner;
    std::function<void()> m_call;
    bool m_isAsked = false;
};

} // namespace slipway
