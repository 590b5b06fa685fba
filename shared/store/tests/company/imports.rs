//! Files: what comes twice, or in pieces that overlap, is there once.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::date;
use oodaloo_domain::csv_in::Line;
use oodaloo_domain::facts::{BankTransaction, Import, ImportWay, Status};
use oodaloo_domain::imports::bank_lines;
use oodaloo_domain::{AccountId, ImportId, Money};
use oodaloo_store::{Landed, Store, Table as _, Write};
use proptest::prelude::*;

use super::store;

fn rows(days: &[(i8, i64, usize)]) -> Vec<Line> {
    days.iter()
        .map(|(day, cents, text)| Line {
            line: 0,
            date: date(2026, 3, *day),
            amount: Money::from_cents(*cents),
            description: ["Visit fee", "ZELLE ANNA", ""][*text].into(),
            balance: None,
            currency: None,
        })
        .collect()
}

fn facts(lines: &[Line]) -> Vec<oodaloo_domain::facts::BankLine> {
    bank_lines(&AccountId::new("csv_1").unwrap(), "USD", lines).unwrap()
}

fn import(n: usize) -> ImportId {
    ImportId::new(format!("imp_{n}")).unwrap()
}

/// What is in the books, whoever brought it and when.
async fn books(company: &oodaloo_store::CompanyStore) -> BTreeMap<String, BankTransaction> {
    let all = company.bank_transactions().await.unwrap();
    all.into_iter()
        .map(|t| {
            let bare = BankTransaction {
                imported_in: None,
                ..t
            };
            (bare.line.id.to_string(), bare)
        })
        .collect()
}

#[tokio::test]
async fn the_same_file_again_writes_nothing() {
    let (table, company) = store();
    let lines = facts(&rows(&[(1, 14_900, 0), (1, 14_900, 0), (2, -500, 1)]));
    let landed = company.land(&import(1), &lines).await.unwrap();
    assert_eq!(landed, Landed { added: 3, known: 0 });
    // A repeat of the same slice counts the same and writes nothing; another import finds them there.
    table.meter().take();
    assert_eq!(company.land(&import(1), &lines).await.unwrap(), landed);
    let known = company.land(&import(2), &lines).await.unwrap();
    assert_eq!(known, Landed { added: 0, known: 3 });
    assert_eq!(table.meter().take().writes, 0);
}

#[tokio::test]
async fn a_decision_stands_and_a_line_taken_back_comes_again() {
    let (_, company) = store();
    let lines = facts(&rows(&[(1, 14_900, 0), (2, 500, 1)]));
    company.land(&import(1), &lines).await.unwrap();
    let mut changed = Vec::new();
    for (line, status) in lines.iter().zip([Status::Confirmed, Status::Removed]) {
        let key = company.keys().bank_transaction(&line.id);
        changed.push(Write::Update {
            key,
            set: BTreeMap::from([("status".into(), serde_json::to_value(status).unwrap())]),
            add: BTreeMap::from([("version".into(), 1)]),
            remove: Vec::new(),
            when: oodaloo_store::Condition::Exists,
        });
    }
    company.transact(changed).await.unwrap();
    let landed = company.land(&import(2), &lines).await.unwrap();
    assert_eq!(landed, Landed { added: 1, known: 1 });
    let all = books(&company).await;
    let status = |n: usize| all[lines[n].id.as_str()].status;
    assert_eq!((status(0), status(1)), (Status::Confirmed, Status::Open));
}

#[tokio::test]
async fn a_file_comes_back_byte_by_byte() {
    let (_, company) = store();
    // Hardly shrinks: several parts.
    let mut random = 7_u64;
    let file: Vec<u8> = (0..1_500_000)
        .map(|_| {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as u8
        })
        .collect();
    let now = Timestamp::from_second(1_790_000_000).unwrap();
    let (parts, kept_until) = company.keep_file(&import(1), &file, now).await.unwrap();
    assert!(parts > 5, "{parts}");
    let record = Import {
        parts,
        kept_until,
        ..Import::new(import(1), ImportWay::Upload, "dan", "march.csv", now)
    };
    assert!(company.kept_file(&record).await.unwrap() == Some(file));
    let other = Import {
        id: import(2),
        ..record
    };
    assert_eq!(company.kept_file(&other).await.unwrap(), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// Whatever pieces a statement comes in, cut at days, overlapping, in any order: the same items.
    #[test]
    fn pieces_leave_what_the_whole_leaves(
        days in prop::collection::vec((1_i8..6, prop::sample::select(vec![100_i64, -100]), 0_usize..3), 0..30),
        cuts in prop::collection::vec((1_i8..6, 1_i8..6), 0..5),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (_, whole) = store();
            whole.land(&import(0), &facts(&rows(&days))).await.unwrap();
            let (table, pieces) = store();
            let mut added = 0;
            let all = cuts.iter().map(|(a, b)| (*a.min(b), *a.max(b))).chain((1..6).map(|d| (d, d)));
            for (n, (from, to)) in all.enumerate() {
                let piece: Vec<_> = days.iter().copied().filter(|(day, _, _)| (from..=to).contains(day)).collect();
                added += pieces.land(&import(n), &facts(&rows(&piece))).await.unwrap().added;
            }
            assert_eq!(added, days.len());
            assert_eq!(books(&pieces).await, books(&whole).await);
            let again = Store::new(table.clone()).company(pieces.id());
            table.meter().take();
            again.land(&import(99), &facts(&rows(&days))).await.unwrap();
            assert_eq!(table.meter().take().writes, 0);
        });
    }
}
