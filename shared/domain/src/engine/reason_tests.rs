use jiff::civil::date;

use super::*;

/// One of each, so that nobody changes a sentence without reading it.
fn each() -> Vec<Reason> {
    let plan = FeePlan {
        rate_bp: 290,
        fixed: 30,
        cap: 0,
        instant_bp: 0,
        withheld_bp: 0,
    };
    let (from, to) = (date(2026, 3, 3), date(2026, 3, 4));
    let ids = |n: usize| (0..n).map(|i| format!("p{i}")).collect::<Vec<_>>();
    let mut all = vec![
        Reason::RailLists {
            payout_id: "po_1".into(),
        },
        Reason::SumEquals { payments: 1 },
        Reason::SumEquals { payments: 4 },
        Reason::NameInDescriptor {
            name: "Anna Kowalski".into(),
        },
        Reason::PartOfNameInDescriptor {
            name: "Anna Kowalski".into(),
        },
        Reason::OtherNameInDescriptor {
            name: "Bob Smith".into(),
        },
        Reason::KnownPayer { times: 1 },
        Reason::KnownPayer { times: 3 },
        Reason::SameText { deposits: 1 },
        Reason::SameText { deposits: 4 },
        Reason::SameClient {
            name: "Greenleaf HOA".into(),
            payments: 3,
        },
        Reason::SinceLastSlip { from, to },
        Reason::SinceLastSlip { from, to: from },
        Reason::OnlyFit { of: 1_024 },
        Reason::Competing { ways: 2 },
        Reason::AlsoFitsOtherDeposit {
            deposit_id: "d2".into(),
        },
        Reason::RolledOverCutOff { payments: 1 },
        Reason::RolledOverCutOff { payments: 2 },
        Reason::PartOfPayment {
            payment_id: "p1".into(),
            part: Money::from_cents(40_000),
            of: Money::from_cents(100_000),
            rest_in: "d2".into(),
        },
        Reason::MissingRefund {
            payment_id: "p1".into(),
        },
        Reason::MissingDispute {
            payment_id: "p1".into(),
            charge: Money::from_cents(1_500),
        },
        Reason::MissingPayment {
            amount: Money::from_cents(12_500),
        },
        Reason::MissingCorrection {
            payment_id: "p1".into(),
            should_be: Money::from_cents(12_050),
        },
        Reason::MissingTip {
            amount: Money::from_cents(1_000),
        },
        Reason::NotRevenueText,
        Reason::NotSearchedToTheEnd { limit: 300 },
    ];
    all.extend([0, 1, 5].map(|also_on| Reason::NetEquals {
        plan,
        payments: 7,
        also_on,
    }));
    all.extend(
        [(from, 0), (from, 1), (to, 2)].map(|(to, business_days)| Reason::AllOfDays {
            from,
            to,
            business_days,
        }),
    );
    all.extend([(from, 1), (to, 2)].map(|(to, left)| Reason::PartOfDays { from, to, left }));
    all.extend([true, false].map(|left_out| Reason::OneEdit {
        payment_id: "p1".into(),
        left_out,
    }));
    all.extend([-3, -1, 0, 1, 4].map(|days| Reason::DaysApart { days }));
    all.extend(
        [(2, 0), (0, 1), (1, 2)].map(|(waiting, added)| Reason::HeldBack { waiting, added }),
    );
    all.extend(
        [(1, 1), (1, 0), (0, 5), (0, 0)].map(|(instead, of)| Reason::RunnerUp {
            instead: ids(instead),
            of: ids(of),
            percent: 12,
        }),
    );
    all.extend([-1_537, 1_537].map(|cents| Reason::Unexplained {
        amount: Money::from_cents(cents),
    }));
    all
}

#[test]
fn every_sentence_as_a_dispatcher_reads_it() {
    let lines: Vec<String> = each()
        .iter()
        .map(|r| {
            let code = serde_json::to_value(r).unwrap()["code"]
                .as_str()
                .unwrap()
                .to_owned();
            format!("{code}: {}", r.sentence())
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_reason_is_stored_as_it_is() {
    for reason in each() {
        let text = serde_json::to_string(&reason).unwrap();
        assert_eq!(serde_json::from_str::<Reason>(&text).unwrap(), reason);
    }
}
