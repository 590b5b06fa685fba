use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::facts::Source;
use crate::ids::{AccountId, BankTransactionId};

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

fn rule(id: &str, kind: RuleKind, text: &str, at: i64) -> Rule {
    Rule {
        id: RuleId::new(id).unwrap(),
        kind,
        pattern: pattern(text),
        value: String::new(),
        created_by: UserId::new("u").unwrap(),
        created_at: Timestamp::from_second(at).unwrap(),
        version: 1,
    }
}

fn spent(id: &str, text: &str, cents: i64, status: Status) -> BankTransaction {
    let line = BankLine {
        id: BankTransactionId::new(id).unwrap(),
        account_id: AccountId::new("a").unwrap(),
        date: date(2026, 11, 20),
        amount: Money::from_cents(cents),
        currency: "USD".into(),
        description: text.into(),
        merchant: None,
        source: Source::Plaid,
    };
    BankTransaction {
        status,
        ..BankTransaction::open(line)
    }
}

#[test]
fn whole_words_and_wildcards() {
    for (written, text, expected) in [
        ("home depot", "THE HOME DEPOT1234 DENVER CO", true),
        ("DEPOT", "THE HOME DEPOT 1234", true),
        ("HOME", "HOMEDEPOT.COM", false),
        ("POT", "HOME DEPOT", false),
        ("HOME*", "HOMEDEPOT.COM", true),
        ("*DEPOT", "HOMEDEPOT.COM", true),
        ("H*P*T", "HOME DEPOT", false),
        ("H*D*T", "HOMEDEPOT", true),
        ("home * online", "HOME DEPOT STORE ONLINE", true),
        ("home * depot", "HOME DEPOT", true),
        ("depot home", "HOME DEPOT", false),
        ("Lowe's", "LOWES #02711", true),
        ("supplyhouse.com", "SUPPLYHOUSE.COM4410", true),
        ("müller*", "MULLERS BAKERY", true),
        ("SQ *JOES", "SQ *JOES TRUCK", true),
        ("AA*A", "AA", false),
    ] {
        let texts = Texts::of(&spent("t", text, -1, Status::Open).line);
        let found = rule("r", RuleKind::IgnoreMerchant, written, 0).matches(&texts);
        assert_eq!(found, expected, "{written} in {text}");
    }
}

#[test]
fn patterns_that_mean_nothing_are_refused_with_the_reason() {
    for bad in ["", "*", "* *", "a", "*a*", "-", "\u{A66E}"] {
        assert_eq!(Pattern::parse(bad), Err(BadPattern::TooShort), "{bad:?}");
    }
    assert_eq!(
        Pattern::parse("Home Depot 1234"),
        Err(BadPattern::Number("1234".into()))
    );
    assert_eq!(Pattern::parse(&"a".repeat(81)), Err(BadPattern::TooLong));
    // One sign that stands for eighteen letters.
    assert_eq!(Pattern::parse(&"ﷺ".repeat(40)), Err(BadPattern::TooLong));
}

#[test]
fn values_belong_to_their_kind() {
    let of = Rule::value_for;
    assert_eq!(
        of(RuleKind::VendorToJobtype, " Repipe "),
        Ok("Repipe".into())
    );
    assert_eq!(
        of(RuleKind::VendorToJobtype, " - "),
        Err(BadRule::NoJobtype)
    );
    assert_eq!(
        of(RuleKind::IgnoreMerchant, "x"),
        Err(BadRule::ValueNotWanted)
    );
    assert_eq!(of(RuleKind::ProcessorFee, "a\u{7}b"), Err(BadRule::Value));
    assert_eq!(
        of(RuleKind::ProcessorFee, &"x".repeat(61)),
        Err(BadRule::Value)
    );
    assert_eq!(room_for_one_more(MAX_RULES - 1), Ok(()));
    assert_eq!(room_for_one_more(MAX_RULES), Err(BadRule::TooMany));
}

#[test]
fn the_most_specific_rule_wins_then_the_newest() {
    let rules = [
        rule("short", RuleKind::IgnoreMerchant, "HOME", 9),
        rule("wild", RuleKind::IgnoreMerchant, "HOME DEPOT*", 8),
        rule("old", RuleKind::IgnoreMerchant, "HOME DEPOT", 1),
        rule("new", RuleKind::VendorToJobtype, "home depot", 2),
        rule("other", RuleKind::IgnoreMerchant, "LOWES", 9),
    ];
    let line = spent("t", "THE HOME DEPOT 4411", -1, Status::Open).line;
    let winner = ruling(&rules, &Texts::of(&line)).unwrap();
    assert_eq!(winner.id.as_str(), "new");
}

#[test]
fn a_preview_counts_what_is_touched_and_says_why_the_rest_is_not() {
    let new = rule("new", RuleKind::IgnoreMerchant, "NETFLIX", 5);
    let special = rule("special", RuleKind::VendorToJobtype, "NETFLIX STUDIOS", 1);
    let mut gone = spent("gone", "NETFLIX.COM", -100, Status::Tagged);
    gone.withdrawn = true;
    let all = [
        spent("a", "NETFLIX.COM 4411", -1_800, Status::Open),
        spent("b", "NETFLIX.COM 4412", -1_900, Status::Open),
        spent("decided", "NETFLIX.COM", -1_800, Status::Tagged),
        spent("refund", "NETFLIX.COM", 1_800, Status::Open),
        spent("special", "NETFLIX STUDIOS", -1_800, Status::Open),
        spent("else", "KING SOOPERS", -1_800, Status::Open),
        gone,
    ];
    let seen = preview(&new, &[special.clone(), new.clone()], &all);
    assert_eq!((seen.touched, seen.would_not), (2, 4));
    assert_eq!(seen.amount, Money::from_cents(3_700));
    let why: Vec<_> = seen
        .would_not_rows
        .into_iter()
        .filter_map(|r| r.why_not)
        .collect();
    assert_eq!(
        why,
        [
            WhyNot::Decided {
                status: Status::Tagged
            },
            WhyNot::Withdrawn,
            WhyNot::MoneyIn,
            WhyNot::OtherRule {
                rule_id: special.id
            },
        ]
    );
}

