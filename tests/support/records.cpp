// SPDX-FileCopyrightText: Slipway contributors
// SPDX-License-Identifier: Apache-2.0

#include "records.h"

#include <QTimeZone>

namespace slipway::test {

using namespace Qt::StringLiterals;

BuildRecord shopRecord(const QString &root, int minute, const QString &result, qint64 milliseconds)
{
    BuildRecord record;
    record.id = QTime(2 + minute / 60, minute % 60).toString(u"'20261124-'hhmmss'-test'"_s);
    record.time = QDateTime(QDate(2026, 11, 24), QTime(2 + minute / 60, minute % 60), QTimeZone::UTC);
    record.projectName = u"shop"_s;
    record.projectRoot = root;
    record.planWords = u"2 platforms, Zig, layers"_s;
    record.result = result;
    record.milliseconds = milliseconds;
    record.cachedShare = milliseconds < 60'000 ? 0.78 : 0.12;
    record.platforms = {u"linux/amd64"_s, u"linux/arm64"_s};
    record.references = {u"registry.example/shop/shop-api:1.4.0"_s};
    record.digest = u"sha256:"_s + u"4f1ab0c9"_s.repeated(8);
    record.baseDigests = {{u"gcr.io/distroless/cc-debian13:nonroot"_s, u"sha256:"_s + u"c07d22e1"_s.repeated(8)}};
    record.builder = u"default"_s;
    record.command = u"docker buildx build --platform linux/amd64,linux/arm64 --push ."_s;
    if (result == "failed"_L1)
        record.error = u"error[E0432]: unresolved import `shop_core::pool`"_s;
    const qint64 nanoseconds = milliseconds * 1'000'000;
    const bool isQuick = milliseconds < 60'000;
    record.steps = {
        {u"[internal] load build context"_s, {}, {}, StepState::Done, 0, 1'800'000'000},
        {u"[planner 2/2] RUN cargo chef prepare --recipe-path recipe.json"_s, {}, u"planner"_s, StepState::Done, 2'000'000'000, 4'700'000'000},
        {u"[build 2/4] RUN cargo chef cook --release --locked --zigbuild"_s,
         {},
         u"build"_s,
         isQuick ? StepState::Cached : StepState::Done,
         7'000'000'000,
         isQuick ? 0 : nanoseconds * 6 / 10},
        {u"[build 4/4] RUN cargo zigbuild --release --locked --bin shop-api"_s,
         {},
         u"build"_s,
         result == "failed"_L1      ? StepState::Failed
         : result == "cancelled"_L1 ? StepState::Cancelled
                                    : StepState::Done,
         nanoseconds * 7 / 10,
         nanoseconds / 4},
        {u"[linux/arm64 shop-api 2/2] COPY --from=build /out/linux/arm64/shop-api /usr/local/bin/"_s, u"linux/arm64"_s, u"shop-api"_s, StepState::Done,
         nanoseconds * 9 / 10, 500'000'000},
    };
    return record;
}

void writeShopRecords(History &history, const QString &root)
{
    const QList<qint64> times{245'900, 38'200, 41'000, 37'500, 12'000, 44'100, 39'000, 212'000, 40'300, 38'800, 3'400, 37'900};
    for (qsizetype i = 0; i < times.size(); ++i) {
        const QString result = i == 4 ? u"cancelled"_s : i == 10 ? u"failed"_s : u"done"_s;
        if (const auto added = history.add(shopRecord(root, static_cast<int>(i * 17), result, times[i])); !added)
            qFatal("%s", qPrintable(added.error().message));
    }
}

} // namespace slipway::test
