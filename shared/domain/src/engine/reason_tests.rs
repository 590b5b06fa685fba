use jiff::civil::date;

use super::super::names::{Known, Names};
use super::*;

/// One of each, so that nobody changes a sentence without reading it.
fn each() -> Vec<Reason> {
    let methods = || vec![Some(Method::JobberPayments)];
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
            payments: 1,
        },
        Reason::SameClient {
            name: "Greenleaf HOA".into(),
            payments: 3,
        },
        Reason::ReferenceInDescriptor {
            reference: "INV-1031".into(),
        },
        Reason::AllOfDays {
            from,
            to: date(2026, 4, 2),
            business_days: 1,
            methods: vec![Some(Method::Check), Some(Method::Cash)],
        },
        Reason::PartOfDays {
            from,
            to,
            left: 2,
            methods: vec![Some(Method::Card), Some(Method::Ach), None],
        },
        Reason::AllOfDays {
            from,
            to,
            business_days: 0,
            methods: Vec::new(),
        },
        Reason::SinceLastSlip { from, to },
        Reason::SinceLastSlip { from, to: from },
        Reason::OnlyFit { of: 1 },
        Reason::OnlyFit { of: 1_024 },
        Reason::Competing { ways: 1 },
        Reason::Competing { ways: 2 },
        Reason::AlsoFitsOtherDeposit {
            deposit_id: "d2".into(),
        },
        Reason::WithDebits {
            plan: FeePlan {
                rate_bp: 100,
                cap: 1_000,
                ..FeePlan::NONE
            },
            payments: 1,
            business_days: 4,
        },
        Reason::WithDebits {
            plan: FeePlan {
                rate_bp: 80,
                ..FeePlan::NONE
            },
            payments: 3,
            business_days: 1,
        },
        Reason::OtherRate {
            plan: FeePlan {
                rate_bp: 440,
                fixed: 30,
                ..FeePlan::NONE
            },
            payments: 1,
            also_in: 0,
        },
        Reason::OtherRate {
            plan: FeePlan {
                rate_bp: 350,
                fixed: 15,
                ..FeePlan::NONE
            },
            payments: 2,
            also_in: 7,
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
        Reason::NotSearchedToTheEnd { limit: 1 },
        Reason::NotSearchedToTheEnd { limit: 300 },
    ];
    all.extend(
        [(1, 0), (7, 0), (7, 1), (7, 5)].map(|(payments, also_on)| Reason::NetEquals {
            plan,
            payments,
            also_on,
        }),
    );
    all.extend(
        [(from, 0), (from, 1), (to, 2)].map(|(to, business_days)| Reason::AllOfDays {
            from,
            to,
            business_days,
            methods: methods(),
        }),
    );
    all.extend([(from, 1), (to, 2)].map(|(to, left)| Reason::PartOfDays {
        from,
        to,
        left,
        methods: methods(),
    }));
    all.extend([true, false].map(|left_out| Reason::OneEdit {
        payment_id: "p1".into(),
        left_out,
    }));
    all.extend([-3, -1, 0, 1, 4, 40].map(|days| Reason::DaysApart { days }));
    all.extend(
        [(1, 0), (2, 0), (0, 1), (0, 2), (1, 2)]
            .map(|(waiting, added)| Reason::HeldBack { waiting, added }),
    );
    all.extend(
        [(1, 1, 12), (1, 0, 0), (2, 3, 30), (0, 5, 12), (0, 0, 1)].map(|(instead, of, percent)| {
            Reason::RunnerUp {
                instead: ids(instead),
                of: ids(of),
                percent,
            }
        }),
    );
    all.extend([-1_537, 1_537].map(|cents| Reason::Unexplained {
        amount: Money::from_cents(cents),
    }));
    all
}

/// What the reasons speak of, as people know it.
fn names() -> Names {
    let all = each();
    let payment = |id: &str| {
        let n: i64 = id.trim_start_matches('p').parse().unwrap();
        Some(Known {
            amount: Money::from_cents(24_000 + n * 1_000),
            on: date(2026, 3, 3),
            who: ["Maria Lopez", "Paul Simmons", ""]
                .get(usize::try_from(n).unwrap())
                .map(|who| (*who).to_owned()),
            invoice: ["1031", "INV-1032", "Z2lkOi8vSm9iYmVyL0ludm9pY2UvMTIz"]
                .get(usize::try_from(n).unwrap())
                .map(|number| (*number).to_owned()),
        })
    };
    let deposit = |_: &str| {
        Some(Known {
            amount: Money::from_cents(60_000),
            on: date(2026, 3, 9),
            who: None,
            invoice: None,
        })
    };
    Names::of(all.iter(), payment, deposit)
}

fn lines(names: &Names) -> Vec<String> {
    let line = |r: &Reason| {
        let code = serde_json::to_value(r).unwrap()["code"].clone();
        let sign = match r.sign() {
            Sign::For => '+',
            Sign::Against => '−',
        };
        format!("{sign} {}: {}", code.as_str().unwrap(), r.sentence(names))
    };
    each().iter().map(line).collect()
}

#[test]
fn every_sentence_as_a_dispatcher_reads_it() {
    insta::assert_snapshot!(lines(&names()).join("\n"));
}

#[test]
fn what_nobody_knows_by_name_is_no_id() {
    let known = lines(&names());
    let unknown = lines(&Names::default());
    let differ = unknown.iter().zip(&known).filter(|(a, b)| a != b);
    let differ: Vec<&str> = differ.map(|(a, _)| a.as_str()).collect();
    insta::assert_snapshot!(differ.join("\n"));
    let ids = ["p0", "p1", "d2", "po_1"];
    let says_id = |line: &&String| ids.iter().any(|id| line.contains(id));
    assert_eq!(known.iter().chain(&unknown).find(says_id), None);
}

#[test]
fn every_code_has_a_sentence_here() {
    // The codes of serde's own list: what is new fails to be read as anything else and is named in the error.
    let unknown = serde_json::from_str::<Reason>(r#"{"code":"?"}"#).unwrap_err();
    let codes: std::collections::BTreeSet<String> = each()
        .iter()
        .map(|r| {
            serde_json::to_value(r).unwrap()["code"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    let all = unknown.to_string();
    let all = all.split('`').skip(3).step_by(2).map(str::to_owned);
    assert_eq!(all.collect::<std::collections::BTreeSet<_>>(), codes);
}

#[test]
fn a_reason_is_stored_as_it_is() {
    for reason in each() {
        let text = serde_json::to_string(&reason).unwrap();
        assert_eq!(serde_json::from_str::<Reason>(&text).unwrap(), reason);
    }
}