#[test]
fn what_is_done_three_times_the_same_way_is_suggested_as_a_rule() {
    let did = |n: usize, text: &str, kind, value: &str| Habit {
        line: spent(
            &format!("t{n}"),
            &format!("{text} {}", 4_000 + n),
            -1,
            Status::Tagged,
        )
        .line,
        did: (kind, value.to_owned()),
    };
    let repipe = |n| did(n, "WINSUPPLY", RuleKind::VendorToJobtype, "Repipe");
    let ignored = |n| did(n, "NETFLIX.COM", RuleKind::IgnoreMerchant, "");
    let mut habits: Vec<Habit> = (0..3).map(repipe).chain((3..7).map(ignored)).collect();
    habits.extend([
        did(7, "LOWES", RuleKind::IgnoreMerchant, ""),
        did(8, "LOWES", RuleKind::IgnoreMerchant, ""),
        did(9, "COSTCO", RuleKind::IgnoreMerchant, ""),
        did(10, "COSTCO", RuleKind::IgnoreMerchant, ""),
        did(11, "COSTCO", RuleKind::IgnoreMerchant, ""),
        did(12, "COSTCO", RuleKind::VendorToJobtype, "Repipe"),
    ]);
    let sentences: Vec<String> = suggest(&habits, &[])
        .iter()
        .map(RuleSuggestion::sentence)
        .collect();
    assert_eq!(
        sentences,
        [
            "4 times NETFLIX COM was ignored: make it a rule?",
            "3 times WINSUPPLY was for Repipe: make it a rule?",
        ]
    );
    let there = [rule("r", RuleKind::IgnoreMerchant, "NETFLIX*", 0)];
    assert_eq!(
        suggest(&habits, &there).len(),
        1,
        "what is a rule already is not suggested"
    );
}

fn words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[A-D]{1,4}", 1..6)
}

proptest! {
    #[test]
    fn a_pattern_read_back_is_the_same(text in "\\PC{0,40}|[a-c *]{0,20}") {
        if let Ok(read) = Pattern::parse(&text) {
            prop_assert_eq!(Pattern::parse(&read.to_string()), Ok(read));
        }
    }

    #[test]
    fn never_inside_a_word(words in words(), at in 0..5_usize) {
        let text = words.join(" ");
        let word = &words[at % words.len()];
        prop_assume!(word.len() >= 2);
        let found = pattern(word);
        prop_assert!(found.matches(&text));
        // The same letters with a neighbour on either side are another word.
        for glued in [format!("X{word}"), format!("{word}X")] {
            let others: Vec<&str> = words.iter().map(String::as_str).filter(|w| *w != word.as_str()).collect();
            prop_assert!(!found.matches(&[&others[..], &[&glued]].concat().join(" ")));
        }
    }

    #[test]
    fn a_wildcard_only_widens(words in words(), from in 0..5_usize, cut in 1..4_usize) {
        let text = words.join(" ");
        let from = from % words.len();
        let plain = words[from..].join(" ");
        prop_assume!(plain.bytes().filter(|b| *b != b' ').count() >= 3);
        let wide = [
            format!("* {plain} *"),
            format!("{plain}*"),
            format!("*{plain}"),
            plain.replace(' ', " * "),
            format!("{}*", &plain[..plain.len() - cut.min(plain.len() - 2)]),
        ];
        prop_assert!(pattern(&plain).matches(&text));
        for wider in wide.iter().filter_map(|w| Pattern::parse(w).ok()) {
            prop_assert!(wider.matches(&text), "{} in {}", wider, text);
            prop_assert!(wider.specificity() <= pattern(&plain).specificity(), "{}", wider);
        }
    }

    #[test]
    fn the_winner_does_not_depend_on_the_order_and_none_beats_it(
        made in prop::collection::vec(("[AB]{1,2}\\*?( [AB*]{1,2})?", 0..3_i64), 1..12),
        text in "[AB]{1,3}( [AB]{1,3}){0,3}",
        turn in 0..12_usize,
    ) {
        let mut rules: Vec<Rule> = made
            .iter()
            .enumerate()
            .filter_map(|(n, (written, at))| {
                let pattern = Pattern::parse(written).ok()?;
                Some(Rule { pattern, ..rule(&format!("r{n}"), RuleKind::IgnoreMerchant, "XX", *at) })
            })
            .collect();
        let texts = Texts([text, String::new()]);
        let winner = ruling(&rules, &texts).cloned();
        for other in rules.iter().filter(|r| r.matches(&texts)) {
            let best = winner.as_ref().unwrap();
            prop_assert!(other.rank() <= best.rank());
            prop_assert!(other.id == best.id || other.rank() < best.rank(), "total: no two rank alike");
        }
        let by = turn % rules.len().max(1);
        rules.rotate_left(by);
        rules.reverse();
        prop_assert_eq!(ruling(&rules, &texts), winner.as_ref());
    }

    #[test]
    fn long_and_starry_patterns_take_no_longer(text in "(A{1,30} ){1,15}", stars in 1..20_usize) {
        // A backtracking matcher would be at this for ages.
        let starry = format!("{}B", "A*".repeat(stars));
        prop_assert!(!pattern(&starry).matches(&text));
        let words = format!("{}B", "A * ".repeat(stars));
        prop_assert!(!pattern(&words).matches(&text));
    }
}
